"""A panel when things go otherwise: somebody reviews, leaves, cannot be reached or wants to see early; two
act at once; a card is of an earlier round; and thirty are revealed."""

import asyncio
import contextlib
import copy
import itertools
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.cards.ballot import CLOSED
from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.cards.reviewing import would_lose_decision
from bot.demo.cards import CardKind, offered_by, ref_of, use
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from bot.sandbox.world.workspace import Profile
from bot.use_cases.answering import Answering
from bot.use_cases.panels import Panels
from bot.use_cases.requests import Act
from flows.answer import Answer, AnswerKind
from flows.refusals import Why
from flows.triggers import Trigger
from storage.database import Database
from storage.frameworks import FrameworkStore
from tests.bot.cards.samples import assessment
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.team import TITLE
from tests.scenarios.test_describing import choose
from tests.scenarios.test_reminders import DAY, HERE, to_monday
from tests.scenarios.test_settings import MUST, change

FOURS = [4] * 18
OTHERWISE = "Sharing arrears after an eviction"
AWAY = "private channel or conversation that you are not in"


async def told(team: PanelTeam, who: str, words: str) -> Message:
    """Wait until they read this in their conversation with Balance, in a thread of it or not."""
    ballot = Ballot(team, who)
    return await team.slack.until(
        lambda: next((m for m in reversed(ballot.messages()) if words in m.text), None)
    )


async def revealed(team: PanelTeam, *, by: str = AMINA) -> None:
    await team.click_alone(Do.REVEAL, by)
    await team.sees(CardKind.REVIEW)


