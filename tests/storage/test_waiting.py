"""What waits for whom, as the store knows it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.decision import Action, Decision, Verdict
from flows.settings import ChannelRules
from flows.submission import Submission
from flows.triggers import Trigger
from flows.waiting import Matter
from storage.reminders import SENT, ReminderStore
from storage.transaction import Transaction
from storage.waiting import Open, WhatWaits
from tests.bot.reminders.world import MONDAY, World
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, OTHER_TEAM, PRIYA, TOM, answer, finish

GRACE, OMAR = "U0GRACE", "U0OMAR"
BY = date(2026, 3, 12)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def hand_in(what: Assessment, at: datetime = MONDAY) -> None:
    if what.progress.question is not None:
        finish(what)
    fire(what.progress, Trigger.SUBMIT)
    number = len(what.submissions) + 1
    what.submissions += (Submission(number, AMINA, at, dict(what.given)),)
    what.reviewers = frozenset({GRACE, OMAR})


def decide(what: Assessment, verdict: Verdict = Verdict.APPROVE, by: str = GRACE) -> None:
    assert what.last_submission is not None
    number = len(what.decisions) + 1
    made = Decision(number, verdict, by, MONDAY, what.last_submission.number, "mark", "Because.")
    what.decisions += (made,)
    fire(what.progress, verdict.trigger)


def open_ones(world: World) -> list[Open]:
    return world.store.rows(lambda transaction: WhatWaits(transaction, HERE).due(world.now))


def waits(world: World) -> set[tuple[Matter, str]]:
    return {(waiting.matter, waiting.person) for one in open_ones(world) for waiting in one.waiting}


def test_an_unfinished_one_waits_for_its_owner_and_those_who_answered(world: World) -> None:
    world.add(work=lambda what: answer(what, Answer.rated(4), by=TOM))
    assert waits(world) == {(Matter.ANSWER, AMINA), (Matter.ANSWER, TOM)}


def test_an_unfinished_one_waits_for_those_who_were_chosen(world: World) -> None:
    world.add(assessors=frozenset({PRIYA}))
    assert waits(world) == {(Matter.ANSWER, AMINA), (Matter.ANSWER, PRIYA)}


def test_one_that_was_handed_in_waits_for_its_reviewers_only(world: World) -> None:
    world.add(work=hand_in)
    assert waits(world) == {(Matter.DECIDE, GRACE), (Matter.DECIDE, OMAR)}


def test_who_may_not_decide_on_it_is_not_waited_for(world: World) -> None:
    def work(what: Assessment) -> None:
        answer(what, Answer.rated(4), by=OMAR)
        hand_in(what)
        what.reviewers |= {AMINA}

    world.add(work=work)
    assert waits(world) == {(Matter.DECIDE, GRACE)}

    world.change(lambda what: setattr(what, "self_review", True))
    assert waits(world) == {(Matter.DECIDE, person) for person in (AMINA, GRACE, OMAR)}


def test_who_has_decided_is_not_waited_for(world: World) -> None:
    def one_of_two(what: Assessment) -> None:
        hand_in(what)
        what.all_decide = True
        what.decisions = (Decision(1, Verdict.APPROVE, GRACE, MONDAY, 1, "mark"),)

    world.add(work=one_of_two)
    assert waits(world) == {(Matter.DECIDE, OMAR)}


def test_what_was_decided_waits_for_nobody(world: World) -> None:
    def work(what: Assessment) -> None:
        hand_in(what)
        decide(what)

    world.add(work=work)
    assert waits(world) == set()


def test_a_decision_that_was_taken_back_waits_anew(world: World) -> None:
    def work(what: Assessment) -> None:
        hand_in(what)
        decide(what)

    def withdraw(what: Assessment) -> None:
        fire(what.progress, Trigger.WITHDRAW)
        (made,) = what.decisions
        what.decisions = (replace(made, withdrawn_at=world.now, withdrawn_why="I had not seen it all."),)

    world.add(work=work)
    world.now += timedelta(days=9)
    world.change(withdraw)
    (one,) = open_ones(world)
    assert {(waiting.person, waiting.since) for waiting in one.waiting} == {
        (GRACE, world.now),
        (OMAR, world.now),
    }


def test_a_reviewer_who_is_chosen_later_is_waited_for_since_then(world: World) -> None:
    world.add(work=hand_in)
    world.now += timedelta(days=4)
    world.change(
        lambda what: what.choose_reviewers(frozenset({GRACE, PRIYA}), Actor(AMINA, world.now), ChannelRules())
    )
    (one,) = open_ones(world)
    assert {(waiting.person, waiting.since) for waiting in one.waiting} == {
        (GRACE, MONDAY),
        (PRIYA, world.now),
    }


def test_when_changes_are_asked_for_it_waits_for_those_who_answer(world: World) -> None:
    def work(what: Assessment) -> None:
        hand_in(what)
        fire(what.progress, Trigger.ASK_FOR_CHANGES, asked=("a-1",))

    world.add(work=work)
    assert waits(world) == {(Matter.ANSWER, AMINA)}


def test_actions_wait_until_they_are_done(world: World) -> None:
    todo = Action("act1", "Ask legal", TOM, BY, "a-1", AMINA, MONDAY)
    done = replace(todo, id="act2", done_by=TOM, done_at=MONDAY)

    def work(what: Assessment) -> None:
        hand_in(what)
        decide(what)
        what.actions = (todo, done)

    world.add(work=work)
    (one,) = open_ones(world)
    (waiting,) = one.waiting
    assert (waiting.matter, waiting.person, waiting.on, waiting.subject) == (Matter.ACT, TOM, BY, "act1")


def test_a_second_look_waits_for_the_owner_and_who_approved_until_it_is_begun(world: World) -> None:
    def work(what: Assessment) -> None:
        hand_in(what)
        decide(what)
        what.look_again_on = BY

    world.add(work=work)
    assert waits(world) == {(Matter.LOOK, AMINA), (Matter.LOOK, GRACE)}

    def begin(what: Assessment) -> None:
        what.next, what.look_again_on = "two", None

    world.change(begin)
    assert waits(world) == set()

    world.change(lambda what: setattr(what, "look_again_on", BY))
    assert waits(world) == {(Matter.LOOK, AMINA), (Matter.LOOK, GRACE)}, "one more look was agreed"


def test_nothing_waits_of_what_was_abandoned(world: World) -> None:
    world.add(work=lambda what: fire(what.progress, Trigger.ABANDON))
    assert waits(world) == set()


def test_another_workspace_waits_for_nobody_here(world: World) -> None:
    world.add()
    there = world.store.rows(lambda transaction: WhatWaits(transaction, OTHER_TEAM).due(world.now))
    assert there == []


def test_what_changed_meanwhile_is_looked_at_again(world: World) -> None:
    world.add()
    seen = open_ones(world)
    world.now += timedelta(seconds=1)
    world.change(lambda what: answer(what, Answer.rated(4)))
    until = {"one": world.now + timedelta(days=3)}
    world.store.rows(lambda transaction: WhatWaits(transaction, HERE).nothing_before(until, seen))
    assert len(open_ones(world)) == 1
    seen = open_ones(world)
    world.store.rows(lambda transaction: WhatWaits(transaction, HERE).nothing_before(until, seen))
    assert open_ones(world) == []


def test_a_step_is_begun_by_one_process_only(world: World) -> None:
    world.add()
    (waiting, *_) = open_ones(world)[0].waiting

    def begin(token: str) -> set[str]:
        return world.store.rows(
            lambda transaction: ReminderStore(transaction, HERE).begin([(waiting, "3")], token, world.now)
        )

    assert begin("first") == {waiting.key}
    assert begin("second") == set()
    world.store.rows(lambda transaction: ReminderStore(transaction, HERE).release("second", world.now))
    assert begin("third") == set()
    world.store.rows(lambda transaction: ReminderStore(transaction, HERE).release("first", world.now))
    assert begin("fourth") == {waiting.key}


def test_what_is_confirmed_is_no_longer_in_doubt(world: World) -> None:
    world.add()
    (waiting, *_) = open_ones(world)[0].waiting

    def doubts(transaction: Transaction) -> list[tuple[str, str | None]]:
        found = ReminderStore(transaction, HERE).in_doubt(world.now + timedelta(minutes=1))
        return [(doubt.token, doubt.channel) for doubt in found]

    def work(transaction: Transaction) -> None:
        told = ReminderStore(transaction, HERE)
        told.begin([(waiting, "3")], "first", world.now)
        told.begin([(waiting, "7")], "second", world.now)
        told.confirm("first", SENT, "D0AMINA")

    world.store.rows(work)
    assert world.store.rows(doubts) == [("second", "D0AMINA")]
