"""The same conversation typed in the thread; and talk that is not for the bot."""

import pytest

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team, headlines


async def test_a_team_types_its_way_to_the_summary(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    typed = ["4", "four", "4/5", "4 - the leaflet says so", "4 because we asked", "4: yes"]
    for number, words in enumerate([*typed, *["not sure"], *["5"] * 11], start=1):
        await team.question(number)
        await team.ticked(team.type(words))
    await team.sees(CardKind.REVIEW)
    team.type("submit")
    asked = await team.told("1 question is still open: Only the data needed.")
    await team.person().clicks.button(HOUSING, asked.ts, action_id=Do.SUBMIT)
    summary = await team.summary()
    assert "Purposeful: 4.0 of 5 · Strong · 6 of 6 rated." in summary.text
    assert "Proportionate: 5.0 of 5 · Strong · 5 of 6 rated · between 4.3 and 5.0" in summary.text
    assert any("“the leaflet says so”" in message.text for message in team.bots()), "in the minutes"


async def test_a_typed_answer_closes_the_old_card_and_brings_a_new_one(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start()
    typed = team.type("4 because it is on the first page")
    new = await team.question(2)
    await team.ticked(typed)
    old = team._message(card.ts)
    assert old.ts < typed < new.ts
    assert not any(block["type"] == "actions" for block in old.blocks)
    assert "“it is on the first page”" in new.text


@pytest.mark.parametrize("words", ["6", "0", "4/10"])
async def test_a_rating_outside_the_scale_gets_a_private_word(slack: Sandbox, bot: Bot, words: str) -> None:
    team = Team(slack)
    await team.start()
    typed = team.type(words, TOM)
    await team.told("whole numbers from 1 to 5", TOM)
    assert not team._message(typed).reactions
    assert not team.person(AMINA).sees.ephemerals(HOUSING)


async def test_talk_between_people_is_left_alone(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    before = len(team.bots())
    for words in ("4 of our partners said no", "I'd rather ask legal first", "one moment", "back in five"):
        team.type(words, TOM)
    await slack.settled()
    await team.ticked(team.type("3"))
    await team.question(2)
    assert len(team.bots()) == before + 1
    assert not team.person(TOM).sees.ephemerals(HOUSING)


async def test_the_question_card_calls_nobody(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    slack.world.pings.clear()
    await team.ticked(team.type("4 because it is published", TOM))
    await team.question(2)
    await team.click("3", PRIYA)
    await team.question(3)
    assert not slack.world.pings


async def test_a_mention_that_is_not_understood_is_answered_once(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("@Balance 4 of our partners said no", TOM)
    await team.told("did not understand that", TOM)
    await slack.settled()
    assert len(team.person(TOM).sees.ephemerals(HOUSING)) == 1


async def test_a_reason_typed_alone_goes_to_the_answer_just_given(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    await team.ticked(team.type("because the notice says so"))
    await slack.until(lambda: "“the notice says so”" in team.cards()[0].text)


async def test_not_applicable_typed_without_a_reason_asks_for_it(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("n/a")
    await team.told("Type n/a because …")
    await team.ticked(team.type("n/a because nobody is named"))
    await team.question(2)


async def test_pause_and_resume_keep_the_place(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "4"])
    await team.ticked(team.type("pause"))
    await team.sees(CardKind.PAUSED)
    team.type("4")
    await team.told("paused")
    await team.click(Do.RESUME)
    await team.question(3)
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)
    await team.ticked(team.type("continue"))
    await team.question(3)


async def test_help_status_and_why_are_answered_in_private(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    for words, answer in (
        ("help", "Choose a number on the card"),
        ("status", "At question 1 of 18"),
        ("why?", "What would show this?"),
    ):
        team.type(words, PRIYA)
        await team.told(answer, PRIYA)
    assert len(team.cards()) == 1


async def test_an_edited_answer_is_explained(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    typed = team.type("4")
    await team.question(2)
    team.person().types.edit(HOUSING, typed, "5")
    await team.told("An edited message does not change an answer")


async def test_hostile_words_are_shown_as_typed_and_ping_nobody(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    hostile = "<!channel> <@U0TOM000001> *bold* _it_ `code` <https://a.example|link> & שלום"
    await team.start(hostile, fields={"What is to be shared, and why?": hostile})
    for number in range(1, 19):
        await team.question(number)
        team.type(f"2 because {hostile}")
    await team.sees(CardKind.REVIEW)
    team.type("submit")
    summary = await team.summary()
    own = {AMINA}  # the bot names the person who acted; nobody else may be called
    assert {ping.target for ping in slack.world.pings} <= own
    assert "<!channel>" not in summary.text
    assert "&lt;!channel&gt;" in summary.text
    for message in team.bots():
        assert "*bold*" not in "".join(
            element["text"]
            for block in message.blocks
            for element in (block.get("elements") or [block.get("text") or {}])
            if element.get("type") == "mrkdwn"
        )


async def test_a_reply_of_ten_thousand_characters_is_told_the_limit(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("4 because " + "x" * 9_990)
    await team.told("2,000 characters")
    await team.question(1)


async def test_in_a_direct_message_the_bot_talks(slack: Sandbox, bot: Bot) -> None:
    grace = slack.person(GRACE)
    team = Team(slack)
    grace.types.post(grace.dm, "hello")
    first = await team.direct_message("Hello.", GRACE)
    grace.types.post(grace.dm, "hello")
    await slack.until(lambda: len([m for m in grace.sees.messages(grace.dm) if m.is_bot]) == 2)
    said = [m.text for m in grace.sees.messages(grace.dm) if m.is_bot]
    assert said[0] != said[1]
    grace.types.post(grace.dm, "start Sharing falls data")
    ready = await team.direct_message("Ready.", GRACE)
    await grace.clicks.button(grace.dm, ready.ts, action_id=Do.START)
    await slack.until(lambda: grace.modal.views)
    assert await grace.modal.submit({"Title": "Sharing falls data", "Channel": HOUSING}) is None
    assert first.ts < ready.ts


async def test_an_assessment_can_be_held_in_a_direct_message(slack: Sandbox, bot: Bot) -> None:
    grace = slack.person(GRACE)
    team = Team(slack, channel=grace.dm)
    await grace.types.command(grace.dm, "/balance", "A decision of my own")
    await slack.until(lambda: grace.modal.views)
    assert await grace.modal.submit({}) is None
    head = await slack.until(lambda: next(iter(headlines(grace.sees.messages(grace.dm))), None))
    team.thread = head.ts
    await slack.until(lambda: len(grace.sees.thread(grace.dm, head.ts)) > 1)
    typed = grace.types.post(grace.dm, "4 because I know", thread_ts=head.ts)
    await slack.until(lambda: any("Question 2" in m.text for m in grace.sees.thread(grace.dm, head.ts)))
    assert typed


async def test_a_mention_in_a_channel_starts_with_a_button(slack: Sandbox, bot: Bot) -> None:
    tom = slack.person(TOM)
    tom.types.post(HOUSING, "@Balance start Sharing repairs data")
    ready = await Team(slack).told("Ready.", TOM)
    await tom.clicks.button(HOUSING, ready.ts, action_id=Do.START)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({}) is None
    await slack.until(lambda: any("Sharing repairs data" in m.text for m in tom.sees.messages(HOUSING)))
