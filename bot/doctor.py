"""balance doctor: is everything set up? One line a check, and what to do where something is wrong."""

import os
import textwrap
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot import manifest
from bot.config import ConfigError, Settings
from bot.slack import Identity, Slack
from bot.slack_problems import NoEntry, SlackProblem, TryLater
from flows.errors import FrameworkError
from flows.framework import Framework, default_framework, read
from storage import schema
from storage.database import Database
from storage.errors import FrameworkChanged, NewerDatabase, StorageError
from storage.frameworks import FrameworkStore
from storage.models import SeenEventRow

FINE, FAILED, WRONG = 0, 1, 2
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `to_do` is only said of a problem; `exit_code` is what that costs."""

    about: str
    words: str
    to_do: str = ""
    exit_code: int = FINE

    def __str__(self) -> str:
        sign = "problem" if self.exit_code else "ok"
        line = f"{sign:<9}{self.about}: {self.words}"
        return line + (f"\n{textwrap.indent(self.to_do, ' ' * 9)}" if self.to_do else "")


async def examine() -> int:
    """Print every finding. Returns 0 fine, 1 if a check failed, 2 if a variable is missing or wrong."""
    worst = FINE
    async for finding in _examination():
        print(finding, flush=True)
        worst = max(worst, finding.exit_code)
    print(
        "\nEverything is fine."
        if worst == FINE
        else "\nSome things need to be put right: they are marked as a problem above."
    )
    return worst


async def _examination() -> AsyncIterator[Finding]:
    try:
        settings = Settings.from_environment()
    except ConfigError as error:
        yield _wrong(error)
        return
    bot_token, app_token = _bot_token(settings), _app_token(settings)
    yield bot_token
    yield app_token
    yield _signing_secret(settings)
    if bot_token.exit_code == FINE:
        async for finding in _slack(settings):
            yield finding
    if app_token.exit_code == FINE and settings.app_token.get_secret_value():
        yield await _socket_mode(settings)
    framework, finding = _question_file(settings)
    yield finding
    for finding in _database(settings, framework):
        yield finding


# --- variables


def _bot_token(settings: Settings) -> Finding:
    try:
        settings.check_bot_token()
    except ConfigError as error:
        return _wrong(error)
    return Finding("SLACK_BOT_TOKEN", "is set, and is a bot token.")


def _app_token(settings: Settings) -> Finding:
    if not settings.app_token.get_secret_value() and settings.signing_secret.get_secret_value():
        return Finding("SLACK_APP_TOKEN", "is not set. That is fine for balance serve; balance run needs it.")
    try:
        settings.check_app_token()
    except ConfigError as error:
        return _wrong(error)
    return Finding("SLACK_APP_TOKEN", "is set, and is an app-level token.")


def _signing_secret(settings: Settings) -> Finding:
    if settings.signing_secret.get_secret_value():
        return Finding("SLACK_SIGNING_SECRET", "is set. Only Slack knows whether it is the right one.")
    return Finding(
        "SLACK_SIGNING_SECRET", "is not set. That is fine for balance run; balance serve needs it."
    )


def _wrong(error: ConfigError) -> Finding:
    problem = str(error).removeprefix(f"{error.variable}: ")
    to_do = f"Set {error.variable} in the environment or in a .env file."
    return Finding(error.variable, problem, to_do, WRONG)


# --- Slack


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    slack = Slack.connect(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        identity = await slack.identity()
    except SlackProblem as problem:
        yield _no_answer(problem, settings, "SLACK_BOT_TOKEN")
        return
    finally:
        await slack.close()
    yield Finding("Slack", f"answers, and knows the bot in the workspace {identity.team_name}.")
    yield _scopes(identity)


async def _socket_mode(settings: Settings) -> Finding:
    slack = Slack.connect(settings.app_token.get_secret_value(), settings.api_url)
    try:
        await slack.open_connection()
    except SlackProblem as problem:
        return _no_answer(problem, settings, "SLACK_APP_TOKEN")
    finally:
        await slack.close()
    return Finding("Socket Mode", "Slack lets the app-level token open a connection.")


def _no_answer(problem: SlackProblem, settings: Settings, variable: str) -> Finding:
    host = urlsplit(settings.api_url).hostname
    match problem:
        case NoEntry():
            page = "OAuth & Permissions" if variable == "SLACK_BOT_TOKEN" else "Basic Information"
            return Finding(
                variable,
                f"Slack refuses it ({problem.code}).",
                f"Copy the token anew from your Slack app's settings, {page}. If the app was removed from "
                "the workspace, install it again first.",
                FAILED,
            )
        case TryLater(code="no_connection"):
            return Finding(
                "SLACK_API_URL",
                f"nothing answers at {host}.",
                "Check the address, and whether this machine may reach it (network, firewall, proxy).",
                FAILED,
            )
        case TryLater():
            return Finding(
                "Slack",
                f"is busy ({problem.code}).",
                f"Try again in {problem.seconds:.0f} s.",
                FAILED,
            )
        case _:
            return Finding(
                "SLACK_API_URL",
                f"{host} answers, but not as Slack does ({problem.code}).",
                "Check the address. It should be https://slack.com/api/ unless you know better.",
                FAILED,
            )


def _scopes(identity: Identity) -> Finding:
    needed = manifest.scopes()
    if missing := sorted(needed - identity.scopes):
        return Finding(
            "Scopes",
            f"the bot token lacks {', '.join(missing)}.",
            "Paste manifest.yml into your Slack app's settings under App Manifest, then install the app "
            "to the workspace again.",
            FAILED,
        )
    more = sorted(identity.scopes - needed)
    return Finding(
        "Scopes",
        f"all {len(needed)} are granted." + (f" Balance does not need {', '.join(more)}." if more else ""),
    )


# --- the question file and the database


def _question_file(settings: Settings) -> tuple[Framework | None, Finding]:
    try:
        framework = read(settings.framework) if settings.framework else default_framework()
    except FrameworkError as error:
        to_do = "Correct the file, or unset BALANCE_FRAMEWORK to use the questions that come with Balance."
        return None, Finding("BALANCE_FRAMEWORK", str(error), to_do, WRONG)
    words = f"{framework.name}, version {framework.version}, {len(framework.questions)} questions."
    return framework, Finding("Questions", words)


def _database(settings: Settings, framework: Framework | None) -> Iterator[Finding]:
    try:
        file = _sqlite_file(settings)
        if file and not file.exists():
            yield _missing_file(file)
            return
        database = Database(settings.database_url)
    except StorageError as error:
        yield _no_database(str(error))
        return
    try:
        yield _tables(database)
        if file:
            yield _private(file)
        if framework:
            yield _pinned(database, framework)
    except NewerDatabase as error:
        yield Finding("Database", str(error), "Nothing was changed.", FAILED)
    except FrameworkChanged as error:
        yield Finding("Questions", str(error), "Nothing was changed.", FAILED)
    except StorageError as error:
        yield _no_database(str(error))
    finally:
        database.close()


def _sqlite_file(settings: Settings) -> Path | None:
    """The file, if it is one. Asked before anything opens it, because opening would make it."""
    kind, _, path = settings.database_url.partition("?")[0].partition(":///")
    return Path(path) if kind.startswith("sqlite") and path not in ("", ":memory:") else None


def _missing_file(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding("Database", f"{file} is not there yet. It is made at the first start.")
    return _no_database(f"{file} is not there, and the folder {folder} cannot be written to")


def _tables(database: Database) -> Finding:
    revision, newest = schema.state(database)
    database.write_now(lambda session: _try_to_write(session, revision))
    if revision is None:
        words = "can be used, and is empty. The tables are made at the first start."
    elif revision != newest:
        words = f"can be used, and is at version {revision}. It is brought to {newest} at the next start."
    else:
        words = f"can be used, and is up to date: version {revision}."
    return Finding("Database", f"{database.place} {words}")


def _try_to_write(session: Session, revision: str | None) -> None:
    """Ask for the right to write, without writing anything: no event has an empty key."""
    session.connection()
    if revision is not None:
        session.execute(delete(SeenEventRow).where(SeenEventRow.key == ""))


def _private(file: Path) -> Finding:
    if file.stat().st_mode & OTHERS:
        return Finding(
            "Database", f"other people on this machine can read {file}.", f"Run chmod 600 {file}", FAILED
        )
    return Finding("Database", "only its owner can read the file.")


def _pinned(database: Database, framework: Framework) -> Finding:
    """Would a start take these questions? What it would store is taken back."""
    if schema.state(database)[0] is None:
        return Finding("Questions", "no assessment was made with others yet.")

    def try_to_keep(session: Session) -> None:
        FrameworkStore().keep(session, framework, datetime.now(UTC))
        session.rollback()

    database.write_now(try_to_keep)
    return Finding("Questions", "they agree with the assessments in the database.")


def _no_database(reason: str) -> Finding:
    to_do = "See whether the database runs, and whether BALANCE_DATABASE_URL names the right one."
    if "locked" in reason:
        to_do = "Another program holds the file. End it, or wait until it is done."
    elif "denied" in reason.lower() or "readonly" in reason or "cannot be written" in reason:
        to_do = "Give the user that runs Balance the right to write there, or name another place."
    elif "not a database" in reason or "malformed" in reason:
        to_do = "The file is damaged. Put it aside and restore it from a backup."
    return Finding(
        "BALANCE_DATABASE_URL", f"the database cannot be used: {reason.rstrip('.')}.", to_do, FAILED
    )
