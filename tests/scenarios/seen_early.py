"""What an owner who wants to see early can have made of a store before the reveal: every export, what is kept
of each person, and what erasing says, does and leaves."""

import contextlib
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pypdf import PdfReader

from bot.config import ConfigError, ExitCode, Settings
from bot.exports.arguments import EVERY_FORM
from bot.exports.command import Wanted, export
from bot.records.erase import erase_one
from bot.records.people import write_about
from storage.backup import back_up
from storage.database import Database
from storage.records import ids

LEFT = "what erasing leaves"
_BY_NATURE = (
    re.compile(r"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|\+00:00)?"),
    re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?: UTC)?\b"),
)
"""What differs whatever was answered: when something was done. Ids, salts and digests are hexadecimal, and
`masked` leaves them out as well, with moments as Slack writes them."""
_TAKEN = 'INSERT INTO "seen_events"'
"""Which acts were taken, each by its id: forgotten after a while, so how many are left hangs on the clock."""
_IN_A_PDF = re.compile(r"[0-9a-f]{12,}")
"""The same ids there: where lines break hangs on how wide these are, so all white space is left out."""
_A_MESSAGE = re.compile(r'\["\w+", "<moment>"\]')
"""Rows stand in the order of ids that are drawn by chance, and so do the messages that are to be deleted."""


def seen_early(
    settings: Settings, folder: Path, people: Sequence[str], masked: Callable[[object], str], capsys: Any
) -> dict[str, str]:
    """By what it is: what was printed, and each file as text."""
    folder.mkdir()
    found: dict[str, str] = {}

    def noted(name: str, command: Callable[[], ExitCode]) -> None:
        capsys.readouterr()
        try:
            ended = str(command())
        except ConfigError as error:
            ended = str(error)
        out = capsys.readouterr()
        found[name] = f"{out.out}{out.err}{ended}".replace(str(folder), "<folder>")

    for kind, without_names in (("named", False), ("numbered", True)):
        wanted = Wanted((), None, EVERY_FORM, folder / kind, without_names=without_names)
        noted(f"export, {kind}", partial(export, settings, wanted))
    for person, name in zip(people, _about(people), strict=True):
        noted(f"about {person}", partial(write_about, settings, person, folder / name))
    copy = folder / "copy.db"
    back_up(settings.database_url, copy)
    # Without a token nothing of it is deleted in Slack, where the play goes on.
    there = settings.model_copy(update={"database_url": f"sqlite:///{copy}", "bot_token": SecretStr("")})
    for sure in (False, True):
        erasing = partial(erase_one, there, _the_one(settings), by="Amina", why="To see it", sure=sure)
        noted(f"erase, {'sure' if sure else 'asked first'}", erasing)
    with contextlib.closing(sqlite3.connect(copy)) as store:
        found[LEFT] = "\n".join(line for line in store.iterdump() if not line.startswith(_TAKEN))
    copy.unlink()
    files = {str(file.relative_to(folder)): _text_of(file) for file in folder.rglob("*.*")}
    shutil.rmtree(folder)
    texts = {masked(name): masked(_without_moments(text)) for name, text in (found | files).items()}
    return texts | {name: _in_order(texts[name]) for name in (LEFT, *_about(people))}


def _the_one(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        [found] = ids(database)
    finally:
        database.close()
    return found


def _about(people: Sequence[str]) -> list[str]:
    return [f"about-{person}.json" for person in people]


def _text_of(file: Path) -> str:
    """What can be read in it."""
    match file.suffix:
        case ".json" if file.name.startswith("about-"):
            tables = json.loads(file.read_text(encoding="utf-8"))["tables"]
            return "\n".join(f"{name} {json.dumps(row)}" for name, rows in tables.items() for row in rows)
        case ".pdf":
            words = "\n".join(page.extract_text() for page in PdfReader(file).pages)
            return _IN_A_PDF.sub("<id>", "".join(_without_moments(words).split()))
        case ".ods":
            with zipfile.ZipFile(file) as packed:
                parts = [name for name in packed.namelist() if name.endswith(".xml")]
                return "\n".join(packed.read(name).decode() for name in parts)
        case _:
            return file.read_text(encoding="utf-8")


def _in_order(text: str) -> str:
    return "\n".join(sorted(_A_MESSAGE.sub(r"\n\g<0>\n", text).splitlines()))


def _without_moments(text: str) -> str:
    for pattern in _BY_NATURE:
        text = pattern.sub("<moment>", text)
    return text
