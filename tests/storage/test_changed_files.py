"""What somebody does to a SQLite file, its log and the log's index under a running bot, and what they may do.

All of it is done by processes of their own: to close a file here would end SQLite's locks on it."""

import contextlib
import logging
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from storage import checkpoints, log_rescue
from storage.backup import back_up
from storage.database import Database
from storage.errors import OutOfReach, StoreBusy, StoreUnavailable
from storage.outage import Outage
from tests.storage.test_database import ROOT, adding, keys

EARLIER = [f"earlier {number}" for number in range(20)]


@pytest.fixture
async def file(sqlite: Database) -> Path:
    """Of a store in which something is in the file already, and more in the log alone."""
    for key in EARLIER[:10]:
        await sqlite.write(adding(key))
    await checkpointed(sqlite)
    for key in EARLIER[10:]:
        await sqlite.write(adding(key))
    return Path(str(sqlite.url.database))


async def checkpointed(database: Database) -> None:
    await database._checkpoints.once(database._outage)


def shell(command: str, folder: Path) -> None:
    subprocess.run(["sh", "-ec", command], cwd=folder, check=True)


def elsewhere(statements: str, folder: Path, *, database: str = "balance.db") -> None:
    """In another process, as with SQLite's own shell."""
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    program += "for one in sys.argv[2].split(';'): c.execute(one).fetchall()\nc.close()"
    subprocess.run([sys.executable, "-c", program, database, statements], cwd=folder, check=True)


def after_a_restart(file: Path) -> list[str]:
    """What is there for the next process; the file is whole."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database = Database(f"sqlite:///{file}")
    try:
        return sorted(database.read_now(keys), key=_in_order)
    finally:
        database.close()


def _in_order(key: str) -> tuple[int, str]:
    return len(key), key


def said(caplog: pytest.LogCaptureFixture, module: str) -> list[str]:
    return [record.levelname for record in caplog.records if record.name == module]


# --- the log or its index is taken away: nothing is lost, and it goes on by itself

GONE = {
    "the log": "rm balance.db-wal",
    "the index": "rm balance.db-shm",
    "both": "rm balance.db-wal balance.db-shm",
    "the log, moved": "mv balance.db-wal elsewhere",
}


@pytest.mark.parametrize("command", GONE.values(), ids=GONE)
@pytest.mark.parametrize("ends_at_once", [True, False])
async def test_a_log_that_is_taken_away_takes_nothing_along(
    sqlite: Database, file: Path, command: str, ends_at_once: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    shell(command, file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    taken = []
    if not ends_at_once:
        await sqlite.write(adding("taken after"))
        assert await sqlite.read_beside(keys) == sorted([*EARLIER, "taken after"])
        assert said(caplog, Outage.__module__) == ["ERROR", "WARNING"]
        taken = ["taken after"]
    sqlite.close()
    assert after_a_restart(file) == sorted([*EARLIER, *taken], key=_in_order)


@pytest.mark.parametrize("command", GONE.values(), ids=GONE)
async def test_a_log_that_goes_while_nobody_acts_takes_nothing_along(
    sqlite: Database, file: Path, command: str
) -> None:
    shell(command, file.parent)
    sqlite.close()
    assert after_a_restart(file) == EARLIER


async def test_what_was_taken_before_the_log_went_is_there_after_kill_9(sqlite: Database, file: Path) -> None:
    shell("rm balance.db-wal balance.db-shm", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    shell("mkdir later; cp balance.db* later", file.parent)  # what is on the disk, without our end
    assert after_a_restart(file.parent / "later" / "balance.db") == EARLIER


class Other:
    """A second bot on the store, as far as it writes."""

    PROGRAM = """
import asyncio, sys
from storage.database import Database
from storage.errors import StoreUnavailable
from tests.storage.test_database import adding
database = Database(f"sqlite:///{sys.argv[1]}")
for key in iter(sys.stdin.readline, ""):
    try:
        asyncio.run(database.write(adding(key.strip())))
        print("taken", flush=True)
    except StoreUnavailable as error:
        print(type(error).__name__, flush=True)
