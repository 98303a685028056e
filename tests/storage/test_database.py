"""The engine: what is promised of a commit, and what is said when the database cannot be used."""

import asyncio
import contextlib
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Insert, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from flows.refusals import NotPossible, Why
from storage import engine, schema
from storage.address import address_of_store, parse, place, sqlite_file
from storage.database import Database
from storage.errors import (
    NotAStore,
    OutOfReach,
    StorageError,
    StoreBusy,
    StoreUnavailable,
    WrongAddress,
)
from storage.outage import Outage
from storage.tables import ANSWERS, SEEN_EVENTS
from storage.transaction import Transaction
from tests.conftest import SQLITE
from tests.full_disk import full_from
from tests.postgres import Postgres
from tests.refused import refused
from tests.storage.samples import NOW

ROOT = Path(__file__).parents[2]
NOBODY = 65_534


def add(transaction: Transaction, key: str) -> None:
    event = {"team_id": "T", "key": key, "at": NOW}
    transaction.execute(insert(SEEN_EVENTS).values(event))


def adding(key: str) -> Callable[[Transaction], None]:
    return lambda transaction: add(transaction, key)


def keys(transaction: Transaction) -> list[str]:
    return list(transaction.execute(select(SEEN_EVENTS.c.key).order_by(SEEN_EVENTS.c.key)).scalars())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "balance.db"


# --- transactions, on both


def test_what_is_written_is_there_for_the_next_one(database: Database) -> None:
    database.write_now(adding("a"))
    assert database.write_now(keys) == ["a"]


def test_an_error_takes_everything_back_and_comes_out_as_it_is(database: Database) -> None:
    def fail(transaction: Transaction) -> None:
        add(transaction, "a")
        raise NotPossible(Why.PAUSED)

    with refused(Why.PAUSED, NotPossible):
        database.write_now(fail)
    assert database.write_now(keys) == []


def test_what_a_command_reads_is_of_one_moment(database: Database) -> None:
    def read(transaction: Transaction) -> tuple[list[str], list[str]]:
        before = keys(transaction)
        database.write_now(adding("meanwhile"))
        return before, keys(transaction)

    database.write_now(adding("a"))
    assert database.read_now(read) == (["a"], ["a"])
    assert database.read_now(keys) == ["a", "meanwhile"]


async def test_reading_and_writing_work_from_the_event_loop(database: Database) -> None:
    await database.write(adding("a"))
    assert await database.read(keys) == ["a"]


async def test_ten_writers_at_once_lose_nothing(database: Database) -> None:
    await asyncio.gather(*(database.write(adding(str(n))) for n in range(10)))
    assert await database.read(keys) == [str(n) for n in range(10)]


async def test_only_a_database_across_a_network_gets_threads(database: Database, backend: str) -> None:
    here = threading.get_ident()
    there = await database.read(lambda _session: threading.get_ident())
    assert (there == here) == (backend == SQLITE)


def orphan(reason: str) -> Insert:
    """An answer in an assessment that is not there."""
    return insert(ANSWERS).values(
        assessment_id="nobody",
        assessor="team",
        question_id="a-1",
        kind="rating",
        rating=4,
        reason=reason,
        evidence="",
        answered_by="U",
        answered_at=NOW,
    )


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(orphan(""))


def test_an_error_does_not_tell_what_people_wrote(database: Database) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        database.write_now(lambda transaction: transaction.execute(orphan("a secret reason")))
    assert "a secret reason" not in f"{caught.value} {caught.value.__cause__}"


def test_the_place_can_be_printed(database: Database, backend: str, migrated: str) -> None:
    shown = str(Path(migrated.removeprefix("sqlite:///"))) if backend == SQLITE else "/test_"
    assert shown in database.place


# --- SQLite


async def test_a_long_reading_lets_others_go_on(sqlite: Database) -> None:
    gone_on = threading.Event()

    def read(transaction: Transaction) -> tuple[bool, list[str]]:
        return gone_on.wait(timeout=60), keys(transaction)

    reading = asyncio.create_task(sqlite.read_beside(read))
    await sqlite.write(adding("a click"))
    gone_on.set()
    assert await reading == (True, ["a click"])


