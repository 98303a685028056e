"""What is only likely an answer is offered back over the wire: to its author alone, stored if they say so."""

import contextlib
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from bot.cards import offer as offer_card
from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.demo.cards import CardKind
from bot.listeners.changed_messages import EDITED
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, TOM
from flows.refusals import Why
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_evidence import recorded

TAKE, OTHER = f"{Do.OFFER}_1", f"{Do.OFFER}_2"


def offers(team: Team, person: str = AMINA) -> list[Message]:
    shown = team.person(person).sees.ephemerals(team.channel)
    return [message for message in shown if TAKE in str(message.blocks)]


async def offered(team: Team, words: str, person: str = AMINA) -> Message:
    team.type(words, person)
    return (await team.slack.until(lambda: offers(team, person)))[-1]


async def choose(team: Team, offer: Message, action: str, person: str = AMINA) -> None:
    somebody: Person = team.person(person)
    await somebody.clicks.button(team.channel, offer.ts, action_id=action)


async def test_a_hedged_answer_is_stored_when_its_author_says_so(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    offer = await offered(team, "probably a 3, they asked most of them")
    assert not offers(team, TOM), "nobody else sees it"
    assert team.stands_at(1), "nothing is stored yet"
    await choose(team, offer, TAKE)
    card = await team.question(2)
    assert "3" in card.text
    await slack.until(lambda: not offers(team))


async def test_between_two_both_are_offered(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    offer = await offered(team, "between 3 and 4")
    await choose(team, offer, OTHER)
    await team.question(2)


async def test_it_dies_when_the_question_moves_on(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    offer = await offered(team, "3ish")
    await team.click("5", TOM)
    await team.question(2)
    await choose(team, offer, TAKE)
    await slack.until(lambda: not offers(team))
    assert team.stands_at(2), "what was meant for the first question answers no other"
    assert "5" in (await team.question(2)).text


async def test_after_two_refusals_there_are_no_more_for_the_day(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    for words in ("3ish", "maybe 4"):
        await choose(team, await offered(team, words), Do.REFUSE_OFFER)
        await slack.until(lambda: not offers(team))
    team.type("probably 2")
    await offered(team, "probably 2", TOM)
    assert not offers(team), "he still gets them, she does not"
    assert team.stands_at(1)


async def test_a_correction_changes_the_answer_given_last(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4")
    await team.question(2)
    offer = await offered(team, "wrong, I meant 3")
    await choose(team, offer, TAKE)
    await slack.until(lambda: not offers(team))
    await slack.settled()
    assert team.stands_at(2)
    assert "3" in (await team.question(2)).text


async def test_a_correction_without_an_answer_before_is_for_this_question(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await choose(team, await offered(team, "sorry, 3"), TAKE)
    await team.question(2)


async def test_undo_leads_back_to_the_answer_given_last(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4")
    await team.question(2)
    team.type("undo")
    await team.question(1)
    team.type("undo", TOM)
    await slack.until(lambda: team.person(TOM).sees.ephemerals(team.channel))
    assert team.stands_at(1)


async def test_a_slip_in_a_command_is_offered_and_done(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    ts = team.type("puase")
    await choose(team, await slack.until(lambda: offers(team)[-1] if offers(team) else None), TAKE)
    await team.sees(CardKind.PAUSED)
    await team.ticked(ts)


async def paused(team: Team) -> None:
    await team.start()
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)


async def test_an_answer_typed_in_a_pause_is_kept_until_its_author_goes_on(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await paused(team)
    ts = team.type("4 because they asked", TOM)
    offer = await slack.until(lambda: next(iter(offers(team, TOM)), None))
    assert "Resume and save 4" in str(offer.blocks)
    assert "Clear purpose" in offer.text
    assert team.stands_at(CardKind.PAUSED), "nothing is stored yet"
    await choose(team, offer, TAKE, TOM)
    card = await team.question(2)
    assert "“they asked”" in card.text
    await team.ticked(ts)


async def test_who_has_left_the_channel_when_it_is_offered_is_told_that_nothing_is_saved(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await paused(team)
    gone = slack.faults.calls.refuse("chat.postEphemeral", error="user_not_in_channel")
    team.type("4 because they asked", TOM)
    told = await team.direct_message(offer_card.NOT_THERE, by=TOM)
    gone.end()
    assert "Clear purpose" not in told.text
    assert offers(team, TOM) == []


async def test_it_is_taken_though_a_colleague_has_gone_on_meanwhile(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await paused(team)
    offer = await offered(team, "4", TOM)
    await team.click(Do.RESUME)
    await team.question(1)
    await choose(team, offer, TAKE, TOM)
    assert "Clear purpose: 4" in (await team.question(2)).text


async def test_it_is_not_taken_once_somebody_has_answered(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await paused(team)
    offer = await offered(team, "4", TOM)
    await team.click(Do.RESUME)
    await team.question(1)
    await team.click("2")
    await team.question(2)
    await choose(team, offer, TAKE, TOM)
    await team.told("out of date", TOM)
    assert "Clear purpose: 2" in (await team.question(2)).text


async def test_a_likely_answer_and_a_correction_are_offered_in_a_pause_as_well(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)
    assert "Resume and save 3" in str((await offered(team, "probably 3", TOM)).blocks)
    await choose(team, await offered(team, "wrong, I meant 5"), TAKE)
    assert "Clear purpose: 5" in (await team.question(2)).text


async def test_at_a_paused_review_there_is_no_question_to_answer(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("review")
    await team.sees(CardKind.REVIEW)
    team.type("4")
    await team.told("type submit")
    team.type("help")
    await team.told("This is the review.")
    await team.click(Do.PAUSE)
    await team.sees(CardKind.PAUSED)
    team.type("4")
    await team.told("Type resume to go on")
    assert not offers(team)


async def test_talk_that_is_edited_into_an_answer_is_offered(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    ts = team.type("one of us should ask Sara")
    await slack.settled()
    team.person(AMINA).types.edit(team.channel, ts, "4 because Sara was asked")
    await choose(team, await slack.until(lambda: offers(team)[-1] if offers(team) else None), TAKE)
    await team.question(2)


async def test_talk_gets_no_offer(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    for words in ("3 people from the hub are joining", "back in 5", "Tom said 4 but he has not read it"):
        team.type(words)
    await slack.settled()
    assert not team.person(AMINA).sees.ephemerals(team.channel)
    assert team.stands_at(1)


def answers(database: Path) -> dict[str, tuple[str, int | None]]:
    """What stands in the store, by question."""
    with contextlib.closing(sqlite3.connect(database)) as store:
        rows = store.execute("SELECT question_id, kind, rating FROM answers").fetchall()
    return {question: (kind, rating) for question, kind, rating in rows}


def written(database: Path) -> list[tuple[str, str]]:
    """Each answer's kind, with its reason."""
    with contextlib.closing(sqlite3.connect(database)) as store:
        return store.execute("SELECT kind, reason FROM answers ORDER BY id").fetchall()


async def at_the_second_question(slack: Sandbox, rating: str = "4") -> Team:
    team = Team(slack)
    await team.start()
    await team.click(rating)
    await team.question(2)
    return team


@pytest.mark.parametrize(
    "words",
    [
        "question 1: 4",
        "4 for question 1, they were asked",
        "make question 1 a 4",
        "the first question, we'd go with 4",
        "On number 1 I'd give a 4",
        "they were asked, so question 1 is a 4",
        "1: we say 4",
    ],
)
async def test_an_answer_to_a_question_that_is_named_is_offered_for_that_one(
    slack: Sandbox, bot: Bot, database: Path, words: str
) -> None:
    team = await at_the_second_question(slack, "2")
    offer = await offered(team, words, TOM)
    first, second = team.framework.questions[:2]
    assert first.label in offer.text, "by whomever it was answered"
    await choose(team, offer, TAKE, TOM)
    await slack.until(lambda: not offers(team, TOM))
    await recorded(lambda: answers(database)[first.id] == ("rating", 4))
    await slack.settled()
    assert team.stands_at(2), "and the one that was asked waits on"
    assert second.id not in answers(database)


async def test_the_question_being_asked_can_be_named(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("question 1: 4")
    await team.question(2)
    assert not offers(team)


async def test_a_question_that_nobody_has_answered_yet_can_be_answered_first(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    await choose(team, await offered(team, "Q3 = 5"), TAKE)
    await slack.until(lambda: not offers(team))
    await recorded(lambda: answers(database) == {team.framework.questions[2].id: ("rating", 5)})
    await slack.settled()
    assert team.stands_at(1)


async def test_there_is_no_question_of_that_number(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    for words in ("question 21: 4", "go to question 21"):
        team.type(words)
    amina = team.person(AMINA)
    await slack.until(lambda: len([m for m in amina.sees.ephemerals(team.channel) if "21" in m.text]) == 2)
    assert team.stands_at(1)


async def test_somebody_goes_to_a_question_by_its_number(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("go to question 9")
    await team.question(9)


async def test_from_one_to_another_is_of_the_answer_that_has_the_one(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    for number, rating in enumerate("35", start=1):
        await team.click(rating)
        await team.question(number + 1)
    first, second = team.framework.questions[:2]
    offer = await offered(team, "change 5 to 4")
    assert second.label in offer.text, "the answer that was given last is that"
    await choose(team, offer, Do.REFUSE_OFFER)
    await slack.until(lambda: not offers(team))
    assert first.label in (await offered(team, "change 1 to 4")).text, "no answer is that: the question"


async def test_what_is_looked_at_again_is_what_a_correction_is_for(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    for number, rating in enumerate("43", start=1):
        await team.click(rating)
        await team.question(number + 1)
    team.type("go to question 1")
    await team.question(1)
    offer = await offered(team, "actually make it a 5")
    await choose(team, offer, TAKE)
    await team.question(3)
    first, second = team.framework.questions[:2]
    assert answers(database) == {first.id: ("rating", 5), second.id: ("rating", 3)}


async def test_the_reason_that_was_asked_for_is_that_of_not_applicable(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await at_the_second_question(slack)
    team.type("n/a")
    await team.told(why_words(Why.NOT_APPLICABLE_TYPED_WHY))
    team.type("because it is only about this ward")
    await team.question(3)
    assert answers(database)[team.framework.questions[1].id] == ("not_applicable", None)
    assert [kind for kind, words in written(database) if "ward" in words] == ["not_applicable"]


async def test_what_is_said_in_between_does_not_make_it_the_reason_of_another_answer(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await at_the_second_question(slack)
    team.type("n/a")
    await team.told(why_words(Why.NOT_APPLICABLE_TYPED_WHY))
    for asked in ("how long does this take?", "help"):
        before = len(team.person(AMINA).sees.ephemerals(team.channel))
        team.type(asked)
        await slack.until(partial(_more_than, team, before))
    team.type("because it is only about this ward")
    await team.question(3)
    assert answers(database)[team.framework.questions[1].id] == ("not_applicable", None)


async def test_who_goes_on_themselves_is_not_held_to_what_they_were_asked(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await at_the_second_question(slack)
    team.type("n/a")
    await team.told(why_words(Why.NOT_APPLICABLE_TYPED_WHY))
    team.type("back")
    await team.question(1)
    await slack.pass_time(2.0)
    team.type("because they were asked")
    await recorded(lambda: ("rating", "they were asked") in written(database))


def _more_than(team: Team, before: int) -> bool:
    return len(team.person(AMINA).sees.ephemerals(team.channel)) > before


async def test_a_reason_that_was_asked_for_goes_to_no_other_answer(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await at_the_second_question(slack)
    team.type("n/a")
    await team.told(why_words(Why.NOT_APPLICABLE_TYPED_WHY))
    await team.click("2", TOM)
    await team.question(3)
    team.type("because it is only about this ward")
    await team.told("Your reason was for question 2")
    assert written(database) == [("rating", ""), ("rating", "")]
    team.type("because they were asked")
    await recorded(lambda: ("rating", "they were asked") in written(database))  # it was asked for once


@pytest.mark.parametrize("at", ["a question", "the review"])
async def test_a_reason_for_a_question_that_was_named_goes_to_no_other_answer(
    slack: Sandbox, bot: Bot, database: Path, at: str
) -> None:
    team = await at_the_second_question(slack)
    if at == "the review":
        team.type("review")
        await team.sees(CardKind.REVIEW)
    team.type("q3 n/a")
    await team.told("Your words are about question 3")
    team.type("because it is only about this ward")
    await team.told("Your reason was for question 3")
    assert written(database) == [("rating", "")]


async def test_what_is_answered_after_it_was_asked_why_has_the_reason(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    team.type("n/a")
    await team.told(why_words(Why.NOT_APPLICABLE_TYPED_WHY))
    await team.click("4")
    await team.question(2)
    team.type("because they were asked")
    await recorded(lambda: written(database) == [("rating", "they were asked")])


async def test_talk_that_is_edited_into_a_wish_offers_nothing_that_no_button_can_do(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    ts = team.type("see you at lunch")
    await slack.settled()
    team.person(AMINA).types.edit(team.channel, ts, "go to question 9")
    await team.told(EDITED)
    assert not offers(team)


@pytest.mark.parametrize("words", ["skip", "next", "next question"])
async def test_to_skip_a_question_that_a_colleague_answered_keeps_their_answer(
    slack: Sandbox, bot: Bot, database: Path, words: str
) -> None:
    team = await at_the_second_question(slack)
    team.type("go to question 1", TOM)
    await team.question(1)
    ts = team.type(words, TOM)
    await team.question(2)
    await team.ticked(ts)
    assert answers(database) == {team.framework.questions[0].id: ("rating", 4)}


async def test_to_go_on_from_an_open_question_answers_nothing_until_its_author_says_so(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    offer = await offered(team, "next")
    assert "has no answer yet" in offer.text
    assert answers(database) == {}
    await choose(team, offer, OTHER)
    await slack.until(lambda: not offers(team))
    assert team.stands_at(1), "the question is shown"
    await choose(team, await offered(team, "next question please"), TAKE)
    await team.question(2)
    assert answers(database) == {team.framework.questions[0].id: ("not_sure", None)}


async def test_a_question_whether_to_submit_hands_nothing_in(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * (len(team.framework.questions)))
    offer = await offered(team, "can we submit?", TOM)
    assert "Nothing is handed in yet" in offer.text
    await slack.settled()
    assert team.stands_at(CardKind.REVIEW)
    await choose(team, offer, TAKE, TOM)
    await team.summary()
