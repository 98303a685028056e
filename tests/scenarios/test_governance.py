"""What a governance lead is shown: on App Home, each row a way there; never what they may not see."""

from functools import partial

from bot.cards.callbacks import Do
from bot.listeners.settings import STOPPED_WORDS
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from flows.listing import Concern
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE
from tests.scenarios.test_deciding import TICKED, Board
from tests.scenarios.test_lists import answer_to, at_home, home_of
from tests.scenarios.test_reminders import DAY, to_monday
from tests.scenarios.test_settings import LEADS, change, settings

LEAD = "For governance leads"


async def test_a_lead_finds_it_from_home_in_two_taps(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    await board.decide(Verdict.CONDITIONS, **TICKED, Conditions="Delete it after a year.")
    assert LEAD not in await at_home(slack, PRIYA)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    assert "1 assessment" in await at_home(slack, PRIYA, LEAD)
    priya = slack.person(PRIYA)
    await priya.home.click(action_id=f"{Do.SHOW}_{Concern.CONDITIONS}")
    await slack.until(lambda: "Only:" in home_of(slack, PRIYA))
    assert TITLE in home_of(slack, PRIYA)
    await priya.home.click(action_id=Do.CONDITIONS)
    await slack.until(lambda: priya.modal.views)
    assert "Delete it after a year." in str(priya.modal.view.spec["blocks"])


async def test_of_a_private_channel_that_a_lead_is_not_in_it_is_only_counted(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    board = Board(slack, GOVERNANCE)
    await board.start(fields={"Who decides?": [GRACE]})
    await board.answer_all(["4"] * 18)
    await board.click(Do.SUBMIT, confirm=True)
    await board.summary()
    await change(slack, AMINA, {LEADS: [TOM]})
    await slack.pass_time(8 * DAY)
    shown = await at_home(slack, TOM, LEAD, "1 in a channel that you or Balance are not in")
    assert TITLE not in shown


async def test_what_the_overview_counts_can_be_listed(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    tom = slack.person(TOM)
    message = await answer_to(slack, TOM, "overview")
    await tom.clicks.choose(HOUSING, message.ts, Do.SHOW_COUNTED, "Waiting for a decision: 1")
    await slack.until(lambda: TITLE in tom.sees.ephemerals(HOUSING)[-1].text)
    await at_home(slack, TOM, "Root causes")
    await tom.home.click(action_id=Do.SHOW_COUNTED, value="question:root-causes")
    await slack.until(lambda: "Only: Root causes" in home_of(slack, TOM))


async def test_once_a_week_a_lead_is_told_until_they_stop_it(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    board = Board(slack)
    await board.hand_in(GRACE)
    await board.decide(Verdict.CONDITIONS, **TICKED, Conditions="Delete it after a year.")
    await board.says("0 of 1 condition met")
    await change(slack, AMINA, {LEADS: [PRIYA]})
    await slack.pass_time(60.0)
    priya = slack.person(PRIYA)
    told = await slack.until(partial(weekly, priya, 1))
    assert TITLE in told.text
    await priya.clicks.button(priya.dm, told.ts, action_id=f"{Do.SHOW}_{Concern.CONDITIONS}")
    listed = await slack.until(lambda: [m for m in priya.sees.messages(priya.dm) if m.ts > told.ts])
    assert TITLE in listed[0].text
    await slack.pass_time(7 * DAY)
    told = await slack.until(partial(weekly, priya, 2))
    await priya.clicks.button(priya.dm, told.ts, action_id=Do.STOP_DIGEST)
    await slack.until(lambda: STOPPED_WORDS in priya.sees.messages(priya.dm)[-1].text)
    assert "Weekly message for governance leads: never." in (await settings(slack, PRIYA)).text


def weekly(person: Person, times: int) -> Message | None:
    """The last of so many weekly messages."""
    found = [m for m in person.sees.messages(person.dm) if m.text.startswith("This week")]
    return found[-1] if len(found) == times else None