async def test_what_cannot_be_read_beside_the_loop_is_said_as_ever(sqlite: Database) -> None:
    def read(transaction: Transaction) -> None:
        transaction.execute(text("SELECT * FROM nothing_of_this_name"))

    with pytest.raises(StoreUnavailable, match="nothing_of_this_name"):
        await sqlite.read_beside(read)


def test_a_commit_survives_a_power_cut_and_readers_do_not_wait(sqlite: Database) -> None:
    def pragma(name: str) -> object:
        return sqlite.write_now(lambda transaction: transaction.execute(text(f"PRAGMA {name}")).scalar())

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2, "FULL; see https://www.sqlite.org/pragma.html#pragma_synchronous"
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 1_000


def test_every_connection_has_the_same_settings(sqlite: Database) -> None:
    with sqlite.engine.connect() as one, sqlite.engine.connect() as another:
        for connection in (one, another):
            assert connection.scalar(text("PRAGMA synchronous")) == 2
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_folder_is_made_and_only_its_owner_can_look_inside(tmp_path: Path) -> None:
    file = tmp_path / "some" / "folder" / "balance.db"
    made = Database(f"sqlite:///{file}")
    schema.upgrade(made)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (file.parent, *file.parent.iterdir())}
    made.close()
    assert modes == {"folder": 0o700, "balance.db": 0o600, "balance.db-wal": 0o600, "balance.db-shm": 0o600}


def test_an_open_umask_does_not_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = Database(f"sqlite:///{tmp_path / 'balance.db'}")
        schema.upgrade(made)
        made.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "balance.db").stat().st_mode) == 0o600


def test_a_database_in_memory_can_be_used() -> None:
    database = Database("sqlite://")
    schema.upgrade(database)
    database.write_now(adding("a"))
    assert database.write_now(keys) == ["a"]
    database.close()


def test_a_locked_database_is_given_up(sqlite: Database, file: Path) -> None:
    """After a second: see `busy_timeout` above."""
    other = Database(f"sqlite:///{file}")
    with (
        other.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin(),
        pytest.raises(StoreUnavailable, match="database is locked"),
    ):
        sqlite.write_now(adding("a"))
    other.close()
    sqlite.write_now(adding("b"))
    assert sqlite.write_now(keys) == ["b"], "what was refused was not taken, and it goes on after that"


