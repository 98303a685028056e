"""`balance export`: records out of the store, into a folder."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from bot.config import ConfigError, ExitCode, Settings
from bot.exports.arguments import TABLES
from bot.exports.csv_tables import tables
from bot.exports.export import Export, Outcome
from bot.exports.forms import DATA
from bot.exports.html import HTML
from bot.exports.ods import SHEET
from bot.exports.pdf import PAPER
from bot.exports.progress import shown
from bot.exports.whole_file import whole_files
from bot.records.exporter import of_disk
from bot.records.store import opened, without_stop
from bot.terminal import complain, say
from flows.record.kept import Kept
from storage import records
from storage.database import Database
from storage.errors import DAMAGED, StorageError
from storage.panels import assessment_of
from storage.records import RecordStore

AT_ONCE: Final = 10
"""Assessments that are read in one transaction: more would take memory, and save little time."""
FORMS = {"json": DATA, "html": HTML, "ods": SHEET, "pdf": PAPER}
"""In this order they are made: last what others made, which may take the process along as it breaks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: these ids, or all that were changed on that day (UTC) or later; as which forms."""

    ids: Sequence[str]
    since: date | None
    forms: Sequence[str]
    folder: Path
    without_names: bool = False
    codes: bool = False
    """For whoever logs what became of it: say as a code, which quotes nothing, why a form is not there."""


def export(settings: Settings, wanted: Wanted) -> ExitCode:
    try:
        if wanted.folder.exists() and not wanted.folder.is_dir():
            return _wrong(f"{wanted.folder} is a file. Name a folder.")
        with opened(settings) as database:
            return _export(database, wanted)
    except ConfigError:
        _say_why(wanted, "store")
        raise
    except StorageError as error:
        complain(f"the export stopped: {without_stop(error)}. {_WHOLE}")
        _say_why(wanted, "store")
    except OSError as error:
        complain(f"the export stopped: {error.filename or wanted.folder}: {error.strerror}. {_WHOLE}")
        _say_why(wanted, of_disk(error))
    except KeyboardInterrupt:
        complain(f"stopped. {_WHOLE}")
    except Exception as error:
        _say_why(wanted, f"fault_{type(error).__name__.lower()}")
        raise
    return ExitCode.FAILED


_WHOLE = "What is there is whole. The same command goes on from there."


def _export(database: Database, wanted: Wanted) -> ExitCode:
    for id in wanted.ids:
        if not database.read_now(partial(records.workspaces_of, ids=[id])):
            _say_why(wanted, "not_there")
            return _wrong(_not_there(database, id))
    since = datetime.combine(wanted.since, time(), UTC) if wanted.since else None
    total = len(wanted.ids) or records.count(database, since)
    forms = [form for name, form in FORMS.items() if name in wanted.forms]
    wanted.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        files = stack.enter_context(whole_files(wanted.folder))
        rows = stack.enter_context(tables(files)) if TABLES in wanted.forms else None
        run = Export(files, forms, without_names=wanted.without_names)
        ids = wanted.ids or records.ids(database, since)
        for found in shown(_each(database, ids, run.outcome), total):
            if found is None:
                continue
            try:
                material = run.add(found)
                if rows:
                    rows.add(material)
            except DAMAGED:
                run.outcome.unreadable.append(found.assessment.id)
    return _report(run.outcome, wanted)


def _each(database: Database, ids: Iterable[str], outcome: Outcome) -> Iterator[Kept | None]:
    """None for one that was deleted meanwhile, or cannot be read."""
    store, left = RecordStore(), iter(ids)
    while some := list(islice(left, AT_ONCE)):
        found = _read(database, store, some, outcome)
        yield from map(found.get, some)


def _read(database: Database, store: RecordStore, ids: Sequence[str], outcome: Outcome) -> dict[str, Kept]:
    """By id. Of several, one that is damaged does not keep the others from being read."""
    try:
        return database.read_now(partial(store.read, ids=ids))
    except DAMAGED:
        if len(ids) > 1:
            return {id: kept for one in ids for id, kept in _read(database, store, [one], outcome).items()}
        outcome.unreadable.append(ids[0])
        return {}


def _not_there(database: Database, id: str) -> str:
    """Why there is no record of it."""
    of = database.read_now(partial(assessment_of, ballot_id=id))
    if of is None:
        return f"there is no assessment {id} in {database.place}."
    return (
        f"{id} is a ballot, in which somebody answers alone. It is revealed first, and is then in the record "
        f"of {of}."
    )


def _report(outcome: Outcome, wanted: Wanted) -> ExitCode:
    same = f", {outcome.unchanged:,} there already and unchanged" if outcome.unchanged else ""
    say(f"{outcome.written:,} written into {wanted.folder}{same}.")
    for file, failed in outcome.failed.items():
        complain(f"{file} could not be made: {failed} The other forms are there.")
        _say_why(wanted, failed.code, [name for name, form in FORMS.items() if form.file == file])
    for id in outcome.unreadable:
        complain(f"assessment {id} is damaged in the database, and was left out.")
        _say_why(wanted, "damaged")
    return ExitCode.FAILED if outcome.failed or outcome.unreadable else ExitCode.FINE


def _say_why(wanted: Wanted, code: str, forms: Sequence[str] | None = None) -> None:
    """`forms`: all that are wanted, unless they are named. What is there all the same is whole."""
    for form in (wanted.forms if forms is None else forms) if wanted.codes else ():
        say(f"why {form} {code}")


def _wrong(problem: str) -> ExitCode:
    complain(problem)
    return ExitCode.WRONG
