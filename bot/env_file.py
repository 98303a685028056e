"""Settings out of a file: NAME=value, line by line. ${OTHER} stands for what a line above, or else the
environment, says of another name; ${OTHER:-words} for the words where neither does. How much comes of that is
limited: where each line names the one above twice, each is twice as long.

A line that cannot be read, and may be meant for us, is refused by its number, and never quoted: a setting
that is passed over is not missed until a bot has begun another database. Lines of other programs are no
business of ours."""

import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from flows import plain_file

MOST_BYTES = 100_000
"""Of the file, and of what comes of it: settings take a few lines."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_OURS_WITHIN = re.compile(r"^\s*(?:export\s+)?(?:SLACK|BALANCE)_\w+\s*=", re.MULTILINE | re.IGNORECASE)
_LIKE_OURS = re.compile("SLAC|LACK|BALAN|ALANCE")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_OTHER = re.compile(r"\$\{([^}:{$]*)(?::-([^}]*))?\}")


class NoSettings(Exception):
    """It is no file of settings; the text says why. `line`: the one that is to blame, if one is."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line


def read(file: Path) -> dict[str, str]:
    """What it says, by name in capital letters; nothing where there is no such file. Raises NoSettings,
    OSError, and UnicodeDecodeError, which holds all that stands in the file."""
    try:
        content = plain_file.read(file, MOST_BYTES + 1)  # a pipe is not waited for
    except (FileNotFoundError, IsADirectoryError):
        return {}
    if len(content) > MOST_BYTES:
        raise NoSettings(f"is larger than {MOST_BYTES // 1000} kB, so it is none of settings.")
    return _filled_in(_lines(content))


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    """Raises NoSettings for one that says nothing, or something else than it seems to."""
    for found in parse_stream(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig")):
        if found.error:
            if _may_be_ours(found.original.string):
                raise _wrong(found, "cannot be read. Write NAME=value, and close each quote that is opened")
            continue
        if found.key is None:
            continue
        if not _NAME.fullmatch(found.key):
            if _may_be_ours(found.key):
                raise _wrong(found, "has no name that a setting can have. Write NAME=value")
            continue
        value = found.value or ""
        if "\n" in value and _OURS_WITHIN.search(value.partition("\n")[2]):
            raise _wrong(found, "has a quote that is closed only after another setting has begun")
        yield found.key, value


def _may_be_ours(text: str) -> bool:
    """Also with a first letter that only looks like it, or with something within that cannot be seen."""
    seen = unicodedata.normalize("NFKC", text).upper()
    return _LIKE_OURS.search("".join(filter(str.isalpha, seen))) is not None


def _wrong(found: Binding, why: str) -> NoSettings:
    before = found.original.string
    line = found.original.line + len(_LINE_BREAK.findall(before[: len(before) - len(before.lstrip())]))
    return NoSettings(f"{why}.", line)


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
