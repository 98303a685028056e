"""Files that somebody names, read without waiting: a pipe into which nobody writes would be waited for
without end, and so would what the kernel shows as a file until it has something to say."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

NO_FILE: Final = "It is a pipe or a device, and no file"


def read(path: Path, most: int) -> bytes:
    """What stands in it, up to so many bytes. Raises OSError, for a folder, a pipe or a device as well."""
    with open(path, "rb", opener=_without_waiting) as file:
        found: bytes | None = file.read(most)
    if found is None:
        raise _no_file(path)
    return found


def _without_waiting(path: str, flags: int) -> int:
    handle = os.open(path, flags | os.O_NONBLOCK)
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind) or stat.S_ISDIR(kind):  # Python says itself what a folder is
        return handle
    os.close(handle)
    raise _no_file(path)


def _no_file(path: str | Path) -> OSError:
    return OSError(errno.EINVAL, NO_FILE, str(path))
