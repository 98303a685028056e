"""Exports for people in Slack, made by `balance export` in a process of its own: the event loop, on which
others wait for their clicks, has nothing to do with them."""

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

log = logging.getLogger(__name__)

SECONDS = 60.0


class NotMade(Exception):
    """No form could be made; what went wrong stands in the log."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files by their forms, and the forms that could not be made."""

    files: dict[str, bytes]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exporter:
    """Makes exports of the store at `url`, one at a time: they take a processor each."""

    url: URL
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def make(self, assessment_id: str, forms: Sequence[str], *, without_names: bool) -> Made:
        """`forms` are those of `balance export --format`, without the tables. Raises NotMade."""
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="balance-export-") as folder:
                await self._run(assessment_id, forms, folder, without_names=without_names)
                return await asyncio.to_thread(_read, Path(folder) / assessment_id, forms)

    async def _run(self, id: str, forms: Sequence[str], folder: str, *, without_names: bool) -> None:
        names = ["--without-names"] if without_names else []
        command = ["export", id, "--to", folder, "--format", ",".join(forms), *names]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", *command),
            env=os.environ | {"BALANCE_DATABASE_URL": self.url.render_as_string(hide_password=False)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,  # it may say what people typed, and the log does not
        )
        try:
            async with asyncio.timeout(SECONDS):
                await process.wait()
        except TimeoutError:
            log.error("An export of %s took longer than %g s, and was ended", id, SECONDS)
        else:
            if process.returncode:
                log.error("An export of %s ended with %d: balance export says why", id, process.returncode)
        finally:
            if process.returncode is None:  # too late, or Balance is being stopped: nobody waits for it
                process.kill()
                await process.wait()


def _read(folder: Path, forms: Sequence[str]) -> Made:
    found = {form: folder / f"record.{form}" for form in forms}
    files = {form: file.read_bytes() for form, file in found.items() if file.is_file()}
    if not files:
        raise NotMade
    return Made(files, tuple(form for form in forms if form not in files))
