"""Answering alone by typing: in the thread of the ballot, and at the top of the direct message, where nobody
else is spoken to."""

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, kind_of
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, PRIYA, SOCIAL_CARE, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.team import Team

OTHER = "Sharing bed data with the ambulance trust"


async def says(ballot: Ballot, words: str, *, at_top: bool = False) -> str:
    """Type, and wait for the check mark."""
    ts = ballot.top(words) if at_top else await ballot.type(words)
    await ballot.slack.until(
        lambda: "white_check_mark" in ballot.person.sees.message(ballot.person.dm, ts).reactions
    )
    return ts


async def test_all_of_it_can_be_typed(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await says(ballot, "4 because we asked")
    await ballot.question(2)
    await says(ballot, "undo")
    await ballot.question(1)
    await says(ballot, "not sure because nobody knows")
    await ballot.question(2)
    await says(ballot, "back")
    await ballot.question(1)
    await says(ballot, "3")
    await ballot.question(2)
    await says(ballot, "pause")
    await slack.until(lambda: (card := ballot.card()) and kind_of(card) is not CardKind.QUESTION)
    await says(ballot, "resume")
    await ballot.question(2)
    await ballot.type("status")
    await slack.until(lambda: any("17 left to answer." in m.text for m in ballot.messages()))
    await ballot.type("help")
    await slack.until(lambda: any("to add a reason to your last answer" in m.text for m in ballot.messages()))
    await ballot.answers([4] * 17, start=2)
    await ballot.offers(Do.BALLOT_DONE)
    await says(ballot, "I'm done")
    await ballot.offers(Do.BALLOT_BACK)
    await ballot.type("4")
    await slack.until(lambda: [m for m in ballot.messages() if m.text == "You are done."])
    assert not slack.log.errors


async def test_nobody_reads_their_own_name_beside_each_of_their_answers(slack: Sandbox, bot: Bot) -> None:
    team, together = PanelTeam(slack), Team(slack, SOCIAL_CARE)
    await team.convene()
    ballot = await team.begins(PRIYA)
    await ballot.answers([4, 2, 5])
    await says(ballot, "back")
    await ballot.question(3)
    await says(ballot, "4")
    await ballot.question(4)
    name = slack.person(PRIYA).profile.name
    assert not [m for m in ballot.messages() if name in str((m.text, m.blocks))]
    await together.start()
    await together.click("4", PRIYA)
    assert name in str((await together.question(2)).blocks)


async def test_what_is_left_open_is_asked_about_first(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await ballot.answers([4] * 3)
    await ballot.question(4)
    await says(ballot, "review")
    await ballot.offers(Do.BALLOT_DONE)
    await ballot.type("done")
    asked = await slack.until(
        lambda: next((m for m in ballot.messages() if "15 questions have no answer" in m.text), None)
    )
    await ballot.person.clicks.button(ballot.person.dm, asked.ts, action_id=Do.BALLOT_DONE)
    await ballot.offers(Do.BALLOT_BACK)


async def test_at_the_top_of_the_conversation_an_answer_is_for_the_one_ballot(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await says(ballot, "4 because we asked", at_top=True)
    await ballot.question(2)
    await says(ballot, "undo", at_top=True)
    await ballot.question(1)
    ballot.top("list")
    await team.direct_message("Waiting for you", by=TOM)
    assert not slack.log.errors


async def test_whoever_answers_alone_is_always_answered(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await ballot.answers([4] * 6)
    await ballot.question(7)

    async def told(words: str, *, at_top: bool = False) -> str:
        before = len(ballot.messages())
        _ = ballot.top(words) if at_top else await ballot.type(words)
        found = await slack.until(lambda: [m for m in ballot.messages()[before:] if m.is_bot])
        return found[0].text

    for at_top in (False, True):
        assert await told("who can see this", at_top=at_top) == "Nobody sees this until the reveal."
        how_long = await told("how long is this going to take", at_top=at_top)
        assert how_long == "12 questions left, about 20 minutes."
    for words in ("what?", "the printer is broken"):
        said = await told(words)
        assert said.startswith("I did not understand that")
        assert "help" in said or "Choose a number" in said
    assert "cannot answer" not in await told("is it a good idea?")
    assert (await told("thanks")).startswith("You are welcome")
    await ballot.question(7)


async def test_of_two_open_ballots_it_is_asked_which(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    first = await team.begins(TOM)
    other = PanelTeam(slack)
    await other.convene((TOM, PRIYA), title=OTHER)
    await other.begins(TOM)
    first.top("4")
    told = await team.direct_message("Which question is that for?", by=TOM)
    assert OTHER in told.text
    assert "so that the team sees them" not in told.text


async def test_where_another_ballot_was_closed_since_it_is_asked_which_question_is_meant(
    slack: Sandbox, bot: Bot
) -> None:
    team, other = PanelTeam(slack), PanelTeam(slack)
    await team.convene()
    first = await team.begins(TOM)
    await other.convene((TOM, PRIYA), title=OTHER)
    second = Ballot(other, TOM)
    second.title = OTHER
    await second.begin()
    await second.answers([4] * 18)
    await second.done()
    first.top("3 because nobody was asked")
    await team.direct_message("Which question is that for?", by=TOM)
    assert await first.question(1), "it is no answer to what was not before them"
    await first.click("3")
    await first.question(2)
    first.top("4")
    await first.question(3)


async def test_whoever_has_no_ballot_is_asked_as_ever(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    amina = team.person(AMINA)
    amina.types.post(amina.dm, "4")
    await team.direct_message("Which question is that for?")


async def test_what_is_only_likely_is_offered_back_there(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    ballot.top("maybe a 4?")
    offer = await team.direct_message("Is this your answer to", by=TOM)
    await ballot.person.clicks.button(ballot.person.dm, offer.ts, action_id=f"{Do.OFFER}_1")
    await ballot.question(2)


async def test_what_was_typed_while_balance_was_away_is_taken_once(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await ballot.answers([4])
    await ballot.question(2)
    await slack.settled()
    await bot.stop()
    await ballot.type("2 because they asked")
    await slack.pass_time(600.0)
    await bot.start()
    await ballot.question(3)
