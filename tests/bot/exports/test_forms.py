"""Every form says the same, and as it was typed, whatever was typed."""

import csv
import io
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from pypdf import PdfReader

from bot.cards.dots import dots, two_places
from bot.cards.method import AGREED, MIDDLE, SPLIT, SPREAD
from bot.exports import pdf, rows
from bot.exports.command import FORMS
from bot.exports.csv_tables import safe, tables
from bot.exports.forms import FormFailed, Material
from bot.exports.html import page
from bot.exports.ods import sheets
from bot.exports.pdf import paper
from bot.exports.source import NOT_RECORDED, moment
from bot.exports.whole_file import whole_files
from flows import particulars_log
from flows.activity import Happened
from flows.agreement import Agreement
from flows.answer import Given
from flows.condition import Condition, Said
from flows.entry import counted
from flows.panel import Dissent
from flows.particulars import Particulars
from flows.reason import AUTHOR_NOT_RECORDED, Reason
from flows.record.kept import Changed
from flows.record.names import Called
from flows.record.reading import read
from flows.record.writing import record_of
from flows.sheet import default_sheet
from flows.states import State
from flows.triggers import Trigger
from tests.bot.cards.samples import AMINA, GRACE, HOSTILE, NAMES, NOW, PEOPLE, TOM, Words
from tests.bot.exports.conftest import Balance, Stores, files
from tests.bot.exports.reading import facts_of, from_csv, from_ods, html_text, missing, pdf_text, squeezed
from tests.bot.voices.samples import A_BOMB, bomb
from tests.flows.record.samples import LATER, everything, kept

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
    with whole_files(tmp_path) as files, tables(files) as rows:
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


def test_what_is_not_recorded_and_what_came_after_the_decision_is_said() -> None:
    material = Material(record_of(kept("approved")))
    pack = material.pack
    facts = {fact.label: fact for group in pack.sheet for fact in group.facts}
    sheet = default_sheet()
    basis, followed = (facts[sheet.field(name).label] for name in ("lawful-basis", "dpo-followed"))
    assert basis.words == NOT_RECORDED
    assert "Accepted" in followed.behind, "what stood when it was decided"
    assert sheet.field("part-3").label not in facts, "it does not apply"
    [entry] = pack.decided
    stood = counted(sheet, material.source.assessment.entries[:2])
    assert f"{len(stood.recorded)} of {stood.total}" in entry.recorded
    for text in (html_text(page(material)), pdf_text(paper(material))):
        for group in pack.sheet:
            for fact in group.facts:
                assert squeezed(fact.behind) in squeezed(text)


def test_a_record_says_first_that_nothing_is_to_be_shared_yet() -> None:
    one = kept("approved with conditions in every state")
    material = Material(record_of(one))
    first = "Not to be shared yet: 3 conditions to be met first. Approved, 1 of 5 conditions met."
    assert material.pack.state.startswith(first)
    names = [column.name for column in rows.ASSESSMENTS]
    assert (
        dict(zip(names, next(rows.assessment_rows(material.source)), strict=True))["state"]
        == material.pack.state
    )
    for text in map(squeezed, (html_text(page(material)), pdf_text(paper(material)))):
        assert text.index(squeezed("Not to be shared yet")) < text.index(squeezed("Approved"))


def test_a_row_says_no_verdict_while_one_is_waited_for() -> None:
    """Where people were forgotten, who approved can seem to be all that there are."""
    one = kept("approved")
    one.assessment.progress.state = State.SUBMITTED
    names = [column.name for column in rows.ASSESSMENTS]
    row = dict(zip(names, next(rows.assessment_rows(Material(record_of(one)).source)), strict=True))
    assert row["verdict"] is None


def test_what_stood_before_the_terms_of_a_condition_were_changed_is_on_the_page() -> None:
    text = squeezed(html_text(page(Material(record_of(kept("approved with conditions"))))))
    assert (
        squeezed("Priya Nair sees to it, by 4 March 2028. Before: Tom Reed, before sharing starts, by")
        in text
    )


