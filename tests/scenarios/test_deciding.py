"""Deciding over the wire: buttons on the summary, modals, and what everybody sees of it."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, found_on
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team, chooses, summaries
from tests.scenarios.test_settings import LEADS, MUST, change

RATINGS = ["4", "5", "3", "4", "2", "3", "5", "4", "2", "3", "3", Do.NOT_SURE, "4", "4", "5", "4", "3", "4"]
LOW = ["Root causes: 2", "Clear limits: 2"]
OPEN = ["Protection from leaks: not sure"]
BOX = "I take this into account"
WHY = "Why, knowing what is rated 1 or 2?"
TICKED = {**{label: [BOX] for label in [*LOW, *OPEN]}, WHY: "It helps many."}


@dataclass
class Board(Team):
    """A team with reviewers: the summary is where they act."""

    async def hand_in(self, *reviewers: str) -> Message:
        await self.start(fields={"Who decides?": list(reviewers or (GRACE,))})
        await self.answer_all(RATINGS, by=TOM)
        await self.click(Do.SUBMIT, by=TOM, confirm=True)
        return await self.summary()

    async def says(self, words: str) -> Message:
        """Wait until the summary says this."""

        def there() -> Message | None:
            found = summaries(self.person().sees.messages(self.channel))
            return found[0] if found and words in found[0].text else None

        return await self.slack.until(there)

    async def open(self, action: str, by: str = GRACE) -> Person:
        """Do something on the summary that opens a window."""
        return await self.opens_window(action, by)

    async def decide(self, action: str, by: str = GRACE, /, **fields: object) -> dict[str, str] | None:
        person = await self.open(action, by)
        return await person.modal.submit(fields)

    async def is_said(self, words: str) -> Message:
        """Wait until the bot said this in the thread, once."""

        def there() -> Message | None:
            found = [m for m in self.bots() if words in m.text and m not in self.summaries()]
            assert len(found) <= 1, "said twice"
            return found[0] if found else None

        return await self.slack.until(there)

    async def is_refused(self, action: str, words: str, by: str) -> None:
        await self.use_summary(action, by)
        await self.refused(words, by)

    async def change_answer(self, number: int, rating: str, by: str = TOM) -> None:
        """From the review: change one answer, and come back."""
        card = await self.sees(CardKind.REVIEW)
        select = next(
            element
            for block in card.blocks
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "static_select"
        )
        value = select["options"][number - 1]["value"]
        await self.person(by).clicks.choose(self.channel, card.ts, "go_to", value)
        await self.question(number)
        await self.click(rating, by)
        await self.sees(CardKind.REVIEW)


def labels(card: Message) -> set[str]:
    return {
        element["text"]["text"]
        for block in card.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }


def refused(slack: Sandbox) -> list[str]:
    """What Slack would have refused for good; a limit is only waited for."""
    return [error for error in slack.log.errors if "ratelimited" not in error]


def shown(person: Person) -> str:
    return str(person.modal.view.spec["blocks"])


async def test_an_approval_with_conditions_stands_on_the_summary(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    summary = await board.hand_in()
    assert f"Waiting for a decision by <@{GRACE}>." in summary.text
    assert {"Decide", "All answers"} <= labels(summary)
    errors = await board.decide(
        Verdict.CONDITIONS,
        **TICKED,
        **{"Conditions": "- Delete it after a year.\n\n• Name who may look.", "Look again on": "2027-06-01"},
    )
    assert errors is None
    summary = await board.says("Approved, 0 of 2 conditions met. ")
    for words in (
        "“Delete it after a year.”",
        "“Name who may look.”",
        f"By <@{GRACE}> on",
        "Not to be shared",
    ):
        assert words in summary.text
    assert "Approved knowing that: Root causes is 2, Clear limits is 2, Protection" in summary.text
    assert labels(summary) == {"Conditions", "All answers"}
    await board.is_said(f"<@{GRACE}> approved this with conditions. <@{AMINA}> sees to them.")
    await slack.until(lambda: "0 of 2 conditions met" in board.messages()[0].text)
    assert refused(slack) == []


async def test_the_modal_shows_what_an_approval_takes_note_of_and_wants_each_ticked(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in()
    grace = await board.open(Verdict.APPROVE)
    for words in ("5 of 6 rated, between ", *LOW, *OPEN):
        assert words in shown(grace)
    errors = await grace.modal.submit({**TICKED, LOW[1]: []})
    assert errors is not None
    assert list(errors.values()) == ["Please complete this required field."]
    assert await grace.modal.submit(TICKED) is None
    await board.says(f"Approved by <@{GRACE}>")


async def test_changes_are_asked_for_made_and_decided_again(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in()
    fields = {
        "Questions to look at again": ["9. Clear limits: 2"],
        "What should change, and why?": "Say when it ends.",
    }
    assert await board.decide(Verdict.CHANGES, **fields) is None
    await board.says("Say when it ends.")
    await board.is_said(f"<@{GRACE}> asks for changes to Clear limits.")
    for person in (AMINA, TOM):
        message = await board.direct_message("asks for changes to Clear limits", person)
        assert "Say when it ends." in message.text
        assert board.thread.replace(".", "") in str(message.blocks)
    dm = slack.person(PRIYA).sees.messages(slack.person(PRIYA).dm)
    assert not [m for m in dm if "asks for changes" in m.text]


async def test_an_answer_changed_while_the_modal_was_open_is_shown_and_asked_again(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    summary = await board.hand_in()
    grace = await board.open(Verdict.CONDITIONS)
    fields = {**TICKED, "Conditions": "Delete it after a year."}
    await board.reopens(TOM)
    await board.change_answer(9, "4")
    assert await grace.modal.submit(fields) is None
    assert "The team is changing answers just now" in shown(grace)
    assert f"Clear limits 2 → 4, by <@{TOM}>" in shown(grace)
    await grace.modal.close()

    await board.click(Do.SUBMIT, by=TOM, confirm=True)
    await board.says("Summary 2.")
    grace = await board.open(Verdict.CONDITIONS)
    await board.reopens(TOM)
    await board.change_answer(5, "4")
    await board.click(Do.SUBMIT, by=TOM, confirm=True)
    await board.says("Summary 3.")
    before = {LOW[0]: [BOX], OPEN[0]: [BOX], WHY: "It helps.", "Conditions": "Delete it after a year."}
    assert await grace.modal.submit(before) is None
    assert "submitted again while you had it open" in shown(grace)
    assert f"Root causes 2 → 4, by <@{TOM}>" in shown(grace)
    assert "Decide" in labels(await board.says("Summary 3."))

    errors = await grace.modal.submit({})
    assert errors is not None
    assert "changed" in " ".join(errors)
    assert await grace.modal.submit({"Before you decide": "I have seen what changed", OPEN[0]: [BOX]}) is None
    summary = await board.says("0 of 1 condition met")
    assert "Delete it after a year." in summary.text


async def test_two_reviewers_at_the_same_second(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE, PRIYA)
    grace, priya = await board.open(Verdict.APPROVE), await board.open(Verdict.DECLINE, PRIYA)
    await asyncio.gather(grace.modal.submit(TICKED), priya.modal.submit({"Why?": "No benefit."}))
    late = [person for person in (grace, priya) if person.modal.views]
    assert len(late) == 1
    assert "has already decided on this" in shown(late[0])
    await slack.until(lambda: [m for m in board.bots() if "this." in m.text and "<@" in m.text])
    await board.says("Approved by" if late == [priya] else "Declined by")
    assert refused(slack) == []


async def test_only_those_who_may_decide_and_everybody_else_is_told_in_private(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    await board.is_refused(Do.DECIDE, f"Only those who were chosen can decide on this. <@{GRACE}> can.", TOM)
    assert await board.decide(Verdict.DECLINE, **{"Why?": "No benefit."}) is None
    summary = await board.says(f"Declined by <@{GRACE}>")
    assert "No benefit." in summary.text
    await board.is_refused(Do.WITHDRAW, f"<@{GRACE}>", AMINA)


async def test_a_decision_is_withdrawn_and_made_anew_and_the_record_shows_both(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in()
    await board.decide(Verdict.DECLINE, **{"Why?": "No benefit."})
    await board.says("Declined by")
    assert await board.decide(Do.WITHDRAW, **{"Why?": "I misread it."}) is None
    await board.says("A decision was withdrawn.")
    await board.decide(Verdict.APPROVE, **TICKED)
    await board.says(f"Approved by <@{GRACE}>")
    person = await board.open(Do.DECISIONS, TOM)
    for words in ("Declined", "No benefit.", "I misread it.", "Approved"):
        assert words in shown(person)


async def test_who_answered_is_asked_in_the_thread_and_the_answer_leads_there(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in()
    fields = {"Question": "9. Clear limits: 2", "What would you like to know?": "When *does* it <end>?"}
    assert await board.decide(Do.ASK_ABOUT, **fields) is None
    asked = await board.is_said(f"<@{GRACE}> asks <@{TOM}> about Clear limits")
    assert "When *does* it &lt;end&gt;?" in asked.text
    tom = await board.open(Do.ALL_ANSWERS, TOM)
    await tom.modal.click(action_id=Do.PAGE_ON)
    await slack.until(lambda: "asked about this" in shown(tom))
    assert "“When *does* it &lt;end&gt;?”" in shown(tom)
    assert f"p{asked.ts.replace('.', '')}?thread_ts={board.thread}" in shown(tom)


async def test_the_owner_chooses_who_decides_from_the_first_message(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    headline = board.messages()[0]
    tom, amina = slack.person(TOM), slack.person(AMINA)
    await tom.clicks.choose(HOUSING, headline.ts, "more", "Choose who decides")
    await board.told(f"Only <@{AMINA}> can choose who decides.", TOM)
    await amina.clicks.choose(HOUSING, headline.ts, "more", "Choose who decides")
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Who decides?": [AMINA]})
    assert errors == {"reviewers": "You own this assessment, so you cannot decide here."}
    assert await amina.modal.submit({"Who decides?": [GRACE]}) is None
    await board.is_said(f"<@{AMINA}> chose who decides: <@{GRACE}>.")
    await slack.until(lambda: f"Who decides: <@{GRACE}>." in board.messages()[0].text)


async def test_an_older_form_does_not_take_back_whom_a_lead_has_chosen_to_decide(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    await change(slack, AMINA, {LEADS: [TOM]})
    board = Board(slack)
    await board.start(fields={"Who decides?": [GRACE]})
    amina, tom = slack.person(AMINA), slack.person(TOM)
    for person in (amina, tom):
        await person.clicks.choose(HOUSING, board.thread, "more", "Choose who decides")
    await slack.until(lambda: amina.modal.views and tom.modal.views)
    assert await tom.modal.submit({"Who decides?": [GRACE, PRIYA]}) is None
    await slack.until(lambda: PRIYA in board.messages()[0].text)
    errors = await amina.modal.submit({"Who decides?": [GRACE]}) or {}
    assert "since you opened this form" in errors.get("reviewers", "")
    assert slack.world.people[GRACE].name in errors["reviewers"]
    await slack.settled()
    assert f"Who decides: <@{GRACE}> and <@{PRIYA}>." in board.messages()[0].text
    assert await amina.modal.submit({"Who decides?": [PRIYA, GRACE]}) is None, "it is so already"


async def test_it_says_by_name_who_cannot_be_added_and_why(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    await board.answer_all(RATINGS[:2], by=PRIYA)
    amina = slack.person(AMINA)
    await amina.clicks.choose(HOUSING, board.thread, "more", "Choose who decides")
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Who decides?": [GRACE, PRIYA]})
    name = amina.client.core.world.people[PRIYA].name
    assert errors == {"reviewers": f"{name} answered questions 1 and 2, so they cannot decide here."}


async def test_who_answers_cannot_be_chosen_to_decide_at_the_start(slack: Sandbox, bot: Bot) -> None:
    person = slack.person(AMINA)
    await person.types.command(HOUSING, "/balance", "Sharing arrears data")
    await slack.until(lambda: person.modal.views)
    errors = await person.modal.submit({"Who answers?": [TOM], "Who decides?": [TOM]})
    assert errors is not None
    assert set(errors) == {f"reviewers_{HOUSING}"}


async def test_a_closed_assessment_offers_nothing_to_decide(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in()
    await board.decide(Verdict.APPROVE, **TICKED)
    summary = await board.says("Approved by")
    await board.is_refused(Do.CLOSE, "can close this assessment", TOM)
    amina = await board.open(Do.CLOSE, AMINA)
    await amina.modal.click(action_id=Do.CLOSE_NOW)
    summary = await board.says("Closed. Approved by")
    assert labels(summary) == {"Decision", "All answers"}
    for action in (Do.WITHDRAW, Do.CLOSE, Do.ASK_ABOUT, Do.REOPEN):
        with pytest.raises(CannotAct):
            found_on(summary, action)
    assert found_on(summary, Do.SCORES)
    await board.is_said(f"<@{AMINA}> closed this assessment.")


async def test_a_window_that_asks_whether_to_close_what_is_approved_closes_nothing_that_is_not(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in()
    await board.decide(Verdict.APPROVE, **TICKED)
    await board.says("Approved by")
    amina = await board.open(Do.CLOSE, AMINA)
    assert await board.decide(Do.WITHDRAW, **{"Why?": "I overlooked something."}) is None
    await board.says("A decision was withdrawn")
    await amina.modal.click(action_id=Do.CLOSE_NOW)
    await slack.until(lambda: "since you opened this window" in shown(amina))
    await amina.modal.close()
    assert "Closed" not in (await board.summary()).text
    amina = await board.open(Do.CLOSE, AMINA)
    await amina.modal.click(action_id=Do.CLOSE_NOW)
    await board.says("Closed without a decision")


async def test_a_window_that_asks_whether_to_change_answers_takes_back_nothing_handed_in_since(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    board = Board(slack)
    await board.hand_in()
    priya = await board.open(Do.REOPEN, PRIYA)
    await board.reopens()
    await board.change_answer(5, "3")
    await board.click(Do.SUBMIT, by=TOM, confirm=True)
    await board.is_said("submitted this again")
    await priya.modal.click(action_id=Do.REOPEN_NOW)
    await slack.until(lambda: "This assessment was submitted." in shown(priya))
    assert "Waiting for a decision" in (await board.summary()).text


async def test_a_window_that_asks_whether_to_change_answers_comes_again_once_somebody_has_decided(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    await change(slack, AMINA, {MUST: [GRACE, PRIYA]})
    board = Board(slack)
    await board.hand_in(GRACE, PRIYA)
    tom = await board.open(Do.REOPEN, TOM)
    assert f"<@{GRACE}>" not in shown(tom)
    assert await board.decide(Verdict.APPROVE, GRACE, **TICKED) is None
    await board.is_said(f"<@{GRACE}> approved this")
    await tom.modal.click(action_id=Do.REOPEN_NOW)
    await slack.until(lambda: f"<@{GRACE}>" in shown(tom))
    await slack.settled()
    assert "Waiting for a decision" in (await board.summary()).text, "nothing is done yet"
    await tom.modal.click(action_id=Do.REOPEN_NOW)
    await board.sees(CardKind.REVIEW)


async def test_the_window_asks_for_what_the_chosen_way_needs_and_keeps_what_was_typed(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in()
    grace = await board.open(Do.DECIDE)
    for words in (*LOW, *OPEN):
        assert words in shown(grace)
    await chooses(slack, grace, Verdict.APPROVE)
    grace.modal.fill({WHY: "No benefit."})
    await chooses(slack, grace, Verdict.DECLINE)
    assert await grace.modal.submit() is None
    await board.says(f"Declined by <@{GRACE}>")
    decisions = await board.open(Do.DECISIONS, TOM)
    assert "No benefit." in shown(decisions)


async def test_a_form_that_is_sent_before_it_asked_for_all_asks_then(slack: Sandbox, bot: Bot) -> None:
    """The choice did not reach the bot, or its answer did not reach the form in time."""
    board = Board(slack)
    await board.hand_in()
    grace = await board.open(Do.DECIDE)
    assert await grace.modal.submit({"What do you decide?": "Approve with conditions"}) is None
    assert grace.modal.view.spec["callback_id"] == "decide_approve_with_conditions"
    assert await grace.modal.submit({**TICKED, "Conditions": "Delete it after a year."}) is None
    await board.says("0 of 1 condition met")


async def test_a_decision_survives_a_restart_before_anything_was_drawn(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in()
    grace = await board.open(Verdict.APPROVE)
    await grace.modal.submit(TICKED)
    await bot.stop()
    await bot.start()
    await board.says(f"Approved by <@{GRACE}>")
    await board.is_said(f"<@{GRACE}> approved this.")


async def test_a_question_is_put_to_the_answer_that_its_author_has_read(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    board = Board(slack)
    await board.hand_in()
    grace = await board.open(Do.ASK_ABOUT)
    await board.reopens()
    await board.change_answer(5, "5", by=AMINA)
    await board.click(Do.SUBMIT, by=AMINA, confirm=True)
    await board.is_said("submitted this again")
    asked = {"Question": "5. Root causes: 2", "What would you like to know?": "Why a 2?"}
    await grace.modal.submit(asked)
    window = shown(grace)
    assert "Root causes: 5" in window
    assert f"<@{AMINA}>" in window
    assert not [message for message in board.bots() if "Why a 2?" in message.text]
    assert await grace.modal.submit({"Question": "5. Root causes: 5"}) is None
    await slack.until(lambda: [message for message in board.bots() if "Why a 2?" in message.text])
