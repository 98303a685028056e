"""A backup put in the place of a SQLite database, without what was erased or forgotten since."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from errno import EACCES
from functools import partial
from pathlib import Path

from sqlalchemy import URL

from storage import new_file, schema
from storage.address import of_file, sqlite_file
from storage.aside import put_aside
from storage.backup import copy_whole
from storage.bare_sqlite import SQLITES_OWN, into_one_file
from storage.clearing import InSlack, change_left
from storage.database import Database
from storage.engine import check_file
from storage.erasing import Tombstone, erase, find
from storage.errors import CannotCopy, NotAStore, StoreUnavailable
from storage.file_system import is_there
from storage.forgotten import forget_again
from storage.replaced import Since, belong_alike, held, keep_together
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `aside`: where the database is now that was there before, None if there was none.
    `was_readable`: whether it said what was erased and forgotten since."""

    target: Path
    aside: Path | None
    erased: int
    forgotten: int
    was_readable: bool = True

    @property
    def beside_it(self) -> list[Path]:
        """What SQLite has left beside one that was not closed well, and is kept with it."""
        found = [Path(f"{self.aside}{end}") for end in SQLITES_OWN] if self.aside else []
        return [path for path in found if path.exists()]


def target_of(url: str | URL) -> Path:
    """The file that a backup would be put in place of, not a link to it. Raises CannotCopy where there can be
    none, StoreUnavailable where nobody can tell."""
    target = sqlite_file(url)
    if target is None:
        raise CannotCopy(
            "only a SQLite file can be restored like this. For PostgreSQL use its own tool: "
            'pg_restore --clean --dbname="$BALANCE_DATABASE_URL" FILE'
        )
    is_there(target)  # of links that lead to each other nothing is the end
    return target.resolve()


def restore(url: str | URL, backup: Path, at: datetime) -> Restored:
    """Check the backup, bring it up to date, erase and forget in it what was since, and put it in place of
    the database, which is put aside. Raises CannotCopy or NotAStore if it was asked for wrongly,
    StoreUnavailable if it failed; then the database is as it was."""
    target = target_of(url)
    _check_backup(backup)
    was_there = is_there(target)
    try:
        check_file(target)
    except NotAStore:
        if not was_there:  # what an earlier one left beside it would be written into the backup
            raise
    since: Since | None = Since()
    aside: Path | None = None
    try:
        with (
            # Until the backup has the name: who started a bot meanwhile would have its log read into it.
            contextlib.ExitStack() as until_it_is_there,
            new_file.whole(target, instead=was_there) as part,
        ):
            if was_there:
                belong_alike(part, target)
            copy_whole(backup, part, is_backup=True)
            with _up_to_date(part) as database:
                if was_there:  # the copying took a while, and somebody may have erased meanwhile
                    since = until_it_is_there.enter_context(held(target))
                erased, forgotten = database.write_now(partial(_again, since=since or Since(), at=at))
            if was_there:
                # A second name: a bot that starts while there is nothing under the first would begin anew.
                aside = put_aside(partial(os.link, target), target, ".before-", at)
                keep_together(target, aside)
    except FileExistsError:
        raise CannotCopy(f"{target} was made meanwhile, and is not overwritten") from None
    except OSError as error:
        raise StoreUnavailable(f"{target}: {error.strerror}") from error
    return Restored(target, aside, erased, forgotten, since is not None)


def _check_backup(backup: Path) -> None:
    """It need not be one that can be written to."""
    if not is_there(backup) or not backup.is_file():
        raise CannotCopy(f"there is no backup at {backup}")
    if not os.access(backup, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        raise StoreUnavailable(f"{backup}: {os.strerror(EACCES)}")
    if not backup.stat().st_size:
        raise NotAStore(f"{backup} is empty, so it is no backup of Balance.")


@contextlib.contextmanager
def _up_to_date(part: Path) -> Iterator[Database]:
    """The copy, opened and brought to the version of this code. Afterwards it is one file again."""
    database = Database(of_file(part))
    try:
        schema.upgrade(database)
        yield database
    finally:
        database.close()
    into_one_file(part)


def _again(transaction: Transaction, since: Since, at: datetime) -> tuple[int, int]:
    erased = 0
    for stone in since.erased:
        if find(transaction, stone.id) is not None:
            erase(transaction, stone.id, by=stone.by, why=stone.why, at=stone.at, tell=stone.tell)
            change_left(transaction, stone.id, partial(_as_it_was, stone))
            erased += 1
    return erased, forget_again(transaction, since.forgotten, at)


def _as_it_was(stone: Tombstone, _: InSlack) -> InSlack:
    """What is left in Slack is what was, and not what the backup knows of."""
    return stone.left
