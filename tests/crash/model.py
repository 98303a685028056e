"""What must hold after a run, whatever happened in it: the five statements of docs/reliability.md.

The store is read as the product reads it, the cards are drawn anew by its own pure functions, and the
activity log is played again on a fresh machine. All of that must agree with each other, with what stands
in the sandbox, and with what people did and saw.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.drawing import draw
from bot.sandbox.forms import interactive
from bot.sandbox.types import Json
from bot.sandbox.world import Message
from flows.assessment import Assessment
from flows.framework import read
from flows.machine import Trigger, fire
from flows.progress import Answer, Kind, Progress
from storage.claims import Surface
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.models import ActivityRow, AnswerChangeRow, AssessmentRow, SeenEventRow, SurfaceRow
from storage.repository import Repository, Workspace
from storage.surface_rows import Kind as Place
from storage.transaction import Transaction
from tests.crash.people import Act, People, just_answered

ANSWERING = {Trigger.ANSWER, Trigger.NOT_SURE, Trigger.NOT_APPLICABLE}
CLOCKS = 0.05
"""Seconds: two processes of one machine, and times cut to microseconds."""


class Broken(AssertionError):
    """One of the five statements does not hold."""


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that the store says of the one assessment."""

    assessment: Assessment
    surfaces: list[SurfaceRow]
    activity: list[ActivityRow]
    changes: list[AnswerChangeRow]
    heard: frozenset[str]

    @classmethod
    def read(cls, path: Path, questions: Path) -> "Store":
        database = Database(f"sqlite:///{path}")
        try:
            return database.write_now(lambda transaction: cls._read(transaction, questions))
        finally:
            database.close()

    @classmethod
    def _read(cls, transaction: Transaction, questions: Path) -> "Store":
        rows = transaction.execute(select(AssessmentRow)).all()
        _must(len(rows) == 1, 2, f"{len(rows)} assessments were made of one form")
        frameworks = FrameworkStore()
        frameworks.keep(transaction, read(questions), datetime.now(UTC))
        here = Workspace(rows[0].enterprise_id, rows[0].team_id)
        assessment = Repository(transaction, here, frameworks.load, frameworks.parts).get(rows[0].id)
        assert assessment is not None
        return cls(
            assessment,
            list(transaction.execute(select(SurfaceRow))),
            list(transaction.execute(select(ActivityRow).order_by(ActivityRow.id))),
            list(transaction.execute(select(AnswerChangeRow).order_by(AnswerChangeRow.id))),
            frozenset(transaction.execute(select(SeenEventRow.key)).scalars()),
        )

    @property
    def behind(self) -> list[SurfaceRow]:
        return [row for row in self.surfaces if row.shown < row.wanted]

    @property
    def answered(self) -> list[AnswerChangeRow]:
        """The changes that gave an answer; the others only changed its reason."""
        reasons = {(row.question_id, row.at) for row in self.activity if row.what == "reason"}
        latest: dict[str, AnswerChangeRow] = {}
        given = []
        for row in self.changes:
            before = latest.get(row.question_id)
            latest[row.question_id] = row
            if before is None or before.answered_at != row.answered_at:
                given.append(row)
        assert len(given) + len(reasons) >= len(self.changes)
        return given


def _must(holds: object, statement: int, words: str) -> None:
    if not holds:
        raise Broken(f"statement {statement}: {words}")


def check(store: Store, people: People, *, whispers_may_be_lost: bool, clicks_come_twice: bool) -> None:
    """Raises Broken."""
    _explained(store)
    _shown(store, people.team.messages())
    _once(store, people, clicks_come_twice=clicks_come_twice)
    _nothing_lost(store, people)
    _somebody_answered(store, people, whispers_may_be_lost=whispers_may_be_lost)


# --- 1: every answer that a person saw taken is there, with the rating they gave last


