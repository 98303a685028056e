"""`record.ods`: the answers and the assessment as two sheets, with the rows of the tables in CSV.

Each text is a cell of the kind “string”, which no spreadsheet reads as a formula, whatever it begins with.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from odfdo import Cell, Document, Paragraph, Row, Table

from bot.exports.forms import Form, Material
from bot.exports.legible import legible
from bot.exports.rows import ANSWERS, ASSESSMENTS, Column, Value, answer_rows, assessment_row

SHEETS = ("Assessment", "Answers")
_META = "meta.xml"


def sheets(material: Material) -> bytes:
    source = material.source
    document = Document("spreadsheet")
    document.meta.set_language("en-GB")
    document.meta.set_title(legible(material.record.title))
    document.meta.set_generator(material.stamp)
    document.body.clear()
    tables = ((ASSESSMENTS, [assessment_row(source)]), (ANSWERS, answer_rows(source)))
    for name, (columns, rows) in zip(SHEETS, tables, strict=True):
        document.body.append(_sheet(name, columns, rows))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Table:
    table = Table(name)
    for values in ([column.name for column in columns], *rows):
        row = Row()
        for value in values:
            row.append_cell(_cell(value))
        table.append_row(row)
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


def _is_of(file: Path, material: Material) -> bool:
    try:
        with zipfile.ZipFile(file) as parts:
            return material.stamp.encode() in parts.read(_META)
    except (zipfile.BadZipFile, KeyError):
        return False


SHEET = Form("record.ods", sheets, _is_of)
