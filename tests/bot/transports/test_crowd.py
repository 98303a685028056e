"""Who makes room when more connect than there are places, where one looks at the sockets alone."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from bot.transports import crowd
from bot.transports.crowd import YOUNG_SECONDS, Crowd

PLACES = 4


class Caller:
    """A connection. `pushing`: something that it sent lies unread."""

    was_answered = was_signed = False

    def __init__(self, ours: socket.socket, theirs: socket.socket, *, pushing: bool) -> None:
        self.transport = cast(asyncio.Transport, self)
        self._ours, self._theirs, self.closed = ours, theirs, False
        if pushing:
            theirs.send(b"x")

    def get_extra_info(self, name: str) -> Any:
        assert name == "socket"
        return self._ours

    def is_closing(self) -> bool:
        return self.closed

    def make_room(self) -> None:
        self.closed = True


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Caller]]:
    monkeypatch.setattr(crowd, "CONNECTIONS", PLACES)
    sockets: list[socket.socket] = []

    def call(held: Crowd, *, pushing: bool = False) -> Caller:
        ours, theirs = socket.socketpair()
        sockets.extend((ours, theirs))
        caller = Caller(ours, theirs, pushing=pushing)
        held.connections.add(cast(Any, caller))
        held.expect(caller)
        if pushing:
            held.received(caller, 30)
        return caller

    yield call
    for one in sockets:
        one.close()


async def rounds() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_who_has_only_just_come_does_not_make_room_for_those_who_push(
    calls: Callable[..., Caller],
) -> None:
    held = Crowd()
    strangers = [calls(held, pushing=True) for _ in range(PLACES + 1)]
    click = calls(held)
    await rounds()
    assert not click.closed
    assert [one.closed for one in strangers] == [True] + [False] * PLACES, "who has waited longest"


async def test_of_many_who_have_only_just_come_the_first_make_room(calls: Callable[..., Caller]) -> None:
    held = Crowd()
    callers = [calls(held) for _ in range(PLACES + 3)]
    await rounds()
    assert [one.closed for one in callers] == [True] * 2 + [False] * (PLACES + 1)


async def test_who_has_sent_nothing_for_a_while_makes_room(
    calls: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Crowd()
    silent = calls(held)
    real = asyncio.get_running_loop().time
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: real() + YOUNG_SECONDS + 1)
    later = [calls(held) for _ in range(PLACES)]
    await rounds()
    assert silent.closed
    assert not any(one.closed for one in later)
