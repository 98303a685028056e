"""A reviewer sends an assessment back: the team changes what was named and hands it in again."""

from dataclasses import dataclass
from functools import partial

import pytest

from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.demo.cards import CardKind, kind_of
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message, dm_id
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from flows.refusals import Why
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team, summaries

LIMITS, MINIMUM = "9. Clear limits: 2", "7. Only the data needed: 3"
WISH = "Say who deletes the data & when. <!channel>"
REVIEW, CHANGES = CardKind.REVIEW, CardKind.CHANGES
NOT_NAMED = why_words(Why.NOT_ASKED)


@dataclass
class Round(Team):
    """A team whose assessment Grace decides on."""

    async def sent_back(self, *questions: str) -> Message:
        """Answer, hand in, and have Grace ask for changes: the card of changes in the thread."""
        await self.start(fields={"Who decides?": [GRACE]})
        await self.answer_all(["4"] * 6 + ["3", "4", "2"] + ["4"] * 9, TOM)
        await self.click(Do.SUBMIT, TOM)
        await self.decide(Verdict.CHANGES, {"Questions to look at again": list(questions)})
        return await self.sees(CHANGES)

    async def decide(self, action: str, fields: dict[str, object]) -> None:
        grace = await self.opens(GRACE, action)
        words = {"What should change, and why?": WISH} if action == Verdict.CHANGES else {}
        assert await grace.modal.submit({**words, **fields}) is None

    async def opens(self, by: str, action: str) -> Person:
        """Do something on the summary that opens a window."""
        return await self.opens_window(action, by)

    async def goes_to(self, label: str, by: str = TOM) -> None:
        """Choose a question from the menu of the card."""
        card = self.card()
        assert card is not None
        await self.person(by).clicks.choose(self.channel, card.ts, "go_to", label)

    async def says(self, words: str) -> Message:
        """Wait until the summary says this."""

        def there() -> Message | None:
            found = summaries(self.person().sees.messages(self.channel))
            return next((m for m in found if words in m.text), None)

        return await self.slack.until(there)


@pytest.fixture
def team(slack: Sandbox, bot: Bot) -> Round:
    return Round(slack)


async def test_a_round_ends_in_a_summary_that_says_what_moved_and_what_was_asked(
    slack: Sandbox, team: Round
) -> None:
    card = await team.sent_back(LIMITS, MINIMUM)
    assert f"<@{GRACE}> asked on " in card.text
    assert "Say who deletes the data &amp; when. &lt;!channel&gt;" in card.text
    assert "• Only the data needed: 3" in card.text
    assert "• Clear limits: 2" in card.text
    assert "Lasting benefit" not in card.text

    await team.click(Do.CHANGE, TOM)
    card = await team.question(7)
    assert "A reviewer asked to look at this again." in card.text
    await team.click(Do.KEEP, TOM)
    await team.sees(REVIEW)
    await team.click(Do.CHANGE, TOM)
    await team.question(7)
    await team.click(Do.KEEP, TOM)
    await team.sees(REVIEW)
    await team.goes_to("9. Clear limits: 2")
    await team.question(9)
    await team.click("4", TOM)
    review = await team.sees(REVIEW)
    assert "• Clear limits 2 → 4, by <@U0TOM000001>." in review.text
    assert "• Not changed yet: Only the data needed (3)." in review.text
    await team.click(Do.SUBMIT, TOM, confirm=True)

    summary = await team.says("Changed: Clear limits 2 → 4. Asked for and not changed: Only the data needed.")
    assert "Waiting for a decision by" in summary.text
    grace = await team.opens_window(Do.DECIDE, GRACE)
    shown = str(grace.modal.view.spec["blocks"])
    assert "to look again at Only the data needed and Clear limits." in shown
    assert "Say who deletes the data &amp; when." in shown
    assert "Clear limits 2 → 4, by <@U0TOM000001>." in shown
    await grace.modal.close()
    # The summary is changed in place, of which Slack tells nobody: a line in the thread calls who decides.
    called = f"<@{TOM}> submitted this again. <@{GRACE}> can decide now. The summary says what changed."
    [line] = await slack.until(lambda: [message for message in team.bots() if message.text == called])
    assert [ping for ping in slack.world.pings if (ping.target, ping.ts) == (GRACE, line.ts)]
    assert not [error for error in slack.log.errors if "ratelimited" not in error]
    assert len(summaries(team.person().sees.messages(HOUSING))) == 1


