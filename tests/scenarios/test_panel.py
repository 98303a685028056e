"""A panel, over the wire: each answers alone in direct messages, what they said is revealed at once, what is
split is rated again, and the team settles it."""

from bot.cards import help, settling
from bot.cards.callbacks import Do
from bot.cards.dots import DOT
from bot.cards.starting import Way
from bot.demo.cards import CardKind, found_on, kind_of, offered_by, use
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.forms import options_of
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from flows.framework import default_framework
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.test_describing import choose

FOURS = [4] * 18
FIRST = default_framework().questions[0]


def with_dots(team: PanelTeam) -> list[str]:
    """What the thread says of how people answered, for whoever hears it."""
    found = (m for m in team.bots() if kind_of(m) is not CardKind.HEADLINE)
    return [message.text for message in found if DOT in str(message.blocks)]


async def revealed(slack: Sandbox, *, way: Way = Way.ALONE) -> PanelTeam:
    """Split on the first question, agreed on all others."""
    team = PanelTeam(slack)
    await team.convene(way=way)
    for person, first in ((AMINA, 1), (TOM, 5)):
        await team.answers(person, [first, *FOURS[1:]])
        assert not with_dots(team)
    await team.answers(PRIYA, [2, *FOURS[1:]])
    await team.offers(Do.RATE_AGAIN)
    return team


async def settled(team: PanelTeam) -> None:
    """The team takes the medians where the panel agrees."""
    await use(team.person(TOM), await team.sees(CardKind.REVIEW), Do.TAKE_MEDIANS)
    await team.slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))


