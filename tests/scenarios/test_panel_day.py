"""A panel with a day: in the morning of it, where its owner is, it is revealed with whoever is done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cards.ballot import CLOSED
from bot.cards.callbacks import Do
from bot.cards.starting import UNTIL, Way
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from storage.database import Database
from storage.upcoming import upcoming
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import TITLE
from tests.scenarios.test_evidence import recorded
from tests.scenarios.test_reminders import DAY, LONDON, to_monday

FOURS = [4] * 18


def in_days(slack: Sandbox, days: int, zone: ZoneInfo = LONDON) -> str:
    """The day so many days from now, as the form wants it."""
    now = datetime.fromtimestamp(slack.now(), UTC).astimezone(zone)
    return (now.date() + timedelta(days=days)).isoformat()


async def at_upcoming(slack: Sandbox, bot: Bot) -> datetime:
    """When the bot next does something by itself, as the sandbox's clock is told: that the day is known."""
    database = Database(bot.settings.database_url)

    def found() -> datetime | None:
        after = datetime.fromtimestamp(slack.now(), UTC)
        moment = database.read_now(lambda transaction: upcoming(transaction, after))
        return moment if moment and moment.astimezone(LONDON).hour == 9 else None

    moment = await recorded(found)
    database.close()
    return moment


async def test_it_is_revealed_in_the_morning_of_its_day_with_whoever_is_done(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene(until=in_days(slack, 1))
    await team.answers(AMINA, [1, *FOURS[1:]])
    await team.answers(TOM, [5, *FOURS[1:]])
    begun = await team.begins(PRIYA)
    await begun.answers([3])
    await begun.question(2)
    await slack.pass_time(60.0)
    moment = await at_upcoming(slack, bot)
    assert moment.astimezone(LONDON).date().isoformat() == in_days(slack, 1)
    await slack.pass_time(moment.timestamp() - slack.now() - 300.0)
    assert not [m for m in team.bots() if "●" in str(m.blocks)], "nothing before nine"
    await slack.pass_time(360.0)
    again = await team.offers(Do.RATE_AGAIN)
    assert "2 people, revealed on the day that was set" in again.text
    await team.sees(CardKind.REVIEW)
    await slack.until(lambda: CLOSED in begun.messages()[-1].text)
    assert not slack.log.errors


@pytest.mark.parametrize(
    ("zone", "hour", "tomorrow"), [("Pacific/Auckland", 15, 2), ("Pacific/Honolulu", 5, 0)]
)
async def test_the_day_of_the_reveal_is_to_come_where_its_owner_is(
    slack: Sandbox, bot: Bot, zone: str, hour: int, tomorrow: int
) -> None:
    """In the evening in UTC it is tomorrow in Auckland, and in the morning it is yesterday in Honolulu."""
    amina = slack.person(AMINA)
    amina.profile.tz = zone
    await to_monday(slack, hour)
    team = PanelTeam(slack)
    await amina.types.command(team.channel, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    fields = {"Who answers?": [AMINA, TOM], "How will you answer?": Way.ALONE.value}
    there = ZoneInfo("UTC")
    errors = await amina.modal.submit(fields | {"Reveal on": in_days(slack, tomorrow - 1, there)})
    assert errors
    assert [*errors] == [UNTIL]
    assert await amina.modal.submit(fields | {"Reveal on": in_days(slack, tomorrow, there)}) is None
    await slack.until(lambda: team.headline(TITLE, amina))
    assert not slack.log.errors


async def test_too_few_are_done_its_owner_is_told_once_and_each_morning_is_another(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene(until=in_days(slack, 1))
    await team.answers(TOM, FOURS)
    await slack.pass_time(DAY)
    told = await team.direct_message("fewer than 2 people are done")
    await slack.pass_time(DAY)
    await team.answers(PRIYA, FOURS)
    await slack.pass_time(DAY)
    await team.sees(CardKind.REVIEW)
    amina = team.person(AMINA)
    await slack.until(lambda: "That is over." in amina.sees.message(amina.dm, told.ts).text)
    assert not [m for m in amina.sees.messages(amina.dm) if "fewer than 2 people" in m.text]
    assert not slack.log.errors
