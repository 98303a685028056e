"""A PostgreSQL behind a network that swallows everything for a while, and tells nobody so."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import OperationalError
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait
from sqlalchemy import select, text, update

from storage import database as module
from storage import deadline, lookup, postgresql, schema
from storage.database import Database
from storage.engine import POOL_THREADS
from storage.errors import NoAnswer, OutOfReach, StorageError
from storage.outage import Outage
from storage.tables import SEEN_EVENTS
from storage.transaction import Transaction
from tests.conftest import Hands
from tests.network import Network
from tests.postgres import Postgres
from tests.storage.test_database import add, adding, keys

WELL_AGAIN = 15.0
"""Seconds after which clicks work again, as docs/reliability.md promises."""
LONG = 60.0
NAME = "database.example"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's deadlines, shorter: how long they are is asserted on its own."""
    for name, seconds in {"SECONDS": 0.6, "BESIDE_SECONDS": 1.2, "CLOSE_SECONDS": 0.2}.items():
        monkeypatch.setattr(module, name, seconds)
    monkeypatch.setattr(postgresql, "PING_SECONDS", 0.2)


@pytest.fixture
def database(network: Network, impatient: None) -> Iterator[Database]:
    made = Database(network.url)
    yield made
    made.close()


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The level of each line about an outage."""
    return [record.levelname for record in caplog.records if record.name == Outage.__module__]


async def connect_all(database: Database) -> None:
    """Have a connection open for each thread."""
    together = threading.Barrier(POOL_THREADS)

    def meet(transaction: Transaction) -> None:
        keys(transaction)
        together.wait()

    await asyncio.gather(*(database.read(meet) for _ in range(POOL_THREADS)))


def test_what_is_promised_is_shorter_than_what_is_waited_for() -> None:
    """The product's own numbers: whatever hangs when the network is well again is given up in time."""
    longest = max(module.SECONDS, module.BESIDE_SECONDS) + module.GRACE_SECONDS
    probed = postgresql.QUIET + postgresql.BETWEEN * postgresql.TIMES
    assert longest + postgresql.PING_SECONDS < WELL_AGAIN
    assert max(probed, postgresql.UNHEARD_SECONDS, postgresql.IDLE_SECONDS) < WELL_AGAIN
    assert postgresql.LOCK_SECONDS < module.SECONDS, "else nobody is told that another process holds a row"
    assert postgresql.PING_SECONDS < 3, "Slack's patience: a dead connection costs nobody their click"


def test_both_ends_of_a_connection_look_after_it(network: Network) -> None:
    database = Database(network.url)

    def look(transaction: Transaction) -> tuple[dict[str, str], str]:
        opened = transaction.connection.connection.dbapi_connection
        assert isinstance(opened, postgresql.TimedConnection)
        idle = transaction.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        return opened.info.get_parameters(), idle

    client, server = database.write_now(look)
    assert {name: client[name] for name in ("connect_timeout", "tcp_user_timeout", "keepalives_idle")} == {
        "connect_timeout": "3",
        "tcp_user_timeout": "10000",
        "keepalives_idle": "5",
    }
    assert server == "10s"
    assert "-c tcp_keepalives_idle=5" in client["options"]
    database.close()


def test_what_the_address_chooses_is_left_as_it_is(network: Network) -> None:
    database = Database(f"{network.url}?keepalives_idle=60&options=-c%20search_path%3Dours,public")

    def look(transaction: Transaction) -> tuple[str, str, str]:
        opened = transaction.connection.connection.dbapi_connection
        assert isinstance(opened, postgresql.TimedConnection)
        path = transaction.execute(text("SHOW search_path")).scalar_one()
        lock = transaction.execute(text("SHOW lock_timeout")).scalar_one()
        return opened.info.get_parameters()["keepalives_idle"], path, lock

    assert database.write_now(look) == ("60", "ours,public", "2500ms")
    database.close()


async def test_everybody_is_refused_while_it_is_dark_and_served_after(
    database: Database, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    """Every pooled connection hangs, and twice as many ask as there are threads."""
    await connect_all(database)
    network.swallow()
    acts = [database.write(adding(f"dark {n}")) for n in range(2 * POOL_THREADS)]
    refused = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(error) for error in refused] == [OutOfReach] * 2 * POOL_THREADS
    with pytest.raises(OutOfReach):
        await database.read_beside(keys)
    assert said(caplog) == ["ERROR"]

    network.carry_again()
    await asyncio.gather(*(database.write(adding(f"light {n}")) for n in range(2 * POOL_THREADS)))
    assert await database.read(keys) == sorted(f"light {n}" for n in range(2 * POOL_THREADS))
    assert said(caplog) == ["ERROR", "WARNING"]


def test_what_began_in_the_dark_and_fails_later_is_no_outage_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage = Outage()

    @outage.watched()
    def be_swallowed(meanwhile: Callable[[], None]) -> None:
        meanwhile()
        raise OutOfReach("swallowed")

    def fail(meanwhile: Callable[[], None] = lambda: None) -> None:
        with pytest.raises(OutOfReach):
            be_swallowed(meanwhile)

    def come_and_go() -> None:
        fail()
        with outage.watched():
            assert said(caplog) == ["ERROR"]

    fail(come_and_go)
    assert said(caplog) == ["ERROR", "WARNING"]
    fail()
    assert said(caplog) == ["ERROR", "WARNING", "ERROR"]


