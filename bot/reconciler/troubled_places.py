"""Whether Balance can write where an assessment stands: what this process learnt, and when it tries again."""

import math
import time

from bot.reconciler.delivery import Delivered, DeliveryState
from bot.reconciler.drawing import THREAD_GONE
from flows.assessment import Assessment
from storage.claims import Claims
from storage.surfaces import Surfaces
from storage.workspace import Workspace

TROUBLE_SECONDS = 300.0
"""How long a place that was in trouble is left alone, unless there is a reason to try it sooner."""


class TroubledPlaces:
    """The places that are not worth a try yet. Each process learns of them by itself; what it remembers holds
    only as long as the store says that there is trouble, since another process may have moved the assessment,
    or found its place well again."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}

    def insist(self, assessment_id: str) -> None:
        """The place is worth a try the next time."""
        self._not_before.pop(assessment_id, None)

    def is_held_back(self, assessment_id: str, trouble: str | None) -> bool:
        """Whether only direct messages are worth a try. `trouble`: what the store says of the place."""
        if trouble is None:
            self.insist(assessment_id)
        return self._not_before.get(assessment_id, 0.0) > time.monotonic()

    def worth_a_try(self, claims: Claims, workspace: Workspace) -> list[str]:
        """The assessments that are behind, without those whose place is to be left alone."""
        behind = claims.behind(workspace)
        if not self._not_before.keys() & set(behind):
            return behind
        troubles = claims.troubles(workspace)
        return [found for found in behind if not self.is_held_back(found, troubles.get(found))]

    def learn(
        self, claims: Claims, surfaces: Surfaces, assessment: Assessment, outcomes: list[Delivered]
    ) -> str | None:
        """Write down what these outcomes say of the place; returns the trouble with it, if any.

        `assessment` is as it was when it was claimed. If it was moved meanwhile, they tell of a place where
        it stands no more: nothing is learnt."""
        before = assessment.trouble
        trouble = next((one.code for one in outcomes if one.state is DeliveryState.NO_PLACE), None)
        if (trouble is None and before is None) or claims.was_moved(assessment):
            return None
        if trouble is not None:
            surfaces.notice(assessment, trouble)
            # A deleted thread does not come back: each try would post in the channel, and take it away.
            until = math.inf if trouble == THREAD_GONE else time.monotonic() + TROUBLE_SECONDS
            self._not_before[assessment.id] = until
        elif before is not None and any(one.disproves(before) for one in outcomes):
            surfaces.notices_are_over(assessment.id)
        else:
            return before
        if trouble != before:
            claims.trouble(assessment.id, trouble)
        return trouble
