"""Whether a SQLite file has, or may have, a log beside another of its names.

SQLite names the log by the file, and does not know that two names are of one file. Whoever opens it by the
second name begins a second log for it: each lacks what stands in the other, and in the end the file is
damaged. https://www.sqlite.org/howtocorrupt.html#_multiple_links_to_the_same_file

A second name alone harms nobody: tools that keep snapshots make one. So it is a log that is looked for.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from storage.aside import BEFORE
from storage.errors import StoreUnavailable
from storage.file_locks import has_index_elsewhere, is_open_elsewhere
from storage.open_here import found_at, identity_at

WAIT_SECONDS = 2.0
"""For a bot that notices within a second that its file was moved; and for whoever opens or closes it now."""
_BETWEEN = 0.02
_MOST_LINKS = 40
"""Linux follows no more."""


def check_other_names(file: Path) -> None:
    """Before it is opened. Raises StoreUnavailable where there is, or may be, another log for it."""
    until = time.monotonic() + WAIT_SECONDS
    while why := _why_not(os.fspath(file.absolute())):
        if time.monotonic() >= until:
            raise StoreUnavailable(why)
        time.sleep(_BETWEEN)


def _why_not(path: str) -> str:
    real = os.path.realpath(path)
    found = found_at(real)
    if found is None or (real == path and found.st_nlink == 1):
        return ""
    for link in _links(path):
        if _has_log(link):
            return (
                f"{link} is a link to {real}, but {link}-wal is there, which holds what was taken while the "
                f"file itself had this name. Stop Balance, move {real} back to {link}, and start again. If "
                "that log is of no use, put it aside"
            )
    if found.st_nlink > 1:
        for other in _other_names(real, found):
            if _has_log(other) and identity_at(f"{other}-wal") != identity_at(f"{real}-wal"):
                return (
                    f"{real} is the same file as {other}, and {other}-wal, beside that name, holds more of "
                    "it. Use that name"
                )
    with contextlib.suppress(OSError):  # it cannot be asked: that refuses nothing
        if is_open_elsewhere(real) and not has_index_elsewhere(real):
            return (
                f"{_in_full(path, real)} is in use under another name, with a log beside that one. Use that "
                "name, or stop Balance first: a file has one name that everybody opens it by"
            )
    return ""


def _in_full(path: str, real: str) -> str:
    return real if path == real else f"{path}, which leads to {real},"


def _links(path: str) -> Iterator[str]:
    """The names, one after the other, that lead to the file, without its own."""
    with contextlib.suppress(OSError):  # no link
        for _ in range(_MOST_LINKS):
            leads_to = os.readlink(path)  # noqa: PTH115
            yield path
            path = os.path.join(os.path.dirname(path), leads_to)  # noqa: PTH118, PTH120


def _other_names(real: str, found: os.stat_result) -> Iterator[str]:
    """Those in its own folder. Where others are nobody can tell."""
    with contextlib.suppress(OSError), os.scandir(os.path.dirname(real)) as names:  # noqa: PTH120
        for one in names:
            is_same = one.inode() == found.st_ino and one.path != real and not one.is_symlink()
            if is_same and not one.path.startswith(f"{real}{BEFORE}"):  # of a restoring that was cut off
                yield one.path


def _has_log(name: str) -> bool:
    found = found_at(f"{name}-wal")
    return found is not None and found.st_size > 0
