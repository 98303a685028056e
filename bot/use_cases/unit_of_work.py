"""What a use case works with inside its transaction, and the rules it asks: who may, and is it in time."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.text import escape, mention, people
from bot.use_cases.requests import Act, NotAllowed, OutOfDate, Refusal
from flows.assessment import Assessment, Given
from flows.edges import ANSWERING
from flows.machine import Trigger, explain, fire
from flows.progress import Answer, AnswerKind
from flows.states import DECIDED, ENDED, State
from storage.repository import Repository
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces

HEADLINE_WAITS = timedelta(seconds=35)
"""The way through the principles is told when the team rests for so long, in one update: each counts against
a limit that a full room shares. With a sweep every 20 s it is told within a minute, whatever happens."""
_MAY_WAIT = (*ANSWERING, Trigger.BACK, Trigger.KEEP, Trigger.GO_TO)


def check_may_answer(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed. Who acts from elsewhere must have a part in it already: being in the channel
    is known only of those who act in it."""
    person = act.person
    took_part = person == assessment.owner or person in assessment.assessors
    if took_part or (assessment.everyone and act.channel == assessment.channel):
        return
    if assessment.everyone and any(given.by == person for given in assessment.given.values()):
        return
    if assessment.everyone:
        raise NotAllowed("People in the channel of this assessment can answer. You can join them there.")
    chosen = people([assessment.owner, *sorted(assessment.assessors - {assessment.owner})])
    raise NotAllowed(f"The people who answer here were chosen at the start: {chosen}. You can read along.")


def anybody(assessment: Assessment, act: Act) -> None:
    """For what asks by a rule of its own who may."""


