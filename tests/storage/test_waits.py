"""What an assessment says of who is waited for is what lists, Home and reminders say, whatever happened."""

import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

import pytest
from sqlalchemy import delete, update

from flows import action_plan, look_again
from flows.action_plan import ActionForm
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import TermsForm
from flows.condition_acts import confirm, say_met, send_back
from flows.conditions import Confirmers, InForce, in_force, meeters
from flows.decision import DecisionForm, Verdict
from flows.refusals import Refusal
from flows.scoring import doubtful
from flows.settings import ChannelRules, ChannelSettings
from flows.states import State
from flows.triggers import Trigger
from flows.waiting import Matter, Waiting, waits_of
from storage import filling
from storage.listing import Listing
from storage.listing_parts import Sight
from storage.tables import ASSESSMENTS, WAITS
from storage.waiting import WhatWaits
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HERE, HOUSING, NOW, PRIYA, TOM, assessment

GRACE, OMAR = "U0GRACE", "U0OMAR"
PEOPLE = (AMINA, TOM, PRIYA, GRACE, OMAR)
HISTORIES, ACTS = 14, 60
"""For each database; the seed of a history is its number, so that one that fails can be run again."""


REMINDED_ONLY = (Matter.UNMET,)
"""Of these there is a reminder; no list has them."""


class Act(Protocol):
    def __call__(self, what: Assessment, by: Actor, chance: random.Random) -> object: ...


def answers(what: Assessment, by: Actor, chance: random.Random) -> None:
    if what.progress.question is None:
        what.fire(Trigger.RESUME if what.progress.is_paused else Trigger.GO_TO, by, to=a_question(chance))
    elif chance.random() < 0.2:
        what.fire(Trigger.NOT_SURE, by)
    else:
        what.fire(Trigger.ANSWER, by, answer=Answer.rated(chance.randint(1, 5)))


def explains(what: Assessment, by: Actor, chance: random.Random) -> None:
    answered = [question.id for question in FRAMEWORK.questions if question.id in what.given]
    what.explain(chance.choice(answered or ["a-1"]), by, chance.choice(["", "We asked.", "It says so."]))


def a_question(chance: random.Random) -> str:
    return chance.choice(FRAMEWORK.questions).id


def submits(what: Assessment, by: Actor, chance: random.Random) -> None:
    if not what.progress.at_review:
        what.fire(Trigger.GO_TO, by, to=State.REVIEW)
    all_decide, self_review = chance.random() < 0.5, chance.random() < 0.3
    must_decide = tuple(chance.sample(PEOPLE, 1)) if chance.random() < 0.3 else ()
    what.submit(by, ChannelSettings(all_decide=all_decide, self_review=self_review, must_decide=must_decide))


def chooses(what: Assessment, by: Actor, chance: random.Random) -> None:
    reviewers = frozenset(chance.sample(PEOPLE, chance.randint(0, 3)))
    what.choose_reviewers(reviewers, Actor(what.owner, by.at), ChannelRules())


def decides(what: Assessment, by: Actor, chance: random.Random) -> None:
    submission = what.last_submission
    weak = doubtful(FRAMEWORK, submission.answers) if submission else ()
    form = DecisionForm(
        verdict=chance.choice([*Verdict, Verdict.APPROVE, Verdict.CONDITIONS]),
        seen=submission.mark(FRAMEWORK) if submission else "",
        words="Because.",
        conditions=("Only until June.",),
        terms=TermsForm(chance.choice(PEOPLE), by.at.date() + timedelta(days=20)),
        questions=frozenset({a_question(chance)}),
        acknowledged=frozenset(question.id for question, _ in weak),
        look_again_on=(by.at + timedelta(days=chance.randint(1, 90))).date()
        if chance.random() < 0.5
        else None,
    )
    who = chance.choice(sorted(what.deciders)) if what.deciders else by.person
    what.decide(Actor(who, by.at), form)


def withdraws(what: Assessment, by: Actor, chance: random.Random) -> None:
    decision = chance.choice(what.decisions) if what.decisions else None
    what.withdraw(
        decision.number if decision else 1, Actor(decision.by if decision else by.person, by.at), "No."
    )


def hands_over(what: Assessment, by: Actor, chance: random.Random) -> None:
    left = [what.owner] if chance.random() < 0.3 else []
    what.hand_over(
        chance.choice(PEOPLE),
        Actor(by.person if left else what.owner, by.at, channel=HOUSING),
        ChannelRules(),
        left=left,
    )


