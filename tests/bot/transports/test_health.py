"""Whoever watches over the process is told whether it lives, whether it can work, and what it did."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from bot.config import ConfigError, Settings
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from bot.transports.health import KNOWN_SECONDS, Health
from flows.refusals import Why
from storage.database import Database
from storage.errors import NotWritable, StoreUnavailable
from storage.processes import Drawing
from storage.transaction import Transaction
from tests.bot.transports.conftest import Server
from tests.conftest import Hands
from tests.network import Network
from tests.ports import HOST, free_port
from tests.postgres import only_reading
from tests.scenarios.conftest import Bot, database, settings_for, slack
from tests.scenarios.team import TITLE, Team
from tests.storage.test_database import adding

__all__ = ["database", "slack"]
NAMES = ("/healthz", "/readyz", "/health")
TYPED = "because of the Carter family"


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{port}{path}") as answer:
        return answer.status, await answer.text()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def watched(
    slack: Sandbox, database: Path, migrated_file: Path, port: int, quick_people: None
) -> AsyncIterator[Bot]:
    """A bot over Socket Mode with a health address."""
    shutil.copy(migrated_file, database)
    bot = Bot(slack, settings_for(slack, database, BALANCE_HEALTH_ADDRESS=f":{port}"))
    await bot.start()
    yield bot
    await bot.stop()


async def test_over_socket_mode_it_is_told_at_its_own_address(watched: Bot, port: int) -> None:
    assert [(await get(port, name))[0] for name in NAMES] == [200, 200, 200]
    assert (await get(port, "/slack/events"))[0] == 404
    await watched.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await get(port, "/healthz")


async def test_without_a_connection_it_lives_and_is_not_ready(watched: Bot, port: int) -> None:
    watched.slack.faults.sockets.refuse()
    await watched.slack.faults.sockets.cut()
    while (await get(port, "/readyz"))[0] != 503:  # noqa: ASYNC110 - it is asked over the wire
        await asyncio.sleep(0.05)
    assert (await get(port, "/healthz"))[0] == 200


async def test_without_its_store_it_lives_and_is_not_ready(watched: Bot, port: int, database: Path) -> None:
    away = database.with_suffix(".away")
    shutil.move(database, away)
    assert (await get(port, "/healthz"))[0] == 200
    assert (await get(port, "/readyz"))[0] == 503
    assert (await get(port, "/metrics"))[0] == 200, "what was counted is there all the same"
    shutil.move(away, database)


async def asked(health: Health) -> int:
    return (await health.is_ready(Request({"type": "http"}))).status_code


async def connected() -> str:
    return "a connection"


async def test_a_server_that_only_reads_is_told_of_before_anybody_acts(
    network: Network, hands: Hands
) -> None:
    store = Database(network.url)
    health = Health(store, connected, hands)
    assert await asked(health) == 200
    with only_reading(network.server):
        hands.now += KNOWN_SECONDS
        assert await asked(health) == 503
    hands.now += KNOWN_SECONDS
    await store.write(adding("a"))
    assert await asked(health) == 200
    store.close()


async def test_a_file_that_takes_no_change_is_told_of_until_it_does(sqlite: Database, hands: Hands) -> None:
    health = Health(sqlite, connected, hands)

    def fail(_: Transaction) -> None:
        raise NotWritable("database or disk is full")

    with pytest.raises(NotWritable):
        await sqlite.write(fail)
    assert await asked(health) == 503
    await sqlite.write(adding("a"))
    hands.now += KNOWN_SECONDS
    assert await asked(health) == 200


@dataclass
class Counted:
    """A health page, and how often the store is asked for it."""

    asks: Callable[[], Coroutine[None, None, list[int]]]
    when_away: int
    reads: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    away: bool = False
    now: float = 1000.0


@pytest.fixture(params=["is_ready", "counts"])
def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    store = Database("sqlite://")

    async def read(_: object) -> Drawing:
        found.reads.append(request.param)
        found.asked.set()
        await found.answers.wait()
        if found.away:
            raise StoreUnavailable("it is away")
        return Drawing(0, None, 0)

    async def ask() -> list[int]:
        page, of_nobody = getattr(health, request.param), Request({"type": "http"})
        return [one.status_code for one in await asyncio.gather(*(page(of_nobody) for _ in range(50)))]

    monkeypatch.setattr(store, "read", read)
    monkeypatch.setattr(store, "read_beside", read)
    found = Counted(ask, 503 if request.param == "is_ready" else 200)
    health = Health(store, connected, lambda: found.now)
    yield found
    store.close()


async def test_however_many_ask_the_store_is_asked_once_a_second(counted: Counted) -> None:
    """Anybody can ask for /readyz over HTTP, and each read takes a place that a click needs."""
    asking = [asyncio.create_task(counted.asks()) for _ in range(3)]
    await counted.asked.wait()
    asking[0].cancel()
    counted.answers.set()
    assert await asking[1] + await asking[2] == [200] * 100
    assert len(counted.reads) == 1
    counted.now += 0.9
    await counted.asks()
    assert len(counted.reads) == 1
    counted.now += 0.2
    await counted.asks()
    assert len(counted.reads) == 2


async def test_a_store_that_is_away_is_told_of_for_a_second_as_well(counted: Counted) -> None:
    counted.answers.set()
    counted.away = True
    assert {*await counted.asks(), *await counted.asks()} == {counted.when_away}
    assert len(counted.reads) == 1
    counted.away = False
    counted.now += 1.1
    assert {*await counted.asks()} == {200}


async def test_over_http_it_is_told_where_slack_is_served_but_for_what_is_counted(server: Server) -> None:
    assert [(await get(server.port, name))[0] for name in NAMES] == [200, 200, 200]
    assert (await get(server.port, "/metrics"))[0] == 404


@pytest.mark.parametrize("same", [True, False])
async def test_over_http_what_is_counted_is_told_at_the_health_address_only(
    same: bool, server: Server, port: int
) -> None:
    await server.end()
    server.stop.clear()
    health = server.port if same else port
    changes = {"health_address": f"{HOST}:{health}"}
    server.settings = server.settings.model_copy(update=changes)
    await server.start()
    assert (await get(health, "/metrics"))[0] == 200
    assert (await get(health, "/healthz"))[0] == 200
    assert (await get(server.port, "/metrics"))[0] == (200 if same else 404)


async def test_what_is_counted_holds_no_id_and_nothing_typed(watched: Bot, port: int) -> None:
    team = Team(watched.slack)
    await team.start(f"Sharing {TYPED}")
    await team.ticked(team.type(f"4 {TYPED}", TOM))
    await team.question(2)
    await team.click("3", TOM)
    await team.question(3)
    tom = team.person(TOM)
    team.type("6", TOM)
    await watched.slack.until(lambda: tom.sees.ephemerals(HOUSING))
    status, page = await get(port, "/metrics")
    assert status == 200
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    of_clicks = ("balance_ack_seconds_count", ("kind", "click"), ("taken", "yes"))
    assert found[of_clicks] >= 1
    assert found[("balance_slack_calls_total", ("method", "chat.postMessage"), ("outcome", "ok"))] >= 2
    assert found[("balance_commits_total", ("kind", "durable"))] >= 3
    assert ("balance_waiting_surfaces", ("place", "in_order")) in found
    labels = {value for name, *pairs in found for _, value in pairs if str(name).startswith("balance_")}
    refusals = {value for name, *pairs in found for key, value in pairs if key == "why"}
    assert Why.NOT_A_RATING in refusals
    assert refusals <= set(Why)
    levels = {value for name, *pairs in found for key, value in pairs if key == "level"}
    assert not [one for one in labels - levels if re.fullmatch(r"[A-Z][A-Z0-9]{6,}", one)]
    for word in (*TYPED.split(), *TITLE.split(), TOM, AMINA, HOUSING):
        assert not [one for one in labels if re.search(rf"\b{re.escape(word)}\b", one)], word


@pytest.mark.parametrize(
    ("given", "host", "number"),
    [("0.0.0.0:9090", "0.0.0.0", 9090), (":9090", HOST, 9090), ("9090", HOST, 9090), ("[::1]:9", "::1", 9)],
)
def test_the_address_is_on_loopback_unless_told_otherwise(given: str, host: str, number: int) -> None:
    assert Settings.model_validate({"BALANCE_HEALTH_ADDRESS": given}).health == (host, number)


@pytest.mark.parametrize("given", ["localhost", "127.0.0.1:", "127.0.0.1:99999", "http://x/y:1 2", "a b:80"])
def test_what_is_no_address_is_named(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALANCE_HEALTH_ADDRESS", given)
    with pytest.raises(ConfigError, match="BALANCE_HEALTH_ADDRESS"):
        Settings.from_environment()


async def test_an_address_that_is_taken_is_named_at_the_start(watched: Bot) -> None:
    again = Bot(watched.slack, watched.settings)
    with pytest.raises(ConfigError, match="BALANCE_HEALTH_ADDRESS"):
        await again.start()