async def test_both_versions_stay_readable_and_the_history_tells_the_way(team: Round) -> None:
    await team.sent_back(LIMITS)
    team.type("review", TOM)
    await team.sees(REVIEW)
    await team.goes_to("9. Clear limits: 2")
    await team.question(9)
    team.type("4 because the agreement names the team", TOM)
    await team.sees(REVIEW)
    team.type("submit", TOM)
    await team.says("Summary 2.")

    priya = await team.opens(PRIYA, Do.ALL_ANSWERS)
    assert "Clear limits 2 → 4" in str(priya.modal.view.spec["blocks"])
    await priya.modal.click(action_id=Do.PAGE_ON)
    await team.slack.until(
        lambda: "Reason: “the agreement names the team" in str(priya.modal.view.spec["blocks"])
    )
    options = [
        option["text"]["text"]
        for block in priya.modal.view.spec["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        for option in element.get("options", [])
    ]
    assert [option.partition(",")[0] for option in options] == ["Summary 1", "Summary 2"]
    await priya.modal.click(action_id="version", value=options[0])
    await team.slack.until(lambda: "Summary 1 of 2" in str(priya.modal.view.spec["blocks"]))
    assert "Changes asked for by <@U0GRACE0001>" in str(priya.modal.view.spec["blocks"])
    await priya.modal.click(action_id=Do.PAGE_ON)
    await team.slack.until(lambda: "Page 2 of 3" in str(priya.modal.view.spec["blocks"]))
    assert "the agreement names the team" not in str(priya.modal.view.spec["blocks"])

    await priya.modal.click(action_id=Do.HISTORY)
    await team.slack.until(lambda: "latest first" in str(priya.modal.view.spec["blocks"]))
    shown = str(priya.modal.view.spec["blocks"])
    for words in ("submitted it", "rated Clear limits 4", "asked for changes to Clear limits"):
        assert words in shown
    assert "the agreement names the team" in shown, "and why, in the words of whoever did it"
    for page in (2, 3):
        await priya.modal.click(action_id=Do.HISTORY_OLDER)
        shows = f"Page {page} of 3"
        await team.slack.until(lambda: shows in str(priya.modal.view.spec["blocks"]))  # noqa: B023
    assert "<@U0AMINA0001> started it." in str(priya.modal.view.spec["blocks"])


async def test_everybody_can_read_the_history_from_the_first_message(team: Round) -> None:
    await team.sent_back(LIMITS)
    grace, headline = team.person(GRACE), team.messages()[0]
    await grace.clicks.choose(HOUSING, headline.ts, "more", "History")
    await team.slack.until(lambda: grace.modal.views)
    assert "<@U0GRACE0001> asked for changes to Clear limits." in str(grace.modal.view.spec["blocks"])


# --- what is typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("4", "Changes were asked for. Choose a question on the card in the thread to begin."),
        ("not sure", "Changes were asked for. Choose a question on the card in the thread to begin."),
        ("back", "Changes were asked for. Choose a question on the card in the thread to begin."),
        ("pause", why_words(Why.CHANGES_ASKED_NO_PAUSE)),
        ("submit", "Look at these questions first, then submit from the review."),
        ("because I say so", NOT_NAMED),
        ("why", "No question is being asked just now."),
        ("status", "Changes asked for by <@U0GRACE0001>"),
    ],
)
async def test_what_is_typed_before_anybody_begins_is_answered_plainly(
    team: Round, typed: str, words: str
) -> None:
    await team.sent_back(LIMITS)
    team.type(typed, TOM)
    await team.told(words, TOM)
    await team.sees(CHANGES)


