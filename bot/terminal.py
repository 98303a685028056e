"""What commands say in the terminal. Where nobody hears it any more, as behind `head -1`, or the disk is full
on which it is written, the command goes on with what it does, and that it was not heard is kept in mind. No
token of Slack's comes out, whatever is said."""

import codecs
import contextlib
import io
import os
import re
import sys
from typing import TextIO

from bot.tokens import without_tokens

_PLAIN = "balance.plain"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves the cursor, colours, renames the window, or turns the direction of what stands behind it."""
_INSTEAD = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)
_unheard: list[OSError] = []
"""Why not all that was said came out: since `speak_everywhere`, and only the first time."""


def say(line: str) -> None:
    """What was asked for."""
    _write(sys.stdout, f"{_still(line)}\n")


def complain(problem: str) -> None:
    """Why it cannot be had."""
    _write(sys.stderr, f"balance: {_still(problem)}\n")


def show_progress(line: str) -> None:
    """How far it is, beside what was asked for. With the line breaks that it has."""
    _write(sys.stderr, line)


def fit_to_print(text: str) -> str:
    """Of what others than this module write there."""
    return without_tokens(_still(text))


def is_heard() -> bool:
    """Whether all that was said so far came out."""
    return not _unheard


def finish() -> None:
    """What is still on its way comes out, or is known not to: Python would complain of it at its end."""
    _write(sys.stdout, "")
    _write(sys.stderr, "")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # it was closed before the command began
        return
    try:
        stream.write(without_tokens(text))
        stream.flush()
    except OSError as error:
        _let_go(stream)
        if stream is sys.stdout and not _unheard:
            _unheard.append(error)
            if not isinstance(error, BrokenPipeError):  # else nobody wants to hear more
                complain(f"what it says cannot be written: {error.strerror}.")


def _let_go(stream: TextIO) -> None:
    """Whatever goes there from now on, and what it still holds, goes nowhere.
    https://docs.python.org/3/library/signal.html#note-on-sigpipe"""
    with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no path to join
        os.dup2(nowhere.fileno(), stream.fileno())


def _still(line: str) -> str:
    """With what would steer a terminal as its code. Names of files and words of people may hold any of it."""
    return _STEERS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), line)


def speak_everywhere() -> None:
    """What a terminal or a file cannot show, as with LC_ALL=C, is said in other signs: no command ends in the
    middle for a curly quote, or for a name."""
    _unheard.clear()
    codecs.register_error(_PLAIN, _plainly)
    _set_up(sys.stdout, errors=_PLAIN)
    _set_up(sys.stderr, errors=_PLAIN)


def keep_ends() -> None:
    """Where input, output or error output was closed before the command began, nothing of ours gets its
    number: the event loop's library (libuv) aborts the process that closes one of these."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free


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
