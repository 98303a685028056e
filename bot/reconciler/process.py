"""Which process this is, and whether another one that left its name in the store still lives."""

import os
import secrets
import socket
from pathlib import Path


def name() -> str:
    """Unique to this process, also after a restart with the same process id."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def may_live(holder: str) -> bool:
    """False only if `holder` was surely a process of this machine that is gone."""
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != _machine() or not pid.isdigit():
        return True
    if int(pid) == os.getpid():
        return False  # an earlier process had the number that is ours now
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _machine() -> str:
    """This machine; of two containers that share a host's name, each is one of its own."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()}.{space}" if space else socket.gethostname()
