"""Logging: one line an event, as text for a person at a terminal and as JSON for a machine. At no level does
it hold a secret, an address that works as one, or anything that somebody typed.

What Balance logs is made of ids, times and codes. A library's words, and those of most errors, quote whatever
was at hand; so only where they come from is logged, and of which kind they are.
"""

import json
import logging
import os
import re
import secrets
import sys
import threading
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from bot.tokens import without_tokens

OURS = ("bot", "flows", "storage")
FIELDS = ("reference",)
"""What a line may carry beside its message, given as `extra`. Whatever else a library adds is left out."""

lines = Counter[str]()
"""How many lines were logged, by level."""

_ADDRESSES = re.compile(r"([a-z][a-z0-9+.-]*://)(\S*)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9.:\[\]-]*", re.IGNORECASE)
_OF_CODE = (AttributeError, TypeError, NameError, UnboundLocalError, IndexError, AssertionError)
"""Errors whose words tell of names in the code."""


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        error = f"\n{_error(record)}" if record.exc_info else ""
        said = _message(record)
        reference = getattr(record, "reference", None)
        if reference is not None and str(reference) not in said:
            said = f"{said} (reference {_without_secrets(str(reference))})"
        return f"{self.formatTime(record)} {record.levelname:<7} {record.name}: {said}{error}"


class _Json(logging.Formatter):
    """One object a line; a traceback is one string in it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line |= {
            name: _without_secrets(str(value))
            for name in FIELDS
            if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info:
            line["error"] = _error(record)
        return json.dumps(line)


def new_reference() -> str:
    """For a line, as `extra={"reference": ...}`, and for the person whom it concerns: the one leads to the
    other."""
    return secrets.token_hex(3)


def reference_in(log: logging.Logger, level: int, reference: str = "") -> str:
    """This one, or a new one; none where the log keeps nothing of that level: nobody would find anything
    under it."""
    return (reference or new_reference()) if log.isEnabledFor(level) else ""


def configure(level: str, to: TextIO | None = None) -> None:
    """Log to stderr: text if that is a terminal, else a JSON object a line. Of libraries, only warnings. What
    Python would print itself comes here too."""
    handler = _handler(to or sys.stderr)
    handler.addFilter(_is_wanted)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # else a line that cannot be made is printed with all that it is about
    sys.excepthook = _log_the_end
    sys.unraisablehook = _log_what_cannot_be_raised
    threading.excepthook = _log_the_end_of_a_thread
    warnings.showwarning = _log_a_warning


class _Unheard(logging.Handler):
    """Of a process whose stderr was closed before it began: its lines are counted, and go nowhere."""

    def emit(self, record: logging.LogRecord) -> None:
        pass


def _handler(stream: TextIO | None) -> logging.Handler:
    if stream is None:
        return _Unheard()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Text() if stream.isatty() else _Json())
    return handler


def _is_wanted(record: logging.LogRecord) -> bool:
    """A library's logger may have a level of its own, or whoever looks for a fault may give it one."""
    wanted = _is_ours(record.name) or record.levelno >= logging.WARNING
    lines[record.levelname] += wanted
    return wanted


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _message(record: logging.LogRecord) -> str:
    if _is_ours(record.name):
        return _without_secrets(record.getMessage())
    return f"said at {_short(record.pathname)}:{record.lineno}, in {record.funcName}"


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-3:])


def _error(record: logging.LogRecord) -> str:
    """The traceback, as Python writes it but for the errors' words."""
    error = record.exc_info[1] if record.exc_info else None
    parts = [
        f"Traceback (most recent call last):\n{''.join(traceback.format_tb(one.__traceback__))}{_kind(one)}"
        for one in _chain(error)
    ]
    return "\n\nThen came of it:\n\n".join(reversed(parts))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came of."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if kind in _OF_CODE or _is_ours(kind.__module__):
        return _without_secrets(f"{name}: {error}")
    number = error.errno if isinstance(error, OSError) else None
    return f"{name}: {os.strerror(number)}" if number else name


def _without_secrets(text: str) -> str:
    return _ADDRESSES.sub(_without_its_secret, without_tokens(text))


def _without_its_secret(address: re.Match[str]) -> str:
    """Who has it all could sign in, answer in somebody's place or listen in: only the host is left."""
    scheme, rest = address.groups()
    host = _HOST.match(rest)
    return scheme + ("…" if "@" in rest or host is None else host[0] + "/…")


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody has caught: Python would print its words."""
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger(__name__).critical("Balance ends, by an unexpected error", exc_info=error)


def _log_the_end_of_a_thread(ended: threading.ExceptHookArgs) -> None:
    if not issubclass(ended.exc_type, SystemExit):
        logging.getLogger(__name__).error("A thread ends, by an unexpected error", exc_info=ended.exc_value)


def _log_what_cannot_be_raised(met: "sys.UnraisableHookArgs") -> None:
    """As when something is cleared away: nobody is there to catch it."""
    logging.getLogger(__name__).error("Goes on after an unexpected error", exc_info=met.exc_value)


def _log_a_warning(
    message: object,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """It quotes what was at hand, as other words of a library do."""
    logging.getLogger(__name__).warning("%s at %s:%s", category.__name__, _short(filename), lineno)
