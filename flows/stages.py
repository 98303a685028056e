"""Where an assessment stands, as lists and overviews count it: fewer words than the machine has states."""

from enum import StrEnum
from typing import Final

from flows.states import FIXED_STATES, State


class Stage(StrEnum):
    """In the order in which an assessment may pass through them."""

    ANSWERING = "answering"
    PAUSED = "paused"
    CHANGES = "changes"
    AWAITING = "awaiting"
    APPROVED = "approved"
    CONDITIONS = "conditions"
    DECLINED = "declined"
    CLOSED = "closed"
    ABANDONED = "abandoned"


STATES: Final = {
    Stage.PAUSED: (State.PAUSED,),
    Stage.CHANGES: (State.CHANGES_ASKED,),
    Stage.AWAITING: (State.SUBMITTED, State.WITHDRAWN),
    Stage.APPROVED: (State.APPROVED,),
    Stage.CONDITIONS: (State.APPROVED_WITH_CONDITIONS,),
    Stage.DECLINED: (State.DECLINED,),
    Stage.CLOSED: (State.CLOSED,),
    Stage.ABANDONED: (State.ABANDONED,),
}
"""ANSWERING has no list: it is every state that is not in here, as each question is one of its own."""

NOT_ANSWERING: Final = tuple(state for state in FIXED_STATES if state not in (State.ALONE, State.REVIEW))

_STAGE_OF: Final = {state: stage for stage, states in STATES.items() for state in states}


def stage_of(state: str) -> Stage:
    return _STAGE_OF.get(state, Stage.ANSWERING)
