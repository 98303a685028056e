"""What waits for somebody comes to them in a direct message, once, at a decent hour. Over the wire, with the
sandbox's clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox import Sandbox
from bot.sandbox.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from bot.sandbox.world import TEAM_ID, Message
from flows.assessment import Assessment
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository, Workspace
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team

HERE = Workspace("", TEAM_ID)
LONDON = ZoneInfo("Europe/London")
DAY = 86_400.0


async def to_monday(slack: Sandbox, hour: int = 10) -> None:
    """Move the clock to the next Monday at this hour, in London."""
    now = datetime.fromtimestamp(slack.now(), UTC).astimezone(LONDON)
    day = now.date() + timedelta(days=7 - now.weekday())
    there = datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
    await slack.pass_time(there.timestamp() - slack.now())


def reminders(slack: Sandbox, user: str) -> list[Message]:
    """The reminders that somebody has got, in order."""
    person = slack.person(user)
    return [message for message in person.messages(person.dm) if "waiting for you." in message.text]


async def reminded(slack: Sandbox, user: str, times: int) -> Message:
    """Wait until somebody has got so many reminders; returns the last one."""
    await slack.until(lambda: len(reminders(slack, user)) >= times)
    assert len(reminders(slack, user)) == times
    return reminders(slack, user)[-1]


async def swept(slack: Sandbox, bot: Bot) -> None:
    """Move the clock by two minutes, and wait until a sweep has found what is due at this moment."""
    before = bot.sweeps
    await slack.pass_time(120)
    await slack.until(lambda: bot.sweeps > before)


def change(bot: Bot, work: Callable[[Assessment], None]) -> None:
    """Change the one assessment behind the bot's back, as another process would."""
    database, frameworks = Database(bot.settings.database_url), FrameworkStore()

    def write(repository: Repository) -> None:
        (assessment,) = repository.in_channel(HOUSING, 2)
        work(assessment)
        repository.save(assessment, datetime.fromtimestamp(bot.slack.now(), UTC))

    database.write_now(lambda t: write(Repository(t, HERE, frameworks.load, frameworks.parts)))
    database.close()


async def test_what_nobody_goes_on_with_comes_back_after_3_7_and_14_days(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    await team.click("4", by=TOM)
    await team.question(3)
    before = len(slack.person(AMINA).messages(HOUSING))
    for times, days in enumerate((3, 4, 7), start=1):
        await slack.pass_time(days * DAY)
        for who in (AMINA, TOM):
            message = await reminded(slack, who, times)
            assert TITLE in message.text
            assert "Question 3 of 18" in message.text
            assert ("does not remind you of this again" in message.text) == (times == 3)
    await slack.pass_time(21 * DAY)
    await slack.pass_time(3600)
    assert len(reminders(slack, AMINA)) == 3
    assert reminders(slack, PRIYA) == reminders(slack, GRACE) == []
    assert len(slack.person(AMINA).messages(HOUSING)) == before
    assert not slack.log.errors
