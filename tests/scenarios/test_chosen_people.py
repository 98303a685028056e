"""Only people who are there can be chosen, in every form that asks for people."""

from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.listeners import budget
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import BOT_USER, Profile
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from bot.slack.client import SLACKBOT
from flows.panel import MOST
from tests.scenarios.conftest import ACK_SECONDS, Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_action_plan import RATINGS, Desk
from tests.scenarios.test_settings import DECIDES, USUALLY, save_channel

ANOTHER_APP = "U0TICKETS01"
NOBODY = "U0NOBODY000"
NOT_PEOPLE = [BOT_USER, SLACKBOT, ANOTHER_APP, PRIYA, NOBODY]
"""Priya has left."""


@pytest.fixture(autouse=True)
def _somebody_left(slack: Sandbox) -> None:
    world = slack.person(AMINA).client.core.world
    world.people[ANOTHER_APP] = Profile(ANOTHER_APP, "Ticket desk", "tickets", is_bot=True)
    # Of Slackbot, Slack says that it is a person.
    world.people[SLACKBOT] = Profile(SLACKBOT, "Slackbot", "slackbot")
    world.people[NOBODY] = Profile(NOBODY, "Nobody", "nobody")
    slack.faults.workspace.deactivate(PRIYA)


async def start_form(slack: Sandbox) -> Person:
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: tom.modal.views)
    return tom


async def submit(slack: Sandbox, person: Person, fields: dict[str, Any]) -> dict[str, str]:
    """What is wrong, by the labels of the fields. By then there is no such person as NOBODY."""
    person.modal.fill(fields)
    slack.person(AMINA).client.core.world.people.pop(NOBODY, None)
    view = person.modal.view
    labels = {b["block_id"]: b["label"]["text"] for b in view.spec["blocks"] if b["type"] == "input"}
    errors = await person.modal.submit({})
    return {labels[block]: words for block, words in (errors or {}).items()}


@pytest.mark.parametrize("who", NOT_PEOPLE)
async def test_the_form_to_start_refuses_them_at_the_field(slack: Sandbox, bot: Bot, who: str) -> None:
    tom = await start_form(slack)
    errors = await submit(slack, tom, {DECIDES: [GRACE, who], "Who answers?": [TOM]})
    assert set(errors) == {DECIDES}
    assert await submit(slack, tom, {DECIDES: [GRACE]}) == {}
    await slack.until(lambda: Team(slack).headline(TITLE, tom))


async def test_each_field_says_it_of_its_own(slack: Sandbox, bot: Bot) -> None:
    tom = await start_form(slack)
    wrong = {DECIDES: [PRIYA], "Who answers?": [ANOTHER_APP, TOM]}
    assert set(await submit(slack, tom, wrong)) == {DECIDES, "Who answers?"}


async def test_beside_a_whole_panel_whoever_comes_last_is_looked_at_as_well(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "ASK_SECONDS", ACK_SECONDS)  # how many answers a busy machine takes in 1.5 s
    crowd, last = [f"U0CROWD{number:04}" for number in range(MOST)], "U0ZZZZZZZZZ"
    for user in (*crowd, last):
        slack.world.people[user] = Profile(user, user.title(), user.lower(), deleted=user == last)
    tom = await start_form(slack)
    filled_in = {"Who answers?": crowd, "How will you answer?": "alone_named", DECIDES: [last]}
    assert set(await submit(slack, tom, filled_in)) == {DECIDES}
    # Sent again in a moment, it does not use up what Slack answers in a minute.
    assert set(await submit(slack, tom, {})) == {DECIDES}
    asked = [call.args.get("user") for call in slack.log.calls if call.method == "users.info"]
    assert sorted(user for user in asked if user in crowd) == crowd


async def test_the_settings_of_a_channel_refuse_them(slack: Sandbox, bot: Bot) -> None:
    for field in (USUALLY, "Who may start an assessment?"):
        errors = await save_channel(slack, AMINA, **{field: [GRACE, PRIYA]})
        assert errors is not None
        assert set(errors) == {"reviewers" if field == USUALLY else "starters"}
        await slack.person(AMINA).modal.close()


async def test_nothing_is_to_be_done_by_an_app(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(RATINGS)
    await team.click(Do.SUBMIT, confirm=True)
    await team.summary()
    desk = Desk(team, bot)
    for name in ("Ticket desk", "Balance", "Priya Nair"):
        errors = await desk.add(**{"Who does it?": name})
        assert errors is not None
        assert set(errors) == {"who"}
    assert await desk.add(**{"Who does it?": "Grace Okafor"}) is None


async def test_where_slack_cannot_be_asked_nobody_is_held_up(slack: Sandbox, bot: Bot) -> None:
    tom = await start_form(slack)
    slack.faults.calls.server_error(method="users.info")
    assert await submit(slack, tom, {DECIDES: [GRACE, PRIYA]}) == {}
    await slack.until(lambda: Team(slack).headline(TITLE, tom))


async def test_where_slack_does_not_answer_a_form_does_not_wait_for_it(slack: Sandbox, bot: Bot) -> None:
    tom = await start_form(slack)
    held = slack.faults.calls.latency(ACK_SECONDS * 3, method="users.info")
    assert await submit(slack, tom, {DECIDES: [GRACE, PRIYA]}) == {}
    held.end()
