"""Two assessments side by side, over the wire: chosen from a card or a list, and only what one may see."""

import pytest

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, HOUSING, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team

FIRST, SECOND = "Arrears and social care", "Arrears and the fire service"
SECRET, UNLIKE = "Arrears of two councillors", "School meals"


async def submitted(slack: Sandbox, title: str, rating: str, channel: str = HOUSING) -> Team:
    """With one answer, and a reason of its own."""
    team = Team(slack, channel)
    await team.start(title)
    await team.ticked(team.type(f"{rating} because of {title}"))
    await team.question(2)
    team.type("review")
    await team.sees(CardKind.REVIEW)
    await team.click(Do.SUBMIT, confirm=True)
    await slack.until(lambda: [m for m in team.summaries() if title in m.text])
    return team


async def choose_from(team: Team, person: Person) -> str:
    """Open the window from the menu of the first message; what it says."""
    await person.clicks.choose(team.channel, team.thread, Do.MORE, "Compare with…")
    await team.slack.until(lambda: person.modal.views)
    return str(person.modal.view.spec["blocks"])


def offered(person: Person) -> list[str]:
    """The titles in the menu of the window, in their order."""
    menus = [e for block in person.modal.view.spec["blocks"] for e in block.get("elements", [])]
    return [option["text"]["text"] for menu in menus for option in menu.get("options", [])]


async def compared(team: Team, person: Person, title: str) -> str:
    """Choose this one; what the window says then."""
    await person.modal.click(action_id=Do.COMPARE_WITH, value=title)
    await team.slack.until(lambda: "Different answers" in str(person.modal.view.spec["blocks"]))
    return str(person.modal.view.spec["blocks"])


@pytest.fixture
async def team(slack: Sandbox, bot: Bot) -> Team:
    await submitted(slack, SECRET, "5", GOVERNANCE)
    await submitted(slack, SECOND, "4")
    await submitted(slack, UNLIKE, "4")
    return await submitted(slack, FIRST, "2")


async def test_from_a_card_the_most_alike_is_offered_first_and_one_window_shows_both(team: Team) -> None:
    tom = team.person(TOM)
    await choose_from(team, tom)
    assert offered(tom) == [SECOND, UNLIKE], "and nothing of a channel that he is not in"
    shown = await compared(team, tom, SECOND)
    assert f"of {FIRST}" in shown
    assert f"of {SECOND}" in shown
    assert "First *2*, Second *4*" in shown
    assert "Different answers · 1" in shown
    assert shown.index("Different answers") < shown.index("'Scores'")
    assert "2.0 of 5" in shown
    assert "4.0 of 5" in shown
    await tom.modal.click(action_id=Do.COMPARE)
    await team.slack.until(lambda: offered(tom))
    assert offered(tom) == [SECOND, UNLIKE]
    assert not team.slack.log.errors


async def test_from_home_two_are_chosen_one_after_the_other(team: Team) -> None:
    slack, tom = team.slack, team.person(TOM)
    tom.home.open()
    await slack.until(lambda: tom.home.view and FIRST in str(tom.home.view.spec))
    await tom.home.click(action_id=Do.COMPARE)
    await slack.until(lambda: tom.modal.views)
    assert offered(tom) == [FIRST, UNLIKE, SECOND], "newest first"
    await tom.modal.click(action_id=Do.COMPARE, value=FIRST)
    await slack.until(lambda: offered(tom) == [SECOND, UNLIKE])
    await compared(team, tom, SECOND)
    assert not slack.log.errors


async def test_what_somebody_cannot_see_any_more_is_not_shown_to_them(team: Team) -> None:
    slack, amina = team.slack, team.person(AMINA)
    await choose_from(team, amina)
    assert offered(amina) == [SECOND, SECRET, UNLIKE]
    amina.channels.leave(GOVERNANCE)
    await slack.settled()
    await amina.modal.click(action_id=Do.COMPARE_WITH, value=SECRET)
    await slack.until(lambda: not offered(amina))
    assert len(amina.modal.views) == 1
    shown = str(amina.modal.view.spec)
    assert "Different answers" not in shown
    assert f"of {SECRET}" not in shown
