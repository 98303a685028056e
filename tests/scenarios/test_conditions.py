"""Conditions over the wire: set with an approval, said to be met, confirmed or sent back, seen when late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cards.callbacks import Do
from bot.cards.concerns import CONCERN_WORDS
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GRACE, HELEN, PRIYA, TOM
from bot.slack.users import FRESH
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Verdict
from flows.listing import Concern
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE
from tests.scenarios.test_deciding import TICKED, Board, shown
from tests.scenarios.test_governance import LEAD, weekly
from tests.scenarios.test_lists import answer_to, at_home, home_of
from tests.scenarios.test_reminders import DAY, change, reminded, reminders, to_monday
from tests.scenarios.test_settings import LEADS
from tests.scenarios.test_settings import change as settle

SIGN, DELETE = "Sign the sharing agreement.", "Delete it after a year."
ON_TIME = 7
"""Days until they are due."""


async def approved(slack: Sandbox, **fields: object) -> Board:
    """By Grace, with two conditions before sharing starts, to which Priya sees within a week."""
    board = Board(slack)
    await board.hand_in(GRACE)
    due = datetime.fromtimestamp(slack.now(), UTC).date() + timedelta(days=ON_TIME)
    asked: dict[str, object] = {
        "Conditions": f"{SIGN}\n{DELETE}",
        "Who sees to it?": "Priya Nair",
        "By when?": due.isoformat(),
    }
    errors = await board.decide(Verdict.CONDITIONS, **TICKED, **(asked | fields))
    assert errors is None, errors
    await board.says("Approved, 0 of 2 conditions met.")
    return board


async def opens(board: Board, by: str) -> Person:
    return await board.open(Do.CONDITIONS, by)


def actions_of(person: Person, condition: str) -> dict[str, str]:
    """What this person can do about a condition in the open window: the block of each action."""
    blocks: list[dict[str, Any]] = person.modal.view.spec["blocks"]
    start = next(n for n, block in enumerate(blocks) if condition in str(block.get("text", "")))
    found: dict[str, str] = {}
    for block in blocks[start + 1 :]:
        if block["type"] == "divider":
            break
        if block["type"] == "actions":
            found |= {element["action_id"]: block["block_id"] for element in block["elements"]}
    return found


async def presses(person: Person, condition: str, action: str) -> None:
    await person.modal.click(action_id=action, block_id=actions_of(person, condition)[action])


async def marks(board: Board, by: str, condition: str, note: str) -> dict[str, str] | None:
    """From the window: say that it is met."""
    person = await opens(board, by)
    await presses(person, condition, Do.MEET_CONDITION)
    await board.slack.until(lambda: "How is it met?" in shown(person))
    errors = await person.modal.submit({"How is it met?": note})
    await person.modal.close()
    return errors


async def test_one_is_met_and_the_other_is_sent_back(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    await board.says("Not to be shared yet: 2 conditions to be met first.")
    await board.is_said(f"approved this with conditions. <@{PRIYA}> sees to them.")
    assert await marks(board, PRIYA, SIGN, "https://files.example/signed") is None
    await board.is_said(f"<@{PRIYA}> says that condition 1 of 2 is met. <@{GRACE}> can confirm it.")
    await board.says(f"Said to be met: “{SIGN[:10]}")
    assert await marks(board, AMINA, DELETE, "It is in the calendar.") is None

    await board.direct_message("Not to be shared yet: 2 conditions")
    grace = await opens(board, GRACE)
    assert "https://files.example/signed" in shown(grace)
    assert f"1. “{SIGN}”" in shown(grace), "the thread tells them by their numbers"
    assert Do.MEET_CONDITION not in actions_of(grace, SIGN)
    await presses(grace, SIGN, Do.CONFIRM_CONDITION)
    await slack.until(lambda: f"<@{GRACE}> confirmed it on" in shown(grace))
    await board.says("Approved, 1 of 2 conditions met.")
    await slack.until(lambda: "1 of 2 conditions met" in board.messages()[0].text)
    await board.is_said(f"<@{GRACE}> confirmed that condition 1 of 2 is met.")
    await presses(grace, DELETE, Do.SEND_BACK_CONDITION)
    await slack.until(lambda: "What is missing?" in shown(grace))
    assert await grace.modal.submit({"What is missing?": "Whose calendar?"}) is None
    assert "Whose calendar?" in shown(grace)
    await grace.modal.close()
    await board.is_said(f"says what is missing before condition 2 of 2 is met. <@{PRIYA}> sees to it")
    await board.says("Not to be shared yet: 1 condition to be met first.")

    assert await marks(board, PRIYA, DELETE, "Tom's.") is None
    grace = await opens(board, GRACE)
    await presses(grace, DELETE, Do.CONFIRM_CONDITION)
    summary = await board.says("Approved, 2 of 2 conditions met.")
    assert "Not to be shared" not in summary.text
    told = await board.direct_message("Approved, 2 of 2 conditions met.")
    assert "Not to be shared" not in told.text
    listed = await answer_to(slack, TOM, "list")
    assert "Approved, 2 of 2 conditions met" in listed.text
    tom = await board.open(Do.DECISIONS, TOM)
    assert f"<@{PRIYA}> said so on" in shown(tom)
    await tom.modal.close()
    tom = await board.open(Do.HISTORY, TOM)
    for did in ("said that condition 1 is met", "confirmed that condition 1 is met", "said what is missing"):
        assert did in shown(tom)
    assert not slack.log.errors


async def test_one_after_the_other_is_marked_met_in_the_same_window(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    priya = await opens(board, PRIYA)
    for condition, note in ((SIGN, "Signed."), (DELETE, "It is in the calendar.")):
        await presses(priya, condition, Do.MEET_CONDITION)
        await slack.until(lambda: "How is it met?" in shown(priya))
        assert await priya.modal.submit({"How is it met?": note}) is None
        assert f"“{note}”" in shown(priya)
        assert Do.MEET_CONDITION not in actions_of(priya, condition)


async def test_who_is_neither_its_owner_nor_set_it_only_reads(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    tom = await opens(board, TOM)
    assert SIGN in shown(tom)
    assert actions_of(tom, SIGN) == {}


async def test_of_two_at_once_the_second_is_told(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    priya = await opens(board, PRIYA)
    await presses(priya, SIGN, Do.MEET_CONDITION)
    await slack.until(lambda: "How is it met?" in shown(priya))
    assert await marks(board, AMINA, SIGN, "Signed.") is None
    errors = await priya.modal.submit({"How is it met?": "Signed as well."})
    assert errors is not None
    assert "has since said" in str(errors)
    await board.is_said(f"<@{AMINA}> says that condition 1 of 2 is met.")


async def test_who_decides_does_not_see_to_it_themselves(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    asked = {"Conditions": SIGN, "Who sees to it?": "Grace Okafor"}
    errors = await board.decide(Verdict.CONDITIONS, **TICKED, **asked)
    assert errors is not None
    assert list(errors) == ["condition_owner"]
    assert await slack.person(GRACE).modal.submit({"Who sees to it?": "Priya Nair"}) is None
    await board.says("Approved, 0 of 1 condition met.")


async def test_a_lead_confirms_for_who_has_left_only_as_long_as_they_are_gone(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    board = await approved(slack)
    await settle(slack, AMINA, {LEADS: [HELEN]})
    assert await marks(board, PRIYA, SIGN, "https://files.example/signed") is None
    away = slack.faults.workspace.deactivate(GRACE)
    await slack.pass_time(FRESH + 60)
    lead = await opens(board, HELEN)
    assert Do.CONFIRM_CONDITION in actions_of(lead, SIGN)

    silent = slack.faults.calls.server_error(method="users.info")
    await presses(lead, SIGN, Do.CONFIRM_CONDITION)
    await slack.until(lambda: Do.CONFIRM_CONDITION not in actions_of(lead, SIGN))
    await lead.modal.close()
    silent.end()
    lead = await opens(board, HELEN)
    away.end()
    await presses(lead, SIGN, Do.CONFIRM_CONDITION)
    await slack.until(lambda: Do.CONFIRM_CONDITION not in actions_of(lead, SIGN))
    await slack.settled()
    assert "0 of 2 conditions met" in (await board.summary()).text
    grace = await opens(board, GRACE)
    await presses(grace, SIGN, Do.CONFIRM_CONDITION)
    await board.says("Approved, 1 of 2 conditions met.")


async def test_one_can_be_given_to_somebody_else(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    grace = await opens(board, GRACE)
    await presses(grace, DELETE, Do.CONDITION_TERMS)
    await slack.until(lambda: "When must it be met?" in shown(grace))
    fields = {"Who sees to it?": "Tom Fletcher", "When must it be met?": "By the day"}
    assert await grace.modal.submit(fields) is None
    await board.is_said(f"set who sees to condition 2 of 2, and by when: <@{TOM}> sees to it.")
    await board.says("Not to be shared yet: 1 condition to be met first.")
    assert await marks(board, TOM, DELETE, "Done.") is None


async def test_an_overdue_one_is_told_to_all_whom_it_concerns(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    await settle(slack, AMINA, {LEADS: [TOM]})
    board = await approved(slack)
    shown_at_home = await at_home(slack, PRIYA, SIGN)
    assert "To meet" in shown_at_home
    await slack.pass_time((ON_TIME - 3) * DAY)  # the Friday before the Monday on which they are due
    message = await reminded(slack, PRIYA, 1)
    assert "2 things are waiting for you." in message.text
    assert SIGN in message.text
    assert reminders(slack, AMINA) == reminders(slack, GRACE) == []
    await slack.pass_time(4 * DAY)
    for person in (PRIYA, AMINA, GRACE):
        message = await reminded(slack, person, 2 if person == PRIYA else 1)
        assert "was to be met by" in message.text
        assert SIGN in message.text
    await board.says("2 overdue")

    await at_home(slack, TOM, LEAD, CONCERN_WORDS[Concern.OVERDUE])
    tom = slack.person(TOM)
    await tom.home.click(action_id=f"{Do.SHOW}_{Concern.OVERDUE}")
    await slack.until(lambda: "Only:" in home_of(slack, TOM))
    await tom.home.click(action_id=Do.CONDITIONS)
    await slack.until(lambda: tom.modal.views)
    assert "Overdue." in shown(tom)

    message = reminders(slack, PRIYA)[-1]
    blocks = [b["block_id"] for b in message.blocks if Do.MEET_CONDITION in str(b.get("elements", ""))]
    priya = slack.person(PRIYA)
    await priya.clicks.button(priya.dm, message.ts, action_id=Do.MEET_CONDITION, block_id=blocks[0])
    await slack.until(lambda: priya.modal.views)
    assert await priya.modal.submit({"How is it met?": "Signed."}) is None
    await board.is_said(f"<@{PRIYA}> says that condition")
    await at_home(slack, GRACE, "To confirm that it is met")


async def test_the_weekly_message_counts_them_and_leads_there(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    await approved(slack)
    await settle(slack, AMINA, {LEADS: [TOM]})
    await slack.pass_time(60.0)
    tom = slack.person(TOM)
    told = await slack.until(lambda: weekly(tom, 1))
    assert "conditions that are not met yet" in told.text
    assert f"{TITLE}: Not to be shared yet · 0 of 2 conditions met" in told.text
    await tom.clicks.button(tom.dm, told.ts, action_id=Do.CONDITIONS)
    await slack.until(lambda: tom.modal.views)
    assert SIGN in shown(tom)


async def test_of_old_ones_only_the_text_is_known_and_they_can_be_given_the_rest(
    slack: Sandbox, bot: Bot
) -> None:
    board = await approved(slack)

    def forget(found: Assessment) -> None:
        (decision,) = found.decisions
        old = tuple(Condition(one.text) for one in decision.conditions)
        found.decisions = (replace(decision, conditions=old),)

    change(bot, board, forget)
    grace = await opens(board, GRACE)
    assert "Who sees to it, and by when: not recorded." in shown(grace)
    assert "Not to be shared" not in shown(grace)
    await presses(grace, SIGN, Do.CONDITION_TERMS)
    await slack.until(lambda: "When must it be met?" in shown(grace))
    due = datetime.fromtimestamp(slack.now(), UTC).date() + timedelta(days=ON_TIME)
    fields = {"Who sees to it?": "Priya Nair", "By when?": due.isoformat()}
    assert await grace.modal.submit(fields) is None
    await board.says("Not to be shared yet: 1 condition to be met first.")
    assert await marks(board, PRIYA, SIGN, "Signed.") is None


async def test_who_is_given_something_to_do_is_told_once(slack: Sandbox, bot: Bot) -> None:
    board = await approved(slack)
    due = (datetime.fromtimestamp(slack.now(), UTC).date() + timedelta(days=3)).isoformat()
    for who in ("Priya Nair", "Tom Fletcher"):
        tom = await board.open(Do.ADD_ACTION, TOM)
        what = {
            "About what?": SIGN,
            "What is to be done?": "Find the form",
            "Who does it?": who,
            "By when?": due,
        }
        assert await tom.modal.submit(what) is None
    told = await board.direct_message("gave you something to do", by=PRIYA)
    assert "Find the form" in told.text
    priya = slack.person(PRIYA)
    await priya.clicks.button(priya.dm, told.ts, action_id=Do.TICK_ACTION)
    await board.says("Actions: 1 open, 1 done.")
    assert not [m for m in tom.sees.messages(tom.dm) if "gave you something to do" in m.text]
