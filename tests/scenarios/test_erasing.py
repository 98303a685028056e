"""balance erase, forget and verify beside a bot that runs."""

import asyncio

import pytest
from sqlalchemy import select

from bot.cards.callbacks import Do
from bot.config import ExitCode
from bot.records.erase import erase_one
from bot.records.people import forget_one
from bot.records.verify import verify_store
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import TOM
from flows.actor import FORMER
from storage.database import Database
from storage.tables import ASSESSMENTS
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team


def only_id(bot: Bot) -> str:
    database = Database(bot.settings.database_url)
    try:
        return database.read_now(lambda t: str(t.execute(select(ASSESSMENTS.c.id)).scalar_one()))
    finally:
        database.close()


async def erase(bot: Bot, id: str, *, sure: bool = False, why: str = "The tenants asked for it") -> ExitCode:
    return await asyncio.to_thread(erase_one, bot.settings, id, by="Grace Okafor", why=why, sure=sure)


async def test_an_assessment_goes_from_the_store_and_from_slack_and_the_bot_goes_on(
    slack: Sandbox, bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 6)
    await team.ticked(team.type("3 because it depends", TOM))
    id = only_id(bot)
    assert await erase(bot, id) is ExitCode.FINE
    assert team.bots(), "it was only looked at"
    assert await erase(bot, id, sure=True, why=" \u200b") is ExitCode.WRONG, "why is kept, and must be said"
    assert await erase(bot, id, sure=True) is ExitCode.FINE
    assert team.bots() == []
    assert await erase(bot, id, sure=True) is ExitCode.FINE, "again: nothing is left to do"
    assert await erase(bot, "nothing", sure=True) is ExitCode.WRONG
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE
    assert "Grace Okafor" in capsys.readouterr().out
    again = Team(slack)
    await again.start()
    await again.answer_all(["4"])


async def test_what_slack_does_not_delete_is_said_and_can_be_tried_again(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    id, posted = only_id(bot), len(team.bots())
    slack.faults.calls.refuse("chat.delete", error="cant_delete_message", times=2)
    assert await erase(bot, id, sure=True) is ExitCode.FAILED
    assert len(team.bots()) == min(posted, 2)
    assert await erase(bot, id, sure=True) is ExitCode.FINE
    assert team.bots() == []


async def test_somebody_who_is_forgotten_is_a_former_colleague_in_what_the_thread_shows(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 5)
    await team.ticked(team.type("2 because nobody was asked", TOM))
    await team.answer_all(["4"] * 12, start=7)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    assert await asyncio.to_thread(forget_one, bot.settings, TOM, sure=True) is ExitCode.FINE
    await slack.until(lambda: any(FORMER in message.text for message in team.bots()))
    assert summary
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE
