"""What commands say in the terminal."""

import codecs
import io
import re
import sys

_PLAIN = "balance.plain"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves the cursor, colours, renames the window, or turns the direction of what stands behind it."""
_INSTEAD = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


def say(line: str) -> None:
    """What was asked for."""
    print(_still(line), flush=True)  # noqa: T201 - it is for the terminal


def complain(problem: str) -> None:
    """Why it cannot be had."""
    print(f"balance: {_still(problem)}", file=sys.stderr, flush=True)  # noqa: T201 - likewise


def _still(line: str) -> str:
    """With what would steer a terminal as its code. Names of files and words of people may hold any of it."""
    return _STEERS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), line)


def speak_everywhere() -> None:
    """What a terminal or a file cannot show, as with LC_ALL=C, is said in other signs: no command ends in the
    middle for a curly quote, or for a name."""
    codecs.register_error(_PLAIN, _plainly)
    _set_up(sys.stdout, errors=_PLAIN)
    _set_up(sys.stderr, errors=_PLAIN)


def write_for_programs() -> None:
    """What goes into a file or another program is UTF-8, wherever it was asked for."""
    _set_up(sys.stdout, encoding="utf-8")


def read_from_programs() -> None:
    """So is what comes from there; what is none is marked where it stands."""
    _set_up(sys.stdin, encoding="utf-8", errors="replace")


def _set_up(stream: object, encoding: str | None = None, errors: str | None = None) -> None:
    if isinstance(stream, io.TextIOWrapper):  # not where a test or a notebook has put something else
        stream.reconfigure(encoding=encoding, errors=errors)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    cannot = error.object[error.start : error.end].translate(_INSTEAD)
    return cannot.encode("ascii", "backslashreplace").decode(), error.end
