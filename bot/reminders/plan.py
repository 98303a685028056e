"""Who is to be reminded of what now, and when each assessment need be looked at again."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.slack.errors import SlackProblem
from bot.slack.users import People, Person
from flows.reminder_schedule import Later, Now, Reader, not_before, what_now
from flows.settings import ChannelSettings, PersonSettings
from flows.waiting import LEADS, Matter, Waiting
from storage.reminders import ReminderStore, Steps
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.waiting import Open, WhatWaits
from storage.workspace import Workspace

log = logging.getLogger(__name__)

RETRY = timedelta(minutes=5)
"""When to look again at what is due now: by then it was sent, or could not be."""
FAILED = timedelta(days=1)
"""When to look again at what could not be judged: often enough to see it in the log."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store says of some assessments, of one moment."""

    open: tuple[Open, ...]
    known: Steps
    people: Mapping[str, PersonSettings]
    channels: Mapping[str, ChannelSettings]
    told: Mapping[str, datetime]
    """When those who want one message a day got the last one."""
    leads: frozenset[str] = frozenset()

    @classmethod
    def read(cls, transaction: Transaction, workspace: Workspace, found: Iterable[Open]) -> "Facts":
        found, told = tuple(found), ReminderStore(transaction, workspace)
        readers = {waiting.person for one in found for waiting in one.waiting}
        readers |= {person for one in found for person in one.helpers}
        settings = SettingsStore(transaction, workspace)
        leads = frozenset(settings.workspace().leads) if found else frozenset[str]()
        readers |= leads
        rules = settings.people(readers)
        daily = [person for person, wants in rules.items() if wants.reminders == "daily"]
        return cls(
            found,
            told.known([one.assessment for one in found]),
            rules,
            settings.channels({one.channel for one in found}),
            told.last_told(daily),
            leads,
        )

    @classmethod
    def due(cls, transaction: Transaction, workspace: Workspace, now: datetime) -> "Facts":
        return cls.read(transaction, workspace, WhatWaits(transaction, workspace).due(now))

    @classmethod
    def of(cls, transaction: Transaction, workspace: Workspace, ids: Iterable[str]) -> "Facts":
        return cls.read(transaction, workspace, WhatWaits(transaction, workspace).of(list(ids)))

    def reader(self, person: Person) -> Reader:
        told_at = self.told.get(person.id)
        told_on = told_at.astimezone(person.zone).date() if told_at else None
        return Reader(person.zone, self.people.get(person.id, PersonSettings()), told_on)

    def what_now(self, one: Open, waiting: Waiting, reader: Reader, now: datetime) -> Now | Later | None:
        steps = self.known.get((waiting.person, waiting.key), {})
        return what_now(waiting, steps, reader, self.channels.get(one.channel, ChannelSettings()), now)

    def waiting(self, one: Open) -> list[Waiting]:
        """What waits, for each governance lead where it waits for them. A lead who owns it knows already."""
        leads = sorted(self.leads - {one.owner})
        return [
            replace(waiting, person=person)
            for waiting in one.waiting
            for person in (leads if waiting.person == LEADS else [waiting.person])
        ]

    def still_waits(self, waiting: Waiting) -> Open | None:
        """The assessment of this matter, unless it was settled, or has begun to wait anew."""
        for one in self.open:
            if one.assessment == waiting.assessment and self._waits(waiting, one):
                return one
        return None

    def _waits(self, waiting: Waiting, one: Open) -> bool:
        match waiting.matter:
            case Matter.LEFT:
                return any(other.person == waiting.subject for other in one.waiting)
            case Matter.SILENT:
                undecided = (other for other in one.waiting if other.matter is Matter.DECIDE)
                return any(other.silent(waiting.person) == waiting for other in undecided)
            case _:
                return waiting in self.waiting(one)


@dataclass(slots=True)
class Plan:
    """`due` by person. `until`: before this, nothing of an assessment is due (None: nothing at all)."""

    due: dict[str, list[Waiting]] = field(default_factory=dict)
    until: dict[str, datetime | None] = field(default_factory=dict)


async def make_plan(facts: Facts, people: People, now: datetime) -> Plan:
    """Slack is asked only about people for whom something may be due."""
    plan = Plan()
    for one in facts.open:
        moments: list[datetime] = []
        for waiting in facts.waiting(one):
            try:
                moments += await _judge(facts, people, plan, one, waiting, now)
            except Exception as error:  # one matter that cannot be judged must not silence all others
                log.error("Whether to remind of %s cannot be said", waiting.key, exc_info=error)
                moments.append(now + FAILED)
        plan.until[one.assessment] = min(moments, default=None)
    return plan


async def _judge(
    facts: Facts, people: People, plan: Plan, one: Open, waiting: Waiting, now: datetime
) -> list[datetime]:
    """Put it on the plan if it is due; returns when to look at it again, if ever."""
    first = not_before(waiting, facts.known.get((waiting.person, waiting.key), {}), now)
    if first is None and waiting.matter is not Matter.DECIDE:
        return []
    if first is not None and first > now:
        return [first]
    try:
        person = await people.one(waiting.person)
        others: list[Waiting] | None = None
        if person.has_left and not _is_one_of_several(waiting, one):
            heirs = await _heirs(people, one, person)
            others = [Waiting(Matter.LEFT, one.assessment, heir, now, subject=person.id) for heir in heirs]
        elif first is None:
            others = [waiting.silent(chooser) for chooser in _choosers(facts, one, waiting)]
    except SlackProblem as problem:
        log.info("Whether to remind %s is not known yet: %s", waiting.person, problem)
        return [now + RETRY]
    if others is not None:
        return [m for other in others for m in await _judge(facts, people, plan, one, other, now)]
    if not person.can_be_told:
        return []
    match facts.what_now(one, waiting, facts.reader(person), now):
        case Now():
            plan.due.setdefault(person.id, []).append(waiting)
            return [now + RETRY]
        case Later(at=moment):
            return [moment]
        case None:
            return []


def _is_one_of_several(waiting: Waiting, one: Open) -> bool:
    """Whether others are told of the same, so that nobody need be told if one of them has left. Another look
    goes on without somebody who approved; that its owner left, somebody is to be told."""
    if waiting.matter in (Matter.LEFT, Matter.SILENT, Matter.ERASE):
        return True
    if waiting.person == one.owner:
        return False
    others = (other for other in one.waiting if other.matter is waiting.matter and other != waiting)
    return waiting.matter is Matter.CHOOSE or (waiting.matter is Matter.LOOK and any(others))


def _choosers(facts: Facts, one: Open, waiting: Waiting) -> list[str]:
    """Who is told that a reviewer is not reminded any more: those who can choose another, the owner and the
    governance leads."""
    return sorted({one.owner, *facts.leads} - {waiting.person})


async def _heirs(people: People, one: Open, gone: Person) -> list[str]:
    """Who is told that somebody left: the owner; if that one did, those who can go on. Of who answers alone,
    only the owner of what they answer."""
    if one.asker:
        return [one.asker] if (await people.one(one.asker)).can_be_told else []
    if gone.id != one.owner and (await people.one(one.owner)).can_be_told:
        return [one.owner]
    return sorted(one.helpers - {one.owner, gone.id})
