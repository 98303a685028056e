"""Exports for people in Slack, made by `balance export` in a process of its own: the event loop, on which
others wait for their clicks, has nothing to do with them.

What is not there has a code for why, which goes into the log. What the process says in words does not: it may
quote what people typed.
"""

import asyncio
import errno
import logging
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import URL

log = logging.getLogger(__name__)

SECONDS = 60.0
_WHY: Final = re.compile(r"^why ([a-z]{1,10}) ([a-z0-9_]{1,40})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Made:
    """The files by their forms; and by its form, why one could not be made, as a code."""

    files: Mapping[str, bytes]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exporter:
    """Makes exports of the store at `url`, one at a time: they take a processor each."""

    url: URL
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def make(self, assessment_id: str, forms: Sequence[str], *, without_names: bool) -> Made:
        """`forms` are those of `balance export --format`, without the tables."""
        async with self._turn:
            try:
                new = partial(tempfile.TemporaryDirectory[str], prefix="balance-export-")
                folder = await asyncio.to_thread(new)
            except OSError as error:
                return Made({}, dict.fromkeys(forms, of_disk(error)))
            try:
                codes, else_ = await self._run(assessment_id, forms, folder.name, without_names=without_names)
                files, unread = await asyncio.to_thread(_read, Path(folder.name) / assessment_id, forms)
            finally:
                await asyncio.to_thread(_clear, folder)  # a busy disk takes its time over it
        why = dict.fromkeys(forms, else_) | codes | unread
        return Made(files, {form: why[form] for form in forms if form not in files})

    async def _run(
        self, id: str, forms: Sequence[str], folder: str, *, without_names: bool
    ) -> tuple[dict[str, str], str]:
        """By its form, why it was not made, as the process says; and how that ended, for all others."""
        names = ["--without-names"] if without_names else []
        command = ["export", id, "--to", folder, "--format", ",".join(forms), "--codes", *names]
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.cli", *command),
                env=os.environ | {"BALANCE_DATABASE_URL": self.url.render_as_string(hide_password=False)},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # it may say what people typed, and the log does not
            )
        except OSError as error:
            return {}, f"not_started_{of_disk(error)}"
        try:
            async with asyncio.timeout(SECONDS):
                said, _ = await process.communicate()
        except TimeoutError:
            return {}, "too_long"
        finally:
            if process.returncode is None:  # too late, or Balance is being stopped: nobody waits for it
                process.kill()
                await process.wait()
        code = process.returncode or 0
        ended = f"killed_{-code}" if code < 0 else f"ended_{code}"
        codes = dict(_WHY.findall(said.decode(errors="replace")))
        return {form: why for form, why in codes.items() if form in forms}, ended


def of_disk(error: OSError) -> str:
    """Such as `disk_enospc`: the disk is full."""
    return f"disk_{errno.errorcode.get(error.errno or 0, 'unknown').lower()}"


def _read(folder: Path, forms: Sequence[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    for form in forms:
        try:
            files[form] = (folder / f"record.{form}").read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            unread[form] = of_disk(error)
    return files, unread


def _clear(folder: "tempfile.TemporaryDirectory[str]") -> None:
    """What cannot be cleared away takes nothing from who waits. It holds a record, so it is said."""
    try:
        folder.cleanup()
    except OSError as error:
        log.error("What an export left behind could not be deleted: %s", of_disk(error))
