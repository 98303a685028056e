"""What the log says of a whole afternoon: what went wrong, and never what people answered."""

import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.listeners.opening import NOT_OPENED
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import HOUSING, TOM
from bot.use_cases.reading import Reading
from storage.errors import StoreBusy
from storage.repository import Repository
from tests.logging_to import logging_to
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team

SECRET = "because of the Carter family"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the bot logs at INFO into a file."""
    with logging_to("INFO", io.StringIO()) as written:
        yield written


def lines(logged: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [line for line in found if not line["logger"].startswith("bot.sandbox")]


WEEK_ANSWERS, WEEK_BYTES = 20_000, 50_000_000
"""A busy week, and what its log may take."""


async def test_a_busy_week_at_info_is_small(logged: io.StringIO, slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.question(1)
    before, answers = len(logged.getvalue()), 0
    for number in range(1, 9):
        await team.question(number)
        if number % 2:
            await team.click("4", TOM)
        else:
            team.type("3 because we asked", TOM)
        answers += 1
    await team.question(9)
    await slack.settled()
    told = [line for line in logged.getvalue()[before:].splitlines() if '"bot.sandbox' not in line]
    assert sum(map(len, told)) / answers * WEEK_ANSWERS < WEEK_BYTES


async def test_the_person_and_the_log_have_the_same_reference(
    logged: io.StringIO, slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(slack)
    await team.start()

    def broken(*_: object) -> None:
        raise RuntimeError(f"a fault of ours, {SECRET}")

    with monkeypatch.context() as fault:
        fault.setattr(Repository, "save", broken)
        team.type(f"4 {SECRET}", TOM)
        told = await team.told("Something went wrong", TOM)
    [error] = [line for line in lines(logged) if line["level"] == "ERROR"]
    assert f"Reference: {error['reference']}." in told.text
    assert error["error"].endswith("\nRuntimeError")
    assert "in broken" in error["error"], "where it was"
    assert SECRET not in logged.getvalue()


async def test_answers_and_titles_are_not_in_the_log(
    logged: io.StringIO, slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start(f"Sharing {SECRET}", fields={"What is to be shared, and why?": SECRET})
    await team.ticked(team.type(f"4 {SECRET}", TOM))
    await team.question(2)
    team.type("@Balance ask the Carter family", TOM)
    await team.told("did not understand", TOM)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    team.type(f"5 {SECRET}", TOM)
    told = await team.told("could not be saved", TOM)
    other.execute("ROLLBACK")
    other.close()
    slack.faults.calls.server_error(times=3)
    await team.ticked(team.type(f"3 {SECRET}"))
    await bot.stop()
    written = json.dumps(lines(logged))
    assert "Reference" not in told.text, "what is said once stands under none"
    assert "database is locked" in written
    assert "http_503" in written
    assert "Carter" not in written
    assert slack.bot_token not in written


@pytest.mark.parametrize("how", ["a click", "a command", "App Home"])
async def test_a_window_that_slack_does_not_open_is_one_line_and_the_person_is_told(
    how: str, logged: io.StringIO, slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    tom = team.person(TOM)
    tom.home.open()
    await slack.until(lambda: tom.home.view)
    slack.faults.calls.server_error("views.open", times=1)
    if how == "a click":
        await team.click(Do.WHY, TOM)
        told = await team.told(NOT_OPENED, TOM)
    elif how == "a command":
        await tom.types.command(HOUSING, "/balance", "")
        told = await team.told(NOT_OPENED, TOM)
    else:
        await tom.home.click(label="Start an assessment")
        told = await team.direct_message(NOT_OPENED, TOM)
    [line] = [line for line in lines(logged) if line["level"] in ("WARNING", "ERROR")]
    assert line["message"] == "A window could not be opened: views.open: http_503"
    assert f"{NOT_OPENED} Reference: {line['reference']}." in told.text
    assert "error" not in line, "no traceback"


async def test_a_window_that_the_database_cannot_fill_is_one_line_and_the_person_is_told(
    logged: io.StringIO, slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = slack.person(TOM)
    await Team(slack).start()
    await tom.types.command(HOUSING, "/balance", "list")
    found = await slack.until(lambda: [m for m in tom.sees.ephemerals(HOUSING) if TITLE in m.text])

    async def away(*_: object) -> None:
        raise StoreBusy("database is locked")

    monkeypatch.setattr(Reading, "get", away)
    await tom.clicks.button(HOUSING, found[-1].ts, action_id=Do.BRING)
    await Team(slack).told(NOT_OPENED, TOM)
    [line] = [line for line in lines(logged) if line["level"] in ("WARNING", "ERROR")]
    assert "error" not in line, "no traceback"


async def test_app_home_that_slack_does_not_take_is_one_line(
    logged: io.StringIO, slack: Sandbox, bot: Bot
) -> None:
    slack.faults.calls.server_error("views.publish", times=1)
    slack.person(TOM).home.open()
    await slack.settled()
    await bot.stop()
    [line] = [line for line in lines(logged) if line["level"] in ("WARNING", "ERROR")]
    assert line["message"] == "App Home: views.publish: http_503"
    assert "error" not in line, "no traceback"
