"""Statement 5: the log explains everything. It is played again on a fresh machine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from flows.actor import Actor
from flows.agreement import View
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.machine import Trigger, can, fire
from flows.progress import Progress
from flows.states import State
from tests.crash.answered import must
from tests.crash.store import MOVED, Store

ANSWERING = {Trigger.ANSWER, Trigger.NOT_SURE, Trigger.NOT_APPLICABLE}
MOVES_NOTHING = {"start", "reason", MOVED, "begin_ballot", "ballot_done", "ballot_reopened", "dissent"}
RATE_AGAIN = "rate_again"


@dataclass
class Replay:
    """What the log comes to on a fresh machine. An act of a panel may move it several times, of which the
    log has one row. `turn`: how often it moved. `medians`: the answers that a panel's median gave."""

    assessment: Assessment
    progress: Progress
    turn: int = 0
    reveals: int = 0
    again: tuple[str, ...] = ()
    """What a ballot was reopened for last."""
    medians: list[Row[Any]] = field(default_factory=list)

    @classmethod
    def of(cls, assessment: Assessment) -> "Replay":
        framework = assessment.framework
        alone = Progress(framework, State.ALONE) if assessment.panel and not assessment.panel_of else None
        return cls(assessment, alone or Progress.start(framework))

    def fire(self, trigger: Trigger, row: Row[Any], **more: Any) -> None:
        fire(self.progress, trigger, Actor(row.user_id, row.at), **more)
        self.turn += 1

    def answer(self, row: Row[Any], change: Row[Any]) -> None:
        trigger = Trigger(row.what)
        if self.assessment.panel and not self.assessment.panel_of and self.progress.at_review:
            self._takes_median(row)
        here = self.progress.state
        must(here == row.question_id, 5, f"{row.what} at {row.question_id}, not {here}")
        must(row.detail.get("rating") == change.rating, 5, f"the log has another rating: {row.detail}")
        answer = Answer(AnswerKind(change.kind), change.rating, change.reason, change.evidence)
        self.fire(trigger, row, answer=answer)

    def _takes_median(self, row: Row[Any]) -> None:
        panel = self.assessment.panel
        assert panel is not None
        agreement = replace(panel, rounds=panel.rounds[: self.reveals]).agreement(row.question_id)
        takes = agreement.view is View.AGREED and agreement.median == row.detail.get("rating")
        must(takes, 5, f"at the review {row.question_id} got an answer that is no agreed median: {row}")
        self.fire(Trigger.GO_TO, row, to=row.question_id)
        self.medians.append(row)

    def move(self, row: Row[Any], asked: Sequence[str]) -> None:
        """`asked`: what a decision sent back."""
        is_ballot = self.assessment.panel_of is not None
        match row.what:
            case "reveal":
                self.reveals += 1
                must(row.detail.get("round") == self.reveals, 5, f"not the {self.reveals}th reveal: {row}")
                if self.reveals == 1:
                    self.fire(Trigger.REVEAL, row)
            case "rate_again" if is_ballot:
                self.again = (row.question_id,)
                self._reopen(row)
            case "rate_again":
                pass
            case Trigger.ASK_FOR_CHANGES if is_ballot:
                self._reopen(row)
            case Trigger.DONE:
                self._is_done(row)
            case Trigger.ABANDON if is_ballot:
                if can(self.progress, Trigger.REOPEN):
                    self.fire(Trigger.REOPEN, row)
                self.fire(Trigger.ABANDON, row)
            case what:
                self.fire(Trigger(what), row, to=row.detail.get("to"), asked=asked)

    def _reopen(self, row: Row[Any]) -> None:
        self.fire(Trigger.ASK_FOR_CHANGES, row, asked=self.again)
        self.fire(Trigger.GO_TO, row, to=self.again[0])

    def _is_done(self, row: Row[Any]) -> None:
        """By somebody themselves, at the review; or by a reveal that did not wait for them."""
        if not self.progress.at_review:
            must(self.again, 5, f"done at {self.progress.state}: {row}")
            if self.progress.is_paused:
                self.fire(Trigger.RESUME, row)
            if not self.progress.at_review:
                self.fire(Trigger.GO_TO, row, to=State.REVIEW)
        self.fire(Trigger.DONE, row)


def explained(store: Store) -> Replay:
    """The log must end where the store says that it stands. Raises Broken."""
    must(not store.record.found, 5, f"the record does not hold: {store.record.found}")
    assessment = store.assessment
    replay = Replay.of(assessment)
    wanted = [(row.question_id, row.answered_by, row.answered_at) for row in store.answered]
    logged = [(row.question_id, row.user_id, row.at) for row in store.activity if row.what in set(ANSWERING)]
    must(wanted == logged, 5, f"answers and log differ: {wanted} {logged}")
    words: dict[tuple[str | None, datetime], Row[Any]] = {
        (row.question_id, row.answered_at): row for row in store.answered
    }
    decisions = {decision.number: decision for decision in assessment.decisions}
    for row in store.activity:
        if row.what in MOVES_NOTHING:
            continue
        if row.what in set(ANSWERING):
            replay.answer(row, words[(row.question_id, row.at)])
        else:
            decided = decisions.get(row.detail.get("decision", 0))
            sends_back = decided and row.what == decided.verdict.trigger
            replay.move(row, decided.questions if decided and sends_back else ())
    _ends_where_it_stands(replay, assessment)
    said_last = [decision.number for decision in assessment.decisions if decision.stands]
    taken_back = [row.detail["decision"] for row in store.activity if row.what == Trigger.WITHDRAW]
    must(not set(said_last) & set(taken_back), 5, f"withdrawn, and stands: {said_last} {taken_back}")
    submits = sum(row.what == Trigger.SUBMIT for row in store.activity)
    must(submits == len(assessment.submissions), 5, "submissions and log differ")
    turn = replay.turn + len(store.moves)
    must(turn == assessment.turn, 5, f"{turn} moves in the log, turn {assessment.turn}")
    if store.moves:
        channel = store.moves[-1].detail.get("channel")
        must(channel == assessment.channel, 5, f"moved to {channel}, stands in {assessment.channel}")
    return replay


def _ends_where_it_stands(replay: Replay, assessment: Assessment) -> None:
    ends, stands = (_place(progress) for progress in (replay.progress, assessment.progress))
    must(ends == stands, 5, f"the log ends at {ends}, the assessment stands at {stands}")
    said = {question: answer.word for question, answer in replay.progress.answers.items()}
    stood = {question: answer.word for question, answer in assessment.progress.answers.items()}
    must(said == stood, 5, "the log ends with other answers")


def _place(progress: Progress) -> Iterable[object]:
    return (progress.state, progress.return_to, progress.paused_from, progress.asked)
