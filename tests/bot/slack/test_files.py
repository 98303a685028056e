"""Files of others: asked about, read whole or not at all, and the token is shown to nobody but Slack."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from aiohttp import web

from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import NoEntry, Refused
from bot.slack.files import SlackFile

TOKEN = "xoxb-not-a-real-token"
CONTENT = b"a,b\n1,2\n" * 10_000


@dataclass
class Host:
    """A server of files, and of one method; it remembers who showed which token."""

    address: str = ""
    tokens: list[str] = field(default_factory=list)
    info: dict[str, object] = field(default_factory=dict)
    leads_to: str = ""

    async def file(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization", ""))
        if self.leads_to:
            raise web.HTTPFound(self.leads_to)
        return web.Response(body=CONTENT)

    async def method(self, _: web.Request) -> web.Response:
        return web.json_response(self.info)


@pytest_asyncio.fixture
async def hosts() -> AsyncIterator[tuple[Host, Host]]:
    """The one that stands in for Slack, and another."""
    found, runners = [], []
    for _ in range(2):
        host, app = Host(), web.Application()
        app.router.add_get("/files-pri/F1/report.csv", host.file)
        app.router.add_get("/api/files.info", host.method)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host.address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        found.append(host)
        runners.append(runner)
    yield found[0], found[1]
    for runner in runners:
        await runner.cleanup()


@pytest_asyncio.fixture
async def slack(hosts: tuple[Host, Host]) -> AsyncIterator[Slack]:
    made = Slack.connect(TOKEN, f"{hosts[0].address}api/", SlackClock())
    yield made
    await made.close()


def at(address: str, size: int = len(CONTENT)) -> SlackFile:
    return SlackFile("F1", size, f"{address}files-pri/F1/report.csv")


async def test_a_file_is_known_by_what_it_holds(slack: Slack, hosts: tuple[Host, Host]) -> None:
    assert await slack.sha256_of(at(hosts[0].address)) == hashlib.sha256(CONTENT).hexdigest()
    assert hosts[0].tokens == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1, 0])
async def test_what_is_not_the_whole_file_is_nothing(
    slack: Slack, hosts: tuple[Host, Host], size: int
) -> None:
    assert await slack.sha256_of(at(hosts[0].address, size)) is None


async def test_the_token_goes_to_no_other_host_also_where_an_answer_leads_there(
    slack: Slack, hosts: tuple[Host, Host]
) -> None:
    here, other = hosts
    for address in (other.address, "https://files.slack.com/", "file:///"):
        with pytest.raises(Refused):
            await slack.sha256_of(at(address))
    here.leads_to = at(other.address).address
    assert await slack.sha256_of(at(here.address)) is None
    assert other.tokens == []


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a", True),
        ("https://slack.com/files-pri/a", True),
        ("http://files.slack.com/files-pri/a", False),
        ("https://files.slack.com:8443/a", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://evilslack.com/a", False),
        ("https://user@evil.example/files.slack.com", False),
        ("https://evil.example#.slack.com", False),
        ("https://[", False),
        ("", False),
    ],
)
async def test_where_slack_is_slacks_own_files_are_at_its_hosts_only(address: str, may: bool) -> None:
    slack = Slack.connect(TOKEN, "https://slack.com/api/", SlackClock())
    assert slack.calls.may_get_token(address) is may
    await slack.close()


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"ok": False, "error": "file_deleted"}, SlackFile("F1", is_deleted=True)),
        ({"ok": True, "file": {"id": "F1", "mode": "tombstone"}}, SlackFile("F1", is_deleted=True)),
        (
            {"ok": True, "file": {"size": 7, "url_private": "https://a.example", "mode": "external"}},
            SlackFile("F1", 7, "https://a.example", is_external=True),
        ),
        ({"ok": True, "file": "none"}, SlackFile("F1")),
    ],
)
async def test_what_slack_says_of_a_file(
    slack: Slack, hosts: tuple[Host, Host], answer: dict[str, object], found: SlackFile
) -> None:
    hosts[0].info = answer
    assert await slack.file("F1") == found


async def test_a_file_that_the_bot_cannot_see_is_not_taken_for_deleted(
    slack: Slack, hosts: tuple[Host, Host]
) -> None:
    hosts[0].info = {"ok": False, "error": "file_not_found"}
    with pytest.raises(Refused):
        await slack.file("F1")
    hosts[0].info = {"ok": False, "error": "missing_scope"}
    with pytest.raises(NoEntry):
        await slack.file("F1")
