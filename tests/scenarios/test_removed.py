"""One old answer is not a right for ever: who was removed from a private channel can do nothing there any
more, from wherever they try."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cards.callbacks import Do, Ref, View
from bot.cards.refusals import why_words
from bot.demo.cards import ACTIONS
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA, GENERAL, GOVERNANCE, GRACE, HOUSING, SOCIAL_CARE, TOM
from bot.slack.visibility import BELIEVED
from flows.framework import default_framework
from flows.refusals import Why
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_deciding import RATINGS, Board
from tests.scenarios.test_forged import kept, send

Json = dict[str, Any]

AWAY = "This assessment is in a private channel or conversation that you are not in."
NOT_SAID = why_words(Why.WHERE_NOT_KNOWN_NOW)
ASKS_WHO_IS_WHERE = {"users.conversations", "users.info", "conversations.info"}


async def listed_in_a_direct_message(slack: Sandbox, team: Team) -> Message:
    """Grace has answered, and has a list with *Resume* before her in her own conversation with Balance."""
    await team.start()
    await team.click("4", by=GRACE)
    await team.question(2)
    grace = slack.person(GRACE)
    grace.types.post(grace.dm, "list")
    return await team.direct_message(TITLE, by=GRACE)


async def told(slack: Sandbox, words: str, user: str = GRACE) -> None:
    """Wait until they read this in their own conversation with Balance."""
    person = slack.person(user)
    await slack.until(lambda: [m for m in person.sees.messages(person.dm) if words in m.text])


def remove(slack: Sandbox, user: str = GRACE) -> None:
    slack.person(user).channels.leave(GOVERNANCE)


def button(slack: Sandbox, do: str, value: str) -> Json:
    return {
        "type": "button",
        "action_id": do,
        "block_id": "b",
        "value": value,
        "action_ts": slack._core.stamps.next(),
    }


def forged(slack: Sandbox, message: Message, user: str, do: str, value: str) -> Json:
    """What a client sends that makes a button of its own out of one in this message."""
    core, action = slack._core, button(slack, do, value)
    where = core.world.channels[message.channel]
    return payloads.message_action(core, slack.person(user).profile, where, message, action)


def assessment_of(message: Message) -> str:
    """Which assessment the first button of ours in it is about."""
    values = [element.get("value", "") for _, element in interactive(message.blocks)]
    return next(Ref.decode(value).assessment for value in values if "|" in value)


async def test_resume_in_an_old_direct_message_does_nothing_and_tells_nothing(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    grace = slack.person(GRACE)
    await team.click(Do.PAUSE)
    await slack.until(lambda: "Paused" in team.bots()[-1].text)
    remove(slack)
    await slack.settled()
    before = kept(database)
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING)
    await told(slack, AWAY)
    await slack.settled()
    assert kept(database) == before
    question = default_framework().questions[1].text
    assert not [m for m in grace.sees.messages(grace.dm) if question in m.text + str(m.blocks)]


FORGED = [
    *("4", Do.CHANGE, Do.REASON, Do.PAUSE, Do.SUBMIT, Do.ABANDON, Do.ADD_ACTION, Do.CLOSE),
    *(Do.ALL_ANSWERS, Do.HISTORY, Do.DECISIONS, Do.ACTIONS, Do.WHY, Do.SCORES),
    *(
        Do.REVIEWERS,
        Do.HAND_OVER,
        Do.MOVE,
        Do.RETRY,
        Do.LOOK_AGAIN_ON,
        Do.LOOK_AGAIN,
        Do.NEXT_LOOK,
        Do.LAST_LOOK,
        Do.GIVE_LOOK,
        Do.START_AGAIN,
        Do.AGREED,
        Do.COMPARE,
        Do.COMPARE_LOOKS,
        Do.WITHDRAW,
        Do.DECIDE,
        Do.REOPEN,
        Do.CONDITIONS,
        Do.MEET_CONDITION,
        Do.CONFIRM_CONDITION,
        Do.SEND_BACK_CONDITION,
        Do.CONDITION_TERMS,
        Do.DESCRIBE,
        Do.TICK_ACTION,
        Do.UNTICK_ACTION,
        Do.ASK_ABOUT,
        Do.VERSION,
        Do.ALL_REASONS,
        Do.REASONS_BACK,
        Do.REASONS_ON,
        Do.REASONS_TO,
        Do.RESUME,
        Do.BRING,
        Do.GO_ON,
        Do.KEEP,
        Do.BACK,
        Do.GO_TO,
        Do.NOT_SURE,
        Do.NOT_APPLICABLE,
    ),
]


async def acts(person: Person, way: str) -> None:
    """With a command, or a shortcut on a message."""
    if way == "/balance":
        await person.types.command(GOVERNANCE, "/balance", "help")
    else:
        message = person.types.post(GOVERNANCE, "The contract is signed.")
        await person.clicks.shortcut(View.USE_AS_EVIDENCE, GOVERNANCE, message)


@pytest.mark.parametrize("late", ["/balance", "message_action"])
async def test_a_command_or_shortcut_that_comes_in_after_the_removal_does_not_bring_anybody_back(
    slack: Sandbox, bot: Bot, database: Path, late: str
) -> None:
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    grace = slack.person(GRACE)
    await team.click(Do.PAUSE)
    await slack.until(lambda: "Paused" in team.bots()[-1].text)
    fault = slack.faults.events.delay(2, what=late, user=GRACE, times=1)
    acting = asyncio.create_task(acts(grace, late))
    await slack.until(lambda: fault.hits)
    remove(slack)
    await slack.pass_time(2.5)
    await acting
    await slack.settled()
    before = kept(database)
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING)
    await told(slack, AWAY)
    assert kept(database) == before


async def test_what_is_forged_from_a_direct_message_is_refused(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    remove(slack)
    await slack.settled()
    ref = Ref(assessment_of(listed), 1, team.framework.questions[0].id, GOVERNANCE)
    grace, before = slack.person(GRACE), kept(database)
    for number, do in enumerate(FORGED, start=1):
        await send(slack, forged(slack, listed, GRACE, ACTIONS[do], ref.encode()))

        def refused(so_often: int = number) -> bool:
            return len([m for m in grace.sees.messages(grace.dm) if AWAY in m.text]) == so_often

        await slack.until(refused)
        assert not grace.modal.views, do
    assert kept(database) == before


async def test_a_form_that_was_open_at_the_removal_is_refused(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start()
    grace = slack.person(GRACE)
    await team.click(Do.NOT_APPLICABLE, by=GRACE)
    await slack.until(lambda: grace.modal.views)
    remove(slack)
    await slack.settled()
    before = kept(database)
    errors = await grace.modal.submit({"reason": "nobody is concerned"})
    assert errors is not None
    assert AWAY in errors["reason"]
    assert kept(database) == before
    assert grace.modal.views, "the words are still there"


async def test_what_turns_the_pages_of_an_open_window_is_refused(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start()
    await open_history(slack, team, GRACE)
    remove(slack)
    await slack.settled()
    shown = slack.person(GRACE).modal.view.spec
    await click_in_window(slack, GRACE, Do.HISTORY_OLDER, "")
    await told(slack, AWAY)
    assert slack.person(GRACE).modal.view.spec == shown


async def open_history(slack: Sandbox, team: Team, user: str) -> None:
    person = slack.person(user)
    await person.clicks.choose(team.channel, team.thread, "more", "History")
    await slack.until(lambda: person.modal.views)


async def click_in_window(slack: Sandbox, user: str, do: str, value: str) -> None:
    """With this value, whatever is drawn there."""
    person, core = slack.person(user), slack._core
    action = button(slack, do, value)
    await send(slack, payloads.view_action(core, person.profile, person.modal.view, action))


async def test_while_slack_does_not_say_only_what_is_private_is_refused(slack: Sandbox, bot: Bot) -> None:
    for channel, title in ((HOUSING, TITLE), (GOVERNANCE, "Disciplinary records")):
        team = Team(slack, channel)
        await team.start(title)
        await team.click("4", by=GRACE)
        await team.question(2)
    grace = slack.person(GRACE)
    grace.types.post(grace.dm, "list")  # from now on it is known which channels are public
    listed = await team.direct_message("Disciplinary records", by=GRACE)
    rows = {
        channel: next(
            block["block_id"] for block in listed.blocks if about in str(block) and "accessory" in block
        )
        for channel, about in ((HOUSING, TITLE), (GOVERNANCE, "Disciplinary records"))
    }
    await slack.pass_time(BELIEVED + 1)
    silent = slack.faults.calls.refuse("users.conversations")
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING, block_id=rows[GOVERNANCE])
    await told(slack, NOT_SAID)
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING, block_id=rows[HOUSING])
    await brought(slack, 1)
    silent.end()
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING, block_id=rows[GOVERNANCE])
    await brought(slack, 2)


async def test_slack_that_is_slow_to_say_it_holds_up_no_acknowledgement(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    await bot.stop()
    await bot.start()
    grace = slack.person(GRACE)
    slack.faults.calls.latency(8, method="users.conversations")
    await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING)  # raises if it is not acknowledged
    await told(slack, NOT_SAID)


async def test_in_its_own_channel_an_act_and_its_form_cost_no_question_to_slack(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start()
    await slack.settled()

    def asked() -> list[str]:
        """Without what Grace is called, which a new card may ask."""
        return [call.method for call in slack.log.calls if call.method in ASKS_WHO_IS_WHERE - {"users.info"}]

    before = asked()
    tom_or_grace = slack.person(GRACE)
    await team.click("4", by=GRACE)
    await team.question(2)
    await team.click(Do.NOT_APPLICABLE, by=GRACE)
    await slack.until(lambda: tom_or_grace.modal.views)
    assert await tom_or_grace.modal.submit({"reason": "nobody is concerned"}) is None
    await team.question(3)
    team.type("2 because we asked", by=GRACE)
    await team.question(4)
    assert asked() == before


async def test_who_acts_from_elsewhere_is_asked_about_once_a_minute(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    grace = slack.person(GRACE)
    for times in (1, 2, 3):
        await grace.clicks.button(grace.dm, listed.ts, action_id=Do.BRING)
        await brought(slack, times)
    asked = [call for call in slack.log.calls if call.method == "users.conversations"]
    assert len([call for call in asked if call.args.get("user") == GRACE]) == 1


async def brought(slack: Sandbox, times: int) -> None:
    """Wait until Grace was led to a card so often."""
    grace = slack.person(GRACE)

    def told_so_often() -> bool:
        words = "The card is at the bottom of its thread."
        return len([m for m in grace.sees.messages(grace.dm) if words in m.text]) == times

    await slack.until(told_so_often)


async def test_nobody_brings_anything_into_a_private_channel_that_they_are_not_in(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    tom = slack.person(TOM)
    await set_in(slack, GOVERNANCE, {"Who usually decides?": [GRACE]})
    before = kept(database)
    await tom.types.command(HOUSING, "/balance", "Sharing arrears data")
    await slack.until(lambda: tom.modal.views)
    form = payloads.view_submission(slack._core, tom.profile, tom.modal.view)
    form["view"]["state"]["values"]["channel"]["value"]["selected_conversation"] = GOVERNANCE
    answer = await send(slack, form)
    assert "Choose a channel that you are in" in answer["errors"]["channel"]
    form["view"]["state"]["values"]["channel"]["value"]["selected_conversation"] = slack.person(GRACE).dm
    answer = await send(slack, form)
    assert "Choose a channel that you are in" in answer["errors"]["channel"]
    assert kept(database) == before


async def test_a_public_channel_may_be_started_in_from_outside(slack: Sandbox, bot: Bot) -> None:
    """Whether Balance is in it or not: then Slack is asked about that very channel."""
    tom, amina = slack.person(TOM), slack.person(AMINA)
    for channel in (SOCIAL_CARE, GENERAL):
        if slack.world.channels[channel].has(TOM):
            slack.world.channels[channel].members.remove(TOM)
        await tom.types.command(HOUSING, "/balance", "Sharing arrears data")
        await slack.until(lambda: tom.modal.views)
        assert await tom.modal.submit({"Channel": channel}) is None
    await slack.until(lambda: Team(slack, SOCIAL_CARE).headline("Sharing arrears", amina))
    await told(slack, f"Balance is not in <#{GENERAL}> yet", TOM)
    assert [call.args["channel"] for call in slack.log.of("conversations.info")] == [GENERAL]


async def test_nothing_is_moved_into_a_private_channel_by_who_is_not_in_it(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start(by=TOM)
    tom = slack.person(TOM)
    await tom.clicks.choose(HOUSING, team.thread, "more", "Move to another channel")
    await slack.until(lambda: tom.modal.views)
    form = payloads.view_submission(slack._core, tom.profile, tom.modal.view)
    form["view"]["state"]["values"]["channel"] = {
        "value": {"type": "conversations_select", "selected_conversation": GOVERNANCE}
    }
    answer = await send(slack, form)
    assert "Choose a channel that you are in" in answer["errors"]["channel"]
    await slack.settled()
    assert not slack.world.channels[GOVERNANCE].messages


async def test_who_may_start_also_says_who_may_move_there(slack: Sandbox, bot: Bot) -> None:
    tom = slack.person(TOM)
    await set_in(slack, HOUSING, {"Who may start an assessment?": [GRACE]})
    await tom.types.command(tom.dm, "/balance", TITLE)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({}) is None
    headline = await slack.until(lambda: Team(slack, tom.dm).headline(TITLE, tom))
    await tom.clicks.choose(tom.dm, headline.ts, "more", "Move to another channel")
    await slack.until(lambda: tom.modal.views)
    errors = await tom.modal.submit({"Channel": HOUSING})
    assert errors is not None
    assert "can start an assessment" in errors["channel"]


async def set_in(slack: Sandbox, channel: str, fields: Json) -> None:
    """Amina, an admin, sets this in a channel."""
    amina = slack.person(AMINA)
    await amina.types.command(channel, "/balance", "settings")
    shown = await slack.until(lambda: next(iter(amina.sees.ephemerals(channel)), None))
    await amina.clicks.button(channel, shown.ts, action_id=Do.SETTINGS)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit(fields) is None


async def test_the_channel_of_a_window_is_the_one_that_slack_holds_not_the_one_of_the_button(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    """Tom has no part in it and is not in its channel: a button that says that he is, is not believed."""
    team = Team(slack, GOVERNANCE)
    await team.start("Disciplinary records")
    card = team.card()
    assert card is not None
    secret = assessment_of(card)
    own = Team(slack, HOUSING)
    await own.start(by=TOM)
    tom = slack.person(TOM)
    await open_history(slack, own, TOM)
    before = kept(database)
    await click_in_window(slack, TOM, Do.HISTORY_OLDER, Ref(secret, 0, "", GOVERNANCE).encode())
    await told(slack, AWAY, TOM)
    assert kept(database) == before
    assert "Disciplinary" not in str(tom.modal.view.spec)


async def test_the_new_owner_outside_the_private_channel_is_told_no_title(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start()
    amina, tom = slack.person(AMINA), slack.person(TOM)
    card = team.card()
    assert card is not None
    ref = Ref(assessment_of(card), 0, "", GOVERNANCE)
    await send(slack, forged(slack, card, AMINA, Do.HAND_OVER, ref.encode()))
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"New owner": TOM}) is None
    await told(slack, "handed an assessment over to you", TOM)
    await team.told(f"<@{TOM}> is not in <#{GOVERNANCE}>, which is private")
    assert not [m for m in tom.sees.messages(tom.dm) if TITLE in m.text + str(m.blocks)]


async def test_the_settings_of_a_private_channel_are_for_those_who_are_in_it(
    slack: Sandbox, bot: Bot
) -> None:
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", "settings")
    shown = await slack.until(lambda: next(iter(tom.sees.ephemerals(HOUSING)), None))
    await send(slack, forged(slack, shown, TOM, Do.SETTINGS, GOVERNANCE))
    await slack.until(
        lambda: [
            m for m in tom.sees.ephemerals(HOUSING) if "Only people in this channel" in m.text + str(m.blocks)
        ]
    )
    assert not tom.modal.views


async def test_a_title_that_looks_empty_is_empty(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "start")
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Title": "\u200b\u200b\u2060\ufeff"})
    assert errors == {"title": "A title has 3 to 150 characters. This one is empty."}


async def test_a_decide_window_that_was_open_shows_nothing_new_to_who_was_removed(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack, GOVERNANCE)
    await board.start(fields={"Who decides?": [GRACE]})
    await board.answer_all(RATINGS)
    await board.click(Do.SUBMIT, confirm=True)
    await board.summary()
    await board.use_summary(Do.DECIDE, GRACE)
    grace = slack.person(GRACE)
    await slack.until(lambda: grace.modal.views)
    remove(slack)
    await slack.settled()
    errors = await grace.modal.submit({"What do you decide?": "Approve"})
    assert errors
    assert AWAY in str(errors)


async def test_a_forged_offer_tells_nothing_to_who_cannot_see_the_assessment(
    slack: Sandbox, bot: Bot
) -> None:
    listed = await listed_in_a_direct_message(slack, Team(slack, GOVERNANCE))
    tom = slack.person(TOM)
    tom.types.post(tom.dm, "help")
    own = await slack.until(lambda: next(iter([m for m in tom.sees.messages(tom.dm) if m.is_bot]), None))
    value = json.dumps([Ref(assessment_of(listed), 1).encode(), own.ts, "status", 0, ""])
    await send(slack, forged(slack, own, TOM, f"{Do.OFFER}_1", value))
    await told(slack, AWAY, TOM)
    assert not [m for m in tom.sees.messages(tom.dm) if TITLE in m.text]


async def answered_without_balance(slack: Sandbox, team: Team) -> None:
    """Amina answers in a channel that Balance is not in any more."""
    slack.faults.calls.spoil_response_urls()
    await team.click("4", AMINA)


def kick_bot(slack: Sandbox) -> None:
    slack.person(AMINA).channels.kick_bot(GOVERNANCE)


async def test_an_owner_who_was_removed_is_not_told_which_assessment_is_in_trouble(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack, GOVERNANCE)
    await team.start(by=GRACE)
    remove(slack)
    await slack.settled()
    kick_bot(slack)
    await answered_without_balance(slack, team)
    notice = await team.direct_message("You own an assessment that cannot be shown", GRACE)
    slack.person(AMINA).channels.invite_bot(GOVERNANCE)
    over = await team.direct_message("goes on in", GRACE)
    assert over.ts == notice.ts
    dm = slack.person(GRACE).sees.messages(slack.person(GRACE).dm)
    assert TITLE not in "".join(f"{message.text}{message.blocks}" for message in (notice, over, *dm))


async def test_an_owner_who_was_there_last_is_told_which_one_balance_was_removed_from(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack, GOVERNANCE)
    await team.start(by=GRACE)
    kick_bot(slack)
    await answered_without_balance(slack, team)
    notice = await team.direct_message("Type /invite @Balance there", GRACE)
    assert TITLE in notice.text
    slack.person(AMINA).channels.invite_bot(GOVERNANCE)
    assert TITLE in (await team.direct_message("goes on in", GRACE)).text


async def test_after_a_restart_nobody_is_known_to_be_where_balance_was_removed_from(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack, GOVERNANCE)
    await team.start(by=GRACE)
    await bot.stop()
    kick_bot(slack)
    remove(slack)
    await bot.start()
    await answered_without_balance(slack, team)
    notice = await team.direct_message("You own an assessment that cannot be shown", GRACE)
    assert f"<#{GOVERNANCE}>" in notice.text, "who is in it reads its name"
