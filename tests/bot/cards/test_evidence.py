"""Evidence on cards and in windows: as it was typed, never as markup, and within Slack's limits."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from bot.cards import answers, evidence, evidence_form
from bot.cards.callbacks import Do, Ref
from bot.cards.evidence_form import METADATA_LIMIT, Opened, PostedFile
from bot.cards.happened import in_words
from bot.cards.history import history
from bot.cards.text import escape
from flows.activity import Happened
from flows.actor import FORMER
from flows.evidence import FileRef
from tests.bot.cards.samples import AMINA, GRACE, HOSTILE, HOUSING, MARK, NOW, PRIYA, TOM, Words, questions
from tests.bot.cards.samples import assessment as sample
from tests.flows.record.samples import evidence as pieces

SAFE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
FILES = st.lists(
    st.builds(
        PostedFile,
        st.from_regex(r"F[A-Z0-9]{2,15}", fullmatch=True),
        st.text(SAFE, max_size=300),
        st.text(SAFE, max_size=100),
        st.integers(0, 10**9),
        st.just("1700000000.000100"),
    ),
    max_size=12,
)


@drawn(FILES)
@pytest.mark.parametrize("said_by", ["", "U" * 20], ids=["nobody", "somebody"])
@pytest.mark.parametrize("words", ["", "\\" * 2_000, "We checked that."], ids=["none", "many", "some"])
def test_a_window_carries_as_many_files_as_it_has_room_for(
    words: str, said_by: str, files: list[PostedFile]
) -> None:
    ref = Ref("0123456789ab", 7, "clear-limits", "C0HOUSING01", seen="1700000000.000100" if words else "")
    opened = Opened(ref, tuple(files), words=evidence_form.kept_words(words), said_by=said_by)
    made = opened.encode()
    assert len(made) <= METADATA_LIMIT
    back = Opened.decode(made)
    assert (back.ref, back.words, back.said_by) == (opened.ref, opened.words, said_by)
    assert back.files == opened.files[: len(back.files)]
    assert len(back.files) + back.left_out == len(files), "none vanishes unsaid"
    assert back.carried == back, "also when the window is drawn again"
    assert back.files or not files or len(json.dumps(files[0].name)) > 300


@pytest.mark.parametrize("seen", ["", "1700000000.000100"])
def test_the_form_says_of_how_many_files_there_is_no_room(seen: str) -> None:
    made = sample("submitted")
    ref = replace(Ref.of(made), seen=seen)
    files = [PostedFile(f"F{n}", f"{n}" * 250, "application/pdf", 9, "1700000000.000100") for n in range(10)]

    def drawn(count: int) -> tuple[dict[str, Any], Opened]:
        opened = Opened(ref, tuple(files[:count]))
        view = evidence_form.form(made, made.framework.questions[0], AMINA, opened)
        return view, Opened.decode(view["private_metadata"])

    view, back = drawn(len(files))
    assert 0 < back.left_out < len(files)
    assert evidence_form.no_room(back.left_out) in str(view["blocks"])
    assert drawn(2)[1].left_out == 0


@pytest.mark.parametrize(
    "metadata",
    [
        *("", "x", "a|1|q||0|", "a|1|q||0|\n{}", 'a|1|q||0|\n[["F1"]]', "a|1|q||0|\n[[1,2,3,4,5]]"),
        'a|1|q||0|\n["one","two","three"]',
    ],
)
def test_metadata_that_is_not_ours_is_refused(metadata: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Opened.decode(metadata)


def test_a_form_that_is_open_over_an_upgrade_says_nothing_of_who_wrote_the_message() -> None:
    back = Opened.decode('a|1|q||0|1700000000.000100\n[["F1","a.csv","",9,"1700000000.000100"],2,"Signed."]')
    assert (back.words, back.left_out, len(back.files), back.said_by) == ("Signed.", 2, 1, "")


def test_whose_words_they_are_is_said_where_it_is_known() -> None:
    _, file, message, *_ = pieces(sample("submitted"))
    assert f"Message by <@{TOM}> in <#{HOUSING}>, added by <@{PRIYA}> on" in evidence.line(message)
    assert f"File, 120 kB, with words by <@{TOM}>, added by <@{PRIYA}> on" in evidence.line(file)
    for one in (file, message):
        assert TOM not in evidence.line(replace(one, said_by=""))
    of_two = replace(message, by=FORMER, said_by=FORMER)
    assert f"Message by {FORMER}, added by {FORMER} on" in evidence.line(of_two, HOUSING)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("add_evidence", "added evidence for {}, a message by <@{}>"),
        ("take_back_evidence", "took back evidence for {}, a message by <@{}>, which <@{}> had added"),
    ],
)
def test_history_says_whose_the_words_are_that_it_quotes(what: str, told: str) -> None:
    made = sample("submitted")
    _, file, message, *_ = made.evidence = pieces(made)
    first = made.framework.questions[0]
    event = Happened(NOW, GRACE, what, first.id, {"number": message.number})
    assert in_words(made, event) == told.format(escape(first.label), TOM, PRIYA)
    of_file = replace(event, detail={"number": file.number})
    assert f", with words by <@{TOM}>" in in_words(made, of_file)
    deleted = replace(of_file, what="file_deleted")
    assert f"words with it are by <@{TOM}>" in in_words(made, deleted), "whoever deleted it"
    made.evidence = tuple(replace(one, said_by="") for one in made.evidence)
    assert TOM not in in_words(made, event)
    assert TOM not in in_words(made, deleted)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_typed_words_and_names_of_files_are_no_markup(text: str) -> None:
    made = sample("submitted", Words.hostile(text))
    made.evidence = pieces(made)
    marks = {one.number: one.mark for one in made.evidence}
    made.submissions = tuple(replace(one, evidence=marks) for one in made.submissions)
    first = made.framework.questions[0]
    log = [Happened(NOW, TOM, "add_evidence", first.id, {"number": one.number}) for one in made.evidence]
    views = [
        answers.all_answers(made, Ref.of(made)),
        evidence_form.form(made, first, AMINA, Opened(Ref.of(made))),
        history(made, Ref.of(made), log, len(log)),
    ]
    for view in views:
        assert MARK not in " ".join(_mrkdwn(view))
        assert len(view["blocks"]) <= 100


def _mrkdwn(part: object) -> list[str]:
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [found for value in part.values() for found in _mrkdwn(value)]
        case list():
            return [found for value in part for found in _mrkdwn(value)]
    return []


def test_what_somebody_has_no_access_to_has_its_name_and_no_link() -> None:
    made = sample("submitted")
    for one in pieces(made):
        said = evidence.line(one, "", {one.channel} if one.channel else ())
        assert (evidence.NO_ACCESS in said) == bool(one.channel)
        assert ("Open it" in said) == (not one.channel and bool(one.link))


def test_only_ones_own_and_for_the_owner_all_can_be_taken_back() -> None:
    made = sample("under way")
    made.evidence = pieces(made)
    first = made.framework.questions[0]
    for person, times in ((made.owner, 4), (made.evidence[0].by, 4), (GRACE, 0)):
        view = evidence_form.form(made, first, person, Opened(Ref.of(made)))
        assert str(view["blocks"]).count(f"'{Do.TAKE_BACK}'") == times


@pytest.mark.parametrize(
    ("size", "said"),
    [(None, ""), (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1 kB"), (1_430_000, "1.4 MB")],
)
def test_how_large_a_file_is(size: int | None, said: str) -> None:
    assert evidence.size_words(FileRef("F1", "a", "", size)) == said


def test_the_count_holds_what_was_written_with_a_reason_too() -> None:
    made = sample("under way")
    question = questions().questions[0].id
    with_reasons = evidence.counted(made, question)
    made.evidence = pieces(made)
    assert with_reasons.startswith("1 ")
    assert evidence.counted(made, question).startswith("5 ")


def test_however_much_there_is_all_of_it_is_on_pages_that_a_window_holds() -> None:
    made = sample("submitted", Words.hostile("&"))
    first = pieces(made)[3]
    made.evidence = tuple(
        replace(first, number=number, question=question.id, words=f"piece {number} {'&' * 1_900}")
        for number, question in enumerate((q for q in made.framework.questions for _ in range(10)), start=1)
    )
    marks = {one.number: one.mark for one in made.evidence}
    made.submissions = tuple(replace(one, evidence=marks) for one in made.submissions)
    shown = ""
    for page in range(len(made.framework.questions)):
        view = answers.all_answers(made, Ref.of(made).on_page(page))
        assert len(view["blocks"]) <= 100
        shown += str(view["blocks"])
    assert not [one.number for one in made.evidence if f"piece {one.number} " not in shown]
