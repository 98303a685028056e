"""The one place that decides where a use case runs, when it starts over, and when it is given up."""

import asyncio
import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.address import parse, place, sqlite_file
from storage.checkpoints import Checkpoints
from storage.deadline import Limit, within
from storage.engine import (
    POOL_THREADS,
    be_patient,
    check_file,
    for_one_view,
    for_writing,
    server_engine,
    sqlite_engine,
)
from storage.errors import Conflict, OutOfReach, StoreUnavailable
from storage.log_rescue import Rescue
from storage.opened_file import OpenedFile
from storage.outage import Outage
from storage.patience import unavailable
from storage.transaction import Transaction

T = TypeVar("T")
Begin = Callable[[], contextlib.AbstractContextManager[Connection]]

ATTEMPTS = 5
SECONDS = 5.0
"""How long a transaction may take across a network, with the waiting for its turn. Longer than a connection
is tried for, and than a row that another process holds is waited for."""
BESIDE_SECONDS = 10.0
"""The same for what nobody's acknowledgement waits for."""
GRACE_SECONDS = 1.0
"""A thread that is later than this, because it connects, is not waited for any longer."""
CLOSE_SECONDS = 2.0
"""How long what is still under way is waited for at the end."""
DURABLE, LIGHT = "durable", "light"
"""Two kinds of commit: `write` and `write_lightly`."""
_START_OVER = {"40001", "40P01"}  # serialization failure, deadlock: PostgreSQL asks to try again


