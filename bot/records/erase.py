"""balance erase: an assessment goes from the store, and from Slack as far as Slack lets it."""

import asyncio
from datetime import UTC, datetime

from bot.cards.erasing import because
from bot.cards.text import count, day, listed
from bot.config import ConfigError, ExitCode, Settings
from bot.erasing.clearing import Clearing
from bot.records.store import BACKUPS, Undone, with_store, without_stop
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import SlackProblem
from bot.slack.way_out import WayOut
from bot.terminal import complain, say
from flows.visible import visible
from storage.clearing import InSlack, change_left
from storage.database import Database
from storage.erasing import Found, Tombstone, erase, find, tombstones
from storage.errors import StorageError

NOTHING_YET = (
    "Nothing was erased yet. Who erases it, and why, is kept. To erase it, run: "
    "balance erase {id} --yes --by NAME --why REASON"
)

LATER = "A running bot deletes it within minutes. Where none runs,"


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
    if found.panel_of:
        raise Undone(
            f"{found.id} is a ballot, in which somebody answers alone. It goes with {found.panel_of}",
            ExitCode.WRONG,
        )
    for line in _of(found):
        say(line)
    if not sure:
        say(NOTHING_YET.format(id=found.id))
        return ExitCode.FINE
    if not (visible(by) and visible(why)):
        raise Undone("who erases it (--by) and why (--why) are kept, and must be said", ExitCode.WRONG)
    now = datetime.now(UTC)
    database.write_now(lambda transaction: erase(transaction, assessment_id, by=by, why=why, at=now))
    say(f"It was erased from the database. {BACKUPS}")
    return _go_on(settings, database, assessment_id, sure=True)


def _of(found: Found) -> list[str]:
    files = f" and {count(found.files, 'file')}" if found.files else ""
    who = count(found.ballots, "person", "people")
    alone = f" What {who} answered alone goes with it." if found.ballots else ""
    lines = [
        f"{found.id}: {found.title}",
        f"Started on {day(found.started_at)}, with {count(found.answers, 'answer')}, "
        f"{count(found.submissions, 'submission')} and {count(found.decisions, 'decision')}.{alone}",
        f"Balance can delete at least {count(found.messages, 'message')}{files} of it in Slack. What people "
        "wrote there is theirs, and stays.",
    ]
    if found.follow_ups:
        again = count(found.follow_ups, "assessment")
        lines.append(
            f"Out of {again} in which it is looked at again, its answers and decision go too. What somebody "
            "confirmed or changed there is theirs, and stays."
        )
    if found.reminders:
        sent = count(found.reminders, "reminder or weekly message", "reminders and weekly messages")
        lines.append(f"What {sent} say of it goes too.")
    lines.append(
        "Other direct messages that may name its title, such as a list that somebody asked for, stay: "
        "Balance does not know where they are."
    )
    return lines


def _go_on(settings: Settings, database: Database, assessment_id: str, *, sure: bool) -> ExitCode:
    erased = database.read_now(lambda transaction: tombstones(transaction, assessment_id))
    if not erased:
        raise Undone(f"there is no assessment {assessment_id}", ExitCode.WRONG)
    stone = erased[0]
    left = stone.left.again
    if not left.is_to_do:
        say(f"{stone.id} was erased on {day(stone.at)} by {stone.by}. Nothing of it is left in Slack.")
        return ExitCode.FINE
    if not sure:
        say(f"{stone.id} was erased. Some of it may be left in Slack: see --yes.")
        return ExitCode.FINE
    try:
        settings.check_bot_token()
    except ConfigError as problem:
        complain(
            f"{_still_there(left)} Nothing was deleted there. {problem}.\n"
            f"{LATER} set SLACK_BOT_TOKEN, and run: {_again(stone)}"
        )
        return ExitCode.FAILED
    try:
        database.write_now(lambda transaction: change_left(transaction, stone.id, lambda left: left.again))
        return asyncio.run(_delete(settings, database, stone))
    except (SlackProblem, StorageError) as problem:
        # Not Undone: it is gone from the database by then.
        complain(
            f"It is erased from the database. Some of it may still be in Slack: {without_stop(problem)}.\n"
            f"{LATER} run: {_again(stone)}"
        )
        return ExitCode.FAILED


def _again(stone: Tombstone) -> str:
    return f"balance erase {stone.id} --yes"


def _still_there(left: InSlack) -> str:
    """How much is more than is known where a thread has still to be looked through."""
    known = [count(len(left.messages), "message")] if left.messages else []
    known += [count(len(left.files), "file")] if left.files else []
    return (
        f"Still in Slack of it: at least {listed(known)}." if known else "Some of it may still be in Slack."
    )


async def _delete(settings: Settings, database: Database, stone: Tombstone) -> ExitCode:
    """Raises SlackProblem and StorageError; what is left then is written down."""
    slack_clock = SlackClock()
    slack = Slack.connect(
        settings.bot_token.get_secret_value(), settings.api_url, slack_clock, way=WayOut.of(settings)
    )
    try:
        identity = await slack.identity()
        me = frozenset((identity.user_id, identity.bot_id))
        clearing = Clearing(database, slack, me, lambda: datetime.fromtimestamp(slack_clock(), UTC))
        done = await clearing.clear(stone.id)
    finally:
        await slack.close()
    assert done is not None, "it was erased"
    deleted = done.left.deleted - stone.left.deleted
    say(f"Deleted in Slack: {count(deleted, 'message or file', 'messages and files')}.")
    for why, number in sorted(done.left.stays_by_why.items()):
        say(f"Slack did not delete {number}, because {because(why)}.")
    return ExitCode.FAILED if done.left.stays else ExitCode.FINE
