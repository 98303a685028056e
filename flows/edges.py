"""Every way from one state to another, as data: when it may be taken (guards), and what it changes (effects).

Each destination is an edge of its own, also where it depends on where a team came from. That makes a few
thousand edges, but no destination is computed, so that a test can walk every one of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

from transitions import EventData

from flows.answer import Answer, AnswerKind, Given
from flows.framework import Framework
from flows.progress import Progress
from flows.refusals import NotTaken, Why
from flows.states import AWAITING, DECIDED, State
from flows.triggers import Trigger

Effect = Callable[[EventData], None]

# The kind of answer that each of these triggers brings.
ANSWERING: Final = {
    Trigger.ANSWER: AnswerKind.RATING,
    Trigger.NOT_SURE: AnswerKind.NOT_SURE,
    Trigger.NOT_APPLICABLE: AnswerKind.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be true for an edge to be taken. `name` stands in the diagram."""

    name: str
    holds: Callable[[Progress, str | None], bool]

    def __call__(self, event: EventData) -> bool:
        return self.holds(_progress(event), event.kwargs.get("to"))


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a state to another."""

    trigger: Trigger
    source: str
    dest: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


STRAIGHT_ON: Final = Guard("no way back kept", lambda progress, _: progress.return_to is None)
ANSWERED_HERE: Final = Guard("already answered", lambda progress, _: progress.answer_here is not None)
SOMETHING_ANSWERED: Final = Guard("something is answered", lambda progress, _: bool(progress.given))
SOMETHING_RATED: Final = Guard("something is rated", lambda progress, _: progress.rated_count > 0)


def may_change(place: str) -> Guard:
    """A reviewer who asks for changes names questions; only these are open then."""
    return Guard(
        "may be changed",
        lambda progress, _: not progress.asked or place in (*progress.asked, State.REVIEW),
    )


def came_from(place: str) -> Guard:
    """The team was at this place before it went to look at something else."""
    return Guard("where it was before", lambda progress, _: progress.return_to == place)


def paused_at(place: str) -> Guard:
    """The pause began at this place."""
    return Guard("where it was paused", lambda progress, _: progress.paused_from == place)


def asked_for(place: str) -> Guard:
    """This is the place that was asked for."""
    return Guard("as asked", lambda _, to: to == place)


def edges(framework: Framework) -> Iterator[Edge]:
    """All edges of this framework's machine."""
    questions = [question.id for question in framework.questions]
    places = [*questions, State.REVIEW]
    yield Edge(Trigger.REVEAL, State.ALONE, State.REVIEW)
    yield Edge(Trigger.ABANDON, State.ALONE, State.ABANDONED)
    for here, following in pairwise(places):
        for trigger in ANSWERING:
            yield Edge(trigger, here, following, (STRAIGHT_ON,), (store_answer,))
            yield from _ways_back(trigger, here, places, (store_answer,))
        yield Edge(Trigger.KEEP, here, following, (STRAIGHT_ON, ANSWERED_HERE))
        yield Edge(Trigger.BACK, following, here, (may_change(here),), (keep_way_back,))
    for here in places:
        yield from _ways_back(Trigger.KEEP, here, places)
        for there in places:
            guards = (asked_for(there), may_change(there))
            yield Edge(Trigger.GO_TO, here, there, guards, (keep_way_back,))
        yield Edge(Trigger.PAUSE, here, State.PAUSED, effects=(keep_place,))
        yield Edge(Trigger.RESUME, State.PAUSED, here, (paused_at(here),), (drop_place,))
        yield Edge(Trigger.ABANDON, here, State.ABANDONED, effects=(drop_way_back, drop_asked))
    abandoning = (drop_place, drop_way_back, drop_asked)
    yield Edge(Trigger.ABANDON, State.PAUSED, State.ABANDONED, effects=abandoning)
    submitting = (drop_way_back, drop_asked)
    yield Edge(Trigger.SUBMIT, State.REVIEW, State.SUBMITTED, (SOMETHING_RATED,), submitting)
    yield Edge(Trigger.DONE, State.REVIEW, State.SUBMITTED, (SOMETHING_ANSWERED,), submitting)
    yield from _deciding(places)


