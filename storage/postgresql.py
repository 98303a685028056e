"""PostgreSQL across a network that may swallow everything: neither side waits for the other without an end.

What is given up here cannot be told to a server that is out of reach: it has to notice by itself.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from psycopg import Connection, Error, OperationalError
from psycopg.abc import PQGen
from sqlalchemy import Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from storage import deadline
from storage.deadline import Limit, within

T = TypeVar("T")

CONNECT_SECONDS = 3
PING_SECONDS = 1.0
LOCK_SECONDS = 2.5
"""For a row that another process holds; Slack waits 3 s for an answer."""
IDLE_SECONDS = 10
"""After which the server takes back what a bot began that it hears no more of, and frees its rows."""
QUIET, BETWEEN, TIMES = 5, 2, 3
"""Seconds, seconds, and how often: after so much quiet a connection is probed, until it counts as dead."""
UNHEARD_SECONDS = 10
"""How long what was sent may stay unacknowledged by the other machine."""


def parameters(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What a connection is opened with, where the database's address does not choose something else.
    https://www.postgresql.org/docs/current/libpq-connect.html

    The server's own are set along with it: its defaults wait for hours for a machine that is gone.
    https://www.postgresql.org/docs/current/runtime-config-connection.html
    """
    of_the_server = {
        "lock_timeout": _milliseconds(LOCK_SECONDS),
        "idle_in_transaction_session_timeout": _milliseconds(IDLE_SECONDS),
        "tcp_keepalives_idle": QUIET,
        "tcp_keepalives_interval": BETWEEN,
        "tcp_keepalives_count": TIMES,
        "tcp_user_timeout": _milliseconds(UNHEARD_SECONDS),
    }
    ours = (f"-c {name}={value}" for name, value in of_the_server.items())
    return {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": QUIET,
        "keepalives_interval": BETWEEN,
        "keepalives_count": TIMES,
        "tcp_user_timeout": _milliseconds(UNHEARD_SECONDS),
        **chosen,
        "options": " ".join((*ours, chosen.get("options", ""))).rstrip(),
    }


class TimedConnection(Connection[Any]):
    """A connection that is given up once the time of whoever waits for it is over.

    What was under way may have been committed, or not: nobody can know. Closing it frees the thread, and
    makes SQLAlchemy open others in place of all that are as old.
    """

    def wait(self, gen: PQGen[T], *how: Any, **else_how: Any) -> T:
        """Every answer of the server is waited for here."""
        return super().wait(self._in_time(gen), *how, **else_how)

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        self._check_time()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready:  # psycopg looks up ten times a second
                    self._check_time()
                wanted = gen.send(ready)
        except StopIteration as done:
            result: T = done.value
            return result

    def _check_time(self) -> None:
        if deadline.is_over():
            self.close()
            raise OperationalError("it did not answer in time")


def connect(_dialect: Dialect, _entry: ConnectionPoolEntry, how: list[Any], params: dict[str, Any]) -> Any:
    """For SQLAlchemy's event `do_connect`."""
    if deadline.is_over():
        raise OperationalError("there was no time left to connect")
    return TimedConnection.connect(*how, **parameters(params))


def ping(dialect: Dialect, connection: Any, entry: ConnectionPoolEntry, _user: object) -> None:
    """For SQLAlchemy's event `checkout`: ask an old connection whether it still works before it is used.
    Unlike `pool_pre_ping`, so briefly that whoever is given a dead one can still be answered in time."""
    is_new = "used" not in entry.info
    entry.info["used"] = True
    if is_new:
        return
    try:
        with within(Limit.after(PING_SECONDS)):
            dialect.do_ping(connection)
    except Error as error:
        raise InvalidatePoolError(str(error)) from error


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1_000)
