"""What has ended, as the rules by which it is erased look at it: found by one query, judged one by one."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from flows.assessment import Assessment
from flows.reminder_schedule import erasure_step
from flows.states import DECIDED, State
from flows.waiting import Matter, Waiting
from storage.erasing import Tombstone, tombstones
from storage.panels import IS_NO_BALLOT
from storage.reminders import SENT
from storage.repository import Repository
from storage.tables import ASSESSMENTS, REMINDERS
from storage.transaction import Transaction
from storage.workspace import Workspace

MOST_LOOKS = 100
"""More looks in a row than a century has years."""
ENDED = (*DECIDED, State.CLOSED, State.ABANDONED)


def due(transaction: Transaction, workspace: Workspace, now: datetime, most: int) -> list[str]:
    """Of which something may be to do, the longest first."""
    of = ASSESSMENTS.c
    query = (
        select(of.id)
        .where(workspace.rows_of(ASSESSMENTS), of.retain_from <= now)
        .order_by(of.retain_from, of.id)
        .limit(most)
    )
    return list(transaction.execute(query).scalars())


def later_looks(
    repository: Repository, assessment: Assessment
) -> tuple[Sequence[Assessment], Tombstone | None]:
    """Those that followed it, one after the other; one that was erased is passed over. And what is left of
    the last, if that was erased: when it ended nobody knows by then."""
    found, one = list[Assessment](), assessment
    while one.next and len(found) < MOST_LOOKS:
        following = repository.get(one.next) or _look_after(repository, one.next)
        if following is None:
            return found, next(iter(tombstones(repository.transaction, one.next)), None)
        found.append(following)
        one = following
    return found, None


def _look_after(repository: Repository, gone: str) -> Assessment | None:
    """What followed one that is not there any more."""
    of = ASSESSMENTS.c
    query = select(of.id).where(repository.workspace.rows_of(ASSESSMENTS), of.previous_id == gone)
    found = repository.transaction.execute(query.order_by(of.created_at, of.id).limit(1)).scalar()
    return repository.get(found) if found else None


def told_at(transaction: Transaction, assessment: Assessment) -> datetime | None:
    """When the first was surely told of the day on which it is erased."""
    if assessment.erase_on is None:
        return None
    of, on = REMINDERS.c, assessment.erase_on
    key = Waiting(Matter.ERASE, assessment.id, "", datetime.now(UTC), on).key
    these = (of.assessment_id == assessment.id, of.matter == key, of.step == erasure_step(on))
    sent = (of.state == SENT, of.channel_id.is_not(None))
    found = transaction.execute(select(func.min(of.at)).where(*these, *sent)).scalar()
    assert found is None or isinstance(found, datetime)
    return found


def look_again_from(transaction: Transaction, assessment_id: str, until: datetime | None) -> None:
    """Nothing is to be done about it before this moment; None: before it changes."""
    this = ASSESSMENTS.c.id == assessment_id
    transaction.execute(update(ASSESSMENTS).where(this).values(retain_from=until))


def look_at_all(transaction: Transaction, workspace: Workspace, now: datetime) -> None:
    """The rules are other now: everything that has ended is to be looked at."""
    of = ASSESSMENTS.c
    ended = (workspace.rows_of(ASSESSMENTS), of.state.in_(ENDED), IS_NO_BALLOT)
    transaction.execute(update(ASSESSMENTS).where(*ended).values(retain_from=now))


def look_at_none(transaction: Transaction, workspace: Workspace, now: datetime) -> None:
    """There are no rules: of what is due, only what was announced is to be called off."""
    of = ASSESSMENTS.c
    these = (workspace.rows_of(ASSESSMENTS), of.retain_from <= now, of.erase_on.is_(None))
    transaction.execute(update(ASSESSMENTS).where(*these).values(retain_from=None))


def past_their_day(transaction: Transaction, now: datetime) -> int:
    """How many were to be erased before today, in all workspaces, and are not: nobody could be told."""
    query = select(func.count()).where(ASSESSMENTS.c.erase_on < now.date())
    return int(transaction.execute(query).scalar_one())