def _deciding(places: list[str]) -> Iterator[Edge]:
    """What becomes of an assessment once it is handed in."""
    for waiting in AWAITING:
        yield Edge(Trigger.REOPEN, waiting, State.REVIEW)
        yield Edge(Trigger.APPROVE, waiting, State.APPROVED)
        yield Edge(Trigger.APPROVE_WITH_CONDITIONS, waiting, State.APPROVED_WITH_CONDITIONS)
        yield Edge(Trigger.DECLINE, waiting, State.DECLINED)
        yield Edge(Trigger.ASK_FOR_CHANGES, waiting, State.CHANGES_ASKED, effects=(keep_asked,))
    for there in places:
        guards = (asked_for(there), may_change(there))
        yield Edge(Trigger.GO_TO, State.CHANGES_ASKED, there, guards, (come_back_to_review,))
    yield Edge(Trigger.RESUME, State.CHANGES_ASKED, State.REVIEW)
    yield Edge(Trigger.WITHDRAW, State.CHANGES_ASKED, State.WITHDRAWN, effects=(drop_asked,))
    yield Edge(Trigger.ABANDON, State.CHANGES_ASKED, State.ABANDONED, effects=(drop_asked,))
    for decided in DECIDED:
        yield Edge(Trigger.WITHDRAW, decided, State.WITHDRAWN)
        yield Edge(Trigger.CLOSE, decided, State.CLOSED)
    yield Edge(Trigger.CLOSE, State.WITHDRAWN, State.CLOSED)


def _ways_back(
    trigger: Trigger, here: str, places: list[str], effects: tuple[Effect, ...] = ()
) -> Iterator[Edge]:
    return (Edge(trigger, here, place, (came_from(place),), effects) for place in places if place != here)


def store_answer(event: EventData) -> None:
    """Puts the answer in; if it says the same as the one before, the reasons for it stay."""
    progress, by = _progress(event), event.kwargs["by"]
    answer = _fitting(Trigger(event.event.name), event.kwargs.get("answer"))
    last_time = event.kwargs.get("last_time")
    before = progress.given.get(progress.state) or last_time
    keeps = last_time is not None and answer is last_time.answer
    progress.given[progress.state] = Given.now(answer, by.person, by.at, before, keeps=keeps)


def keep_way_back(event: EventData) -> None:
    """Remembers the place that is left, unless one further on is remembered already."""
    progress, way = _progress(event), event.transition
    assert way is not None
    if progress.return_to is None and progress.state != way.dest:
        progress.return_to = progress.state


def drop_way_back(event: EventData) -> None:
    _progress(event).return_to = None


def drop_way_back_on_arrival(event: EventData) -> None:
    """Runs after every edge: who is back no longer needs the way back."""
    progress = _progress(event)
    if progress.state == progress.return_to:
        progress.return_to = None


def come_back_to_review(event: EventData) -> None:
    """A question that a reviewer named leads back to the review, not on to the next question."""
    _progress(event).return_to = State.REVIEW


def keep_asked(event: EventData) -> None:
    """The questions that the reviewer named, in the framework's order."""
    progress, named = _progress(event), event.kwargs.get("asked") or ()
    known = {question.id for question in progress.framework.questions}
    if not named or not set(named) <= known:
        raise NotTaken(Why.QUESTIONS_MISSING)
    progress.asked = tuple(question.id for question in progress.framework.questions if question.id in named)


def drop_asked(event: EventData) -> None:
    _progress(event).asked = ()


def keep_place(event: EventData) -> None:
    progress = _progress(event)
    progress.paused_from = progress.state


def drop_place(event: EventData) -> None:
    _progress(event).paused_from = None


def _fitting(trigger: Trigger, answer: Answer | None) -> Answer:
    """The answer, if it is of the kind that the trigger brings; only Not sure needs no words of its own."""
    if answer is None and trigger is Trigger.NOT_SURE:
        return Answer.not_sure()
    if answer is None or answer.kind is not ANSWERING[trigger]:
        raise NotTaken(Why.NOT_APPLICABLE_WHY if trigger is Trigger.NOT_APPLICABLE else Why.NOT_A_RATING)
    return answer


def _progress(event: EventData) -> Progress:
    return cast(Progress, event.model)
