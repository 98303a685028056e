"""What is exported keeps to the standards that it names, as other people's checkers see it."""

import io
import json
import warnings
from pathlib import Path
from typing import Any

import pdfua
import pytest
from csvw import TableGroup
from pypdf import PdfReader

from bot.exports.csv_tables import METADATA_FILE, tables
from bot.exports.forms import Material
from bot.exports.pdf import paper
from flows.record.writing import record_of
from tests.bot.cards.samples import HOSTILE, Words
from tests.flows.record.samples import everything, kept

DRAWN = ("new", "submitted after a round", "approved with conditions", "decided and withdrawn many times")


@pytest.fixture(scope="module", params=DRAWN)
def drawn(request: pytest.FixtureRequest) -> bytes:
    return paper(Material(record_of(kept(request.param))))


def test_a_checker_of_pdf_ua_finds_nothing(drawn: bytes, tmp_path: Path) -> None:
    file = tmp_path / "record.pdf"
    file.write_bytes(drawn)
    report = pdfua.validate(str(file))
    assert [str(finding) for finding in report.findings] == []


def test_a_pdf_has_its_title_language_bookmarks_and_page_numbers(drawn: bytes) -> None:
    reader = PdfReader(io.BytesIO(drawn))
    catalog: Any = reader.trailer["/Root"].get_object()
    assert reader.metadata is not None
    assert reader.metadata.title == kept().assessment.title
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(reader.outline) > 5
    pages = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert page.extract_text().rstrip().endswith(f"Page {number} of {pages}")


def test_a_pdf_says_that_it_is_for_archives(drawn: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in drawn
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in drawn
    assert b"<pdfuaid:part>1</pdfuaid:part>" in drawn


def test_the_first_page_is_what_a_manager_reads() -> None:
    reader = PdfReader(io.BytesIO(paper(Material(record_of(kept())))))
    first, second = (" ".join(page.extract_text().split()) for page in reader.pages[:2])
    for words in ("Approved with 4 conditions", "Adult social care.", "Condition 2", "Purposeful", "Open"):
        assert words in first
    assert second.startswith("The answers")


def test_tables_keep_to_their_schema(tmp_path: Path) -> None:
    with tables(tmp_path) as rows:
        for one in everything(Words.hostile(HOSTILE["marks"])):
            rows.add(Material(record_of(one)))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        group: Any = TableGroup.from_file(tmp_path / METADATA_FILE)
        for table in group.tables:
            assert list(table)
        group.check_referential_integrity()
    assert [str(one.message) for one in said if "csvw" in str(one.filename)] == []
    assert json.loads((tmp_path / METADATA_FILE).read_text())["@context"]
