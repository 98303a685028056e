"""balance restore: a backup in the place of the database."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.cards.text import count
from bot.config import ExitCode, Settings
from storage.errors import CannotCopy, NotAStore, StorageError
from storage.restoring import Restored, restore, target_of


def restore_from(settings: Settings, backup: Path, *, sure: bool) -> ExitCode:
    """Where a database is there already, only if they are `sure`."""
    try:
        target = target_of(settings.database_url)
        if target.exists() and not sure:
            print(f"{target} is there. Nothing was changed. To put it aside and restore, run it with --yes.")
            return ExitCode.WRONG
        restored = restore(settings.database_url, backup, datetime.now(UTC))
    except StorageError as error:
        print(f"balance: nothing was restored: {str(error).rstrip('.')}.", file=sys.stderr)
        return ExitCode.WRONG if isinstance(error, CannotCopy | NotAStore) else ExitCode.FAILED
    for line in _words(restored, backup):
        print(line)
    return ExitCode.FINE


def _words(restored: Restored, backup: Path) -> list[str]:
    lines = [f"{backup} was checked, and is in the place of {restored.target} now."]
    if restored.erased or restored.forgotten:
        erased, people = count(restored.erased, "assessment"), count(restored.forgotten, "person", "people")
        lines.append(f"Erased again, as was done since: {erased}. Forgotten again: {people}.")
    if not restored.was_readable:
        lines.append(
            "The database before could not be read. What was erased since the backup is there again."
        )
    if restored.aside:
        lines.append(f"The database that was there is kept as {restored.aside}. Delete it when all is well.")
    return lines
