"""The rules by which what has ended is erased: the owner and the governance leads are told 30 days before,
can keep it longer, and on its day it goes, from the store and from Slack. Over the wire, as days go by."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.cards import erasing
from bot.cards import retention as cards
from bot.cards.callbacks import Do, Ref
from bot.cards.text import day
from bot.erasing.retention import BY
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, TOM
from flows.actor import Actor
from flows.assessment import Assessment
from flows.retention_rules import Outcome, Period, Unit
from storage.database import Database
from storage.tables import ASSESSMENTS
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_erasing import only_id
from tests.scenarios.test_erasing_in_slack import ids, ours, stones
from tests.scenarios.test_forged import send
from tests.scenarios.test_lists import at_home
from tests.scenarios.test_reminders import DAY, click, to_monday
from tests.scenarios.test_reminders import change as change_behind
from tests.scenarios.test_removed import forged
from tests.scenarios.test_settings import LEADS, SINCE, change, opens, settings

T = TypeVar("T")
WHY = "The ombudsman looks into it <!here>."
NINETY = cards.PERIODS[0]


@pytest.fixture
def team(slack: Sandbox, bot: Bot) -> Team:
    slack.limits.enforced = False
    return Team(slack)


def today(slack: Sandbox) -> date:
    return datetime.fromtimestamp(slack.now(), UTC).date()


async def keep_abandoned_for(slack: Sandbox, period: Period) -> None:
    """As PRIYA, who leads governance from now on."""
    await change(slack, AMINA, {LEADS: [PRIYA]})
    await change(slack, PRIYA, {Outcome.ABANDONED: f"For {cards.length(period)}"}, Do.RETENTION)


async def abandoned(slack: Sandbox, bot: Bot, team: Team) -> None:
    """By its owner, AMINA."""
    await to_monday(slack)
    await team.start()
    await team.answer_all(["4"])

    def abandon(assessment: Assessment) -> None:
        assessment.abandon(Actor(AMINA, datetime.fromtimestamp(slack.now(), UTC), f"{slack.now():.6f}"))

    change_behind(bot, team, abandon)


def offers(message: Message, action: Do) -> bool:
    return f"'{action.value}'" in str(message.blocks)


def notices(slack: Sandbox, user: str) -> list[Message]:
    person = slack.person(user)
    return [message for message in person.sees.messages(person.dm) if offers(message, Do.KEEP_LONGER)]


async def as_time_goes_by(slack: Sandbox, condition: Callable[[], T]) -> T:
    """Wait until it is so: what one sweep has written down, the next one has to do, or another day."""
    for number in range(600):
        if found := condition():
            return found
        if number % 20 == 0:  # the bot looks at its clock once a second
            await slack.pass_time(DAY / 4)
        await asyncio.sleep(0.1)
    raise AssertionError("not so after a week")


async def is_looked_at(slack: Sandbox, bot: Bot) -> date | None:
    """Wait until a sweep has seen that nothing is due; on which day it is to be erased."""

    def read() -> list[date | None]:
        of, database = ASSESSMENTS.c, Database(bot.settings.database_url)
        try:
            query = select(of.erase_on, of.retain_from)
            row = database.read_now(lambda t: t.execute(query.order_by(of.created_at).limit(1)).one())
        finally:
            database.close()
        return [row.erase_on] if row.retain_from.timestamp() > slack.now() else []

    return (await as_time_goes_by(slack, read))[0]


async def noticed(slack: Sandbox, user: str, times: int = 1) -> Message:
    await as_time_goes_by(slack, lambda: len(notices(slack, user)) >= times)
    assert len(notices(slack, user)) == times
    return notices(slack, user)[-1]


async def opens_keeping(slack: Sandbox, user: str, message: Message) -> Person:
    await click(slack, user, message, Do.KEEP_LONGER)
    person = slack.person(user)
    await slack.until(lambda: person.modal.views)
    return person


async def opens_erasing(slack: Sandbox, bot: Bot, team: Team) -> None:
    asked = forged(slack, team.messages()[0], PRIYA, Do.ERASE, Ref(only_id(bot)).encode())
    await send(slack, asked)
    await slack.until(lambda: slack.person(PRIYA).modal.views)


async def test_it_is_told_once_and_erased_on_its_day(slack: Sandbox, bot: Bot, team: Team) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    await slack.pass_time(50 * DAY)
    assert await is_looked_at(slack, bot) is None
    await slack.pass_time(7 * DAY)
    for reader in (AMINA, PRIYA):
        assert TITLE in (await noticed(slack, reader)).text
    assert notices(slack, TOM) == []
    assert "To be erased" in await at_home(slack, PRIYA, TITLE)
    await slack.pass_time(30 * DAY)
    assert await is_looked_at(slack, bot), "its day has not come"
    await slack.pass_time(10 * DAY)
    await as_time_goes_by(slack, lambda: stones(bot))
    await slack.until(lambda: not ours_in_thread(team))
    [stone] = stones(bot)
    assert (stone.by, stone.tell) == (BY, None)
    for reader in (AMINA, PRIYA):
        await slack.until(lambda: not notices(slack, reader))  # noqa: B023
        person = slack.person(reader)
        assert TITLE not in str([(m.text, m.blocks) for m in person.sees.messages(person.dm)])
    assert TITLE not in await at_home(slack, PRIYA)


def ours_in_thread(team: Team) -> list[Message]:
    return [message for message in ours(team) if team.thread in (message.ts, message.thread_ts)]


async def test_it_is_kept_longer_by_its_owner_with_a_reason_and_told_anew_then(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    await slack.pass_time(57 * DAY)
    message = await noticed(slack, AMINA)
    amina = await opens_keeping(slack, AMINA, message)
    errors = await amina.modal.submit({"day": today(slack).isoformat(), "why": WHY})
    assert errors is not None
    assert "day" in errors
    until = today(slack) + timedelta(days=200)
    assert await amina.modal.submit({"day": until.isoformat(), "why": WHY}) is None
    said = await slack.until(lambda: [m for m in team.bots() if "ombudsman" in m.text])
    assert "<!here>" not in said[0].text
    assert "To be erased" not in await at_home(slack, AMINA)
    await slack.pass_time(100 * DAY)
    assert await is_looked_at(slack, bot) is None
    await slack.pass_time(67 * DAY)  # a Monday
    await noticed(slack, AMINA, 2)
    await slack.pass_time(40 * DAY)
    await as_time_goes_by(slack, lambda: stones(bot))


async def test_a_window_that_was_opened_before_erases_nothing_that_is_to_be_kept_since(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    await slack.pass_time(57 * DAY)
    message, priya = await noticed(slack, AMINA), slack.person(PRIYA)
    await opens_erasing(slack, bot, team)
    amina, until = await opens_keeping(slack, AMINA, message), today(slack) + timedelta(days=200)
    assert await amina.modal.submit({"day": until.isoformat(), "why": WHY}) is None
    await slack.until(lambda: [one for one in team.bots() if day(until) in one.text])
    await priya.modal.submit({"why": "Asked for", erasing.SURE: [erasing.SURE]})
    assert "since you opened this window" in str(priya.modal.view.spec["blocks"])
    assert ids(bot) == [only_id(bot)]
    await priya.modal.close()
    await opens_erasing(slack, bot, team)
    assert day(until) in str(priya.modal.view.spec["blocks"])


async def test_after_months_without_a_bot_it_is_told_before_it_goes(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    await bot.stop()
    await slack.pass_time(200 * DAY)
    await bot.start()
    await noticed(slack, PRIYA)
    assert stones(bot) == []
    await slack.pass_time(40 * DAY)
    await as_time_goes_by(slack, lambda: stones(bot))


async def test_where_nobody_is_there_to_be_told_it_stays(slack: Sandbox, bot: Bot, team: Team) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    for user in (AMINA, PRIYA):
        slack.world.people[user].deleted = True
    await slack.pass_time(57 * DAY)
    assert await is_looked_at(slack, bot)
    await slack.pass_time(100 * DAY)
    assert await is_looked_at(slack, bot), "it is past its day, and looked at again tomorrow"
    assert ids(bot) == [only_id(bot)]
    slack.world.people[PRIYA].deleted = False
    await slack.pass_time(2 * DAY)
    await slack.pass_time(4 * DAY)
    await noticed(slack, PRIYA)
    await slack.pass_time(40 * DAY)
    await as_time_goes_by(slack, lambda: stones(bot))


async def test_only_a_lead_sets_the_rules_and_only_what_is_offered(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await keep_abandoned_for(slack, NINETY)
    shown = await settings(slack, TOM)
    assert cards.told_for(Outcome.ABANDONED, NINETY) in shown.text
    assert not offers(shown, Do.RETENTION)
    _, priya = await opens(slack, PRIYA, Do.RETENTION)
    priya.modal.fill({Outcome.DECLINED: f"For {cards.length(NINETY)}"})
    form = payloads.view_submission(slack._core, priya.profile, priya.modal.view)
    forged = form | {"user": form["user"] | {"id": AMINA}, "view": form["view"] | {"id": "V0FORGED"}}
    assert (await send(slack, forged))["response_action"] == "update", "an admin is no lead"
    text = json.dumps(form).replace(cards.value_of(NINETY), cards.value_of(Period(1, Unit.DAYS)))
    await send(slack, json.loads(text))
    assert (await settings(slack, TOM)).text == shown.text


async def test_an_older_form_does_not_take_back_how_long_another_lead_has_things_kept(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    ten_years = cards.PERIODS[-1]
    await change(slack, AMINA, {LEADS: [PRIYA, GRACE]})
    await change(slack, PRIYA, {Outcome.APPROVED: f"For {cards.length(NINETY)}"}, Do.RETENTION)
    _, priya = await opens(slack, PRIYA, Do.RETENTION)
    await change(slack, GRACE, {Outcome.APPROVED: f"For {cards.length(ten_years)}"}, Do.RETENTION)
    errors = await priya.modal.submit({Outcome.ABANDONED: f"For {cards.length(ten_years)}"}) or {}
    assert SINCE in errors.get(Outcome.APPROVED, "")
    text = (await settings(slack, TOM)).text
    assert cards.told_for(Outcome.APPROVED, ten_years) in text
    assert cards.told_for(Outcome.ABANDONED, None) in text
    await priya.modal.close()
    await change(slack, PRIYA, {Outcome.ABANDONED: f"For {cards.length(ten_years)}"}, Do.RETENTION)
    text = (await settings(slack, TOM)).text
    for outcome in (Outcome.APPROVED, Outcome.ABANDONED):
        assert cards.told_for(outcome, ten_years) in text


async def test_the_notice_comes_to_who_wants_no_reminders_and_a_stranger_keeps_nothing(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await abandoned(slack, bot, team)
    await keep_abandoned_for(slack, NINETY)
    await change(slack, AMINA, {"When may Balance remind you?": "Never"}, Do.MY_SETTINGS)
    await slack.pass_time(57 * DAY)
    message = await noticed(slack, AMINA)
    amina = await opens_keeping(slack, AMINA, message)
    amina.modal.fill({"day": (today(slack) + timedelta(days=900)).isoformat(), "why": WHY})
    form = payloads.view_submission(slack._core, amina.profile, amina.modal.view)
    forged = form | {"user": form["user"] | {"id": GRACE}, "view": form["view"] | {"id": "V0FORGED"}}
    assert (await send(slack, forged))["response_action"] == "errors"
    await slack.pass_time(40 * DAY)
    await as_time_goes_by(slack, lambda: stones(bot))
