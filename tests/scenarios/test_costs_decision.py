"""Whoever decides is told that to take part in answering costs them the decision: before, where a form asks
for words, and in any case afterwards."""

from collections.abc import Awaitable, Callable

import pytest

from bot.cards.callbacks import Do
from bot.cards.modals import ANSWER_COSTS_DECISION
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GRACE
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_offers import TAKE, choose, offered
from tests.scenarios.test_reasons import WHOSE, chooses_who_decides, shown

LOST = "You have taken part in answering now"
WHY = {"reason": "nobody is concerned"}


async def opens_not_applicable(team: Team, person: str) -> Person:
    await team.click(Do.NOT_APPLICABLE, person)
    somebody = team.person(person)
    await team.slack.until(lambda: somebody.modal.views)
    return somebody


async def test_the_form_for_what_is_not_applicable_says_so_before_and_afterwards(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start(fields=WHOSE)
    grace = await opens_not_applicable(team, GRACE)
    assert ANSWER_COSTS_DECISION in str(grace.modal.view.spec["blocks"])
    assert await grace.modal.submit(WHY) is None
    await team.question(2)
    await team.told(LOST, GRACE)


async def test_nobody_else_is_warned(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start(fields=WHOSE)
    amina = await opens_not_applicable(team, AMINA)
    assert "decide" not in shown(amina)
    assert await amina.modal.submit(WHY) is None
    await team.question(2)


async def test_somebody_chosen_to_decide_while_it_was_open_is_told_before_it_is_saved(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    grace = await opens_not_applicable(team, GRACE)
    await chooses_who_decides(team, GRACE)
    errors = await grace.modal.submit(WHY)
    assert errors is not None
    assert "Nothing was saved" in errors["reason"]


async def _types(team: Team) -> None:
    team.type("4", GRACE)


async def _says_not_sure(team: Team) -> None:
    await team.click(Do.NOT_SURE, GRACE)


async def _accepts_an_offer(team: Team) -> None:
    await choose(team, await offered(team, "probably a 4", GRACE), TAKE, GRACE)


@pytest.mark.parametrize("takes_part", [_types, _says_not_sure, _accepts_an_offer])
async def test_every_way_to_answer_says_so_afterwards(
    slack: Sandbox, bot: Bot, takes_part: Callable[[Team], Awaitable[None]]
) -> None:
    team = Team(slack)
    await team.start(fields=WHOSE)
    await takes_part(team)
    await team.told(LOST, GRACE)