def test_words_that_were_replaced_are_on_the_page_as_they_are_in_history() -> None:
    one = kept("approved with conditions")
    question, given = next(iter(one.assessment.given.items()))
    replaced = given.explained(TOM, LATER, "These ended “all”.", "The first minutes.")
    one = replace(
        one,
        changes=(*one.changes, Changed(question, replaced, TOM, LATER)),
        history=(*one.history, Happened(LATER, TOM, "reason", question, {})),
    )
    material = Material(record_of(one))
    said = "“These ended ‘all’.” What shows this: “The first minutes.”"
    for text in (html_text(page(material)), pdf_text(paper(material))):
        assert squeezed(said) in squeezed(text.partition("wrote a reason for")[2])


def test_people_of_one_name_are_told_apart() -> None:
    one = kept("approved with conditions")
    called = (Called("Tom Reed", NOW),)
    material = Material(record_of(replace(one, names={**one.names, TOM: called, GRACE: called})))
    for text in (html_text(page(material)), pdf_text(paper(material))):
        assert squeezed(f"Tom Reed ({GRACE})") in squeezed(text)
        assert squeezed(f"Tom Reed ({TOM})") in squeezed(text)
        assert f"({AMINA})" not in text


def test_each_part_of_what_was_written_is_on_the_page_in_quotes_of_its_own() -> None:
    one = kept("approved with conditions")
    forged = Particulars("Falls data", "The ward.\nWho gets it: “Everybody”", recipients="The ward")
    detail = particulars_log.logged(["title", "about", "recipients"], forged)
    event = Happened(LATER, AMINA, particulars_log.DESCRIBED, None, detail)
    material = Material(record_of(replace(one, history=(*one.history, event))))
    said = (
        "Title: “Falls data” What is shared, and why: “The ward. Who gets it: ‘Everybody’” "
        "Who gets it: “The ward”"
    )
    for text in (html_text(page(material)), pdf_text(paper(material))):
        assert squeezed(said) in squeezed(text.partition("it read as follows")[2])


def test_the_tables_say_of_each_line_of_a_reason_who_wrote_it(tmp_path: Path) -> None:
    one = kept("approved with conditions")
    *before, last = one.assessment.submissions
    question, given = next((of, given) for of, given in last.given.items() if given.by == TOM)
    forged = "It must not be shared.\nTom Reed: I agree."
    given = given.explained(TOM, LATER, "They asked us.", "The minutes.")
    given = given.explained(AMINA, LATER, forged, "=1+1")
    given = replace(given, reasons=(Reason("Said long ago.", "", AUTHOR_NOT_RECORDED, LATER), *given.reasons))
    one.assessment.submissions = (*before, replace(last, given={**last.given, question: given}))
    material = Material(record_of(one))
    with whole_files(tmp_path) as files, tables(files) as rows:
        rows.add(material)
    number = one.assessment.framework.number(question)
    said = (
        "author not recorded: Said long ago.\n"
        "Tom Reed: They asked us.\n"
        "Amina Khan: It must not be shared.\n"
        "Amina Khan: Tom Reed: I agree."
    )
    for facts in (from_csv(tmp_path), from_ods(sheets(material))):
        [row] = [row for row in facts.answers if row[0] == number]
        assert row[-3:] == (said, "Tom Reed: The minutes.\nAmina Khan: =1+1", "tom reed")


def test_what_people_wrote_about_a_condition_is_in_quotes_under_their_names() -> None:
    one = kept("approved with conditions")
    *before, made = one.assessment.decisions
    forged = "Met. Grace Adeyemi confirmed it on 4 March 2026."
    note, missing_, to_do = (f"{words}\n{forged}" for words in ("Signed.", "Not yet.", "Ask."))
    condition = Condition("It is signed.", None, Said(AMINA, LATER, note), Said(TOM, LATER, missing_))
    one.assessment.decisions = (*before, replace(made, conditions=(condition,)))
    action = replace(one.assessment.actions[0], what=to_do, about=condition.text)
    one.assessment.actions = (action,)
    material = Material(record_of(one))
    quoted, ours = in_quotes_and_not(page(material))
    assert {condition.text, note, missing_, to_do} <= set(quoted)
    assert forged not in ours
    for text in (html_text(page(material)), pdf_text(paper(material))):
        for name, words in (("Amina Khan", note), ("Tom Reed", missing_)):
            assert squeezed(f"{name}, {moment(LATER)}:{words}") in squeezed(text)


