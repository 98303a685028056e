"""The machine: every way is walked, and every other is refused without leaving a trace."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.answer import Answer, AnswerKind
from flows.edges import edges
from flows.framework import Framework, default_framework
from flows.machine import can, explain, machine_of
from flows.progress import Progress
from flows.refusals import NotPossible, NotTaken, Refusal, Why
from flows.states import AWAITING, DECIDED, ENDED, FIXED_STATES, HANDED_IN, State
from flows.triggers import Trigger
from tests.flows.frameworks import framework, frameworks
from tests.flows.moves import SOMEBODY, fire
from tests.flows.moves import given as given_by_somebody
from tests.refused import refused

DEFAULT = default_framework()
QUESTIONS = [question.id for question in DEFAULT.questions]
PLACES = [*QUESTIONS, State.REVIEW]
SOME = Answer.rated(3)
ASKED = (QUESTIONS[4], QUESTIONS[9])
"""What a reviewer sends an assessment back for."""


def at(
    state: str, return_to: str | None = None, chosen: Framework = DEFAULT, asked: tuple[str, ...] = ()
) -> Progress:
    first = chosen.questions[0].id
    paused_from = first if state == State.PAUSED else None
    if state == State.CHANGES_ASKED and not asked:
        asked = ASKED if chosen is DEFAULT else (first,)
    return Progress(chosen, state, {first: given_by_somebody(SOME)}, return_to, paused_from, asked)


def in_a_round(state: str, asked: tuple[str, ...] = ASKED) -> Progress:
    """Where a team that was asked for changes can be."""
    progress = at(State.CHANGES_ASKED, asked=asked)
    if state == State.CHANGES_ASKED:
        return progress
    fire(progress, Trigger.GO_TO, to=asked[0] if state == State.PAUSED else state)
    if state == State.PAUSED:
        fire(progress, Trigger.PAUSE)
    return progress


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
        progress.asked,
    )


def asked_for(trigger: Trigger, chosen: Framework = DEFAULT) -> tuple[str, ...]:
    if trigger is not Trigger.ASK_FOR_CHANGES:
        return ()
    return ASKED if chosen is DEFAULT else (chosen.questions[0].id,)


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
        if edge.source == State.CHANGES_ASKED:
            progress.asked = tuple(question.id for question in chosen.questions)
        names = {guard.name for guard in edge.guards}
        progress.return_to = edge.dest if "where it was before" in names else None
        progress.paused_from = edge.dest if "where it was paused" in names else progress.paused_from
        if "already answered" in names:
            progress.given[edge.source] = given_by_somebody(SOME)
        to = edge.dest if "as asked" in names else None
        assert can(progress, edge.trigger, to)
        asked = asked_for(edge.trigger, chosen)
        fire(progress, edge.trigger, answer=answer_for(edge.trigger), to=to, asked=asked)
        assert progress.state == edge.dest


def test_each_state_but_an_end_can_be_left_and_each_can_be_reached() -> None:
    sources = {edge.source for edge in edges(DEFAULT)}
    dests = {edge.dest for edge in edges(DEFAULT)}
    everywhere = {*QUESTIONS, *FIXED_STATES}
    assert everywhere - sources == {State.ABANDONED, State.CLOSED}
    assert everywhere - dests == {State.ALONE}, "where a panel begins"


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
    Trigger.GO_TO: {*PLACES, State.CHANGES_ASKED},
    Trigger.KEEP: {QUESTIONS[0]},  # the one that `at` has answered
    Trigger.PAUSE: {*PLACES},
    Trigger.RESUME: {State.PAUSED, State.CHANGES_ASKED},
    Trigger.SUBMIT: {State.REVIEW},
    Trigger.DONE: {State.REVIEW},
    Trigger.REOPEN: {State.SUBMITTED, State.WITHDRAWN},
    Trigger.REVEAL: {State.ALONE},
    Trigger.ABANDON: {*PLACES, State.PAUSED, State.CHANGES_ASKED, State.ALONE},
    Trigger.APPROVE: {State.SUBMITTED, State.WITHDRAWN},
    Trigger.APPROVE_WITH_CONDITIONS: {State.SUBMITTED, State.WITHDRAWN},
    Trigger.ASK_FOR_CHANGES: {State.SUBMITTED, State.WITHDRAWN},
    Trigger.DECLINE: {State.SUBMITTED, State.WITHDRAWN},
    Trigger.WITHDRAW: {
        State.CHANGES_ASKED,
        State.APPROVED,
        State.APPROVED_WITH_CONDITIONS,
        State.DECLINED,
    },
    Trigger.CLOSE: {
        State.APPROVED,
        State.APPROVED_WITH_CONDITIONS,
        State.DECLINED,
        State.WITHDRAWN,
    },
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
        fire(progress, trigger, answer=answer_for(trigger), to=to, asked=asked_for(trigger))
        return
    with pytest.raises(NotPossible):
        fire(progress, trigger, answer=answer_for(trigger), to=to)
    assert snapshot(progress) == before


@pytest.mark.parametrize(("state", "trigger"), EVERYTHING)
def test_whatever_is_handed_over_a_refusal_changes_nothing(state: str, trigger: Trigger) -> None:
    wrong = [None, Answer.rated(2), Answer.not_sure(), Answer.not_applicable("No.")]
    places, backs = [None, "nowhere", State.PAUSED, State.CHANGES_ASKED], [None, State.REVIEW]
    for answer, to, back, asked in product(wrong, places, backs, [(), ("nowhere",), (QUESTIONS[0], "")]):
        progress = at(state, return_to=back)
        before = snapshot(progress)
        try:
            fire(progress, trigger, answer=answer, to=to, asked=asked)
        except Refusal:
            assert snapshot(progress) == before


@pytest.mark.parametrize(
    ("state", "trigger", "why"),
    [
        (State.PAUSED, Trigger.ANSWER, Why.PAUSED),
        (State.PAUSED, Trigger.PAUSE, Why.PAUSED_ALREADY),
        (QUESTIONS[0], Trigger.BACK, Why.FIRST_QUESTION),
        (
            QUESTIONS[3],
            Trigger.SUBMIT,
            Why.SUBMITTED_FROM_REVIEW,
        ),
        (QUESTIONS[3], Trigger.DONE, Why.DONE_AT_THE_END),
        (QUESTIONS[3], Trigger.RESUME, Why.NOT_PAUSED),
        (
            State.SUBMITTED,
            Trigger.ANSWER,
            Why.SUBMITTED,
        ),
        (
            State.ABANDONED,
            Trigger.RESUME,
            Why.ABANDONED,
        ),
        (
            State.REVIEW,
            Trigger.ANSWER,
            Why.AT_REVIEW,
        ),
        (
            QUESTIONS[3],
            Trigger.APPROVE,
            Why.NOTHING_TO_DECIDE,
        ),
        (State.REVIEW, Trigger.WITHDRAW, Why.NO_DECISION),
        (State.SUBMITTED, Trigger.CLOSE, Why.CLOSED_AFTER_DECISION),
        (
            State.WITHDRAWN,
            Trigger.ANSWER,
            Why.AWAITS_AGAIN,
        ),
        (
            State.CHANGES_ASKED,
            Trigger.ANSWER,
            Why.CHANGES_ASKED,
        ),
        (
            State.CHANGES_ASKED,
            Trigger.SUBMIT,
            Why.CHANGES_ASKED_NO_SUBMIT,
        ),
        (
            State.CHANGES_ASKED,
            Trigger.APPROVE,
            Why.CHANGES_ASKED_ALREADY,
        ),
        (
            State.APPROVED,
            Trigger.DECLINE,
            Why.APPROVED_ALREADY,
        ),
        (
            State.APPROVED_WITH_CONDITIONS,
            Trigger.REOPEN,
            Why.APPROVED_WITH_CONDITIONS,
        ),
        (
            State.DECLINED,
            Trigger.ANSWER,
            Why.DECLINED,
        ),
        (State.CLOSED, Trigger.WITHDRAW, Why.CLOSED_STANDS),
        (State.CLOSED, Trigger.CLOSE, Why.CLOSED_ALREADY),
        (State.CLOSED, Trigger.REOPEN, Why.CLOSED),
        (
            State.ABANDONED,
            Trigger.WITHDRAW,
            Why.ABANDONED,
        ),
    ],
)
def test_a_refusal_says_why(state: str, trigger: Trigger, why: Why) -> None:
    with refused(why, NotPossible):
        fire(at(state), trigger, answer=answer_for(trigger))


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
    assert progress.awaits_decision


def test_not_sure_needs_no_words_and_not_applicable_does() -> None:
    progress = Progress.start(DEFAULT)
    fire(progress, Trigger.NOT_SURE)
    assert progress.answers[QUESTIONS[0]].kind is AnswerKind.NOT_SURE
    with refused(Why.NOT_APPLICABLE_WHY, NotTaken):
        fire(progress, Trigger.NOT_APPLICABLE)
    assert progress.state == QUESTIONS[1]


@pytest.mark.parametrize("answer", [None, Answer.not_sure(), Answer.not_applicable("No.")])
def test_a_rating_must_be_a_rating(answer: Answer | None) -> None:
    progress = Progress.start(DEFAULT)
    with refused(Why.NOT_A_RATING, NotTaken):
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
    with refused(Why.NOTHING_RATED, NotPossible):
        fire(progress, Trigger.SUBMIT)
    assert progress.at_review


def test_who_answers_alone_may_be_sure_of_nothing_but_must_have_said_something() -> None:
    progress = Progress(framework((1, 1)), State.REVIEW)
    with refused(Why.NOTHING_SAID, NotPossible):
        fire(progress, Trigger.DONE)
    fire(progress, Trigger.BACK)
    fire(progress, Trigger.NOT_SURE)
    fire(progress, Trigger.DONE)
    assert progress.state == State.SUBMITTED


def test_submitting_forgets_the_way_back_so_that_reopening_starts_afresh() -> None:
    progress = at(State.REVIEW, return_to=QUESTIONS[4])
    fire(progress, Trigger.SUBMIT)
    fire(progress, Trigger.REOPEN)
    assert where(progress) == (State.REVIEW, None)


def test_a_paused_assessment_can_be_abandoned_and_is_then_no_longer_paused() -> None:
    progress = at(State.PAUSED, return_to=QUESTIONS[8])
    fire(progress, Trigger.ABANDON)
    assert snapshot(progress)[2:] == (None, None, ())
    assert progress.is_abandoned


# Reasons that come later


def test_a_reason_can_be_added_to_an_answer_without_moving() -> None:
    progress = at(QUESTIONS[4])
    explain(progress, QUESTIONS[0], SOMEBODY, "They told us.")
    assert progress.answers[QUESTIONS[0]] == Answer.rated(3, "They told us.")
    assert progress.state == QUESTIONS[4]


def test_a_question_without_an_answer_takes_no_reason() -> None:
    with refused(Why.NO_ANSWER_YET, NotPossible):
        explain(at(QUESTIONS[4]), QUESTIONS[9], SOMEBODY, "They told us.")


@pytest.mark.parametrize("state", [State.PAUSED, State.REVIEW])
def test_a_reason_can_be_added_at_the_review_and_in_a_pause(state: str) -> None:
    progress = at(state)
    explain(progress, QUESTIONS[0], SOMEBODY, "They told us.")
    assert progress.answers[QUESTIONS[0]].reason == "They told us."


@pytest.mark.parametrize("state", ENDED)
def test_no_reason_is_added_to_what_was_handed_in_or_abandoned(state: str) -> None:
    progress = at(state)
    with pytest.raises(NotPossible):
        explain(progress, QUESTIONS[0], SOMEBODY, "They told us.")
    assert progress.answers == {QUESTIONS[0]: SOME}


# Deciding


@pytest.mark.parametrize("waiting", AWAITING)
@pytest.mark.parametrize(
    ("trigger", "state"),
    [
        (Trigger.APPROVE, State.APPROVED),
        (Trigger.APPROVE_WITH_CONDITIONS, State.APPROVED_WITH_CONDITIONS),
        (Trigger.DECLINE, State.DECLINED),
    ],
)
def test_a_decision_can_be_withdrawn_and_taken_again_and_the_case_be_closed(
    waiting: str, trigger: Trigger, state: str
) -> None:
    progress = at(waiting)
    for _ in range(2):
        fire(progress, trigger)
        assert progress.state == state
        assert progress.is_decided
        assert progress.is_handed_in
        assert not progress.awaits_decision
        fire(progress, Trigger.WITHDRAW)
        assert progress.state == State.WITHDRAWN
        assert progress.awaits_decision
    fire(progress, trigger)
    fire(progress, Trigger.CLOSE)
    assert progress.is_closed


def test_answers_can_be_changed_again_once_a_decision_is_withdrawn() -> None:
    progress = at(State.APPROVED)
    fire(progress, Trigger.WITHDRAW)
    fire(progress, Trigger.REOPEN)
    fire(progress, Trigger.GO_TO, to=QUESTIONS[7])
    rate(progress, 1)
    assert where(progress) == (State.REVIEW, None)


@pytest.mark.parametrize("state", HANDED_IN)
def test_nobody_is_asked_for_answers_once_it_is_handed_in(state: str) -> None:
    progress = at(state)
    assert progress.question is None
    assert progress.is_handed_in
    assert progress.is_decided is (state in DECIDED)
    assert progress.awaits_decision is (state in AWAITING)
    assert not can(progress, Trigger.GO_TO, QUESTIONS[0])


# A round: what a reviewer asked for, and nothing else


def test_the_questions_asked_for_are_kept_in_order_and_once() -> None:
    progress = at(State.SUBMITTED)
    asked = [QUESTIONS[9], QUESTIONS[4], QUESTIONS[9]]
    fire(progress, Trigger.ASK_FOR_CHANGES, asked=asked)
    assert progress.asked == ASKED
    assert progress.changes_asked


@pytest.mark.parametrize("asked", [(), ("nowhere",), (QUESTIONS[0], State.REVIEW)])
def test_changes_are_asked_of_questions_that_there_are(asked: tuple[str, ...]) -> None:
    progress = at(State.SUBMITTED)
    before = snapshot(progress)
    with refused(Why.QUESTIONS_MISSING, NotTaken):
        fire(progress, Trigger.ASK_FOR_CHANGES, asked=asked)
    assert snapshot(progress) == before


def test_each_question_asked_for_leads_to_the_review_and_on_to_the_next_submission() -> None:
    progress = in_a_round(State.CHANGES_ASKED)
    for question in ASKED:
        fire(progress, Trigger.GO_TO, to=question)
        assert progress.kept_leads_to == State.REVIEW
        rate(progress, 5)
        assert where(progress) == (State.REVIEW, None)
    fire(progress, Trigger.SUBMIT)
    assert progress.awaits_decision
    assert progress.asked == ()


def test_a_team_goes_from_one_question_asked_for_to_another_and_then_to_the_review() -> None:
    progress = in_a_round(ASKED[0])
    fire(progress, Trigger.GO_TO, to=ASKED[1])
    rate(progress, 5)
    assert where(progress) == (State.REVIEW, None)


def test_an_open_question_asked_for_does_not_lead_on_to_the_next_one() -> None:
    """It has no answer yet, so nothing keeps it but where the team came from."""
    progress = in_a_round(ASKED[1])
    fire(progress, Trigger.NOT_SURE)
    assert progress.at_review


@pytest.mark.parametrize("state", [State.CHANGES_ASKED, *ASKED, State.REVIEW])
def test_in_a_round_only_the_questions_asked_for_can_be_gone_to(state: str) -> None:
    for question in QUESTIONS:
        progress = in_a_round(state)
        before = snapshot(progress)
        assert can(progress, Trigger.GO_TO, question) is (question in ASKED)
        if question in ASKED:
            fire(progress, Trigger.GO_TO, to=question)
            assert progress.state == question
        else:
            with refused(Why.NOT_ASKED, NotPossible):
                fire(progress, Trigger.GO_TO, to=question)
            assert snapshot(progress) == before


def test_going_back_leads_only_to_a_question_that_was_asked_for() -> None:
    neighbours = (QUESTIONS[3], QUESTIONS[4], QUESTIONS[-1])
    for state, leads_to in ((QUESTIONS[4], QUESTIONS[3]), (State.REVIEW, QUESTIONS[-1])):
        progress = in_a_round(state, neighbours)
        fire(progress, Trigger.BACK)
        assert progress.state == leads_to
    for state in (ASKED[0], State.REVIEW):
        with refused(Why.NOT_ASKED, NotPossible):
            fire(in_a_round(state), Trigger.BACK)


@pytest.mark.parametrize(
    ("state", "trigger", "to", "why"),
    [
        (QUESTIONS[0], Trigger.BACK, None, Why.FIRST_QUESTION),
        (QUESTIONS[0], Trigger.GO_TO, "nowhere", Why.NO_SUCH_QUESTION),
        (State.PAUSED, Trigger.GO_TO, QUESTIONS[0], Why.PAUSED),
        (State.PAUSED, Trigger.BACK, None, Why.PAUSED),
        (State.PAUSED, Trigger.APPROVE, None, Why.CHANGES_ASKED_ALREADY),
        (State.REVIEW, Trigger.DECLINE, None, Why.CHANGES_ASKED_ALREADY),
        (State.REVIEW, Trigger.WITHDRAW, None, Why.CHANGES_UNDER_WAY),
        (State.REVIEW, Trigger.CLOSE, None, Why.CLOSED_AFTER_CHANGES),
        (State.CHANGES_ASKED, Trigger.CLOSE, None, Why.CLOSED_AFTER_CHANGES),
        (State.CHANGES_ASKED, Trigger.GO_TO, "nowhere", Why.NOT_ASKED),
        (State.CHANGES_ASKED, Trigger.BACK, None, Why.CHANGES_ASKED),
        (State.CHANGES_ASKED, Trigger.PAUSE, None, Why.CHANGES_ASKED_NO_PAUSE),
    ],
)
def test_a_refusal_in_a_round_says_what_holds_there(
    state: str, trigger: Trigger, to: str | None, why: Why
) -> None:
    with refused(why, NotPossible):
        fire(in_a_round(state, (QUESTIONS[0], QUESTIONS[4])), trigger, to=to)


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", [State.CHANGES_ASKED, *ASKED, State.REVIEW, State.PAUSED])
def test_in_a_round_every_trigger_is_taken_or_refused(state: str, trigger: Trigger) -> None:
    for to in (None, "nowhere", State.REVIEW, *QUESTIONS):
        progress = in_a_round(state)
        before, possible = snapshot(progress), can(progress, trigger, to)
        try:
            fire(progress, trigger, answer=answer_for(trigger), to=to)
        except NotPossible:
            assert not possible
            assert snapshot(progress) == before
        else:
            assert possible
            assert progress.question is None or progress.question.id in ASKED


def test_a_pause_in_a_round_keeps_what_was_asked_for() -> None:
    progress = in_a_round(State.PAUSED)
    assert progress.asked == ASKED
    fire(progress, Trigger.RESUME)
    rate(progress, 2)
    assert (progress.state, progress.asked) == (State.REVIEW, ASKED)


@pytest.mark.parametrize("state", [State.CHANGES_ASKED, ASKED[0], State.REVIEW, State.PAUSED])
def test_what_is_abandoned_in_a_round_is_no_longer_asked_for_anything(state: str) -> None:
    progress = in_a_round(state)
    fire(progress, Trigger.ABANDON)
    assert (progress.is_abandoned, progress.asked, progress.return_to) == (True, (), None)


def test_who_asked_for_changes_can_take_it_back_until_somebody_begins() -> None:
    progress = in_a_round(State.CHANGES_ASKED)
    fire(progress, Trigger.WITHDRAW)
    assert (progress.state, progress.asked) == (State.WITHDRAWN, ())
    for begun in (ASKED[0], State.REVIEW):
        with refused(Why.CHANGES_UNDER_WAY, NotPossible):
            fire(in_a_round(begun), Trigger.WITHDRAW)


@pytest.mark.parametrize("state", [State.CHANGES_ASKED, ASKED[0], State.REVIEW, State.PAUSED])
def test_in_a_round_a_reason_is_added_only_to_what_was_asked_for(state: str) -> None:
    progress = in_a_round(state)
    with refused(Why.NOT_ASKED, NotPossible):
        explain(progress, QUESTIONS[0], SOMEBODY, "They told us.")
    progress.given[ASKED[0]] = given_by_somebody(SOME)
    explain(progress, ASKED[0], SOMEBODY, "They told us.")
    assert progress.answers[ASKED[0]].reason == "They told us."


# Any walk at all

SMALL = framework((1, 1), (1,))
SMALL_QUESTIONS = [question.id for question in SMALL.questions]
STEPS = st.tuples(
    st.sampled_from(Trigger),
    st.integers(1, 5),
    st.sampled_from([*SMALL_QUESTIONS, State.REVIEW, None, "nowhere"]),
    st.lists(st.sampled_from(SMALL_QUESTIONS), min_size=1, max_size=3),
)


@given(st.lists(STEPS, max_size=60), st.sampled_from(["start", "review"]))
@settings(max_examples=300, deadline=None)
def test_no_walk_leads_to_a_state_that_makes_no_sense(
    steps: list[tuple[Trigger, int, str | None, list[str]]], begin: str
) -> None:
    progress = Progress.start(SMALL)
    if begin == "review":
        rate(progress, 3, 3, 3)
    for trigger, rating, to, asked in steps:
        before, old = snapshot(progress), progress.copy()
        possible = can(progress, trigger, to)
        answer = Answer.rated(rating) if trigger is Trigger.ANSWER else answer_for(trigger)
        try:
            fire(progress, trigger, answer=answer, to=to, asked=asked)
        except NotPossible:
            assert not possible
            assert snapshot(progress) == before
        else:
            assert possible
        assert progress.return_to != progress.state
        assert progress.copy() == progress  # a copy is checked as if it were read from a store
        assert progress.place in {*SMALL_QUESTIONS, *FIXED_STATES}
        if progress.asked:
            here = progress.place if progress.is_paused else progress.state
            assert here in {State.CHANGES_ASKED, State.REVIEW, *progress.asked}
        if old.asked:
            changed = {question for question in SMALL_QUESTIONS if differs(old, progress, question)}
            assert changed <= set(old.asked)


def differs(old: Progress, new: Progress, question: str) -> bool:
    return old.answers.get(question) != new.answers.get(question)


def test_an_answered_question_can_be_kept_and_leads_to_the_next() -> None:
    progress = at(QUESTIONS[0])
    assert progress.kept_leads_to == QUESTIONS[1]
    fire(progress, Trigger.KEEP)
    assert progress.state == QUESTIONS[1]
    assert progress.answers == {QUESTIONS[0]: SOME}
    assert progress.kept_leads_to is None
    with refused(Why.NOTHING_TO_KEEP, NotPossible):
        fire(progress, Trigger.KEEP)


def test_the_last_question_kept_leads_to_the_review() -> None:
    progress = at(QUESTIONS[-1])
    progress.given[QUESTIONS[-1]] = given_by_somebody(SOME)
    assert progress.kept_leads_to == State.REVIEW
    fire(progress, Trigger.KEEP)
    assert progress.at_review
