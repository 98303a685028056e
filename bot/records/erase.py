"""balance erase: an assessment goes from the store, and from Slack as far as Slack lets it."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from functools import partial

from bot.cards.text import count, day
from bot.config import ExitCode, Settings
from bot.records.store import BACKUPS, Undone, with_store
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import NO_CONNECTION, InDoubt, MessageGone, NoPlace, Refused, TryLater
from bot.terminal import say
from flows.visible import visible
from storage.database import Database
from storage.erasing import Found, Message, Tombstone, erase, find, gone_from_slack, tombstones

ATTEMPTS = 5


def erase_one(settings: Settings, assessment_id: str, *, by: str, why: str, sure: bool) -> ExitCode:
    """Say what there is and, if they are `sure`, erase it. Once begun, the same command goes on with what is
    left in Slack."""
    return with_store(settings, lambda database: _erase(settings, database, assessment_id, by, why, sure))


def _erase(
    settings: Settings, database: Database, assessment_id: str, by: str, why: str, sure: bool
) -> ExitCode:
    found = database.read_now(lambda transaction: find(transaction, assessment_id))
    if found is None:
        return _go_on(settings, database, assessment_id, sure=sure)
    for line in _of(found):
        say(line)
    if not sure:
        say("Nothing was erased yet. To erase it, run the same again with --yes.")
        return ExitCode.FINE
    if not (visible(by) and visible(why)):
        raise Undone("who erases it (--by) and why (--why) are kept, and must be said", ExitCode.WRONG)
    now = datetime.now(UTC)
    database.write_now(lambda transaction: erase(transaction, assessment_id, by=by, why=why, at=now))
    say(f"It was erased from the database. {BACKUPS}")
    return _go_on(settings, database, assessment_id, sure=True)


def _of(found: Found) -> list[str]:
    lines = [
        f"{found.id}: {found.title}",
        f"Started on {day(found.started_at)}, with {count(found.answers, 'answer')}, "
        f"{count(found.submissions, 'submission')} and {count(found.decisions, 'decision')}.",
        f"Balance can delete {count(found.messages, 'message')} of it in Slack. What people wrote there is "
        "theirs, and stays.",
    ]
    if found.reminders:
        sent = count(found.reminders, "reminder")
        lines.append(f"{sent} in direct messages cannot be found again, and stay. They name its title.")
    return lines


def _go_on(settings: Settings, database: Database, assessment_id: str, *, sure: bool) -> ExitCode:
    erased = database.read_now(lambda transaction: tombstones(transaction, assessment_id))
    if not erased:
        raise Undone(f"there is no assessment {assessment_id}", ExitCode.WRONG)
    stone = erased[0]
    if not stone.left:
        say(f"{stone.id} was erased on {day(stone.at)} by {stone.by}. Nothing of it is left in Slack.")
        return ExitCode.FINE
    if not sure:
        say(f"{stone.id} was erased. {count(len(stone.left), 'message')} may be left in Slack: see --yes.")
        return ExitCode.FINE
    settings.check_bot_token()
    return asyncio.run(_delete(settings, database, stone))


async def _delete(settings: Settings, database: Database, stone: Tombstone) -> ExitCode:
    """Message by message: each is known to be gone before the next is tried."""
    slack = Slack.connect(settings.bot_token.get_secret_value(), settings.api_url, SlackClock())
    stays: dict[Message, str] = {}
    try:
        for number, message in enumerate(stone.left, start=1):
            if why := await _delete_one(slack, message):
                stays[message] = why
            rest = [*stays, *stone.left[number:]]
            await database.write(partial(gone_from_slack, assessment_id=stone.id, left=rest))
    finally:
        await slack.close()
    say(f"Deleted in Slack: {count(len(stone.left) - len(stays), 'message')}.")
    for why, number in Counter(stays.values()).items():
        say(f"Slack did not delete {count(number, 'message')}: {why}.")
    return ExitCode.FAILED if stays else ExitCode.FINE


async def _delete_one(slack: Slack, message: Message) -> str:
    """Slack's word for why it stays, or nothing. Raises SlackProblem where nothing can be deleted at all."""
    for _ in range(ATTEMPTS):
        try:
            await slack.delete(message.channel, message.ts)
        except TryLater as problem:
            if problem.code == NO_CONNECTION:
                raise
            await asyncio.sleep(problem.seconds)
        except InDoubt:
            continue  # if it was done, the next attempt says so
        except MessageGone as problem:
            return "" if problem.code == "message_not_found" else problem.code
        except (NoPlace, Refused) as problem:
            return problem.code
        else:
            return ""
    return "it did not answer"