def check_may_see(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed. For deciding, asking and ticking off: whoever may read, and the reviewers."""
    if act.person not in assessment.reviewers:
        check_may_read(assessment, act)


def check_may_read(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed for somebody who acts from elsewhere and has no part in it."""
    if act.channel == assessment.channel or act.person in (assessment.owner, *assessment.people_answered):
        return
    if act.person not in assessment.assessors:
        raise NotAllowed("People in the channel of this assessment can see it. You can join them there.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a change works with, inside its transaction."""

    repository: Repository
    surfaces: Surfaces
    act: Act
    now: datetime

    def fire(
        self,
        assessment: Assessment,
        trigger: Trigger,
        *,
        answer: Answer | None = None,
        to: str | None = None,
        asked: Collection[str] = (),
        fresh_card: bool = False,
        logged: bool = True,
    ) -> None:
        """Move the machine, and mark what people should now see. In another look, to keep last time's
        answer is to give it again: nothing counts that nobody looked at this time. `logged` False: the
        event that moves it has a row of its own in the activity log."""
        before, standing, summed_up = assessment.state, assessment.standing(), _summed_up(assessment)
        last_time = assessment.to_confirm
        if last_time and trigger is Trigger.KEEP:
            answer = last_time.answer
            trigger = next(giving for giving, kind in ANSWERING.items() if kind is answer.kind)
        elif last_time and answer and answer.says_the_same_as(last_time.answer):
            answer = _with_old_reason(answer, last_time.answer)
        fire(assessment.progress, trigger, answer=answer, to=to, asked=asked)
        assessment.turn += 1
        assessment.moved_by, assessment.moved_ts = self.act.person, self.act.ts
        if answer is not None:
            self._say_what_changed(assessment, before, assessment.given.get(before))
            self._give(assessment, before)
        if logged:
            self.log(assessment, trigger.value, before if answer else None, **_detail(answer, to))

        if answer is not None and self._recap(assessment, before, takes_card=not fresh_card):
            fresh_card = True
        if fresh_card:
            self.surfaces.move_card(assessment)
        else:
            self.surfaces.want(assessment, SurfaceKind.CARD)
        if assessment.standing() != standing:
            by = self.now + HEADLINE_WAITS if trigger in _MAY_WAIT else None
            self.surfaces.want(assessment, SurfaceKind.HEADLINE, by=by)
        else:
            self.surfaces.put_off(assessment, SurfaceKind.HEADLINE, self.now + HEADLINE_WAITS)
        # A submission wants its summary itself, once there is one.
        if assessment.submissions and trigger is not Trigger.SUBMIT and _summed_up(assessment) != summed_up:
            self.surfaces.want(assessment, SurfaceKind.SUMMARY)

    def reason(self, assessment: Assessment, question: str, answer: Answer) -> None:
        explain(assessment.progress, question, answer.reason, answer.evidence)
        given = assessment.given[question]
        assessment.given[question] = replace(given, answer=assessment.progress.answers[question])
        self.surfaces.want(assessment, SurfaceKind.CARD)
        self.log(assessment, "reason", question)

    def log(self, assessment: Assessment, what: str, question: str | None = None, **detail: object) -> None:
        self.repository.activity.add(assessment.id, self.act.person, what, self.now, question, **detail)

    def _say_what_changed(self, assessment: Assessment, question: str, old: Given | None) -> None:
        """Changing a colleague's answer is allowed, but not behind their back."""
        new = assessment.progress.answers[question]
        if old is None or old.by == self.act.person or old.answer.says_the_same_as(new):
            return
        label = escape(assessment.framework.question(question).label)
        change = f"from {old.answer.word} ({mention(old.by)}) to {new.word}"
        self.surfaces.note(assessment, f"{mention(self.act.person)} changed {label} {change}.")

    def _give(self, assessment: Assessment, question: str) -> None:
        assessment.given[question] = Given(
            assessment.progress.answers[question], by=self.act.person, at=self.now
        )

    def _recap(self, assessment: Assessment, question: str, *, takes_card: bool) -> bool:
        """Want the line of a principle in the thread; True if this answer completed it just now.

        The end of all questions needs no line: the review card says the same for each principle.
        """
        principle = assessment.framework.principle_of(question)
        if self.surfaces.has(assessment, SurfaceKind.RECAP, principle.id):
            self.surfaces.want(assessment, SurfaceKind.RECAP, principle.id)
            return False
        here = assessment.progress.question
        left_it = here is not None and assessment.framework.principle_of(here.id) != principle
        if not left_it or any(other.id not in assessment.given for other in principle.questions):
            return False
        self.surfaces.recap(assessment, principle.id, takes_card=takes_card)
        return True


def _with_old_reason(answer: Answer, old: Answer) -> Answer:
    return answer.with_reason(answer.reason or old.reason, answer.evidence or old.evidence)


def _summed_up(assessment: Assessment) -> str:
    """What the summary says of where it stands: all the way of changing answers is one to it."""
    progress = assessment.progress
    return progress.state if progress.state in ENDED or progress.changes_asked else "being changed"


def _detail(answer: Answer | None, to: str | None) -> dict[str, object]:
    """For the log: the rating, never the words."""
    if answer is not None:
        return {"rating": answer.rating} if answer.kind is AnswerKind.RATING else {}
    return {"to": to} if to else {}


def out_of_date(assessment: Assessment, question: str | None, person: str) -> Refusal:
    """What to tell somebody who used a card that is no longer current."""
    progress = assessment.progress
    if progress.state in ENDED:
        state = progress.state if progress.state in (*DECIDED, State.ABANDONED, State.CLOSED) else "submitted"
        return OutOfDate(f"This assessment was {state.replace('-', ' ')}. Nothing was changed.")
    given = assessment.given.get(question) if question else None
    if question and given:
        who = "You" if given.by == person else mention(given.by)
        label = assessment.framework.question(question).label
        return OutOfDate(
            f"{who} answered this question already: {given.answer.word} for “{label}”. That answer stands.",
            change=(assessment.id, question),
        )
    return OutOfDate("This card was out of date. Please use the current card in the thread.")


def said_just_so(assessment: Assessment, question: str | None, answer: Answer | None, person: str) -> bool:
    """Whether this very answer of this very person stands already."""
    given = assessment.given.get(question) if question else None
    return bool(given and answer and given.by == person and given.answer.says_the_same_as(answer))


def check_in_time(assessment: Assessment, act: Act) -> None:
    """A message that Slack delivers after a later one was taken was meant for what was there before:
    taken now, a late "4" would answer a question that its writer had not seen. Raises OutOfDate."""
    if float(act.ts) <= float(assessment.moved_ts):
        raise OutOfDate(
            "An earlier message of yours came in late, after the card had moved on. It was not counted. "
            "If it still matters, please type it again."
        )


def check_meant_for_this(assessment: Assessment, act: Act, surfaces: Surfaces) -> None:
    """A rating typed before the present question was in sight was meant for the one before.

    Whoever answered that one may type on without waiting; for everybody else the first answer stands.
    """
    latest = assessment.latest_given
    if latest is None or assessment.moved_by in (None, act.person) or latest[1].by != assessment.moved_by:
        return
    in_sight = surfaces.card_in_sight(assessment)
    if in_sight is None or float(act.ts) <= float(in_sight):
        raise out_of_date(assessment, latest[0], act.person)
