"""The finite-state machine over the questions, generated from the framework.

One Machine is shared by all assessments of a framework and has no models registered: `add_model` would
overwrite the state that was loaded, and a Machine for each request costs a hundred times as much. An event
is fired on a Progress by its name.
"""

from collections.abc import Collection
from functools import cache

from transitions import Machine, MachineError, Transition

from flows.actor import Actor
from flows.answer import Answer, Given
from flows.edges import Guard, drop_way_back_on_arrival, edges
from flows.framework import Framework
from flows.progress import Progress
from flows.refusals import NotPossible, Why
from flows.states import ENDED, FIXED_STATES, State
from flows.triggers import Trigger
from flows.why_not import why_not

__all__ = ["State", "Trigger", "can", "check_can", "explain", "fire", "guards_of", "machine_of"]


@cache
def machine_of(framework: Framework) -> Machine:
    """The machine that all assessments of this framework share."""
    machine = Machine(
        model=None,
        states=[*(question.id for question in framework.questions), *FIXED_STATES],
        initial=None,
        auto_transitions=False,
        send_event=True,
        after_state_change=drop_way_back_on_arrival,
    )
    for edge in edges(framework):
        machine.add_transition(
            edge.trigger.value, edge.source, edge.dest, list(edge.guards), before=list(edge.effects)
        )
    return machine


def fire(
    progress: Progress,
    trigger: Trigger,
    by: Actor,
    *,
    answer: Answer | None = None,
    to: str | None = None,
    asked: Collection[str] = (),
    last_time: Given | None = None,
) -> None:
    """Moves this progress, or raises NotPossible or NotTaken and leaves it exactly as it was.

    `answer` goes with the three triggers that answer, `to` (a question's id or the review) with GO_TO,
    `asked` (the ids of questions) with ASK_FOR_CHANGES. `last_time` is an answer to this question whose
    reasons hold for one that says the same.
    """
    # The move is made on a copy, because `transitions` does not undo what an edge did before it failed.
    draft = progress.copy()
    try:
        event = machine_of(progress.framework).events[trigger]
        moved = event.trigger(draft, by=by, answer=answer, to=to, asked=asked, last_time=last_time)
    except MachineError:
        moved = False
    if not moved:
        raise NotPossible(why_not(progress, trigger, to))
    progress.become(draft)


def can(progress: Progress, trigger: Trigger, to: str | None = None) -> bool:
    """Whether `fire` would move this progress, given a valid answer where one is needed."""
    ways = machine_of(progress.framework).events[trigger].transitions.get(progress.state, [])
    return any(all(guard.holds(progress, to) for guard in guards_of(way)) for way in ways)


def check_can(progress: Progress, trigger: Trigger) -> None:
    """Raises NotPossible as `fire` would."""
    if not can(progress, trigger):
        raise NotPossible(why_not(progress, trigger))


def guards_of(way: Transition) -> list[Guard]:
    """What must be true for this way to be taken."""
    return [condition.func for condition in way.conditions if isinstance(condition.func, Guard)]


def explain(
    progress: Progress, question_id: str, by: Actor, reason: str, evidence: str | None = None
) -> None:
    """Gives an answer that stands this person's reason, without moving. Refused once it is handed in or
    abandoned; a pause keeps nobody from thinking. `evidence` None: as their own was."""
    if progress.state in ENDED:
        raise NotPossible(why_not(progress, Trigger.ANSWER))
    if progress.asked and question_id not in progress.asked:
        raise NotPossible(Why.NOT_ASKED)
    given = progress.given.get(question_id)
    if given is None:
        raise NotPossible(Why.NO_ANSWER_YET)
    progress.given[question_id] = given.explained(by.person, by.at, reason, evidence)
