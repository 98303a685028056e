"""A channel goes on under another id, as a private one does that is shared with another organisation.

Slack says so once. Who missed it knows when somebody acts in a thread that is known in another channel: Slack
is asked whether the first message of that thread is ours, by the token in its metadata, which nobody else
knows. Where Slack does not say, as it may for a minute at a time, what was done there is kept and taken when
it does, and its author is told so at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.cards.words import note
from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance
from bot.listeners.errors import tell_unexpected
from bot.listeners.typed import Typed
from bot.listeners.unplaced import Kept, Thread, Waiting
from bot.slack.errors import AGAIN_SECONDS, SlackProblem, seconds_until
from flows.assessment import Assessment
from storage.channel_ids import Headline
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOOKED_FOR = (
    "Slack could not say just now which assessment this thread belongs to. Balance asks again, and takes "
    "what you typed then. If nothing has come of it in ten minutes, please type it again."
)
NOT_FOUND = (
    "This was not taken: Slack does not let Balance see which assessment this thread belongs to. Please tell "
    "whoever runs Balance."
)


class NotSaid(Exception):
    """Slack does not say whether this thread was known under another id of its channel. Nothing was done.
    `seconds`: when to ask again; None if that would not help."""

    def __init__(self, thread: Thread, seconds: float | None) -> None:
        super().__init__(f"whose is the thread {thread}?")
        self.thread = thread
        self.seconds = seconds


async def in_thread(
    balance: Balance, channel: str, thread_ts: str, budget: AskBudget | None = None
) -> Assessment | None:
    """The assessment of a thread, whatever its channel was called. Raises NotSaid."""
    found = await balance.relocating.in_thread(balance.workspace, channel, thread_ts)
    if not found and await has_missed(balance, channel, thread_ts, budget):
        return await balance.relocating.in_thread(balance.workspace, channel, thread_ts)
    return found


async def has_missed(
    balance: Balance, channel: str, thread_ts: str, budget: AskBudget | None = None, old: str | None = None
) -> bool:
    """Whether this thread was known under another id of its channel (`old`: under this one). If so, all
    follows. Raises NotSaid."""
    thread = (channel, thread_ts)
    known = await _known_elsewhere(balance, thread, old)
    if not known or balance.unplaced.is_another(thread):
        return False
    if balance.unplaced.waits(thread):
        raise NotSaid(thread, AGAIN_SECONDS)  # behind what is kept there: it was done later
    try:
        return await _ask(balance, thread, known, budget or AskBudget())
    except TimeoutError:
        raise NotSaid(thread, AGAIN_SECONDS) from None
    except SlackProblem as problem:
        raise NotSaid(thread, seconds_until(problem)) from None


async def keep(
    balance: Balance,
    unknown: NotSaid,
    message: Typed,
    do: Callable[[Typed], Awaitable[None]],
    *,
    tell: bool,
) -> None:
    """Do it when Slack says whose thread it is. `tell`: its author, at once, that it waits, or that it never
    will be taken."""
    act, to = message.act, message.reply_to

    async def then() -> None:
        await do(replace(message, budget=AskBudget()))

    def not_done() -> None:
        if tell:
            balance.tell(to, note(NOT_FOUND))

    def failed(error: Exception) -> None:
        where = {"user": to.person, "channel": to.channel, "thread_ts": to.thread_ts}
        tell_unexpected(balance, {"event": where}, error)

    if unknown.seconds is None:
        not_done()
        return
    look_again(balance, unknown).kept.append(Kept(act.ts, then, not_done, failed))
    # Of a mention's two events, another process on this store may get the other one: told once.
    if tell and await balance.remembering.first_time(balance.workspace, f"unplaced:{act.key}"):
        balance.tell(to, note(LOOKED_FOR))


async def or_later(balance: Balance, message: Typed, do: Callable[[Typed], Awaitable[None]]) -> None:
    """For what is of use only where it is known whose thread it is: until then nobody is told."""
    try:
        await do(message)
    except NotSaid as unknown:
        await keep(balance, unknown, message, do, tell=False)


def look_again(balance: Balance, unknown: NotSaid) -> Waiting:
    """Ask until Slack says whose thread it is, where that helps: who tries again by then finds it."""

    def look(waiting: Waiting) -> asyncio.Task[None]:
        work = _look_until_said(balance, unknown.thread, waiting, unknown.seconds)
        return balance.tasks.spawn(work, "a thread of a channel with another id")

    return balance.unplaced.wait(unknown.thread, look)


async def follow(balance: Balance, old: str, new: str) -> None:
    """Everything that is known by the old id is known by the new one from now on."""
    moved = await balance.relocating.channel_became(balance.workspace, old, new)
    log.info("Channel %s goes on as %s, with %d assessments", old, new, len(moved))
    balance.visibility.forget()
    for kept in (balance.talk, balance.thread_files):
        kept.moved(old, new)
    balance.unplaced.moved(new)
    for assessment_id in moved:
        balance.reconciler.wake(assessment_id, insist=True)


async def _known_elsewhere(balance: Balance, thread: Thread, old: str | None = None) -> list[Headline]:
    channel, thread_ts = thread
    known = await balance.relocating.headlines(balance.workspace, thread_ts)
    return [one for one in known if one.channel != channel and old in (None, one.channel)]


async def _ask(balance: Balance, thread: Thread, known: list[Headline], budget: AskBudget | None) -> bool:
    """Raises SlackProblem and TimeoutError where it cannot be told."""
    problem: SlackProblem | TimeoutError | None = None
    for headline in known:
        asking = balance.slack.is_known_by(headline.token, *thread)
        try:
            is_ours = await (budget.within(asking) if budget else asking)
        except (SlackProblem, TimeoutError) as why:
            log.warning("Whether %s was %s before cannot be told: %s", thread[0], headline.channel, why)
            problem = why
            continue
        if is_ours:
            await follow(balance, headline.channel, thread[0])
            return True
    if problem:
        raise problem
    return False


async def _look_until_said(balance: Balance, thread: Thread, waiting: Waiting, seconds: float | None) -> None:
    try:
        while seconds is not None:
            await waiting.pause(seconds)
            try:
                known = await _known_elsewhere(balance, thread)
                if not await _ask(balance, thread, known, None) and known:
                    balance.unplaced.note_another(thread)
                break
            except SlackProblem as problem:
                seconds = seconds_until(problem)
            except StorageError as error:
                log.log(error.level, "Whose a thread is cannot be looked up now: %s", error)
                seconds = AGAIN_SECONDS
        while one := waiting.next():
            if seconds is None:
                one.not_done()
            else:
                await _do(one)
    finally:
        balance.unplaced.over(thread)


async def _do(one: Kept) -> None:
    while True:
        try:
            await one.do()
            return
        except StorageError as error:
            log.log(error.level, "What was typed waits, because the database cannot be used: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)
        except Exception as error:
            one.failed(error)
            return
