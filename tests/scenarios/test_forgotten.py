"""Somebody was forgotten who answered, decided, or stood in the rules: nothing changes unasked, and nothing
waits for them."""

import asyncio
import contextlib
import sqlite3
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.cards.fields import former_field
from bot.cards.starting import Way
from bot.cards.words import NOBODY_LEFT, ONE_IS_GONE
from bot.config import ExitCode
from bot.demo.cards import ref_of, use
from bot.records.people import forget_one
from bot.records.verify import verify_store
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world.riverside import AMINA, GRACE, HELEN, HOUSING, OWEN, PRIYA, TOM
from flows.actor import FORMER
from flows.decision import Verdict
from flows.particulars import ASSESSORS
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import Team
from tests.scenarios.test_deciding import TICKED, Board
from tests.scenarios.test_describing import choose
from tests.scenarios.test_forged import send
from tests.scenarios.test_settings import DECIDES, LEADS, MUST, change, opens, save_channel, settings

STARTERS = "starters"


@pytest.fixture(autouse=True)
def no_limits(slack: Sandbox) -> None:
    slack.limits.enforced = False


async def forget(bot: Bot, *people: str) -> None:
    for person in people:
        assert await asyncio.to_thread(forget_one, bot.settings, person, sure=True) is ExitCode.FINE


def rows(bot: Bot, query: str) -> list[Any]:
    file = bot.settings.database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(file)) as store:
        return store.execute(query).fetchall()


async def described(team: Team, by: str = AMINA) -> Person:
    """The form in which the owner says what it is called and who answers, open."""
    person = await choose(team, Do.DESCRIBE, by)
    await team.slack.until(lambda: person.modal.views)
    return person


def shown(person: Person, field: str) -> list[str]:
    """Who stands in a field of the form as it opens."""
    [block] = [one for one in person.modal.view.spec["blocks"] if one.get("block_id") == field]
    return list(block["element"].get("initial_users", []))


