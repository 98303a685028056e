"""App Home, private lists and the overview, over the wire; and who may see what."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.cards.home import INCOMPLETE
from bot.cards.text import permalink
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.queries import Queries
from flows.decision import Action, Verdict
from storage.errors import StoreUnavailable
from tests.bot.cards.drawn import texts
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team, chooses
from tests.scenarios.test_deciding import Board
from tests.scenarios.test_exporting import raising
from tests.scenarios.test_reminders import change, to_monday

SECRET = "Sharing disciplinary records with the board"


def words(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(texts(blocks))


async def at_home(slack: Sandbox, user: str, *says: str) -> str:
    """Open App Home, and wait until it was drawn anew and says all of this."""
    person = slack.person(user)
    before = person.home.view.hash if person.home.view else ""
    person.home.open()

    def there() -> str | None:
        view = person.home.view
        shown = words(view.spec["blocks"]) if view and view.hash != before else ""
        return shown if shown and all(say in shown for say in says) else None

    return await slack.until(there)


async def answer_to(slack: Sandbox, user: str, command: str, channel: str = HOUSING) -> Message:
    """Type a command, and wait for the private answer."""
    person = slack.person(user)
    before = len(person.sees.ephemerals(channel))
    await person.types.command(channel, "/balance", command)
    return await slack.until(lambda: next(iter(person.sees.ephemerals(channel)[before:]), None))


def home_of(slack: Sandbox, user: str) -> str:
    view = slack.person(user).home.view
    assert view is not None
    return words(view.spec["blocks"])


def buttons(message: Message) -> list[str]:
    found = [element for block in message.blocks for element in block.get("elements", [])]
    found += [block["accessory"] for block in message.blocks if "accessory" in block]
    return [element["text"]["text"] for element in found if element["type"] == "button"]


@pytest.fixture
def team(slack: Sandbox) -> Team:
    return Team(slack)


async def test_home_shows_what_waits_what_was_decided_and_all_there_is(bot: Bot, team: Team) -> None:
    slack = bot.slack
    await at_home(slack, AMINA, "Nothing is waiting for you.", "There are none that you can see.")
    await team.start()
    shown = await at_home(slack, AMINA, "Waiting for you · 1", TITLE, "At question 1 of 18 (Purposeful)")
    assert shown.count(TITLE) == 1, "no row stands there twice"
    await at_home(slack, TOM, "Nothing is waiting for you.", TITLE)
    await team.answer_all(["4"] * 17 + ["2"], by=TOM)
    await team.click(Do.SUBMIT)
    await team.summary()
    shown = await at_home(slack, TOM, "Purposeful 4.0, Proportionate 4.0, Responsible 3.7")
    assert "Waiting for a decision" in shown
    assert "submitted today" in shown
    assert "People told and heard: 1 (1 rated 2)" in shown


async def test_resume_in_home_goes_on_from_a_pause_in_one_tap(bot: Bot, team: Team) -> None:
    await team.start()
    await team.click(Do.PAUSE)
    card = await team.sees(CardKind.PAUSED)
    await at_home(bot.slack, AMINA, "Waiting for you · 1", "Paused at")
    amina = bot.slack.person(AMINA)
    await amina.home.click(action_id=Do.GO_ON)
    assert (await team.question(1)).ts == card.ts, "where the link leads"
    await bot.slack.until(lambda: "Paused at" not in home_of(bot.slack, AMINA))
    assert not amina.modal.views


async def test_a_start_in_home_says_there_that_it_began(bot: Bot, team: Team) -> None:
    slack = bot.slack
    await at_home(slack, AMINA, "Nothing is waiting for you.")
    amina = slack.person(AMINA)
    await amina.home.click(action_id=Do.START)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Title": TITLE, "Channel": HOUSING}) is None
    shown = await slack.until(lambda: home_of(slack, AMINA) if "began in" in home_of(slack, AMINA) else None)
    assert shown.startswith(TITLE)
    team.thread = (await slack.until(lambda: team.headline(TITLE, amina))).ts
    card = await team.question(1)
    view = amina.home.view
    assert view is not None
    assert view.spec["blocks"][0]["accessory"]["url"] == permalink(slack.url, HOUSING, card.ts, team.thread)
    assert "began in" not in await at_home(slack, AMINA, "Waiting for you · 1")


async def test_a_start_in_a_direct_message_says_there_that_it_began(bot: Bot, team: Team) -> None:
    slack, amina = bot.slack, bot.slack.person(AMINA)
    amina.types.post(amina.dm, f"start {TITLE}")
    ready = await team.direct_message("Ready.", AMINA)
    await amina.clicks.button(amina.dm, ready.ts, action_id=Do.START)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": HOUSING}) is None
    assert buttons(await team.direct_message("began in", AMINA)) == ["Open"]


async def test_that_nobody_can_decide_waits_for_the_owner(bot: Bot, team: Team) -> None:
    slack = bot.slack
    await team.start()
    await team.answer_all(["4"] * 18, by=TOM)
    await team.click(Do.SUBMIT, TOM)
    await team.summary()
    await at_home(slack, TOM, "Nothing is waiting for you.")
    await at_home(slack, AMINA, "Waiting for you · 1", "To choose who decides")
    amina = slack.person(AMINA)
    await amina.home.click(action_id=Do.REVIEWERS)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"reviewers": [GRACE]}) is None
    await slack.until(lambda: "Nothing is waiting for you." in home_of(slack, AMINA))
    await at_home(slack, GRACE, "Waiting for you · 1", "To decide")


async def test_what_happened_in_a_private_channel_is_for_its_members_only(bot: Bot, slack: Sandbox) -> None:
    team = Team(slack, channel=GOVERNANCE)
    await team.start(SECRET)
    await at_home(slack, GRACE, SECRET)
    for outsider in (TOM, PRIYA):
        assert SECRET not in await at_home(slack, outsider, "There are none that you can see.")
        found = await answer_to(slack, outsider, "list disciplinary")
        assert "Nothing was found." in found.text
        assert "There are no assessments" in (await answer_to(slack, outsider, "overview")).text
    assert SECRET in (await answer_to(slack, GRACE, "list disciplinary")).text
    assert SECRET in (await answer_to(slack, GRACE, "list", GOVERNANCE)).text
    assert SECRET not in (await answer_to(slack, GRACE, "list")).text


async def test_a_channel_that_became_private_is_hidden_at_once_and_shown_to_who_is_invited(
    bot: Bot, team: Team
) -> None:
    slack = bot.slack
    await team.start()
    slack.world.channels[HOUSING].members.remove(PRIYA)
    await at_home(slack, PRIYA, TITLE)
    slack.person(AMINA).channels.make_private(HOUSING)
    await slack.settled()
    await at_home(slack, PRIYA, "There are none that you can see.")
    await at_home(slack, TOM, TITLE)


async def test_who_is_removed_from_a_private_channel_sees_nothing_of_it_from_then_on(
    bot: Bot, slack: Sandbox
) -> None:
    await Team(slack, channel=GOVERNANCE).start(SECRET)
    await at_home(slack, GRACE, SECRET)
    slack.person(GRACE).channels.leave(GOVERNANCE)
    await slack.until(lambda: SECRET not in home_of(slack, GRACE))
    assert "Nothing was found." in (await answer_to(slack, GRACE, "list disciplinary")).text


async def test_what_waits_where_the_bot_was_removed_is_counted_but_not_told(bot: Bot, slack: Sandbox) -> None:
    await Team(slack, channel=GOVERNANCE).start(SECRET)
    slack.person(AMINA).channels.kick_bot(GOVERNANCE)
    await bot.stop()
    await bot.start()
    shown = await at_home(
        slack, AMINA, "1 thing is waiting for you in a channel that you or Balance are not in"
    )
    assert SECRET not in shown
    slack.person(AMINA).channels.invite_bot(GOVERNANCE)
    await slack.until(
        lambda: [
            m for m in slack.person(AMINA).sees.messages(GOVERNANCE) if "Balance is here to help" in m.text
        ]
    )
    await at_home(slack, AMINA, SECRET)


async def test_if_slack_cannot_be_asked_nothing_of_private_channels_is_shown(
    bot: Bot, slack: Sandbox
) -> None:
    await Team(slack, channel=GOVERNANCE).start(SECRET)
    await Team(slack).start()
    await at_home(slack, TOM, TITLE)  # which channels are public is known from now on
    silent = slack.faults.calls.refuse("users.conversations")
    shown = await at_home(slack, GRACE, TITLE, INCOMPLETE)
    assert SECRET not in shown
    silent.end()
    assert INCOMPLETE not in await at_home(slack, GRACE, SECRET)


async def test_filters_narrow_the_list_and_stay_until_they_are_taken_away(bot: Bot, team: Team) -> None:
    slack, tom = bot.slack, bot.slack.person(TOM)
    await team.start()
    await Team(slack).start("School meals <all> & more")
    await at_home(slack, TOM, "School meals", TITLE)
    await tom.home.click(action_id=Do.FILTER)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({"text": "meals SCHOOL"}) is None
    await slack.until(lambda: "“meals SCHOOL”" in home_of(slack, TOM))
    found = home_of(slack, TOM).partition("All assessments")[2]
    assert "School meals" in found
    assert TITLE not in found
    await at_home(slack, TOM, "“meals SCHOOL”")
    await tom.home.click(action_id=Do.SHOW_ALL)
    await slack.until(lambda: TITLE in home_of(slack, TOM).partition("All assessments")[2])


async def test_commands_answer_in_private_with_buttons(bot: Bot, team: Team) -> None:
    slack = bot.slack
    assert "There are none yet. Type /balance and a title" in (await answer_to(slack, TOM, "list")).text
    await team.start()
    found = await answer_to(slack, TOM, "list")
    assert found.text.startswith("Assessments in this channel:")
    assert f"{TITLE}: At question 1 of 18" in found.text
    assert buttons(found) == ["Resume"]
    status = await answer_to(slack, TOM, "status")
    assert "Purposeful: 0 of 6 answered" in status.text
    assert buttons(status) == ["Resume", "Open"]
    assert (await answer_to(slack, TOM, "resume")).text.startswith("Nothing is waiting for you")
    assert TITLE in (await answer_to(slack, AMINA, "resume")).text
    assert "Being answered: 1" in (await answer_to(slack, TOM, "overview")).text
    await Team(slack).start("School meals")
    status = await answer_to(slack, TOM, "status")
    assert status.text.startswith("Not finished in this channel:")
    await slack.person(TOM).clicks.button(HOUSING, found.ts, action_id=Do.BRING)
    await team.told("The card is at the bottom of its thread.", by=TOM)


async def test_a_long_list_is_turned_page_by_page_in_place(bot: Bot, team: Team) -> None:
    slack, tom = bot.slack, bot.slack.person(TOM)
    for number in range(11):
        await team.start(f"Assessment number {number:02}")
    first = await answer_to(slack, TOM, "list")
    assert "number 10" in first.text
    assert "number 00" not in first.text
    before = len(tom.sees.ephemerals(HOUSING))
    await tom.clicks.button(HOUSING, first.ts, action_id=Do.FOUND_ON)
    await slack.until(lambda: "number 00" in tom.sees.ephemerals(HOUSING)[-1].text)
    await tom.clicks.button(HOUSING, tom.sees.ephemerals(HOUSING)[-1].ts, action_id=Do.FOUND_BACK)
    await slack.until(lambda: "number 10" in tom.sees.ephemerals(HOUSING)[-1].text)
    assert len(tom.sees.ephemerals(HOUSING)) == before
    await at_home(slack, AMINA, "Waiting for you · 11", "number 00")
    await slack.person(AMINA).home.click(action_id="waiting_on")
    await slack.until(lambda: "number 00" not in home_of(slack, AMINA))
    assert "number 10" in home_of(slack, AMINA)
    await at_home(slack, TOM, "All assessments", "number 10")
    await tom.home.click(action_id="found_on")
    await slack.until(lambda: "number 00" in home_of(slack, TOM))


async def test_an_overview_of_another_period_takes_the_place_of_the_first(bot: Bot, team: Team) -> None:
    slack, tom = bot.slack, bot.slack.person(TOM)
    await team.start()
    message = await answer_to(slack, TOM, "overview")
    assert "begun in the last 90 days" in message.text
    await tom.clicks.choose(HOUSING, message.ts, "overview_days", "All time")
    await slack.until(lambda: "ever begun" in tom.sees.ephemerals(HOUSING)[-1].text)
    await tom.clicks.choose(HOUSING, tom.sees.ephemerals(HOUSING)[-1].ts, "overview_channel", SOCIAL_CARE)
    await slack.until(
        lambda: "There are no assessments ever begun in" in tom.sees.ephemerals(HOUSING)[-1].text
    )
    await tom.clicks.button(HOUSING, tom.sees.ephemerals(HOUSING)[-1].ts, action_id=Do.OVERVIEW_EVERYWHERE)
    await slack.until(lambda: "Being answered: 1" in tom.sees.ephemerals(HOUSING)[-1].text)
    assert len([m for m in tom.sees.ephemerals(HOUSING) if m.text.startswith("Overview")]) == 1


async def test_home_takes_a_period_and_a_channel_for_its_overview(bot: Bot, team: Team) -> None:
    slack, tom = bot.slack, bot.slack.person(TOM)
    await team.start()
    await at_home(slack, TOM, "Assessments begun in the last 90 days", "Being answered: 1")
    await tom.home.click(action_id="overview_days", value="The last 30 days")
    await slack.until(lambda: "Assessments begun in the last 30 days" in home_of(slack, TOM))
    await tom.home.click(action_id="overview_channel", value=SOCIAL_CARE)
    await slack.until(lambda: "There are no assessments begun in the last 30 days in" in home_of(slack, TOM))


async def test_a_decision_and_an_action_are_done_from_home(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    grace, priya = slack.person(GRACE), slack.person(PRIYA)
    shown = await at_home(slack, GRACE, "Waiting for you · 1", "To decide")
    assert shown.count(TITLE) == 1, "no row stands there twice"
    await grace.home.click(action_id=Do.DECIDE)
    await slack.until(lambda: grace.modal.views)
    await chooses(slack, grace, Verdict.DECLINE)
    assert await grace.modal.submit({"Why?": "There is no legal basis."}) is None
    await slack.until(lambda: "Nothing is waiting for you." in home_of(slack, GRACE))
    assert "Declined" in home_of(slack, GRACE)
    tom = await board.open(Do.ADD_ACTION, TOM)
    fields = {
        "About what?": "Clear limits: 2 of 5",
        "What is to be done?": "Ask the lawyer",
        "Who does it?": "Priya Nair",
        "By when?": "2099-12-31",
    }
    assert await tom.modal.submit(fields) is None
    await at_home(slack, PRIYA, "Ask the lawyer", "To do")
    await priya.home.click(action_id=Do.TICK_ACTION)
    await slack.until(lambda: "Nothing is waiting for you." in home_of(slack, PRIYA))


async def test_what_is_to_be_done_is_late_when_the_day_is_over_where_they_are(
    bot: Bot, slack: Sandbox, team: Team
) -> None:
    slack.person(TOM).profile.tz = "Pacific/Honolulu"
    await to_monday(slack)
    await team.start()
    await team.answer_all(["4"] * 17 + ["2"])
    await team.click(Do.SUBMIT)
    await team.summary()
    now = datetime.fromtimestamp(slack.now(), UTC)
    actions = tuple(
        Action(f"act{who}", f"Ask {who}", who, now.date(), "ask-legal", AMINA, now) for who in (TOM, PRIYA)
    )
    change(bot, team, lambda assessment: setattr(assessment, "actions", actions))
    await slack.pass_time(17 * 3600.0)  # Tuesday in London, Monday afternoon in Honolulu
    assert "Overdue." in await at_home(slack, PRIYA, f"Ask {PRIYA}")
    assert "Overdue." not in await at_home(slack, TOM, f"Ask {TOM}")
    assert "Overdue." not in (await answer_to(slack, TOM, "resume")).text
    await slack.pass_time(8 * 3600.0)
    assert "Overdue." in await at_home(slack, TOM, f"Ask {TOM}")


@pytest.mark.parametrize("error", [StoreUnavailable("it is held"), ValueError("a fault")])
async def test_what_cannot_be_read_is_said_with_a_reference_that_the_log_has(
    error: Exception,
    slack: Sandbox,
    bot: Bot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for read in ("waiting", "home"):
        monkeypatch.setattr(Queries, read, raising(error))
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", "resume")
    await slack.until(lambda: in_both("".join(m.text for m in tom.sees.ephemerals(HOUSING)), caplog))
    tom.home.open()
    await slack.until(lambda: in_both(str(tom.home.view and tom.home.view.spec), caplog))


def in_both(said: str, log: pytest.LogCaptureFixture) -> bool:
    """Whether what somebody reads has a reference that a line of the log has too."""
    found = re.search(r"Reference: ([0-9a-f]{6})", said)
    return found is not None and found[1] in {getattr(one, "reference", None) for one in log.records}
