"""Clocks that differ: the bot's from Slack's, and what Slack dates within one second."""

import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cards.callbacks import Do
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from bot.slack import asked_time
from bot.use_cases import in_time
from tests.scenarios.conftest import ROOT, Bot, settings_for
from tests.scenarios.team import Team, headlines

GOOD_TO = in_time.GOOD_TO
SKEWS = [-600.0, -45.0, -5.0, 5.0, 45.0, 125.0, 600.0]


@pytest_asyncio.fixture(params=SKEWS)
async def skewed(request: pytest.FixtureRequest, slack: Sandbox, database: Path) -> AsyncIterator[Bot]:
    """A bot whose clock is ahead of Slack's by so many seconds."""
    bot = Bot(slack, settings_for(slack, database), skew=request.param)
    await bot.start()
    yield bot
    await bot.stop()


async def test_the_first_answer_after_a_start_may_be_typed(slack: Sandbox, skewed: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.ticked(team.type("4"))
    assert "Clear purpose: 4" in (await team.question(2)).text


async def test_an_answer_typed_after_a_form_was_sent_off_is_taken(slack: Sandbox, skewed: Bot) -> None:
    """A form brings no time of its own: that is read off Slack's answers, and good to a second."""
    team = Team(slack)
    card, amina = await team.start(), team.person()
    await amina.clicks.button(HOUSING, card.ts, action_id=Do.NOT_APPLICABLE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"reason": "it is about something else"}) is None
    await team.question(2)
    await slack.pass_time(2)
    await team.ticked(team.type("4"))
    await team.question(3)


@pytest.mark.parametrize("which", ["headline", "card"])
async def test_a_post_whose_answer_got_lost_is_found_whatever_our_clock_says(
    slack: Sandbox, skewed: Bot, which: str
) -> None:
    slack.faults.calls.drop("chat.postMessage", after=True, times=1 if which == "headline" else 2)
    team = Team(slack)
    await team.start()
    await slack.settled()
    assert len(headlines(team.person().sees.messages(HOUSING))) == 1
    assert len(team.cards()) == 1
    assert len(slack.log.of("chat.postMessage")) == 2


@pytest.mark.parametrize("skewed", [600.0], indirect=True)
async def test_the_log_tells_of_it_once(
    slack: Sandbox, skewed: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await skewed.stop()
    await skewed.start()
    await Team(slack).start()
    told = [record for record in caplog.records if record.name == "bot.slack.clock"]
    assert len(told) == 1
    assert "ahead of Slack's. Balance goes by Slack's." in told[0].getMessage()


# --- a clock that is set while the bot runs


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what Slack says of the time is waited for."""
    monkeypatch.setattr(asked_time, "WAIT_SECONDS", 30.0)
    monkeypatch.setattr(asked_time, "EVERY_SECONDS", 0.0)


@pytest.mark.parametrize("step", [-3_600.0, 3_600.0])
async def test_what_comes_in_after_the_clock_was_set_is_dated_by_slack(
    slack: Sandbox, bot: Bot, database: Path, patient: None, step: float
) -> None:
    """A click, and then what a colleague types for the question that it brought."""
    team = Team(slack)
    await team.start()
    before = slack.now()
    bot.skew = step
    await team.click("4", AMINA)
    await team.question(2)
    with contextlib.closing(sqlite3.connect(database)) as store:
        [(written,)] = store.execute("SELECT updated_at FROM assessments").fetchall()
        [(detail,)] = store.execute("SELECT detail FROM surfaces WHERE kind = 'card'").fetchall()
    assert abs(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp() - before) < abs(step) / 2
    assert abs(float(json.loads(detail)["since"]) - before) < abs(step) / 2
    await slack.pass_time(2)
    await team.ticked(team.type("3", TOM))
    await team.question(3)


@pytest.mark.parametrize("step", [-3_600.0, 3_600.0])
async def test_what_is_typed_first_after_the_clock_was_set_is_taken(
    slack: Sandbox, bot: Bot, patient: None, step: float
) -> None:
    team = await clicked(slack)
    await slack.pass_time(2)
    bot.skew = step
    await team.ticked(team.type("3", TOM))
    await team.question(3)


# --- within one second


@pytest_asyncio.fixture(params=[False, True], ids=["telling the time", "counting within the second"])
async def dated(request: pytest.FixtureRequest, database: Path) -> AsyncIterator[Sandbox]:
    """A Slack of either kind, with a bot that is not told which."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, counting_stamps=request.param) as slack:
        bot = Bot(slack, settings_for(slack, database))
        await bot.start()
        yield slack
        await bot.stop()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They do what they do in the same second."""
    monkeypatch.setattr(in_time, "GOOD_TO", GOOD_TO)


async def clicked(slack: Sandbox, by: str = AMINA) -> Team:
    """A team at the second question, a moment after the first was answered with a click."""
    team = Team(slack)
    await team.start()
    await team.click("4", by)
    await team.question(2)
    return team


async def test_what_was_typed_in_the_second_of_a_click_is_asked_back_and_then_taken(
    dated: Sandbox, at_once: None
) -> None:
    team = await clicked(dated)
    team.type("3")
    await team.told(f"The question now is “{team.framework.questions[1].label}”.")
    await team.question(2)
    await dated.pass_time(2 * GOOD_TO)  # where stamps count, a second may pass that they do not tell of
    await team.ticked(team.type("3"))
    await team.question(3)


async def test_what_another_one_typed_then_is_asked_back_as_well(dated: Sandbox, at_once: None) -> None:
    team = await clicked(dated, TOM)
    team.type("3", PRIYA)
    await dated.until(lambda: team.person(PRIYA).sees.ephemerals(HOUSING))
    await dated.settled()
    await team.question(2)


async def test_what_does_the_same_at_every_question_is_taken_in_that_second(
    dated: Sandbox, at_once: None
) -> None:
    team = await clicked(dated)
    await team.ticked(team.type("pause"))
    assert not team.person(AMINA).sees.ephemerals(HOUSING)


async def test_typed_answers_follow_each_other_within_the_second(dated: Sandbox, at_once: None) -> None:
    team = Team(dated)
    await team.start()
    for number, rating in enumerate(["4", "2", "5"], start=2):
        await team.ticked(team.type(rating))
        await team.question(number)
    assert not team.person(AMINA).sees.ephemerals(HOUSING)
