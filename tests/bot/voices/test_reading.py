"""What comes back from people outside is read as it was filled in; what does not fit is refused, with its
place."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from odfdo import Table

from bot.voices import answer_file
from bot.voices.invitation import Invitation, NotRead
from bot.voices.reading import MOST_BYTES, opened
from flows.answer import AnswerKind
from flows.assessment import Assessment
from flows.framework import Question
from flows.progress import Progress
from flows.voices import MOST_VOICES, WORDS_LIMIT, VoiceAnswer
from tests.bot.voices.samples import PANEL, packed, read, sheet, text
from tests.flows.frameworks import framework

ASKED = framework((1, 1), (1, 1))
A1, A2, B1, B2 = (question.id for question in ASKED.questions)
HERE = Assessment("0123456789ab", "Falls data", "", "U0OWNER", "C0HOUSING", Progress.start(ASKED))
OTHER = replace(HERE, id="ba9876543210")
RATING, NOT_SURE, AWAY = AnswerKind.RATING, AnswerKind.NOT_SURE, AnswerKind.NOT_APPLICABLE


def refusal(*files: bytes | str) -> str:
    with pytest.raises(NotRead) as error:
        read(HERE, *files)
    return str(error.value)


# --- text


def test_a_text_is_read_as_it_was_saved() -> None:
    found = read(HERE, text(HERE, "4, They asked us.", "not sure", "does not apply, none here"))
    assert found.whose == PANEL
    assert found.voices == (
        {
            A1: VoiceAnswer(RATING, 4, "They asked us."),
            A2: VoiceAnswer(NOT_SURE),
            B1: VoiceAnswer(AWAY, None, "none here"),
        },
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("4", VoiceAnswer(RATING, 4)),
        ("4: 5 would be too much", VoiceAnswer(RATING, 4, "5 would be too much")),
        ("4 because", VoiceAnswer(RATING, 4, "because")),
        ("2 – it’s old", VoiceAnswer(RATING, 2, "it’s old")),
        ("Not sure. Ask them", VoiceAnswer(NOT_SURE, None, "Ask them")),
        ("don’t know", VoiceAnswer(NOT_SURE)),
        ("?", VoiceAnswer(NOT_SURE)),
        ("N/A", VoiceAnswer(AWAY)),
        ("Does not apply", VoiceAnswer(AWAY)),
    ],
)
def test_answers_are_read_as_people_write_them(typed: str, answer: VoiceAnswer) -> None:
    assert read(HERE, text(HERE, typed)).voices == ({A1: answer},)


def test_a_mail_may_be_sent_on_and_break_its_lines() -> None:
    sent = text(HERE, "4, They asked us", "3").replace("asked us", "asked\nus, twice")
    quoted = "\r\n".join(f"> {line}" for line in sent.splitlines())
    found = read(HERE, f"Dear Amina,\nhere are mine.\n\n{quoted}\n\nBest wishes, Sam Jones")
    assert found.voices == ({A1: VoiceAnswer(RATING, 4, "They asked us, twice"), A2: VoiceAnswer(RATING, 3)},)


def test_numbers_alone_are_enough() -> None:
    head = answer_file.head_of(Invitation.of(HERE, PANEL))
    assert read(HERE, f"{head}\n\n1: 4\n3: 2, too much\n").voices == (
        {A1: VoiceAnswer(RATING, 4), B1: VoiceAnswer(RATING, 2, "too much")},
    )


def test_one_text_can_hold_several_people() -> None:
    assert len(read(HERE, text(HERE, "4") + text(HERE, "5") + text(HERE)).voices) == 2


@pytest.mark.parametrize(
    ("changed", "place", "said"),
    [
        (lambda whole: whole.replace("1. Label of a-1: ", "1. Label of a-1: 6"), "line 7", "“6”"),
        (lambda whole: whole.replace("1. Label of a-1: ", "1. Label of a-1: 4.5"), "line 7", "“4.5”"),
        (lambda whole: whole.replace("1. Label of a-1: ", "1. Label of a-1: 45"), "line 7", "“45”"),
        (lambda whole: whole.replace("1. Label of a-1: ", "1. Label of a-1: 3-4"), "line 7", "“3-4”"),
        (lambda whole: whole.replace("1. Label of a-1: ", "1. Label of a-1: 3–4"), "line 7", "“3–4”"),
        (lambda whole: whole.replace("1. Label of a-1", "1. Another question"), "line 7", "Another question"),
        (lambda whole: whole.replace("4. Label of b-2", "5. Label of b-2"), "line 10", "no question 5"),
        (lambda whole: whole.replace("2. Label of a-2", "1. Label of a-1"), "line 8", "also in line 7"),
        (lambda whole: whole.replace(HERE.id, OTHER.id), "line 2", OTHER.id),
        (lambda whole: whole.replace("small, version 1", "small, version 2"), "line 3", "version 2"),
        (lambda whole: whole.replace(ASKED.digest[:16], "0" * 16), "line 4", "changed"),
        (lambda whole: whole.replace("Balance answers: 1", "Balance answers: 2"), "line 1", "version"),
        (lambda whole: whole.replace("Check: ", "Chess: "), "line 1", "“Check” is missing"),
        (lambda whole: whole.replace(answer_file.END, "\nBest wishes, Sam"), "line 12", "Best wishes"),
        (
            lambda whole: whole.replace("1. Label of a-1: ", f"1. Label of a-1: 4 {'w' * (WORDS_LIMIT + 1)}"),
            "line 7",
            f"{WORDS_LIMIT}",
        ),
    ],
)
def test_a_text_that_was_changed_is_refused_with_its_line(
    changed: Callable[[str], str], place: str, said: str
) -> None:
    words = refusal(changed(text(HERE)))
    assert words.startswith(f"file 1, {place}: ")
    assert said in words


def test_other_words_of_the_questions_are_other_questions() -> None:
    first, *others = ASKED.principles
    question: Question = replace(first.questions[0], text="Is it bad?")
    changed = replace(ASKED, principles=(replace(first, questions=(question, *first.questions[1:])), *others))
    assert refusal(text(replace(HERE, progress=Progress.start(changed)), "4")).startswith("file 1, line 4: ")


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    for encoding in ("latin-1", "utf-16-le"):
        with pytest.raises(NotRead, match=r"line \d+: Balance cannot read the letters"):
            opened("file", text(HERE, "4, café", whose="panel").encode(encoding))
    assert read(HERE, text(HERE, "4").encode("utf-8-sig")).voices


def test_what_is_something_else_is_not_taken_for_answers() -> None:
    for data in (b"", b"Balance answers well.", b"\xff\xd8\xff\xe0 a picture", b"PK\x03\x04 no archive"):
        assert opened("file", data) is None
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert opened("file", other.getvalue()) is None


def test_what_is_too_big_is_refused_before_it_is_read() -> None:
    with pytest.raises(NotRead, match="larger than 2 MB"):
        opened("file", b" " * (MOST_BYTES + 1))


# --- several files


def test_files_are_one_group_of_people() -> None:
    found = read(HERE, text(HERE, "4", copy="aa"), sheet(HERE, [["2"], ["3"]]))
    assert [voice[A1].rating for voice in found.voices] == [4, 2, 3]
    assert len(set(found.files)) == 2
    assert "file 2: " in refusal(text(HERE, "4"), text(HERE, "4", whose="patients"))


def test_what_one_person_saved_twice_counts_once() -> None:
    for first, second in ((text(HERE, "4"),) * 2, (text(HERE, "4", copy="aa"), text(HERE, "5", copy="aa"))):
        words = refusal(first, second)
        assert words.startswith("file 2: ")
        assert "file 1" in words
    assert len(read(HERE, text(HERE, "4", copy="aa"), text(HERE, "4", copy="bb")).voices) == 2


# --- spreadsheets


def test_a_spreadsheet_is_read_row_by_row_and_no_name_is_kept() -> None:
    rows: list[list[str | int]] = [[4, "They asked us.", "not sure"], [], ["5", "", 2, "Why?", "n/a"]]
    found = read(HERE, sheet(HERE, rows, change=lambda answers, _: answers.set_value("A3", "Sam Jones")))
    assert found.whose == PANEL
    assert found.voices == (
        {A1: VoiceAnswer(RATING, 4, "They asked us."), A2: VoiceAnswer(NOT_SURE)},
        {A1: VoiceAnswer(RATING, 5), A2: VoiceAnswer(RATING, 2, "Why?"), B1: VoiceAnswer(AWAY)},
    )


def test_rows_that_say_the_same_are_as_many_people_as_rows() -> None:
    """Programs write such rows once, with how often they are repeated; and so the empty ones below."""

    def repeat(answers: Table, _: Table) -> None:
        row = answers.get_row(2)
        row.repeated = 3
        answers.set_row(2, row)
        answers.append_row()
        last = answers.get_row(answers.height - 1)
        last.repeated = 1_048_000
        answers.set_row(answers.height - 1, last)

    assert len(read(HERE, sheet(HERE, [[4]], change=repeat)).voices) == 3


def formula(answers: Table, _: Table) -> None:
    cell = answers.get_cell("D3")
    cell.set_attribute("table:formula", "of:=1+3")
    cell.set_attribute("office:value-type", "float")
    cell.set_attribute("office:value", "4")
    answers.set_cell("D3", cell)


def set_value(
    place: str, value: str | int | float, *, in_about: bool = False
) -> Callable[[Table, Table], None]:
    def change(answers: Table, about: Table) -> None:
        (about if in_about else answers).set_value(place, value)

    return change


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (set_value("D4", "six"), "sheet Answers, cell D4", "“six”"),
        (set_value("B3", 4.5), "sheet Answers, cell B3", "“4.5”"),
        (set_value("E3", "because"), "sheet Answers, cell D3", "no answer"),
        (set_value("B3", "4 because"), "sheet Answers, cell B3", "“4 because”"),
        (set_value("J3", "more"), "sheet Answers, cell J3", "no question"),
        (set_value("J1", "5. Another"), "sheet Answers, cell J1", "changed"),
        (set_value("D2", "Is it bad?"), "sheet Answers, cell D2", "“Is a-2 good?”"),
        (set_value("F1", "3. Another label"), "sheet Answers, cell F1", "“3. Label of b-1”"),
        (set_value("C3", "w" * (WORDS_LIMIT + 1)), "sheet Answers, cell B3", f"{WORDS_LIMIT}"),
        (formula, "sheet Answers, cell D3", "formula"),
        (set_value("B2", OTHER.id, in_about=True), "sheet About, cell B2", OTHER.id),
        (set_value("B3", "small, version 2", in_about=True), "sheet About, cell B3", "version 2"),
        (set_value("B4", "0" * 16, in_about=True), "sheet About, cell B4", "changed"),
        (set_value("B1", 2, in_about=True), "sheet About, cell B1", "version"),
    ],
)
def test_a_spreadsheet_that_was_changed_is_refused_with_the_cell(
    change: Callable[[Table, Table], None], place: str, said: str
) -> None:
    words = refusal(sheet(HERE, [["4"]], change=change))
    assert words.startswith(f"file 1, {place}: ")
    assert said in words


def test_more_rows_than_people_in_a_group_are_refused() -> None:
    assert len(read(HERE, sheet(HERE, [["4"]] * MOST_VOICES)).voices) == MOST_VOICES
    assert f"{MOST_VOICES + 1} people" in refusal(sheet(HERE, [["4"]] * (MOST_VOICES + 1)))


@pytest.mark.parametrize("content", [b"", b"<broken", b"\xff\xfe\x00", b"<a/>"])
def test_a_damaged_spreadsheet_is_taken_for_something_else(content: bytes) -> None:
    assert opened("file", packed(sheet(HERE, [["4"]]), {"content.xml": content})) is None
    whole = sheet(HERE, [["4"]])
    assert opened("file", whole[: len(whole) // 2]) is None
