"""balance backup and balance restore: a copy of the database, and a copy in its place."""

from datetime import UTC, datetime
from pathlib import Path

from bot.cards.text import count, listed
from bot.config import ExitCode, Settings
from bot.records.store import without_stop
from bot.terminal import complain, say
from storage.backup import back_up
from storage.errors import CannotCopy, NotAStore, StorageError
from storage.file_system import is_there
from storage.restoring import Restored, restore, target_of

LIVES_ON = "What is erased later lives on in it, until it is restored or deleted."
NOT_READ = "The database before could not be read. What was erased since the backup is there again."
NOT_THERE = (
    "No database was here to tell what was erased or forgotten since this backup was made. Erase and forget "
    "it again: see balance erase, balance forget."
)


def back_up_to(settings: Settings, file: Path) -> ExitCode:
    """Copy the database while Balance runs. Never overwrites. Raises ConfigError for an address of none."""
    try:
        source = back_up(settings.store_address, file)
    except StorageError as error:
        return _failed("no backup was made", error)
    say(f"{source} was copied to {file}, and the copy was checked.")
    say(LIVES_ON)
    return ExitCode.FINE


def restore_from(settings: Settings, backup: Path, *, sure: bool) -> ExitCode:
    """Where a database is there already, only if they are `sure`. Raises ConfigError for an address of
    none."""
    try:
        target = target_of(settings.store_address)
        if is_there(target) and not sure:
            say(f"{target} is there. Nothing was changed. To put it aside and restore, run it with --yes.")
            return ExitCode.WRONG
        restored = restore(settings.store_address, backup, datetime.now(UTC))
    except StorageError as error:
        return _failed("nothing was restored", error)
    for line in _words(restored, backup):
        say(line)
    return ExitCode.FINE


def _failed(what: str, error: StorageError) -> ExitCode:
    complain(f"{what}: {without_stop(error)}.")
    return ExitCode.WRONG if isinstance(error, CannotCopy | NotAStore) else ExitCode.FAILED


def _words(restored: Restored, backup: Path) -> list[str]:
    lines = [f"{backup} was checked, and is in the place of {restored.target} now."]
    if restored.erased or restored.forgotten:
        erased, people = count(restored.erased, "assessment"), count(restored.forgotten, "person", "people")
        lines.append(f"Erased again, as was done since: {erased}. Forgotten again: {people}.")
    if not restored.was_readable:
        lines.append(NOT_READ)
    if restored.aside is None:
        lines.append(NOT_THERE)
    else:
        kept = listed([str(restored.aside), *map(str, restored.beside_it)])
        lines.append(f"The database that was there is kept as {kept}. Delete that when all is well.")
    return lines
