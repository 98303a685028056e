"""The machine: every way is walked, and every other is refused without leaving a trace."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.edges import edges
from flows.errors import FlowError, NotPossible, NotTaken
from flows.framework import Framework, default_framework
from flows.machine import can, explain, fire, machine_of
from flows.progress import Answer, Kind, Progress
from flows.states import FIXED_STATES, State
from flows.triggers import Trigger
from tests.flows.frameworks import framework, frameworks

DEFAULT = default_framework()
QUESTIONS = [question.id for question in DEFAULT.questions]
PLACES = [*QUESTIONS, State.REVIEW]
SOME = Answer.rated(3)


def at(state: str, return_to: str | None = None, chosen: Framework = DEFAULT) -> Progress:
    paused_from = chosen.questions[0].id if state == State.PAUSED else None
    return Progress(chosen, state, {chosen.questions[0].id: SOME}, return_to, paused_from)


def answer_for(trigger: Trigger) -> Answer | None:
    return {
        Trigger.ANSWER: Answer.rated(4),
        Trigger.NOT_SURE: Answer.not_sure(),
        Trigger.NOT_APPLICABLE: Answer.not_applicable("Nobody lives there."),
    }.get(trigger)


def snapshot(progress: Progress) -> tuple[object, ...]:
    return (
        progress.state,
        tuple(progress.answers.items()),
        progress.return_to,
        progress.paused_from,
    )


def where(progress: Progress) -> tuple[str, str | None]:
    return progress.state, progress.return_to


def rate(progress: Progress, *ratings: int) -> None:
    for rating in ratings:
        fire(progress, Trigger.ANSWER, answer=Answer.rated(rating))


# The edges


def test_every_edge_leads_from_a_state_to_a_state() -> None:
    states = {*QUESTIONS, *FIXED_STATES}
    assert set(machine_of(DEFAULT).states) == states
    for edge in edges(DEFAULT):
        assert {edge.source, edge.dest} <= states


@given(frameworks())
@settings(max_examples=25, deadline=None)
def test_every_edge_of_any_framework_can_be_walked(chosen: Framework) -> None:
    """Set up what the guards ask for, fire, and arrive where the edge says."""
    for edge in edges(chosen):
        progress = at(edge.source, chosen=chosen)
        names = {guard.name for guard in edge.guards}
        progress.return_to = edge.dest if "where it was before" in names else None
        progress.paused_from = edge.dest if "where it was paused" in names else progress.paused_from
        if "already answered" in names:
            progress.answers[edge.source] = SOME
        to = edge.dest if "as asked" in names else None
        assert can(progress, edge.trigger, to)
        fire(progress, edge.trigger, answer=answer_for(edge.trigger), to=to)
        assert progress.state == edge.dest


def test_each_state_but_an_end_can_be_left_and_each_can_be_reached() -> None:
    sources = {edge.source for edge in edges(DEFAULT)}
    dests = {edge.dest for edge in edges(DEFAULT)}
    everywhere = {*QUESTIONS, *FIXED_STATES}
    assert everywhere - sources == {State.ABANDONED}
    assert everywhere == dests


def test_one_machine_is_shared_by_equal_frameworks_and_has_no_models() -> None:
    assert machine_of(DEFAULT) is machine_of(default_framework())
    assert machine_of(DEFAULT) is not machine_of(framework((1,)))
    assert machine_of(DEFAULT).models == []


# Every state with every trigger

ALLOWED: dict[Trigger, set[str]] = {
    Trigger.ANSWER: {*QUESTIONS},
    Trigger.NOT_SURE: {*QUESTIONS},
    Trigger.NOT_APPLICABLE: {*QUESTIONS},
    Trigger.BACK: {*QUESTIONS[1:], State.REVIEW},
    Trigger.GO_TO: {*PLACES},
    Trigger.KEEP: {QUESTIONS[0]},  # the one that `at` has answered
    Trigger.PAUSE: {*PLACES},
    Trigger.RESUME: {State.PAUSED},
    Trigger.SUBMIT: {State.REVIEW},
    Trigger.REOPEN: {State.SUBMITTED},
    Trigger.ABANDON: {*PLACES, State.PAUSED},
}
EVERYTHING = list(product([*QUESTIONS, *FIXED_STATES], Trigger))


@pytest.mark.parametrize(("state", "trigger"), EVERYTHING)
def test_each_trigger_is_taken_in_its_states_and_nowhere_else(state: str, trigger: Trigger) -> None:
    progress = at(state)
    to = QUESTIONS[4] if trigger is Trigger.GO_TO else None
    allowed = state in ALLOWED[trigger]
    assert can(progress, trigger, to) is allowed
    before = snapshot(progress)
    if allowed:
        fire(progress, trigger, answer=answer_for(trigger), to=to)
        return
    with pytest.raises(NotPossible) as refusal:
        fire(progress, trigger, answer=answer_for(trigger), to=to)
    assert snapshot(progress) == before
    words = str(refusal.value)
    assert words[0].isupper()
    assert words.endswith(".")
    assert not set("!_{") & set(words)


@pytest.mark.parametrize(("state", "trigger"), EVERYTHING)
def test_whatever_is_handed_over_a_refusal_changes_nothing(state: str, trigger: Trigger) -> None:
    wrong = [None, Answer.rated(2), Answer.not_sure(), Answer.not_applicable("No.")]
    for answer, to, back in product(wrong, [None, "nowhere", State.PAUSED], [None, State.REVIEW]):
        progress = at(state, return_to=back)
        before = snapshot(progress)
        try:
            fire(progress, trigger, answer=answer, to=to)
        except FlowError:
            assert snapshot(progress) == before


@pytest.mark.parametrize(
    ("state", "trigger", "words"),
    [
        (State.PAUSED, Trigger.ANSWER, "This assessment is paused. Type resume to go on."),
        (State.PAUSED, Trigger.PAUSE, "This assessment is already paused. Type resume to go on."),
        (QUESTIONS[0], Trigger.BACK, "This is the first question, so there is none to go back to."),
        (
            QUESTIONS[3],
            Trigger.SUBMIT,
            "An assessment is submitted from its review. Type review to get there.",
        ),
        (QUESTIONS[3], Trigger.RESUME, "This assessment is not paused. Answer the question to go on."),
        (
            State.SUBMITTED,
            Trigger.ANSWER,
            "This assessment has been submitted. To change something, choose Change answers on its summary.",
        ),
        (
            State.ABANDONED,
            Trigger.RESUME,
            "This assessment was abandoned and cannot go on. You can start a new one.",
        ),
        (
            State.REVIEW,
            Trigger.ANSWER,
            "No question is being asked now. Choose one from the review to change its answer.",
        ),
    ],
)
def test_a_refusal_says_why_and_how_to_go_on(state: str, trigger: Trigger, words: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        fire(at(state), trigger, answer=answer_for(trigger))
    assert str(refusal.value) == words


def test_an_effect_that_fails_half_way_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = at(QUESTIONS[0], return_to=QUESTIONS[5])
    before = snapshot(progress)
    event = machine_of(DEFAULT).events[Trigger.ANSWER]

    def breaks(_: object) -> None:
        raise RuntimeError("half way")

    for way in event.transitions[QUESTIONS[0]]:
        monkeypatch.setattr(way, "after", [breaks])
    with pytest.raises(RuntimeError, match="half way"):
        fire(progress, Trigger.ANSWER, answer=SOME)
    assert snapshot(progress) == before


# Answering


def test_answering_all_questions_ends_in_the_review() -> None:
    progress = Progress.start(DEFAULT)
    for question in DEFAULT.questions:
        assert progress.question == question
        rate(progress, 3)
    assert progress.at_review
    assert progress.rated_count == 18


def test_a_framework_of_one_question_works() -> None:
    progress = Progress.start(framework((1,)))
    rate(progress, 5)
    fire(progress, Trigger.SUBMIT)
    assert progress.is_submitted


def test_not_sure_needs_no_words_and_not_applicable_does() -> None:
    progress = Progress.start(DEFAULT)
    fire(progress, Trigger.NOT_SURE)
    assert progress.answers[QUESTIONS[0]].kind is Kind.NOT_SURE
    with pytest.raises(NotTaken, match="Say in a few words"):
        fire(progress, Trigger.NOT_APPLICABLE)
    assert progress.state == QUESTIONS[1]


@pytest.mark.parametrize("answer", [None, Answer.not_sure(), Answer.not_applicable("No.")])
def test_a_rating_must_be_a_rating(answer: Answer | None) -> None:
    progress = Progress.start(DEFAULT)
    with pytest.raises(NotTaken, match="A rating is a whole number from 1 to 5"):
        fire(progress, Trigger.ANSWER, answer=answer)
    assert progress == Progress.start(DEFAULT)


def test_the_same_rating_again_keeps_the_old_reason() -> None:
    progress = Progress.start(DEFAULT)
    fire(progress, Trigger.ANSWER, answer=Answer.rated(4, "We asked.", "The minutes."))
    fire(progress, Trigger.BACK)
    rate(progress, 4)
    assert progress.answers[QUESTIONS[0]] == Answer.rated(4, "We asked.", "The minutes.")


def test_another_rating_drops_the_old_reason() -> None:
    progress = Progress.start(DEFAULT)
    fire(progress, Trigger.ANSWER, answer=Answer.rated(4, "We asked.", "The minutes."))
    fire(progress, Trigger.BACK)
    rate(progress, 2)
    assert progress.answers[QUESTIONS[0]] == Answer.rated(2)


def test_a_new_reason_replaces_the_old_one_and_leaves_the_evidence() -> None:
    progress = Progress.start(DEFAULT)
    fire(progress, Trigger.ANSWER, answer=Answer.rated(4, "We asked.", "The minutes."))
    fire(progress, Trigger.BACK)
    fire(progress, Trigger.ANSWER, answer=Answer.rated(4, "They told us."))
    assert progress.answers[QUESTIONS[0]] == Answer.rated(4, "They told us.", "The minutes.")


# Going back and coming back


def test_after_going_back_twice_the_next_answer_leads_to_where_one_was() -> None:
    progress = at(QUESTIONS[8])
    fire(progress, Trigger.BACK)
    fire(progress, Trigger.BACK)
    assert where(progress) == (QUESTIONS[6], QUESTIONS[8])
    rate(progress, 2)
    assert where(progress) == (QUESTIONS[8], None)


def test_keeping_leaves_the_answer_and_returns() -> None:
    progress = at(QUESTIONS[8])
    fire(progress, Trigger.GO_TO, to=QUESTIONS[0])
    fire(progress, Trigger.KEEP)
    assert where(progress) == (QUESTIONS[8], None)
    assert progress.answers == {QUESTIONS[0]: SOME}


def test_a_question_changed_from_the_review_comes_back_to_the_review() -> None:
    progress = at(State.REVIEW)
    fire(progress, Trigger.GO_TO, to=QUESTIONS[2])
    rate(progress, 1)
    assert where(progress) == (State.REVIEW, None)


def test_a_look_at_the_review_half_way_leads_back_to_the_question() -> None:
    progress = at(QUESTIONS[4])
    fire(progress, Trigger.GO_TO, to=State.REVIEW)
    assert progress.return_to == QUESTIONS[4]
    fire(progress, Trigger.GO_TO, to=QUESTIONS[1])
    rate(progress, 5)
    assert where(progress) == (QUESTIONS[4], None)


def test_keep_leads_back_from_a_look_at_the_review() -> None:
    progress = at(QUESTIONS[4])
    fire(progress, Trigger.GO_TO, to=State.REVIEW)
    fire(progress, Trigger.KEEP)
    assert where(progress) == (QUESTIONS[4], None)


def test_jumping_to_where_one_was_forgets_the_way_back() -> None:
    progress = at(QUESTIONS[4], return_to=QUESTIONS[8])
    fire(progress, Trigger.GO_TO, to=QUESTIONS[8])
    assert where(progress) == (QUESTIONS[8], None)


def test_going_to_the_question_one_is_at_changes_nothing() -> None:
    progress = at(QUESTIONS[4])
    before = snapshot(progress)
    fire(progress, Trigger.GO_TO, to=QUESTIONS[4])
    assert snapshot(progress) == before


def test_a_pause_keeps_the_place_and_the_way_back() -> None:
    progress = at(QUESTIONS[4], return_to=QUESTIONS[8])
    fire(progress, Trigger.PAUSE)
    assert (progress.place, progress.question) == (QUESTIONS[4], None)
    fire(progress, Trigger.RESUME)
    assert (progress.state, progress.return_to, progress.paused_from) == (QUESTIONS[4], QUESTIONS[8], None)


# The ends


def test_nothing_rated_cannot_be_submitted() -> None:
    progress = Progress.start(framework((1, 1)))
    fire(progress, Trigger.NOT_SURE)
    fire(progress, Trigger.NOT_APPLICABLE, answer=Answer.not_applicable("No."))
    with pytest.raises(NotPossible, match="Nothing is rated yet"):
        fire(progress, Trigger.SUBMIT)
    assert progress.at_review


def test_submitting_forgets_the_way_back_so_that_reopening_starts_afresh() -> None:
    progress = at(State.REVIEW, return_to=QUESTIONS[4])
    fire(progress, Trigger.SUBMIT)
    fire(progress, Trigger.REOPEN)
    assert where(progress) == (State.REVIEW, None)


def test_a_paused_assessment_can_be_abandoned_and_is_then_no_longer_paused() -> None:
    progress = at(State.PAUSED, return_to=QUESTIONS[8])
    fire(progress, Trigger.ABANDON)
    assert snapshot(progress)[2:] == (None, None)
    assert progress.is_abandoned


# Reasons that come later


def test_a_reason_can_be_added_to_an_answer_without_moving() -> None:
    progress = at(QUESTIONS[4])
    explain(progress, QUESTIONS[0], "They told us.")
    assert progress.answers[QUESTIONS[0]] == Answer.rated(3, "They told us.")
    assert progress.state == QUESTIONS[4]


def test_a_question_without_an_answer_takes_no_reason() -> None:
    with pytest.raises(NotPossible, match="no answer yet"):
        explain(at(QUESTIONS[4]), QUESTIONS[9], "They told us.")


@pytest.mark.parametrize("state", [State.PAUSED, State.SUBMITTED, State.ABANDONED])
def test_no_reason_is_added_while_no_answer_could_be(state: str) -> None:
    progress = at(state)
    with pytest.raises(NotPossible, match=r"This assessment"):
        explain(progress, QUESTIONS[0], "They told us.")
    assert progress.answers == {QUESTIONS[0]: SOME}


# Any walk at all

STEPS = st.tuples(st.sampled_from(Trigger), st.integers(1, 5), st.sampled_from([*PLACES, None, "nowhere"]))


@given(st.lists(STEPS, max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_walk_leads_to_a_state_that_makes_no_sense(steps: list[tuple[Trigger, int, str | None]]) -> None:
    progress = Progress.start(DEFAULT)
    for trigger, rating, to in steps:
        before = snapshot(progress)
        possible = can(progress, trigger, to)
        answer = Answer.rated(rating) if trigger is Trigger.ANSWER else answer_for(trigger)
        try:
            fire(progress, trigger, answer=answer, to=to)
        except NotPossible:
            assert not possible
            assert snapshot(progress) == before
        else:
            assert possible
        assert progress.return_to != progress.state
        assert progress.copy() == progress  # a copy is checked as if it were read from a store
        assert progress.place in {*PLACES, State.SUBMITTED, State.ABANDONED}


def test_an_answered_question_can_be_kept_and_leads_to_the_next() -> None:
    progress = at(QUESTIONS[0])
    assert progress.kept_leads_to == QUESTIONS[1]
    fire(progress, Trigger.KEEP)
    assert progress.state == QUESTIONS[1]
    assert progress.answers == {QUESTIONS[0]: SOME}
    assert progress.kept_leads_to is None
    with pytest.raises(NotPossible, match="no answer to keep"):
        fire(progress, Trigger.KEEP)


def test_the_last_question_kept_leads_to_the_review() -> None:
    progress = at(QUESTIONS[-1])
    progress.answers[QUESTIONS[-1]] = SOME
    assert progress.kept_leads_to == State.REVIEW
    fire(progress, Trigger.KEEP)
    assert progress.at_review
