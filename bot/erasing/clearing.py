"""What Balance posted of an assessment that was erased goes from Slack too: message by message, each known to
be gone before the next is tried. Out of a direct message that tells of others as well, its part is taken.
Nobody waits for it, so it lets everything else go ahead."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.cards import parts
from bot.cards.card import Card
from bot.slack.client import Posted, Slack
from bot.slack.errors import InDoubt, MessageGone, NoEntry, NoPlace, NoWay, Refused, TryLater
from storage.clearing import InSlack, Message, Post, Thread, Told, change_left
from storage.database import Database
from storage.erasing import Tombstone, tombstones
from storage.told import erased_of

log = logging.getLogger(__name__)

ATTEMPTS = 5
"""At one message, where Slack does not say what came of it."""
UNDER_WAY = timedelta(seconds=15)
"""After this, a post that was under way stands in Slack or never will: a call ends in 10 s."""
SURELY_OVER = timedelta(minutes=10)
"""After this, whatever was on its way to somebody had come, by whichever clock it was dated."""
GONE = ("message_not_found", "file_not_found", "file_deleted", "thread_not_found")
NO_ANSWER = "no_answer"
"""Our own word, for what Slack never answered."""
T = TypeVar("T")
Change = Callable[[InSlack], InSlack]


@dataclass(frozen=True, slots=True)
class Clearing:
    """`me` are the ids under which Balance posts: its user's and its bot's. `now` is UTC, by Slack's clock.
    Raises StorageError; TryLater where nothing answers, and NoEntry where Slack lets nobody in: what is not
    deleted by then is written down, and waits."""

    database: Database
    slack: Slack
    me: frozenset[str]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def clear(self, assessment_id: str) -> Tombstone | None:
        """Delete what is left of one. Returns what there is to say of it then; None if nothing such was
        erased."""
        while (stone := await self._stone(assessment_id)) is not None and stone.left.is_to_do:
            await self._step(stone)
        return stone

    async def _stone(self, assessment_id: str) -> Tombstone | None:
        found = await self.database.read(partial(tombstones, assessment_id=assessment_id))
        return found[0] if found else None

    async def _step(self, stone: Tombstone) -> None:
        """One thing that is left. Threads first: what is found there is deleted before their parents are."""
        left = stone.left
        if left.posts:
            await self._settle(stone.id, left.posts[0])
        elif left.threads:
            await self._look_through(stone.id, left.threads[0])
        elif left.told:
            await self._take_out(stone.id, left.told[0])
        elif left.messages:
            await self._delete(stone.id, left.messages[0])
        else:
            await self._delete_file(stone.id, left.files[0])

    async def _settle(self, id: str, post: Post) -> None:
        """It may stand in Slack by now. In a thread, it is found with all else."""
        if (wait := post.since + UNDER_WAY - self.now()) > timedelta():
            await self.sleep(wait.total_seconds())
        since = post.since.timestamp()
        until = since + SURELY_OVER.total_seconds() if post.is_direct else None
        found: list[Posted | None] = []

        async def look() -> None:
            found.append(await self.slack.find(post.channel, post.token, since, None, until))

        why = "" if post.thread else await self._try(look)
        places = [(one.channel, one.ts) for one in found if one]

        def settled(left: InSlack) -> InSlack:
            rest = replace(left, posts=_without(left.posts, post)).given_up(post, why)
            if post.is_direct:
                return rest.named_in(Told(*place) for place in places)
            return rest.found([Message(*place) for place in places], [])

        await self._write(id, settled)

    async def _look_through(self, id: str, thread: Thread) -> None:
        """Lines that were said once are remembered nowhere else."""
        messages: list[Message] = []
        files: list[str] = []
        cursor = ""

        async def look() -> None:
            nonlocal cursor  # after a limit it goes on here: begun anew, a long thread would never be read
            while True:
                page, following = await self.slack.replies(thread.channel, thread.ts, 0.0, cursor)
                for said in filter(self._is_ours, page):
                    messages.append(Message(thread.channel, str(said.get("ts"))))
                    files.extend(str(file.get("id")) for file in said.get("files") or ())
                cursor = following
                if not cursor:
                    return

        why = await self._try(look)

        def looked_through(left: InSlack) -> InSlack:
            rest = replace(left, threads=_without(left.threads, thread))
            return rest.given_up(thread, why).found(messages, files)

        await self._write(id, looked_through)

    def _is_ours(self, message: dict[str, Any]) -> bool:
        return not self.me.isdisjoint({str(message.get("user")), str(message.get("bot_id"))})

    async def _take_out(self, id: str, told: Told) -> None:
        """Out of what stands there now: two may be at it, and each looks again at what came of it."""
        deleted = False

        async def take_out() -> None:
            nonlocal deleted
            while (shown := await self.slack.blocks_of(told.channel, told.ts)) is not None:
                erased = await self.database.read(lambda t: erased_of(t, parts.named(shown)))
                card = parts.without(shown, erased)
                if card and not erased:
                    return
                if card is None or not await self._change(told, card):
                    await self.slack.delete(told.channel, told.ts, patient=True)
                    deleted = True
                    return

        why = await self._try(take_out)

        def tried(left: InSlack) -> InSlack:
            if told not in left.told:
                return left
            rest = replace(left, told=_without(left.told, told))
            return rest.given_up(told, why) if why else replace(rest, deleted=rest.deleted + deleted)

        await self._write(id, tried)

    async def _change(self, told: Told, card: Card) -> bool:
        """False where Slack does not let it be changed, as after the time that a workspace sets for it."""
        try:
            await self.slack.update(told.channel, told.ts, card, patient=True)
        except MessageGone as problem:
            if problem.code in GONE:
                raise
            return False
        return True

    async def _delete(self, id: str, message: Message) -> None:
        delete = partial(self.slack.delete, message.channel, message.ts, patient=True)
        why = await self._try(delete)
        await self._write(id, partial(_tried, message, why))

    async def _delete_file(self, id: str, file: str) -> None:
        why = await self._try(partial(self.slack.delete_file, file))
        await self._write(id, partial(_tried_file, file, why))

    async def _try(self, call: Callable[[], Awaitable[None]]) -> str:
        """Do it, however long limits make it wait. Slack's word for why it cannot be done, or nothing."""
        doubts = 0
        while True:
            try:
                await call()
            except TryLater as problem:
                if isinstance(problem, NoWay):
                    raise
                await self.sleep(problem.seconds)
                continue
            except NoEntry as problem:
                if not (problem.code == "missing_scope" and problem.method.startswith("files.")):
                    raise
                return problem.code
            except InDoubt:  # if it was done, the next attempt says so
                if (doubts := doubts + 1) == ATTEMPTS:
                    return NO_ANSWER
                await self.sleep(1.0)
                continue
            except (MessageGone, NoPlace, Refused) as problem:
                return "" if problem.code in GONE else problem.code
            return ""

    async def _write(self, id: str, change: Change) -> None:
        await self.database.write(lambda transaction: change_left(transaction, id, change))


def _tried(message: Message, why: str, left: InSlack) -> InSlack:
    if message not in left.messages:
        return left  # another process was at it as well
    rest = replace(left, messages=_without(left.messages, message))
    return rest.given_up(message, why) if why else replace(rest, deleted=rest.deleted + 1)


def _tried_file(file: str, why: str, left: InSlack) -> InSlack:
    if file not in left.files:
        return left
    rest = replace(left, files=_without(left.files, file))
    return rest.given_up(file, why) if why else replace(rest, deleted=rest.deleted + 1)


def _without(things: tuple[T, ...], one: T) -> tuple[T, ...]:
    return tuple(other for other in things if other != one)
