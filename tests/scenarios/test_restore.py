"""A backup of a running bot, and a bot that goes on from it."""

import asyncio
from pathlib import Path

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import TOM
from storage.backup import back_up
from tests.scenarios.conftest import Bot, settings_for
from tests.scenarios.team import Team


async def test_everything_is_in_a_backup_and_the_team_goes_on_with_it(
    slack: Sandbox, bot: Bot, tmp_path: Path
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "3"])
    await team.ticked(team.type("2 because nobody was asked", TOM))
    await team.question(4)
    await bot.stop()

    back_up(bot.settings.database_url, tmp_path / "copy.db")
    restored = Bot(slack, settings_for(slack, tmp_path / "copy.db"))
    await restored.start()
    await team.answer_all(["5"] * 15, start=4)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    assert summary.text.count("6 of 6 rated") == 3
    assert "“nobody was asked”" in summary.text
    await restored.stop()


async def test_a_backup_is_made_while_people_answer_and_typed_answers_since_are_found(
    slack: Sandbox, bot: Bot, tmp_path: Path
) -> None:
    """The thread still has what was typed after the backup; what was only clicked is asked again."""
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    backing_up = asyncio.create_task(
        asyncio.to_thread(back_up, bot.settings.database_url, tmp_path / "copy.db")
    )
    await team.answer_all(["4"])
    await backing_up
    since = team.type("2 because nobody was asked", TOM)
    await team.ticked(since)
    await team.question(3)
    await bot.stop()

    restored = Bot(slack, settings_for(slack, tmp_path / "copy.db"))
    await restored.start()
    await slack.until(lambda: any("“nobody was asked”" in card.text for card in team.cards()[-1:]))
    await restored.stop()