def _nothing_lost(store: Store, people: People) -> None:
    assessment, given = store.assessment, store.answered
    last = {row.question_id: row for row in store.changes}
    for question, entry in assessment.given.items():
        row = last[question]
        same = (entry.answer.word, entry.by, entry.at) == (_word(row), row.answered_by, row.answered_at)
        _must(same, 1, f"{question}: the answer that stands is not the last that was given")
    _must(last.keys() == assessment.given.keys(), 1, "an answer is gone")

    labels = {question.label: question.id for question in assessment.framework.questions}
    for moment, text in people.shown:
        if found := just_answered(text):
            question, word = labels[found[0]], found[1]
            _must(
                any(
                    row.question_id == question
                    and _word(row) == word
                    and row.answered_at.timestamp() <= moment + CLOCKS
                    for row in given
                ),
                1,
                f"a card said that {question} was just answered with {word}, and the store knows nothing",
            )
    for act in _ticked(people):
        _must(_row_of(act, given), 1, f"a check mark stands on an answer that was not kept: {act}")
    # Who typed twice gets what they typed last, whatever order Slack brought it in.
    for question in assessment.framework.questions:
        for person in {act.person for act in people.acts}:
            typed = {act.tag: float(act.ts) for act in people.acts if act.tag and act.person == person}
            order = [
                typed[tag]
                for row in given
                if row.question_id == question.id and row.answered_by == person
                for tag in typed
                if tag in row.reason.split()
            ]
            _must(order == sorted(order), 1, f"{person}: an earlier answer overwrote a later one")


def _ticked(people: People) -> Iterable[Act]:
    ticks = {m.ts for m in people.team.messages() if "white_check_mark" in m.reactions}
    return [act for act in people.acts if act.answers and act.question is None and act.ts in ticks]


def _row_of(act: Act, given: list[AnswerChangeRow]) -> AnswerChangeRow | None:
    fits = (
        row
        for row in given
        if row.answered_by == act.person
        and _word(row) == act.word
        and row.answered_at.timestamp() >= act.began - CLOCKS
        and (not act.tag or act.tag in row.reason.split())
        and (act.question is None or act.question == row.question_id)
    )
    return next(fits, None)


# --- 2: nothing twice


def _once(store: Store, people: People, *, clicks_come_twice: bool) -> None:
    team, state = people.team, store.assessment.progress
    heads = [m for m in team.person().messages(team.channel) if m.text.startswith("Assessment:")]
    _must(len(heads) == 1, 2, f"{len(heads)} headlines")
    bots = team.bots()
    for principle in store.assessment.framework.principles:
        recaps = [m for m in bots if m.text.startswith(f"{principle.name}: ")]
        _must(len(recaps) <= 1, 2, f"{len(recaps)} recaps of {principle.name}")
    summaries = [m for m in bots if m.text.startswith("Summary:")]
    submitted = bool(store.assessment.submissions)
    _must(len(summaries) == submitted, 2, f"{len(summaries)} summaries, {submitted=}")
    cards = team.cards()
    ended = state.is_handed_in or state.is_abandoned
    _must(len(cards) == (not ended), 2, f"{len(cards)} current cards at {state.state}: {_texts(cards)}")

    did = Counter((act.person, act.word) for act in people.acts if act.answers)
    kept = Counter((row.answered_by, _word(row)) for row in store.answered)
    _must(kept <= did, 2, f"answers were taken more often than given: {kept - did}")
    for person in {act.person for act in people.acts}:
        words = Counter(m.text for m in people.told(person))
        acts = sum(act.person == person for act in people.acts)
        # A refused click leaves nothing in the store: sent twice (Slack does not), it is refused twice.
        _must(
            clicks_come_twice or words.total() <= acts,
            2,
            f"{person} was told more often than they acted: {words}",
        )


def _texts(messages: Iterable[Message]) -> list[str]:
    return [message.text[:60] for message in messages]


# --- 3: what Slack shows is what the store says


def _shown(store: Store, messages: list[Message]) -> None:
    _must(not store.behind, 3, f"not shown: {store.behind}")
    standing = {message.ts: message for message in messages}
    for row in store.surfaces:
        if row.kind == Place.NOTICE or (row.ts is None and row.kind == Place.RECAP):
            continue  # a line of the past whose card was deleted is not posted again
        message = standing.get(row.ts or "")
        if message is None:
            raise Broken(f"statement 3: the {row.kind} is nowhere: {row}")
        fresh = draw(store.assessment, _as_surface(row))
        _must(
            message.text == fresh.text,
            3,
            f"the {row.kind} shows {message.text!r} where the store says {fresh.text!r}",
        )
        shown, wanted = _values(message.blocks), _values(fresh.blocks)
        if row.kind == Place.SUMMARY:  # its buttons work at any turn
            shown, wanted = [action for action, _ in shown], [action for action, _ in wanted]
        _must(shown == wanted, 3, f"the buttons of the {row.kind} are of another turn: {shown} {wanted}")
    known = {row.ts for row in store.surfaces}
    stray = [m for m in messages if m.is_bot and m.ts not in known and _values(m.blocks)]
    _must(not stray, 3, f"cards that the store does not know: {_texts(stray)}")


