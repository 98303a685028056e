"""balance status: how the bots on a store are, from what each wrote down there. Neither Slack nor a bot is
asked, and nothing is changed."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.cards.text import count
from bot.catch_up.presence import BEAT_SECONDS
from bot.config import ExitCode, Settings
from bot.records.store import with_store, without_stop
from bot.terminal import say
from storage import schema
from storage.database import Database
from storage.errors import NotWritable, StoreBusy
from storage.processes import Drawing, Process, drawing, processes, reminders_due, server_bytes
from storage.transaction import Transaction
from storage.trying import write_nothing

ALIVE = timedelta(seconds=4 * BEAT_SECONDS)
"""How old the last word of a process may be: three that could not be written, and it still runs."""
CONNECTED = timedelta(minutes=1)
"""How long one may be without a connection: Slack asks for a new one every few hours."""
DRAWN = timedelta(minutes=10)
"""How long something may wait to be brought to Slack: limits of a full room are over in less."""


@dataclass(frozen=True, slots=True)
class Status:
    """As found at `at`, on this machine's clock. `size` is in bytes; None for a store in memory."""

    at: datetime
    processes: tuple[Process, ...]
    drawing: Drawing
    reminders: int
    place: str
    schema: str
    size: int | None
    refusal: str = ""
    """Why the database takes no change; empty if it does."""

    @property
    def alive(self) -> tuple[Process, ...]:
        return tuple(one for one in self.processes if is_alive(one))

    def problems(self) -> list[str]:
        """What is wrong, a sentence each; empty when all is well."""
        found = []
        if self.refusal:
            found.append(
                f"The database takes no change: {self.refusal}. Nothing is taken until it does, nor can a "
                "process write down that it runs."
            )
        elif not self.alive:
            found.append("No process of Balance is running on this store.")
        for one in self.alive:
            if one.lost_at and self.at - one.lost_at > CONNECTED:
                lost = ago(self.at - one.lost_at)
                found.append(f"Process {one.pid} on {one.host} has not been connected to Slack for {lost}.")
        oldest = self.drawing.oldest
        if oldest and self.at - oldest > DRAWN:
            found.append(f"Something has waited to be drawn in Slack for {ago(self.at - oldest)}.")
        return found


def is_alive(process: Process) -> bool:
    """By its age: the process itself may be on another machine."""
    return process.age <= ALIVE


def tell(settings: Settings, *, as_json: bool) -> ExitCode:
    """Print it. FINE: all is well. FAILED: something is wrong. Raises ConfigError."""
    return with_store(settings, partial(_tell, as_json=as_json))


def _tell(database: Database, *, as_json: bool) -> ExitCode:
    status = replace(look(database, datetime.now(UTC)), refusal=_refusal(database))
    if as_json:
        say(json.dumps(as_data(status), indent=2))
    else:
        for line in words(status):
            say(line)
    return ExitCode.FAILED if status.problems() else ExitCode.FINE


def look(database: Database, now: datetime) -> Status:
    """Raises StorageError."""

    def read(transaction: Transaction) -> Status:
        return Status(
            at=now,
            processes=tuple(processes(transaction)),
            drawing=drawing(transaction, now),
            reminders=reminders_due(transaction, now),
            place=database.place,
            schema=str(schema.state(database)[0]),
            size=_size(database.file) if database.is_sqlite else server_bytes(transaction),
        )

    return database.read_now(read)


def _refusal(database: Database) -> str:
    """Why it takes no change. One that is held does: somebody is at it."""
    try:
        database.write_now(write_nothing)
    except NotWritable as error:
        return without_stop(error)
    except StoreBusy:
        pass
    return ""


def _size(file: Path | None) -> int | None:
    """With its log, which may hold what the file does not yet."""
    if file is None:
        return None
    together = (file, Path(f"{file.resolve()}-wal"))  # of a link, SQLite has it beside what that leads to
    return sum(one.stat().st_size for one in together if one.exists())


def words(status: Status) -> list[str]:
    """Line by line, what is wrong last."""
    now, drawn = status.at, status.drawing
    lines = [_process(one, now, can_be_known=not status.refusal) for one in status.processes]
    since = f", the oldest for {ago(now - drawn.oldest)}" if drawn.oldest else ""
    lines.append(f"To be drawn in Slack: {drawn.waiting}{since}.")
    if drawn.held_up:
        lines.append(f"Held up, because Balance cannot write in the channel: {drawn.held_up}.")
    lines.append(f"Assessments with reminders due: {status.reminders}.")
    size = "" if status.size is None else f", {status.size / 1e6:,.1f} MB"
    lines.append(f"Store: {status.place}, version {status.schema}{size}.")
    return [*lines, *(status.problems() or ["All is well."])]


def _process(one: Process, now: datetime, *, can_be_known: bool) -> str:
    """`can_be_known`: whether it could have written down that it runs."""
    who = f"Process {one.pid} on {one.host} ({one.mode}, version {one.version}, team {one.team})"
    if not is_alive(one):
        end = " It did not stop cleanly." if can_be_known else ""
        return f"{who}: it last wrote {ago(one.age)} ago.{end}"
    if one.connected_since:
        state = f"connected for {ago(now - one.connected_since)}"
    else:
        state = f"not connected for {ago(now - (one.lost_at or one.started_at))}"
    heard = f"{ago(now - one.heard_at)} ago" if one.heard_at else "none yet"
    return f"{who}: running for {ago(now - one.started_at)}, {state}; last event: {heard}."


def ago(past: timedelta) -> str:
    """`40 seconds`, `5 minutes`, `3 hours`, `12 days`; of a clock that is behind, `0 seconds`."""
    seconds = max(int(past.total_seconds()), 0)
    for size, one in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return count(seconds // size, one)
    return count(seconds, "second")


def as_data(status: Status) -> dict[str, Any]:
    """For other programs: moments in UTC as ISO 8601, ages in seconds, sizes in bytes."""
    return {
        "ok": not status.problems(),
        "problems": status.problems(),
        "at": status.at.isoformat(),
        "processes": [
            {
                "alive": is_alive(one),
                "pid": one.pid,
                "host": one.host,
                "team": one.team,
                "mode": one.mode,
                "version": one.version,
                "started_at": one.started_at.isoformat(),
                "connected_since": _iso(one.connected_since),
                "not_connected_since": _iso(one.lost_at),
                "last_event_at": _iso(one.heard_at),
                "last_written_seconds_ago": one.age.total_seconds(),
            }
            for one in status.processes
        ],
        "drawing": {
            "waiting": status.drawing.waiting,
            "oldest_since": _iso(status.drawing.oldest),
            "held_up": status.drawing.held_up,
        },
        "reminders_due": status.reminders,
        "store": {
            "place": status.place,
            "version": status.schema,
            "bytes": status.size,
            "takes_changes": not status.refusal,
        },
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
