"""Answers and where an assessment stands."""

import pytest

from flows.answer import Answer, AnswerKind
from flows.progress import Progress
from flows.reason import REASON_LIMIT
from flows.refusals import NotTaken, Why
from flows.states import State
from tests.flows.frameworks import framework
from tests.flows.moves import all_given, given
from tests.refused import refused

THREE = framework((1, 1), (1,))


@pytest.mark.parametrize("rating", [0, 6, -1, 4.5, "4", None, True])
def test_a_rating_is_a_whole_number_from_1_to_5(rating: int) -> None:
    with refused(Why.NOT_A_RATING, NotTaken):
        Answer.rated(rating)


@pytest.mark.parametrize("kind", [AnswerKind.NOT_SURE, AnswerKind.NOT_APPLICABLE])
def test_only_a_rating_has_a_number(kind: AnswerKind) -> None:
    with refused(Why.NOT_A_RATING, NotTaken):
        Answer(kind, 3, "A reason.")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_not_applicable_needs_a_reason(reason: str) -> None:
    with refused(Why.NOT_APPLICABLE_WHY, NotTaken):
        Answer.not_applicable(reason)


def test_a_reason_may_be_2000_characters_long() -> None:
    assert len(Answer.rated(4, "x" * REASON_LIMIT).reason) == 2_000


def test_a_longer_reason_is_refused_with_the_limit_and_its_length() -> None:
    with refused(Why.REASON_TOO_LONG, NotTaken) as caught:
        given(Answer.not_sure("x" * 10_000))
    assert (caught.value.length, caught.value.most) == (10_000, 2_000)
    with refused(Why.EVIDENCE_TOO_LONG, NotTaken) as caught:
        given(Answer.rated(4, evidence="x" * 2_001))
    assert (caught.value.length, caught.value.most) == (2_001, 2_000)


def test_spaces_around_a_reason_do_not_count() -> None:
    assert Answer.rated(4, "  We asked.\n").reason == "We asked."


def test_only_not_sure_is_open() -> None:
    assert Answer.not_sure().is_open
    assert not Answer.rated(1).is_open
    assert not Answer.not_applicable("No.").is_open


def test_an_assessment_starts_at_the_first_question() -> None:
    progress = Progress.start(THREE)
    assert progress.question == THREE.questions[0]
    assert progress.answer_here is None
    assert progress.unanswered == progress.open_questions == THREE.questions
    assert progress.rated_count == 0


def test_open_are_the_unanswered_and_the_unsure_in_order() -> None:
    progress = Progress(THREE, "a-2", all_given({"a-2": Answer.not_sure(), "a-1": Answer.rated(3)}))
    assert [question.id for question in progress.open_questions] == ["a-2", "b-1"]
    assert [question.id for question in progress.unanswered] == ["b-1"]
    assert progress.answer_here == Answer.not_sure()
    assert progress.rated_count == 1


@pytest.mark.parametrize(
    ("state", "paused_from", "question", "place"),
    [
        ("a-2", None, "a-2", "a-2"),
        (State.REVIEW, None, None, State.REVIEW),
        (State.PAUSED, "b-1", None, "b-1"),
        (State.SUBMITTED, None, None, State.SUBMITTED),
    ],
)
def test_the_place_outlives_a_pause(
    state: str, paused_from: str | None, question: str | None, place: str
) -> None:
    progress = Progress(THREE, state, paused_from=paused_from)
    assert (progress.question.id if progress.question else None) == question
    assert progress.place == place
    assert [progress.at_review, progress.is_paused, progress.awaits_decision, progress.is_abandoned] == [
        state == name for name in (State.REVIEW, State.PAUSED, State.SUBMITTED, State.ABANDONED)
    ]


def test_a_copy_can_be_changed_without_changing_the_original() -> None:
    progress = Progress.start(THREE)
    progress.copy().answers["a-1"] = Answer.rated(1)
    assert progress.answers == {}


@pytest.mark.parametrize(
    ("state", "return_to", "paused_from", "words"),
    [
        ("nowhere", None, None, "There is no state 'nowhere'"),
        ("a-1", "nowhere", None, "There is no place 'nowhere'"),
        ("a-1", State.PAUSED, None, "There is no place 'paused'"),
        ("a-1", None, "a-2", "cannot be paused from 'a-2'"),
        (State.PAUSED, None, None, "cannot be paused from None"),
    ],
)
def test_a_damaged_store_is_noticed(
    state: str, return_to: str | None, paused_from: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Progress(THREE, state, {}, return_to, paused_from)


def test_an_answer_to_no_question_is_noticed() -> None:
    with pytest.raises(ValueError, match=r"unknown questions: \['nowhere'\]"):
        Progress(THREE, "a-1", all_given({"nowhere": Answer.rated(1)}))


@pytest.mark.parametrize(
    ("state", "asked", "words"),
    [
        (State.CHANGES_ASKED, (), "Changes were asked for, but of no question"),
        (State.CHANGES_ASKED, ("nowhere",), r"unknown questions: \['nowhere'\]"),
        (State.REVIEW, (State.REVIEW,), r"unknown questions: \['review'\]"),
        (State.APPROVED, ("a-1",), r"'approved' cannot wait for changes of \['a-1'\]"),
        (State.ABANDONED, ("a-1",), "cannot wait for changes"),
    ],
)
def test_a_round_that_was_damaged_is_noticed(state: str, asked: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Progress(THREE, state, asked=asked)
