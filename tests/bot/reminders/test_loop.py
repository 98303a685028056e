"""Who is told what, and never twice: sweeps on a real store, with a clock that is moved by hand."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.cards.card import Card
from bot.cards.reminder import Entry
from bot.reminders import loop as loop_module
from bot.reminders.messages import ClaimedReminder, ReminderMessages
from bot.slack.errors import InDoubt, NoPlace, Refused, TryLater
from bot.slack.users import Person
from bot.use_cases.reminders import Reminders
from bot.use_cases.requests import Act, NotThere
from flows.answer import Answer
from flows.assessment import Assessment
from flows.decision import Action
from flows.refusals import NotAllowed, Refusal
from flows.reminder_schedule import Reader
from flows.settings import ChannelSettings, PersonSettings, WorkspaceSettings
from flows.triggers import Trigger
from flows.waiting import Waiting
from storage.database import Database
from storage.forgetting import forget
from storage.settings import SettingsStore
from storage.tables import ASSESSMENTS, REMINDERS
from storage.transaction import Transaction
from tests.bot.reminders.world import DAY, MONDAY, World, problem
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, HOUSING, PRIYA, SOCIAL_CARE, TOM, answer
from tests.storage.test_waiting import GRACE, OMAR, decide, hand_in

LATER = timedelta(minutes=6)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


@pytest.fixture
def elsewhere(store: Store) -> Iterator[Store]:
    """Another process on the same database."""
    other = replace(store, database=Database(store.database.url))
    yield other
    other.database.close()


def act(person: str, key: str = "click:1", channel: str | None = HOUSING) -> Act:
    return Act(HERE, person, key, "1.1", channel, sees={HOUSING: True})


def reminding(world: World) -> Reminders:
    return Reminders(world.store.database, world.store.frameworks, now=lambda: world.now)


async def test_a_year_of_one_assessment(world: World) -> None:
    """Left alone, handed in and left alone, approved with something to do and a day to look again."""
    loop = world.loop()
    world.add(work=lambda what: answer(what, Answer.rated(4), by=TOM))

    def approve(what: Assessment) -> None:
        decide(what)
        what.look_again_on = date(2026, 12, 1)
        what.actions = (Action("act1", "Ask legal", PRIYA, date(2026, 5, 8), "a-1", GRACE, world.now),)

    def submit(what: Assessment) -> None:
        hand_in(what, world.now)

    changes = {21: submit, 42: approve}
    for day in range(365):
        for hours in (0, 6, 12):
            world.now = MONDAY + day * DAY + timedelta(hours=hours)
            if day in changes and not hours:
                world.change(changes[day])
            await loop.sweep()
    counts = Counter(person for person, _, _ in world.inbox.got)
    assert counts == {AMINA: 7, TOM: 3, GRACE: 5, OMAR: 2, PRIYA: 2}
    for person in (AMINA, GRACE):  # its owner, and who approved
        looks = ["look at this again" in said for said in world.inbox.told(person)]
        assert looks[-3:] == [True, True, True]
        assert sum(looks) == 3
    assert "To do by 8 May 2026" in world.inbox.told(PRIYA)[0]
    assert "was to be done by 8 May 2026" in world.inbox.told(PRIYA)[1]


@pytest.mark.parametrize(("gone", "told"), [(GRACE, []), (AMINA, [TOM])], ids=["who approved", "the owner"])
async def test_a_look_goes_on_without_who_approved_and_not_without_its_owner(
    world: World, gone: str, told: list[str]
) -> None:
    def approve(what: Assessment) -> None:
        answer(what, Answer.rated(4), by=TOM)
        hand_in(what, world.now)
        decide(what)
        what.look_again_on = date(2026, 3, 9)

    world.add(work=approve)
    world.inbox.left = {gone}
    await world.after(7)
    assert [to for to, text, _ in world.inbox.got if "left the workspace" in text] == told
    assert [to for to, text, _ in world.inbox.got if "look at this again" in text] == sorted(
        {AMINA, GRACE} - {gone}
    )


async def test_everything_for_one_person_at_one_time_is_one_message(world: World) -> None:
    for number in range(12):
        world.add(f"assessment{number}", title=f"Falls data, part {number}")
    await world.after(3)
    (message,) = world.inbox.told(AMINA)
    assert message.startswith("12 things are waiting for you.")
    shown = message.count("Falls data, part")
    assert shown >= 8
    assert f"And {12 - shown} more." in message


async def test_long_titles_and_tasks_still_make_a_message_that_slack_takes(world: World) -> None:
    def todo(what: Assessment) -> None:
        what.actions = tuple(
            Action(f"act{n}", "<&>" * 600, AMINA, date(2026, 3, 12), "a-1", AMINA, MONDAY) for n in range(9)
        )

    world.add(work=todo, title="&" * 150)
    await world.after(9)
    (message,) = world.inbox.told(AMINA)
    assert "more. App Home" in message


async def test_two_processes_at_once_send_each_message_once(world: World, elsewhere: Store) -> None:
    people = [f"U{number:03}" for number in range(40)]
    for person in people:
        world.add(f"of{person}", owner=person)
    world.now += 3 * DAY
    other = World(elsewhere, world.inbox, world.now)
    await asyncio.gather(world.loop().sweep(), other.loop().sweep())
    assert Counter(person for person, _, _ in world.inbox.got) == dict.fromkeys(people, 1)


async def test_two_processes_that_begin_at_the_same_instant(world: World, elsewhere: Store) -> None:
    """Both have found out what is due before either has begun."""
    for number in range(5):
        world.add(f"assessment{number}")
    world.now += 3 * DAY
    other = World(elsewhere, world.inbox, world.now)
    loops = [world.loop(), other.loop()]
    due = []
    for loop in loops:
        found = await loop._look(loop._now())
        world.store.rows(lambda t: t.execute(update(ASSESSMENTS).values(remind_from=world.now)))
        assert found is not None
        due.append(found[AMINA])
    await asyncio.gather(*(loop._remind(AMINA, matters) for loop, matters in zip(loops, due, strict=True)))
    assert len(world.inbox.told(AMINA)) == 1


async def test_what_was_settled_between_claim_and_message_is_not_sent(world: World) -> None:
    class Interrupted(ReminderMessages):
        def _entries(
            self, person: Person, claimed: ClaimedReminder, transaction: Transaction
        ) -> tuple[list[Waiting], list[Entry]]:
            world.change(decide)
            return super()._entries(person, claimed, transaction)

    world.add(work=hand_in)
    await world.after(2, world.loop(Interrupted))
    assert world.inbox.got == []
    states = world.store.rows(lambda t: list(t.execute(select(REMINDERS.c.state)).scalars()))
    assert "sent" not in states


async def test_of_two_matters_only_the_one_that_still_waits_is_told(world: World) -> None:
    class Interrupted(ReminderMessages):
        def _entries(
            self, person: Person, claimed: ClaimedReminder, transaction: Transaction
        ) -> tuple[list[Waiting], list[Entry]]:
            world.change(lambda what: fire(what.progress, Trigger.ABANDON), "one")
            return super()._entries(person, claimed, transaction)

    world.add("one", title="Falls data")
    world.add("two", title="Arrears data")
    await world.after(3, world.loop(Interrupted))
    (message,) = world.inbox.told(AMINA)
    assert "Arrears data" in message
    assert "Falls data" not in message


async def test_whoever_goes_on_is_not_reminded_for_another_three_days(world: World) -> None:
    world.add()
    world.now += 2 * DAY
    world.change(lambda what: answer(what, Answer.rated(4)))
    await world.after(1)
    assert world.inbox.got == []
    await world.after(4)
    assert len(world.inbox.told(AMINA)) == 1


async def test_nobody_is_asked_about_before_something_may_be_due(world: World) -> None:
    world.add()
    await world.after(0.9)
    assert world.inbox.asked == {}


# --- when something goes wrong


async def test_a_message_that_slack_did_not_take_is_sent_a_little_later(world: World) -> None:
    world.add()
    world.inbox.problems = [problem(TryLater, "ratelimited", 30.0)]
    await world.after(3)
    assert world.inbox.got == []
    world.now += LATER
    await world.loop().sweep()
    assert len(world.inbox.told(AMINA)) == 1


@pytest.mark.parametrize(
    ("kind", "code"), [(NoPlace, "messages_tab_disabled"), (NoPlace, "cannot_dm_bot"), (Refused, "oops")]
)
async def test_who_cannot_be_written_to_is_not_tried_again(
    world: World, kind: type[NoPlace], code: str
) -> None:
    world.add()
    world.inbox.problems = [problem(kind, code)]
    await world.after(3)
    world.now += LATER
    await world.loop().sweep()
    assert world.inbox.got == []
    await world.after(4)
    assert len(world.inbox.told(AMINA)) == 1, "another step is another try"


class Killed(BaseException):
    """The process is gone: nothing is written down any more."""


async def test_killed_before_the_first_message_it_is_rather_not_sent_twice(world: World) -> None:
    world.add()
    world.inbox.problems = [Killed()]
    with pytest.raises(Killed):
        await world.after(3)
    for _ in range(3):
        world.now += LATER
        await world.loop().sweep()
    assert world.inbox.got == []
    await world.after(4)
    assert len(world.inbox.told(AMINA)) == 1


async def test_killed_before_a_later_message_it_is_sent_after_the_restart(world: World) -> None:
    world.add()
    await world.after(3)
    world.inbox.problems = [Killed()]
    with pytest.raises(Killed):
        await world.after(4)
    for _ in range(3):
        world.now += LATER
        await world.loop().sweep()
    assert len(world.inbox.told(AMINA)) == 2


@pytest.mark.parametrize("how", [Killed(), problem(InDoubt, "TimeoutError")], ids=["killed", "no answer"])
async def test_a_message_that_went_out_unseen_is_found_and_not_sent_again(
    world: World, how: BaseException
) -> None:
    world.add()
    await world.after(3)
    world.inbox.lost = [how]
    world.now += 4 * DAY
    with contextlib.suppress(Killed):
        await world.loop().sweep()
    for _ in range(3):
        world.now += LATER
        await world.loop().sweep()
    assert len(world.inbox.told(AMINA)) == 2


async def test_when_days_go_by_while_a_message_is_sent_the_next_step_follows(world: World) -> None:
    class Slow(ReminderMessages):
        async def _send(self, person: Person, card: Card, token: str, names: list[str]) -> None:
            await super()._send(person, card, token, names)
            world.now = MONDAY + 7 * DAY

    world.add()
    await world.after(3, world.loop(Slow))
    await world.loop().sweep()
    assert len(world.inbox.told(AMINA)) == 2


async def test_what_fails_for_one_does_not_silence_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.add("one", owner=AMINA)
    world.add("two", owner=TOM)
    world.inbox.problems = [ValueError("a card that cannot be drawn")]
    await world.after(3)
    assert len(world.inbox.got) == 1
    assert "A reminder failed" in caplog.text


async def test_what_cannot_be_judged_does_not_silence_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def todo(what: Assessment) -> None:
        what.actions = (Action("act1", "Ask legal", PRIYA, date.max, "a-1", GRACE, world.now),)

    world.add("one", todo)
    world.add("two", owner=TOM)
    await world.after(3)
    assert Counter(person for person, _, _ in world.inbox.got) == {AMINA: 1, TOM: 1}
    assert "Whether to remind" in caplog.text


async def test_an_unexpected_error_is_not_the_end_of_all_reminders(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(ReminderMessages):
        async def settle_doubts(self) -> None:
            if world.now < MONDAY + 3 * DAY:
                world.now += 3 * DAY
                raise ValueError("nobody thought of this")

        async def send(self, person: Person, matters: list[Waiting]) -> bool:
            loop.close()
            return await super().send(person, matters)

    monkeypatch.setattr(loop_module, "TICK", 0.01)
    world.add()
    loop = world.loop(Broken)
    await loop.run()
    assert len(world.inbox.told(AMINA)) == 1


# --- people


async def test_apps_are_told_nothing(world: World) -> None:
    world.add(assessors=frozenset({PRIYA}))
    world.inbox.bots = {PRIYA}
    await world.after(3)
    assert Counter(person for person, _, _ in world.inbox.got) == {AMINA: 1}


async def test_when_the_owner_left_those_who_can_go_on_are_offered_it_once(world: World) -> None:
    world.add(work=lambda what: answer(what, Answer.rated(4), by=TOM))
    world.inbox.left = {AMINA}
    await world.after(3)
    assert world.inbox.told(AMINA) == []
    (message,) = world.inbox.told(TOM)
    assert f"<@{AMINA}> has left the workspace and was its owner" in message
    await world.after(4)
    assert "has left" not in world.inbox.told(TOM)[1]


async def test_when_a_reviewer_left_the_owner_is_told_once(world: World) -> None:
    world.add(work=hand_in)
    world.inbox.left = {GRACE}
    await world.after(2)
    await world.after(5)
    (message,) = world.inbox.told(AMINA)
    assert f"<@{GRACE}> has left the workspace and was to decide on it" in message
    assert len(world.inbox.told(OMAR)) == 2


def lead_is(world: World, *people: str) -> None:
    rules = WorkspaceSettings(leads=people)
    world.store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(rules))


async def test_after_the_last_reminder_the_owner_and_the_leads_are_told_once(world: World) -> None:
    lead_is(world, PRIYA, TOM)
    world.inbox.outside = {TOM: {HOUSING}}
    world.add(work=hand_in)
    loop = world.loop()
    for day in range(30):
        await world.after(1 if day else 0, loop)
        await world.after(LATER / DAY, loop)
    assert len(world.inbox.told(GRACE)) == 2
    for person in (AMINA, PRIYA):
        (message,) = world.inbox.told(person)
        assert f"<@{GRACE}> was asked to decide on 2 March 2026 and has not" in message
    (message,) = world.inbox.told(TOM)
    assert "decide" not in message
    assert "that you or Balance are not in" in message, "in a private channel it is only counted"


async def test_where_leads_alone_may_choose_they_are_told_to_and_the_owner_who_can(world: World) -> None:
    lead_is(world, PRIYA, TOM)
    world.inbox.left = {TOM}
    world.add(work=nobody_can_decide_nor_its_owner_choose)
    loop = world.loop()
    for _ in range(8):
        await world.after(1, loop)
    assert ["Choose who does." in message for message in world.inbox.told(PRIYA)] == [True, True]
    owners = world.inbox.told(AMINA)
    assert [f"<@{PRIYA}>" in message for message in owners] == [True, True]
    assert not [message for message in owners if "Choose who does." in message or "has left" in message]


def nobody_can_decide_nor_its_owner_choose(what: Assessment) -> None:
    hand_in(what)
    what.reviewers, what.owner_replaces = frozenset(), False


async def test_a_reviewer_who_leaves_after_the_last_reminder_is_reported_as_left(world: World) -> None:
    world.add(work=hand_in)
    loop = world.loop()
    await world.after(2, loop)
    await world.after(5, loop)
    assert len(world.inbox.told(GRACE)) == 2
    world.inbox.left = {GRACE}
    for _ in range(10):
        await world.after(1, loop)
    (message,) = (message for message in world.inbox.told(AMINA) if GRACE in message)
    assert f"<@{GRACE}> has left the workspace and was to decide on it" in message


async def test_while_slack_does_not_say_whether_a_reviewer_left_nobody_guesses(world: World) -> None:
    world.add(work=hand_in)
    loop = world.loop()
    await world.after(2, loop)
    await world.after(3, loop)
    world.inbox.unknown = {GRACE}
    await world.after(3, loop)
    assert world.inbox.told(AMINA) == []
    world.inbox.unknown = set()
    world.now += LATER
    await loop.sweep()
    (message,) = world.inbox.told(AMINA)
    assert "has not" in message


async def test_who_decides_after_the_last_reminder_is_not_reported(world: World) -> None:
    lead_is(world, PRIYA)
    world.add(work=hand_in)
    loop = world.loop()
    await world.after(2, loop)
    await world.after(3, loop)
    world.change(decide)
    for _ in range(10):
        await world.after(1, loop)
    assert world.inbox.told(PRIYA) == []


async def test_an_account_that_slack_refuses_as_left_is_taken_as_left(world: World) -> None:
    world.add(work=lambda what: answer(what, Answer.rated(4), by=TOM))
    world.inbox.problems = [problem(NoPlace, "user_disabled")]
    loop = world.loop()
    await world.after(3, loop)
    world.now += LATER
    await loop.sweep()
    told = world.inbox.told(TOM) + world.inbox.told(AMINA)
    assert any("has left the workspace" in message for message in told)


async def test_who_is_no_longer_in_the_channel_is_told_nothing_of_what_happens_there(world: World) -> None:
    world.add("one", title="Falls data", assessors=frozenset({PRIYA}))
    world.add("two", title="Arrears data", assessors=frozenset({PRIYA}), channel=SOCIAL_CARE)
    world.inbox.outside = {PRIYA: {HOUSING}, AMINA: {HOUSING, SOCIAL_CARE}}
    await world.after(3)
    (message,) = world.inbox.told(PRIYA)
    assert "Falls data" not in message
    assert "Arrears data" in message
    assert "1 more thing is waiting for you in a channel that you or Balance are not in" in message
    (message,) = world.inbox.told(AMINA)
    assert message.startswith("2 things are waiting for you in a channel")


async def test_while_slack_does_not_say_who_is_where_nothing_is_sent_nor_lost(world: World) -> None:
    world.add()
    world.inbox.silent = True
    await world.after(3)
    assert world.inbox.got == []
    world.inbox.silent = False
    world.now += LATER
    await world.loop().sweep()
    assert len(world.inbox.told(AMINA)) == 1


async def test_each_in_their_own_time_zone(world: World) -> None:
    world.add(assessors=frozenset({PRIYA}))
    world.inbox.zones = {PRIYA: "America/Los_Angeles"}
    loop = world.loop()
    await world.after(3, loop)  # 10:00 in London, 2:00 in Los Angeles
    assert Counter(person for person, _, _ in world.inbox.got) == {AMINA: 1}
    world.now = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)
    await loop.sweep()
    assert Counter(person for person, _, _ in world.inbox.got) == {AMINA: 1, PRIYA: 1}


async def test_a_daily_digest_is_one_message_a_day(world: World) -> None:
    world.store.rows(lambda t: SettingsStore(t, HERE).keep_person(AMINA, PersonSettings("daily", 11)))
    loop = world.loop()
    for number in range(3):
        world.add(f"assessment{number}")
        world.now += timedelta(minutes=20)
    for hours in range(24 * 6):
        world.now = MONDAY + timedelta(hours=hours)
        await loop.sweep()
    (message,) = world.inbox.told(AMINA)
    assert message.startswith("3 things")


@pytest.mark.parametrize("who", ["person", "channel"])
async def test_switched_off_nothing_comes(world: World, who: str) -> None:
    def switch(transaction: Transaction) -> None:
        settings = SettingsStore(transaction, HERE)
        if who == "person":
            settings.keep_person(AMINA, PersonSettings("off"))
        else:
            settings.keep_channel(HOUSING, ChannelSettings(reminders=False))

    world.store.rows(switch)
    world.add()
    for _ in range(20):
        await world.after(1)
    assert world.inbox.got == []


# --- what people do about it


async def test_tomorrow_and_stop(world: World) -> None:
    world.add()
    loop, use, london = world.loop(), reminding(world), Reader(UTC)
    await world.after(3, loop)
    key = "answer.one"
    for _ in range(2):
        until = await use.put_off(act(AMINA), "one", key, london)
        assert until == datetime(2026, 3, 6, 9, tzinfo=UTC)
    await world.after(0.1, loop)
    assert len(world.inbox.got) == 1
    await world.after(0.9, loop)
    assert len(world.inbox.got) == 2
    await use.stop(act(AMINA), "one", key)
    for _ in range(20):
        await world.after(1, loop)
    assert len(world.inbox.got) == 2


@pytest.mark.parametrize("key", ["", "nothing.one", "answer"])
async def test_a_forged_button_reminds_nobody_else(world: World, key: str) -> None:
    world.add()
    use = reminding(world)
    if key != "answer":
        with pytest.raises(NotThere):
            await use.stop(act(TOM), "one", key)
    with pytest.raises(NotThere):
        await use.stop(act(TOM), "elsewhere", "answer.elsewhere")
    await use.stop(act(TOM), "one", "answer.one")
    await world.after(3)
    assert len(world.inbox.told(AMINA)) == 1


async def test_words_that_come_again_do_not_take_back_what_was_said_since(world: World) -> None:
    reminders, stop = reminding(world), act(AMINA, "message:1")
    assert await reminders.switch(stop, on=False)
    assert await reminders.switch(act(AMINA, "message:2"), on=True)
    assert not await reminders.switch(stop, on=False)
    found = world.store.rows(lambda t: SettingsStore(t, HERE).person(AMINA))
    assert found.reminders != "off"


async def test_handed_over_it_waits_for_the_new_owner(world: World) -> None:
    world.add(assessors=frozenset({PRIYA}))
    outcome = await reminding(world).hand_over(act(AMINA), "one", TOM)
    assert outcome.assessment.owner == TOM
    assert outcome.assessment.assessors == {PRIYA, AMINA}
    again = await reminding(world).hand_over(act(AMINA), "one", TOM)
    assert again.repeated
    await world.after(3)
    assert Counter(person for person, _, _ in world.inbox.got) == {TOM: 1, PRIYA: 1, AMINA: 1}


async def test_only_the_owner_hands_over_while_they_are_here(world: World) -> None:
    world.add()
    with pytest.raises(NotAllowed):
        await reminding(world).hand_over(act(TOM), "one", TOM)
    await reminding(world).hand_over(act(TOM), "one", TOM, left={AMINA})
    with pytest.raises(NotAllowed):
        await reminding(world).hand_over(act(AMINA, "click:2"), "one", AMINA)


async def test_whoever_may_not_answer_takes_nothing_over(world: World) -> None:
    world.add(assessors=frozenset({PRIYA}))
    with pytest.raises(NotAllowed):
        await reminding(world).hand_over(act(TOM), "one", TOM, left={AMINA})
    outcome = await reminding(world).hand_over(act(PRIYA), "one", PRIYA, left={AMINA})
    assert outcome.assessment.assessors == {PRIYA}


async def test_a_reviewer_does_not_become_the_owner(world: World) -> None:
    world.add(work=hand_in)
    with pytest.raises(Refusal):
        await reminding(world).hand_over(act(AMINA), "one", GRACE)
    world.change(lambda what: setattr(what, "self_review", True))
    rules = ChannelSettings(self_review=True)
    world.store.rows(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))
    outcome = await reminding(world).hand_over(act(AMINA), "one", GRACE)
    assert outcome.assessment.owner == GRACE


async def test_nobody_looks_after_what_is_over(world: World) -> None:
    world.add(work=lambda what: fire(what.progress, Trigger.ABANDON))
    with pytest.raises(Refusal):
        await reminding(world).hand_over(act(AMINA), "one", TOM)
    count = world.store.rows(lambda t: t.execute(select(func.count()).select_from(REMINDERS)).scalar())
    assert count == 0


async def test_nobody_is_reminded_while_it_is_not_known_which_time_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "TICK", 0.0)
    said: list[str] = []
    answers = iter([False, False, True])

    async def is_known() -> bool:
        known = next(answers)
        said.append("known" if known else "unknown")
        return known

    loop = world.loop(is_known=is_known)

    async def sweep() -> None:
        said.append("sweep")
        loop.close()

    monkeypatch.setattr(loop, "sweep", sweep)
    await loop.run()
    assert said == ["unknown", "unknown", "known", "sweep"]


async def test_that_an_owner_was_forgotten_is_told_to_who_can_take_it_over(world: World) -> None:
    loop = world.loop()
    world.add(work=lambda what: answer(what, Answer.rated(4), by=TOM))
    world.store.rows(lambda transaction: forget(transaction, AMINA, world.now))
    for _ in range(21):
        await world.after(1, loop)
    assert any("was its owner" in said for said in world.inbox.told(TOM))
    assert {person for person, _, _ in world.inbox.got} == {TOM}
