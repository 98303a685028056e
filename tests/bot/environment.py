"""An environment in which nothing of the bot's is set."""

from pathlib import Path

import pytest

VARIABLES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "BALANCE_DATABASE_URL",
    "BALANCE_LOG_LEVEL",
    "BALANCE_FRAMEWORK",
    "BALANCE_HEALTH_ADDRESS",
    "BALANCE_SHEET",
    "XDG_DATA_HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "https_proxy",
    "http_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
)


def nothing_is_set(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """And no .env file is in the folder that is worked in, which is also the person's own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