async def test_what_is_agreed_is_taken_at_once_and_the_split_is_asked_first(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    await settled(team)
    review = await team.sees(CardKind.REVIEW)
    await use(team.person(PRIYA), review, Do.CHANGE)
    await team.question(1)
    await team.click("2", PRIYA)
    await team.sees(CardKind.REVIEW)
    await team.click(Do.SUBMIT, PRIYA, confirm=True)
    summary = await team.summary()
    split = f"{FIRST.label}: 1 {DOT}  2 {DOT}  3 ·  4 ·  5 {DOT}, median 2"
    assert split in str(summary.blocks)
    assert not slack.log.errors


async def test_a_card_that_closed_says_the_median_that_was_taken_after_it(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    block, menu, _ = found_on(await team.sees(CardKind.REVIEW), Do.GO_TO)
    last = len(team.framework.questions)
    option = options_of(menu)[last - 1]
    await team.person(TOM).clicks.element(await team.sees(CardKind.REVIEW), block, menu, option["value"])
    card = await team.question(last)
    await team.ticked(team.type("resume", TOM))
    await slack.until(lambda: (now := team.card()) and now.ts != card.ts)
    await team.ticked(team.type("review", TOM))
    await use(team.person(TOM), await team.offers(Do.TAKE_MEDIANS), Do.TAKE_MEDIANS)
    said = f"4 · the panel’s median, taken by Tom Fletcher. {team.framework.questions[-1].level(4)}"
    await slack.until(lambda: said in team.person(TOM).sees.message(team.channel, card.ts).text)
    amina = await choose(team, Do.HISTORY, AMINA)
    await slack.until(lambda: amina.modal.views)
    assert f"took the panel’s median for {team.framework.questions[-1].label}: 4." in str(
        amina.modal.view.spec["blocks"]
    )
    assert not slack.log.errors


async def test_a_split_question_is_rated_again_alone_and_both_rounds_stand(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await team.offers(Do.REVEAL)
    await team.sees(CardKind.REVIEW)  # still the one living card, beside what can be revealed
    for person, rating in ((AMINA, 2), (TOM, 3), (PRIYA, 2)):
        ballot = Ballot(team, person)
        card = await ballot.question(1)
        assert f"1 {DOT}  2 {DOT}  3 ·  4 ·  5 {DOT}" in str(card.blocks), "the first round is in sight"
        await ballot.click(str(rating))
        await ballot.done()
    both = f"1 ·  2 {DOT}{DOT}  3 {DOT}  4 ·  5 ·", f"1 {DOT}  2 {DOT}  3 ·  4 ·  5 {DOT}"
    await slack.until(lambda: all(dots in str([m.blocks for m in team.bots()]) for dots in both))
    assert not slack.log.errors


async def test_all_reasons_can_be_read_by_who_sees_it_and_by_who_rates_again(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM))
    early, late = "The lease allows it.", "The lease allows it only for repairs."
    await team.answers(AMINA, [1, *FOURS[1:]])
    ballot = await team.begins(TOM)
    await ballot.question(1)
    await ballot.type(f"5 because {early}")
    await ballot.answers(FOURS[1:], start=2)
    await ballot.done()

    async def read(who: Person, message: Message) -> str:
        await use(who, message, Do.ALL_REASONS)
        await slack.until(lambda: who.modal.views)
        shown = str(who.modal.view.spec["blocks"])
        await who.modal.close()
        return shown

    priya = team.person(PRIYA)
    assert early in await read(priya, await team.offers(Do.ALL_REASONS))
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    asked = await Ballot(team, AMINA).question(1)
    assert early in await read(team.person(AMINA), asked)
    await ballot.question(1)
    await ballot.type(f"4 because {late}")
    await ballot.done()
    other = Ballot(team, AMINA)
    await other.click("2")
    await other.done()
    await slack.until(lambda: not offered_by(team.bots(), Do.REVEAL))
    both = await read(priya, await team.offers(Do.ALL_REASONS))
    assert early in both
    assert late in both
    assert not slack.log.errors


async def moves(team: PanelTeam, channel: str) -> PanelTeam:
    """Its owner moves it there: the same team in its new place, where its card stands."""
    amina = team.person(AMINA)
    headline = next(message for message in team.messages() if message.ts == team.thread)
    await use(amina, headline, Do.MOVE)
    await team.slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": channel}) is None
    moved = PanelTeam(team.slack, channel)
    moved.thread = (await team.slack.until(lambda: moved.headline("", amina))).ts
    return moved


async def test_what_was_revealed_goes_along_to_another_channel(slack: Sandbox, bot: Bot) -> None:
    old = await revealed(slack)
    await slack.until(lambda: len(with_dots(old)) == len(old.framework.principles))
    shown = with_dots(old)
    new = await moves(old, SOCIAL_CARE)
    await new.sees(CardKind.REVIEW)
    assert with_dots(new) == shown, "and in the same order"
    await slack.until(lambda: not offered_by(old.bots(), Do.RATE_AGAIN))

    await use(new.person(AMINA), await new.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await new.offers(Do.REVEAL)
    newer = await moves(new, HOUSING)
    for person in (AMINA, TOM):
        ballot = Ballot(newer, person)
        await ballot.question(1)
        await ballot.click("3")
        await ballot.done()
    await slack.until(lambda: not offered_by(new.bots(), Do.REVEAL))
    await newer.click_alone(Do.REVEAL, AMINA)
    await slack.until(lambda: not offered_by(newer.bots(), Do.REVEAL))
    assert not slack.log.errors


async def test_what_one_alone_rated_again_is_shown_to_nobody_and_can_be_asked_once_more(
    slack: Sandbox, bot: Bot
) -> None:
    team = await revealed(slack)
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    ballot = Ballot(team, TOM)
    await ballot.question(1)
    await ballot.click("3")
    await ballot.done()
    await team.click_alone(Do.REVEAL, AMINA)
    await team.offers(Do.RATE_AGAIN)
    first = f"1 {DOT}  2 {DOT}  3 ·  4 ·  5 {DOT}"
    assert first in str([m.blocks for m in team.bots()])
    assert "First round" not in str([m.blocks for m in team.bots()])
    await use(team.person(TOM), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await ballot.question(1)
    assert not slack.log.errors


async def test_whose_done_revealed_it_is_not_offered_to_change_what_they_answered(
    slack: Sandbox, bot: Bot
) -> None:
    team = await revealed(slack)
    last = Ballot(team, PRIYA)
    said = "You are done, and it is revealed."
    await slack.until(lambda: [m for m in last.messages() if said in m.text])
    assert not offered_by(last.messages(), Do.BALLOT_BACK)
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await last.question(1)
    await last.click("3")
    await last.done()
    await last.offers(Do.BALLOT_BACK)
    for person in (AMINA, TOM):
        ballot = Ballot(team, person)
        await ballot.question(1)
        await ballot.click("3")
        await ballot.done()
    await slack.until(lambda: [m for m in ballot.messages() if said in m.text])
    assert not slack.log.errors


async def test_whoever_sees_it_otherwise_says_so_in_a_sentence_that_stays(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    await settled(team)
    assert not offered_by(team.bots(), Do.DISSENT), "all who were heard agree with what the team says so far"
    await use(team.person(PRIYA), await team.sees(CardKind.REVIEW), Do.CHANGE)
    await team.question(1)
    await team.click("2", PRIYA)
    await team.sees(CardKind.REVIEW)
    tom = team.person(TOM)
    await use(tom, await team.offers(Do.DISSENT), Do.DISSENT)
    await slack.until(lambda: tom.modal.views)
    words = "Nobody has said what the money is for."
    assert await tom.modal.submit({settling.QUESTION: FIRST.id, settling.WORDS: words}) is None
    await slack.until(
        lambda: words in "".join(m.text for m in team.bots() if kind_of(m) is CardKind.REVEALED)
    )
    await team.click(Do.SUBMIT, AMINA, confirm=True)
    summary = await team.summary()
    assert words in str(summary.blocks)
    assert "Tom" not in str(summary.blocks), "names were not agreed on"
    assert GRACE not in str(summary.blocks)
    assert not slack.log.errors


async def test_what_nobody_has_answered_yet_can_still_be_answered_alone(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    card = await team.start()
    amina = team.person(AMINA)
    await use(amina, card, Do.CONVENE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who answers?": [AMINA, TOM]}) is None
    await team.offers(Do.REVEAL)
    for person in (AMINA, TOM):
        await team.answers(person, FOURS)
    await team.offers(Do.TAKE_MEDIANS)
    assert not slack.log.errors


async def test_whoever_comes_because_they_were_asked_is_not_greeted_on_top_of_that(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM))
    tom = team.person(TOM)
    tom.home.open("messages")
    await slack.settled()
    tom.types.post(tom.dm, "thanks")
    said = await slack.until(lambda: [m.text for m in tom.sees.messages(tom.dm) if m.is_bot][1:])
    assert help.greeting("greet").text not in said


async def test_what_is_abandoned_after_the_reveal_offers_nothing_there_any_more(
    slack: Sandbox, bot: Bot
) -> None:
    team = await revealed(slack)
    await use(team.person(AMINA), await team.sees(CardKind.REVIEW), Do.PAUSE)
    amina = team.person(AMINA)
    await use(amina, await team.sees(CardKind.PAUSED), Do.ABANDON)
    await slack.until(lambda: amina.modal.views)
    await amina.modal.click(action_id=Do.ABANDON_NOW)
    await slack.until(lambda: not offered_by(team.bots(), Do.RATE_AGAIN))
    assert not slack.log.errors


async def test_a_sentence_can_be_read_on_the_card_of_its_question(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    await settled(team)
    await use(team.person(PRIYA), await team.sees(CardKind.REVIEW), Do.CHANGE)
    await team.question(1)
    await team.click("2", PRIYA)
    review = await team.sees(CardKind.REVIEW)
    block, menu, _ = found_on(review, Do.GO_TO)
    await team.person(PRIYA).clicks.element(review, block, menu, options_of(menu)[0]["value"])
    card = await team.question(1)
    assert not offered_by([card], Do.ALL_REASONS)
    tom = team.person(TOM)
    await use(tom, await team.offers(Do.DISSENT), Do.DISSENT)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({settling.QUESTION: FIRST.id, settling.WORDS: "It is not clear."}) is None
    await slack.until(lambda: offered_by([tom.sees.message(HOUSING, card.ts)], Do.ALL_REASONS))
