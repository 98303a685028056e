"""Whether a SQLite file can be where it is: on a disk of this machine, in a folder that can be written to.

SQLite's log (WAL) needs memory that all processes share, and locks that hold. Across a network there is
neither: it seems to work until a file is damaged. https://www.sqlite.org/wal.html
"""

import os
import re
from errno import EACCES
from pathlib import Path

from storage.errors import StoreUnavailable

MOUNTS = Path("/proc/self/mountinfo")
"""Of Linux; elsewhere nothing is known, and only what SQLite itself refuses is refused."""

# As systemd has it (`fstype_is_network`, src/basic/mountpoint-util.c), gnulib's `df --local` (ME_REMOTE), and
# what mounts a cloud's storage. Not 9p and virtiofs, with which containers and virtual machines lend a folder
# of the same machine: where they cannot do it, SQLite cannot make its log, and says so.
_NETWORK = {
    *(
        "acfs",
        "afs",
        "auristorfs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs",
        "gfs2",
        "glusterfs",
        "gpfs",
    ),
    *("lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb3", "smbfs", "sshfs"),
    *("gcsfuse", "goofys", "mountpoint-s3", "rclone", "s3fs", "webdavfs"),
}
_ESCAPED = re.compile(r"\\([0-7]{3})")


def is_there(file: Path) -> bool:
    """Raises StoreUnavailable where nobody can tell, as where its folder may not be entered. `Path.exists`
    raises what it likes then, or takes it for a no."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreUnavailable(f"{file}: {error.strerror}") from error
    return True


def check_place(file: Path) -> None:
    """Raises StoreUnavailable, with the reason."""
    kind = _kind_of_file_system(file)
    if kind.removeprefix("fuse.") in _NETWORK:
        raise StoreUnavailable(f"{file} is on a network file system ({kind}), where SQLite may damage it")
    if why := why_no_log(file):
        raise StoreUnavailable(why)


def why_no_log(file: Path) -> str:
    """Of a link, SQLite makes its log beside what the link leads to. Empty where it can."""
    folder = file.resolve().parent
    if folder.is_dir() and not os.access(
        folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids
    ):
        return f"{folder} cannot be written to, and SQLite makes its log there: {os.strerror(EACCES)}"
    return ""


def _kind_of_file_system(file: Path) -> str:
    """As the kernel calls it; empty where it does not tell."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place, kind, deepest = file.resolve(), "", -1
    for line in lines:
        # https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
        before, _, after = line.partition(" - ")
        where = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), before.split(" ")[4]))
        depth = len(where.parts)
        if place.is_relative_to(where) and depth >= deepest:  # of two on one place, the later one lies on top
            kind, deepest = after.split(" ")[0], depth
    return kind