def test_what_people_typed_reads_as_none_of_our_lines_on_the_page() -> None:
    forged = f"Sure.\n{NOT_RECORDED}\nApproved by Grace Adeyemi on 4 March 2026."
    one = kept(
        "approved with conditions", Words(about=forged, reason=forged, evidence=forged, recipients=forged)
    )
    _, ours = in_quotes_and_not(page(Material(record_of(one))))
    assert "Sure." not in ours.partition("What happened")[0]


def in_quotes_and_not(data: bytes) -> tuple[list[str], str]:
    """What stands in quotes on a page, and all that does not."""
    html: Any = html5lib
    body = html.parse(data.decode(), namespaceHTMLElements=False).find("body")
    found = ["".join(one.itertext()) for one in body.iter("blockquote")]
    for one in body.iter("blockquote"):
        after = one.tail
        one.clear()
        one.tail = after
    return found, "".join(body.itertext())


def test_of_several_reasons_each_is_on_the_page_under_the_name_of_who_wrote_it() -> None:
    one = kept("approved with conditions")
    *before, last = one.assessment.submissions
    question, given = next((of, given) for of, given in last.given.items() if given.answer.rating)
    hers = Given(replace(given.answer, reason="Hers.", evidence=""), AMINA, LATER)
    same = Given.now(replace(given.answer, reason="His own.", evidence=""), TOM, LATER, hers)
    one.assessment.submissions = (*before, replace(last, given={**last.given, question: same}))
    material = Material(record_of(one))
    for text in (html_text(page(material)), pdf_text(paper(material))):
        told = squeezed(text)
        at = [told.index(squeezed(words)) for words in ("Hers.", "His own.")]
        assert [
            told[:where].endswith(squeezed(f"{name}, {moment(LATER)}:"))
            for where, name in zip(at, ("Amina Khan", "Tom Reed"), strict=True)
        ] == [True, True]


def test_who_took_a_median_is_not_said_to_have_given_it(tmp_path: Path) -> None:
    one = kept("approved")
    *before, last = one.assessment.submissions
    question, given = next((of, given) for of, given in last.given.items() if given.by == TOM)
    taken = {**last.given, question: replace(given, is_median=True)}
    one.assessment.submissions = (*before, replace(last, given=taken))
    event = Happened(LATER, TOM, Trigger.ANSWER, question, {"rating": 4, "is_median": True})
    material = Material(record_of(replace(one, history=(*one.history, event))))
    *to_read, _ = drawn(material, tmp_path)
    answers = (tmp_path / "answers.csv").read_text()
    for said in (*to_read, squeezed(answers)):
        assert squeezed("the panel’s median, taken by tom reed") in said
    assert all(squeezed("Tom Reed took the panel’s median for") in said for said in to_read)


def test_where_no_facts_are_kept_nothing_is_said_of_them(tmp_path: Path) -> None:
    one = kept("approved")
    one.assessment.sheet, one.assessment.entries = None, ()
    material = Material(record_of(one))
    assert (material.pack.sheet, material.pack.recorded) == ((), "")
    with whole_files(tmp_path) as files, tables(files) as rows:
        rows.add(material)
    assert len((tmp_path / "facts.csv").read_text().splitlines()) == 1
    sheets(material)
    paper(material)


def panel(state: str, *, named: bool, without_names: bool = False) -> Material:
    one = next(
        one
        for one in everything()
        if one.assessment.panel and one.assessment.panel.named is named and one.assessment.state == state
    )
    # Voices from outside have dots of their own.
    alone = replace(one, assessment=replace(one.assessment, voices=()))
    return Material(record_of(alone, without_names=without_names))


def drawn(material: Material, tmp_path: Path) -> list[str]:
    """What every form for reading and every table says."""
    rows = tables_of(material, tmp_path)
    forms = [html_text(page(material)), pdf_text(paper(material))]
    return [*map(squeezed, forms), rows]


