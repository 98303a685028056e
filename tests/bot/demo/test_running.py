"""The sandbox with its bot, on a machine whose way to Slack is set up somehow."""

from pathlib import Path

import pytest

from bot.demo.files import files
from bot.demo.running import running


async def test_the_sandbox_needs_no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It talks to nobody but this machine, so proxies and certificates for elsewhere are no matter."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example:1080")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    with files(None) as where:
        async with running(where) as slack:
            assert slack.sockets.connected


async def test_what_is_kept_may_be_called_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with files("a?b%41") as where:
        async with running(where):
            pass
        kept = where.store.parent.iterdir()
    assert {"a?b%41.db", "a?b%41.world"} <= {file.name for file in kept}
