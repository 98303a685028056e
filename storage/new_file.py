"""A file that has its name once it is whole, and not before, whenever the process is killed.

It is made in a folder of its own beside its place, so that two who make the same file never meet, and what
SQLite puts beside a file goes with it. Whoever makes it holds a lock on that folder, which ends with the
process: a folder without one was left by somebody who was killed, and the next one clears it away.
"""

import contextlib
import fcntl
import logging
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

BEGINNING, END = "balance-", ".part"
_NAME = re.compile(rf"{BEGINNING}[a-z0-9_]{{8}}{re.escape(END)}")


@contextlib.contextmanager
def whole(
    target: Path, *, instead: bool = False, durable: bool = True, made_in: Path | None = None
) -> Iterator[Path]:
    """An empty file that only its owner can read, to be filled within this; then it gets the name `target`.
    Raises FileExistsError if something has that name by then, and OSError. After an error nothing is left.
    `instead`: it takes the place of what has that name, which is there until that moment. `durable`: it
    outlives a power cut. `made_in`: an `own_folder` for this one and others."""
    folder = target.absolute().parent
    with contextlib.nullcontext(made_in) if made_in else own_folder(folder) as own:
        part = own / target.name
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield part
            if durable:
                _flush(part)
            if instead:
                part.replace(target)
            else:
                os.link(part, target)  # unlike a renaming, it never takes the place of what is there
            if durable:
                _flush(folder)
        finally:
            part.unlink(missing_ok=True)


def for_what_is_temporary() -> Path:
    """The system's folder for it. Raises OSError where there is none."""
    return Path(tempfile.gettempdir())


@contextlib.contextmanager
def own_folder(beside: Path) -> Iterator[Path]:
    """A folder in this one, for files that are being made, that only its owner can look into. Raises
    OSError."""
    clear_left(beside)
    while True:
        own = Path(tempfile.mkdtemp(prefix=BEGINNING, suffix=END, dir=beside))
        with contextlib.suppress(FileNotFoundError):  # cleared away by another one, before it was locked
            handle = os.open(own, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if own.exists():
                break
            os.close(handle)
    try:
        yield own
    finally:
        _delete(own)
        os.close(handle)


def _is_own(folder: Path) -> bool:
    """As `mkdtemp` makes it, for this user."""
    with contextlib.suppress(OSError):
        found = folder.lstat()
        is_ours = found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o777 == stat.S_IRWXU
        return is_ours and stat.S_ISDIR(found.st_mode) and _NAME.fullmatch(folder.name) is not None
    return False


def _delete(own: Path) -> None:
    """What cannot be deleted takes nothing from what was made. It may hold a record, so it is said."""
    try:
        shutil.rmtree(own)
    except OSError as error:
        shutil.rmtree(own, ignore_errors=True)  # all the rest of it
        if os.path.lexists(own):
            log.error(
                "%s could not be deleted: %s. It is tried again with the next one there.",
                *(own, error.strerror),
            )


def clear_left(folder: Path) -> None:
    """What others left in this folder who were killed. What somebody is at work in stays; so does what was
    not made here, which may lie there too where the folder is everybody's."""
    for left in filter(_is_own, folder.glob(f"{BEGINNING}*{END}")):
        with contextlib.suppress(OSError):  # gone, or not ours
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(
                    handle, fcntl.LOCK_EX | fcntl.LOCK_NB
                )  # BlockingIOError while somebody works there
                shutil.rmtree(left)
            finally:
                os.close(handle)


def _flush(path: Path) -> None:
    """Bring what was written to the disk; for a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
