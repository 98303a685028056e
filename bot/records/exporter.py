"""Exports for people in Slack, made by `balance export` in a process of its own: the event loop, on which
others wait for their clicks, has nothing to do with them.

Whole records lie in a folder for what is temporary meanwhile. So that process ends with this one, and what a
bot left that was killed is cleared away at the next start and by the next export.

What is not there has a code for why, which goes into the log. What the process says in words does not: it may
quote what people typed.
"""

import asyncio
import contextlib
import errno
import logging
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from storage import new_file

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
        async with self._turn, contextlib.AsyncExitStack() as stack:
            try:
                folder = await stack.enter_async_context(_own_folder())
            except OSError as error:
                return Made({}, dict.fromkeys(forms, of_disk(error)))
            codes, else_ = await self._run(assessment_id, forms, folder, without_names=without_names)
            files, unread = await asyncio.to_thread(_read, folder / assessment_id, forms)
        why = dict.fromkeys(forms, else_) | codes | unread
        return Made(files, {form: why[form] for form in forms if form not in files})

    @staticmethod
    async def clear_left() -> None:
        """What a bot left that was killed while it made one."""
        try:
            await asyncio.to_thread(lambda: new_file.clear_left(new_file.for_what_is_temporary()))
        except OSError as error:
            log.warning("Nobody can tell whether an export was left behind: %s", of_disk(error))

    async def _run(
        self, id: str, forms: Sequence[str], folder: Path, *, without_names: bool
    ) -> tuple[dict[str, str], str]:
        """By its form, why it was not made, as the process says; and how that ended, for all others."""
        names = ["--without-names"] if without_names else []
        how = ["--format", ",".join(forms), "--codes", "--while-input", *names]
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.cli", "export", id, "--to", str(folder), *how),
                env=os.environ | {"BALANCE_DATABASE_URL": self.url.render_as_string(hide_password=False)},
                stdin=asyncio.subprocess.PIPE,  # open as long as this process is there
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # it may say what people typed, and the log does not
            )
        except OSError as error:
            return {}, f"not_started_{of_disk(error)}"
        except UnicodeEncodeError:  # a folder's name that is no text
            return {}, "not_started_no_text"
        try:
            async with asyncio.timeout(SECONDS):
                assert process.stdout is not None
                said = await process.stdout.read()  # communicate() would close the input
                await process.wait()
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


@contextlib.asynccontextmanager
async def _own_folder() -> AsyncIterator[Path]:
    """Made and cleared away beside the event loop: a busy disk takes its time over it. Raises OSError."""
    stack = contextlib.ExitStack()
    folder = await asyncio.to_thread(
        lambda: stack.enter_context(new_file.own_folder(new_file.for_what_is_temporary()))
    )
    try:
        yield folder
    finally:
        await asyncio.to_thread(stack.close)
