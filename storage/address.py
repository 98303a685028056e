"""The address of a database: read, checked, and fit to be shown. Nothing is opened, so nothing is made."""

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from storage.errors import WrongAddress
from storage.lookup import is_address, is_host

_WORKS_WITH = (
    "Balance works with SQLite, for example sqlite:////var/lib/balance/balance.db, and with PostgreSQL, for "
    "example postgresql://user:password@host/name"
)
_NO_URL = f"this is not a database URL. {_WORKS_WITH}"
_HIDDEN = "xxx"
_IN_MEMORY = ":memory:"
_SQLITES_OWN = ("sqlite", "sqlite+pysqlite")
_AN_AT_TOO_MANY = re.compile(r"postgres.*@.*@|postgres[^@]*://[^@/]*/[^@]*\?[^@]*@", re.DOTALL)
"""A second one, or one behind the ?. SQLAlchemy ends the password at the first, and what comes after would be
taken for the server, and shown."""
_NAMES_A_SERVER = ("host", "hostaddr", "port", "service")
_IN_NO_NAME = re.compile(r"[@:/=&;?#\s]")
"""Where one of these is in a part that is shown, another slipped into it, and that may be the password."""
_IN_NO_PLACE = re.compile(r"[@=&;?#\s]")
_SHOWN = re.compile(r"[A-Za-z0-9._-]*")
"""Names that are shown. In another one there may be a sign that only looks like one of those above, such as a
wide colon, and behind it the password."""
_PORTS = re.compile(r"[0-9,]*")


def sqlite_file(url: str | URL) -> Path | None:
    """The file that this URL names, if it names one. Raises WrongAddress for what is no URL."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == _IN_MEMORY:
        return None
    return Path(parsed.database)


def of_file(file: Path) -> URL:
    """What names this file and no other: pasted into a text, a ? or a %41 in its name would be read as a part
    of an address."""
    return URL.create("sqlite", database=str(file))


def address_of_store(url: str) -> URL:
    """Of one that outlasts the process. Raises WrongAddress as `parse` does, and where SQLite would keep it
    in memory alone."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite" and sqlite_file(parsed) is None:
        raise WrongAddress(f"no file is named in it, so nothing would be kept. {_WORKS_WITH}")
    return parsed


def parse(url: str | URL) -> URL:
    """Raises WrongAddress for what is no URL, or one of a database that Balance does not work with."""
    if isinstance(url, str) and _AN_AT_TOO_MANY.match(url):
        raise WrongAddress("there is an @ too many in it. Write @ in a password as %40, and in a name too.")
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() in ("sqlite", "postgresql"):
            dialect = parsed.get_dialect()()
            if parsed.get_backend_name() == "sqlite":
                parsed = parsed.set(query={})  # Balance itself sets what it needs of SQLite
                parsed = parsed.set(database=_in_full(parsed.database))
            dialect.create_connect_args(parsed)
            _check(parsed)
            return parsed
    # ValueError is of a number that is none, and shows what may be a part of the password.
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise WrongAddress(_NO_URL) from None
    raise WrongAddress(f"this is a database of another kind: {parsed.get_backend_name()}. {_WORKS_WITH}")


def _check(url: URL) -> None:
    """What SQLAlchemy lets pass, and what would come to light only when somebody connects. Raises
    WrongAddress."""
    values = (
        value for given in url.query.values() for value in ([given] if isinstance(given, str) else given)
    )
    text = "".join(filter(None, (url.username, url.password, url.host, url.database, *values)))
    if "\0" in text:
        raise WrongAddress(_NO_URL)
    if url.get_backend_name() == "sqlite":
        if url.drivername not in _SQLITES_OWN:
            raise for_another_driver(url)
        return
    if not _is_utf_8(text):
        raise WrongAddress(_NO_URL)
    if not all(map(_is_server, (url.host or "", *_behind(url, "host"), *_behind(url, "hostaddr")))):
        raise WrongAddress(f"the name of the server in it is none that a server can have. {_WORKS_WITH}")
    user = (url.username or "").replace("@", "")  # as some who run servers for others have it
    names = (user, url.database or "", *_behind(url, "service"))
    if any(map(_IN_NO_NAME.search, names)) or not all(map(_PORTS.fullmatch, _behind(url, "port"))):
        raise WrongAddress(
            "the name of the user or of the database in it, or the port, has a sign that does not belong in "
            f"it. Something is missing, or stands in the wrong place. {_WORKS_WITH}"
        )


def _behind(url: URL, name: str) -> tuple[str, ...]:
    """What of this name stands behind the ?. For servers that takes the place of what stands before it."""
    given = url.query.get(name, ())
    return (given,) if isinstance(given, str) else given


def _is_server(several: str) -> bool:
    """There may be more than one. That of a / is a folder with a socket in it, and of a : an address."""
    return all(_is_one_server(host) for host in several.split(","))


def _is_one_server(host: str) -> bool:
    if _IN_NO_PLACE.search(host):
        return False
    if ":" in host and not host.startswith("/"):
        return is_address(host)
    return host.startswith("/") or ("/" not in host and is_host(host))


def _is_utf_8(text: str) -> bool:
    """Not so where the environment held bytes that are no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def for_another_driver(url: URL) -> WrongAddress:
    return WrongAddress(f"this is an address for another driver: {url.get_driver_name()}. {_WORKS_WITH}")


def _in_full(path: str | None) -> str | None:
    """From the root on, so that nobody has to ask again in which folder the process works. No shell has read
    the address, so nobody else puts the person's own folder in place of ~ either. Raises WrongAddress."""
    if not path or path == _IN_MEMORY:
        return path
    try:
        return str((Path(path).expanduser() if path.startswith("~/") else Path(path)).absolute())
    except OSError:  # of the system's getcwd, and of nothing else
        raise WrongAddress(
            "the path in it begins in the folder that this was started in, and that folder is gone. Start it "
            "in another one, or name the whole path."
        ) from None


def is_shown(name: str) -> bool:
    """Whether the name of a user, a database or a service is fit to be printed. Those of users have an @
    where some run servers for others."""
    return _SHOWN.fullmatch(name.replace("@", "")) is not None


def place(url: URL) -> str:
    """Where the data is, fit to be printed: of what may stand behind the ?, only what names a server, and no
    name in which a password may be."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    names = {name: value for name, value in url.query.items() if name in _NAMES_A_SERVER}
    if not is_shown(url.username or ""):
        url = url.set(username=_HIDDEN)
    if not is_shown(url.database or ""):
        url = url.set(database=_HIDDEN)
    if not all(map(is_shown, _behind(url, "service"))):
        names["service"] = _HIDDEN
    return url.set(query=names).render_as_string(hide_password=True)