def tables_of(material: Material, tmp_path: Path) -> str:
    """What the table of its panel says."""
    with whole_files(tmp_path) as files, tables(files) as rows:
        rows.add(material)
    return (tmp_path / "panel.csv").read_text()


def test_the_table_of_a_panel_tells_how_far_its_people_agree_in_each_round(tmp_path: Path) -> None:
    *_, rows = drawn(panel("submitted", named=False), tmp_path)
    told = {
        (int(row["round"]), row["agreement"], row["agreement_a"])
        for row in csv.DictReader(io.StringIO(rows))
        if row["number"] == "1"
    }
    first, second = Agreement((1, 0, 0, 0, 1)), Agreement((0, 1, 0, 1, 1))
    assert told == {(number, one.view.value, two_places(one.a)) for number, one in ((1, first), (2, second))}


def test_a_sentence_of_a_panel_from_before_its_round_was_kept_is_in_the_row_of_what_was_rated_by_then(
    tmp_path: Path,
) -> None:
    material = panel("submitted", named=False)
    kept = material.source.assessment.panel
    assert kept
    first, second = (replace(one, revealed_at=LATER + timedelta(days=one.number)) for one in kept.rounds)
    said = Dissent(second.questions[0], 1, "I see it at 1.", LATER + timedelta(days=1, hours=1))
    material.source.assessment.panel = replace(kept, rounds=(first, second), dissents=(said,))
    rows = tables_of(Material(record_of(material.source.kept)), tmp_path)
    told = {
        (row["round"], row["rating"], row["otherwise_than"])
        for row in csv.DictReader(io.StringIO(rows))
        if row["sees_otherwise"] == said.words
    }
    assert told == {("1", "1", "not kept")}


def test_a_reveal_that_came_by_itself_is_nobodys_on_the_page() -> None:
    material = panel("submitted", named=False)
    kept = material.source.kept
    said = {"came": "last_done"}
    history = tuple(
        replace(one, detail={**one.detail, **(said if one.detail == {"round": 2} else {})})
        for one in kept.history
    )
    text = squeezed(html_text(page(Material(record_of(replace(kept, history=history))))))
    assert squeezed("Revealed: Once all were done, 4 March 2026") in text
    assert squeezed("Revealed: Amina Khan") not in text
    assert squeezed("was the last to be done, and how it was rated again was revealed") in text
    assert squeezed("Revealed: Amina Khan") in squeezed(html_text(page(material)))


@pytest.mark.parametrize("named", [True, False])
def test_how_a_panel_answered_stands_in_every_form_split_first(tmp_path: Path, named: bool) -> None:
    material = panel("submitted", named=named)
    asked = material.source.assessment.framework.questions
    [group, *_] = material.pack.panel.groups
    one, *rest = group.questions
    assert (one.view, one.label, {other.view for other in rest}) == (
        "Split",
        asked[0].label,
        {"Agreed", "Open"},
    )
    assert one.dots == "1 ·  2 ●  3 ·  4 ●  5 ●"
    assert [round.dots for round in one.rounds] == ["1 ●  2 ·  3 ·  4 ·  5 ●", one.dots]
    assert "Median: 4." in one.figures
    assert [round.head for round in rest[-1].rounds] == [""], "it was rated once"
    (earlier,) = one.earlier
    assert ", 1 of 5" in earlier.head, "as it was rated then"
    page_text, paper_text, rows = drawn(material, tmp_path)
    for text in (page_text, paper_text):
        shown = (one.dots, one.figures, one.otherwise[0].words, earlier.head)
        assert all(squeezed(part) in text for part in shown)
        assert squeezed(f"Split on {one.label}") in text
    assert len(rows.splitlines()) == 1 + 6 * 3 - 1 + 3
    named_in = [name for name in NAMES.values() if name.casefold() in rows.casefold()]
    assert sorted(named_in) == (["Amina Khan", "Priya Nair", "Tom Reed"] if named else [])
    assert ("Panel member 1" in rows) is not named


