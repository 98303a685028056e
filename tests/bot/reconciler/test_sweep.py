"""What is behind is taken up again, whatever this process had planned to do with it."""

from typing import Any, cast

import pytest

from bot.reconciler.reconciler import Reconciler
from bot.reconciler.timers import Later
from bot.slack.clock import SlackClock
from bot.tasks import Tasks
from tests.storage.conftest import Store
from tests.storage.samples import HERE, assessment

NOBODY = cast(Any, None)


class Sweeping(Reconciler):
    """Only says what it would draw."""

    def __init__(self, store: Store, later: Later) -> None:
        clock = SlackClock()
        super().__init__(
            store.database,
            store.frameworks,
            NOBODY,
            HERE,
            Tasks(),
            visibility=NOBODY,
            names=NOBODY,
            url="",
            clock=clock,
        )
        self.woken: list[str] = []
        self._timers.set("one", later)

    def wake(self, assessment_id: str, *, insist: bool = False) -> None:
        self.woken.append(assessment_id)


@pytest.mark.parametrize(
    ("later", "woken"),
    [
        # Another process changed it meanwhile, and was killed before it could draw it.
        (Later(due=3600), ["one"]),
        (Later(wait=3600), []),
    ],
)
async def test_only_what_waits_for_slack_is_left_alone(store: Store, later: Later, woken: list[str]) -> None:
    behind = assessment()
    store.add(behind)
    store.surfaces(lambda surfaces: surfaces.open(behind))
    reconciler = Sweeping(store, later)
    await reconciler._sweep()
    assert reconciler.woken == woken