async def test_resume_brings_the_card_of_changes_to_the_bottom(team: Round) -> None:
    before = await team.sent_back(LIMITS)
    for _ in range(3):
        team.person(PRIYA).types.post(HOUSING, "What do we do now?", thread_ts=team.thread)
    ts = team.type("resume", TOM)
    await team.ticked(ts)
    await team.slack.until(lambda: kind_of(team.messages()[-1]) is CHANGES)
    card = await team.sees(CHANGES)
    assert card.ts > before.ts


async def test_in_a_round_typed_words_lead_only_to_what_was_named(team: Round) -> None:
    await team.sent_back(LIMITS, "18. People told and heard: 4")
    await team.goes_to("9. Clear limits: 2")
    await team.question(9)
    team.type("back", TOM)
    await team.told(NOT_NAMED, TOM)
    team.type("5", TOM)
    await team.sees(REVIEW)
    team.type("back", TOM)
    await team.question(18)
    team.type("keep", TOM)
    await team.sees(REVIEW)
    team.type("3", TOM)
    await team.told("No question is being asked now.", TOM)
    team.type("submit", TOM)
    whisper = await team.told("Not changed, though a reviewer asked for it: People told and heard.", TOM)
    await team.person(TOM).clicks.button(HOUSING, whisper.ts, action_id=Do.SUBMIT)
    await team.says("Clear limits 2 → 5.")


async def test_a_pause_in_a_round_goes_on_where_it_was(team: Round) -> None:
    await team.sent_back(LIMITS)
    await team.click(Do.CHANGE, TOM)
    await team.question(9)
    team.type("pause", TOM)
    await team.sees(CardKind.PAUSED)
    team.type("resume", TOM)
    await team.question(9)
    await team.click("4", TOM)
    await team.sees(REVIEW)


# --- what a decision leaves open


async def test_who_asked_for_changes_can_take_it_back_until_somebody_begins(team: Round) -> None:
    await team.sent_back(LIMITS)
    grace = await team.opens(GRACE, Do.WITHDRAW)
    assert await grace.modal.submit({"Why?": "I read it wrongly."}) is None
    await team.says("A decision was withdrawn.")
    await team.slack.until(
        lambda: any("waits for a decision again" in message.text for message in team.bots())
    )
    team.type("4", TOM)
    await team.told(why_words(Why.AWAITS_AGAIN), TOM)


async def test_after_a_decision_typed_answers_are_refused_and_nothing_moves(team: Round) -> None:
    await team.start(fields={"Who decides?": [GRACE]})
    await team.answer_all(["4"] * 18, TOM)
    await team.click(Do.SUBMIT, TOM)
    await team.decide(Verdict.APPROVE, {})
    await team.says("Approved by <@U0GRACE0001>")
    await team.slack.until(lambda: any(m.text.startswith("Approved by") for m in team.bots()))
    assert "Change answers" not in str((await team.summary()).blocks)

    def told(times: int) -> bool:
        words = "This assessment has been approved. Its answers stand."
        return len([m for m in team.person(TOM).sees.ephemerals(HOUSING) if words in m.text]) == times

    for number, typed in enumerate(("2", "submit", "pause", "because I changed my mind"), start=1):
        team.type(typed, TOM)
        await team.slack.until(partial(told, number))


async def test_a_round_goes_on_after_a_restart(team: Round, bot: Bot) -> None:
    await team.sent_back(LIMITS)
    await team.click(Do.CHANGE, TOM)
    await team.question(9)
    await bot.stop()
    await bot.start()
    await team.click("5", TOM)
    await team.sees(REVIEW)
    await team.click(Do.SUBMIT, TOM)
    await team.says("Clear limits 2 → 5.")


async def test_who_left_the_private_channel_is_not_told_what_is_asked_there(
    slack: Sandbox, team: Round
) -> None:
    await team.start(fields={"Who decides?": [GRACE]})
    await team.answer_all(["4"] * 18, TOM)
    await team.click(Do.SUBMIT, TOM)
    await team.summary()
    slack.person(AMINA).channels.make_private(HOUSING)
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    await team.decide(Verdict.CHANGES, {"Questions to look at again": ["9. Clear limits: 4"]})
    await team.direct_message("asks for changes")
    await team.sees(CHANGES)
    await slack.settled()
    assert not slack.world.channels[dm_id(TOM)].messages
