"""balance erase, forget and verify beside a bot that runs."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import Table, Update, select, update

from bot.cards.callbacks import Do
from bot.config import ExitCode
from bot.records.erase import erase_one
from bot.records.people import forget_one
from bot.records.verify import verify_store
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, SOCIAL_CARE, TOM
from flows.actor import FORMER
from flows.decision import Verdict
from storage.database import Database
from storage.tables import ASSESSMENTS, DIGESTS, REMINDERS
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_deciding import TICKED, Board
from tests.scenarios.test_evidence import recorded
from tests.scenarios.test_governance import weekly
from tests.scenarios.test_reminders import DAY, click, reminded, reminders, to_monday
from tests.scenarios.test_settings import LEADS, change


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


async def test_what_slack_does_not_delete_is_said_and_can_be_tried_again(
    slack: Sandbox, bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    id, posted = only_id(bot), len(team.bots())
    slack.faults.calls.refuse("chat.delete", error="cant_delete_message", times=2)
    assert await erase(bot, id, sure=True) is ExitCode.FAILED
    assert "because Slack does not let Balance delete it." in capsys.readouterr().out
    assert len(team.bots()) == min(posted, 2)
    assert await erase(bot, id, sure=True) is ExitCode.FINE
    assert team.bots() == []


def id_of(bot: Bot, team: Team) -> str:
    database = Database(bot.settings.database_url)
    this = ASSESSMENTS.c.thread_ts == team.thread
    try:
        return database.read_now(lambda t: str(t.execute(select(ASSESSMENTS.c.id).where(this)).scalar_one()))
    finally:
        database.close()


@pytest.mark.parametrize("known", ["where it stands", "by its token"])
async def test_it_goes_from_a_reminder_that_names_others_and_a_reminder_of_it_alone_goes_whole(
    slack: Sandbox, bot: Bot, capsys: pytest.CaptureFixture[str], known: str
) -> None:
    """What an earlier version sent is known by its token alone."""
    slack.limits.enforced = False
    await to_monday(slack)
    team, other = Team(slack), Team(slack, SOCIAL_CARE)
    await team.start()
    await other.start("Who repairs what")
    await slack.pass_time(3 * DAY)
    message = await reminded(slack, AMINA, 1)
    assert TITLE in message.text
    await written_down(bot, REMINDERS)
    if known == "by its token":
        change_rows(bot, update(REMINDERS).values(ts=None))
    assert await erase(bot, id_of(bot, team), sure=True) is ExitCode.FINE
    assert "1 reminder" in capsys.readouterr().out
    [left] = reminders(slack, AMINA)
    assert TITLE not in str((left.text, left.blocks))
    assert "Who repairs what" in left.text
    await click(slack, AMINA, left, Do.TOMORROW)
    await slack.until(lambda: Do.TOMORROW not in str(reminders(slack, AMINA)[0].blocks))
    assert await erase(bot, id_of(bot, other), sure=True) is ExitCode.FINE
    assert reminders(slack, AMINA) == []
    assert not slack.log.errors


async def written_down(bot: Bot, sent: Table) -> None:
    """Wait until the bot has written down where each of these messages stands: they are seen before that."""
    database = Database(bot.settings.database_url)
    under_way = select(sent.c.token).where(sent.c.ts.is_(None)).limit(1)
    await recorded(lambda: database.read_now(lambda t: t.execute(under_way).scalar()) is None)
    database.close()


def change_rows(bot: Bot, change: Update) -> None:
    database = Database(bot.settings.database_url)
    database.write_now(lambda transaction: transaction.execute(change))
    database.close()


async def test_it_goes_from_the_weekly_message_of_who_leads_governance(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    board = Board(slack)
    await board.hand_in(GRACE)
    await board.decide(Verdict.CONDITIONS, **TICKED, Conditions="Delete it after a year.")
    await board.says("0 of 1 condition met")
    await change(slack, AMINA, {LEADS: [PRIYA]})
    await slack.pass_time(60.0)
    priya = slack.person(PRIYA)
    assert TITLE in (await slack.until(partial(weekly, priya, 1))).text
    await written_down(bot, DIGESTS)
    assert await erase(bot, only_id(bot), sure=True) is ExitCode.FINE
    assert TITLE not in str([(m.text, m.blocks) for m in priya.sees.messages(priya.dm)])


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
