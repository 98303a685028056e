"""Logging: no token in a line, however it came there."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import log

TOKENS = [
    "xoxb-0000000000-1111111111-AbCdEfGhIjKl",
    "xoxp-0000000000-secret",
    "xoxe.xoxb-1-secret",
    "xapp-1-A0000000000-1111111111-abcdef",
    "xwfp-0000-secret",
]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, at every level, while the test runs."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    log.configure("DEBUG")
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_struck_out_wherever_it_stands(token: str, lines: io.StringIO) -> None:
    logger = logging.getLogger("balance.test")
    logger.info("plain %s", token)
    logger.info("in a header: Authorization=Bearer %s,", token)
    try:
        raise ValueError(token)
    except ValueError:
        logger.exception("in a traceback")
    assert "plain" in lines.getvalue()
    assert "in a traceback" in lines.getvalue()
    assert token not in lines.getvalue()
    assert token.partition("-")[2] not in lines.getvalue()


def test_libraries_that_print_whole_messages_are_kept_quiet(lines: io.StringIO) -> None:
    for name in ("slack_sdk.web", "slack_bolt.AsyncApp", "sqlalchemy.engine", "transitions.core"):
        logging.getLogger(name).info("an answer of somebody")
        logging.getLogger(name).warning("a warning of %s", name)
    assert "an answer of somebody" not in lines.getvalue()
    assert "a warning of slack_sdk.web" in lines.getvalue()
