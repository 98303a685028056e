"""What a use case works with inside its transaction: the rows, the surfaces, the log, and who acts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.use_cases.requests import Act
from bot.use_cases.talk import Talk
from flows import standing
from flows.actor import Actor
from flows.answer import Answer, AnswerKind, Given
from flows.assessment import Assessment
from flows.changes import Moved
from flows.edges import ANSWERING
from flows.framework import Principle
from flows.notes import Note
from flows.panel_settling import who_differs
from flows.settings import ChannelRules
from flows.triggers import Trigger
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.surfaces import Place, Surfaces

_MAY_WAIT = (*ANSWERING, Trigger.BACK, Trigger.KEEP, Trigger.GO_TO)


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One change of one assessment. What it marks here is drawn after the commit."""

    repository: Repository
    surfaces: Surfaces
    act: Act
    now: datetime
    talk: Talk

    @property
    def by(self) -> Actor:
        return self.act.actor(self.now)

    def rules_of(self, channel: str) -> ChannelRules:
        return SettingsStore(self.repository.transaction, self.act.workspace).rules(channel)

    def fire(
        self,
        assessment: Assessment,
        trigger: Trigger,
        *,
        answer: Answer | None = None,
        to: str | None = None,
        fresh_card: bool = False,
    ) -> None:
        """Move the machine, log it, and mark what people should now see."""
        moved = assessment.fire(trigger, self.by, answer=answer, to=to)
        self.log_move(assessment, moved)
        self.show_move(assessment, moved, fresh_card=fresh_card)

    def log_move(self, assessment: Assessment, moved: Moved) -> None:
        self.log(assessment, moved.trigger.value, moved.question, **_detail(moved))

    def show_moves(self, assessment: Assessment, moves: Collection[Moved]) -> None:
        """What decisions came to. What a reviewer sends back comes with a card at the bottom."""
        for moved in moves:
            self.show_move(assessment, moved, fresh_card=moved.trigger is Trigger.ASK_FOR_CHANGES)

    def show_move(self, assessment: Assessment, moved: Moved, *, fresh_card: bool = False) -> None:
        """Mark what people should now see. `fresh_card`: at the bottom of the thread, where it also goes when
        people have talked below it."""
        self._say_what_changed(assessment, moved)
        self.show_who_differs(assessment, moved)
        fresh_card = fresh_card or (moved.trigger in _MAY_WAIT and self._talk_is_below(assessment))
        completed = self._keep_minutes(assessment, moved, takes_card=not fresh_card)
        if completed or fresh_card:
            self.surfaces.move_card(assessment)
        else:
            self.surfaces.want(assessment, SurfaceKind.CARD)
        if moved.is_news:
            by = self.now + standing.REST if moved.trigger in _MAY_WAIT else None
            self.surfaces.want(assessment, SurfaceKind.HEADLINE, by=by)
        else:
            self.surfaces.put_off(assessment, SurfaceKind.HEADLINE, self.now + standing.REST)
        if moved.is_summed_up:
            self.surfaces.want(assessment, SurfaceKind.SUMMARY)
        if moved.is_summed_up or assessment.is_over:
            self._show_reveal(assessment)

    def show_who_differs(self, assessment: Assessment, moved: Moved) -> None:
        """Who rated a question otherwise than the team answers it now can say so on the reveal, and nobody
        where all agree with it. Who said so to another answer is shown as that."""
        panel, question = assessment.panel, moved.question
        if panel is None or question is None or assessment.panel_of:
            return
        before, after = (
            bool(one and who_differs(panel, question, one.answer)) for one in (moved.old, moved.new)
        )
        is_said = any(said.question == question for said in panel.dissents)
        is_other = is_said or before is not after
        principle = assessment.framework.principle_of(question)
        if is_other and self.surfaces.has(assessment, SurfaceKind.REVEAL, principle.id):
            self.surfaces.want(assessment, SurfaceKind.REVEAL, principle.id)

    def _show_reveal(self, assessment: Assessment) -> None:
        """What a panel can still do about how it answered changes with what is handed in and decided."""
        for principle in assessment.framework.principles if assessment.panel else ():
            if self.surfaces.has(assessment, SurfaceKind.REVEAL, principle.id):
                self.surfaces.want(assessment, SurfaceKind.REVEAL, principle.id)

    def show_answer(self, assessment: Assessment, question: str) -> None:
        """What the thread says of this answer already is to be drawn anew."""
        self.surfaces.want_closed(assessment, question)
        principle = assessment.framework.principle_of(question)
        if self.surfaces.has(assessment, SurfaceKind.RECAP, principle.id):
            self.surfaces.want(assessment, SurfaceKind.RECAP, principle.id)

    def note(self, assessment: Assessment, note: Note, **about: Any) -> None:
        """Say in the thread, once, what was done."""
        self.surfaces.note(assessment, note, self.act.person, **about)

    def tell_who_decides(self, assessment: Assessment, *, by_move: bool = False) -> None:
        """In the thread and in the log, whoever was chosen now. `by_move`: by the rules of where it was moved
        to, and not by whoever moved it."""
        chosen, decided = sorted(assessment.reviewers), assessment.progress.is_decided
        self.note(assessment, Note.CHOSE_REVIEWERS, people=chosen, decided=decided, by_move=by_move)
        detail: dict[str, Any] = {"chosen": chosen} | ({"by_move": True} if by_move else {})
        self.log(assessment, "reviewers", **detail)

    def who_replaced_reviewers(self, assessment: Assessment) -> str | None:
        """Who changed who decides last, since it was first submitted."""
        if not assessment.submissions:
            return None
        first = assessment.submissions[0].at
        chosen = self.repository.activity.of_kind(assessment.id, "reviewers")
        return next((one.by for one in chosen if one.at > first and not one.detail.get("by_move")), None)

    def link(
        self, assessment: Assessment, address_of: Callable[[Place], str], *, to_thread: bool = False
    ) -> str:
        """The address of its summary if there is one, else of its thread; empty: neither stands yet."""
        place = self.surfaces.places(assessment.id, SurfaceKind.SUMMARY).get("")
        if (to_thread or place is None) and assessment.thread_ts:
            place = Place(assessment.channel, assessment.thread_ts, None)
        return address_of(place) if place else ""

    def log(self, assessment: Assessment, what: str, question: str | None = None, **detail: object) -> None:
        self.repository.activity.add(assessment.id, self.act.person, what, self.now, question, **detail)

    def _say_what_changed(self, assessment: Assessment, moved: Moved) -> None:
        """Changing a colleague's answer is allowed, but not behind their back."""
        old, new = moved.overruled, moved.new
        if old and new:
            before, after = old.answer.word, new.answer.word
            about = {"question": moved.question, "before": before, "before_by": old.by, "after": after}
            was_median = {"was_median": True} if old.is_median else {}
            self.note(assessment, Note.CHANGED_ANSWER, **about, **was_median)

    def _talk_is_below(self, assessment: Assessment) -> bool:
        card = self.surfaces.ts_of(assessment.id, SurfaceKind.CARD)
        return self.talk.is_below(assessment.channel, assessment.thread_ts, card)

    def _keep_minutes(self, assessment: Assessment, moved: Moved, *, takes_card: bool) -> bool:
        """Want what the thread says of the answers; True if a line is new in it.

        The lines of a principle come when its last question is answered and the next one is asked. Those of
        the last one, or of one that was left half done, come at the end, on the card that says so."""
        if moved.trigger in (Trigger.SUBMIT, Trigger.DONE, Trigger.ABANDON):
            missing = [one for one in assessment.framework.principles if self._lacks_lines(assessment, one)]
            for principle in missing[:-1]:
                self.surfaces.recap(assessment, principle.id, takes_card=False)
            self.surfaces.end_minutes(assessment, missing[-1].id if missing else "")
            return len(missing) > 1
        if moved.question is None:
            return False
        self.show_answer(assessment, moved.question)
        principle, here = assessment.framework.principle_of(moved.question), assessment.progress.question
        left_it = here is not None and assessment.framework.principle_of(here.id) != principle
        done = all(question.id in assessment.given for question in principle.questions)
        if not (left_it and done and self._lacks_lines(assessment, principle)):
            return False
        self.surfaces.recap(assessment, principle.id, takes_card=takes_card)
        return True

    def _lacks_lines(self, assessment: Assessment, principle: Principle) -> bool:
        if self.surfaces.has(assessment, SurfaceKind.RECAP, principle.id):
            return False
        return any(question.id in assessment.given for question in principle.questions)


def _detail(moved: Moved) -> dict[str, object]:
    """For the log: the rating, never the words."""
    if moved.new is not None:
        answer, detail = moved.new.answer, {"is_median": True} if moved.new.is_median else {}
        return {"rating": answer.rating, **detail} if answer.kind is AnswerKind.RATING else {}
    return {"to": moved.to} if moved.to else {}


def told(given: Given) -> dict[str, object]:
    """For a note: who gave an answer, and whether they only took the panel's median."""
    return {"answerer": given.by, **({"is_median": True} if given.is_median else {})}


def about_decision(number: int) -> str:
    """What people are told of the decision with this number is about, see `Surfaces.tell`."""
    return f"decision {number}"
