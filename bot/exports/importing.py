"""`balance import`: exported records into this store. All of them, or nothing is changed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.cards.text import day
from bot.config import ExitCode, Settings
from bot.exports.progress import shown
from bot.records.record_file import read_file
from bot.records.store import CHANGED_OUTSIDE, IN_DOUBT, connected, without_stop
from bot.records.verify import fault, verified_of
from bot.terminal import complain, say
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import RecordError
from flows.record.writing import record_of
from storage import carried_over, records, schema
from storage.erasing import tombstones
from storage.errors import DAMAGED, OutOfReach, PinnedChanged, StorageError
from storage.forgotten import forget_again, forgotten
from storage.records import RecordStore
from storage.transaction import Transaction
from storage.workspace import Workspace


class _Refused(Exception):
    """A file cannot be imported; the text names it and says why."""

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file}: {why}")


def import_files(settings: Settings, files: Sequence[Path]) -> ExitCode:
    try:
        for file in shown(files, len(files)):
            _kept(file)  # before the store is so much as opened, and without keeping it in memory
        added = _import(settings, files)
    except _Refused as error:
        complain(f"{error}\nNothing was imported.")
        return ExitCode.WRONG
    except OutOfReach as error:
        complain(f"the database is out of reach: {without_stop(error)}. {IN_DOUBT}")
        return ExitCode.FAILED
    except StorageError as error:
        complain(f"nothing was imported: {without_stop(error)}.")
        return ExitCode.FAILED
    except DAMAGED:
        complain(f"nothing was imported: {CHANGED_OUTSIDE}")
        return ExitCode.FAILED
    same = f", {len(files) - added:,} here already and the same" if added < len(files) else ""
    say(f"{added:,} imported{same}.")
    return ExitCode.FINE


def _import(settings: Settings, files: Sequence[Path]) -> int:
    with connected(settings) as database:
        schema.upgrade(database)
        return database.write_now(partial(_add_all, files=files, at=datetime.now(UTC)))


def _add_all(transaction: Transaction, files: Sequence[Path], at: datetime) -> int:
    """How many are new here. Who was forgotten here is so in these as well."""
    store, here = RecordStore(), records.workspaces(transaction)
    erased = {one.id: one for one in tombstones(transaction)}
    added = 0
    for file in files:
        kept = _kept(file)
        id, workspace = kept.assessment.id, _workspace(file, kept.team, here)
        before = store.read(transaction, [id]).get(id)
        if before is None:
            if stone := erased.get(id):
                raise _Refused(file, f"It was erased here on {day(stone.at)} by {stone.by}, and stays so.")
            try:
                store.add(transaction, kept, workspace, at)
            except PinnedChanged as error:
                raise _Refused(file, f"{error}.") from None
            if kept.assessment.previous in erased:
                carried_over.take_out(transaction, kept.assessment.previous)
            added += 1
        elif _without_people(before) != _without_people(kept):
            raise _Refused(file, f"assessment {id} is here already, and says something else.")
    if added:
        forget_again(transaction, forgotten(transaction), at)
    return added


def _kept(file: Path) -> Kept:
    """Raises _Refused."""
    try:
        record = read_file(file)
        if record.names_left_out:
            raise RecordError("It was exported without names, so it cannot be put into a store.")
        kept, verified = verified_of(record)
        if verified.found:
            raise RecordError(f"It is not as it was written. {fault(verified.found[0])}")
        return kept
    except RecordError as error:
        raise _Refused(file, error) from None


def _workspace(file: Path, team: str, here: Sequence[Workspace]) -> Workspace:
    """Whose record it is. Raises _Refused where this store is of others only. A new one takes whatever is
    brought into it at once: so a store of several moves whole."""
    found = Workspace(team)
    if here and found not in here:
        teams = ", ".join(sorted({one.team_id for one in here}))
        raise _Refused(file, f"It is of another workspace, {team}. This database is of {teams}.")
    return found


def _without_people(kept: Kept) -> Record:
    """What two records of the same assessment are compared by: another store may know other names."""
    return record_of(kept).model_copy(update={"people": ()})
