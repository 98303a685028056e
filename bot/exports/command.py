"""`balance export`: records out of the store, into a folder."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from bot.config import ExitCode, Settings
from bot.exports.arguments import TABLES
from bot.exports.csv_tables import tables
from bot.exports.export import Export, Outcome
from bot.exports.forms import DATA
from bot.exports.html import HTML
from bot.exports.ods import SHEET
from bot.exports.pdf import PAPER
from bot.exports.progress import shown
from bot.records.store import opened, without_stop
from bot.terminal import complain, say
from flows.errors import FlowError
from storage import records
from storage.database import Database
from storage.errors import StorageError
from storage.records import RecordStore

FORMS = {"json": DATA, "html": HTML, "ods": SHEET, "pdf": PAPER}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: these ids, or all that were changed on that day (UTC) or later; as which forms."""

    ids: Sequence[str]
    since: date | None
    forms: Sequence[str]
    folder: Path
    without_names: bool = False


def export(settings: Settings, wanted: Wanted) -> ExitCode:
    if wanted.folder.exists() and not wanted.folder.is_dir():
        return _wrong(f"{wanted.folder} is a file. Name a folder.")
    with opened(settings) as database:
        try:
            return _export(database, wanted)
        except StorageError as error:
            complain(f"the export stopped: {without_stop(error)}. {_WHOLE}")
        except OSError as error:
            complain(f"the export stopped: {error.filename or wanted.folder}: {error.strerror}. {_WHOLE}")
        except KeyboardInterrupt:
            complain(f"stopped. {_WHOLE}")
        return ExitCode.FAILED


_WHOLE = "What is there is whole. The same command goes on from there."


def _export(database: Database, wanted: Wanted) -> ExitCode:
    kept = RecordStore()
    for id in wanted.ids:
        if database.read_now(partial(kept.read, assessment_id=id)) is None:
            return _wrong(f"there is no assessment {id} in {database.place}.")
    since = datetime.combine(wanted.since, time(), UTC) if wanted.since else None
    total = len(wanted.ids) or records.count(database, since)
    forms = [FORMS[name] for name in wanted.forms if name != TABLES]
    run = Export(wanted.folder, forms, without_names=wanted.without_names)
    wanted.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tables(wanted.folder) if TABLES in wanted.forms else contextlib.nullcontext() as rows:
        for id in shown(wanted.ids or records.ids(database, since), total):
            try:
                found = database.read_now(partial(kept.read, assessment_id=id))
                if found is None:  # it was deleted meanwhile
                    continue
                material = run.add(found)
                if rows:
                    rows.add(material)
            except (FlowError, ValueError, KeyError) as error:
                run.outcome.unreadable[id] = str(error)
    return _report(run.outcome, wanted.folder)


def _report(outcome: Outcome, folder: Path) -> ExitCode:
    same = f", {outcome.unchanged:,} there already and unchanged" if outcome.unchanged else ""
    say(f"{outcome.written:,} written into {folder}{same}.")
    for file, why in outcome.failed.items():
        complain(f"{file} could not be made: {why} The other forms are there.")
    for id, why in outcome.unreadable.items():
        complain(f"assessment {id} is damaged in the database, and was left out: {why}")
    return ExitCode.FAILED if outcome.failed or outcome.unreadable else ExitCode.FINE


def _wrong(problem: str) -> ExitCode:
    complain(problem)
    return ExitCode.WRONG
