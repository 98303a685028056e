"""A store with many finished assessments, made quickly: one is held with the real bot, and the rows that it
left are written again with other ids, people, channels and timestamps. Also what a store holds afterwards.
"""

import contextlib
import re
import secrets
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, NullPool, create_engine, text

from tests.benchmarks.paces import QUESTIONS
from tests.benchmarks.room import room

MANY = 10_000
PEOPLE, CHANNELS = 500, 100
BATCH = 500
_TS = re.compile(r"\b1\d{9}\.\d{6}\b")
_COUNTED = ("answers", "answer_changes", "activity")  # their ids are numbers that the store gives
_TABLES = ("assessments", "participants", *_COUNTED, "submissions", "surfaces", "seen_events")

Row = dict[str, Any]


async def fill(database: Path, folder: Path, many: int = MANY) -> None:
    """Make `database`, with this many finished assessments of 18 answers."""
    model = folder / "model.db"
    async with room(model, latency=0.0) as here:
        trigger = await here.side.command("UMODEL", "CMODEL")
        assert trigger
        thread = await here.side.start("UMODEL", "CMODEL", "A data sharing agreement with the city")
        for number in range(QUESTIONS):
            await here.side.answer("UMODEL", thread, f"rate_{number % 5 + 1}")
        await here.side.answer("UMODEL", thread, "submit")
    with contextlib.closing(sqlite3.connect(model)) as source:
        source.execute("VACUUM INTO ?", (str(database),))
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.row_factory = sqlite3.Row
        rows = {table: [dict(row) for row in store.execute(f"SELECT * FROM {table}")] for table in _TABLES}
        for first in range(1, many, BATCH):
            store.execute("BEGIN IMMEDIATE")
            for table, models in rows.items():
                copies = [
                    _copy(table, row, number, rows["assessments"][0]["id"])
                    for number in range(first, min(first + BATCH, many))
                    for row in models
                ]
                names = ", ".join(copies[0])
                places = ", ".join(f":{name}" for name in copies[0])
                store.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", copies)
            store.execute("COMMIT")


def _copy(table: str, row: Row, number: int, model: str) -> Row:
    def other(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        value = value.replace(model, f"{number:012x}")
        value = value.replace("UMODEL", f"UFILL{number % PEOPLE}").replace(
            "CMODEL", f"CFILL{number % CHANNELS}"
        )
        return _TS.sub(lambda ts: f"{int(ts[0][:10]) - 60 * number}{ts[0][10:]}", value)

    copied = {name: other(value) for name, value in row.items()}
    if table in _COUNTED:
        del copied["id"]
    if table == "surfaces":
        copied["id"] = secrets.token_hex(8)
    if table == "seen_events":
        copied["key"] = f"click:{secrets.token_hex(32)}"
    return copied


def finished(url: str) -> dict[str, dict[str, tuple[int, int]]]:
    """By title: by question, the rating in the last submission, and how often it was answered. Read past
    the product, which might hide what it lost."""
    submitted = text(
        "SELECT assessments.id, title, answers FROM assessments JOIN submissions"
        " ON assessment_id = assessments.id WHERE state = 'submitted' AND number = 1"
    ).columns(answers=JSON)
    changes = text(
        "SELECT assessment_id, question_id, count(*) AS times FROM answer_changes"
        " GROUP BY assessment_id, question_id"
    )
    with create_engine(url, poolclass=NullPool).connect() as store:
        times = {(row.assessment_id, row.question_id): row.times for row in store.execute(changes)}
        return {
            row.title: {
                question: (answer["rating"], times.get((row.id, question), 0))
                for question, answer in row.answers.items()
            }
            for row in store.execute(submitted)
        }
