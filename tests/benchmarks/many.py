"""A store with many assessments in every state, written straight into its tables: the same rows each time.

As an organisation may have after three years: a thousand people, a hundred channels, a fifth of them private.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.answer import Answer, Given
from flows.folding import folded
from flows.framework import Framework
from flows.roles import Role
from flows.states import ENDED, State
from flows.submission import Submission
from storage import packing, scores
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.tables import ACTIONS, ANSWERS, ASSESSMENTS, PARTICIPANTS, SUBMISSIONS, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace

HERE = Workspace("T0BENCH")
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
PEOPLE = tuple(f"U0PERSON{number:04}" for number in range(200))
CHANNELS = tuple(f"C0CHANNEL{number:03}" for number in range(100))
PRIVATE = frozenset(CHANNELS[::5])
_STATES = (
    *(["answering"] * 4),
    *([State.PAUSED] * 2),
    State.CHANGES_ASKED,
    *([State.SUBMITTED] * 3),
    *([State.APPROVED] * 5),
    *([State.APPROVED_WITH_CONDITIONS] * 2),
    State.DECLINED,
    State.CLOSED,
    State.ABANDONED,
)
ABOUT = "What is to be shared, with whom and why. " * 5
_WORDS = ("Housing", "arrears", "Falls", "prevention", "School", "meals", "Discharge", "letters", "Carers")


@dataclass(frozen=True)
class Town:
    """Who works where."""

    workspace: Workspace = HERE
    people: Sequence[str] = PEOPLE
    channels: Sequence[str] = CHANNELS
    now: datetime = NOW


def fill(
    database: Database, frameworks: FrameworkStore, framework: Framework, many: int, town: Town = Town()
) -> None:
    """Add this many assessments. Anything that the tables forbid is raised."""
    dice = random.Random(4)

    def work(transaction: Transaction) -> None:
        frameworks.keep(transaction, framework, town.now)
        tables: dict[Any, list[dict[str, Any]]] = {}
        submitted: list[tuple[str, Submission]] = []
        for number in range(many):
            for table, row in _rows(f"{number:012x}", framework, dice, submitted, town):
                tables.setdefault(table, []).append(row)
        for table, rows in tables.items():
            transaction.execute(table.insert(), rows)
        for assessment_id, submission in submitted:
            scores.keep(transaction, assessment_id, framework, submission)

    database.write_now(work)


def _rows(
    id: str, framework: Framework, dice: random.Random, submitted: list[tuple[str, Submission]], town: Town
) -> Iterator[tuple[Any, dict[str, Any]]]:
    state = dice.choice(_STATES)
    if state == "answering":
        state = dice.choice(framework.questions).id
    begun = town.now - timedelta(minutes=dice.randrange(3 * 365 * 24 * 60))
    touched = begun + (town.now - begun) * dice.random() * 0.2
    owner, other, reviewer = dice.sample(town.people, 3)
    handed_in = state in (*ENDED, State.CHANGES_ASKED) and state != State.ABANDONED
    answered = framework.questions if handed_in else framework.questions[: dice.randrange(18)]
    given = {question.id: Given(_answer(dice), dice.choice((owner, other)), touched) for question in answered}
    of = {"assessment_id": id}
    title = " ".join(dice.sample(_WORDS, 4))
    yield (
        ASSESSMENTS,
        {
            "id": id,
            "team_id": town.workspace.team_id,
            "channel_id": dice.choice(town.channels),
            "thread_ts": f"{begun.timestamp():.6f}",
            "owner_id": owner,
            "title": title,
            "about": ABOUT,
            "folded": folded(f"{title}\n{ABOUT}"),
            "everyone": True,
            "framework_id": framework.id,
            "framework_version": framework.version,
            "state": state,
            "paused_from": framework.questions[3].id if state == State.PAUSED else None,
            "turn": len(answered),
            "moved_ts": "0",
            "asked": [],
            "all_decide": False,
            "self_review": False,
            "drawn_by": "",
            "drawn_until": begun,
            "version": 1,
            "created_at": begun,
            "updated_at": touched,
            "handed_in_at": touched if handed_in else None,
        },
    )
    yield PARTICIPANTS, of | {"user_id": owner, "role": Role.OWNER}
    for question, entry in given.items():
        yield ANSWERS, of | {"assessor": "team", "question_id": question} | packing.answer_columns(entry)
    if handed_in:
        submission = Submission(1, owner, touched, given)
        submitted.append((id, submission))
        packed = {question: packing.packed(entry) for question, entry in given.items()}
        yield PARTICIPANTS, of | {"user_id": reviewer, "role": Role.REVIEWER}
        yield (
            SUBMISSIONS,
            of
            | {
                "number": 1,
                "submitted_by": owner,
                "submitted_at": touched,
                "answers": packed,
            },
        )
        yield (
            SURFACES,
            of
            | {
                "id": id,
                "kind": "summary",
                "subject": "",
                "channel_id": "C0",
                "ts": f"{touched.timestamp():.6f}",
                "wanted": 1,
                "shown": 1,
                "move_wanted": False,
                "posting": False,
                "detail": {},
            },
        )
    if handed_in and dice.random() < 0.4:
        yield (
            ACTIONS,
            of
            | {
                "id": id,
                "what": "Agree on what is deleted, and when",
                "who": dice.choice((owner, other)),
                "by": (touched + timedelta(days=30)).date(),
                "about": "clear-limits",
                "made_by": reviewer,
                "made_at": touched,
                "done_at": touched if dice.random() < 0.7 else None,
            },
        )


def _answer(dice: random.Random) -> Answer:
    if dice.random() < 0.08:
        return Answer.not_sure("Nobody knows yet.")
    return Answer.rated(dice.choice((1, 2, 3, 3, 4, 4, 4, 5, 5)), "The team asked for it in March.")