async def test_a_transaction_that_is_swallowed_halfway_is_given_up_and_taken_back(
    database: Database, network: Network
) -> None:
    def go_dark(transaction: Transaction) -> None:
        add(transaction, "half")
        network.swallow()
        add(transaction, "other half")

    with pytest.raises(OutOfReach):
        await database.write(go_dark)
    network.carry_again()
    assert await database.read(keys) == []


async def test_a_commit_whose_answer_was_swallowed_is_not_made_twice(
    database: Database, network: Network
) -> None:
    """It was made, and nobody could know. Whoever tries again is known by the key of the act."""

    def act(transaction: Transaction) -> bool:
        if "act" in keys(transaction):
            return False
        add(transaction, "act")
        return True

    def commit_unheard(transaction: Transaction) -> bool:
        first_time = act(transaction)
        network.swallow_answers()
        return first_time

    with pytest.raises(OutOfReach):
        await database.write(commit_unheard)
    network.carry_again()
    assert await database.write(act) is False
    assert await database.read(keys) == ["act"]


async def test_a_row_that_was_held_in_the_dark_is_free_again(
    network: Network, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server hears no more of who held it, and is not told that they have given up."""
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", LONG)
    database = Database(network.url)
    await database.write(adding("row"))

    def hold(transaction: Transaction) -> None:
        transaction.execute(select(SEEN_EVENTS).with_for_update())
        network.swallow()
        transaction.execute(text("SELECT 1"))

    with pytest.raises(OutOfReach):
        await database.write(hold)
    network.carry_again()
    monkeypatch.setattr(module, "SECONDS", LONG)
    await database.write(lambda transaction: transaction.execute(update(SEEN_EVENTS).values(key="changed")))
    assert await database.read(keys) == ["changed"]
    database.close()


async def test_an_old_connection_that_a_firewall_forgot_costs_nobody_their_click(
    database: Database, network: Network, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await connect_all(database)
    network.swallow()
    network.carry_again()
    monkeypatch.setattr(module, "SECONDS", LONG)
    await database.write(adding("a"))
    assert await database.read(keys) == ["a"]
    assert said(caplog) == []


@dataclass
class Resolver:
    """The system's, which knows one name. In the dark whoever asks hangs until `end`, and is told nothing."""

    is_dark: bool = True
    end: threading.Event = field(default_factory=threading.Event)
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    number: int = 0

    def look_up(self, host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        self.number += 1
        self.asked.release()
        if self.is_dark:
            self.end.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "nobody answered")
        assert host == NAME
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]