async def test_who_decides_does_not_answer_alone(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    fields = {"Who answers?": [AMINA, TOM], "Who decides?": [TOM], "How will you answer?": "alone"}
    errors = await amina.modal.submit(fields)
    assert errors
    assert "Tom Fletcher" in str(errors)


async def test_who_must_decide_by_a_rule_of_since_is_told_before_they_answer_alone(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = PanelTeam(slack)
    await team.convene([AMINA, TOM, GRACE])
    await change(slack, AMINA, {MUST: [GRACE]})
    warned = would_lose_decision(replace(assessment("submitted"), owner=AMINA)).text
    grace, tom = team.person(GRACE), team.person(TOM)
    await team.begins(GRACE)
    await slack.until(lambda: [m for m in grace.sees.ephemerals(grace.dm) if m.text == warned])
    for person in (TOM, AMINA):
        await team.answers(person, FOURS)
    assert not [m for m in tom.sees.ephemerals(tom.dm) if m.text == warned]
    await revealed(team)
    await team.click(Do.TAKE_MEDIANS)
    await slack.settled()
    await team.click(Do.SUBMIT, confirm=True)
    assert f"<@{GRACE}>" in (await team.summary()).text, "she answered nothing, so she decides"


async def test_a_panel_of_one_is_none(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Who answers?": [TOM], "How will you answer?": "alone"})
    assert errors
    assert "2 to 30" in str(errors)


async def test_who_left_the_workspace_is_told_of_to_the_owner_who_reveals_without_them(
    slack: Sandbox, bot: Bot
) -> None:
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene()
    for person in (AMINA, PRIYA):
        await team.answers(person, FOURS)
    gone = await team.begins(TOM)
    await gone.answers([1])
    await gone.question(2)
    slack.faults.workspace.deactivate(TOM)
    await slack.pass_time(3 * DAY)
    said = await team.direct_message("is not done with answering alone")
    assert f"<@{TOM}>" in said.text
    assert "question 2" not in said.text
    assert "*Begun* (1): Tom Fletcher" in str(team.bots()[0].blocks), "who is missing"
    await revealed(team)
    assert not [m for m in team.bots() if "1 ●" in m.text], "what he had answered is not shown"


async def test_who_left_the_private_channel_can_not_go_on(slack: Sandbox, bot: Bot) -> None:
    slack.person(AMINA).channels.make_private(HOUSING)
    team = PanelTeam(slack)
    await team.convene()
    for person in (AMINA, PRIYA):
        await team.answers(person, FOURS)
    gone = await team.begins(TOM)
    await gone.answers([1])
    await gone.question(2)
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    await gone.click("5")
    await told(team, TOM, AWAY)
    await gone.type("5 because we asked")
    await slack.until(lambda: len([m for m in gone.messages() if AWAY in m.text]) == 2)
    await gone.question(2)
    await revealed(team)
    await slack.until(lambda: any(CLOSED in m.text for m in gone.messages()))
    assert not slack.log.errors


async def test_who_left_the_private_channel_does_not_read_the_new_title(slack: Sandbox, bot: Bot) -> None:
    slack.person(AMINA).channels.make_private(HOUSING)
    team = PanelTeam(slack)
    await team.convene()
    gone, there = await team.begins(TOM), await team.answers(PRIYA, FOURS)
    await team.answers(AMINA, FOURS)
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"title": OTHERWISE}) is None
    await slack.until(lambda: OTHERWISE in team.bots()[0].text)
    await slack.until(lambda: any(OTHERWISE in m.text for m in there.messages()))
    await revealed(team)
    await slack.until(lambda: any(CLOSED in m.text for m in gone.messages()))
    assert TITLE in str(gone.messages())
    assert OTHERWISE not in str(gone.messages())


async def test_who_cannot_be_written_to_is_told_of_to_the_owner(slack: Sandbox, bot: Bot) -> None:
    blocked = slack.faults.calls.refuse("chat.postMessage", error="messages_tab_disabled", channel=TOM)
    team = PanelTeam(slack)
    amina = team.person(AMINA)
    await amina.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who answers?": [AMINA, TOM], "How will you answer?": "alone"}) is None
    said = await team.direct_message("so they were not asked to answer alone")
    assert f"<@{TOM}>" in said.text
    blocked.end()
    team.thread = (await slack.until(lambda: team.headline(TITLE, amina))).ts
    await team.click_alone(Do.BALLOT, TOM)
    await team.begins(TOM)
    await slack.until(lambda: "That is over." in amina.sees.message(amina.dm, said.ts).text)


async def test_nothing_is_seen_early_by_the_owner(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    await team.answers(TOM, [1, 5, 1, *FOURS[3:]])
    amina = await choose(team, Do.HISTORY, AMINA)
    await slack.until(lambda: amina.modal.views)
    assert "1: " not in str(amina.modal.view.spec["blocks"])
    assert "●" not in str(amina.modal.view.spec["blocks"])
    await amina.modal.close()
    await team.click_alone(Do.REVEAL, AMINA)
    await team.told("At least 2 people must be done. So far, 1 is.")
    await team.click_alone(Do.REVEAL, PRIYA)
    await team.told(f"Only <@{AMINA}> can reveal", PRIYA)
    assert not [m for m in team.bots() if "●" in m.text]


async def test_a_second_reveal_is_told_plainly_and_doubles_nothing(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for person in (AMINA, TOM):
        await team.answers(person, FOURS)
    alone = copy.deepcopy(await team.offers(Do.REVEAL))
    await revealed(team)
    before = [m.ts for m in team.bots() if "How the panel answered" in m.text]
    await use(team.person(AMINA), alone, Do.REVEAL, confirm=True)
    await team.told(why_words(Why.REVEALED_ALREADY))
    assert [m.ts for m in team.bots() if "How the panel answered" in m.text] == before
    principles = len(team.framework.principles)
    assert len(before) == principles


async def test_the_last_two_are_done_at_once(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    await team.answers(PRIYA, FOURS)
    ballots = [await team.begins(who) for who in (AMINA, TOM)]
    for ballot in ballots:
        await ballot.answers(FOURS)
    cards = [await ballot.offers(Do.BALLOT_DONE) for ballot in ballots]
    await asyncio.gather(
        *(use(ballot.person, card, Do.BALLOT_DONE) for ballot, card in zip(ballots, cards, strict=True))
    )
    await team.sees(CardKind.REVIEW)
    shown = [m for m in team.bots() if "How the panel answered" in m.text]
    assert len(shown) == len(team.framework.principles)
    assert not slack.log.errors


async def test_nobody_goes_past_the_panel_with_a_forged_click_on_their_own_ballot(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM))
    for who in (AMINA, TOM):
        await team.answers(who, [1 if who == TOM else 5, *FOURS[1:]])
    await team.sees(CardKind.REVIEW)
    ballot = Ballot(team, AMINA)
    done = await ballot.offers(Do.BALLOT_BACK)
    block, element = next(iter(interactive(done.blocks)))
    forged = {**element, "action_id": Do.REOPEN_NOW}
    await ballot.person.clicks.element(done, {**block, "elements": [forged]}, forged)
    await slack.settled()
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await ballot.question(1)


async def test_a_question_is_rated_again_and_a_card_of_the_first_round_answers_nothing(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene()
    first = await team.begins(AMINA)
    old = copy.deepcopy(await first.question(1))
    await first.answers([1, *FOURS[1:]])
    await first.done()
    await team.answers(TOM, [5, *FOURS[1:]])
    await team.answers(PRIYA, [5, *FOURS[1:]])
    again = await team.offers(Do.RATE_AGAIN)
    await use(team.person(TOM), again, Do.RATE_AGAIN)
    await first.question(1)
    await use(first.person, old, "2")
    await told(team, AMINA, "already answered this question: 1")
    await first.click("4")
    for who in (TOM, PRIYA):
        ballot = Ballot(team, who)
        await ballot.question(1)
        await ballot.click("4")
        await ballot.offers(Do.BALLOT_DONE)
    for who in (AMINA, TOM, PRIYA):
        await Ballot(team, who).done()
    await slack.until(lambda: any("Both rounds stand above" in m.text for m in team.bots()))
    shown = await slack.until(lambda: next((m for m in team.bots() if "First round:" in str(m.blocks)), None))
    assert "1 ●  2 ·  3 ·  4 ·  5 ●●" in str(shown.blocks), "both rounds are kept"


async def test_who_does_not_rate_again_stays_with_their_first_answer_and_is_heard_the_next_time(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who, rating in ((AMINA, 1), (TOM, 5), (PRIYA, 5)):
        await team.answers(who, [rating, rating, *FOURS[2:]])
    again = await team.offers(Do.RATE_AGAIN)
    await use(team.person(TOM), again, Do.RATE_AGAIN)
    for who in (AMINA, TOM):
        ballot = Ballot(team, who)
        await ballot.question(1)
        await ballot.click("4")
        await ballot.done()
    card = await team.offers(Do.REVEAL)
    await use(team.person(AMINA), card, Do.REVEAL, confirm=True)
    await slack.until(lambda: any("Both rounds stand above" in m.text for m in team.bots()))
    with contextlib.closing(sqlite3.connect(bot.settings.database_url.removeprefix("sqlite:///"))) as store:
        done = "SELECT user_id FROM panellists WHERE done_at IS NOT NULL ORDER BY user_id"
        assert store.execute(done).fetchall() == [(AMINA,), (PRIYA,), (TOM,)], "a record says who was heard"
    again = await team.offers(Do.RATE_AGAIN)
    await use(team.person(TOM), again, Do.RATE_AGAIN)
    await Ballot(team, PRIYA).question(2)


async def test_two_settle_at_once(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who in (AMINA, TOM, PRIYA):
        await team.answers(who, FOURS)
    review = await team.sees(CardKind.REVIEW)
    await asyncio.gather(*(use(team.person(who), review, Do.TAKE_MEDIANS) for who in (AMINA, TOM)))
    await slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))
    said = [m for who in (AMINA, TOM) for m in team.person(who).sees.ephemerals(HOUSING)]
    assert len(said) == 1, "the second is told"
    assert not slack.log.errors


async def test_not_sure_and_not_applicable_are_shown_as_such(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who in (AMINA, TOM, PRIYA):
        ballot = await team.begins(who)
        await ballot.type("not sure" if who == AMINA else "4")
        await ballot.question(2)
        await ballot.type("n/a because nobody is asked" if who != PRIYA else "2")
        await ballot.question(3)
        await ballot.answers(FOURS[2:], start=3)
        await ballot.done()
    await team.sees(CardKind.REVIEW)
    shown = "\n".join(str(m.blocks) for m in team.bots() if "How the panel answered" in m.text)
    assert "1 not sure" in shown
    assert "2 say it does not apply" in shown


async def test_who_is_sure_of_nothing_is_done_all_the_same(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM))
    await team.answers(AMINA, FOURS)
    ballot = await team.begins(TOM)
    await ballot.type("review")
    await ballot.type("done")
    await told(team, TOM, "at least one question")
    await ballot.type("back")
    await ballot.question(18)
    await ballot.click(AnswerKind.NOT_SURE)
    await ballot.question(1)
    await ballot.type("review")
    await ballot.done()
    await team.sees(CardKind.REVIEW)


async def test_thirty_people_are_revealed_under_slacks_limits(slack: Sandbox, bot: Bot) -> None:
    crowd = [f"U0CROWD{number:04}" for number in range(28)]
    for number, user in enumerate(crowd):
        profile = Profile(user, f"Somebody With A Long Name {number}", f"somebody.{number}")
        slack.world.people[user] = profile
        slack.world.open_dm(profile)
        slack._people[user] = Person(slack._core, profile)
    team, people = PanelTeam(slack), [AMINA, GRACE, *crowd]
    amina = team.person(AMINA)
    await amina.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    fields = {"Who answers?": people, "How will you answer?": "alone_named"}
    assert await amina.modal.submit(fields) is None
    team.thread = (await slack.until(lambda: team.headline(TITLE, amina))).ts
    await team.offers(Do.REVEAL)
    await answered_behind_the_bots_back(bot, team, people, "it was said at length " * 12)
    await slack.until(partial(_review, team), 120.0)
    shown = [m for m in team.bots() if "How the panel answered" in m.text]
    assert len(shown) == len(team.framework.principles)
    assert all("30 people" in m.text for m in shown)
    assert not slack.log.errors


async def answered_behind_the_bots_back(bot: Bot, team: PanelTeam, people: list[str], reason: str) -> None:
    """As another process of the bot would take it: the clicks of thirty people are not what is looked at."""
    database, frameworks = Database(bot.settings.database_url), FrameworkStore()

    def now() -> datetime:
        return datetime.fromtimestamp(bot.slack.now(), UTC)

    panels = Panels(database, frameworks, now=now, framework=team.framework)
    use, moments = Answering(database, frameworks, now=now), itertools.count(int(bot.slack.now()), 2)

    def act(person: str) -> Act:
        at, there = next(moments), team.person(person).dm
        return Act(HERE, person, f"test:{at}", f"{at}.000000", there, sees={there: True, team.channel: True})

    assessment = ref_of(await team.offers(Do.REVEAL)).assessment
    for number, person in enumerate(people):
        ballot = (await panels.begin(act(person), assessment)).assessment.id
        for place in range(len(team.framework.questions)):
            said = Answer.rated(1 + (number + place) % 5, reason)
            await use.move(act(person), ballot, Trigger.ANSWER, answer=said)
        await panels.finish(act(person), ballot)
    database.close()


def _review(team: PanelTeam) -> Message | None:
    return team.stands_at(CardKind.REVIEW)
