"""The chains of a store, or of one record, read again: do they hold, and is what stands what they say?"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from sqlalchemy import select

from flows.activity import Happened
from flows.assessment import Assessment
from flows.chain import Head, Link, check, replayed, written
from flows.framework import Framework
from flows.record.kept import Kept
from flows.refusals import Refusal
from storage import activity, assessment_rows, facts
from storage.activity import CONTENT
from storage.chain_days import days_of
from storage.erasing import Tombstone, tombstones
from storage.repository import Repository
from storage.tables import ASSESSMENTS, CHAIN_DAYS
from storage.transaction import Transaction
from storage.workspace import Workspace

Load = Callable[[Transaction, str, str], Framework]


class Fault(Enum):
    """What does not hold."""

    ROW = auto()  # row: it was changed, added, or is missing
    END = auto()  # row: the last one that is there, and not the end
    LOG = auto()  # row: what is shown of it is not what it holds
    STANDS = auto()  # what: it stands otherwise than the record says
    UNREADABLE = auto()  # what stands, or the history, cannot be read at all
    GONE = auto()  # day: the record was there then, and is missing
    OTHER = auto()  # row, day: it is not the one that was there then
    DAY = auto()  # day: it, or one before it, was changed or is missing


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not hold: of an assessment, or without one of the days."""

    fault: Fault
    assessment: str = ""
    row: int = 0
    what: str = ""
    day: str = ""


@dataclass(slots=True)
class Verified:
    """What came of looking. `before`: rows from before there were chains, which nothing holds; `erased` and
    `former`: rows whose content, or a person, was erased."""

    assessments: int = 0
    rows: int = 0
    days: int = 0
    before: int = 0
    erased: int = 0
    former: int = 0
    found: list[Found] = field(default_factory=list)
    tombstones: dict[str, Tombstone] = field(default_factory=dict)
    """The assessments that were erased, by id."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An end of a chain, as the digest of a day holds it."""

    day: str
    head: Head


def verify(transaction: Transaction, load: Load) -> Verified:
    """Look at every assessment and every day of a store, one after the other."""
    verified, of = Verified(), ASSESSMENTS.c
    held = _verify_days(transaction, verified)
    every = select(of.id, of.enterprise_id, of.team_id, of.chain_length, of.chain_digest).order_by(of.id)
    for row in transaction.execute(every).all():
        repository = Repository(transaction, Workspace(row.enterprise_id, row.team_id), load)
        end = Head(row.chain_length, row.chain_digest)
        verified.found += _verify_one(repository, row.id, end, held.pop(row.id, ()), verified)
    verified.tombstones = {one.id: one for one in tombstones(transaction)}
    for assessment, days in held.items():
        if assessment not in verified.tombstones:
            verified.found.append(Found(Fault.GONE, assessment, day=days[-1].day))
    return verified


def verify_record(kept: Kept) -> Verified:
    """The same of one record, wherever it was read from."""
    verified, id = Verified(), kept.assessment.id
    verified.found += _verify_history(id, kept.start, kept.history, kept.head, verified)
    if not verified.found:
        verified.found += _verify_what_stands(kept.assessment, kept.links)
    return verified


def _verify_days(transaction: Transaction, verified: Verified) -> dict[str, Sequence[_Held]]:
    """What the days hold of each assessment."""
    held: defaultdict[str, list[_Held]] = defaultdict(list)
    for team in transaction.execute(select(CHAIN_DAYS.c.team_id).distinct()).scalars().all():
        before = ""
        for day in days_of(transaction, team):
            verified.days += 1
            if not day.follows(before):
                verified.found.append(Found(Fault.DAY, day=day.day))
                break  # whatever follows hangs on it
            before = day.digest
            for assessment, head in day.heads.items():
                held[assessment].append(_Held(day.day, head))
    return dict(held)


def _verify_one(
    repository: Repository, id: str, end: Head, held: Sequence[_Held], verified: Verified
) -> Iterator[Found]:
    try:
        history = activity.read_all(repository.transaction, id)
        assessment = repository.get(id)
    except (Refusal, LookupError, TypeError, ValueError):  # no such thing can have been written
        verified.assessments += 1
        yield Found(Fault.UNREADABLE, id)
        return
    assert assessment is not None
    found = list(_verify_history(id, Head.start(repository.workspace.team_id, id), history, end, verified))
    yield from found
    if any(one.fault is Fault.ROW for one in found):
        return  # whatever follows hangs on it
    links = [one.link for one in history if one.link]
    digests = {link.number: link.digest for link in links}
    for one in held:
        if digests.get(one.head.number) != one.head.digest:
            yield Found(Fault.OTHER, id, row=one.head.number, day=one.day)
    yield from _verify_what_stands(assessment, links)


def _verify_history(
    id: str, start: Head, history: Sequence[Happened], end: Head, verified: Verified
) -> Iterator[Found]:
    links = [one.link for one in history if one.link]
    checked = check(start, links)
    verified.assessments += 1
    verified.before += len(history) - len(links)
    verified.rows += checked.head.number
    verified.erased += len(checked.erased)
    verified.former += len(checked.former)
    if not checked.holds:
        yield Found(Fault.ROW, id, row=checked.head.number + 1)
        return  # whatever follows hangs on it
    if links and checked.head != end:
        yield Found(Fault.END, id, row=checked.head.number)
    for one in history:
        if one.link and not _shows(one, one.link):
            yield Found(Fault.LOG, id, row=one.link.number)


def _shows(happened: Happened, link: Link) -> bool:
    """Whether what the history shows is what the link holds."""
    person, said = link.people[0], link.said
    if not person.is_erased and person.text != happened.by:
        return False
    if said is None or link.names_a_former_colleague:
        return True  # nothing is left to compare it with
    shown = (happened.what, happened.question, happened.detail)
    return all(said[name] == value for name, value in zip(CONTENT, shown, strict=True))


def _verify_what_stands(assessment: Assessment, links: Sequence[Link]) -> Iterator[Found]:
    """Not where something was erased: nothing is left to compare it with."""
    if any(link.content.is_erased or link.names_a_former_colleague for link in links) or not links:
        return
    recorded = replayed(links)
    columns = assessment_rows.changing_columns(assessment, assessment.version, links[-1].at)
    stands: dict[str, Any] = json.loads(written(facts.of_all(assessment, columns), [], ()))
    for thing in sorted(recorded.keys() | stands.keys()):
        if recorded.get(thing) != stands.get(thing):
            yield Found(Fault.STANDS, assessment.id, what=thing)