async def test_another_title_closes_no_ballot_of_somebody_who_was_forgotten(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene([TOM, PRIYA, HELEN, OWEN], way=Way.NAMED)
    for person, rating in ((TOM, 1), (PRIYA, 5)):
        await team.answers(person, [rating] * 18)
    await forget(bot, TOM, PRIYA)
    amina = await described(team)
    assert sorted(shown(amina, ASSESSORS)) == [HELEN, OWEN]
    assert await amina.modal.submit({"title": "A better title"}) is None
    await slack.until(lambda: "A better title" in str(team.messages()[0].blocks))
    amina = await described(team)
    assert await amina.modal.submit({ASSESSORS: [HELEN, GRACE]}) is None
    await team.asked(GRACE)
    seats = rows(bot, "SELECT user_id, done_at IS NOT NULL, number FROM panellists")
    assert sorted(seat[:2] for seat in seats) == sorted([(FORMER, 1), (FORMER, 1), (GRACE, 0), (HELEN, 0)])
    assert sorted(seat[2] for seat in seats) == [1, 2, 3, 4]
    for person in (HELEN, GRACE):
        await team.answers(person, [3] * 18)
    await team.offers(Do.RATE_AGAIN)
    said = str(rows(bot, "SELECT * FROM panel_rounds"))
    assert all(f'"rating": {rating}' in said for rating in (1, 3, 5)), "what they answered is the team's"
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE


async def test_who_was_forgotten_leaves_a_panel_where_its_owner_says_so(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene([TOM, PRIYA, HELEN])
    await team.answers(TOM, [1] * 18)
    await forget(bot, TOM)
    amina = await described(team)
    assert await amina.modal.submit({former_field(ASSESSORS): []}) is None
    await slack.until(lambda: len(rows(bot, "SELECT 1 FROM panellists")) == 2)
    assert [FORMER] not in rows(bot, "SELECT user_id FROM panellists")


async def test_where_only_somebody_who_was_forgotten_was_to_answer_not_everybody_can(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start(fields={"Who answers?": [TOM]})
    await team.click("4", TOM)
    await team.question(2)
    await forget(bot, TOM)
    amina = await described(team)
    assert shown(amina, ASSESSORS) == []
    assert await amina.modal.submit({"title": "A better title"}) is None
    await slack.until(lambda: "A better title" in str(team.messages()[0].blocks))
    team.type("5", PRIYA)
    await team.told("chosen", PRIYA)
    assert rows(bot, "SELECT everyone FROM assessments") == [(0,)]
    amina = await described(team)
    assert await amina.modal.submit({former_field(ASSESSORS): []}) is None
    await slack.until(lambda: rows(bot, "SELECT everyone FROM assessments") == [(1,)])


async def test_a_setting_that_is_saved_drops_nobody_who_was_forgotten(slack: Sandbox, bot: Bot) -> None:
    await save_channel(slack, AMINA, **{STARTERS: [HELEN]})
    await change(slack, AMINA, {MUST: [HELEN, GRACE]})
    await forget(bot, HELEN)
    _, amina = await opens(slack, AMINA, Do.SETTINGS)
    assert shown(amina, STARTERS) == []
    assert await amina.modal.submit({"reminders": "off"}) is None
    told = (await settings(slack, PRIYA)).text
    assert f"May start: {FORMER}, so nobody can until somebody is chosen." in told
    assert f"Must always decide: <@{GRACE}>." in told
    assert "Nobody waits for them." in told
    await change(slack, AMINA, {"owner_replaces": "no", LEADS: [PRIYA]})
    assert "Nobody waits for them." in (await settings(slack, PRIYA)).text
    await save_channel(slack, AMINA, **{former_field(STARTERS): []})
    assert "Anyone may start an assessment." in (await settings(slack, PRIYA)).text


async def test_who_was_forgotten_makes_no_rule_for_what_is_started_then(slack: Sandbox, bot: Bot) -> None:
    await change(slack, AMINA, {MUST: [HELEN], LEADS: [HELEN], "owner_replaces": "no"})
    await forget(bot, HELEN)
    told = (await settings(slack, PRIYA)).text
    assert "Governance leads: none." in told
    assert "As there is no governance lead, owners choose" in told
    board = Board(slack)
    await board.hand_in(GRACE)
    assert rows(bot, "SELECT user_id FROM participants WHERE role = 'reviewer'") == [(GRACE,)]
    assert await board.decide(Verdict.APPROVE, GRACE, **TICKED) is None
    await board.says("Approved by")


async def test_what_waits_only_for_somebody_who_was_forgotten_waits_for_a_choice(
    slack: Sandbox, bot: Bot
) -> None:
    await save_channel(slack, AMINA, all_decide="all")
    board = Board(slack)
    await board.hand_in(GRACE, HELEN)
    await board.decide(Verdict.APPROVE, GRACE, **TICKED)
    await board.says(f"Waiting for a decision by <@{HELEN}>")
    await forget(bot, HELEN)
    summary = await board.says(NOBODY_LEFT)
    assert FORMER not in summary.text
    assert rows(bot, "SELECT matter, user_id FROM waits WHERE matter IN ('decide', 'choose')") == [
        ("choose", AMINA)
    ]
    amina = board.person()
    await use(amina, board.messages()[0], Do.REVIEWERS)
    await slack.until(lambda: amina.modal.views)
    assert shown(amina, "reviewers") == [GRACE]
    assert await amina.modal.submit({}) is None
    assert NOBODY_LEFT in (await board.summary()).text, "sent as it was drawn, it changes nothing"
    await use(amina, board.messages()[0], Do.REVIEWERS)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({former_field("reviewers"): []}) is None
    await board.says("Approved by")
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE


async def test_who_approves_beside_somebody_who_was_forgotten_is_told_that_it_is_not_settled(
    slack: Sandbox, bot: Bot
) -> None:
    await save_channel(slack, AMINA, all_decide="all")
    board = Board(slack)
    await board.hand_in(GRACE, HELEN)
    await forget(bot, HELEN)
    await board.says(ONE_IS_GONE)
    assert await board.decide(Verdict.APPROVE, GRACE, **TICKED) is None
    await board.says(NOBODY_LEFT)
    await slack.until(lambda: any(f"approved this. {NOBODY_LEFT}" in said.text for said in board.bots()))


async def test_an_owner_chooses_somebody_else_where_who_must_decide_was_forgotten(
    slack: Sandbox, bot: Bot
) -> None:
    await change(slack, AMINA, {MUST: [HELEN], LEADS: [OWEN]})
    board = Board(slack)
    await board.hand_in(GRACE)
    await board.says(f"<@{HELEN}>")
    await forget(bot, HELEN)
    await board.says(NOBODY_LEFT)
    amina = board.person()
    await use(amina, board.messages()[0], Do.REVIEWERS)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({DECIDES: [PRIYA], former_field("reviewers"): []}) is None
    await board.says(f"Waiting for a decision by <@{PRIYA}>")


async def test_who_hands_a_panel_over_before_the_reveal_is_not_seated_in_it(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene([TOM, PRIYA, HELEN, OWEN], way=Way.NAMED)
    amina, headline = team.person(AMINA), team.messages()[0]
    clicked = {
        "type": "button",
        "action_id": Do.HAND_OVER.value,
        "block_id": "x",
        "value": ref_of(headline).encode(),
        "action_ts": "1.0",
    }
    core = amina.client.core
    here = core.world.channels[HOUSING]
    await send(slack, payloads.message_action(core, amina.profile, here, headline, clicked))
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"New owner": GRACE}) is None
    await slack.until(lambda: rows(bot, "SELECT 1 FROM assessments WHERE owner_id = 'U0GRACE0001'"))
    grace = await described(team, GRACE)
    assert sorted(shown(grace, ASSESSORS)) == sorted([TOM, PRIYA, HELEN, OWEN])
    assert await grace.modal.submit({ASSESSORS: [TOM, PRIYA, HELEN]}) is None
    await slack.until(lambda: len(rows(bot, "SELECT 1 FROM panellists")) == 3)
    assert {seat for (seat,) in rows(bot, "SELECT user_id FROM panellists")} == {TOM, PRIYA, HELEN}
    answering = rows(bot, "SELECT user_id FROM participants WHERE role = 'assessor'")
    assert (AMINA,) in answering, "after the reveal"