class Database:
    """A store at a URL. `write` and `read` run a function of a Transaction. A SQLite file that is not there
    is made by `schema.upgrade`, and by nothing else.

    On SQLite the function runs inline on the event loop: a hop to a thread costs as much as the
    transaction itself, unless it is a long one (`read_beside`). A database across a network gets a small
    pool of threads.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = sqlite_file(self.url)
        """Of SQLite; None for one in memory, and for PostgreSQL."""
        if self.file:
            check_file(self.file)
        self.engine = sqlite_engine(self.url) if self.is_sqlite else server_engine(self.url)
        self._write = for_writing(self.engine)
        self._write_lightly = self._write
        self._one_view = for_one_view(self.engine)
        self._opened = OpenedFile(self.file) if self.file else None
        if self._opened:
            # The same file with another setting, which belongs to a connection.
            lightly = sqlite_engine(self.url, synchronous="NORMAL")
            self._write_lightly = for_writing(lightly)
            for engine in (self.engine, lightly):
                event.listen(engine, "do_connect", self._before_connecting)
                event.listen(engine, "connect", self._connected)
            self._rescue = Rescue(self._opened, (self.engine, lightly))
            self._checkpoints = Checkpoints(self._opened, lightly)
        self._pool = None if self.is_sqlite else ThreadPoolExecutor(POOL_THREADS, "storage")
        self._under_way: set[Future[Any]] = set()
        """What the pool was given and has not ended."""
        self._kept: dict[Engine, Connection] = {}
        # A database in memory has one connection, which belongs to the loop.
        self._beside = ThreadPoolExecutor(1, "reading") if self.file else None
        self._outage = Outage()
        self._end = Limit()
        self.commits = Counter[str]()
        """How many transactions of a running bot were committed, by DURABLE and LIGHT."""

    @property
    def takes_changes(self) -> bool:
        """As far as is known from what was tried last."""
        return not self._outage.is_refusing

    @property
    def place(self) -> str:
        """Where the data is, fit to be printed: never a password."""
        return place(self.url)

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction and commit it. Raises StoreUnavailable with nothing changed; only
        after OutOfReach it may have been committed all the same."""
        result = await self._run(self._write, work, ATTEMPTS)
        self._outage.written()
        self.commits[DURABLE] += 1
        return result

    async def write_lightly(self, work: Callable[[Transaction], T]) -> T:
        """Like `write`, but on SQLite without waiting for the disk, which keeps others waiting too. A
        power cut may undo it, but nothing that `write` wrote before it: for what can be found out again."""
        result = await self._run(self._write_lightly, work, ATTEMPTS)
        self._outage.written()
        self.commits[LIGHT] += 1
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on a consistent view. Raises StoreUnavailable."""
        return await self._run(self.engine, work, 1)

    async def read_beside(self, work: Callable[[Transaction], T]) -> T:
        """Like `read`, for what takes long and is not needed for an acknowledgement. It runs in a thread on
        SQLite too, one call after another, so that no click has to wait for it."""
        if self._pool:
            return await self._across_network(self.engine, work, 1, BESIDE_SECONDS)
        if self._beside is None:
            return await self.read(work)
        return await asyncio.get_running_loop().run_in_executor(
            self._beside, self._in_transaction, self.engine.begin, work, 1
        )

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        """Like `write`, without an event loop: for start-up and commands. They say what went wrong."""
        return self._attempt(self._write.begin, work, ATTEMPTS)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        """Like `read`, without an event loop: for commands. Nobody who writes waits for it, and what they
        commit meanwhile is not seen."""
        return self._attempt(self._one_view.begin, work, 1)

    def close(self) -> None:
        """Let what is under way finish, for at most CLOSE_SECONDS where a network is to blame."""
        self._end.moment = time.monotonic() + CLOSE_SECONDS
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            wait(self._under_way.copy(), CLOSE_SECONDS + GRACE_SECONDS)
        if self._beside:
            self._beside.shutdown(wait=True, cancel_futures=True)
        self._give_back()
        self._go_over()
        self._write_lightly.dispose()
        self.engine.dispose()
        if self._opened:
            self._opened.locks.closed()

    async def look_after_file(self) -> None:
        """Bring SQLite's log into the file beside the event loop, and look each second whether the two are
        still there, over and over: somebody else may begin another log meanwhile. Nothing on PostgreSQL."""
        if self._opened:
            await self._checkpoints.forever(self._outage, self._look)

    def _look(self) -> None:
        if self._opened:
            try:
                with self._outage.watched():
                    self._opened.check()
            except OutOfReach:
                self._go_over()

    def _go_over(self) -> None:
        """From a log that was lost to a new one, if that is possible."""
        if self._opened:
            self._give_back()
            self._rescue.attempt()

    async def _run(self, engine: Engine, work: Callable[[Transaction], T], attempts: int) -> T:
        if self._pool:
            return await self._across_network(engine, work, attempts, SECONDS)
        try:
            return self._in_transaction(partial(self._begin_here, engine), work, attempts)
        except OutOfReach:
            self._go_over()
            raise

    async def _across_network(
        self, engine: Engine, work: Callable[[Transaction], T], attempts: int, seconds: float
    ) -> T:
        """On a thread, for so many seconds from now: whoever waits for a thread meanwhile is not kept longer
        than who has one."""
        limit = Limit.after(seconds)

        def in_time() -> T:
            if limit.is_over:
                raise OutOfReach(f"no turn within {seconds:g} s")
            with within(limit, self._end):
                return self._in_transaction(engine.begin, work, attempts)

        assert self._pool
        with self._outage.watched():
            doing = self._pool.submit(in_time)
            self._under_way.add(doing)
            doing.add_done_callback(self._under_way.discard)
            try:
                async with asyncio.timeout(seconds + GRACE_SECONDS):
                    return await asyncio.wrap_future(doing)
            except TimeoutError:
                raise OutOfReach(f"no answer within {seconds:g} s") from None

    @contextlib.contextmanager
    def _begin_here(self, engine: Engine) -> Iterator[Connection]:
        """On the event loop, with a connection that stays open: to take one out of SQLAlchemy's pool and to
        give it back costs about a tenth of what a click does. After an error it is given back all the same:
        the pool rolls back what a commit that failed may have left open, and nothing else does."""
        connection = self._kept.pop(engine, None) or engine.connect()
        try:
            # All else stands still meanwhile: where one has waited in vain, the others are told at once.
            be_patient(connection, is_held=self._outage.is_held)
            with connection.begin():
                yield connection
        except BaseException:
            _let_go(connection)
            raise
        self._kept[engine] = connection

    def _give_back(self) -> None:
        while self._kept:
            _let_go(self._kept.popitem()[1])

    def _in_transaction(self, begin: Begin, work: Callable[[Transaction], T], attempts: int) -> T:
        with self._outage.watched():
            return self._attempt(begin, work, attempts)

    def _attempt(self, begin: Begin, work: Callable[[Transaction], T], attempts: int) -> T:
        for attempt in range(1, attempts + 1):
            try:
                if self._opened:
                    self._opened.check_before()
                with begin() as connection:
                    transaction = Transaction(connection)
                    try:
                        result = work(transaction)
                    finally:
                        # What is committed into a file without a name is lost, and what was read there may
                        # have been refused for no reason.
                        if self._opened:
                            self._opened.check()
                if self._opened:
                    self._opened.log.committed()
                if transaction.changes:
                    self._outage.changed()
                transaction.committed()
                return result
            except (Conflict, IntegrityError) as error:
                # Another process got in between: the use case runs again on what is there now.
                if attempt == attempts:
                    raise StoreUnavailable(f"the same row kept changing: {type(error).__name__}") from error
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _START_OVER and attempt < attempts:
                    continue
                if self._opened:
                    self._opened.check()  # an error of SQLite's may come of what somebody did to its files
                raise unavailable(error, self.file) from error
        raise AssertionError("unreachable")

    def _before_connecting(self, *_: object) -> None:
        """A new connection is to the file that was opened first, and to no other in its place."""
        if self._opened:
            self._opened.log.before_connecting()
            self._opened.check()

    def _connected(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA user_version").fetchone()  # SQLite opens its log when it first reads
        if self._opened:
            self._opened.connected()


def _let_go(connection: Connection) -> None:
    """Back to the pool, as patient as it came from there: who takes it next may be on a thread."""
    if not connection.invalidated:
        with contextlib.suppress(sqlite3.Error):
            be_patient(connection, is_held=False)
    connection.close()
