"""Behind a proxy: all that the bot asks of Slack goes through it, and nothing goes past it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.doctor.slack import examine
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world.riverside import HOUSING
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import NoWay
from bot.slack.files import SharedFile
from bot.slack.no_way import WORDS, Obstacle
from bot.slack.way_out import WayOut
from tests.bot.environment import nothing_is_set
from tests.ports import HOST, free_port
from tests.proxy import NAME, PASSWORD, BehindProxy
from tests.scenarios.conftest import ACK_SECONDS, TRIGGER_SECONDS
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[3]
STARTS_WITHIN = 60.0


@pytest.fixture(autouse=True)
def _at_their_pace(quick_people: None) -> None:
    """Nobody waits here."""


@pytest.fixture
def port() -> int:
    """Where the bot listens, if it does."""
    return free_port()


@pytest.fixture(params=["run", "serve"])
def command(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Behind = tuple[Sandbox, BehindProxy]


@contextlib.asynccontextmanager
async def behind_proxy(name: str, folder: Path, deliver_to: str | None = None) -> AsyncIterator[Behind]:
    """Slack, which says that it is at this name, and the proxy that alone finds it."""
    async with Sandbox(
        manifest=AppManifest.read(ROOT / "manifest.yml"),
        deliver_http_to=deliver_to,
        ack_seconds=ACK_SECONDS,
        trigger_seconds=TRIGGER_SECONDS,
    ) as slack:
        port = urlsplit(slack.url).port
        assert port
        slack.world.url = f"https://{name}/"
        async with BehindProxy(port, folder / "authority.pem").run() as network:
            yield slack, network


@contextlib.asynccontextmanager
async def bot(
    command: list[str], slack: Sandbox, behind: BehindProxy, folder: Path
) -> AsyncIterator[list[bytes]]:
    """The bot as an operator starts it; what it said is there once it has ended."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        # As they are pasted.
        "SLACK_BOT_TOKEN": f" {slack.bot_token}\n",
        "SLACK_APP_TOKEN": f"\t{slack.app_token} ",
        "SLACK_SIGNING_SECRET": f"{slack.signing_secret}\r\n",
        "SLACK_API_URL": slack.api_url,
        "BALANCE_DATABASE_URL": f"sqlite:///{folder / 'balance.db'}",
        "BALANCE_LOG_LEVEL": "DEBUG",
        "HTTPS_PROXY": behind.url,
        "SSL_CERT_FILE": str(behind.authority),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", *command),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said: list[bytes] = []
    assert process.stdout
    listening = asyncio.create_task(_listen(process.stdout, said))
    try:
        yield said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await listening


async def _listens(port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN), aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"http://{HOST}:{port}/health") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


async def _listen(stream: asyncio.StreamReader, said: list[bytes]) -> None:
    async for line in stream:
        said.append(line)


async def test_all_that_the_bot_asks_goes_through_the_proxy(command: str, port: int, tmp_path: Path) -> None:
    """Nothing finds slack.test but the proxy: what is asked past it comes to nothing."""
    arguments, deliver_to = [command], None
    if command == "serve":
        arguments, deliver_to = ["serve", "--port", str(port)], f"http://{HOST}:{port}/slack/events"
    async with (
        behind_proxy("slack.test", tmp_path, deliver_to) as (slack, network),
        bot(arguments, slack, network, tmp_path) as said,
    ):
        if command == "serve":
            await _listens(port)
        else:
            await slack.wait_connected(STARTS_WITHIN)
        team = Team(slack)
        await team.start()
        await team.click("4")
        await team.question(2)
        await slack.until(lambda: slack.log.of("response_url"))
        await slack.settled()
    assert all(call.error is None for call in slack.log.of("response_url"))
    assert not slack.log.errors
    assert set(network.asked) == {"slack.test:443"}
    words = b"".join(said).decode()
    assert PASSWORD not in words
    assert "Traceback" not in words


@pytest.fixture
async def behind(tmp_path: Path) -> AsyncIterator[Behind]:
    async with behind_proxy("slack.test", tmp_path) as both:
        yield both


@contextlib.asynccontextmanager
async def door(slack: Sandbox, way: WayOut) -> AsyncIterator[Slack]:
    connected = Slack.connect(slack.bot_token, slack.api_url, SlackClock(), way=way)
    try:
        yield connected
    finally:
        await connected.close()


async def test_files_are_sent_through_the_proxy(behind: Behind) -> None:
    slack, network = behind
    async with door(slack, WayOut(network.url, trusted=network.authority)) as connected:
        await connected.share(HOUSING, [SharedFile("record.csv", "Record", b"a,b\n")], "Here it is.")
    assert [call.error for call in slack.log.of("files.completeUploadExternal")] == [None]
    assert set(network.asked) == {"slack.test:443"}


