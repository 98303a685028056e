"""Typed while no bot was connected, for longer than Slack tries: found in the thread, and taken once."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cards.callbacks import Do
from bot.catch_up import heartbeat
from bot.demo.cards import CardKind
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world.riverside import GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import ROOT, Bot
from tests.scenarios.team import Team

A_DAY = 24 * 3600


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """A Slack that sends an event once: the others came to nothing while the bot was away."""
    async with Sandbox(manifest=AppManifest.read(ROOT / "manifest.yml"), retry_delays=()) as sandbox:
        yield sandbox


@pytest_asyncio.fixture
async def team(slack: Sandbox, bot: Bot) -> Team:
    working = Team(slack)
    await working.start()
    return working


async def test_an_answer_is_taken_as_if_just_sent(team: Team, bot: Bot) -> None:
    await bot.stop()
    typed = team.type("4 because it is on the first page", TOM)
    await bot.start()
    await team.ticked(typed)
    assert "“it is on the first page”" in (await team.question(2)).text


async def test_answers_are_taken_in_the_order_in_which_they_were_typed(
    team: Team, bot: Bot, database: Path
) -> None:
    await bot.stop()
    typed = [team.type(words) for words in ("2", "3", "back", "5", "pause", "resume", "n/a because of that")]
    await bot.start()
    for ts in typed:
        await team.ticked(ts)
    await team.question(4)
    with contextlib.closing(sqlite3.connect(database)) as store:
        given = store.execute("SELECT kind, rating FROM answers ORDER BY id").fetchall()
    assert given == [("rating", 2), ("rating", 5), ("not_applicable", None)]


async def test_whoever_was_second_is_told_so_in_private(team: Team, bot: Bot) -> None:
    await bot.stop()
    first, second = team.type("4", TOM), team.type("2", PRIYA)
    await bot.start()
    await team.ticked(first)
    told = await team.told("already answered this question", PRIYA)
    assert "4 for “Clear purpose”" in told.text
    await team.question(2)
    assert not team._message(second).reactions
    assert not team.person(TOM).sees.ephemerals(HOUSING)


async def test_an_answer_that_was_given_since_stands(slack: Sandbox, team: Team, bot: Bot) -> None:
    """Somebody clicks in the moment before the thread was looked through."""
    held = slack.faults.calls.latency(0.3, method="conversations.replies")
    await bot.stop()
    late = team.type("2", PRIYA)
    await bot.start()
    await team.click("5", TOM)
    await team.question(2)
    held.end()
    await team.told("came in late", PRIYA)
    assert not team._message(late).reactions
    assert "Clear purpose: 5" in (await team.question(2)).text


async def test_what_was_found_once_is_not_found_again(team: Team, bot: Bot) -> None:
    await bot.stop()
    team.type("4", TOM)
    team.type("6", PRIYA)
    team.type("help", GRACE)
    await bot.start()
    await team.question(2)
    await team.told("whole numbers from 1 to 5", PRIYA)
    await team.told("Choose a number on the card", GRACE)
    for answered in (2, 3):
        await bot.stop()
        last = team.type("5", TOM)
        await bot.start()
        await team.ticked(last)  # the earlier ones have been looked at by then
        await team.question(answered + 1)
    assert len(team.person(PRIYA).sees.ephemerals(HOUSING)) == 1
    assert len(team.person(GRACE).sees.ephemerals(HOUSING)) == 1


async def test_what_was_refused_before_the_break_is_not_taken_after_it(team: Team, bot: Bot) -> None:
    """While it was paused nothing could be answered. Now it could, but nobody means that any more."""
    team.type("pause")
    await team.sees(CardKind.PAUSED)
    refused = team.type("2", TOM)
    await team.told("paused", TOM)
    await team.click(Do.RESUME)
    await team.question(1)
    await bot.stop()
    await bot.start()
    await team.ticked(team.type("4", PRIYA))
    await team.question(2)
    assert not team._message(refused).reactions
    assert len(team.person(TOM).sees.ephemerals(HOUSING)) == 1


async def test_talk_is_left_alone_and_an_edited_word_does_not_become_an_answer(team: Team, bot: Bot) -> None:
    talk = team.type("one moment", TOM)
    await team.slack.settled()
    await bot.stop()
    team.person(TOM).types.edit(HOUSING, talk, "5")
    team.type("4 of our partners said no", TOM)
    meant = team.type("4", PRIYA)
    await bot.start()
    await team.ticked(meant)
    assert "Clear purpose: 4" in (await team.question(2)).text
    assert not team.person(TOM).sees.ephemerals(HOUSING)


async def test_a_restart_after_hours_of_listening_costs_no_call(
    slack: Sandbox, team: Team, bot: Bot, database: Path
) -> None:
    await bot.stop()
    _set(database, since=-3600, until=0)
    slack.log.clear()
    await bot.start()
    await team.ticked(team.type("4"))
    assert not slack.log.of("conversations.replies")


async def test_after_a_second_break_within_minutes_it_looks_back(
    slack: Sandbox, team: Team, bot: Bot, database: Path
) -> None:
    """Slack's tries at 0, 1 and 5 minutes may all have met a bot that was just starting."""
    await bot.stop()
    _set(database, since=-300, until=0)
    slack.log.clear()
    typed = team.type("4")
    await bot.start()
    await team.ticked(typed)


