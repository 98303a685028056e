"""Another look over the wire: it waits, is put off, given away and begun; what was declined starts again; and
those whom it concerns are told what others did."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.cards.text import day
from bot.demo.cards import found_on
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.conversations import ChannelKind
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from flows.refusals import Why
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team, chooses, headlines
from tests.scenarios.test_deciding import TICKED, Board, shown
from tests.scenarios.test_lists import answer_to, at_home
from tests.scenarios.test_reminders import DAY, reminders, to_monday
from tests.scenarios.test_settings import save_channel

CONDITION = "Only <!channel> addresses leave the housing system."
WHY = "The law does not allow it <!here>."
YEAR = 371 * DAY


@pytest.fixture
def board(slack: Sandbox, bot: Bot) -> Board:
    slack.limits.enforced = False
    return Board(slack)


def today(slack: Sandbox) -> date:
    return datetime.fromtimestamp(slack.now(), UTC).date()


async def next_look(board: Board) -> Team:
    """The thread that is not the first one's, at its first question."""

    def there() -> Message | None:
        found = headlines(board.person().sees.messages(HOUSING))
        return next((message for message in found if message.ts != board.thread), None)

    team = Team(board.slack, thread=(await board.slack.until(there)).ts)
    await team.question(1)
    return team


async def reminded_to_look(slack: Sandbox, user: str) -> Message:
    """Wait until the last reminder of this person is about a look."""

    def there() -> Message | None:
        found = [message for message in reminders(slack, user) if "look at this again" in message.text]
        return found[-1] if found else None

    return await slack.until(there)


async def test_a_year_passes_it_is_put_off_given_away_and_begun_once(slack: Sandbox, board: Board) -> None:
    await to_monday(slack)
    await board.hand_in(GRACE)
    conditions = {"Conditions": CONDITION}
    assert await board.decide(Verdict.CONDITIONS, **{**TICKED, **conditions}) is None
    priya = await board.open(Do.ADD_ACTION, by=PRIYA)
    action = {
        "About what?": "Root causes: 2 of 5",
        "What is to be done?": "List the fields",
        "Who does it?": PRIYA,
        "By when?": (today(slack) + timedelta(days=7)).isoformat(),
    }
    assert await priya.modal.submit(action) is None
    await board.is_said("added an action")

    await slack.pass_time(YEAR)
    for reader in (AMINA, GRACE):
        assert found_on(await reminded_to_look(slack, reader), Do.LOOK_AGAIN)
    home = await at_home(slack, GRACE, "To look at again")
    assert home.count("Sharing housing arrears data") == 1, "it waits for her, and stands nowhere else"

    # Put off, with a reason.
    message = await reminded_to_look(slack, AMINA)
    amina = board.person(AMINA)
    await amina.clicks.button(amina.dm, message.ts, action_id=Do.LOOK_AGAIN_ON)
    await slack.until(lambda: amina.modal.views)
    later = today(slack) + timedelta(days=30)
    reason = "The pilot runs on."
    assert await amina.modal.submit({"Until when?": later.isoformat(), "Why?": reason}) is None
    line = await board.is_said("put off the next look to ")
    assert reason in line.text
    history = await board.open(Do.HISTORY, by=AMINA)
    assert reason in str(history.modal.view.spec["blocks"])
    await history.modal.close()
    assert "To look at again" not in await at_home(slack, GRACE, "All assessments")

    # Given to somebody else, who is told.
    grace = await board.open(Do.GIVE_LOOK)
    errors = await grace.modal.submit({"Who looks again?": GRACE})
    assert list(errors or {}) == ["person"], "a reviewer would own what they decide on"
    assert await grace.modal.submit({"Who looks again?": TOM}) is None
    await board.direct_message("asks you to look at this again", by=TOM)
    await slack.pass_time(31 * DAY)
    message = await reminded_to_look(slack, TOM)
    before = {reader: len(reminders(slack, reader)) for reader in (AMINA, GRACE)}

    # Begun, and pressed twice.
    tom, (block, button, _) = board.person(TOM), found_on(message, Do.LOOK_AGAIN)
    await tom.clicks.button(tom.dm, message.ts, action_id=Do.LOOK_AGAIN)
    team = await next_look(board)

    def leads_there(said: str) -> bool:
        seen = [*tom.sees.messages(tom.dm), *tom.sees.ephemerals(tom.dm)]
        texts = [str(m.blocks) for m in seen]
        return any(said in text and f"thread_ts={team.thread}" in text for text in texts)

    await slack.until(lambda: leads_there("Another look began."))
    await tom.clicks.element(message, block, button)
    await slack.until(lambda: leads_there(why_words(Why.LOOK_BEGAN)))
    assert len(headlines(tom.sees.messages(HOUSING))) == 2
    await board.direct_message("began another look at this", by=AMINA)
    await board.direct_message("It no longer waits for you.", by=TOM)
    assert before == {reader: len(reminders(slack, reader)) for reader in (AMINA, GRACE)}

    # It opens with what was agreed, and each answer is there to be confirmed.
    def last_time() -> Message | None:
        return next((m for m in team.bots() if "What was agreed last time" in m.text), None)

    opening = await slack.until(last_time)
    assert "Only &lt;!channel&gt; addresses leave" in opening.text
    assert "not met, due by " in opening.text
    assert "“List the fields”: not done, due by " in opening.text
    await tom.clicks.button(HOUSING, opening.ts, action_id=Do.AGREED)
    await slack.until(lambda: tom.modal.views)
    assert f"<@{PRIYA}>" in str(tom.modal.view.spec["blocks"])
    await tom.modal.close()
    card = await team.question(1)
    assert "Last time, on " in card.text
    await team.click(Do.KEEP, by=TOM)
    await team.question(2)
    assert not slack.log.errors