def _as_surface(row: SurfaceRow) -> Surface:
    return Surface(
        id=row.id,
        assessment=row.assessment_id,
        kind=Place(row.kind),
        subject=row.subject,
        channel=row.channel_id,
        thread_ts=row.thread_ts,
        ts=row.ts,
        wanted=row.wanted,
        in_doubt=row.posting,
        posting_since=row.posting_since,
        detail=dict(row.detail),
    )


def _values(blocks: Iterable[Json]) -> list[Any]:
    return [(element["action_id"], element.get("value")) for _, element in interactive(list(blocks))]


# --- 4: nobody is left without a way on


def _somebody_answered(store: Store, people: People, *, whispers_may_be_lost: bool) -> None:
    """Whoever gave an answer saw it taken, or was told in private. A private word is not kept in the store:
    where the bot was ended or Slack refused it, the current card must do."""
    ticked = {act.ts for act in _ticked(people)}
    for act in people.acts:
        if not act.answers:
            continue
        if act.question is None:
            heard = f"message:{people.team.channel}:{act.ts}" in store.heard
            silent = act.ts not in ticked and heard
        else:
            silent = act.acknowledged and _row_of(act, store.answered) is None
            silent = silent and not _said_before(act, store.answered)
        if silent and not whispers_may_be_lost:
            words = [m for m in people.told(act.person) if float(m.ts) >= act.began - CLOCKS]
            _must(words, 4, f"neither taken nor told: {act}")


def _said_before(act: Act, given: list[AnswerChangeRow]) -> bool:
    """A double click: this very answer of theirs stood already."""
    return any(
        (row.question_id, row.answered_by, _word(row)) == (act.question, act.person, act.word)
        for row in given
    )


# --- 5: the log explains everything


def _explained(store: Store) -> None:
    """Play the activity log on a fresh machine: it must end where the store says that it stands."""
    assessment = store.assessment
    replay = Progress.start(assessment.framework)
    wanted = [(row.question_id, row.answered_by, row.answered_at) for row in store.answered]
    logged = [(row.question_id, row.user_id, row.at) for row in store.activity if row.what in set(ANSWERING)]
    _must(wanted == logged, 5, f"answers and log differ: {wanted} {logged}")
    words = {(row.question_id, row.answered_at): row for row in store.answered}
    for row in store.activity:
        if row.what in ("start", "reason"):
            continue
        trigger = Trigger(row.what)
        if trigger in ANSWERING:
            change = words[(row.question_id, row.at)]
            _must(replay.state == row.question_id, 5, f"{row.what} at {row.question_id}, not {replay.state}")
            _must(row.detail.get("rating") == change.rating, 5, f"the log has another rating: {row.detail}")
            answer = Answer(Kind(change.kind), change.rating, change.reason, change.evidence)
            fire(replay, trigger, answer=answer)
        else:
            fire(replay, trigger, to=row.detail.get("to"))
    ends = (replay.state, replay.return_to, replay.paused_from)
    progress = assessment.progress
    stands = (progress.state, progress.return_to, progress.paused_from)
    _must(ends == stands, 5, f"the log ends at {ends}, the assessment stands at {stands}")
    said = {question: answer.word for question, answer in replay.answers.items()}
    _must(said == {q: a.word for q, a in progress.answers.items()}, 5, "the log ends with other answers")
    submits = sum(row.what == Trigger.SUBMIT for row in store.activity)
    _must(submits == len(assessment.submissions), 5, "submissions and log differ")


def _word(row: AnswerChangeRow) -> str:
    return str(row.rating) if row.rating is not None else row.kind.replace("_", " ")
