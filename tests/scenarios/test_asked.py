"""Questions about an assessment: the one that the words name is answered of, and never another."""

from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_conditions import approved
from tests.scenarios.test_deciding import TICKED, Board
from tests.scenarios.test_direct import links, says

WARD = "Ward discharge data for the reablement team"
FLEET = "Fleet tracking data for the insurer"


async def two(slack: Sandbox) -> tuple[Team, Team]:
    """One that Grace decides on and one that nobody does; only of the second, Tom has no part."""
    team, ward = Team(slack), Team(slack)
    await team.start(fields={"Who decides?": [GRACE]})
    await team.click("4", TOM)
    await team.question(2)
    await ward.start(WARD)
    return team, ward


async def test_a_question_is_answered_of_the_one_that_its_words_name(slack: Sandbox, bot: Bot) -> None:
    await two(slack)
    for words in (
        "is the ward discharge data approved?",
        "can we share the ward discharge data yet",
        "can we share the ward data with the ambulance trust?",
        "did the board agree to the ward data?",
    ):
        told = await says(slack, words, TOM)
        assert WARD in told.text, words
        assert TITLE not in told.text, words
        assert "Not decided yet. At question 1 of 18" in told.text
        assert f"<@{AMINA}> looks after it." in told.text
        assert "Nobody is chosen to decide yet." in told.text
        assert "cannot answer" not in told.text
        assert len(links(told)) == 1


async def test_a_mention_in_the_channel_says_it_in_private(slack: Sandbox, bot: Bot) -> None:
    team, _ = await two(slack)
    slack.person(TOM).types.post(HOUSING, "@Balance can we share the ward data yet?")
    told = await team.told(WARD, TOM)
    assert TITLE not in told.text
    assert links(told)
    # In the thread of another one, too; but “this” is the one of the thread.
    team.type("@Balance is the ward data approved?", TOM)
    told = await team.told(f"{WARD}: Not decided yet", TOM)
    team.type("@Balance are the dental records approved?", TOM)
    told = await team.told("You may mean this one.", TOM)
    team.type("@Balance can we share this with the ward?", TOM)
    told = await team.told("Not decided yet. At question 2 of 18", TOM)
    assert WARD not in told.text
    assert f"<@{GRACE}> decides." in told.text


async def test_several_are_named_at_most_three(slack: Sandbox, bot: Bot) -> None:
    for number in range(4):
        await Team(slack).start(f"Ward {number} falls data")
    told = await says(slack, "is the ward data approved?", TOM)
    assert told.text.count("falls data") == 3
    assert "And 1 more." in told.text


async def test_what_no_title_says_is_not_answered_with_another(slack: Sandbox, bot: Bot) -> None:
    await two(slack)
    for words in ("can we share dental records with adult social care?", "is the forward plan approved?"):
        for _ in range(2):  # in the shorter form too
            told = await says(slack, words, AMINA)
            assert TITLE not in told.text, words
            assert WARD not in told.text, words
            assert "in its title" in told.text


async def test_the_only_one_that_somebody_has_may_be_meant(slack: Sandbox, bot: Bot) -> None:
    await two(slack)
    for words in ("are the dental records approved?", "can we share it yet?"):
        told = await says(slack, words, TOM)
        assert told.text.startswith("You may mean this one."), words
        assert TITLE in told.text
        assert WARD not in told.text


async def test_of_several_that_may_be_meant_it_is_asked_which(slack: Sandbox, bot: Bot) -> None:
    await two(slack)
    told = await says(slack, "is it approved?", AMINA)
    assert told.text.startswith("Which one do you mean?")
    assert WARD in told.text
    assert TITLE in told.text


async def test_what_was_decided_and_is_to_be_met_first_is_said(slack: Sandbox, bot: Bot) -> None:
    await approved(slack)
    told = await says(slack, "can we share the arrears data?", TOM)
    assert f"Approved, 0 of 2 conditions met. By <@{GRACE}>" in told.text
    assert "Not to be shared yet: 2 conditions to be met first." in told.text
    assert "decides." not in told.text
    assert "Not decided" not in told.text


async def test_what_waits_for_a_decision_says_of_whom_once(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    told = await says(slack, "may we share the arrears data?", TOM)
    assert f"Waiting for a decision by <@{GRACE}>." in told.text
    assert "decides." not in told.text
    assert await board.decide(Verdict.APPROVE, **TICKED) is None
    await board.says("Approved by")
    assert f"Approved by <@{GRACE}>" in (await says(slack, "who decides", AMINA)).text


async def test_what_is_out_of_sight_is_not_found(slack: Sandbox, bot: Bot) -> None:
    secret = Team(slack, channel=GOVERNANCE)
    await secret.start("Sharing disciplinary records", GRACE)
    slack.person(GRACE).channels.leave(GOVERNANCE)
    await slack.settled()
    told = await says(slack, "are the disciplinary records approved?", GRACE)
    assert "Sharing disciplinary" not in told.text
    assert "At question" not in told.text


async def test_who_decides_is_said_in_private_in_a_thread(slack: Sandbox, bot: Bot) -> None:
    team, ward = await two(slack)
    team.type("who decides?", TOM)
    assert (await team.told("decides", TOM)).text == f"<@{GRACE}> decides."
    ward.type("Who decides", TOM)
    await ward.told("Nobody is chosen to decide yet.", TOM)
    team.type("who decides on the menu for Friday?", TOM)
    team.type("Tom, who decides?", AMINA)
    await slack.settled()
    assert len(team.person(TOM).sees.ephemerals(HOUSING)) == 2
    assert not team.person(AMINA).sees.ephemerals(HOUSING)


async def test_who_decides_is_said_in_a_direct_message_of_what_is_theirs(slack: Sandbox, bot: Bot) -> None:
    await two(slack)
    told = await says(slack, "who decides", TOM)
    assert told.text == f"{TITLE}: <@{GRACE}> decides."
    told = await says(slack, "who decides?", AMINA)
    assert f"{WARD}: Nobody is chosen to decide yet." in told.text
    assert f"{TITLE}: <@{GRACE}> decides." in told.text
    told = await says(slack, "who decides?", PRIYA)
    assert told.text == "Nobody decides on anything of yours just now."


async def test_who_decides_is_said_in_a_ballot_of_its_panel(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene(decides=[GRACE])
    ballot = await team.begins(TOM)
    await ballot.type("who decides?")
    await slack.until(lambda: [m for m in ballot.messages() if m.text == f"<@{GRACE}> decides."])


async def test_who_decides_is_not_said_in_a_direct_message_to_who_was_removed(
    slack: Sandbox, bot: Bot
) -> None:
    slack.person(AMINA).channels.make_private(HOUSING)
    team = PanelTeam(slack)
    await team.convene([AMINA, TOM, PRIYA], decides=[GRACE])
    await team.begins(TOM)
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    told = await says(slack, "who decides?", TOM)
    assert TITLE not in told.text
    assert GRACE not in told.text
