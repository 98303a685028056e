"""Every form says the same, and as it was typed, whatever was typed."""

import io
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.exports import pdf
from bot.exports.command import FORMS
from bot.exports.csv_tables import as_typed, safe, tables
from bot.exports.forms import FormFailed, Material
from bot.exports.html import page
from bot.exports.ods import sheets
from bot.exports.pdf import paper
from flows.record.reading import read
from flows.record.writing import record_of
from tests.bot.cards.samples import HOSTILE, NAMES, PEOPLE, Words
from tests.bot.exports.conftest import Balance, Stores, files
from tests.bot.exports.reading import facts_of, from_csv, from_ods, html_text, missing, pdf_text
from tests.flows.record.samples import everything, kept

BAD = HOSTILE | {
    "markup of typst": '#import "/etc/passwd": * \\ $x^2$ *b* _i_ `r` @ref <a> // c\n= Heading',
    "markup of HTML": "</span><script>alert(1)</script><!-- &amp; &lt; --><img src=x onerror=alert(1)>",
    "markup of Jinja": "{{ 7 * 7 }}{% raw %} {# no #} {{ pack }}",
    "a formula": "=cmd|' /C calc'!A0",
    "a formula of plus": "+1+2",
    "a formula of minus": "-1",
    "a formula of at": "@SUM(1)",
    "a wide formula": "＝1+1",
    "an apostrophe": "'=1",
    "quotes and separators": '";=1,"\n;\t|"=2',
    "a way out": "../../etc/passwd",
    "an end of JSON": '"}],"title":"other"',
    "what cannot be seen": "a\x07b\u200bc\u202ed\ufeffe\x7ff\ufffeg",
    "several lines": "One.\n\n  Two,   with spaces.\n\tThree.",
    "other scripts": "Ελληνικά Кириллица עברית ąęł ß",
    "letters with several accents": "z\u0351\u036b\u0343\u036a\u0302a\u0300\u0301漢\u0301",
}


def bad(text: str) -> Material:
    words = Words(text, text, text, text, text)
    return Material(record_of(kept("approved with conditions", words)))


@pytest.mark.parametrize("text", BAD.values(), ids=list(BAD))
def test_the_same_facts_are_read_back_from_every_form(text: str, tmp_path: Path) -> None:
    material = bad(text)
    facts = facts_of(material.record)
    assert facts_of(read(material.data)) == facts
    with tables(tmp_path) as rows:
        rows.add(material)
    assert from_csv(tmp_path) == facts
    assert from_ods(sheets(material)) == facts
    assert missing(html_text(page(material)), facts) == []
    assert missing(pdf_text(paper(material)), facts) == []


def test_ten_thousand_characters_are_all_there(tmp_path: Path) -> None:
    test_the_same_facts_are_read_back_from_every_form("Ten & <thousand> " * 117, tmp_path)
    test_the_same_facts_are_read_back_from_every_form("x" * 2_000, tmp_path)
    long = kept("approved", Words(about="Long & wide. " * 770))
    material = Material(record_of(long))
    facts = facts_of(material.record)
    assert missing(html_text(page(material)), facts) == []
    assert missing(pdf_text(paper(material)), facts) == []


def test_a_page_keeps_line_breaks_and_spaces() -> None:
    material = bad(BAD["several lines"])
    assert material.record.about in html_text(page(material))


@pytest.mark.parametrize("text", BAD.values(), ids=list(BAD))
def test_nothing_that_is_typed_is_read_as_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell.lstrip()[:1] not in tuple("=+-@\t\r＝＋－＠")
    assert as_typed(cell) == text
    content = zipfile.ZipFile(io.BytesIO(sheets(bad(text)))).read("content.xml")
    assert b"table:formula" not in content


def test_all_forms_can_be_made_in_every_state() -> None:
    for one in everything():
        for without_names in (False, True):
            material = Material(record_of(one, without_names=without_names))
            html_text(page(material))
            sheets(material)
    for state in ("new", "abandoned", "submitted after a round"):
        assert PdfReader(io.BytesIO(paper(Material(record_of(kept(state)))))).pages


def test_without_names_no_form_tells_them(tmp_path: Path) -> None:
    material = Material(record_of(kept("submitted after a round"), without_names=True))
    with tables(tmp_path) as rows:
        rows.add(material)
    texts = [html_text(page(material)), pdf_text(paper(material))]
    texts += [(tmp_path / name).read_text() for name in ("assessments.csv", "answers.csv")]
    texts += [zipfile.ZipFile(io.BytesIO(sheets(material))).read("content.xml").decode()]
    for text in texts:
        assert "Person 1" in text
        assert [one for one in (*NAMES.values(), *PEOPLE) if one.casefold() in text.casefold()] == []


def test_a_page_needs_nothing_from_elsewhere() -> None:
    drawn = page(bad(BAD["markup of HTML"])).decode()
    for what in ("<script", "<link", "<img", "<iframe", "url(", "@import"):
        assert what not in drawn


@pytest.mark.parametrize("form", ["json", "html", "ods", "pdf"])
def test_a_file_knows_which_record_it_was_made_of(form: str, tmp_path: Path) -> None:
    one, other = (Material(record_of(kept(state))) for state in ("approved", "declined"))
    file = tmp_path / FORMS[form].file
    file.write_bytes(FORMS[form].make(one))
    assert FORMS[form].is_made_of(file, one)
    assert not FORMS[form].is_made_of(file, other)
    file.write_bytes(file.read_bytes()[:50])
    assert not FORMS[form].is_made_of(file, one)


@pytest.mark.parametrize("is_installed", [True, False])
def test_without_typst_the_other_forms_still_come(
    is_installed: bool,
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> bytes:
        raise FormFailed("typst says: no.")

    stores.add(kept())
    if is_installed:
        monkeypatch.setattr(pdf._Typst, "paper", fails)
    else:
        monkeypatch.setitem(sys.modules, "typst", None)
        pdf._typst.cache_clear()
    assert balance("export", "--all", "--to", folder) == 1
    said = capsys.readouterr()
    assert said.out.startswith("1 written")
    assert "record.pdf could not be made: typst " in said.err
    names = {Path(name).name for name in files(folder)}
    assert names == {
        *("record.json", "record.html", "record.ods"),
        *("answers.csv", "assessments.csv", "csv-metadata.json"),
    }
