"""Who looks again and when, and what was declined and started again: as use cases, on a real SQLite file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest

from bot.cards import happened
from bot.cards.text import day
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from flows.activity import Happened
from flows.agreed import Became
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.look_again import plan_mark
from flows.notes import Told
from flows.refusals import NotAllowed, OutOfDate, Why
from flows.settings import ChannelSettings, WorkspaceSettings
from flows.triggers import Trigger
from flows.waiting import Matter, waits_of
from storage.database import Database
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind, SurfaceRows
from tests.bot.use_cases.office import HERE, NOW
from tests.bot.use_cases.test_action_plan import SOON, TODAY, Council
from tests.flows.moves import fire
from tests.refused import refused

WHY = "The pilot runs until June."


@pytest.fixture
async def council(sqlite: Database) -> Council:
    made = Council(sqlite)
    await made.start()
    await made.hand_in()
    return made


def looks(assessment: Assessment) -> Mapping[str, date | None]:
    """For whom another look waits, and since which day."""
    return {one.person: one.on for one in waits_of(assessment) if one.matter is Matter.LOOK}


def notes(council: Council) -> list[dict[str, object]]:
    """What the thread of this one is still to be told."""

    def read(rows: SurfaceRows) -> list[dict[str, object]]:
        return [row.detail for row in rows.of(council.id) if row.kind is SurfaceKind.NOTE]

    return council.database.write_now(lambda transaction: read(SurfaceRows(transaction)))


async def decline(council: Council, *, closed: bool = False) -> None:
    found = await council.now()
    fire(found.progress, Trigger.DECLINE)
    decision = Decision(1, Verdict.DECLINE, GRACE, NOW, 1, "mark", "The law does not allow it.")
    if closed:
        fire(found.progress, Trigger.CLOSE)
    council.change(progress=found.progress, decisions=(decision,), reviewers=frozenset({GRACE}))


def name_leads(council: Council, *leads: str) -> None:
    rules = WorkspaceSettings(leads=leads)
    council.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(rules))


# --- two forms at once


async def test_of_two_forms_that_were_open_at_once_the_second_takes_nothing_back(council: Council) -> None:
    await council.approve(look_again_on=SOON)
    seen, later = plan_mark(await council.now()), SOON + timedelta(days=30)
    await council.look.set_day(council.act(GRACE), council.id, later, seen=seen)
    for other in (SOON + timedelta(days=1), None):
        with refused(Why.LOOK_CHANGED, OutOfDate):
            await council.look.set_day(council.act(), council.id, other, seen=seen)
    with refused(Why.LOOK_CHANGED, OutOfDate):
        await council.look.give(council.act(), council.id, TOM, seen=seen)
    await council.look.set_day(council.act(), council.id, later, seen=seen)
    seen = plan_mark(await council.now())
    await council.look.give(council.act(), council.id, TOM, seen=seen)
    with refused(Why.LOOK_CHANGED, OutOfDate):
        await council.look.set_day(council.act(GRACE), council.id, None, seen=seen)
    assert (await council.now()).looker == TOM
    assert (await council.now()).look_again_on == later


# --- put off


async def test_a_look_that_is_due_waits_for_its_owner_and_who_approved_until_it_is_put_off(
    council: Council,
) -> None:
    await council.approve(look_again_on=TODAY)
    assert looks(await council.now()) == {AMINA: TODAY, GRACE: TODAY}
    await council.look.set_day(council.act(GRACE), council.id, SOON, WHY)
    assert looks(await council.now()) == {AMINA: SOON, GRACE: SOON}
    assert council.log()[-1] == (GRACE, "put_off_look")
    assert council.details()[-1] == {
        "before": TODAY.isoformat(),
        "on": SOON.isoformat(),
        "why": WHY,
    }
    assert notes(council)[-1]["why"] == WHY


@pytest.mark.parametrize("why", ["", " \n"])
async def test_to_put_it_off_needs_a_reason(why: str, council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    with refused(Why.LOOK_WHY_MISSING):
        await council.look.set_day(council.act(), council.id, SOON, why)
    assert looks(await council.now()) == {AMINA: TODAY, GRACE: TODAY}


async def test_what_is_due_is_not_put_off_for_ever(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    with refused(Why.LOOK_IS_DUE):
        await council.look.set_day(council.act(), council.id, None, WHY)


async def test_where_the_day_has_begun_already_it_is_put_off_to_a_later_one(council: Council) -> None:
    """In Auckland it is the next day already, and the reminder has come."""
    tomorrow = TODAY + timedelta(days=1)
    await council.approve(look_again_on=tomorrow)
    council.at = NOW + timedelta(hours=12)
    with refused(Why.LOOK_DAY_NOT_TO_COME):
        await council.look.set_day(council.act(), council.id, tomorrow, WHY)
    await council.look.set_day(council.act(), council.id, tomorrow + timedelta(days=1), WHY)
    assert council.log()[-1] == (AMINA, "put_off_look")


async def test_what_is_not_due_yet_needs_none(council: Council) -> None:
    await council.approve()
    await council.look.set_day(council.act(), council.id, SOON)
    assert council.log()[-1] == (AMINA, "look_again_on")
    assert "why" not in council.details()[-1]


# --- what stood before


async def said_last(council: Council) -> tuple[Assessment, Happened, str]:
    found, _ = await council.reading.happened(HERE, council.id, without=(), skip=0, most=1)
    now = await council.now()
    return now, found[0], happened.in_words(now, found[0])


async def test_history_says_the_day_that_an_approval_set_once_somebody_changed_it(council: Council) -> None:
    await council.approve(look_again_on=SOON)
    words, later = "changed the day to look at it again", SOON + timedelta(days=30)
    await council.look.set_day(council.act(), council.id, later)
    now, event, said = await said_last(council)
    assert said == f"{words} from {day(SOON)} to {day(later)}"
    assert happened.in_words(now, replace(event, detail={"on": later.isoformat()})) == words, "as before"
    assert happened.in_words(now, replace(event, detail={**event.detail, "before": "soon"})) == words
    await council.look.set_day(council.act(), council.id, None)
    assert (await said_last(council))[2] == f"{words} from {day(later)} to never"
    await council.look.set_day(council.act(), council.id, SOON)
    assert (await said_last(council))[2] == f"{words} from never to {day(SOON)}"


async def test_history_says_from_which_day_it_was_put_off(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    await council.look.set_day(council.act(), council.id, SOON, WHY)
    now, event, said = await said_last(council)
    assert said == f"put off the next look from {day(TODAY)} to {day(SOON)}"
    assert happened.written(now, event) == [("", WHY)]
    old = replace(event, detail={"on": SOON.isoformat(), "why": WHY})
    assert happened.in_words(now, old) == f"put off the next look to {day(SOON)}"


# --- given to somebody


@pytest.mark.parametrize("giver", [AMINA, GRACE, PRIYA], ids=["its owner", "who approved", "a lead"])
async def test_it_waits_for_whom_it_was_given_to_and_they_own_the_next_one(
    giver: str, council: Council
) -> None:
    name_leads(council, PRIYA)
    await council.approve(look_again_on=TODAY)
    await council.look.give(council.act(giver), council.id, TOM)
    assert looks(await council.now()) == {TOM: TODAY}
    assert council.log()[-1] == (giver, "gave_look")
    new = await council.again(council.act(TOM))
    assert (new.owner, new.previous_verdict) == (TOM, Verdict.APPROVE)
    assert (await council.now()).looker is None


async def test_nobody_else_gives_it_away(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    with refused(Why.ONLY_THESE_GIVE_LOOK, NotAllowed):
        await council.look.give(council.act(PRIYA), council.id, TOM)


async def test_a_reviewer_is_not_given_what_they_would_then_own(council: Council) -> None:
    await council.approve(look_again_on=TODAY)

    def holds(rules: ChannelSettings) -> None:
        council.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))

    with refused(Why.LOOKER_REVIEWS):
        await council.look.give(council.act(), council.id, GRACE)
    council.change(reviewers=frozenset())
    holds(ChannelSettings(must_decide=(GRACE,)))
    with refused(Why.LOOKER_REVIEWS):
        await council.look.give(council.act(), council.id, GRACE)
    holds(ChannelSettings(must_decide=(GRACE,), self_review=True))
    await council.look.give(council.act(), council.id, GRACE)
    assert looks(await council.now()) == {GRACE: TODAY}


async def test_whoever_must_decide_by_a_rule_of_since_does_not_own_what_they_were_given(
    council: Council,
) -> None:
    await council.approve(look_again_on=TODAY)
    await council.look.give(council.act(), council.id, PRIYA)
    rules = ChannelSettings(must_decide=(PRIYA,))
    council.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))
    new = await council.again()
    assert new.owner == AMINA
    assert PRIYA in new.needed


async def test_only_a_look_that_is_to_come_is_given(council: Council) -> None:
    with refused(Why.NOT_APPROVED):
        await council.look.give(council.act(), council.id, TOM)
    await council.approve(look_again_on=None)
    with refused(Why.LOOK_HAS_NO_DAY):
        await council.look.give(council.act(), council.id, TOM)


async def test_whoever_owned_it_goes_on_answering_where_that_is_for_chosen_people(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    council.change(assessors=frozenset({PRIYA}), everyone=False)
    await council.look.give(council.act(), council.id, TOM)
    assert (await council.again()).assessors == {PRIYA, AMINA}


async def test_a_decision_that_is_withdrawn_takes_the_look_with_it(council: Council) -> None:
    await council.approve()
    await council.look.give(council.act(), council.id, TOM)
    found = await council.now()
    found.withdraw(1, council.act(GRACE).actor(NOW), "It was too soon.")
    assert (found.look_again_on, found.looker, looks(found)) == (None, None, {})


# --- started again


@pytest.mark.parametrize("closed", [False, True], ids=["declined", "closed since"])
async def test_what_was_declined_is_started_again_from_its_answers(closed: bool, council: Council) -> None:
    await decline(council, closed=closed)
    started = (await council.look.start_again(council.act(), council.id)).assessment
    assert started.next is not None
    new = await council.reading.get(HERE, started.next)
    assert new.before == (await council.now()).given
    assert (new.given, new.previous, new.previous_verdict) == ({}, council.id, Verdict.DECLINE)
    assert new.owner == AMINA
    assert new.reviewers == {GRACE}
    assert council.log()[-1] == (AMINA, "start_again")


async def test_one_goes_on_at_a_time_and_after_one_that_was_abandoned_comes_another(council: Council) -> None:
    await decline(council)
    first = (await council.look.start_again(council.act(), council.id)).assessment.next
    with refused(Why.BEGAN_AGAIN):
        await council.look.start_again(council.act(GRACE), council.id)
    assert first is not None
    await council.use.abandon(council.act(), first)
    second = (await council.look.start_again(council.act(), council.id)).assessment.next
    assert second not in (None, first)


async def test_whoever_may_start_there_starts_it_again_and_others_do_not(council: Council) -> None:
    await decline(council)
    rules = ChannelSettings(starters=(TOM,))
    council.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))
    with refused(Why.ONLY_THESE_START, NotAllowed):
        await council.look.start_again(council.act(PRIYA), council.id)
    started = (await council.look.start_again(council.act(TOM), council.id)).assessment
    assert started.next is not None
    assert (await council.reading.get(HERE, started.next)).owner == AMINA


async def test_what_was_not_declined_is_not_started_again(council: Council) -> None:
    await council.approve(look_again_on=TODAY - timedelta(days=1))
    with refused(Why.NOT_DECLINED):
        await council.look.start_again(council.act(), council.id)


# --- who is told


def told(council: Council, id: str) -> list[tuple[str, str]]:
    """Who is told what of this one."""

    def read(rows: SurfaceRows) -> list[tuple[str, str]]:
        return [(row.channel_id, row.detail["told"]) for row in rows.of(id) if row.kind is SurfaceKind.TOLD]

    return council.database.write_now(lambda transaction: read(SurfaceRows(transaction)))


async def test_whom_it_was_given_to_is_told_until_it_is_somebody_elses(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    await council.look.give(council.act(), council.id, TOM)
    assert told(council, council.id) == [(TOM, Told.LOOK_GIVEN)]
    await council.look.give(council.act(), council.id, PRIYA)
    assert told(council, council.id) == [(PRIYA, Told.LOOK_GIVEN)]
    await council.look.give(council.act(), council.id, AMINA)
    assert told(council, council.id) == [], "nobody is told of what they did themselves"


@pytest.mark.parametrize(("by", "readers"), [(GRACE, [AMINA, TOM]), (TOM, [AMINA]), (AMINA, [TOM])])
async def test_both_owners_are_told_that_somebody_began_it(
    by: str, readers: list[str], council: Council
) -> None:
    await council.approve(look_again_on=TODAY)
    await council.look.give(council.act(), council.id, TOM)
    new = await council.again(council.act(by))
    assert told(council, new.id) == [(reader, Told.LOOK_BEGAN) for reader in readers]


async def test_the_owner_is_told_that_somebody_started_it_again(council: Council) -> None:
    await decline(council)
    started = (await council.look.start_again(council.act(TOM), council.id)).assessment
    assert told(council, started.next or "") == [(AMINA, Told.LOOK_BEGAN)]


# --- what it opens with


async def test_it_opens_with_what_was_agreed_and_what_became_of_it(council: Council) -> None:
    await council.approve("Only addresses.", look_again_on=TODAY)
    done = await council.add()
    await council.plan.tick(council.act(PRIYA), council.id, done)
    await council.add()
    council.id = (await council.again()).id
    (opening,) = notes(council)
    found = [(one["words"], one["became"]) for one in cast(list[dict[str, str]], opening["agreed"])]
    assert found == [
        ("Only addresses.", Became.NOT_RECORDED),
        ("List the fields", Became.NOT_DONE),
        ("List the fields", Became.DONE),
    ]


async def test_it_opens_with_nothing_where_nothing_was_agreed(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    assert notes(council) == []


async def test_what_is_started_again_opens_with_who_declined_it_and_why(council: Council) -> None:
    await decline(council)
    council.id = (await council.look.start_again(council.act(), council.id)).assessment.next or ""
    (opening,) = notes(council)
    assert opening["declined_by"] == [GRACE]
    assert opening["reason"] == "The law does not allow it."
