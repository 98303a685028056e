"""A world in a file: one row for each thing in it, and no more written than has changed.

It is a SQLite file, so that a kill in the middle of a write leaves the state before it, and nobody else can
open it meanwhile.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

FORMAT = 0x534C574B
"""Marks the file as ours, where SQLite has a place for it."""
VERSION = 1


class CannotKeep(Exception):
    """The file cannot be used; the text says why, in words for whoever named it."""


class KeptFile:
    """Open until `close`. What it holds are texts by their keys."""

    def __init__(self, path: Path) -> None:
        """An existing file or a new one. Raises CannotKeep."""
        self._path = path
        with self._explained():
            with contextlib.suppress(FileExistsError):
                # It holds what people typed: for nobody else's eyes, as the bot's own store.
                path.touch(mode=0o600, exist_ok=False)
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0)
            try:
                self._rows = self._open()
            except BaseException:
                self._connection.close()
                raise

    @property
    def rows(self) -> Mapping[str, str]:
        """What it holds; nothing, if it is new."""
        return self._rows

    def write(self, rows: dict[str, str]) -> None:
        """Have it hold these, all or none of the changes. Raises CannotKeep."""
        gone = [(key,) for key in self._rows.keys() - rows.keys()]
        changed = [(key, text) for key, text in rows.items() if self._rows.get(key) != text]
        if not gone and not changed:
            return
        with self._explained(), self._transaction():
            self._connection.executemany("DELETE FROM world WHERE key = ?", gone)
            self._connection.executemany("INSERT OR REPLACE INTO world VALUES (?, ?)", changed)
        self._rows = rows

    def close(self) -> None:
        self._connection.close()

    def _open(self) -> dict[str, str]:
        # Held until it is closed: two sandboxes would overwrite each other's world.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        with self._transaction():
            is_empty = self._number("schema_version") == 0
            if is_empty:
                self._connection.execute("CREATE TABLE world (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
                self._connection.execute(f"PRAGMA application_id = {FORMAT}")
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
                return {}
            if self._number("application_id") != FORMAT:
                raise CannotKeep(f"{self._path} is not a world that the sandbox has kept.")
            if self._number("user_version") > VERSION:
                raise CannotKeep(f"{self._path} was kept by a newer version of the sandbox. Update this one.")
            if self._connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise self.damaged()
            rows = self._connection.execute("SELECT key, text FROM world").fetchall()
            if not all(isinstance(part, str) for row in rows for part in row):
                raise self.damaged()  # SQLite takes anything into a column of texts
            return dict(rows)

    def _number(self, pragma: str) -> int:
        return int(self._connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    def damaged(self) -> CannotKeep:
        return CannotKeep(f"{self._path} is damaged, and cannot be read.")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # SQLite may have rolled it back by itself
                self._connection.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._why(error) from None
        except OSError as error:
            raise CannotKeep(f"{self._path} cannot be used: {error.strerror}.") from None

    def _why(self, error: sqlite3.Error) -> CannotKeep:
        # Of a text that is no UTF-8 Python complains, not SQLite: that has no code.
        match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return CannotKeep(f"{self._path} is in use: another sandbox may have it open.")
            case sqlite3.SQLITE_NOTADB:
                return CannotKeep(f"{self._path} is not a world that the sandbox has kept.")
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR:  # the latter: it has not our table
                return self.damaged()
            case _:
                return CannotKeep(f"{self._path} cannot be used: {error}.")