async def test_what_was_declined_starts_again_from_its_answers_and_keeps_its_verdict_when_closed(
    slack: Sandbox, board: Board
) -> None:
    await board.hand_in(GRACE)
    assert await board.decide(Verdict.DECLINE, **{"Why?": WHY}) is None
    told = await board.direct_message("Declined by")
    assert "&lt;!here&gt;" in told.text
    await board.is_said("declined this")
    declined = await board.says("Declined by")
    block, menu, option = found_on(declined, Do.START_AGAIN)
    assert option is not None
    await board.use_summary(Do.START_AGAIN)
    team = await next_look(board)
    # Who chose it in the channel sees nothing that is said in the thread.
    await board.refused("This was started again.", by=AMINA)
    assert "Started again from what was declined" in team.messages()[0].text
    assert any("Declined last time" in m.text and "&lt;!here&gt;" in m.text for m in team.bots())
    card = await team.question(1)
    assert "Last time, on " in card.text
    await board.is_said("started this again from its answers")
    await board.person(TOM).clicks.element(declined, block, menu, option["value"])
    await board.refused(why_words(Why.BEGAN_AGAIN), by=TOM)
    with pytest.raises(CannotAct):
        found_on(await board.says("Declined by"), Do.START_AGAIN)
    assert len(headlines(board.person().sees.messages(HOUSING))) == 2

    amina = await board.open(Do.CLOSE, by=AMINA)
    await amina.modal.click(action_id=Do.CLOSE_NOW)
    await board.is_said("closed this assessment")
    await amina.modal.close()
    listed = await answer_to(slack, TOM, "list")
    assert f"Closed · was declined {today(slack).day} " in listed.text
    home = await at_home(slack, TOM, "(1 declined)")
    assert "Closed · was declined" in home
    assert "Started again on " in home
    assert not slack.log.errors


