"""Logging: one line an event, as text for a person at a terminal and as JSON for a machine; never a token."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

_TOKENS = re.compile(r"(xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]+")
FIELDS = ("reference",)
"""What a line may carry beside its message, given as `extra`. Whatever else a library adds is left out."""


class _Text(logging.Formatter):
    """Whatever a library logs, and whatever stands in a traceback: tokens are struck out."""

    def format(self, record: logging.LogRecord) -> str:
        return _without_tokens(super().format(record))


class _Json(logging.Formatter):
    """One object a line; a traceback is one string in it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: str(value) for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        # Before they are packed: in JSON a line's end is written as a letter, which would run into a token.
        return json.dumps({name: _without_tokens(value) for name, value in line.items()})


def configure(level: str, to: TextIO | None = None) -> None:
    """Log to stderr: text if that is a terminal, else a JSON object a line."""
    stream = to or sys.stderr
    handler = logging.StreamHandler(stream)
    text = _Text("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(text if stream.isatty() else _Json())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG these print whole messages, answers included.
    for noisy in ("slack_sdk", "slack_bolt", "aiohttp", "transitions", "alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(max(logging.getLevelName(level), logging.WARNING))


def _without_tokens(text: str) -> str:
    return _TOKENS.sub(r"\1-…", text)
