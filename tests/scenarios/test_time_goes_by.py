"""The sandbox's clock is moved forward while the bot runs on in real time."""

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team

WEEK = 7 * 86_400.0


async def test_an_assessment_goes_on_after_a_week(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 3)
    before = slack.now()
    await slack.pass_time(WEEK)
    assert slack.now() - before >= WEEK
    await team.answer_all(["3"], start=4)
    await team.ticked(team.type("5 because it was worth the wait"))
    await team.question(6)
    await team.answer_all(["4"] * 13, start=6)
    await team.click(Do.SUBMIT)
    await team.summary()
    assert not slack.log.errors
