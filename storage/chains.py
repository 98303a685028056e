"""The chains of a store, or of one record, read again: do they hold, and is what stands what they say?"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from sqlalchemy import select

from flows import recorded
from flows.activity import Happened
from flows.assessment import Assessment
from flows.chain import Head, check
from flows.framework import Framework
from flows.record.kept import Changed, Kept
from storage import activity, answering, facts, packing
from storage.chain_days import days_of
from storage.erasing import Tombstone, tombstones
from storage.errors import DAMAGED
from storage.repository import Repository
from storage.sheets import SheetStore
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
    RECKONED = auto()  # what: it does not follow from the answers that it goes by
    GONE = auto()  # day: the record was there then, and is missing
    OTHER = auto()  # row, day: it is not the one that was there then
    ERASED = auto()  # what is left of those that were erased cannot be read
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
    `former`: rows whose content, or a person, was erased; `ballots`: how many of the assessments are what
    somebody answers alone."""

    assessments: int = 0
    rows: int = 0
    days: int = 0
    before: int = 0
    erased: int = 0
    former: int = 0
    ballots: int = 0
    unclear: dict[str, Sequence[str]] = field(default_factory=dict)
    """By assessment: what may have been recorded, as it stands, in a row whose content was erased."""
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
    verified, of, sheets = Verified(), ASSESSMENTS.c, SheetStore()
    held = _verify_days(transaction, verified)
    every = select(of.id, of.team_id, of.chain_length, of.chain_digest, of.panel_of).order_by(of.id)
    for row in transaction.execute(every).all():
        repository = Repository(transaction, Workspace(row.team_id), load, sheets=sheets)
        end = Head(row.chain_length, row.chain_digest)
        work = _verify_one(repository, row.id, end, held.pop(row.id, ()), verified)
        verified.assessments += 1
        verified.found += _found(row.id, work)
        verified.ballots += row.panel_of is not None
    try:
        verified.tombstones = {one.id: one for one in tombstones(transaction)}
    except DAMAGED:
        verified.found.append(Found(Fault.ERASED))
        return verified  # what is missing may be among them
    for assessment, days in held.items():
        if assessment not in verified.tombstones:
            verified.found.append(Found(Fault.GONE, assessment, day=days[-1].day))
    return verified


def verify_record(kept: Kept) -> Verified:
    """The same of one record, wherever it was read from."""
    verified, id = Verified(), kept.assessment.id
    verified.assessments += 1
    verified.found += _found(id, _verify_history(id, kept.start, kept.history, kept.head, verified))
    if not verified.found:
        verified.found += _found(
            id, _verify_what_stands(kept.assessment, kept.history, kept.changes, verified)
        )
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
    history = activity.read_all(repository.transaction, [id])[id]
    assessment = repository.get(id)
    assert assessment is not None
    found = list(_verify_history(id, Head.start(repository.workspace.team_id, id), history, end, verified))
    yield from found
    if any(one.fault is Fault.ROW for one in found):
        return  # whatever follows hangs on it
    digests = {one.link.number: one.link.digest for one in history if one.link}
    for one in held:
        if digests.get(one.head.number) != one.head.digest:
            yield Found(Fault.OTHER, id, row=one.head.number, day=one.day)
    changes = answering.read_history(repository.transaction, [id])[id]
    yield from _verify_what_stands(assessment, history, changes, verified)


def _verify_history(
    id: str, start: Head, history: Sequence[Happened], end: Head, verified: Verified
) -> Iterator[Found]:
    links = [one.link for one in history if one.link]
    checked = check(start, links)
    verified.before += len(history) - len(links)
    verified.rows += checked.head.number
    verified.erased += len(checked.erased)
    verified.former += len(checked.former)
    if not checked.holds:
        yield Found(Fault.ROW, id, row=checked.head.number + 1)
        return  # whatever follows hangs on it
    for one, after in pairwise(history):
        if one.link and not after.link:  # only rows from before there were chains have none
            yield Found(Fault.ROW, id, row=one.link.number + 1)
            return
    if checked.head.number != end.number or (links and checked.head != end):
        yield Found(Fault.END, id, row=checked.head.number)
    for one in history:
        if one.link and not recorded.shows(one, one.link):
            yield Found(Fault.LOG, id, row=one.link.number)


def _verify_what_stands(
    assessment: Assessment, history: Sequence[Happened], changes: Sequence[Changed], verified: Verified
) -> Iterator[Found]:
    if not any(one.link for one in history):
        return  # from before there were chains
    stood = [(one.question, packing.packed(one.given)) for one in changes]
    compared = recorded.compared(history, facts.standing(assessment, history[-1].at), stood)
    if compared.unclear:
        verified.unclear[assessment.id] = compared.unclear
    for thing in compared.differ:
        yield Found(Fault.STANDS, assessment.id, what=thing)


def _found(id: str, work: Iterator[Found]) -> list[Found]:
    """What comes of looking at one of them; where it cannot be looked at, that: the others still can."""
    found: list[Found] = []
    try:
        found.extend(work)
    except DAMAGED:
        found.append(Found(Fault.UNREADABLE, id))
    return found