async def test_the_owner_is_told_and_what_no_longer_holds_is_changed_where_it_stands(
    slack: Sandbox, board: Board
) -> None:
    await board.hand_in(GRACE)
    assert await board.decide(Verdict.APPROVE, **TICKED) is None
    first = await board.direct_message("Approved by")
    grace = await board.open(Do.WITHDRAW)
    assert await grace.modal.submit({"Why?": "It was too soon."}) is None
    amina = board.person()

    def stands(ts: str, user: str = AMINA) -> str:
        person = board.person(user)
        return next(message.text for message in person.sees.messages(person.dm) if message.ts == ts)

    await slack.until(lambda: "no longer holds" in stands(first.ts))
    assert "It was too soon." in stands(first.ts)

    def changed_and_said() -> bool:
        return (
            sum("withdrew their decision" in message.text for message in amina.sees.messages(amina.dm)) == 2
        )

    await slack.until(changed_and_said)

    questions = {"Questions to look at again": ["5. Root causes: 2"], "What should change, and why?": WHY}
    assert await board.decide(Verdict.CHANGES, **questions) is None
    asked = [await board.direct_message("asks for changes to", by=person) for person in (AMINA, TOM)]
    grace = await board.open(Do.WITHDRAW)
    assert await grace.modal.submit({"Why?": "A slip."}) is None
    for message, user in zip(asked, (AMINA, TOM), strict=True):
        await slack.until(lambda ts=message.ts, user=user: "no longer holds" in stands(ts, user))  # type: ignore[misc]
    assert not slack.log.errors


async def test_an_older_form_takes_back_neither_the_day_nor_whom_the_look_was_given_to(
    slack: Sandbox, board: Board
) -> None:
    await board.hand_in(GRACE)
    assert await board.decide(Verdict.APPROVE, **TICKED) is None
    await board.says("Approved by")
    amina = await board.open(Do.LOOK_AGAIN_ON, AMINA)
    grace = await board.open(Do.GIVE_LOOK, GRACE)
    assert await grace.modal.submit({"person": PRIYA}) is None
    await board.says(f"by <@{PRIYA}>")
    errors = await amina.modal.submit({"When?": "Never"}) or {}
    assert "since you opened this form" in errors.get("day", "")
    await slack.settled()
    assert f"by <@{PRIYA}>" in (await board.summary()).text
    assert await amina.modal.submit({"When?": "On this day"}) is None, "it is that day"


async def test_the_second_reviewer_is_shown_the_day_that_the_first_one_set_before_it_is_taken_back(
    slack: Sandbox, board: Board
) -> None:
    rule = {"If there are several reviewers": "All of them must decide"}
    assert await save_channel(slack, AMINA, **rule) is None
    await board.hand_in(GRACE, PRIYA)
    grace, priya = await board.open(Verdict.APPROVE), await board.open(Verdict.APPROVE, PRIYA)
    year = today(slack) + timedelta(days=300)
    soon = today(slack) + timedelta(days=30)
    assert await grace.modal.submit({**TICKED, "Look again on": soon.isoformat()}) is None
    await board.says(f"Waiting for a decision by <@{PRIYA}>")
    assert await priya.modal.submit({**TICKED, "Look again on": year.isoformat()}) is None
    window = shown(priya)
    assert "Somebody else approved while you had it open" in window
    assert f"to be looked at again on {day(soon)}" in window
    assert f"Your form said {day(year)}" in window
    await chooses(slack, priya, Verdict.DECLINE)
    await chooses(slack, priya, Verdict.APPROVE)
    assert f"to be looked at again on {day(soon)}" in shown(priya)
    assert await priya.modal.submit({**TICKED, "Before you decide": "I have seen what changed"}) is None
    summary = await board.says("Approved by")
    assert day(soon) in summary.text
    assert not slack.log.errors


async def test_only_somebody_of_the_team_who_is_there_is_given_the_look(slack: Sandbox, board: Board) -> None:
    room = slack.world.channels[HOUSING]
    room.kind = ChannelKind.PRIVATE
    room.members.remove(PRIYA)
    await board.hand_in(GRACE)
    assert await board.decide(Verdict.APPROVE, **TICKED) is None
    await board.says("Approved by")
    amina = await board.open(Do.GIVE_LOOK, by=AMINA)
    slack.world.people[TOM].is_guest = True
    for nobody, why in ((BOT_USER, "app"), (PRIYA, "not in the channel"), (TOM, "guest")):
        errors = await amina.modal.submit({"Who looks again?": nobody})
        assert why in (errors or {}).get("person", ""), nobody
    await amina.modal.close()
    await board.use_summary(Do.GIVE_LOOK, by=TOM)
    await board.refused("can give the next look to somebody else", by=TOM)