database.close()
"""

    def __init__(self, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def takes(self, key: str) -> bool:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{key}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline() == "taken\n"

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def end_well(self) -> int:
        """Returns the code that it ended with."""
        self._process.communicate()
        return self._process.returncode

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def other(file: Path) -> Iterator[Other]:
    made = Other(file)
    yield made
    made.end()


@pytest.mark.parametrize("command", GONE.values(), ids=GONE)
async def test_two_processes_that_lose_their_log_lose_nothing_that_either_took(
    sqlite: Database, file: Path, other: Other, command: str
) -> None:
    taken = [*EARLIER]
    assert other.takes("by the other")
    taken.append("by the other")
    shell(command, file.parent)
    for number in range(6):
        with contextlib.suppress(StoreUnavailable):
            await sqlite.write(adding(f"here {number}"))
            taken.append(f"here {number}")
        if other.takes(f"there {number}"):
            taken.append(f"there {number}")
    assert {"here 5", "there 5"} <= set(taken), "both go on"
    assert {"here 0", "there 0"}.isdisjoint(taken), "neither takes anything into a log that is gone"
    other.end()
    sqlite.close()
    assert sorted(after_a_restart(file)) == sorted(taken)


# --- something is in its place: it may be somebody else's, who committed to it, so nothing is written


REPLACED = {
    "the log, replaced by nothing": "rm balance.db-wal; : > balance.db-wal",
    "the log, replaced by a copy": "cp balance.db-wal copy; mv copy balance.db-wal",
    "the log, replaced by something": "echo something > other; mv other balance.db-wal",
    "the index, replaced": "cp balance.db-shm copy; mv copy balance.db-shm",
}


@pytest.mark.parametrize("command", REPLACED.values(), ids=REPLACED)
@pytest.mark.parametrize("is_noticed_by", ["an act", "a look", "the end"])
async def test_a_log_that_is_replaced_is_kept_aside_and_nothing_is_written(
    sqlite: Database, file: Path, command: str, is_noticed_by: str, caplog: pytest.LogCaptureFixture
) -> None:
    shell(
        f"cp balance.db-wal log-as-it-was; {command}; cp balance.db as-it-was; cp balance.db-wal theirs",
        file.parent,
    )
    if is_noticed_by == "a look":
        sqlite._look()
    if is_noticed_by != "the end":
        for do in (sqlite.write, sqlite.write_lightly, sqlite.read, sqlite.read_beside):
            with pytest.raises(OutOfReach):
                await do(keys)
        await checkpointed(sqlite)
    sqlite.close()
    shell("cmp balance.db as-it-was; cmp balance.db-wal theirs", file.parent)
    [aside] = file.parent.glob("balance.db-wal.*")
    assert aside.read_bytes() == file.with_name("log-as-it-was").read_bytes()
    assert aside.stat().st_mode & 0o777 == 0o600
    assert said(caplog, log_rescue.__name__) == ["ERROR"]


@pytest.mark.parametrize("command", REPLACED.values(), ids=REPLACED)
async def test_a_log_that_is_replaced_when_nothing_of_it_is_needed_is_gone_over_from(
    sqlite: Database, file: Path, command: str
) -> None:
    await checkpointed(sqlite)
    shell(command, file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    await sqlite.write(adding("taken after"))
    sqlite.close()
    assert after_a_restart(file) == sorted([*EARLIER, "taken after"], key=_in_order)


@pytest.mark.parametrize("command", GONE.values(), ids=GONE)
@pytest.mark.parametrize("is_needed", [True, False], ids=["needed", "not needed"])
@pytest.mark.parametrize("is_noticed_by", ["an act", "a look", "the end"])
async def test_what_others_commit_to_a_log_of_their_own_stays(
    sqlite: Database, file: Path, other: Other, command: str, is_needed: bool, is_noticed_by: str
) -> None:
    """As `balance erase` does, a moment after the log went, before the bot has looked."""
    if not is_needed:
        await checkpointed(sqlite)
    shell(command, file.parent)
    began = other.takes("theirs")
    if is_noticed_by == "an act":
        with pytest.raises(OutOfReach):
            await sqlite.write(adding("refused"))
    elif is_noticed_by == "a look":
        sqlite._look()
    more = other.takes("theirs, later") if began else False
    ours = []
    with contextlib.suppress(OutOfReach):
        await sqlite.write(adding("ours"))
        ours = ["ours"]
    sqlite.close()
    other.end()
    expected = {*EARLIER[: 10 if is_needed and began else 20], *ours}
    expected |= {"theirs"} if began else set()
    expected |= {"theirs, later"} if more else set()
    assert expected <= set(after_a_restart(file))


async def test_a_bot_that_was_stopped_meanwhile_writes_nothing_over_what_the_next_one_took(
    file: Path, sqlite: Database, other: Other
) -> None:
    assert other.takes("by the other")
    await checkpointed(sqlite)
    sqlite.close()
    assert other.takes("by the other, needed")
    other.pause()
    shell("rm balance.db-wal balance.db-shm", file.parent)
    following = Database(f"sqlite:///{file}")
    expected = [*EARLIER, "by the other"]
    for number in range(30):
        await following.write(adding(f"following {number}"))
        expected.append(f"following {number}")
    other.go_on()
    assert not other.takes("refused")
    assert not other.takes("refused again")
    await following.write(adding("last"))
    other.end_well()
    following.close()
    assert sorted(after_a_restart(file)) == sorted([*expected, "last"])


# --- the file behind a link


async def test_the_log_of_a_file_behind_a_link_is_looked_after_too(file: Path, tmp_path: Path) -> None:
    shell("ln -s balance.db link.db", file.parent)
    linked = Database(f"sqlite:///{tmp_path / 'link.db'}")
    await linked.write(adding("by the link"))
    assert linked._opened
    assert linked._opened.log.has_its_name
    linked.close()


# --- somebody writes into the log


DAMAGED = {
    "cut off": ": > balance.db-wal",
    "cut short": "truncate -s 9000 balance.db-wal",
    "overwritten": "head -c 100000 /dev/urandom > balance.db-wal",
}


@pytest.mark.parametrize("command", DAMAGED.values(), ids=DAMAGED)
async def test_a_log_without_its_end_takes_nothing_more(
    sqlite: Database, file: Path, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What was in it alone is lost; the rest of it is not read into what is newer."""
    shell(command, file.parent)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await sqlite.write(adding("refused"))
    assert said(caplog, log_rescue.__name__) == ["ERROR"]
    sqlite.close()
    assert after_a_restart(file) == EARLIER[:10]