async def refusal(slack: Sandbox, way: WayOut) -> Obstacle:
    """What was in the way. Nothing may have been done."""
    async with door(slack, way) as connected:
        with pytest.raises(NoWay) as caught:
            await connected.identity()
    assert not slack.log.of("auth.test")
    return caught.value.obstacle


async def test_what_no_proxy_names_is_not_asked_of_the_proxy(behind: Behind) -> None:
    slack, network = behind
    way = WayOut(network.url, past=".slack.test", trusted=network.authority)
    assert await refusal(slack, way) is Obstacle.NAME_NOT_FOUND
    assert not network.asked


async def test_without_its_authority_the_stand_in_is_not_trusted(
    behind: Behind,
) -> None:
    slack, network = behind
    assert await refusal(slack, WayOut(network.url)) is Obstacle.NOT_TRUSTED


async def test_a_proxy_that_wants_a_password_says_so(behind: Behind) -> None:
    slack, network = behind
    way = WayOut(network.url.replace(f"{NAME}:{PASSWORD}@", ""), trusted=network.authority)
    assert await refusal(slack, way) is Obstacle.PROXY_WANTS_A_NAME


async def test_a_proxy_that_refuses_a_host_says_so(behind: Behind) -> None:
    slack, network = behind
    network.refused = {"slack.test"}
    assert await refusal(slack, WayOut(network.url, trusted=network.authority)) is Obstacle.PROXY_REFUSED


@pytest.mark.parametrize(
    ("proxy", "obstacle"),
    [(f"http://{HOST}:9", Obstacle.PROXY_AWAY), ("http://proxy.test:3128", Obstacle.PROXY_NOT_FOUND)],
)
async def test_a_proxy_that_is_not_there_is_told_from_one_that_refuses(
    proxy: str, obstacle: Obstacle, behind: Behind
) -> None:
    slack, network = behind
    assert await refusal(slack, WayOut(proxy, trusted=network.authority)) is obstacle


# --- balance doctor, of Slack itself as far as it can tell


@pytest.fixture
async def slacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Behind]:
    nothing_is_set(monkeypatch, tmp_path)
    async with behind_proxy("slack.com", tmp_path) as (slack, network):
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path / 'balance.db'}")
        monkeypatch.setenv("HTTPS_PROXY", network.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(network.authority))
        yield slack, network


Output = pytest.CaptureFixture[str]
HOOKS, FILES, API = "hooks.slack.com", "files.slack.com", "slack.com"


def problems(output: Output) -> Iterator[str]:
    said = output.readouterr().out
    assert PASSWORD not in said
    return (line for line in said.splitlines() if line.startswith("problem"))


async def test_doctor_tries_each_way_out(slacks: Behind, capsys: Output) -> None:
    _, network = slacks
    assert await examine() == 0
    assert not list(problems(capsys))
    assert {target.split(":")[0] for target in network.asked} == {API, HOOKS, FILES}


@pytest.mark.parametrize("host", [HOOKS, FILES])
async def test_doctor_says_which_way_out_is_closed(host: str, slacks: Behind, capsys: Output) -> None:
    _, network = slacks
    network.refused = {host}
    assert await examine() == 1
    [problem] = problems(capsys)
    assert host in problem
    assert WORDS[Obstacle.PROXY_REFUSED] in problem


async def test_doctor_says_that_the_authority_is_not_known(
    slacks: Behind, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert await examine() == 1
    said = list(problems(capsys))
    assert all(WORDS[Obstacle.NOT_TRUSTED] in problem for problem in said)
    assert [host for host in (API, HOOKS, FILES) if any(f" {host}" in problem for problem in said)] == [
        API,
        HOOKS,
        FILES,
    ]


async def test_doctor_names_a_proxy_that_cannot_be_used(
    slacks: Behind, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"socks5://{PASSWORD}")
    assert await examine() == 2
    [problem] = problems(capsys)
    assert problem.startswith("problem  HTTPS_PROXY: ")


@pytest.mark.parametrize("variable", ["NO_PROXY", "HTTP_PROXY"])
async def test_doctor_says_that_a_proxy_is_set_and_not_used(
    variable: str, slacks: Behind, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Nobody is asked: no token is set, and nothing else is at Slack."""
    _, network = slacks
    monkeypatch.setenv("SLACK_API_URL", "https://slack.test/api/")
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.delenv("SLACK_APP_TOKEN")
    if variable == "HTTP_PROXY":
        monkeypatch.delenv("HTTPS_PROXY")
    monkeypatch.setenv(variable, "slack.test" if variable == "NO_PROXY" else network.url)
    assert await examine() == 2
    said = capsys.readouterr().out
    assert "a proxy is set, but not for slack.test" in said
    assert PASSWORD not in said
    assert not network.asked
