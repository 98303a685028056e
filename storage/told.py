"""In which direct messages an assessment is named: reminders, and what governance leads get each week. What
else is said to somebody alone is written down nowhere."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, or_, select

from storage.clearing import InSlack, Message, Post, Told, change_left, names, together
from storage.reminders import BEGUN, SENT
from storage.tables import DIGESTS, ERASED, REMINDERS
from storage.transaction import Transaction


def told_of(transaction: Transaction, ids: Collection[str], *, for_good: bool = False) -> InSlack:
    """Where these are named, which go together: a message that is about nothing else is deleted. One of which
    only its token is known, because an earlier version sent it or it was under way, is to be found.
    `for_good`: what is known of it is about to be deleted."""
    return together([_reminders(transaction, ids, for_good), _digests(transaction, ids, for_good)])


def erased_of(transaction: Transaction, ids: Iterable[str]) -> frozenset[str]:
    """Which of these were erased."""
    query = select(ERASED.c.assessment_id).where(ERASED.c.assessment_id.in_(list(ids)))
    return frozenset(transaction.execute(query).scalars())


def was_sent(transaction: Transaction, ids: Collection[str], channel: str, ts: str) -> None:
    """A message that names these has gone out: which of them were erased on its way is taken out of it."""
    for id in sorted(erased_of(transaction, ids)):
        change_left(transaction, id, lambda left: left.named_in([Told(channel, ts)]))


def _reminders(transaction: Transaction, ids: Collection[str], for_good: bool) -> InSlack:
    of = REMINDERS.c
    query = select(REMINDERS).where(of.assessment_id.in_(ids), of.state.in_((BEGUN, SENT)))
    rows = _rows(transaction, query, for_good)
    shared = _with_others(transaction, ids, {row.token for row in rows})
    found = [(row.token in shared, row.channel_id, row.ts) for row in rows if row.channel_id and row.ts]
    posts = {
        Post(channel, "", row.token, row.at)
        for row in rows
        if not row.ts and (channel := row.channel_id or _direct_message(transaction, row.user_id))
    }
    return InSlack(
        messages=tuple({Message(channel, ts) for is_shared, channel, ts in found if not is_shared}),
        posts=tuple(sorted(posts, key=lambda post: (post.since, post.token))),
        told=tuple({Told(channel, ts) for is_shared, channel, ts in found if is_shared}),
    )


def _with_others(transaction: Transaction, ids: Collection[str], tokens: Collection[str]) -> frozenset[str]:
    """The messages that are about something else too."""
    of = REMINDERS.c
    others = (of.token.in_(tokens), of.state.in_((BEGUN, SENT)), of.assessment_id.not_in(ids))
    return frozenset(transaction.execute(select(of.token).where(*others)).scalars())


def _digests(transaction: Transaction, ids: Collection[str], for_good: bool) -> InSlack:
    query = select(DIGESTS).where(or_(*(names(DIGESTS.c.names, id) for id in ids)))
    rows = _rows(transaction, query, for_good)
    posts = [
        Post(channel, "", row.token, row.at)
        for row in rows
        if not row.ts and (channel := _direct_message(transaction, row.user_id))
    ]
    told = [Told(row.channel_id, row.ts) for row in rows if row.channel_id and row.ts]
    return InSlack(posts=tuple(posts), told=tuple(told))


def _rows(transaction: Transaction, query: Select[Any], for_good: bool) -> Sequence[Row[Any]]:
    # Locked, for one that is confirmed at this moment would be found neither here nor by whoever confirms it.
    return transaction.execute(query.with_for_update() if for_good else query).all()


def _direct_message(transaction: Transaction, person: str) -> str | None:
    """Where somebody is written to, as far as it is known."""
    for table in (REMINDERS, DIGESTS):
        there = (table.c.user_id == person, table.c.channel_id.is_not(None))
        if found := transaction.execute(select(table.c.channel_id).where(*there).limit(1)).scalar():
            return str(found)
    return None
