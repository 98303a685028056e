"""What the reminders cost with 10,000 open assessments in the store, without Slack's own time."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import insert, update

from bot.cards.card import Card
from bot.reminders.loop import ReminderLoop
from bot.reminders.messages import ReminderMessages
from bot.slack.client import Posted, Slack, User
from bot.slack.users import People
from bot.slack.visibility import Seen
from flows.answer import AnswerKind
from flows.framework import default_framework
from flows.roles import Role
from flows.states import State
from storage import schema
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.tables import ANSWERS, ASSESSMENTS, PARTICIPANTS, SUBMISSIONS
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.benchmarks.figures import Report, Wrong, in_ms, median

HERE = Workspace("T0BENCH")
MANY = 10_000
PEOPLE = 200
ANSWERED = 9
MOST = 0.2
MONDAY = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
FRAMEWORK = default_framework()
CHANNELS = frozenset(f"C{number:03}" for number in range(40))


class _Slack:
    """Answers at once, and counts the messages."""

    def __init__(self) -> None:
        self.sent = 0

    async def user(self, user: str) -> User:
        return User(user, False, False, False, "Europe/London")

    async def seen_by(self, person: str) -> Seen:
        return Seen(CHANNELS, complete=True)

    async def post(self, channel: str, card: Card, *, token: str) -> Posted:
        self.sent += 1
        return Posted(f"D{channel}", "1.1", None)


async def reminders(report: Report, folder: Path) -> None:
    """A sweep with 10,000 open assessments in the store, without Slack's own time."""
    database, frameworks = Database(f"sqlite:///{folder / 'reminders.db'}"), FrameworkStore()
    schema.upgrade(database)
    database.write_now(lambda transaction: _fill(transaction, frameworks))
    slack, clock = _Slack(), [MONDAY]
    client = cast(Slack, cast(Any, slack))
    people = People(client, lambda: clock[0].timestamp())
    messages = ReminderMessages(
        database,
        frameworks,
        client,
        people,
        slack.seen_by,
        HERE,
        "https://x",
        lambda: clock[0].timestamp(),
    )
    loop = ReminderLoop(database, messages, people, HERE, lambda: clock[0].timestamp(), a_minute=MANY)
    first = await _sweep(loop)
    report.row(f"the first sweep after an upgrade, looks at all {MANY:,}", f"{first * 1e3:.0f} ms")
    steady = [await _sweep(loop) for _ in range(50)]
    _judged(report, "a sweep, nothing due", median(steady), in_ms(steady))
    touched = [f"a{number}" for number in range(0, MANY, 50)]
    again = update(ASSESSMENTS).where(ASSESSMENTS.c.id.in_(touched)).values(remind_from=MONDAY)
    database.write_now(lambda transaction: transaction.execute(again))
    some = await _sweep(loop)
    _judged(report, f"a sweep after {len(touched)} of them were worked on", some, f"{some * 1e3:.0f} ms")
    if slack.sent:
        raise Wrong("somebody was reminded before 9")
    clock[0] = MONDAY + timedelta(minutes=1)
    each = await _sweep(loop) / max(1, slack.sent)
    report.row(f"Monday at 9, {slack.sent} messages, each", f"{each * 1e3:.1f} ms")
    database.close()


def _judged(report: Report, what: str, seconds: float, figure: str) -> None:
    report.row(what, figure, f"{MOST * 1e3:.0f} ms", seconds < MOST, seconds=seconds)


async def _sweep(loop: ReminderLoop) -> float:
    began = time.perf_counter()
    await loop.sweep()
    return time.perf_counter() - began


def _fill(transaction: Transaction, frameworks: FrameworkStore) -> None:
    """Every third waits for a decision; the others are half answered, by three people. Half of all are
    older than any reminder, the rest were touched within the last three weeks."""
    frameworks.keep(transaction, FRAMEWORK, MONDAY)
    assessments, people, answers, submissions = [], [], [], []
    for number in range(MANY):
        age = timedelta(days=30 + number % 300) if number % 2 else timedelta(minutes=3 * number)
        touched = MONDAY - age
        id, handed_in = f"a{number}", number % 3 == 0
        owner, helper, reviewer = (f"U{(number + more) % PEOPLE:03}" for more in (0, 1, 2))
        assessments.append(
            {
                "id": id,
                "team_id": "T0BENCH",
                "channel_id": f"C{number % len(CHANNELS):03}",
                "thread_ts": f"17{number:08}.000001",
                "owner_id": owner,
                "title": f"Sharing data set {number} with another department",
                "about": "",
                "everyone": True,
                "framework_id": FRAMEWORK.id,
                "framework_version": FRAMEWORK.version,
                "state": State.SUBMITTED if handed_in else FRAMEWORK.questions[ANSWERED].id,
                "turn": ANSWERED,
                "moved_ts": "1700000000.000001",
                "asked": [],
                "drawn_until": touched,
                "version": 1,
                "created_at": touched,
                "updated_at": touched,
                "remind_from": touched,
            }
        )
        roles = ((owner, Role.OWNER), (helper, Role.ASSESSOR), (reviewer, Role.REVIEWER))
        people += [
            {"assessment_id": id, "user_id": user, "role": role, "since": touched} for user, role in roles
        ]
        answers += [
            {
                "assessment_id": id,
                "question_id": question.id,
                "kind": AnswerKind.RATING.value,
                "rating": 4,
                "reason": "",
                "evidence": "",
                "answered_by": owner,
                "answered_at": touched,
            }
            for question in FRAMEWORK.questions[:ANSWERED]
        ]
        if handed_in:
            submission = {"assessment_id": id, "number": 1, "submitted_by": owner, "submitted_at": touched}
            submissions.append({**submission, "answers": {}})
    tables = (ASSESSMENTS, PARTICIPANTS, ANSWERS, SUBMISSIONS)
    for table, some in zip(tables, (assessments, people, answers, submissions), strict=True):
        transaction.execute(insert(table), some)
