"""Cells of a spreadsheet. Each text is of the kind “string”, which no spreadsheet reads as a formula,
whatever it begins with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from odfdo import Cell, Paragraph, Row, Table

from bot.documents.legible import legible

Value = str | int | Decimal | date | datetime | None


def sheet(name: str, rows: Iterable[Sequence[Value]]) -> Table:
    table = Table(name)
    for values in rows:
        row = Row()
        for value in values:
            row.append_cell(_cell(value), clone=False)  # a copy of each takes longer than all the rest
        table.append_row(row, clone=False)
    return table


def _cell(value: Value) -> Cell:
    if not isinstance(value, str):
        # A sheet has no time zones: all times in it are UTC, as the column says.
        return Cell(value.replace(tzinfo=None) if isinstance(value, datetime) else value)
    text = legible(value)
    cell = Cell(text)
    for paragraph in cell.paragraphs:
        cell.delete(paragraph)
    cell.append(Paragraph(text, formatted=True))
    return cell
