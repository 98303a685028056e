"""Which way is taken to an address."""

import os
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import ConfigError, Settings
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.no_way import TO_DO, WORDS, Obstacle, obstacle
from bot.slack.way_out import WayOut
from tests.bot.environment import nothing_is_set

PROXY = "http://proxy.example:3128"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    nothing_is_set(monkeypatch, tmp_path)
    return monkeypatch


@pytest.mark.parametrize(
    ("url", "way"),
    [
        ("https://slack.com/api/", "http://secure.example:1"),
        ("wss://wss-primary.slack.com/link/?ticket=1", "http://secure.example:1"),
        ("http://slack.example/api/", "http://plain.example:2"),
        ("ws://slack.example/link", "http://plain.example:2"),
        ("http://127.0.0.1:8080/api/", None),
        ("https://[::1]:8080/api/", None),
        ("ws://localhost:8080/link", None),
    ],
)
def test_the_proxy_is_chosen_by_what_is_asked_for(url: str, way: str | None) -> None:
    assert WayOut("http://secure.example:1", "http://plain.example:2").proxy_for(url) == way


@pytest.mark.parametrize(
    ("past", "url", "is_past"),
    [
        ("slack.com", "https://slack.com/", True),
        ("slack.com", "https://hooks.slack.com/", True),
        (".slack.com", "https://hooks.slack.com/", True),
        ("slack.com", "https://notslack.com/", False),
        ("Slack.COM", "https://hooks.slack.com/", True),
        ("other.example, slack.com", "https://slack.com/", True),
        ("hooks.slack.com", "https://slack.com/", False),
        ("*", "https://slack.com/", True),
        ("", "https://slack.com/", False),
        (" , ", "https://slack.com/", False),
        ("slack.com:443", "https://slack.com/", True),
        ("slack.com:443", "wss://slack.com/", True),
        ("slack.com:8443", "https://slack.com/", False),
        ("slack.com:8443", "https://slack.com:8443/", True),
        ("10.0.0.0/8", "https://10.20.30.40/", True),
        ("10.0.0.0/8", "https://11.20.30.40/", False),
        ("10.20.30.40", "https://10.20.30.40:8443/", True),
        ("10.20.30.40:8443", "https://10.20.30.40:8443/", True),
        ("10.20.30.40:8443", "https://10.20.30.40/", False),
        ("fd00::/8", "https://[fd00::1]/", True),
        ("[fd00::1]", "https://[fd00::1]/", True),
        ("10.0.0.0/8", "https://slack.com/", False),
        ("10.0.0.0/99,slack.com", "https://slack.com/", True),
    ],
)
def test_what_is_named_in_no_proxy_is_asked_straight_on(past: str, url: str, is_past: bool) -> None:
    assert (WayOut(PROXY, past=past).proxy_for(url) is None) is is_past


def test_it_is_read_from_the_environment_and_from_the_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("https_proxy=proxy.example:3128\nNO_PROXY=files.slack.com\n")
    way = WayOut.of(Settings.from_environment())
    assert way.proxy_for("https://slack.com/") == PROXY
    assert way.proxy_for("https://files.slack.com/") is None
    environment.setenv("HTTPS_PROXY", " http://other.example ")
    assert WayOut.of(Settings.from_environment()).proxy_for("https://slack.com/") == "http://other.example"


@pytest.mark.parametrize(
    "value",
    [
        *("socks5://secret-1234", "http://", "http://proxy:secret-1234", "http://[secret-1234", "a secret"),
        *("..", "http://secret-1234..b:3128", f"http://{'secret-1234' * 6}:3128"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_named_by_its_variable_and_not_shown(
    value: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("HTTPS_PROXY", value)
    with pytest.raises(ConfigError) as caught:
        WayOut.of(Settings.from_environment())
    assert caught.value.variable == "HTTPS_PROXY"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "HTTP_PROXY"])
@pytest.mark.parametrize("known_as", ["u:secret%E2%82%AC", "us%3Aer:secret", "%E2%82%AC:secret"])
def test_what_no_proxy_can_be_told_is_said_before_anybody_is_asked(
    known_as: str, variable: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(variable, f"http://{known_as}@127.0.0.1:9")
    with pytest.raises(ConfigError, match="a name or a password in it that cannot be sent") as caught:
        WayOut.of(Settings.from_environment())
    assert caught.value.variable == variable
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("known_as", ["u:p%3Ass", "u:p%40ss", "u", ":p", "u:%C3%A9", "u:p%ZZ", "u:p:ss"])
def test_what_a_proxy_can_be_told_is_taken(known_as: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", f"http://{known_as}@127.0.0.1:9")
    assert WayOut.of(Settings.from_environment()).https == f"http://{known_as}@127.0.0.1:9"


@pytest.mark.parametrize("proxy", ["", PROXY])
@pytest.mark.parametrize("address", ["http://[", "https://[::1", "http://h:port/", "http://h:99999/", "x"])
async def test_nothing_can_be_answered_at_an_address_that_is_none(address: str, proxy: str) -> None:
    """Such as a response_url of something that only seems to be Slack."""
    way = WayOut(proxy, proxy, past="nowhere.example:80")
    slack = Slack.connect("xoxb-1", "http://127.0.0.1:9/api/", SlackClock(), way=way)
    assert await slack.respond(address, text="a") is False
    await slack.close()


def test_the_password_of_a_proxy_is_not_shown_when_it_is_printed() -> None:
    assert "secret" not in repr(
        WayOut("http://amina:secret@proxy.example", "http://amina:secret@proxy.example")
    )


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_certificates_that_cannot_be_read_are_said_to_be_so(
    content: str | None, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """OpenSSL itself takes what it can read, and says nothing of what it cannot."""
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    environment.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(ConfigError) as caught:
        WayOut.of(Settings.from_environment())
    assert caught.value.variable == "SSL_CERT_FILE"


@pytest.mark.parametrize(
    ("error", "in_the_way"),
    [
        (aiohttp.ConnectionTimeoutError(), Obstacle.TIMED_OUT),
        (aiohttp.ServerDisconnectedError(), None),
        (aiohttp.ServerTimeoutError(), None),
        (TimeoutError(), None),
        (ConnectionResetError(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_what_was_surely_not_sent_is_no_doubt(error: Exception, in_the_way: Obstacle | None) -> None:
    assert obstacle(error) is in_the_way


def test_each_obstacle_has_words_and_something_to_do() -> None:
    assert set(WORDS) == set(TO_DO) == set(Obstacle)


@pytest.mark.parametrize(("idle", "connections"), [(1.0, 1), (4.9, 2)])
async def test_a_connection_is_not_used_again_when_its_server_may_be_closing_it(
    idle: float, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Node and uvicorn close after five seconds; what is being sent by then is in doubt."""
    seen: set[object] = set()

    async def answer(request: web.Request) -> web.Response:
        seen.add(request.transport)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server, WayOut().session() as session:
        monkeypatch.setattr("aiohttp.connector.monotonic", lambda: 100.0)
        await session.post(server.make_url("/"))
        monkeypatch.setattr("aiohttp.connector.monotonic", lambda: 100.0 + idle)
        await session.post(server.make_url("/"))
    assert len(seen) == connections


def test_certificates_that_are_a_pipe_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(ConfigError, match="cannot be read: It is a pipe or a device, and no file"):
        WayOut.of(Settings(SSL_CERT_FILE=pipe))
