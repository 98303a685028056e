"""Settings out of a file: NAME=value, line by line. ${OTHER} stands for what a line above, or else the
environment, says of another name; ${OTHER:-words} for the words where neither does. How much comes of that is
limited: where each line names the one above twice, each is twice as long."""

import io
import os
import re
from collections.abc import Iterable
from pathlib import Path

from dotenv.main import DotEnv

from flows import plain_file

MOST_BYTES = 100_000
"""Of the file, and of what comes of it: settings take a few lines."""
_OTHER = re.compile(r"\$\{([^}:{$]*)(?::-([^}]*))?\}")


class NoSettings(Exception):
    """It is no file of settings; the text says why."""


def read(file: Path) -> dict[str, str]:
    """What it says, by name in capital letters; nothing where there is no such file. Raises NoSettings,
    OSError, and UnicodeDecodeError, which holds all that stands in the file."""
    try:
        content = plain_file.read(file, MOST_BYTES + 1)  # a pipe is not waited for
    except (FileNotFoundError, IsADirectoryError):
        return {}
    if len(content) > MOST_BYTES:
        raise NoSettings(f"is larger than {MOST_BYTES // 1000} kB, so it is none of settings.")
    lines = DotEnv(None, io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig"), interpolate=False)
    return _filled_in((name, value or "") for name, value in lines.parse())


def _filled_in(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    known, found, left = dict(os.environ), dict[str, str](), MOST_BYTES

    def said(other: re.Match[str]) -> str:
        nonlocal left
        text = known.get(other[1], other[2] or "")
        left -= len(text)
        if left < 0:
            raise NoSettings(
                f"is longer than {MOST_BYTES // 1000} kB once each ${{…}} in it is filled in, so it is none "
                "of settings."
            )
        return text

    for name, value in lines:
        # Beyond the last brace no ${ has an end, and each would look for its own until the end of the line.
        before, brace, rest = value.rpartition("}")
        known[name] = found[name.upper()] = _OTHER.sub(said, before + brace) + rest
    return found