def plans(what: Assessment, by: Actor, chance: random.Random) -> None:
    about = [subject.key for subject in action_plan.subjects(what)]
    form = ActionForm(
        chance.choice(about) if about else "", "Ask.", chance.choice(PEOPLE), by.at.date() + timedelta(days=3)
    )
    action_plan.add(what, f"action{by.at.timestamp():.0f}", form, by)


def ticks(what: Assessment, by: Actor, chance: random.Random) -> None:
    action = chance.choice(what.actions) if what.actions else None
    doer = Actor(action.who, by.at) if action else by
    action_plan.tick(what, action.id if action else "", doer, done=chance.random() < 0.8)


def looks_again(what: Assessment, by: Actor, chance: random.Random) -> None:
    day = by.at.date() + timedelta(days=chance.randint(1, 50))
    look_again.set_day(what, day, Actor(what.owner, by.at), "Nothing has changed yet.")


def gives_the_look(what: Assessment, by: Actor, chance: random.Random) -> None:
    look_again.give(what, chance.choice(PEOPLE), Actor(what.owner, by.at), ChannelRules())


def a_condition(what: Assessment, chance: random.Random) -> InForce | None:
    return chance.choice(in_force(what) or [None])


def says_met(what: Assessment, by: Actor, chance: random.Random) -> None:
    if one := a_condition(what, chance):
        say_met(what, one.key, one.condition.mark, "Done.", Actor(meeters(what, one)[0], by.at))


def confirms(what: Assessment, by: Actor, chance: random.Random) -> None:
    if one := a_condition(what, chance):
        looks = Actor(one.set_by, by.at)
        if chance.random() < 0.5:
            confirm(what, one.key, one.condition.mark, looks, Confirmers())
        else:
            send_back(what, one.key, one.condition.mark, "Not yet.", looks, Confirmers())


def moves(trigger: Trigger) -> Act:
    return lambda what, by, chance: what.fire(trigger, by)


ACTS_OF_PEOPLE: dict[str, tuple[int, Act]] = {
    "answer": (8, answers),
    "explain": (4, explains),
    "submit": (4, submits),
    "choose reviewers": (3, chooses),
    "decide": (8, decides),
    "withdraw": (2, withdraws),
    "hand over": (2, hands_over),
    "add an action": (2, plans),
    "tick an action off": (1, ticks),
    "look again on a day": (3, looks_again),
    "say that a condition is met": (4, says_met),
    "confirm that it is": (3, confirms),
    "give the look to somebody": (2, gives_the_look),
    "pause": (1, moves(Trigger.PAUSE)),
    "resume": (2, moves(Trigger.RESUME)),
    "reopen": (2, moves(Trigger.REOPEN)),
}
ENDS: dict[str, tuple[int, Act]] = {
    "close": (1, lambda what, by, chance: what.close(Actor(what.owner, by.at))),
    "abandon": (1, lambda what, by, chance: what.abandon(Actor(what.owner, by.at))),
}


def history(seed: int) -> Iterator[tuple[str, Actor, Callable[[Assessment], object]]]:
    """What people do one after the other: by its name, by whom, and the act."""
    chance = random.Random(seed)
    for number in range(ACTS):
        acts = ACTS_OF_PEOPLE | (ENDS if number > ACTS * 0.8 else {})
        name = chance.choices(list(acts), [weight for weight, _ in acts.values()])[0]
        by = Actor(chance.choice(PEOPLE), NOW + timedelta(hours=number + 1), channel=HOUSING)
        yield name, by, partial(acts[name][1], by=by, chance=chance)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_domain_the_lists_and_the_reminders_say_the_same_for_each_person(seed: int, store: Store) -> None:
    done = list[str]()
    store.add(assessment())
    for name, by, act in history(seed):
        try:
            store.change(act, at=by.at)
        except Refusal as refusal:
            done.append(f"{by.person} {name}: {refusal}")
            continue
        done.append(f"{by.person} {name}")
        assert_all_say_the_same(store, "\n".join(done))


