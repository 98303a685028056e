"""Ending the app from the page: the sandbox only asks whoever started it."""

import aiohttp
import pytest

from bot.sandbox import CannotAct, Sandbox
from tests.bot.sandbox.kit import Panel


class Control(Panel):
    path = "sandbox/app"


class Process:
    """Does nothing but say so, or that it cannot."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_broken = False

    async def restart(self, *, kill: bool) -> str:
        way = "kill" if kill else "restart"
        self.asked.append(way)
        if self.is_broken:
            raise CannotAct("It does not come back.")
        return f"It was asked to {way}."


@pytest.fixture
def control(slack: Sandbox, session: aiohttp.ClientSession) -> Control:
    return Control(slack, session)


async def test_without_a_process_there_is_nothing_to_end(control: Control) -> None:
    assert await control.shows() == {"can_end": False, "happened": None}
    assert not (await control.does(do="kill"))["ok"]


async def test_only_these_two_can_be_done_to_it(slack: Sandbox, control: Control) -> None:
    slack.app.process = process = Process()
    for do in ("pause", "", None, ["kill"]):
        assert not (await control.does(do=do))["ok"]
    assert process.asked == []


@pytest.mark.parametrize("way", ["restart", "kill"])
async def test_it_is_asked_and_what_it_says_is_shown(slack: Sandbox, control: Control, way: str) -> None:
    slack.app.process = process = Process()
    assert (await control.does(do=way))["ok"]
    assert process.asked == [way]
    shown = await control.shows()
    assert shown["can_end"]
    assert shown["happened"]["words"] == f"It was asked to {way}."


async def test_what_went_wrong_is_shown_too(slack: Sandbox, control: Control) -> None:
    slack.app.process = process = Process()
    process.is_broken = True
    assert await control.does(do="kill") == {"ok": False, "error": "It does not come back."}
    assert (await control.shows())["happened"]["words"] == "It does not come back."


async def test_anything_else_is_refused(slack: Sandbox, control: Control) -> None:
    slack.app.process = process = Process()
    for what in ("__init__", "", None, ["kill"]):
        assert not (await control.does(do=what))["ok"]
    assert process.asked == []
