"""One message that arrives twice at the same time: taken once, and not acknowledged before it is taken."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from bot.listeners.context import Balance
from bot.listeners.in_flight import InFlight
from bot.listeners.messages import hear_late
from storage.errors import StoreUnavailable
from storage.workspace import Workspace

TYPED = {"user": "U0TOM", "channel": "C0HERE", "ts": "1800.000001", "thread_ts": "1700.000001", "text": "4"}


@dataclass
class SlowStore:
    """A store that answers when it is told to; first with what is wrong, if anything is."""

    problems: list[Exception] = field(default_factory=list)
    asked: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def in_thread(self, *_: object) -> None:
        self.asked += 1
        await self.answers.wait()
        if self.problems:
            raise self.problems.pop(0)

    async def headlines(self, *_: object) -> list[object]:
        """No thread begins at this moment elsewhere."""
        return []


def bot(store: SlowStore) -> Balance:
    balance = SimpleNamespace(
        relocating=store,
        workspace=Workspace("T0HERE"),
        identity=SimpleNamespace(user_id="U0BALANCE", team_id="T0HERE"),
        organisation=SimpleNamespace(is_named=lambda _home: True),
        in_flight=InFlight(),
    )
    return cast(Balance, balance)


async def twice(store: SlowStore) -> list[asyncio.Task[None]]:
    """Both copies of a message under way, as far as they get without the store."""
    balance = bot(store)
    both = [asyncio.create_task(hear_late(balance, dict(TYPED))) for _ in range(2)]
    for _ in range(5):
        await asyncio.sleep(0)
    return both


async def test_the_second_copy_waits_until_the_first_is_taken() -> None:
    store = SlowStore()
    both = await twice(store)
    assert not any(copy.done() for copy in both)
    store.answers.set()
    await asyncio.gather(*both)
    assert store.asked == 1


async def test_the_second_copy_is_taken_where_the_first_could_not_be() -> None:
    store = SlowStore(problems=[StoreUnavailable("locked")])
    first, second = await twice(store)
    store.answers.set()
    with pytest.raises(StoreUnavailable):
        await first
    await second
    assert store.asked == 2
