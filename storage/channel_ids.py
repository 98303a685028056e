"""A channel that goes on under another id: everything that is known by the old one follows, past what
assessments themselves hold."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, delete, func, literal, or_, select, update

from storage.clearing import change_left, names, naming
from storage.surface_rows import SurfaceKind, assessments_shown
from storage.tables import ASSESSMENTS, CHANNELS, EVIDENCE, SEEN_EVENTS, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace

_NAMED_BY_CHANNEL = ("message", "edit")
"""Acts whose key begins with the channel they were done in: see bot/use_cases/requests.py."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Where a thread begins, as it was written down, and by which token its first message is known."""

    channel: str
    token: str


def concerned(transaction: Transaction, workspace: Workspace, channel: str) -> list[str]:
    """The ids of all that stand there, or have evidence from there, in a steady order."""
    of = ASSESSMENTS.c
    evidence = select(EVIDENCE.c.assessment_id).where(EVIDENCE.c.channel_id == channel)
    here = or_(of.channel_id == channel, of.id.in_(evidence))
    query = select(of.id).where(workspace.rows_of(ASSESSMENTS), here).order_by(of.id)
    return list(transaction.execute(query).scalars())


def headlines(transaction: Transaction, workspace: Workspace, thread_ts: str) -> list[Headline]:
    """The threads of this moment, in whichever channel."""
    of = SURFACES.c
    this = (ASSESSMENTS.c.thread_ts == thread_ts, of.kind == SurfaceKind.HEADLINE, of.ts == thread_ts)
    query = select(of.channel_id, of.id).join(ASSESSMENTS, ASSESSMENTS.c.id == of.assessment_id)
    rows = transaction.execute(query.where(workspace.rows_of(ASSESSMENTS), *this))
    return [Headline(row.channel_id, row.id) for row in rows]


def follow(transaction: Transaction, workspace: Workspace, old: str, new: str) -> None:
    """What stands in Slack, the settings, what was taken there, and what is still to be deleted."""
    shown = assessments_shown(workspace).where(SURFACES.c.channel_id == old)
    moved = (SURFACES.c.channel_id == old, SURFACES.c.assessment_id.in_(shown))
    transaction.execute(update(SURFACES).where(*moved).values(channel_id=new))
    _follow_settings(transaction, workspace, old, new)
    _follow_keys(transaction, workspace, old, new)
    _follow_threads_before(transaction, workspace, old, new)
    for id in naming(transaction, workspace, old):
        change_left(transaction, id, lambda left: left.followed(old, new))


def _follow_threads_before(transaction: Transaction, workspace: Workspace, old: str, new: str) -> None:
    """Where assessments stood before they were moved: there they said more than they keep in mind."""
    of = SURFACES.c
    headlines = and_(of.kind == SurfaceKind.HEADLINE, of.assessment_id.in_(assessments_shown(workspace)))
    for row in transaction.execute(select(of.id, of.detail).where(headlines, names(of.detail, old))).all():
        before = [[new if channel == old else channel, ts] for channel, ts in row.detail.get("before", [])]
        moved = {**row.detail, "before": before} if before else row.detail
        transaction.execute(update(SURFACES).where(of.id == row.id).values(detail=moved))


def _follow_settings(transaction: Transaction, workspace: Workspace, old: str, new: str) -> None:
    """What was set under the new id already holds; what was not, comes from the old one, and with it who
    brought the bot there: rules that were set are not for who brought it anew under the new id."""
    before, after = (_settings(transaction, workspace, channel) for channel in (old, new))
    if before is None:
        return
    if after is not None:
        transaction.execute(delete(CHANNELS).where(*_is(CHANNELS, workspace, channel_id=new)))
    set_anew, invited_anew = (after.settings, after.invited_by) if after else (None, None)
    holds_on = bool(before.settings) and not set_anew
    values = {
        "channel_id": new,
        "settings": set_anew or before.settings,
        "invited_by": before.invited_by if holds_on else invited_anew or before.invited_by,
    }
    transaction.execute(update(CHANNELS).where(*_is(CHANNELS, workspace, channel_id=old)).values(values))


def _settings(transaction: Transaction, workspace: Workspace, channel: str) -> Any:
    return transaction.execute(select(CHANNELS).where(*_is(CHANNELS, workspace, channel_id=channel))).first()


def _follow_keys(transaction: Transaction, workspace: Workspace, old: str, new: str) -> None:
    """Slack may send again what was taken, now with the new id; and the channel was welcomed."""
    of = SEEN_EVENTS.c
    for kind in _NAMED_BY_CHANNEL:
        start = f"{kind}:{old}:"
        follows = literal(f"{kind}:{new}:").concat(func.substr(of.key, len(start) + 1))
        taken = (workspace.rows_of(SEEN_EVENTS), of.key.startswith(start, autoescape=True))
        transaction.execute(update(SEEN_EVENTS).where(*taken).values(key=follows))
    if transaction.execute(select(of.key).where(*_is(SEEN_EVENTS, workspace, key=f"welcome:{new}"))).first():
        return
    welcomed = _is(SEEN_EVENTS, workspace, key=f"welcome:{old}")
    transaction.execute(update(SEEN_EVENTS).where(*welcomed).values(key=f"welcome:{new}"))


def _is(table: Table, workspace: Workspace, **key: str) -> list[Any]:
    return [workspace.rows_of(table), *(table.c[name] == value for name, value in key.items())]
