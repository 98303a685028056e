"""What it costs that the record is a chain: each row with its digest, and with what came of the act."""

import time
from pathlib import Path
from typing import Any
from unittest import mock

from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.chain import Head
from flows.framework import default_framework
from flows.progress import Progress
from flows.triggers import Trigger
from storage import facts, packing, schema
from storage.activity import ActivityLog
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.workspace import Workspace
from tests.benchmarks.figures import Report, median
from tests.benchmarks.paces import QUESTIONS, steady
from tests.benchmarks.room import room
from tests.storage.samples import NOW

PAIRS = 120
TEAMS, RATE = 20, 50.0
SHARE = 0.03
HERE = Workspace("T1")


async def chain(report: Report, folder: Path) -> None:
    """The same answers kept with the chain and without, in turn, and what of a clicked answer that is."""
    async with room(folder / "clicks.db") as here:
        await steady(here, TEAMS, RATE)
        click = (await steady(here, TEAMS, RATE)).cpu
    database = Database(f"sqlite:///{folder / 'chain.db'}")
    schema.upgrade(database)
    database.write_now(lambda transaction: FrameworkStore().add(transaction, default_framework(), NOW))
    with_it, without = [], []
    for number in range(PAIRS):
        with_it.append(_kept(database, f"with-{number}"))
        with (
            mock.patch.object(ActivityLog, "chained", _unchained),
            mock.patch.object(facts, "changed", return_value={}),
        ):
            without.append(_kept(database, f"without-{number}"))
    database.close()
    added = median([one - other for one, other in zip(with_it, without, strict=True)])
    before = click - added
    report.row(
        "CPU that the chain adds to a clicked answer",
        f"{added * 1e3:.3f} ms, {added / before:.1%} of the {before * 1e3:.2f} ms without it",
        f"{SHARE:.0%}",
        added <= SHARE * before,
        added_ms=added * 1e3,
        share=added / before,
    )


def _kept(database: Database, id: str) -> float:
    """CPU seconds of keeping an answer, on average of an assessment."""
    frameworks = FrameworkStore()

    def write(work: Any) -> None:
        database.write_now(
            lambda transaction: work(Repository(transaction, HERE, frameworks.load, frameworks.parts))
        )

    write(lambda rows: rows.add(_assessment(id), NOW))
    begun = time.thread_time()
    for number in range(QUESTIONS):
        write(lambda rows, number=number: _answer(rows, id, number))
    return (time.thread_time() - begun) / QUESTIONS


def _answer(rows: Repository, id: str, number: int) -> None:
    assessment = rows.get(id)
    assert assessment is not None
    question = assessment.progress.question
    assert question is not None
    assessment.fire(Trigger.ANSWER, Actor("U1", NOW), answer=Answer.rated(number % 5 + 1))
    rows.activity.add(id, "U1", "answer", NOW, question_id=question.id, answer={"rating": number % 5 + 1})
    rows.save(assessment, NOW)


def _assessment(id: str) -> Assessment:
    start = Progress.start(default_framework())
    return Assessment(id=id, title="Falls data", about="", owner="U1", channel="C1", progress=start)


def _unchained(
    log: ActivityLog, assessment_id: str, at: object, last: Head, came_of_it: object
) -> tuple[list[dict[str, Any]], Head]:
    """As it was before there were chains."""
    return [{**row, **packing.NO_LINK} for row in log._unwritten.pop(assessment_id, [])], last
