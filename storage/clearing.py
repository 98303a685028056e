"""What is left in Slack of an assessment that was erased, written down until it is gone: a kill at any moment
leaves a list to go on with. Two processes may be at it: each takes off what it saw go."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Text, cast, or_, select, update

from flows.actor import is_person
from storage.surface_rows import SurfaceKind
from storage.tables import ERASED, SHARED_FILES, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace

IS_POSTED = SURFACES.c.kind != SurfaceKind.TICK.value
"""Of a surface: Balance posts there. A check mark stands on what somebody else wrote."""
T = TypeVar("T")
W = TypeVar("W", bound="What")


@dataclass(frozen=True, slots=True)
class Message:
    """Where something that Balance posted stands in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of an assessment, in which Balance said more than it keeps in mind."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Told:
    """A direct message that names others too: what is about this one is taken out of it."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Post:
    """One that was under way, and may stand in Slack by now. `thread` is empty for one in a channel, or in
    direct messages."""

    channel: str
    thread: str
    token: str
    since: datetime

    @property
    def is_direct(self) -> bool:
        return self.channel.startswith("D")


What = Message | Thread | Post | Told | str
"""Something that is left to be deleted, to be looked through, to be found or to be changed; a file by its
id."""


@dataclass(frozen=True, slots=True)
class Stays:
    """What Slack does not delete, or a place where it does not let us look, and its word for why."""

    what: What
    why: str

    @property
    def place(self) -> tuple[str, ...]:
        """Where that is: a thread stands where its first message does."""
        match self.what:
            case str():
                return (self.what,)
            case Post():
                return (self.what.channel, self.what.token)
            case _:
                return (self.what.channel, self.what.ts)


@dataclass(frozen=True, slots=True)
class InSlack:
    """All that may be left: of the replies of a thread its parent last, as without it they are hard to find.
    `files` are ids. `deleted`: how many messages and files have gone."""

    messages: tuple[Message, ...] = ()
    threads: tuple[Thread, ...] = ()
    posts: tuple[Post, ...] = ()
    told: tuple[Told, ...] = ()
    files: tuple[str, ...] = ()
    stays: tuple[Stays, ...] = ()
    deleted: int = 0

    @property
    def is_to_do(self) -> bool:
        """Whether something is still to be tried."""
        return bool(self.messages or self.threads or self.posts or self.told or self.files)

    def followed(self, old: str, new: str) -> "InSlack":
        """The same, where a channel goes on under another id."""

        def here(one: W) -> W:
            return one if isinstance(one, str) or one.channel != old else replace(one, channel=new)

        return replace(
            self,
            messages=tuple(map(here, self.messages)),
            threads=tuple(map(here, self.threads)),
            posts=tuple(map(here, self.posts)),
            told=tuple(map(here, self.told)),
            stays=tuple(replace(one, what=here(one.what)) for one in self.stays),
        )

    @property
    def again(self) -> "InSlack":
        """The same, with all to be tried that Slack did not delete or show."""
        what = [one.what for one in self.stays]
        return InSlack(
            _in_order([*self.messages, *(one for one in what if isinstance(one, Message))]),
            _once([*self.threads, *(one for one in what if isinstance(one, Thread))]),
            _once([*self.posts, *(one for one in what if isinstance(one, Post))]),
            _once([*self.told, *(one for one in what if isinstance(one, Told))]),
            _once([*self.files, *(one for one in what if isinstance(one, str))]),
            deleted=self.deleted,
        )

    @property
    def stays_by_why(self) -> Mapping[str, int]:
        """At how many places something stays. A thread that cannot be read and its first message are one."""
        return Counter(why for _, why in {(one.place, one.why) for one in self.stays})

    def given_up(self, what: What, why: str) -> "InSlack":
        """With this among what stays, if there is a `why`."""
        return replace(self, stays=_once([*self.stays, Stays(what, why)])) if why else self

    def found(self, messages: list[Message], files: list[str]) -> "InSlack":
        """With these as well, which stand in a thread."""
        known = {one.what for one in self.stays}
        new = [one for one in messages if one not in known]
        return replace(self, messages=_in_order([*self.messages, *new]), files=_once([*self.files, *files]))

    def named_in(self, told: Iterable[Told]) -> "InSlack":
        """With these direct messages as well."""
        return replace(self, told=_once([*self.told, *told]))


def in_slack(transaction: Transaction, assessment_id: str, channel: str, thread_ts: str | None) -> InSlack:
    """What stands there of one that is about to be erased."""
    these = (SURFACES.c.assessment_id == assessment_id, IS_POSTED)
    rows = transaction.execute(select(SURFACES).where(*these)).all()
    known = [Message(row.channel_id, row.ts) for row in rows if row.ts]
    posts = [
        Post(row.channel_id, row.thread_ts or "", row.id, row.posting_since)
        for row in rows
        if row.posting and not row.ts and row.posting_since and not is_person(row.channel_id)
    ]
    before = [
        place for row in rows if row.kind == SurfaceKind.HEADLINE for place in row.detail.get("before", [])
    ]
    threads = [*([Thread(channel, thread_ts)] if thread_ts else []), *(Thread(*place) for place in before)]
    shared = select(SHARED_FILES.c.file_id).where(SHARED_FILES.c.assessment_id == assessment_id)
    files = tuple(transaction.execute(shared.order_by(SHARED_FILES.c.file_id)).scalars())
    return InSlack(_in_order(known), _once(threads), tuple(posts), files=files)


def together(parts: Iterable[InSlack]) -> InSlack:
    """What stands there of several that are erased as one."""
    found = list(parts)
    return InSlack(
        _in_order(one for part in found for one in part.messages),
        _once(one for part in found for one in part.threads),
        _once(one for part in found for one in part.posts),
        _once(one for part in found for one in part.told),
        _once(one for part in found for one in part.files),
    )


def left_columns(left: InSlack) -> dict[str, Any]:
    return {
        "messages": [[one.channel, one.ts] for one in left.messages],
        "threads": [[one.channel, one.ts] for one in left.threads],
        "in_doubt": [_post_column(one) for one in left.posts],
        "told": [[one.channel, one.ts] for one in left.told],
        "files": list(left.files),
        "stays": [_stays_column(one) for one in left.stays],
        "deleted": left.deleted,
    }


def left_of(row: Mapping[Any, Any]) -> InSlack:
    """What such columns say; of an earlier version there are fewer."""
    return InSlack(
        tuple(Message(*one) for one in row["messages"]),
        tuple(Thread(*one) for one in row.get("threads", ())),
        tuple(_post_of(*one) for one in row.get("in_doubt", ())),
        tuple(Told(*one) for one in row.get("told", ())),
        tuple(row.get("files", ())),
        tuple(_stays_of(*one) for one in row.get("stays", ())),
        row.get("deleted", 0),
    )


def _stays_column(one: Stays) -> list[Any]:
    """Where it is, why, and what it is if it is neither a message nor a file."""
    match one.what:
        case Message(channel, ts):
            return [channel, ts, one.why]
        case Thread(channel, ts):
            return [channel, ts, one.why, "thread"]
        case Told(channel, ts):
            return [channel, ts, one.why, "told"]
        case Post(channel):
            return [channel, "", one.why, "post", *_post_column(one.what)]
        case file:
            return [file, "", one.why]


def _stays_of(channel: str, ts: str, why: str, kind: str = "", *post: str) -> Stays:
    if kind == "post":
        return Stays(_post_of(*post), why)
    if kind == "thread":
        return Stays(Thread(channel, ts), why)
    if kind == "told":
        return Stays(Told(channel, ts), why)
    return Stays(Message(channel, ts) if ts else channel, why)


def _post_column(post: Post) -> list[str]:
    return [post.channel, post.thread, post.token, post.since.isoformat()]


def _post_of(channel: str, thread: str, token: str, since: str) -> Post:
    return Post(channel, thread, token, datetime.fromisoformat(since))


def change_left(
    transaction: Transaction, assessment_id: str, change: Callable[[InSlack], InSlack]
) -> InSlack | None:
    """Write down what is left now, of what is left by then; None where nothing like that was erased."""
    this = ERASED.c.assessment_id == assessment_id
    row = transaction.execute(select(ERASED).where(this).with_for_update()).mappings().first()
    if row is None:
        return None
    left = change(left_of(dict(row)))
    transaction.execute(update(ERASED).where(this).values(**left_columns(left)))
    return left


def naming(transaction: Transaction, workspace: Workspace, channel: str) -> list[str]:
    """Those of which something is left in this channel."""
    of = ERASED.c
    lists = (of.messages, of.threads, of.in_doubt, of.told, of.stays)
    query = select(of.assessment_id).where(
        workspace.rows_of(ERASED), or_(*(names(column, channel) for column in lists))
    )
    return list(transaction.execute(query).scalars())


def names(column: Column[Any], channel: str) -> ColumnElement[bool]:
    """Whether what is kept there, as JSON, names it."""
    return cast(column, Text).contains(f'"{channel}"', autoescape=True)


def to_clear(transaction: Transaction, workspace: Workspace, most: int) -> list[str]:
    """The oldest of those of which something is to be deleted in Slack, or somebody to be told."""
    of = ERASED.c
    lists = (of.messages, of.threads, of.in_doubt, of.told, of.files)
    query = (
        select(of.assessment_id)
        .where(workspace.rows_of(ERASED), or_(of.tell.is_not(None), *map(_has_some, lists)))
        .order_by(of.erased_at, of.assessment_id)
        .limit(most)
    )
    return list(transaction.execute(query).scalars())


def is_told(transaction: Transaction, assessment_id: str, person: str | None, *, again: bool = False) -> bool:
    """Write down that this person is told what came of it, before they are. False: another process was
    first. `again`: they surely were not, and are to be."""
    this = (
        ERASED.c.assessment_id == assessment_id,
        ERASED.c.tell.is_(None) if again else ERASED.c.tell == person,
    )
    done = transaction.execute(update(ERASED).where(*this).values(tell=person if again else None))
    return done.rowcount == 1


def _has_some(column: Column[Any]) -> ColumnElement[bool]:
    """Of a list that is kept as JSON."""
    return cast(column, Text) != "[]"


def _once(things: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(things))


def _in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    return tuple(sorted(dict.fromkeys(messages), key=lambda one: _moment(one.ts), reverse=True))


def _moment(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return 0.0
