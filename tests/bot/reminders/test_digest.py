"""The weekly message to governance leads: once a week, from one process, and never what they may not see."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from bot.cards.card import Card
from bot.reminders.digest import Digests
from bot.slack.client import Posted, Slack, User
from bot.slack.errors import InDoubt, SlackProblem, TryLater
from bot.slack.users import People
from flows.listing import Concern, Concerned
from flows.settings import PersonSettings, WorkspaceSettings
from storage.settings import SettingsStore
from tests.bot.reminders.world import DAY, MONDAY, problem
from tests.storage.conftest import Store
from tests.storage.samples import HERE, PRIYA, TOM

SOME = [Concerned(Concern.LOOKS, 2, 1)]


@dataclass
class Office:
    """Leads, a Slack that keeps what they got, and what there is to tell."""

    store: Store
    concerns: Sequence[Concerned] = field(default_factory=lambda: SOME)
    complete: bool = True
    problems: list[SlackProblem] = field(default_factory=list)
    got: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    now: Any = MONDAY

    def digests(self) -> Digests:
        slack = cast(Slack, cast(Any, self))
        people = People(slack, self.clock)
        return Digests(self.store.database, slack, people, self.of, HERE, "https://x.example/", self.clock)

    def clock(self) -> float:
        return float(self.now.timestamp())

    async def of(self, person: str) -> tuple[Sequence[Concerned], bool]:
        return self.concerns, self.complete

    async def user(self, user: str) -> User:
        return User(user, False, False, False, "Europe/London")

    async def post(self, channel: str, card: Card, *, token: str) -> Posted:
        if self.problems:
            raise self.problems.pop(0)
        assert card.is_whole
        self.got.append((channel, card.text))
        self.tokens.append(token)
        return Posted(f"D{channel[1:]}", f"1.{len(self.got)}", None)


@pytest.fixture
def office(store: Store) -> Office:
    rules = WorkspaceSettings(leads=(PRIYA, TOM))
    store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(rules))
    store.rows(lambda t: SettingsStore(t, HERE).keep_person(TOM, PersonSettings(weekly_day=3)))
    return Office(store)


async def test_each_lead_gets_it_on_their_day_once_a_week(office: Office) -> None:
    told: list[tuple[int, str]] = []
    for day in range(14):
        for digests in (office.digests(), office.digests()):
            await digests.send_due()
        told += [(day, person) for person, _ in office.got]
        office.got.clear()
        office.now += DAY
    assert told == [(0, PRIYA), (3, TOM), (7, PRIYA), (10, TOM)]


async def test_where_there_is_nothing_nothing_comes(office: Office) -> None:
    office.concerns = []
    await office.digests().send_due()
    assert office.got == []


async def test_what_slack_did_not_take_comes_later_and_what_is_in_doubt_does_not(office: Office) -> None:
    office.problems = [problem(TryLater, "ratelimited", 5.0)]
    for _ in range(2):
        await office.digests().send_due()
    assert len(office.got) == 1
    office.now += 7 * DAY
    office.problems = [problem(InDoubt, "timeout")]
    for _ in range(2):
        await office.digests().send_due()
    assert len(office.got) == 1


async def test_while_slack_does_not_say_where_somebody_is_it_waits(office: Office) -> None:
    office.complete = False
    await office.digests().send_due()
    assert office.got == []
    office.complete = True
    await office.digests().send_due()
    assert [person for person, _ in office.got] == [PRIYA]


async def test_an_end_before_all_is_known_loses_nothing(office: Office) -> None:
    """What there is to tell is asked of Slack, which takes a while: a process may be killed meanwhile."""

    async def killed(_person: str) -> tuple[Sequence[Concerned], bool]:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await replace(office.digests(), concerns=killed).send_due()
    await office.digests().send_due()
    assert [person for person, _ in office.got] == [PRIYA]


async def test_of_two_processes_that_ask_at_the_same_time_one_sends_it(office: Office) -> None:
    both_ask = asyncio.Barrier(2)

    async def together(person: str) -> tuple[Sequence[Concerned], bool]:
        await both_ask.wait()
        return await office.of(person)

    await asyncio.gather(*(replace(office.digests(), concerns=together).send_due() for _ in range(2)))
    assert [person for person, _ in office.got] == [PRIYA]


async def test_what_there_is_to_tell_is_asked_once_a_week(office: Office) -> None:
    asked: list[str] = []

    async def counted(person: str) -> tuple[Sequence[Concerned], bool]:
        asked.append(person)
        return [], True

    for _ in range(3):
        await replace(office.digests(), concerns=counted).send_due()
    assert asked == [PRIYA]


async def test_who_is_no_lead_any_more_gets_nothing(office: Office) -> None:
    rules = replace(WorkspaceSettings(), leads=(TOM,))
    office.store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(rules))
    await office.digests().send_due()
    assert office.got == []


async def test_what_cannot_be_drawn_for_one_lead_keeps_nothing_from_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = office.of

    async def broken(person: str) -> tuple[Sequence[Concerned], bool]:
        if person == PRIYA:
            raise KeyError("a fault of ours")
        return await of(person)

    monkeypatch.setattr(office, "of", broken)
    digests = office.digests()
    for day in range(7):
        office.now = MONDAY + day * DAY
        await digests.send_due()
    assert [to for to, _ in office.got] == [TOM]
