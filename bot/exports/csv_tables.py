"""`answers.csv` and `assessments.csv` with what their columns mean (CSVW), written row by row.

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
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from bot.exports.forms import Material
from bot.exports.rows import ANSWERS, ASSESSMENTS, Column, Value, answer_rows, assessment_row
from bot.exports.whole_file import whole_file

ANSWERS_FILE, ASSESSMENTS_FILE, METADATA_FILE = "answers.csv", "assessments.csv", "csv-metadata.json"
_READ_AS_FORMULA: Final = re.compile(r"['\t\r\n]|\s*[=+\-@＝＋－＠﹦﹢﹣﹫−]")
"""https://owasp.org/www-community/attacks/CSV_Injection, with the other shapes of these signs."""


class Tables:
    """The two tables while rows are added."""

    def __init__(self, answers: Any, assessments: Any) -> None:
        self._answers = answers
        self._assessments = assessments

    def add(self, material: Material) -> None:
        self._assessments.writerow([*map(safe, assessment_row(material.source))])
        for answer in answer_rows(material.source):
            self._answers.writerow([*map(safe, answer)])


@contextlib.contextmanager
def tables(folder: Path) -> Iterator[Tables]:
    """To be added to within this; then both have their names. Raises OSError."""
    with (
        _writer(folder / ANSWERS_FILE, ANSWERS) as answers,
        _writer(folder / ASSESSMENTS_FILE, ASSESSMENTS) as assessments,
    ):
        yield Tables(answers, assessments)
        with whole_file(folder / METADATA_FILE) as file:
            file.write(json.dumps(metadata(), indent=2, ensure_ascii=False).encode())


def safe(cell: Value) -> str:
    """As it stands in the file: never read as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat().replace("+00:00", "Z")
    if isinstance(cell, date | int):
        return str(cell)
    return f"'{cell}" if _READ_AS_FORMULA.match(cell) else cell


def as_typed(cell: str) -> str:
    """What `safe` was given, if it was text."""
    return cell.removeprefix("'")


def metadata() -> dict[str, Any]:
    """https://www.w3.org/TR/tabular-metadata/"""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"lineTerminators": ["\r\n"], "encoding": "utf-8"},
        "tables": [
            {"url": ASSESSMENTS_FILE, "tableSchema": {**_columns(ASSESSMENTS), "primaryKey": "assessment"}},
            {
                "url": ANSWERS_FILE,
                "tableSchema": {
                    **_columns(ANSWERS),
                    "primaryKey": ["assessment", "number"],
                    "foreignKeys": [
                        {
                            "columnReference": "assessment",
                            "reference": {"resource": ASSESSMENTS_FILE, "columnReference": "assessment"},
                        }
                    ],
                },
            },
        ],
    }


def _columns(columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "columns": [
            {"name": one.name, "titles": one.name, "datatype": one.kind, "dc:description": one.means}
            for one in columns
        ]
    }


@contextlib.contextmanager
def _writer(target: Path, columns: Sequence[Column]) -> Iterator[Any]:
    with whole_file(target) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow([column.name for column in columns])
        yield writer
        text.detach()  # the file is closed by whoever opened it