async def test_once_one_has_waited_in_vain_for_the_lock_nobody_else_waits(
    sqlite: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the event loop, where all else stands still meanwhile."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.3)
    waits: list[int] = []
    impatient = Database(f"sqlite:///{file}")

    def note(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        waits.append(driver.execute("PRAGMA busy_timeout").fetchone()[0])

    event.listen(impatient._write, "begin", note, insert=True)
    await impatient.write(adding("before"))
    with sqlite.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
        for _ in range(3):
            with pytest.raises(StoreBusy):
                await impatient.write(adding("refused"))
    with impatient.engine.connect() as given_back:
        note(given_back)
    for key in ("after", "later"):
        await impatient.write(adding(key))
    assert waits == [300, 300, 20, 20, 300, 20, 300]
    impatient.close()


async def test_a_database_that_another_program_holds_is_said_once_and_once_that_it_is_let_go(
    sqlite: Database, file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    impatient = Database(f"sqlite:///{file}")
    await impatient.write(adding("before"))
    with sqlite.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
        for do in (impatient.write, impatient.write_lightly):
            with pytest.raises(StoreBusy):
                await do(adding("refused"))
            assert await impatient.read(keys) == ["before"]
        await impatient._checkpoints.once(impatient._outage)
    for key in ("after", "later"):
        await impatient.write(adding(key))
    impatient.close()
    assert [(record.name, record.levelname) for record in caplog.records] == [
        (Outage.__module__, "ERROR"),
        (Outage.__module__, "WARNING"),
    ]


async def test_a_reader_does_not_wait_for_a_writer(sqlite: Database, file: Path) -> None:
    other = Database(f"sqlite:///{file}")
    with other.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
        assert await sqlite.read(keys) == []
    other.close()


def test_an_acknowledged_answer_survives_kill_9(file: Path) -> None:
    script = f"""
        import os, signal
        from datetime import UTC, datetime
        from storage import schema
        from storage.database import Database
        from sqlalchemy import insert
        from storage.tables import SEEN_EVENTS

        database = Database("sqlite:///{file}")
        schema.upgrade(database)
        row = {{"team_id": "T", "key": "taken", "at": datetime.now(UTC)}}
        database.write_now(lambda transaction: transaction.execute(insert(SEEN_EVENTS).values(row)))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Database(f"sqlite:///{file}")
    assert again.write_now(keys) == ["taken"]
    again.close()


def test_a_disk_that_fills_up_as_a_store_is_made_is_said_and_leaves_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{file}")
    with full_from("storage.schema._upgrade", monkeypatch), pytest.raises(StoreUnavailable, match="disk"):
        schema.upgrade(database)
    database.close()
    assert not list(file.parent.iterdir())


def test_an_empty_file_is_not_taken_for_a_new_store(file: Path) -> None:
    file.touch()
    Path(f"{file}-wal").write_bytes(b"what was kept")
    with pytest.raises(
        NotAStore, match=f"{file} is empty. Nothing was changed. If your data should be in it"
    ):
        Database(f"sqlite:///{file}")
    assert file.stat().st_size == 0
    assert Path(f"{file}-wal").read_bytes() == b"what was kept", "SQLite would delete it"


def test_a_file_of_another_program_gets_no_tables_of_balance(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE theirs (id)")
    database = Database(f"sqlite:///{file}")
    for look in (schema.upgrade, schema.state):
        with pytest.raises(NotAStore, match=f"{file} has none of Balance's tables"):
            look(database)
    database.close()
    with contextlib.closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


@pytest.mark.parametrize("beside", ["-wal", "-journal"])
def test_no_new_store_is_made_beside_what_is_left_of_another(file: Path, beside: str) -> None:
    """SQLite would write its pages into the new one."""
    Path(f"{file}{beside}").write_bytes(b"pages")
    with pytest.raises(NotAStore, match=f"{file} is not there, but balance.db{beside} is"):
        Database(f"sqlite:///{file}")
    assert not file.exists()


@pytest.mark.parametrize("beside", ["-wal", "-journal"])
@pytest.mark.parametrize("link", ["the file", "its folder", "two of them"])
def test_behind_a_link_too_what_is_left_of_another_file_is_not_read_into_a_new_one(
    file: Path, tmp_path: Path, link: str, beside: str
) -> None:
    real = tmp_path / "elsewhere" / "there.db"
    real.parent.mkdir()
    Path(f"{real}{beside}").write_bytes(b"pages")
    if link == "its folder":
        (tmp_path / "folder").symlink_to(real.parent)
        file = tmp_path / "folder" / real.name
    elif link == "two of them":
        (tmp_path / "link").symlink_to(real)
        file.symlink_to(tmp_path / "link")
    else:
        file.symlink_to(real)
    with pytest.raises(NotAStore, match=f"{real} is not there, but there.db{beside} is"):
        Database(f"sqlite:///{file}")
    assert not real.exists()


def test_a_file_is_made_by_an_upgrade_only(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        database.write_now(keys)
    database.close()
    assert not file.exists()


def test_a_file_behind_a_link_is_made_where_the_link_says(file: Path, tmp_path: Path) -> None:
    file.symlink_to(tmp_path / "elsewhere" / "there.db")
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    database.close()
    assert file.is_symlink()
    assert (tmp_path / "elsewhere" / "there.db").stat().st_size


@pytest.mark.parametrize("name", ["b%20c.db", "b c.db", "b?c#.db", "bü.db"])
def test_any_name_of_a_file_will_do(name: str, tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / name))
    database = Database(url)
    schema.upgrade(database)
    database.write_now(adding("a"))
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_that_is_no_database_is_said_to_be_none(file: Path) -> None:
    file.write_bytes(b"This is a letter, not a database. " * 200)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StoreUnavailable, match=f"the database {re.escape(str(file))} is no SQLite database"):
        schema.upgrade(database)
    database.close()


def test_a_damaged_database_is_not_used(sqlite: Database, file: Path) -> None:
    for number in range(500):
        sqlite.write_now(adding(f"{number:0100}"))
    sqlite.close()
    content = bytearray(file.read_bytes())
    content[8_192:] = os.urandom(len(content) - 8_192)
    file.write_bytes(content)
    damaged = Database(f"sqlite:///{file}")
    with pytest.raises(StoreUnavailable, match="malformed"):
        damaged.write_now(keys)
    damaged.close()


def test_a_file_that_may_only_be_read_is_said_to_be_so(unprivileged: Path) -> None:
    file = unprivileged / "balance.db"
    file.write_bytes(b"SQLite format 3\0")
    file.chmod(0o400)
    with pytest.raises(StoreUnavailable, match=f"{file}: Permission denied"):
        Database(f"sqlite:///{file}")


def test_a_folder_that_may_only_be_read_is_said_to_be_so(unprivileged: Path) -> None:
    unprivileged.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="Permission denied"):
        schema.upgrade(Database(f"sqlite:///{unprivileged / 'inner' / 'balance.db'}"))


@pytest.mark.parametrize("by_a_link", [False, True])
def test_a_folder_in_which_there_can_be_no_log_is_named_by_whatever_asks_the_database(
    unprivileged: Path, by_a_link: bool
) -> None:
    folder = unprivileged / "data"
    database = Database(f"sqlite:///{folder / 'balance.db'}")
    schema.upgrade(database)
    database.close()
    folder.chmod(0o500)
    (unprivileged / "link.db").symlink_to(folder / "balance.db")
    file = unprivileged / "link.db" if by_a_link else folder / "balance.db"
    database = Database(f"sqlite:///{file}")
    for do in (
        lambda: database.read_now(keys),
        lambda: schema.state(database),
        lambda: schema.upgrade(database),
    ):
        with pytest.raises(
            StoreUnavailable, match=f"{folder} cannot be written to, and SQLite makes its log"
        ):
            do()
    database.close()
    folder.chmod(0o700)


def mend_rights(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o600)


async def test_rights_that_are_lost_while_it_runs_are_said(unprivileged: Path) -> None:
    file = unprivileged / "balance.db"
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    database.engine.dispose()
    file.chmod(0o400)
    with pytest.raises(StoreUnavailable, match=f"{file}: attempt to write a readonly database"):
        database.write_now(adding("a"))
    with pytest.raises(StoreUnavailable, match="readonly database"):
        await database.write(adding("a"))
    mend_rights(unprivileged)
    database.write_now(adding("b"))
    await database.write(adding("c"))
    assert await database.read(keys) == ["b", "c"]
    database.close()


async def test_a_commit_that_failed_leaves_nothing_open(sqlite: Database, file: Path) -> None:
    """Neither for the next one here, which has the same connection, nor for another process."""
    fails = [RuntimeError("the disk is gone")]

    def fail(_: Connection) -> None:
        if fails:
            raise fails.pop()

    event.listen(sqlite.engine, "commit", fail)
    with pytest.raises(RuntimeError):
        await sqlite.write(adding("a"))
    other = Database(f"sqlite:///{file}")
    other.write_now(adding("b"))
    other.close()
    await sqlite.write(adding("c"))
    assert await sqlite.read(keys) == ["b", "c"]


async def test_a_connection_that_is_kept_open_keeps_no_transaction(sqlite: Database, file: Path) -> None:
    """Neither a lock, nor an old view, whether the work is done or fails."""
    other = Database(f"sqlite:///{file}")
    for work in (adding("a"), keys):
        await sqlite.write(work)
        await sqlite.read(keys)
    with pytest.raises(ZeroDivisionError):
        await sqlite.write(lambda _: 1 // 0)
    other.write_now(adding("b"))
    assert await sqlite.read(keys) == ["a", "b"]
    with contextlib.closing(sqlite3.connect(file)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy
    other.close()


def test_a_place_that_can_never_hold_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("")
    with pytest.raises(StoreUnavailable, match=r"exists|Not a directory"):
        schema.upgrade(Database(f"sqlite:///{tmp_path / 'letter' / 'balance.db'}"))
    with pytest.raises(StoreUnavailable, match="Is a directory"):
        Database(f"sqlite:///{tmp_path}")


# --- addresses


WORKS_WITH = (
    "Balance works with SQLite, for example sqlite:////var/lib/balance/balance.db, and with PostgreSQL, for "
    "example postgresql://user:password@host/name"
)


@pytest.mark.parametrize(
    "url",
    [
        *("", "balance.db", "not a url", "sqlite:/x", "sqlite://host/x", "sqlite://user@/x"),
        "postgresql://balance:secret-1234@db:port/name",
        "postgresql://balance:secret-1234@/name?host=a&host=b&port=x",
        "postgresql://balance:secret-1234%00@db/name",
        "postgresql://balance:secret-1234\udcff@db/name",
        "postgresql://balance:secret-1234@/name?host=a%00b",
        "sqlite:////tmp/a%00b.db",
    ],
)
def test_what_is_no_database_url_is_answered_with_examples(url: str) -> None:
    with pytest.raises(StorageError, match="this is not a database URL") as caught:
        Database(url)
    assert WORKS_WITH in str(caught.value)
    assert "secret-1234" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "rest",
    [
        *("p@secret-1234@127.0.0.1:1/x", "p@secret-1234/more@db", "secret-1234/p@ss@db", "p@[secret-1234@db"),
        *("p@ss?secret-1234@db/x", "p@ss:secret-1234@db", "p@@secret-1234", "p@ss\nsecret-1234@db"),
        *("p@db/x?sslpassword=secret@1234", "9/x?password=p@secret-1234"),
    ],
)
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+pg8000"])
def test_a_password_with_an_at_in_it_is_not_taken_for_a_server(scheme: str, rest: str) -> None:
    with pytest.raises(WrongAddress, match="Write @ in a password as %40") as caught:
        Database(f"{scheme}://balance:{rest}")
    assert not re.search(r"secret|1234|ss|db", str(caught.value).replace("password", ""))


@pytest.mark.parametrize(
    "rest",
    [
        *("/user:secret-1234@db/x", "us/er:secret-1234@db/x", "u@db/x&password=secret-1234"),
        *("u@db/x;password=secret-1234", "db/user=u password=secret-1234", "u%3Asecret-1234@db/x"),
        *("db/x#secret-1234", "u=v password=secret-1234@db/x", "db/x?port=secret-1234"),
        *("db/x?service=a=secret-1234", "host=db password=secret-1234", "/x?host=u:secret-1234"),
        *(
            "/x?host=/run=secret-1234",
            "/x?hostaddr=u:secret-1234",
            "db/x%3Fsecret-1234",
            "db/u%40secret-1234",
        ),
    ],
)
def test_what_stands_in_the_wrong_place_is_not_taken_for_a_name_and_shown(rest: str) -> None:
    with pytest.raises(WrongAddress) as caught:
        Database(f"postgresql://{rest}")
    assert WORKS_WITH in str(caught.value)
    assert "secret-1234" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ("connect_timeout=secret-1234", "the option connect_timeout"),
        ("connect_timeout=secret%5C1234", "the option connect_timeout"),
        ("sslmode=secret-1234", "the option sslmode"),
        ("keepalives=secret-1234", "the option keepalives"),
    ],
)
def test_of_an_option_that_cannot_be_taken_only_the_name_is_told(option: str, named: str) -> None:
    database = Database(f"postgresql://u:p@127.0.0.1:9/x?{option}")
    with pytest.raises(WrongAddress, match=f"{named} in it is not as the driver can take it") as caught:
        database.write_now(keys)
    assert "1234" not in str(caught.value)
    database.close()


@pytest.mark.parametrize(
    "option",
    [
        *("autocommit=1", "row_factory=x", "cursor_factory=x", "prepare_threshold=x", "context=x"),
        *("plugin=x", "conninfo=x", "self=x", "password=a&secret-1234=b", "SSLMODE=require"),
    ],
)
def test_what_is_no_option_of_a_connection_is_refused_before_anybody_takes_it(option: str) -> None:
    """The driver takes some for itself, and SQLAlchemy too: with `autocommit` nothing is a transaction."""
    with pytest.raises(WrongAddress, match="an option that there is none of") as caught:
        Database(f"postgresql://u:p@127.0.0.1:9/x?{option}")
    assert "1234" not in str(caught.value)


def test_an_option_that_stands_twice_is_refused() -> None:
    with pytest.raises(WrongAddress, match="the option sslpassword stands more than once") as caught:
        Database("postgresql://u:p@127.0.0.1:9/x?sslpassword=secret-1234&sslpassword=b")
    assert "1234" not in str(caught.value)


def test_the_options_of_a_connection_are_taken(postgres: Postgres) -> None:
    options = {
        "sslmode": "prefer",
        "sslrootcert": "system-less.pem",
        "connect_timeout": "10",
        "options": "-c search_path=public",
        "target_session_attrs": "read-write",
        "keepalives": "1",
        "keepalives_idle": "60",
        "tcp_user_timeout": "9000",
        "application_name": "ours",
        "client_encoding": "latin1",
        "passfile": "/nowhere",
        "channel_binding": "prefer",
        "gssencmode": "disable",
    }
    database = Database(make_url(postgres.fresh()).update_query_dict(options))
    told = database.write_now(lambda transaction: transaction.execute(text("SHOW application_name")).scalar())
    assert told == "ours"
    database.close()


def test_several_servers_may_stand_behind_the_question_mark() -> None:
    Database("postgresql://u:p@/x?host=a&host=b").close()


def test_what_the_server_says_of_a_user_is_told_whatever_else_is_called_so(postgres: Postgres) -> None:
    url = make_url(postgres.fresh()).set(username="nobody-here", password="nobody-here")
    database = Database(url)
    with pytest.raises(StoreUnavailable, match=r'"nobody-here"'):
        database.write_now(keys)
    database.close()


def test_an_at_that_is_written_as_it_should_be_is_fine() -> None:
    found = parse("postgresql://balance%40us:p%40ss%2Fw@db/x?application_name=a%40b")
    assert (found.username, found.password, found.host) == ("balance@us", "p@ss/w", "db")
    assert parse(found.render_as_string(hide_password=False)) == found, "as a process is told it"
    assert sqlite_file("sqlite:////srv/a@b/c@d.db") == Path("/srv/a@b/c@d.db")


def test_a_question_mark_in_a_password_is_no_reason_to_refuse_it() -> None:
    found = parse("postgresql://balance:ab?c=d@db/x")
    assert (found.password, found.host) == ("ab?c=d", "db")


@pytest.mark.parametrize("host", ["h..b", "..", ".db", "a" * 64, "db,h..b"])
@pytest.mark.parametrize("url", ["postgresql://u:secret-1234@{}/x", "postgresql://u:secret-1234@/x?host={}"])
def test_what_no_server_can_be_called_is_no_address(url: str, host: str) -> None:
    with pytest.raises(
        WrongAddress, match="the name of the server in it is none that a server can have"
    ) as e:
        Database(url.format(host))
    assert "secret-1234" not in str(e.value)


@pytest.mark.parametrize(
    "rest",
    [
        *("db", "db.", "bücher.example", "10.0.0.1", "[::1]", "[fe80::1%25eth0]", "", "a,b/x"),
        *("/x?host=/run/p:1", "/x?host=::1,b&port=1,2"),
    ],
)
def test_what_a_server_can_be_called_is_left_to_who_looks_it_up(rest: str) -> None:
    parse(f"postgresql://u:p@{rest}")


@pytest.mark.parametrize("driver", ["aiosqlite", "pysqlcipher"])
def test_sqlite_has_one_driver(driver: str, tmp_path: Path) -> None:
    with pytest.raises(WrongAddress, match=f"for another driver: {driver}"):
        Database(f"sqlite+{driver}:///{tmp_path / 'x.db'}")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite+pysqlite://", "sqlite:///?mode=rw"]
)
def test_a_store_in_memory_is_not_one_that_is_kept(url: str) -> None:
    with pytest.raises(WrongAddress, match="no file is named in it"):
        address_of_store(url)


@pytest.mark.parametrize("kind", ["mysql", "mariadb", "oracle", "mssql", "oracel"])
def test_a_database_of_another_kind_is_answered_with_those_that_work(kind: str) -> None:
    with pytest.raises(StorageError, match=f"this is a database of another kind: {kind}") as caught:
        Database(f"{kind}://host/name")
    assert WORKS_WITH in str(caught.value)


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(StorageError, match="the driver pg8000 is not installed"):
        Database("postgresql+pg8000://host/name")


def test_another_driver_is_not_used_even_if_it_is_there() -> None:
    with pytest.raises(StorageError, match="for another driver: psycopg_async") as caught:
        Database("postgresql+psycopg_async://host/name")
    assert WORKS_WITH in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_password_is_never_shown(scheme: str) -> None:
    database = Database(f"{scheme}://balance:secret-1234@127.0.0.1:9/balance")
    assert database.place == "postgresql+psycopg://balance:***@127.0.0.1:9/balance"
    with pytest.raises(OutOfReach) as caught:
        database.write_now(keys)
    assert "secret-1234" not in str(caught.value)
    database.close()


def test_of_what_stands_behind_the_question_mark_only_servers_are_shown() -> None:
    url = "postgresql://balance@/name?host=one&port=9&password=secret-1234&sslpassword=secret-1234"
    assert place(parse(url)) == "postgresql+psycopg://balance@/name?host=one&port=9"


def test_sqlite_is_set_by_balance_alone(file: Path) -> None:
    database = Database(f"sqlite:///{file}?timeout=none&mode=ro&password=secret-1234")
    schema.upgrade(database)
    assert database.place == str(file)
    database.close()


# --- PostgreSQL


async def test_a_lost_connection_is_opened_again(postgres: Postgres) -> None:
    url = postgres.fresh()
    database, other = Database(url), Database(url)
    schema.upgrade(database)
    assert await database.read(keys) == []
    end_all = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other.write_now(lambda transaction: transaction.execute(end_all).all())
    await database.write(adding("a"))
    assert await database.read(keys) == ["a"]
    database.close()
    other.close()


async def test_a_connection_lost_in_the_middle_takes_everything_back(postgres: Postgres) -> None:
    url = postgres.fresh()
    database, other = Database(url), Database(url)
    schema.upgrade(database)

    def lose_it(transaction: Transaction) -> None:
        add(transaction, "a")
        mine = transaction.execute(text("SELECT pg_backend_pid()")).scalar()
        ending = text(f"SELECT pg_terminate_backend({mine}, 5000)")
        other.write_now(lambda beside: beside.execute(ending).all())

    with pytest.raises(OutOfReach):
        await database.write(lose_it)
    assert await database.read(keys) == []
    database.close()
    other.close()


@pytest.mark.parametrize(
    ("variable", "value", "option"),
    [
        ("PGCLIENTENCODING", "LATIN1", ""),
        ("PGDATESTYLE", "German", ""),
        ("PGTZ", "Asia/Tokyo", "client_encoding=latin1"),
        ("PGTZ", "Asia/Tokyo", "options=-c%20datestyle%3DGerman"),
    ],
)
def test_signs_and_moments_come_back_as_they_went_in_whatever_else_is_set(
    variable: str, value: str, option: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    database = Database(f"{postgres.emptied()}&{option}")
    database.write_now(adding("“≤ 3 → 4” 🏠"))
    row = database.read_now(lambda transaction: transaction.execute(select(SEEN_EVENTS)).one())
    assert (row.key, row.at) == ("“≤ 3 → 4” 🏠", NOW)
    database.close()


def test_moments_come_back_whatever_the_database_says_of_their_style(postgres: Postgres) -> None:
    url = make_url(postgres.fresh())
    style = text(f"ALTER DATABASE {url.database} SET datestyle = 'SQL, DMY'")
    before = Database(url)
    schema.upgrade(before)
    before.write_now(adding("a"))
    before.write_now(lambda transaction: transaction.execute(style))
    before.close()
    after = Database(url)
    assert after.read_now(lambda transaction: transaction.execute(select(SEEN_EVENTS.c.at)).scalar()) == NOW
    after.close()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
async def test_a_database_with_no_place_for_every_sign_is_no_address(
    encoding: str, postgres: Postgres
) -> None:
    database = Database(postgres.in_encoding(encoding))
    with pytest.raises(WrongAddress, match=encoding):
        schema.upgrade(database)
    with pytest.raises(WrongAddress, match=encoding):
        await database.read(keys)
    database.close()
