"""Several people at once, old cards, and who may answer."""

import asyncio
from functools import partial

import pytest

from bot.cards.callbacks import Do
from bot.cards.text import permalink
from bot.demo.cards import CardKind, found_on
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA, GENERAL, GOVERNANCE, GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team


async def test_two_clicks_at_once_the_first_wins_and_the_second_is_told(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start()
    await asyncio.gather(
        team.person(TOM).clicks.button(HOUSING, card.ts, action_id=f"{Do.RATE}_4"),
        team.person(PRIYA).clicks.button(HOUSING, card.ts, action_id=f"{Do.RATE}_2"),
    )
    await team.question(2)
    told = await team.told("<@U0TOM000001> has already answered this question: 4", PRIYA)
    await team.person(PRIYA).clicks.button(HOUSING, told.ts, action_id=Do.CHANGE)
    await team.question(1)
    await team.click("2", PRIYA)
    card = await team.question(2)
    assert "Clear purpose: 2" in card.text
    changed = "<@U0PRIYA0001> changed Clear purpose from 4 (<@U0TOM000001>) to 2."
    await slack.until(lambda: [m for m in team.bots() if m.text == changed])


async def test_a_double_click_counts_once_and_says_nothing(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start()
    await asyncio.gather(
        team.person().clicks.button(HOUSING, card.ts, action_id=f"{Do.RATE}_4"),
        team.person().clicks.button(HOUSING, card.ts, action_id=f"{Do.RATE}_4"),
    )
    await team.question(2)
    await slack.settled()
    assert not team.person().sees.ephemerals(HOUSING)


async def test_a_click_on_an_old_card_does_not_overwrite(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start()
    stale = dict(found_on(card, "1")[1])
    await team.answer_all(["4"])
    typed = team.type("3")
    await team.question(3)
    await team.ticked(typed)
    await team.answer_all(["4"], start=3)
    old = team._message(card.ts)
    old.blocks = [{"type": "actions", "block_id": "old", "elements": [stale]}]
    await team.person(TOM).clicks.button(HOUSING, old.ts, action_id=f"{Do.RATE}_1")
    await team.told("already answered this question: 4", TOM)
    await slack.until(lambda: not any(b["type"] == "actions" for b in team._message(card.ts).blocks))
    await team.question(4)


async def test_two_typed_answers_at_once_count_for_one_question(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    first, second = team.type("4", TOM), team.type("2", PRIYA)
    await team.question(2)
    await team.ticked(first)
    await team.told("<@U0TOM000001> has already answered this question: 4", PRIYA)
    assert not team._message(second).reactions


async def test_one_person_may_type_on_without_waiting(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    typed = [team.type(words) for words in ("4", "3", "5")]
    await team.question(4)
    for ts in typed:
        await team.ticked(ts)


async def test_only_the_people_chosen_can_answer(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start(fields={"Who answers?": [TOM]})
    await team.person(PRIYA).clicks.button(HOUSING, card.ts, action_id=f"{Do.RATE}_4")
    await team.told("were chosen at the start", PRIYA)
    typed = team.type("4", PRIYA)
    await slack.until(lambda: len(team.person(PRIYA).sees.ephemerals(HOUSING)) == 2)
    assert not team._message(typed).reactions
    await team.click("3", TOM)
    await team.question(2)
    await team.click("3", AMINA)
    await team.question(3)


async def test_a_submitted_assessment_takes_no_more_answers(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    before = summary.text
    team.type("1", TOM)
    await team.told("submitted", TOM)
    assert (await team.summary()).text == before


async def test_where_the_bot_is_not_invited_it_says_how_and_goes_on_by_itself(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack, channel=GENERAL)
    amina = team.person()
    await amina.types.command(GENERAL, "/balance", "Sharing repairs data")
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({}) is None
    notice = await team.direct_message("/invite @Balance")
    assert "Nothing is lost" in notice.text
    amina.channels.invite_bot(GENERAL)
    await slack.until(
        lambda: any(m.text.startswith("Assessment: Sharing repairs") for m in amina.sees.messages(GENERAL))
    )
    await slack.until(lambda: any("Balance is here" in m.text for m in amina.sees.messages(GENERAL)))
    await team.direct_message("This goes on in <#C0GENERAL01> now.")
    assert len([m for m in amina.sees.messages(amina.dm) if "Sharing repairs" in m.text]) == 1


async def moved_to_housing(slack: Sandbox, owner: Person, notice: Message) -> Team:
    """The owner moves it by the button of the notice; the team is at work in its new place."""
    await owner.clicks.button(owner.dm, notice.ts, action_id=Do.MOVE)
    await slack.until(lambda: owner.modal.views)
    assert await owner.modal.submit({"Channel": HOUSING}) is None
    moved = Team(slack)
    head = await slack.until(lambda: moved.headline("", owner))
    moved.thread = head.ts
    return moved


async def test_it_can_be_moved_when_its_channel_is_archived(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, channel=GOVERNANCE)
    await team.start()
    await team.answer_all(["4", "3", "5"])
    amina = team.person()
    amina.channels.archive(GOVERNANCE)
    await amina.types.command(amina.dm, "/balance", "resume")
    listed = await team.direct_message("Waiting for you")
    await amina.clicks.button(amina.dm, listed.ts, action_id=Do.BRING)
    notice = await team.direct_message("is archived")
    moved = await moved_to_housing(slack, amina, notice)
    card = await moved.question(4)
    assert "Just answered: Lasting benefit: 5" in card.text


async def test_what_stands_in_the_old_place_says_where_the_assessment_went(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    card = await team.answer_all(["4"])
    amina = team.person()
    headline = next(message for message in amina.sees.messages(HOUSING) if message.ts == team.thread)
    await amina.clicks.choose(HOUSING, headline.ts, "more", "Move to another channel")
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": GOVERNANCE}) is None
    moved = Team(slack, channel=GOVERNANCE)
    moved.thread = (await slack.until(lambda: moved.headline("", amina))).ts
    await moved.question(2)
    words = f"This goes on in <#{GOVERNANCE}>, in a new thread."

    def leads_on(ts: str) -> bool:
        return words in team._message(ts).text

    for old in (headline.ts, card.ts):
        await slack.until(partial(leads_on, old))
        assert not [block for block in team._message(old).blocks if block["type"] in ("actions", "header")]


@pytest.mark.parametrize("channel", [HOUSING, GOVERNANCE], ids=["public", "private"])
async def test_what_waited_for_an_archived_channel_goes_on_once_it_is_back(
    slack: Sandbox, bot: Bot, channel: str
) -> None:
    team = Team(slack, channel=channel)
    await team.start()
    await team.answer_all(["4"])
    amina = team.person()
    amina.channels.archive(channel)
    await amina.types.command(amina.dm, "/balance", "resume")
    listed = await team.direct_message("Waiting for you")
    await amina.clicks.button(amina.dm, listed.ts, action_id=Do.BRING)
    await team.direct_message("is archived")
    before = team.cards()
    amina.channels.unarchive(channel)
    # By itself it would be tried again only after five minutes.
    await team.direct_message(f"This goes on in <#{channel}> now.")
    new = await slack.until(lambda: next((m for m in team.cards() if m not in before), None))
    assert new.text.startswith("Question 2 of 18")


async def test_a_deleted_card_is_posted_anew(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    card = await team.answer_all(["4"])
    team.person(AMINA).clicks.delete(HOUSING, card.ts)
    new = await slack.until(lambda: next((m for m in team.cards() if m.ts != card.ts), None))
    assert new.text.startswith("Question 2 of 18")


async def test_a_deleted_thread_is_noticed_and_the_owner_is_told(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    typed = team.type("3")
    await team.question(3)
    await team.ticked(typed)
    team.person(AMINA).clicks.delete(HOUSING, team.thread)
    notice = await team.direct_message("was deleted")
    amina = team.person()
    top = [m for m in amina.sees.messages(HOUSING) if m.is_bot and m.thread_ts is None and not m.tombstone]
    assert not [m for m in top if "Question" in m.text]
    moved = await moved_to_housing(slack, amina, notice)
    await moved.question(3)


async def test_home_lists_what_waits_and_brings_it_back(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "4"], by=TOM)
    for words in ("we should ask legal", "agreed"):
        team.type(words, PRIYA)
    tom = team.person(TOM)
    tom.home.open()
    shown = await slack.until(lambda: tom.home.view)
    assert "Sharing housing arrears" in str(shown.spec["blocks"])
    card = await team.question(3)
    (resume,) = (one for _, one in interactive(shown.spec["blocks"]) if one["action_id"] == Do.GO_ON)
    assert resume["url"] == permalink(slack.url, HOUSING, card.ts, team.thread)
    await tom.home.click(action_id=Do.GO_ON)
    await slack.settled()
    assert await team.question(3) == card, "it is opened where it stands"
    grace = team.person(GRACE)
    grace.home.open()
    shown = await slack.until(lambda: grace.home.view)
    assert "Nothing is waiting for you" in str(shown.spec["blocks"])


async def test_the_command_lists_resumes_and_helps_in_private(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    amina = team.person()
    for words, answer in (
        ("help", "/balance and a title"),
        ("list", "Assessments in this channel"),
        ("settings", "Your own settings"),
        ("resume", "Waiting for you"),
    ):
        await amina.types.command(HOUSING, "/balance", words)
        await team.told(answer)
    waiting = await team.told("Waiting for you")
    await amina.clicks.button(HOUSING, waiting.ts, action_id=Do.BRING)
    await team.told("The card is at the bottom of its thread.")
    assert len(team.cards()) == 1


async def test_the_shortcut_opens_the_same_form(slack: Sandbox, bot: Bot) -> None:
    tom = slack.person(TOM)
    await tom.clicks.shortcut("start_assessment")
    await slack.until(lambda: tom.modal.views)
    assert tom.modal.view.spec["title"]["text"] == "Start an assessment"
    assert await tom.modal.submit({"Title": "Sharing repairs data", "Channel": HOUSING}) is None
    await slack.until(lambda: any("Sharing repairs data" in m.text for m in tom.sees.messages(HOUSING)))


async def test_only_its_owner_can_abandon(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)
    await team.click(Do.ABANDON, TOM)
    await team.told("Only <@U0AMINA0001> can abandon", TOM)
    assert not team.person(TOM).modal.views, "nobody is asked for what they may not do"
    await team.click(Do.ABANDON, AMINA)
    amina = team.person(AMINA)
    await slack.until(lambda: amina.modal.views)
    (button,) = (one for _, one in interactive(amina.modal.view.spec["blocks"]))
    assert button["style"] == "danger"
    assert team.stands_at(CardKind.PAUSED)
    await amina.modal.click(action_id=Do.ABANDON_NOW)
    await slack.until(lambda: "Abandoned." in team.messages()[0].text)
