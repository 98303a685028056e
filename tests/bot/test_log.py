"""Logging: no token in a line, however it came there; text at a terminal, JSON elsewhere."""

import errno
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import log
from storage.errors import StorageError
from tests.logging_to import logging_to

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


@pytest.fixture(params=["terminal", "file"])
def lines(request: pytest.FixtureRequest) -> Iterator[Stream]:
    with logging_to("DEBUG", Stream(terminal=request.param == "terminal")) as written:
        yield written


@pytest.fixture
def file() -> Iterator[Stream]:
    with logging_to("DEBUG", Stream(terminal=False)) as written:
        yield written


def objects(written: Stream) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_struck_out_wherever_it_stands(token: str, lines: Stream) -> None:
    logger = logging.getLogger("bot.test")
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


ADDRESSES = {
    "https://hooks.slack.com/actions/T1/22/hook-secret": "https://hooks.slack.com/…",
    "wss://wss-primary.slack.com/link/?ticket=socket-secret&app_id=1": "wss://wss-primary.slack.com/…",
    "http://somebody:api-secret@[::1]:8080/api/": "http://…",
    "http://[::1]:8080/api/": "http://[::1]:8080/…",
    "postgresql://somebody:pass/secret@host/name": "postgresql://…",
    "postgresql+psycopg://host/name?password=query-secret": "postgresql+psycopg://host/…",
    "HTTPS://hooks.slack.com/commands/upper-secret": "HTTPS://hooks.slack.com/…",
}


@pytest.mark.parametrize(("address", "left"), ADDRESSES.items())
def test_of_an_address_only_the_host_is_left(address: str, left: str, file: Stream) -> None:
    logging.getLogger("bot.test").info("Connecting to %s now", address, extra={"reference": address})
    [line] = objects(file)
    assert (line["message"], line["reference"]) == (f"Connecting to {left} now", left)


ANSWER = "an answer of somebody"


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG], ids=["as it is", "at DEBUG"])
def test_of_what_a_library_says_only_where_it_comes_from_is_logged(level: int, lines: Stream) -> None:
    logging.getLogger().setLevel(level or logging.getLogger().level)
    for name in ("slack_sdk.web", "aiohttp.client", "sqlalchemy.orm", "asyncio", "botany", "root"):
        logger = logging.getLogger(name)
        before = logger.level
        logger.setLevel(level)
        logger.info("payload: %s", ANSWER)
        logger.warning(f"{name} has {ANSWER}")
        try:
            raise ValueError(ANSWER)
        except ValueError:
            logger.exception(ANSWER)
        logger.setLevel(before)
        assert lines.getvalue().count(name) == 2
    assert ANSWER not in lines.getvalue()
    assert lines.getvalue().count("said at tests/bot/test_log.py:") == 12


def test_an_error_is_logged_with_its_way_and_without_its_words(lines: Stream) -> None:
    logger = logging.getLogger("bot.test")
    try:
        try:
            int(ANSWER)
        except ValueError as error:
            raise KeyError(ANSWER) from error
    except KeyError:
        logger.exception("Unexpected")
    assert ANSWER not in lines.getvalue()
    first, second = lines.getvalue().index("ValueError"), lines.getvalue().index("KeyError", -200)
    assert first < second
    assert lines.getvalue().count("test_log.py") >= 2


class _Circle(Exception):
    """An error that came of itself."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AttributeError("no attribute 'x'"), "AttributeError: no attribute 'x'"),
        (StorageError("database is locked"), "storage.errors.StorageError: database is locked"),
        (OSError(errno.ENOSPC, ANSWER), "OSError: No space left on device"),
        (OSError(ANSWER), "OSError"),
        (UnicodeDecodeError("utf-8", ANSWER.encode(), 0, 1, ANSWER), "UnicodeDecodeError"),
        (type("Strange", (TypeError,), {"__module__": "library"})(ANSWER), "library.Strange"),
    ],
    ids=repr,
)
def test_the_words_that_an_error_keeps_are_those_of_code(error: Exception, words: str, file: Stream) -> None:
    error.__context__ = circle = _Circle()
    circle.__context__ = error
    logging.getLogger("bot.test").error("Unexpected", exc_info=error)
    [line] = objects(file)
    assert line["error"].endswith(f"\n{words}")
    assert ANSWER not in file.getvalue()


def test_what_nobody_catches_is_logged_like_any_error(lines: Stream) -> None:
    error = ValueError(ANSWER)
    sys.excepthook(ValueError, error, None)
    assert "CRITICAL" in lines.getvalue()
    assert "ValueError" in lines.getvalue()
    assert ANSWER not in lines.getvalue()


def _end_a_thread() -> None:
    thread = threading.Thread(target=int, args=(ANSWER,))
    thread.start()
    thread.join()


def _fail_where_nobody_can_catch_it() -> None:
    class Cleared:
        def __del__(self) -> None:
            int(ANSWER)

    Cleared()


def _warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(ANSWER, ResourceWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (_end_a_thread, "ValueError"),
        (_fail_where_nobody_can_catch_it, "ValueError"),
        (_warn, "ResourceWarning at tests/bot/test_log.py:"),
    ],
)
def test_what_python_would_print_itself_is_logged_like_the_rest(
    act: Callable[[], None], words: str, lines: Stream, capfd: pytest.CaptureFixture[str]
) -> None:
    act()
    assert words in lines.getvalue()
    assert ANSWER not in lines.getvalue() + "".join(capfd.readouterr())


def test_without_a_stream_lines_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    log.configure("INFO")
    before = log.lines["WARNING"]
    logging.getLogger("bot.test").warning("Connected")
    assert log.lines["WARNING"] == before + 1


def test_a_line_that_cannot_be_made_is_not_printed_in_another_way(
    file: Stream, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = logging.getLogger().handlers[0]
    ours.handle(logging.LogRecord("bot.test", logging.INFO, __file__, 1, "%d", (ANSWER,), None))
    assert ANSWER not in file.getvalue() + "".join(capfd.readouterr())


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
    logger = logging.getLogger("bot.test")
    # Past pytest's own handler: a report with half a character in it cannot be sent between its processes.
    (ours,) = (
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler) and one.stream is file
    )
    words = 'two\nlines, "quotes", a NUL \x00, שלום and a lone \udc00'
    ours.handle(logger.makeRecord(logger.name, logging.INFO, __file__, 1, words, (), None))
    try:
        raise ValueError("broken in two")
    except ValueError:
        logger.exception("failed")
    first, second = objects(file)
    assert first["message"].startswith("two\nlines, ")
    assert second["error"].startswith("Traceback (most recent call last):\n")
    assert second["error"].endswith("\nValueError")


def test_the_reference_of_an_error_is_a_field_and_nothing_else_is(file: Stream) -> None:
    extra = {"reference": "a1b2c3", "payload": "an answer of somebody"}
    logging.getLogger("bot.test").error("Unexpected error, reference %s", "a1b2c3", extra=extra)
    [line] = objects(file)
    assert line["reference"] == "a1b2c3"
    assert "payload" not in line
    assert "an answer of somebody" not in file.getvalue()


def test_at_a_terminal_it_is_text() -> None:
    with logging_to("INFO", Stream(terminal=True)) as written:
        logging.getLogger("bot.transports.socket_mode").warning("Connected")
        assert written.getvalue().endswith("WARNING bot.transports.socket_mode: Connected\n")


def test_what_is_below_the_level_is_not_logged() -> None:
    with logging_to("WARNING", Stream(terminal=True)) as written:
        logging.getLogger("bot.test").info("Connected")
        assert not written.getvalue()
