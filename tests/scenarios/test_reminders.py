"""What waits for somebody comes to them in a direct message, once, at a decent hour. Over the wire, with the
sandbox's clock."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cards.callbacks import Do
from bot.demo.cards import ACTIONS
from bot.sandbox import Sandbox
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.workspace import Standing
from bot.sandbox.people.person import Person
from bot.sandbox.world import TEAM_ID, Message
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from flows.assessment import Assessment
from flows.decision import Action
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.workspace import Workspace
from tests.scenarios.conftest import ACK_SECONDS, Bot, settings_for
from tests.scenarios.team import TITLE, Team

HERE = Workspace(TEAM_ID)
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
    return [message for message in person.sees.messages(person.dm) if "waiting for you." in message.text]


async def reminded(slack: Sandbox, user: str, times: int) -> Message:
    """Wait until somebody has got so many reminders; returns the last one."""
    await slack.until(lambda: len(reminders(slack, user)) >= times)
    assert len(reminders(slack, user)) == times
    return reminders(slack, user)[-1]


async def first_reminded(slack: Sandbox) -> tuple[Team, Message]:
    """An assessment that nobody goes on with for three days, and what its owner is told of it."""
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await slack.pass_time(3 * DAY)
    return team, await reminded(slack, AMINA, 1)


async def sweep_goes_by(slack: Sandbox) -> None:
    """Grace starts one of her own and is reminded of it: what else was due has been sent by then."""
    times = len(reminders(slack, GRACE))
    await Team(slack, SOCIAL_CARE).start("A canary", by=GRACE)
    await slack.pass_time(3 * DAY)
    await reminded(slack, GRACE, times + 1)


def change(bot: Bot, team: Team, work: Callable[[Assessment], None]) -> None:
    """Change the team's assessment behind the bot's back, as another process would."""
    database, frameworks = Database(bot.settings.database_url), FrameworkStore()

    def write(repository: Repository) -> None:
        assessment = repository.in_thread(team.channel, team.thread)
        assert assessment is not None
        work(assessment)
        repository.save(assessment, datetime.fromtimestamp(bot.slack.now(), UTC))

    database.write_now(lambda t: write(Repository(t, HERE, frameworks.load, frameworks.parts)))
    database.close()


async def click(
    slack: Sandbox, user: str, message: Message, action: str, *, confirm: bool | None = None
) -> None:
    person = slack.person(user)
    await person.clicks.button(person.dm, message.ts, action_id=ACTIONS[action], confirm=confirm)


async def test_what_nobody_goes_on_with_comes_back_after_3_7_and_14_days(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    await team.click("4", by=TOM)
    await team.question(3)
    before = len(slack.person(AMINA).sees.messages(HOUSING))
    for times, days in enumerate((3, 4, 7), start=1):
        await slack.pass_time(days * DAY)
        for who in (AMINA, TOM):
            message = await reminded(slack, who, times)
            assert TITLE in message.text
            assert "At question 3 of 18" in message.text
            assert ("does not remind you of this again" in message.text) == (times == 3)
            assert ("Stop reminding me" in str(message.blocks)) == (times != 3)
    await slack.pass_time(21 * DAY)
    await sweep_goes_by(slack)
    assert len(reminders(slack, AMINA)) == 3
    assert reminders(slack, PRIYA) == []
    assert len(slack.person(AMINA).sees.messages(HOUSING)) == before, "nothing of this goes to a channel"
    assert not slack.log.errors


async def test_resume_brings_the_card_and_after_that_it_is_quiet(slack: Sandbox, bot: Bot) -> None:
    team, message = await first_reminded(slack)
    await click(slack, AMINA, message, Do.BRING)
    await team.direct_message("The card is at the bottom of its thread")
    await team.answer_all(["4"])
    await slack.pass_time(DAY)
    await sweep_goes_by(slack)
    assert len(reminders(slack, AMINA)) == 2, "three days after the last answer, and not after the first"


async def test_tomorrow_and_stop_are_said_in_the_message_itself(slack: Sandbox, bot: Bot) -> None:
    _, message = await first_reminded(slack)
    await click(slack, AMINA, message, Do.TOMORROW)
    await slack.until(lambda: "reminds you again on Friday" in str(reminders(slack, AMINA)[-1].blocks))
    assert "Resume" not in str(reminders(slack, AMINA)[-1].blocks)
    await slack.pass_time(DAY)
    message = await reminded(slack, AMINA, 2)
    await click(slack, AMINA, message, Do.STOP_REMINDING)
    await slack.until(lambda: "does not remind you" in str(reminders(slack, AMINA)[-1].blocks))
    await slack.pass_time(10 * DAY)
    await sweep_goes_by(slack)
    assert len(reminders(slack, AMINA)) == 2
    assert not slack.log.errors


async def test_a_decision_that_waits_comes_to_its_reviewer_with_a_link(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    change(bot, team, lambda assessment: setattr(assessment, "reviewers", frozenset({GRACE})))
    await slack.pass_time(2 * DAY)
    message = await reminded(slack, GRACE, 1)
    assert "Waiting for your decision" in message.text
    (decide,) = [e for block in message.blocks for e in block.get("elements", []) if e.get("url")]
    assert summary.ts.replace(".", "") in decide["url"]
    assert reminders(slack, AMINA) == []
    await slack.pass_time(5 * DAY)
    await reminded(slack, GRACE, 2)
    await slack.pass_time(600.0)
    message = await reminded(slack, AMINA, 1)
    assert f"<@{GRACE}>" in message.text
    await click(slack, AMINA, message, Do.REVIEWERS)
    amina = slack.person(AMINA)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who decides?": [PRIYA]}) is None
    await slack.until(lambda: f"Who decides: <@{PRIYA}>." in team.messages()[0].text)


async def test_an_action_is_ticked_off_in_the_reminder(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 17 + ["2"])
    await team.click(Do.SUBMIT)
    await team.summary()
    now = datetime.fromtimestamp(slack.now(), UTC)
    by, question = now.date() + timedelta(days=3), "ask-legal"
    todo = Action("act1", "Ask legal about the basis", TOM, by, question, AMINA, now)
    change(bot, team, lambda assessment: setattr(assessment, "actions", (todo,)))
    await slack.pass_time(2 * DAY)
    message = await reminded(slack, TOM, 1)
    assert "Ask legal about the basis" in message.text
    await click(slack, TOM, message, Do.TICK_ACTION)
    await slack.until(lambda: "Ticked off" in str(reminders(slack, TOM)[-1].blocks))
    await slack.pass_time(2 * DAY)
    await sweep_goes_by(slack)
    assert len(reminders(slack, TOM)) == 1, "what is done is not overdue"
    assert not slack.log.errors


async def test_reminders_survive_a_restart_and_come_once_from_two_processes(slack: Sandbox, url: str) -> None:
    first, second = (
        Bot(slack, settings_for(slack, Path("unused"), BALANCE_DATABASE_URL=url)) for _ in range(2)
    )
    await first.start()
    await to_monday(slack)
    await Team(slack).start()
    await first.stop()
    await slack.pass_time(3 * DAY)
    await asyncio.gather(first.start(), second.start())
    await reminded(slack, AMINA, 1)
    await slack.pass_time(4 * DAY)
    await reminded(slack, AMINA, 2)
    await slack.pass_time(7 * DAY)
    await reminded(slack, AMINA, 3)
    await sweep_goes_by(slack)
    await asyncio.gather(first.stop(), second.stop())
    assert len(reminders(slack, AMINA)) == 3
    assert len(reminders(slack, GRACE)) == 1


async def test_the_owner_hands_over_and_the_new_one_is_told(slack: Sandbox, bot: Bot) -> None:
    team, message = await first_reminded(slack)
    amina = slack.person(AMINA)
    await click(slack, AMINA, message, Do.HAND_OVER)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"New owner": TOM}) is None
    told = await team.direct_message("handed this assessment over to you", by=TOM)
    assert TITLE in told.text
    await slack.until(lambda: any("handed this assessment over" in m.text for m in team.messages()))
    await slack.pass_time(3 * DAY + 12 * 3600)
    await slack.pass_time(12 * 3600)
    await reminded(slack, TOM, 1)
    assert len(reminders(slack, AMINA)) == 1
    await click(slack, AMINA, message, Do.ABANDON)
    await team.direct_message(f"Only <@{TOM}> can abandon")
    tom = slack.person(TOM)
    await click(slack, TOM, reminders(slack, TOM)[-1], Do.ABANDON)
    await slack.until(lambda: tom.modal.views)
    await tom.modal.click(action_id=Do.ABANDON_NOW)
    headline = slack.person(TOM)
    await slack.until(lambda: any("Abandoned." in m.text for m in headline.sees.messages(HOUSING)))
    assert not slack.log.errors


async def test_nothing_is_handed_over_to_who_has_left_since_the_last_reminder(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.click("4", by=TOM)
    await team.question(2)
    await slack.pass_time(3 * DAY)
    message = await reminded(slack, AMINA, 1)
    await reminded(slack, TOM, 1)
    slack.faults.workspace.deactivate(TOM)
    amina = slack.person(AMINA)
    await click(slack, AMINA, message, Do.HAND_OVER)
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"New owner": TOM})
    assert errors is not None
    assert "the account is not in use" in str(errors)


async def test_where_slack_does_not_say_who_the_new_owner_is_the_form_does_not_wait_for_it(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.question(1)
    await slack.pass_time(3 * DAY)
    message = await reminded(slack, AMINA, 1)
    amina = slack.person(AMINA)
    await click(slack, AMINA, message, Do.HAND_OVER)
    await slack.until(lambda: amina.modal.views)
    held = slack.faults.calls.latency(ACK_SECONDS * 3, method="users.info")
    assert await amina.modal.submit({"New owner": TOM}), "the form stays open, and says why"
    held.end()
    assert await amina.modal.submit({"New owner": TOM}) is None


async def test_when_the_owner_has_left_somebody_who_answered_takes_over(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.click("4", by=TOM)
    await slack.until(lambda: "Question 2" in str(team.bots()[-1].text))
    slack.faults.workspace.deactivate(AMINA)
    await slack.pass_time(3 * DAY)
    tom = slack.person(TOM)
    message = await reminded(slack, TOM, 1)
    assert f"<@{AMINA}> has left the workspace and was its owner" in message.text
    hand_over = [b for b in message.blocks if "Hand over" in str(b)]
    await tom.clicks.button(tom.dm, message.ts, action_id=Do.HAND_OVER, block_id=hand_over[0]["block_id"])
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({"New owner": TOM}) is None
    await slack.until(lambda: any("took over the assessment of" in m.text for m in team.messages(TOM)))
    assert not slack.log.errors


async def owner_leaves(slack: Sandbox) -> tuple[Team, Fault[Standing]]:
    """Tom, who has answered, is reminded of it, and can hand it over."""
    await to_monday(slack)
    team = Team(slack)
    await team.start()
    await team.click("4", by=TOM)
    await team.question(2)
    away = slack.faults.workspace.deactivate(AMINA)
    await slack.pass_time(3 * DAY)
    await reminded(slack, TOM, 1)
    return team, away


async def opens_hand_over(slack: Sandbox, by: str) -> Person:
    """From their last reminder: the one of an owner who has left."""
    person, message = slack.person(by), reminders(slack, by)[-1]
    block = next(block["block_id"] for block in message.blocks if "Hand over" in str(block))
    await person.clicks.button(person.dm, message.ts, action_id=Do.HAND_OVER, block_id=block)
    return person


async def test_an_owner_who_is_back_has_their_right_back_at_once(slack: Sandbox, bot: Bot) -> None:
    team, away = await owner_leaves(slack)
    tom = await opens_hand_over(slack, TOM)
    await slack.until(lambda: tom.modal.views)

    silent = slack.faults.calls.server_error(method="users.info")
    assert await tom.modal.submit({"New owner": TOM}), "whether she is there is not known"
    silent.end()
    away.end()
    assert await tom.modal.submit({"New owner": TOM}), "she is"
    await tom.modal.close()
    read = len(tom.sees.messages(tom.dm))
    await opens_hand_over(slack, TOM)
    await slack.until(lambda: [m for m in tom.sees.messages(tom.dm)[read:] if f"<@{AMINA}>" in m.text])
    assert not tom.modal.views
    assert f"Owner: <@{AMINA}>" in team.messages(TOM)[0].text


async def test_who_opens_hand_over_again_and_again_has_slack_asked_once(slack: Sandbox, bot: Bot) -> None:
    """What Slack answers about people in a minute is for everybody."""
    await owner_leaves(slack)
    await opens_hand_over(slack, TOM)
    before = len(slack.log.of("users.info"))
    for _ in range(5):
        await opens_hand_over(slack, TOM)
        await slack.settled()
    assert len(slack.log.of("users.info")) - before <= 1


async def test_nothing_comes_at_night(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack, 20)
    team = Team(slack)
    await team.start()
    await slack.pass_time(3 * DAY)
    await slack.pass_time(13 * 3600 + 60)
    message = await reminded(slack, AMINA, 1)
    assert datetime.fromtimestamp(float(message.ts), UTC).astimezone(LONDON).hour == 9
