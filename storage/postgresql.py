"""PostgreSQL across a network that may swallow everything: neither side waits for the other without an end.

What is given up here cannot be told to a server that is out of reach: it has to notice by itself.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from psycopg import Connection, Error, OperationalError
from psycopg.abc import PQGen
from psycopg.pq import Conninfo
from sqlalchemy import URL, Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from storage import deadline
from storage.address import is_shown
from storage.deadline import Limit, NotInTime, within
from storage.errors import WrongAddress
from storage.lookup import Lookups, is_address
from storage.trying import ASK_WHETHER_IT_ONLY_READS, IT_DOES

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
SHOWN = {"host", "hostaddr", "port", "service", "user", "dbname"}
"""Of an address: `storage.address` sees to it that nothing else stands there."""
_NAMES = {"user", "dbname", "service"}
"""Of these, only if nothing else can have slipped into it."""
_SEVERAL = {"host", "port"}
"""There may be more than one server, and SQLAlchemy puts them together."""
_LOOKUPS = Lookups()


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
        "client_encoding": "utf8",  # whatever is chosen, or stands in PGCLIENTENCODING: people write any sign
        "options": " ".join((*ours, chosen.get("options", ""))).rstrip(),
    }


class TimedConnection(Connection[Any]):
    """A connection that is given up once the time of whoever waits for it is over, or when nothing at all
    comes of an answer for so long that none will.

    What was under way may have been committed, or not: nobody can know. Closing it frees the thread, and
    makes SQLAlchemy open others in place of all that are as old.
    """

    def wait(self, gen: PQGen[T], *how: Any, **else_how: Any) -> T:
        """Every answer of the server is waited for here."""
        return super().wait(in_time(gen, self.close), *how, **else_how)


class _Unanswered(OperationalError, NotInTime):
    """By a server that was connected to."""


def in_time(gen: PQGen[T], give_up: Callable[[], None]) -> PQGen[T]:
    """What waits for an answer, for no longer than it may. Raises OperationalError once it is given up."""
    answer = deadline.of_an_answer()

    def check_time() -> None:
        if deadline.is_over() or answer.is_over:
            give_up()
            raise _Unanswered("the server did not answer in time")

    check_time()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                answer = deadline.of_an_answer()
            else:  # psycopg looks up ten times a second
                check_time()
            wanted = gen.send(ready)
    except StopIteration as done:
        result: T = done.value
        return result


def check_options(url: URL) -> None:
    """What stands behind the ? of an address is given to psycopg, or taken by SQLAlchemy, and both know more
    than options of a connection: `autocommit` is one, with which nothing would be a transaction. Raises
    WrongAddress for what libpq does not know, without quoting it: it may be a part of a password.
    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
    """
    if url.query.keys() - _options():
        raise WrongAddress(
            "behind the ? in it stands an option that there is none of. These are there: "
            "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"
        )
    for name in url.query.keys() - _SEVERAL:
        if not isinstance(url.query[name], str):
            raise WrongAddress(f"the option {name} stands more than once behind the ? in it.")


def connect(_dialect: Dialect, _entry: ConnectionPoolEntry, how: list[Any], params: dict[str, Any]) -> Any:
    """For SQLAlchemy's event `do_connect`. Raises WrongAddress for a database that cannot hold every sign."""
    _check_time_to_connect()
    try:
        connection = TimedConnection.connect(*how, **with_addresses(parameters(params)))
    except Error as error:
        if option := _quoted(str(error), params):
            raise WrongAddress(f"{option} in it is not as the driver can take it") from None
        raise
    _agree(connection)
    return connection


def _agree(connection: TimedConnection) -> None:
    """On how text and moments are written, whatever the server, a user's own settings or the environment
    (PGDATESTYLE) say. What was agreed on is told as a connection is made, and need not be asked for."""
    told = connection.info.parameter_status
    encoding, moments = told("server_encoding"), told("DateStyle")
    if encoding not in (None, "UTF8"):
        connection.close()
        raise WrongAddress(
            f"the encoding of this database is {encoding}, which has no place for much that people write. "
            "Name one whose encoding is UTF8."
        )
    if moments and not moments.startswith("ISO"):  # psycopg reads no other
        connection.execute("SET DateStyle = ISO")
        connection.commit()


