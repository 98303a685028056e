"""`balance voices form` and `balance voices import`, beside a bot that runs or not."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.cards.refusals import words
from bot.cards.text import count
from bot.config import ExitCode, Settings
from bot.records.store import Undone, with_store, without_stop
from bot.terminal import say
from bot.use_cases.requests import Act
from bot.use_cases.talk import Talk
from bot.use_cases.unit_of_work import UnitOfWork
from bot.use_cases.voices import put_on_record
from bot.voices.files import made_for
from bot.voices.invitation import NotRead
from bot.voices.reading import (
    MOST_BYTES,
    MOST_TOGETHER,
    NO_ANSWERS,
    TOO_MUCH_TOGETHER,
    AnswerFile,
    gathered,
    opened,
)
from flows import plain_file
from flows.assessment import Assessment
from flows.refusals import Refusal
from flows.voices import MOST_VOICES, VoiceGroup, check_open
from storage import new_file
from storage.database import Database
from storage.errors import DAMAGED
from storage.frameworks import FrameworkStore
from storage.records import RecordStore
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace

_ONLY_THE_OWNER = 0o700


def make_form(settings: Settings, assessment_id: str, whose: str, folder: Path) -> ExitCode:
    """Write a form and a spreadsheet for a group of people into the folder."""
    return with_store(settings, lambda database: _make_form(database, assessment_id, whose, folder))


def import_files(settings: Settings, files: Sequence[Path], assessment_id: str | None) -> ExitCode:
    """Bring in one group: all files, and those in folders. All of it, or nothing is changed."""
    return with_store(settings, lambda database: _import(database, files, assessment_id))


def _make_form(database: Database, assessment_id: str, whose: str, folder: Path) -> ExitCode:
    assessment = database.read_now(partial(_read, assessment_id=assessment_id))[1]
    try:
        check_open(assessment)
        made = made_for(assessment, whose)
    except Refusal as refusal:
        raise _wrong(refusal) from None
    try:
        folder.mkdir(mode=_ONLY_THE_OWNER, parents=True, exist_ok=True)
        for name, data in made.items():
            with new_file.whole(folder / name, instead=True) as part:
                part.write_bytes(data)
    except OSError as error:
        raise Undone(f"{error.filename or folder}: {error.strerror}") from error
    say(f"Written into {folder}: {', '.join(made)}.")
    return ExitCode.FINE


def _import(database: Database, paths: Sequence[Path], assessment_id: str | None) -> ExitCode:
    try:
        files = list(_opened(paths))
        of = files[0].invitation.assessment
        if assessment_id not in (None, of):
            raise NotRead(f"It is for assessment {of}, not for {assessment_id}.", files[0].name)
        group = database.write_now(partial(_bring_in, files=files, assessment_id=of))
    except NotRead as problem:
        raise Undone(without_stop(problem), ExitCode.WRONG) from None
    except Refusal as refusal:
        raise _wrong(refusal) from None
    say(f"{count(len(group.voices), 'voice')} brought in for {of}: {group.whose}.")
    return ExitCode.FINE


def _bring_in(transaction: Transaction, files: Sequence[AnswerFile], assessment_id: str) -> VoiceGroup:
    """Raises NotRead or Refusal."""
    workspace, _ = _read(transaction, assessment_id)
    store, now = FrameworkStore(), datetime.now(UTC)
    repository = Repository(transaction, workspace, store.load, store.parts, store.sheets)
    assessment = repository.get(assessment_id, lock=True)
    assert assessment is not None, "it was read within this transaction"
    unit = UnitOfWork(repository, Surfaces(transaction), Act(workspace, "", "voices"), now, Talk())
    group = put_on_record(assessment, unit, gathered(files, assessment))
    repository.save(assessment, now)
    return group


def _read(transaction: Transaction, assessment_id: str) -> tuple[Workspace, Assessment]:
    """Raises Undone."""
    try:
        kept = RecordStore().read(transaction, [assessment_id]).get(assessment_id)
    except DAMAGED:
        raise Undone(f"assessment {assessment_id} is damaged in the database") from None
    if kept is None:
        raise Undone(f"there is no assessment {assessment_id}", ExitCode.WRONG)
    return Workspace(kept.team), kept.assessment


def _opened(paths: Iterable[Path]) -> Iterator[AnswerFile]:
    """At least one. Raises NotRead with the file."""
    found = [file for path in paths for file in _files(path)]
    if not found:
        raise NotRead("There is no file in it.", str(next(iter(paths))))
    if len(found) > MOST_VOICES:
        raise NotRead(f"There are {len(found)} files. A group can have up to {MOST_VOICES} people.")
    left = MOST_TOGETHER
    for file in found:
        try:
            data = plain_file.read(file, MOST_BYTES + 1)
        except OSError as error:
            raise NotRead(f"{error.strerror}.", str(file)) from None
        left -= len(data)
        if left < 0:
            raise NotRead(TOO_MUCH_TOGETHER, str(file))
        one = opened(str(file), data)
        if one is None:
            raise NotRead(NO_ANSWERS, str(file))
        yield one


def _files(path: Path) -> list[Path]:
    """It, or what is in it: without what programs leave there unseen. Raises NotRead."""
    try:
        if not path.is_dir():
            return [path]
        return sorted(file for file in path.iterdir() if not file.name.startswith("."))
    except OSError as error:
        raise NotRead(f"{error.strerror}.", str(path)) from None


def _wrong(refusal: Refusal) -> Undone:
    return Undone(words(refusal, "", in_form=True).rstrip("."), ExitCode.WRONG)