@pytest.fixture
def resolver(network: Network, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    made = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", made.look_up)
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(lookup, "AFRESH_SECONDS", 0.3)
    yield made
    made.end.set()


def by_name(network: Network) -> Database:
    return Database(network.url.replace("127.0.0.1", NAME))


def close_in_time(database: Database) -> bool:
    """Whether it is closed, by a generous clock."""
    closing = threading.Thread(target=database.close, daemon=True)
    closing.start()
    closing.join(LONG / 2)
    return not closing.is_alive()


async def test_a_name_that_nobody_could_look_up_is_looked_up_again_when_the_network_is_well(
    network: Network, impatient: None, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the resolver still waits for what it asked in the dark, and after that was refused."""
    database = by_name(network)
    acts = [database.read(keys) for _ in range(2 * POOL_THREADS)]
    refused = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(error) for error in refused] == [OutOfReach] * 2 * POOL_THREADS

    resolver.is_dark = False
    monkeypatch.setattr(module, "SECONDS", LONG / 2)
    assert await database.read(keys) == []
    assert not resolver.end.is_set()
    assert close_in_time(database)


async def test_who_asks_for_a_name_at_the_same_time_waits_for_the_same_lookup(
    network: Network, impatient: None, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "AFRESH_SECONDS", LONG)
    database = by_name(network)
    await asyncio.gather(*(database.read(keys) for _ in range(POOL_THREADS)), return_exceptions=True)
    assert resolver.number == 1
    assert close_in_time(database)


async def test_closing_does_not_wait_for_a_name_to_be_looked_up(
    network: Network, impatient: None, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", LONG)
    database = by_name(network)
    hanging = asyncio.create_task(database.read(keys))
    await asyncio.to_thread(resolver.asked.acquire)
    assert await asyncio.to_thread(close_in_time, database)
    with pytest.raises(StorageError):
        await hanging


def test_a_name_that_is_not_known_is_said(network: Network, resolver: Resolver) -> None:
    resolver.end.set()
    database = by_name(network)
    with pytest.raises(OutOfReach, match=f"failed to resolve host '{NAME}': .*nobody answered"):
        database.write_now(keys)
    database.close()


def test_who_has_no_limit_is_not_kept_for_ever(
    network: Network, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a command."""
    monkeypatch.setattr(lookup, "PATIENCE_SECONDS", 0.3)
    database = by_name(network)
    with pytest.raises(OutOfReach, match="nothing was heard"):
        database.write_now(keys)
    assert close_in_time(database)


def test_a_server_that_falls_silent_keeps_nobody_for_ever_who_has_no_limit(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its machine acknowledges all that is sent, so no keepalive is of help."""
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.5)
    for word, look in (("seen_events", add_something), ("alembic_version", schema.state)):
        database = Database(network.url)
        network.be_silent_from(word)
        with pytest.raises(NoAnswer):
            look(database)
        assert close_in_time(database)


def add_something(database: Database) -> None:
    database.write_now(adding("a"))


def test_an_answer_that_comes_in_parts_is_waited_for_as_long_as_they_come(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.deadline.monotonic", hands)
    given_up: list[bool] = []
    waiting = postgresql.in_time(answer_in_parts(), lambda: given_up.append(True))
    next(waiting)
    for _ in range(5):
        hands.now += deadline.ANSWER_SECONDS * 0.9
        waiting.send(Ready.NONE)
        waiting.send(Ready.R)
    hands.now += deadline.ANSWER_SECONDS * 1.1
    with pytest.raises(OperationalError):
        waiting.send(Ready.NONE)
    assert given_up == [True]


def answer_in_parts() -> PQGen[None]:
    while True:
        yield Wait.R


def test_a_statement_of_an_upgrade_may_take_longer_than_whether_there_is_one(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server says nothing while it writes a large table anew."""
    limits: list[float] = []
    was = postgresql.in_time

    def seen(*how: Any) -> Any:
        limits.append(deadline.of_an_answer().moment - time.monotonic())
        return was(*how)

    monkeypatch.setattr(postgresql, "in_time", seen)
    database = Database(postgres.fresh())
    schema.upgrade(database)
    assert max(limits) > deadline.ANSWER_SECONDS
    limits.clear()
    schema.upgrade(database)
    database.close()
    assert 0 < max(limits) <= deadline.ANSWER_SECONDS


ADDRESSES = {"one": ["10.0.0.1"], "two": ["10.0.0.2", "fd00::2"]}


@pytest.mark.parametrize(
    ("chosen", "hosts", "ports", "addresses"),
    [
        ({"host": "one", "port": 9}, "one", "9", "10.0.0.1"),
        ({"host": "one"}, "one", None, "10.0.0.1"),
        ({"host": "two", "port": 9}, "two,two", "9,9", "10.0.0.2,fd00::2"),
        ({"host": "one,two", "port": "8,9"}, "one,two,two", "8,9,9", "10.0.0.1,10.0.0.2,fd00::2"),
        ({"host": "nobody,one", "port": "8,9"}, "one", "9", "10.0.0.1"),
        ({"host": "/run,10.0.0.3,one"}, "/run,10.0.0.3,one", None, ",,10.0.0.1"),
        ({"host": "/run", "port": 9}, "/run", 9, None),
        ({"host": "10.0.0.3"}, "10.0.0.3", None, None),
        ({"host": "fd00::3"}, "fd00::3", None, None),
        ({"host": "one", "hostaddr": "10.9.9.9"}, "one", None, "10.9.9.9"),
        ({"host": "one,two", "port": "7,8,9"}, "one,two", "7,8,9", None),
        ({}, None, None, None),
    ],
)
def test_only_names_are_looked_up_and_each_keeps_its_name_and_port(
    chosen: dict[str, str | int],
    hosts: str | None,
    ports: str | int | None,
    addresses: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is what the certificate of a server is compared with."""
    for variable in ("PGHOST", "PGHOSTADDR", "PGPORT"):
        monkeypatch.delenv(variable, raising=False)

    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        if host not in ADDRESSES:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return [(None, None, None, "", (address, 0)) for address in ADDRESSES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    made = postgresql.with_addresses({"dbname": "x"} | chosen)
    assert made.pop("dbname") == "x"
    expected = {"host": hosts, "port": ports, "hostaddr": addresses}
    assert made == {name: value for name, value in expected.items() if value is not None}


async def test_closing_does_not_wait_for_what_hangs(
    network: Network, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", LONG)
    database = Database(network.url)
    begun = threading.Event()

    def hang(transaction: Transaction) -> None:
        network.swallow()
        begun.set()
        keys(transaction)

    hanging = asyncio.create_task(database.read(hang))
    await asyncio.to_thread(begun.wait)
    database.close()
    with pytest.raises(StorageError):
        await hanging


async def test_what_is_under_way_at_the_end_is_finished(network: Network) -> None:
    database = Database(network.url)
    begun, closing = threading.Event(), threading.Event()

    def finish(transaction: Transaction) -> None:
        begun.set()
        closing.wait()
        add(transaction, "a")

    writing = asyncio.create_task(database.write(finish))
    await asyncio.to_thread(begun.wait)
    threading.Timer(0.0, closing.set).start()
    database.close()
    await writing
    other = Database(network.url)
    assert other.write_now(keys) == ["a"]
    other.close()