def assert_all_say_the_same(store: Store, history: str) -> None:
    found = store.load()
    assert Store(store.database).load() == found, f"as another process reads it\n{history}"
    said = waits_of(found)
    assert as_reminders_say(store) == said, history
    for person in PEOPLE:
        mine = {wait for wait in said if wait.person == person and wait.matter not in REMINDED_ONLY}
        for today in (NOW.date(), NOW.date() + timedelta(days=25), date.max):
            begun = {one for one in mine if one.matter is not Matter.LOOK or (one.on and one.on <= today)}
            assert as_lists_say(store, person, today) == begun, f"{person} on {today}\n{history}"
        may = person in found.deciders and person in found.yet_to_decide and found.progress.awaits_decision
        assert may == any(wait.matter is Matter.DECIDE for wait in mine), f"{person}\n{history}"


def as_lists_say(store: Store, person: str, today: date) -> set[Waiting]:
    sight = Sight(person, frozenset({HOUSING}))
    waiting = store.rows(lambda t: Listing(t, HERE, store.frameworks.load, sight).waiting(0, 100, today))
    assert waiting.total == len(waiting.page.items)
    return {wait.waiting for wait in waiting.page.items}


def as_reminders_say(store: Store) -> frozenset[Waiting]:
    (one,) = store.rows(lambda t: WhatWaits(t, HERE).of(["one"]))
    assert one.helpers == store.load().helpers
    return frozenset(one.waiting)


def test_histories_come_to_every_matter_and_every_kind_of_end() -> None:
    """Else the test above would be about less than it says."""
    seen = set[str]()
    for seed in range(HISTORIES):
        what = assessment()
        what.created_at = what.updated_at = NOW
        for name, _, act in history(seed):
            with contextlib.suppress(Refusal):
                act(what)
                seen |= {name, what.state, *(wait.matter for wait in waits_of(what))}
    ends = {
        State.CHANGES_ASKED,
        State.APPROVED,
        State.APPROVED_WITH_CONDITIONS,
        State.DECLINED,
        State.WITHDRAWN,
    }
    derived = {Matter.LEFT, Matter.SILENT, Matter.ERASE}  # of what Slack, reminders and the workspace say
    assert {*ACTS_OF_PEOPLE, *(matter.value for matter in set(Matter) - derived), *ends} <= seen


def test_who_answers_before_the_second_submission_is_not_waited_for_afterwards(store: Store) -> None:
    """Grace reviews, answers one question; Tom changes that answer; it is still her own work."""
    store.add(assessment())

    def change(act: Act, person: str) -> None:
        store.change(lambda what: act(what, Actor(person, NOW), random.Random(1)))

    store.change(lambda what: what.choose_reviewers(frozenset({GRACE}), Actor(AMINA, NOW), ChannelRules()))
    store.change(lambda what: what.fire(Trigger.ANSWER, Actor(GRACE, NOW), answer=Answer.rated(4)))
    change(submits_strictly, AMINA)
    change(moves(Trigger.REOPEN), TOM)
    store.change(lambda what: what.fire(Trigger.GO_TO, Actor(TOM, NOW), to="a-1"))
    store.change(lambda what: what.fire(Trigger.ANSWER, Actor(TOM, NOW), answer=Answer.rated(2)))
    change(submits_strictly, AMINA)
    assert store.load().deciders == frozenset()
    assert as_lists_say(store, GRACE, NOW.date()) == set()
    assert [(one.matter, one.person) for one in as_reminders_say(store)] == [(Matter.CHOOSE, AMINA)]


def submits_strictly(what: Assessment, by: Actor, chance: random.Random) -> None:
    if not what.progress.at_review:
        what.fire(Trigger.GO_TO, by, to=State.REVIEW)
    what.submit(by, ChannelSettings())


def test_a_store_from_before_gets_what_waits_at_the_next_start(store: Store) -> None:
    for number in range(3):
        store.add(assessment(f"one{number}"))
    store.change(lambda what: what.fire(Trigger.ANSWER, Actor(TOM, NOW), answer=Answer.rated(4)), "one1")
    before = kept(store)
    store.rows(lambda t: t.execute(delete(WAITS)))
    store.rows(lambda t: t.execute(update(ASSESSMENTS).values(waits_kept=False)))
    filling.fill(store.database, store.frameworks.load)
    assert kept(store) == before
    filling.fill(store.database, store.frameworks.load)
    assert kept(store) == before


def kept(store: Store) -> set[tuple[str, str, str, datetime | None, date | None]]:
    return {
        (row.assessment_id, row.matter, row.user_id, row.since, row.on_day)
        for row in store.rows(lambda t: t.execute(WAITS.select()).all())
    }
