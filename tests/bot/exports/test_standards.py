"""What is exported keeps to the standards that it names, as other people's checkers see it."""

import io
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.exports.csv_tables import METADATA_FILE, tables
from bot.exports.forms import Material
from bot.exports.html import page
from bot.exports.pdf import paper
from bot.exports.whole_file import whole_files
from bot.voices.form import page as form
from bot.voices.invitation import Invitation
from flows.record.writing import record_of
from tests.bot.cards.samples import HOSTILE, Words
from tests.bot.exports import checkers
from tests.bot.exports.reading import facts_of, missing
from tests.flows.record.samples import everything, kept

DRAWN = ("new", "submitted after a round", "approved with conditions", "decided and withdrawn many times")


@pytest.fixture(scope="module", params=DRAWN)
def drawn(request: pytest.FixtureRequest) -> bytes:
    return paper(Material(record_of(kept(request.param))))


def test_a_checker_of_pdf_ua_finds_nothing(drawn: bytes, tmp_path: Path) -> None:
    file = tmp_path / "record.pdf"
    file.write_bytes(drawn)
    assert checkers.pdf_ua(file) == []


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
    for number, one in enumerate(reader.pages, start=1):
        assert one.extract_text().rstrip().endswith(f"Page {number} of {pages}")


def test_a_pdf_says_that_it_is_for_archives(drawn: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in drawn
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in drawn
    assert b"<pdfuaid:part>1</pdfuaid:part>" in drawn


def test_a_pdf_is_read_aloud_in_the_order_of_its_page(tmp_path: Path) -> None:
    file, record = tmp_path / "record.pdf", record_of(kept())
    file.write_bytes(paper(Material(record)))
    lines = checkers.heard(file)
    heard = "".join(line[1:-1] for line in lines if line.startswith('"'))
    assert missing(heard, facts_of(record)) == []
    levels = [int(line[1]) for line in lines if re.match(r"H[1-6]\b", line)]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels)), "no level is left out"
    assert lines.count("BlockQuote") > 0, "what people wrote is told apart from our words"


def test_the_checker_of_the_web_finds_nothing_in_any_page(tmp_path: Path) -> None:
    """Of records, and of the forms for people from outside."""
    files = []
    for name, words in {"usual": Words(), **{name: Words.hostile(HOSTILE[name]) for name in HOSTILE}}.items():
        one = kept(words=words)
        files.append(tmp_path / f"{name}.html")
        files[-1].write_bytes(page(Material(record_of(one))))
        files.append(tmp_path / f"form {name}.html")
        files[-1].write_bytes(form(one.assessment, Invitation.of(one.assessment, "tenants’ panel")))
    assert checkers.web(files) == []


def test_the_first_page_is_what_a_manager_reads() -> None:
    reader = PdfReader(io.BytesIO(paper(Material(record_of(kept())))))
    first, second = (" ".join(page.extract_text().split()) for page in reader.pages[:2])
    for words in ("Approved with 4 conditions", "Adult social care.", "Condition 2", "Purposeful", "Open"):
        assert words in first
    assert second.startswith("How the panel answered")


def test_tables_keep_to_their_schema(tmp_path: Path) -> None:
    with whole_files(tmp_path) as files, tables(files) as rows:
        for one in everything(Words.hostile(HOSTILE["marks"])):
            rows.add(Material(record_of(one)))
    assert checkers.tables(tmp_path) == []
    assert json.loads((tmp_path / METADATA_FILE).read_text())["@context"]
