"""Logging: one line an event, and never a token in it."""

import logging
import re

_TOKENS = re.compile(r"\b(xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]+")


class _WithoutTokens(logging.Formatter):
    """Whatever a library logs, and whatever stands in a traceback: tokens are struck out."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKENS.sub(r"\1-…", super().format(record))


def configure(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutTokens("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG these print whole messages, answers included.
    for noisy in ("slack_sdk", "slack_bolt", "aiohttp", "transitions", "alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(max(logging.getLevelName(level), logging.WARNING))
    # Bolt warns that it ignores SLACK_BOT_TOKEN from the environment: it is meant to.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
