"""Logging: no token in a line, however it came there; text at a terminal, JSON elsewhere."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import log

TOKENS = [
    "xoxb-0000000000-1111111111-AbCdEfGhIjKl",
    "xoxp-0000000000-secret",
    "xoxe.xoxb-1-secret",
    "xapp-1-A0000000000-1111111111-abcdef",
    "xwfp-0000-secret",
]


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def _logged(terminal: bool) -> Iterator[Stream]:
    """What is logged, at every level, while the test runs."""
    root, written = logging.getLogger(), Stream(terminal=terminal)
    handlers, level = root.handlers[:], root.level
    log.configure("DEBUG", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(params=["terminal", "file"])
def lines(request: pytest.FixtureRequest) -> Iterator[Stream]:
    yield from _logged(request.param == "terminal")


@pytest.fixture
def file() -> Iterator[Stream]:
    yield from _logged(False)


def objects(written: Stream) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_struck_out_wherever_it_stands(token: str, lines: Stream) -> None:
    logger = logging.getLogger("balance.test")
    logger.info("plain %s", token)
    logger.info("in a header: Authorization=Bearer %s,", token)
    logger.info("on a line of its own:\n%s\t%s", token, token)
    try:
        raise ValueError(token)
    except ValueError:
        logger.exception("in a traceback", extra={"reference": token})
    assert "plain" in lines.getvalue()
    assert "in a traceback" in lines.getvalue()
    assert token not in lines.getvalue()
    assert token.partition("-")[2] not in lines.getvalue()


def test_libraries_that_print_whole_messages_are_kept_quiet(lines: Stream) -> None:
    for name in ("slack_sdk.web", "slack_bolt.AsyncApp", "sqlalchemy.engine", "transitions.core"):
        logging.getLogger(name).info("an answer of somebody")
        logging.getLogger(name).warning("a warning of %s", name)
    assert "an answer of somebody" not in lines.getvalue()
    assert "a warning of slack_sdk.web" in lines.getvalue()


def test_a_line_in_a_file_is_an_object(file: Stream) -> None:
    logging.getLogger("bot.transports.socket_mode").warning("Connected to %s", "Slack")
    [line] = objects(file)
    assert datetime.now(UTC) - datetime.fromisoformat(line.pop("at")) < datetime.resolution * 60_000_000
    assert line == {
        "level": "WARNING",
        "logger": "bot.transports.socket_mode",
        "message": "Connected to Slack",
    }


def test_whatever_is_logged_stays_one_line_and_can_be_read(file: Stream) -> None:
    logger = logging.getLogger("balance.test")
    # Past pytest's own handler: a report with half a character in it cannot be sent between its processes.
    (ours,) = (
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler) and one.stream is file
    )
    words = 'two\nlines, "quotes", a NUL \x00, שלום and a lone \udc00'
    ours.handle(logger.makeRecord(logger.name, logging.INFO, __file__, 1, words, (), None))
    try:
        raise ValueError("broken\nin two")
    except ValueError:
        logger.exception("failed")
    first, second = objects(file)
    assert first["message"].startswith("two\nlines, ")
    assert second["error"].startswith("Traceback (most recent call last):\n")
    assert second["error"].endswith("ValueError: broken\nin two")


def test_the_reference_of_an_error_is_a_field_and_nothing_else_is(file: Stream) -> None:
    extra = {"reference": "a1b2c3", "payload": "an answer of somebody"}
    logging.getLogger("balance.test").error("Unexpected error, reference %s", "a1b2c3", extra=extra)
    [line] = objects(file)
    assert line["reference"] == "a1b2c3"
    assert "payload" not in line
    assert "an answer of somebody" not in file.getvalue()


def test_at_a_terminal_it_is_text() -> None:
    for written in _logged(True):
        logging.getLogger("bot.transports.socket_mode").warning("Connected")
        assert written.getvalue().endswith("WARNING bot.transports.socket_mode: Connected\n")