async def test_after_a_long_break_it_looks_back_past_what_was_forgotten(
    team: Team, bot: Bot, database: Path
) -> None:
    """Days later the keys of what was seen are old, and what was taken must still not be taken twice."""
    taken = team.type("4")
    await team.ticked(taken)
    await team.question(2)
    await bot.stop()
    _set(database, since=-9 * A_DAY, until=-8 * A_DAY)
    with contextlib.closing(sqlite3.connect(database)) as store, store:
        store.execute("UPDATE seen_events SET at = datetime(at, '-8 days')")
    typed = team.type("3")
    await bot.start()
    await team.ticked(typed)
    await team.question(3)


async def test_an_assessment_that_rested_for_a_month_is_not_asked_for(
    slack: Sandbox, team: Team, bot: Bot, database: Path
) -> None:
    await bot.stop()
    with contextlib.closing(sqlite3.connect(database)) as store, store:
        store.execute("UPDATE assessments SET updated_at = datetime(updated_at, '-31 days')")
    slack.log.clear()
    await bot.start()
    team.type("status")
    await team.told("At question 1 of 18")
    assert not slack.log.of("conversations.replies")


async def test_a_thread_that_is_gone_does_not_keep_the_others_waiting(
    slack: Sandbox, team: Team, bot: Bot
) -> None:
    other = Team(slack)
    await other.start("A second decision")
    await bot.stop()
    typed = team.type("4")
    slack.faults.workspace.delete_message(HOUSING, other.thread)
    await bot.start()
    await team.ticked(typed)


async def test_when_slack_is_busy_it_asks_again(slack: Sandbox, team: Team, bot: Bot) -> None:
    await bot.stop()
    typed = team.type("4")
    slack.faults.calls.rate_limit(method="conversations.replies", retry_after=1, times=1)
    await bot.start()
    await team.ticked(typed)


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks every 20 ms whether it is still connected."""
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.02)


async def test_after_an_outage_of_the_connection_it_looks_back(
    watchful: None, slack: Sandbox, team: Team, bot: Bot
) -> None:
    refusing = slack.faults.sockets.refuse()
    await slack.sockets.drop()
    await slack.until(lambda: not slack.sockets.connected)
    typed = team.type("4")
    await slack.settled()
    assert not team._message(typed).reactions
    refusing.end()
    await slack.wait_connected()
    await team.ticked(typed)
    await team.question(2)


def _set(database: Path, *, since: float, until: float) -> None:
    """When the bot listened last, in seconds from now."""
    assert timedelta(seconds=until - since) > timedelta(0)
    with contextlib.closing(sqlite3.connect(database)) as store, store:
        store.execute(
            "UPDATE listening SET since = datetime('now', ?), until = datetime('now', ?)",
            (f"{since} seconds", f"{until} seconds"),
        )


async def test_a_card_that_was_deleted_meanwhile_is_posted_anew(slack: Sandbox, team: Team, bot: Bot) -> None:
    card = await team.answer_all(["4"])
    await bot.stop()
    team.person().clicks.delete(HOUSING, card.ts)
    await bot.start()
    new = await slack.until(lambda: next((m for m in team.cards() if m.ts != card.ts), None))
    assert new.text.startswith("Question 2 of 18")