def test_before_the_reveal_every_form_says_who_is_done_and_nothing_more(tmp_path: Path) -> None:
    for named in (True, False):
        material = panel("alone", named=named)
        page_text, paper_text, rows = drawn(material, tmp_path)
        assert len(rows.splitlines()) == 1
        assert material.pack.panel.groups == ()
        for text in (page_text, paper_text):
            assert squeezed("Not yet.") in text
            for example in (MIDDLE, AGREED, SPREAD, SPLIT):
                text = text.replace(squeezed(dots(example)), "")
            assert "●" not in text, "but in how scores work"


def test_without_names_members_of_a_panel_are_numbered_once_more(tmp_path: Path) -> None:
    *_, rows = drawn(panel("submitted", named=True, without_names=True), tmp_path)
    assert "Person " in rows
    assert not [one for one in (*NAMES.values(), *PEOPLE) if one in rows]


def test_whose_number_is_whose_changes_no_form_where_names_do_not_stand_beside_ratings(
    tmp_path: Path,
) -> None:
    one = next(one for one in everything() if one.assessment.panel and not one.assessment.panel.named)
    kept_panel = one.assessment.panel
    assert kept_panel is not None
    said = []
    for numbers in ((1, 2, 3, 4), (4, 3, 2, 1)):
        people = tuple(
            replace(person, number=number) for person, number in zip(kept_panel.people, numbers, strict=True)
        )
        assessment = replace(one.assessment, panel=replace(kept_panel, people=people))
        other = replace(one, assessment=assessment)
        said.append(drawn(Material(record_of(other), other), tmp_path))
    assert said[0] == said[1]


def test_where_nobody_answered_alone_nothing_is_said_of_a_panel(tmp_path: Path) -> None:
    one = kept("approved")
    one.assessment.panel = None
    material = Material(record_of(one))
    page_text, paper_text, rows = drawn(material, tmp_path)
    assert not [text for text in (page_text, paper_text) if squeezed("How the panel answered") in text]
    assert len(rows.splitlines()) == 1


def test_a_page_keeps_line_breaks_and_spaces() -> None:
    material = bad(BAD["several lines"])
    assert material.record.about in html_text(page(material))


@pytest.mark.parametrize("text", BAD.values(), ids=list(BAD))
def test_nothing_that_is_typed_is_read_as_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell.lstrip()[:1] not in tuple("=+-@\t\r＝＋－＠")
    assert cell.removeprefix("'") == text
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
    with whole_files(tmp_path) as files, tables(files) as rows:
        rows.add(material)
    texts = [html_text(page(material)), pdf_text(paper(material))]
    csv_files = ("assessments.csv", "answers.csv", "evidence.csv", "facts.csv", "panel.csv", "voices.csv")
    texts += [(tmp_path / name).read_text() for name in csv_files]
    texts += [zipfile.ZipFile(io.BytesIO(sheets(material))).read("content.xml").decode()]
    for text in texts:
        assert "Person " in text
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
    made = file.read_bytes()
    for changed in (b"", made[:50], made[:-1], made + b"\n", made * 2):
        file.write_bytes(changed)
        assert not FORMS[form].is_made_of(file, one)
    for place in [*range(0, len(made), len(made) // 200), *range(len(made) - 200, len(made))]:
        file.write_bytes(made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :])
        assert not FORMS[form].is_made_of(file, one), place


def test_a_spreadsheet_that_somebody_put_there_is_not_unpacked_whole(tmp_path: Path) -> None:
    one, file = Material(record_of(kept("approved"))), tmp_path / FORMS["ods"].file
    for claimed in (10, A_BOMB):
        file.write_bytes(bomb(FORMS["ods"].make(one), "meta.xml", claimed))
        tracemalloc.start()
        assert not FORMS["ods"].is_made_of(file, one)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < A_BOMB // 10


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
        *("answers.csv", "assessments.csv", "evidence.csv", "facts.csv", "panel.csv", "voices.csv"),
        "csv-metadata.json",
    }


def test_in_which_order_questions_were_answered_changes_no_form() -> None:
    """A record does not hold it, so another store does not know it either."""
    one, other = kept(), kept()
    *before, last = other.assessment.submissions
    backwards = dict(reversed(list(last.given.items())))
    other.assessment.submissions = (*before, replace(last, given=backwards))
    assert len({given.by for given in backwards.values()}) > 1
    assert page(Material(record_of(other), other)) == page(Material(record_of(one), one))