async def test_a_log_whose_end_is_gone_and_was_not_needed_is_begun_anew(sqlite: Database, file: Path) -> None:
    await checkpointed(sqlite)
    shell(": > balance.db-wal", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    await sqlite.write(adding("taken after"))
    sqlite.close()
    assert after_a_restart(file) == sorted([*EARLIER, "taken after"], key=_in_order)


# --- somebody writes an older copy over the log, its index, or all three


def keep_a_copy(of: str, folder: Path) -> None:
    shell(f"mkdir older; cp {of} older", folder)


def bring_the_copy_back(folder: Path) -> None:
    shell("for one in older/*; do cat $one > $(basename $one); done", folder)


async def takes_nothing_more(database: Database) -> None:
    for do in (database.write, database.write_lightly):
        with pytest.raises(OutOfReach):
            await do(adding("refused"))
    for look in (database.read, database.read_beside):
        with pytest.raises(OutOfReach):
            await look(keys)


SINCE = [f"since {number}" for number in range(3)]
OLDER = {
    "the index": "balance.db-shm",
    "the log and its index": "balance.db-wal balance.db-shm",
    "all three": "balance.db balance.db-wal balance.db-shm",
}


@pytest.mark.parametrize("files", OLDER.values(), ids=OLDER)
@pytest.mark.parametrize("is_noticed_by", ["an act", "a look", "a checkpoint"])
async def test_an_older_copy_is_not_believed(
    sqlite: Database, file: Path, files: str, is_noticed_by: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep_a_copy(files, file.parent)
    for key in SINCE:
        await sqlite.write(adding(key))
    bring_the_copy_back(file.parent)
    if is_noticed_by == "a look":
        sqlite._look()
    elif is_noticed_by == "a checkpoint":
        await checkpointed(sqlite)
    await takes_nothing_more(sqlite)
    assert said(caplog, Outage.__module__) == ["ERROR"]
    assert said(caplog, log_rescue.__name__) == ["ERROR"]
    sqlite.close()
    has_its_log = files == OLDER["the index"]
    kept = sorted([*EARLIER, *SINCE], key=_in_order) if has_its_log else EARLIER[:10]
    assert after_a_restart(file) == kept


async def test_not_even_the_last_act_is_taken_back_by_a_copy_from_before_it(
    sqlite: Database, file: Path
) -> None:
    keep_a_copy("balance.db-shm", file.parent)
    await sqlite.write(adding("last"))
    bring_the_copy_back(file.parent)
    await takes_nothing_more(sqlite)
    sqlite.close()
    assert after_a_restart(file) == sorted([*EARLIER, "last"], key=_in_order)


async def test_an_older_copy_from_before_the_log_was_begun_anew_is_not_believed(
    sqlite: Database, file: Path
) -> None:
    keep_a_copy("balance.db-wal balance.db-shm", file.parent)
    await checkpointed(sqlite)
    for key in SINCE:
        await sqlite.write(adding(key))
    bring_the_copy_back(file.parent)
    await takes_nothing_more(sqlite)
    sqlite.close()
    assert after_a_restart(file) == EARLIER


@pytest.mark.parametrize("size", [10, 1_000_000], ids=["less than is gone", "more than is gone"])
async def test_what_another_process_commits_on_an_older_copy_does_not_hide_that_it_is_one(
    sqlite: Database, file: Path, size: int
) -> None:
    keep_a_copy("balance.db-shm", file.parent)
    for key in SINCE:
        await sqlite.write(adding(key))
    bring_the_copy_back(file.parent)
    elsewhere(f"CREATE TABLE theirs (one); INSERT INTO theirs VALUES (randomblob({size}))", file.parent)
    await takes_nothing_more(sqlite)
    sqlite.close()
    assert after_a_restart(file) == EARLIER[:10]


@pytest.mark.parametrize("size", [0, 100, 4096])
async def test_an_index_that_is_cut_short_ends_no_process_and_takes_nothing_along(
    sqlite: Database, file: Path, other: Other, size: int
) -> None:
    assert other.takes("by the other")
    sqlite.close()  # this process would be killed too
    assert other.takes("by it alone")
    shell(f"truncate -s {size} balance.db-shm", file.parent)
    assert not other.takes("refused")
    assert not other.takes("refused again")
    assert other.end_well() == 0
    assert after_a_restart(file) == sorted([*EARLIER, "by the other", "by it alone"], key=_in_order)


# --- somebody writes into the database


def copies(file: Path) -> None:
    """Older ones of every kind, made while the bot runs."""
    back_up(f"sqlite:///{file}", file.with_name("of-balance"))
    elsewhere("VACUUM INTO 'vacuumed'", file.parent)
    shell("cp balance.db copied", file.parent)


@pytest.mark.parametrize("command", [REPLACED["the log, replaced by a copy"], DAMAGED["cut short"]])
async def test_what_was_put_aside_in_the_same_second_is_kept_and_keeps_nothing_out(
    sqlite: Database, file: Path, command: str
) -> None:
    """Such as by another bot that lost the same log."""
    now = datetime.now(UTC)
    for seconds in range(3_600):
        at = now + timedelta(seconds=seconds)
        file.with_name(f"balance.db-wal.{at:%Y%m%dT%H%M%S}").write_text("another's")
    theirs = {*file.parent.glob("balance.db-wal.*")}
    shell(f"{command}; cp balance.db-wal left", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    sqlite.close()
    [ours] = {*file.parent.glob("balance.db-wal.*")} - theirs
    assert ours.read_bytes() == file.with_name("left").read_bytes()
    assert {one.read_text() for one in theirs} == {"another's"}


CHANGED = {
    "a backup": "cat of-balance > balance.db",
    "a copy by SQLite": "cat vacuumed > balance.db",
    "a copy of the file": "cat copied > balance.db",
    "another store": "cat other.db > balance.db",
    "nothing": ": > balance.db",
    "cut short": "truncate -s 40960 balance.db",
    "no database": "head -c 400000 /dev/urandom > balance.db",
    "its header": "printf 'SQLite format 4' | dd of=balance.db conv=notrunc status=none",
}


@pytest.mark.parametrize("command", CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("is_noticed_by", ["an act", "a checkpoint", "the end"])
async def test_a_database_that_is_changed_in_place_takes_nothing_more_and_is_not_written_to(
    sqlite: Database, file: Path, migrated_file: Path, command: str, is_noticed_by: str
) -> None:
    copies(file)
    await sqlite.write(adding("since"))
    await checkpointed(sqlite)
    await sqlite.write(adding("in the log"))
    shell(f"cp {migrated_file} other.db; {command}; cp balance.db as-it-was", file.parent)
    if is_noticed_by == "an act":
        for do in (sqlite.write, sqlite.write_lightly):
            with pytest.raises(OutOfReach):
                await do(adding("refused"))
        with pytest.raises(OutOfReach):
            await sqlite.read_beside(keys)
    elif is_noticed_by == "a checkpoint":
        await checkpointed(sqlite)
    sqlite.close()
    shell("cmp balance.db as-it-was", file.parent)
    assert not file.with_name("balance.db-wal").exists(), "the next start would read it into the other one"


async def test_a_backup_that_was_copied_over_the_database_is_whole_at_the_next_start(
    sqlite: Database, file: Path
) -> None:
    back_up(f"sqlite:///{file}", file.with_name("backup"))
    await sqlite.write(adding("since"))
    shell("cat backup > balance.db", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    sqlite.close()
    assert after_a_restart(file) == EARLIER


async def test_a_database_that_is_put_right_again_goes_on_with_all_that_was_taken(
    sqlite: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shell("cp balance.db right; : > balance.db", file.parent)
    for _ in range(2):
        with pytest.raises(OutOfReach):
            await sqlite.write(adding("refused"))
    shell("cat right > balance.db", file.parent)
    with contextlib.suppress(OutOfReach):  # its log was put aside, and is brought in first
        await sqlite.write(adding("perhaps"))
    await sqlite.write(adding("taken"))
    assert said(caplog, Outage.__module__) == ["ERROR", "WARNING"]
    kept = await sqlite.read(keys)
    sqlite.close()
    assert {*EARLIER, "taken"} <= set(after_a_restart(file)) == set(kept)


async def test_a_file_in_its_place_is_whole_at_the_next_start(sqlite: Database, file: Path) -> None:
    back_up(f"sqlite:///{file}", file.with_name("backup"))
    await sqlite.write(adding("since"))
    shell("mv backup balance.db", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    sqlite.close()
    assert after_a_restart(file) == EARLIER


async def test_the_log_of_a_bot_that_runs_on_the_new_file_is_left_alone(sqlite: Database, file: Path) -> None:
    back_up(f"sqlite:///{file}", file.with_name("backup"))
    shell("mkdir old; mv balance.db* old; mv backup balance.db", file.parent)
    new = Database(f"sqlite:///{file}")
    await new.write(adding("in the new one"))
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    await new.write(adding("and more"))
    sqlite.close()
    new.close()
    assert after_a_restart(file) == sorted([*EARLIER, "in the new one", "and more"], key=_in_order)


async def test_a_folder_that_goes_and_comes_back_takes_nothing_along(sqlite: Database, file: Path) -> None:
    aside = file.parent.with_name("aside")
    shell(f"mv {file.parent} {aside}", aside.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    shell(f"mv {aside} {file.parent}", aside.parent)
    await sqlite.write(adding("taken"))
    assert await sqlite.read(keys) == sorted([*EARLIER, "taken"])


async def test_files_that_are_moved_away_and_back_take_nothing_along(sqlite: Database, file: Path) -> None:
    shell("mkdir aside; mv balance.db* aside", file.parent)
    with pytest.raises(OutOfReach):
        await sqlite.write(adding("refused"))
    shell("mv aside/* .", file.parent)
    await sqlite.write(adding("taken"))
    assert await sqlite.read(keys) == sorted([*EARLIER, "taken"])


async def test_the_log_that_goes_in_the_middle_of_an_act_takes_nothing_along(
    sqlite: Database, file: Path
) -> None:
    def work(transaction: object) -> None:
        shell("rm balance.db-wal", file.parent)

    with pytest.raises(OutOfReach):
        await sqlite.write(work)
    await sqlite.write(adding("taken"))
    sqlite.close()
    assert set(after_a_restart(file)) == {*EARLIER, "taken"}


# --- what others may do


ALLOWED = {
    "reads": "SELECT * FROM seen_events",
    "brings the log in": "PRAGMA wal_checkpoint(PASSIVE)",
    "brings all of it in": "PRAGMA wal_checkpoint(FULL)",
    "has it begun anew": "PRAGMA wal_checkpoint(RESTART)",
    "empties it": "PRAGMA wal_checkpoint(TRUNCATE)",
    "copies": "VACUUM INTO 'copy'",
    "writes": "CREATE TABLE theirs (one); INSERT INTO theirs VALUES (randomblob(300000)); DROP TABLE theirs",
    "makes it smaller": "CREATE TABLE theirs (one); INSERT INTO theirs VALUES (randomblob(300000)); "
    "DROP TABLE theirs; PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
}


@pytest.mark.parametrize("statements", ALLOWED.values(), ids=ALLOWED)
async def test_what_another_process_may_do_is_not_taken_for_damage(
    sqlite: Database, file: Path, statements: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    expected = [*EARLIER]
    for number in range(3):
        elsewhere(statements.replace("'copy'", f"'copy {number}'"), file.parent)
        await sqlite.write(adding(f"after {number}"))
        await sqlite.write_lightly(adding(f"lightly {number}"))
        await checkpointed(sqlite)
        expected += [f"after {number}", f"lightly {number}"]
    assert await sqlite.read_beside(keys) == sorted(expected)
    assert not caplog.records


async def test_an_index_that_sqlite_makes_anew_is_believed(
    sqlite: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As it does when a process was killed while it wrote there. It counts from nothing then."""
    caplog.clear()
    expected = [*EARLIER]
    for number in range(3):
        shell("head -c 32768 /dev/zero | dd of=balance.db-shm conv=notrunc status=none", file.parent)
        await sqlite.write(adding(f"after {number}"))
        await checkpointed(sqlite)
        await sqlite.write(adding(f"and more {number}"))
        expected += [f"after {number}", f"and more {number}"]
    assert await sqlite.read_beside(keys) == sorted(expected)
    assert not caplog.records


@pytest.fixture
def busy_others(sqlite: Database, file: Path) -> Iterator[None]:
    """Another process that reads, writes and empties the log, as fast as it can."""
    program = (
        "import sqlite3, sys, time\n"
        "while True:\n"
        "    c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)\n"
        "    c.execute('CREATE TABLE IF NOT EXISTS theirs (one)')\n"
        "    for kind in ('PASSIVE', 'RESTART', 'TRUNCATE'):\n"
        "        c.execute('INSERT INTO theirs VALUES (randomblob(20000))')\n"
        "        c.execute(f'PRAGMA wal_checkpoint({kind})').fetchall()\n"
        "        c.execute('DELETE FROM theirs')\n"
        "        print(flush=True)\n"
        "    c.close()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE)
    assert other.stdout
    other.stdout.readline()
    yield
    assert other.poll() is None
    other.kill()
    other.communicate()


async def test_another_process_that_is_at_it_all_the_time_is_not_taken_for_damage(
    sqlite: Database, file: Path, busy_others: None
) -> None:
    wanted = [*EARLIER]
    for number in range(200):
        await past_the_other(partial(sqlite.write, adding(f"{number}")))
        assert sqlite._opened
        sqlite._opened.check()  # outside a transaction too, where the other one may be anywhere
        wanted.append(f"{number}")
        if not number % 20:
            await checkpointed(sqlite)
    assert await sqlite.read(keys) == sorted(wanted)


async def past_the_other(write: Callable[[], Awaitable[object]]) -> None:
    """Written, however often the other process came first: how long that takes is the machine's matter."""
    while True:
        with contextlib.suppress(StoreBusy):
            await write()
            return


# --- checkpoints that fail


async def test_checkpoints_that_fail_are_said_once_and_once_that_they_work(
    sqlite: Database, file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    caplog.set_level(logging.INFO)
    with monkeypatch.context() as fault:
        fault.setattr(sqlite._checkpoints, "_bring_in", full)
        for _ in range(3):
            await checkpointed(sqlite)
    for _ in range(3):
        await checkpointed(sqlite)
    assert said(caplog, checkpoints.__name__) == ["WARNING", "WARNING"]