def _quoted(words: str, params: Mapping[str, Any]) -> str | None:
    """The option behind the ? that the driver, or the server, quotes: what was set wrongly may be a part of a
    password."""
    plain = {name for name in SHOWN if name not in _NAMES or is_shown(str(params.get(name, "")))}
    shown = {str(params.get(name)) for name in plain}
    for name in params.keys() - plain:
        value = str(params[name])
        parts = {value, *re.split(r"[\s=]+", value)} - shown - {""}
        if any(quoted in words for part in parts for quoted in (f'"{part}"', f"'{part}'", repr(part))):
            return f"the option {name}"
    return None


@cache
def _options() -> set[str]:
    return {option.keyword.decode() for option in Conninfo.get_defaults()}


def with_addresses(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """With the addresses of the servers that have a name, which psycopg would look up without a limit. A
    certificate is still compared with the name. Raises OperationalError where none is found in time.
    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-HOSTADDR
    """
    hosts = str(chosen.get("host") or os.environ.get("PGHOST", "")).split(",")
    ports = str(chosen.get("port") or os.environ.get("PGPORT", "")).split(",")
    if "hostaddr" in chosen or "PGHOSTADDR" in os.environ or len(ports) not in (1, len(hosts)):
        return dict(chosen)  # it is told already, or psycopg says what is wrong
    if not any(map(_is_name, hosts)):
        return dict(chosen)
    ports = ports * len(hosts) if len(ports) == 1 else ports
    ways = list(_ways(hosts, ports))
    columns = dict(zip(("host", "port", "hostaddr"), map(",".join, zip(*ways, strict=True)), strict=True))
    return {**chosen, **{name: column for name, column in columns.items() if column.strip(",")}}


def _ways(hosts: list[str], ports: list[str]) -> Iterator[tuple[str, str, str]]:
    """Host, port and address of each that can be tried, in their order. What has no name has no address
    here either: psycopg knows what to do with it."""
    problem: OSError | UnicodeError | None = None
    found = False
    for host, port in zip(hosts, ports, strict=True):
        try:
            addresses = _LOOKUPS.addresses(host, _check_time_to_connect) if _is_name(host) else [""]
        except (OSError, UnicodeError) as error:
            problem = error
            continue
        found = True
        yield from ((host, port, address) for address in addresses)
    if not found:
        raise OperationalError(f"failed to resolve host {','.join(hosts)!r}: {problem}") from problem


def _is_name(host: str) -> bool:
    """Neither a folder with a socket in it, nor an address, nor nothing."""
    return bool(host) and not is_address(host) and not host.startswith(("/", "@")) and host[1:2] != ":"


def _check_time_to_connect() -> None:
    if deadline.is_over():
        raise OperationalError("there was no time left to connect")


def ping(connection: Any, entry: ConnectionPoolEntry, _user: object) -> None:
    """For SQLAlchemy's event `checkout`: ask an old connection whether it still works before it is used.
    Unlike `pool_pre_ping`, so briefly that whoever is given a dead one can still be answered in time. One
    that only reads may do so for ever, after the database no longer does: in its place a new one is made,
    which tells what is so now."""
    is_new = "used" not in entry.info
    entry.info["used"] = True
    if is_new:
        return
    try:
        with within(Limit.after(PING_SECONDS)):
            only_reads = _only_reads(connection)
    except Error as error:
        raise InvalidatePoolError(str(error)) from error
    if only_reads:
        raise InvalidatePoolError("it only reads")


def _only_reads(connection: TimedConnection) -> bool:
    """Asked outside of a transaction: who is given the connection begins their own."""
    connection.autocommit = True
    try:
        answer = connection.execute(ASK_WHETHER_IT_ONLY_READS).fetchone()
    finally:
        if not connection.closed:
            connection.autocommit = False
    return answer == (IT_DOES,)


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1_000)
