"""The tables of all forms as CSV files, with what their columns mean (CSVW), row by row.

Spreadsheets take a cell for a formula that begins with one of a few signs. Such a cell, and one that begins
with an apostrophe, gets an apostrophe before it; whoever takes one apostrophe away from the beginning of each
cell that has one, has what was typed.
"""

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from bot.documents.cells import Value
from bot.exports.forms import Material
from bot.exports.rows import TABLES, Table
from bot.exports.whole_file import WholeFiles

METADATA_FILE = "csv-metadata.json"
_READ_AS_FORMULA: Final = re.compile(r"['\t\r\n]|\s*[=+\-@＝＋－＠﹦﹢﹣﹫−]")
"""https://owasp.org/www-community/attacks/CSV_Injection, with the other shapes of these signs."""


class Tables:
    """The tables while rows are added. `writers`: one for each of TABLES."""

    def __init__(self, writers: Sequence[Any]) -> None:
        self._writers = writers

    def add(self, material: Material) -> None:
        for table, writer in zip(TABLES, self._writers, strict=True):
            writer.writerows(map(safe, row) for row in table.rows(material.source))


@contextlib.contextmanager
def tables(files: WholeFiles) -> Iterator[Tables]:
    """To be added to within this; then all have their names. Raises OSError."""
    with contextlib.ExitStack() as opened:
        yield Tables([opened.enter_context(_writer(files, one)) for one in TABLES])
        with files.filling(files.folder / METADATA_FILE) as file:
            file.write(json.dumps(metadata(), indent=2, ensure_ascii=False).encode())


@lru_cache(maxsize=1_024)
def safe(cell: Value) -> str:
    """As it stands in the file: never read as a formula. Most cells hold what those of other assessments do:
    the words of questions and of facts."""
    match cell:  # in the order of how many there are
        case str():
            return f"'{cell}" if _READ_AS_FORMULA.match(cell) else cell
        case None:
            return ""
        case datetime():
            return cell.isoformat().replace("+00:00", "Z")
    return str(cell)


def metadata() -> dict[str, Any]:
    """https://www.w3.org/TR/tabular-metadata/"""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"lineTerminators": ["\r\n"], "encoding": "utf-8"},
        "tables": [{"url": one.file, "tableSchema": _schema(one)} for one in TABLES],
    }


def _schema(table: Table) -> dict[str, Any]:
    columns = [
        {"name": one.name, "titles": one.name, "datatype": one.kind, "dc:description": one.means}
        for one in table.columns
    ]
    if not table.key:
        return {"columns": columns, "primaryKey": "assessment"}
    to_assessment = {
        "columnReference": "assessment",
        "reference": {"resource": TABLES[0].file, "columnReference": "assessment"},
    }
    return {"columns": columns, "primaryKey": ["assessment", *table.key], "foreignKeys": [to_assessment]}


@contextlib.contextmanager
def _writer(files: WholeFiles, table: Table) -> Iterator[Any]:
    with files.filling(files.folder / table.file) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow([column.name for column in table.columns])
        yield writer
        text.detach()  # the file is closed by whoever opened it
