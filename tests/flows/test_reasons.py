"""Whose words a reason is: another person's are never changed, and never become one's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.own_work import OwnPart, Part, own_part
from flows.progress import Progress
from flows.reason import AUTHOR_NOT_RECORDED, Reason
from flows.refusals import NotTaken, Why
from flows.settings import ChannelRules, ChannelSettings
from flows.states import State
from flows.triggers import Trigger
from flows.who_decides import would_lose_decision
from tests.flows.frameworks import framework
from tests.refused import refused

AMINA, TOM, GRACE, BOARD = "U0AMINA", "U0TOM", "U0GRACE", "U0BOARD"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SMALL = framework((1, 1))


def amina_says(words: str = "The contract forbids it.", rating: int = 2) -> Given:
    return Given(Answer.rated(rating, words), AMINA, NOW)


def authors(given: Given) -> list[tuple[str, str]]:
    return [(reason.by, reason.words) for reason in given.reasons]


def test_a_reason_that_comes_with_an_answer_is_its_givers() -> None:
    assert amina_says().reasons == (Reason("The contract forbids it.", "", AMINA, NOW),)
    assert Given(Answer.rated(2), AMINA, NOW).reasons == ()


def test_another_person_who_explains_an_answer_adds_to_it() -> None:
    given = amina_says().explained(GRACE, LATER, "The law is stricter still.")
    assert authors(given) == [(AMINA, "The contract forbids it."), (GRACE, "The law is stricter still.")]
    assert (given.by, given.at) == (AMINA, NOW)
    assert given.answer.reason == "The contract forbids it.\nThe law is stricter still."


def test_ones_own_reason_is_replaced_and_what_others_wrote_stays() -> None:
    given = amina_says().explained(GRACE, LATER, "The law.").explained(AMINA, LATER, "The new contract.")
    assert authors(given) == [(GRACE, "The law."), (AMINA, "The new contract.")]


def test_the_same_words_again_change_nothing() -> None:
    given = amina_says()
    assert given.explained(AMINA, LATER, "The contract forbids it.") is given


def test_evidence_stays_unless_it_is_given() -> None:
    given = Given(Answer.rated(2, "It says so.", "The contract."), AMINA, NOW)
    assert given.explained(AMINA, LATER, "Page 3 says so.").answer.evidence == "The contract."
    assert given.explained(AMINA, LATER, "It says so.", "Page 3.").answer.evidence == "Page 3."
    assert given.explained(AMINA, LATER, "It says so.", "").answer.evidence == ""


def test_the_same_rating_by_somebody_else_does_not_make_the_reason_theirs() -> None:
    given = Given.now(Answer.rated(2), TOM, LATER, amina_says())
    assert given.by == TOM
    assert authors(given) == [(AMINA, "The contract forbids it.")]


def test_the_same_rating_with_a_reason_adds_that_reason() -> None:
    given = Given.now(Answer.rated(2, "I asked legal."), TOM, LATER, amina_says())
    assert authors(given) == [(AMINA, "The contract forbids it."), (TOM, "I asked legal.")]


def test_who_says_the_same_words_has_said_them_too_unless_they_only_keep_what_stands() -> None:
    again = Answer.rated(2, "The contract forbids it.")
    given = Given.now(again, TOM, LATER, amina_says())
    assert authors(given) == [(AMINA, "The contract forbids it."), (TOM, "The contract forbids it.")]
    assert authors(Given.now(again, TOM, LATER, amina_says(), keeps=True)) == authors(amina_says())
    assert Given.now(again, AMINA, LATER, amina_says()).reasons == amina_says().reasons


def test_another_rating_begins_anew() -> None:
    assert authors(Given.now(Answer.rated(4), TOM, LATER, amina_says())) == []


def test_who_explains_why_it_does_not_apply_cannot_take_the_only_reason_away() -> None:
    given = Given(Answer.not_applicable("There is no data."), AMINA, NOW)
    with refused(Why.NOT_APPLICABLE_WHY, NotTaken):
        given.explained(AMINA, LATER, "")


def test_the_mark_of_an_answer_does_not_hang_on_whose_the_words_are_recorded_to_be() -> None:
    given = amina_says()
    unknown = replace(given, reasons=(replace(given.reasons[0], by=AUTHOR_NOT_RECORDED),))
    # Open forms and decisions of earlier versions carry marks like this one.
    assert given.mark == unknown.mark == "b889853949da"


@drawn(
    st.lists(
        st.tuples(st.sampled_from([AMINA, TOM, GRACE]), st.sampled_from(["", "a", "b", "c"])), max_size=8
    )
)
def test_nobody_ever_changes_what_another_person_wrote(acts: list[tuple[str, str]]) -> None:
    given, wrote = amina_says("first"), {AMINA: "first"}
    for person, words in acts:
        given = given.explained(person, LATER, words)
        wrote[person] = words
        assert dict(authors(given)) == {who: said for who, said in wrote.items() if said}
        assert given.answer.reason == "\n".join(reason.words for reason in given.reasons)


# Who takes part


def under_review() -> Assessment:
    made = Assessment("one", "Falls data", "", AMINA, "C0HOUSING", Progress.start(SMALL))
    made.choose_reviewers(frozenset({GRACE}), Actor(AMINA, NOW), ChannelRules())
    made.fire(Trigger.ANSWER, Actor(TOM, NOW), answer=Answer.rated(2, "It is vague."))
    return made


def test_whoever_wrote_a_reason_took_part_and_does_not_decide() -> None:
    made = under_review()
    assert would_lose_decision(made, GRACE, ChannelRules())
    made.explain("a-1", Actor(GRACE, LATER), "It is vaguer than that.")
    assert made.deciders == frozenset()
    assert not would_lose_decision(made, GRACE, ChannelRules())


def test_who_must_decide_by_a_rule_of_since_is_warned_too_unless_they_have_taken_part_already() -> None:
    made, since = under_review(), ChannelRules(must_decide=(BOARD, TOM))
    assert would_lose_decision(made, BOARD, since)
    assert not would_lose_decision(made, TOM, since)
    assert not would_lose_decision(made, BOARD, replace(since, self_review=True))


def test_a_reason_that_was_handed_in_counts_also_when_the_answer_is_changed_later() -> None:
    made = under_review()
    made.explain("a-1", Actor(GRACE, LATER), "It is vaguer than that.")
    made.fire(Trigger.GO_TO, Actor(TOM, LATER), to=State.REVIEW)
    made.submit(Actor(TOM, LATER), ChannelSettings())
    made.fire(Trigger.REOPEN, Actor(TOM, LATER))
    made.fire(Trigger.GO_TO, Actor(TOM, LATER), to="a-1")
    made.fire(Trigger.ANSWER, Actor(TOM, LATER), answer=Answer.rated(4))
    assert made.given["a-1"].reasons == ()
    assert GRACE in made.involved
    assert {one for one in made.involved if own_part(made, one)} == made.involved
    own = own_part(made, GRACE)
    assert own is not None
    assert own.part is Part.EXPLAINED


def rates(made: Assessment, by: str, rating: int, reason: str = "") -> None:
    if made.state != "a-1":
        made.fire(Trigger.GO_TO, Actor(by, LATER), to="a-1")
    made.fire(Trigger.ANSWER, Actor(by, LATER), answer=Answer.rated(rating, reason))


def test_who_gave_an_answer_that_a_colleague_changed_does_not_decide() -> None:
    made = under_review()
    rates(made, GRACE, 5)
    rates(made, TOM, 3)
    assert GRACE not in {given.by for given in made.given.values()}
    assert made.deciders == frozenset()
    assert own_part(made, GRACE) == OwnPart(GRACE, Part.ANSWERED, (1,))
    assert GRACE not in made.helpers, "it gives no right to go on with it from elsewhere"


def test_who_wrote_a_reason_for_an_answer_that_was_changed_does_not_decide() -> None:
    made = under_review()
    made.explain("a-1", Actor(GRACE, LATER), "It is vaguer than that.")
    rates(made, TOM, 4)
    assert made.deciders == frozenset()
    assert own_part(made, GRACE) == OwnPart(GRACE, Part.EXPLAINED, (1,))


def test_who_takes_their_own_reason_back_before_it_is_submitted_may_decide() -> None:
    made = under_review()
    made.explain("a-1", Actor(GRACE, LATER), "It is vaguer than that.")
    made.explain("a-1", Actor(GRACE, LATER), "")
    rates(made, TOM, 4)
    assert made.deciders == {GRACE}
    assert own_part(made, GRACE) is None


def test_where_self_review_is_allowed_a_changed_answer_costs_nothing() -> None:
    made = under_review()
    rates(made, GRACE, 5)
    rates(made, TOM, 3)
    made.self_review = True
    assert made.deciders == {GRACE}


def another_look() -> Assessment:
    """Of one where legal had said why; Grace decides this time."""
    look = Assessment("two", "Falls data", "", AMINA, "C0HOUSING", Progress.start(SMALL))
    look.before = {"a-1": amina_says().explained(GRACE, NOW, "So says legal.")}
    look.choose_reviewers(frozenset({GRACE}), Actor(AMINA, NOW), ChannelRules())
    return look


def decides(made: Assessment, person: str) -> bool:
    """By both accounts of whose work it is."""
    return person in made.deciders and own_part(made, person) is None


def test_a_reason_of_the_last_look_costs_its_author_nothing_whether_kept_replaced_or_handed_in() -> None:
    look = another_look()
    look.fire(Trigger.KEEP, Actor(TOM, LATER))
    assert GRACE in look.given["a-1"].explainers
    assert decides(look, GRACE)
    look.fire(Trigger.GO_TO, Actor(TOM, LATER), to=State.REVIEW)
    look.submit(Actor(TOM, LATER), ChannelSettings())
    assert decides(look, GRACE)
    look.fire(Trigger.REOPEN, Actor(TOM, LATER))
    rates(look, TOM, 5)
    assert decides(look, GRACE)


def test_what_its_author_writes_in_this_look_is_their_work_and_they_are_told_so_before() -> None:
    look = another_look()
    look.fire(Trigger.KEEP, Actor(TOM, LATER))
    assert would_lose_decision(look, GRACE, ChannelRules())
    look.explain("a-1", Actor(GRACE, LATER), "Legal says so still.")
    assert look.deciders == frozenset()
    assert own_part(look, GRACE) == OwnPart(GRACE, Part.EXPLAINED, (1,))


@pytest.mark.parametrize("kept", [True, False])
def test_in_another_look_a_reason_stays_who_wrote_it(kept: bool) -> None:
    look = Assessment("two", "Falls data", "", AMINA, "C0HOUSING", Progress.start(SMALL))
    look.before = {"a-1": amina_says().explained(TOM, NOW, "So says legal.")}
    if kept:
        look.fire(Trigger.KEEP, Actor(GRACE, LATER))
    else:
        look.fire(Trigger.ANSWER, Actor(GRACE, LATER), answer=Answer.rated(2))
    given = look.given["a-1"]
    assert (given.by, given.explainers) == (GRACE, frozenset({AMINA, TOM}))
