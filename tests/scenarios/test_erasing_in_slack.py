"""A governance lead erases an assessment in Slack: what would go is said first, what Balance posted goes once
it is gone from the store, through a kill and past what Slack refuses, and what stays is said."""

import pytest
from sqlalchemy import select

from bot.cards import erasing as cards
from bot.cards.callbacks import Do, Ref, View
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, SOCIAL_CARE, TOM
from flows.decision import Verdict
from storage.database import Database
from storage.erasing import Tombstone, tombstones
from storage.tables import ASSESSMENTS
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_deciding import Board
from tests.scenarios.test_erasing import only_id
from tests.scenarios.test_exporting import A_WHILE, exports, shared
from tests.scenarios.test_forged import send
from tests.scenarios.test_lists import at_home
from tests.scenarios.test_settings import LEADS, change

WHY = "The tenants asked for it"
FILLED = {"why": WHY, cards.SURE: [cards.SURE]}


@pytest.fixture
def team(slack: Sandbox, bot: Bot) -> Team:
    slack.limits.enforced = False
    return Team(slack)


def ours(team: Team) -> list[Message]:
    """What Balance has posted in the channel, and in the thread."""
    found = [*team.person().sees.messages(team.channel), *team.messages()]
    return [message for message in found if message.user == BOT_USER and message.ephemeral_for is None]


def stones(bot: Bot) -> list[Tombstone]:
    database = Database(bot.settings.database_url)
    try:
        return database.read_now(tombstones)
    finally:
        database.close()


def ids(bot: Bot) -> list[str]:
    database = Database(bot.settings.database_url)
    try:
        return database.read_now(lambda t: list(t.execute(select(ASSESSMENTS.c.id)).scalars()))
    finally:
        database.close()


async def submitted(team: Team) -> None:
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()


async def opens(team: Team, by: str = PRIYA) -> Person:
    """The form, from the summary."""
    return await team.opens_window(Do.ERASE, by)


async def told(slack: Sandbox, person: str) -> Message:
    """Wait for the one message that says what came of it."""
    someone = slack.person(person)

    def there() -> Message | None:
        found = [m for m in someone.sees.messages(someone.dm) if cards.THEIRS in m.text]
        assert len(found) <= 1, "said twice"
        return found[0] if found else None

    return await slack.until(there, A_WHILE)  # by Balance's own pace, which leaves room for others


async def test_a_lead_is_told_what_would_go_and_erases_it(slack: Sandbox, bot: Bot, team: Team) -> None:
    await submitted(team)
    team.type("What people say is theirs", TOM)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    priya = await opens(team)
    shown = str(priya.modal.view.spec["blocks"])
    assert "18 answers" in shown
    assert "1 submission" in shown
    assert ids(bot) == [only_id(bot)], "it was only looked at"
    assert await priya.modal.submit(FILLED) is None
    message = await told(slack, PRIYA)
    assert TITLE not in message.text, "its title is gone"
    assert ours(team) == []
    assert TOM in [message.user for message in team.messages()]
    assert ids(bot) == []
    [stone] = stones(bot)
    assert (stone.by, stone.why, stone.left.stays) == (PRIYA, WHY, ())
    assert not slack.log.errors


async def test_what_is_decided_since_the_form_said_what_would_go_is_not_erased(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    priya = await opens(board)
    assert await board.decide(Verdict.DECLINE, **{"Why?": "No benefit."}) is None
    await board.is_said("declined this")
    assert await priya.modal.submit(FILLED) is None
    assert "since you opened this window" in str(priya.modal.view.spec["blocks"])
    assert ids(bot) == [only_id(bot)]


async def test_lines_that_were_said_once_and_files_that_were_sent_go_too(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    assert await board.decide(Verdict.DECLINE, **{"Why?": "No benefit."}) is None
    await board.is_said("declined this")
    await exports(board, TOM)
    await slack.until(lambda: shared(board), A_WHILE)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    await (await opens(board)).modal.submit(FILLED)
    await told(slack, PRIYA)
    assert ours(board) == []
    assert [file.is_deleted for file in shared(board)] == [True]


async def test_what_slack_does_not_delete_is_said(slack: Sandbox, bot: Bot, team: Team) -> None:
    await submitted(team)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    slack.faults.calls.refuse("chat.delete", error="cant_delete_message", times=2)
    await (await opens(team)).modal.submit(FILLED)
    message = await told(slack, PRIYA)
    assert f"balance erase {stones(bot)[0].id}" in message.text
    assert len(stones(bot)[0].left.stays) == 2
    assert len({m.ts for m in ours(team)}) == 2


async def test_killed_half_way_it_goes_on_at_the_next_start(slack: Sandbox, bot: Bot, team: Team) -> None:
    await submitted(team)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    priya, posted = await opens(team), len({m.ts for m in ours(team)})
    slack.faults.calls.rate_limit("chat.delete", retry_after=60, skip=2)
    await priya.modal.submit(FILLED)
    await slack.until(lambda: len({m.ts for m in ours(team)}) < posted)
    await bot.stop()
    assert ours(team)
    slack.faults.clear()
    await bot.start()
    await told(slack, PRIYA)
    assert ours(team) == []


async def test_a_limit_of_slack_makes_it_wait_and_nobody_else(slack: Sandbox, bot: Bot, team: Team) -> None:
    await submitted(team)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    slack.faults.calls.rate_limit("chat.delete", retry_after=2, times=1)
    await (await opens(team)).modal.submit(FILLED)
    other = Team(slack, SOCIAL_CARE)
    await other.start("While that waits", by=GRACE)
    await told(slack, PRIYA)
    assert ours(team) == []
    assert stones(bot)[0].left.stays == ()


async def test_a_form_that_comes_twice_erases_once_and_a_second_lead_is_told(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await submitted(team)
    await change(slack, AMINA, {LEADS: [PRIYA, GRACE]})
    priya, grace = await opens(team), await opens(team, GRACE)
    priya.modal.fill(FILLED)
    form = payloads.view_submission(slack._core, priya.profile, priya.modal.view)
    assert await send(slack, form) == {}
    assert await send(slack, form) == {}, "Slack sends it again, and it was taken"
    await told(slack, PRIYA)
    await grace.modal.submit(FILLED)
    assert [block["type"] for block in grace.modal.view.spec["blocks"]] == ["section"]
    assert "was erased" in str(grace.modal.view.spec["blocks"])
    [stone] = stones(bot)
    assert stone.by == PRIYA


async def test_nobody_but_a_lead_erases_not_even_by_a_forged_form(
    slack: Sandbox, bot: Bot, team: Team
) -> None:
    await submitted(team)
    amina = await opens(team, AMINA)
    assert [block["type"] for block in amina.modal.view.spec["blocks"]] == ["section"], "there are no leads"
    await amina.modal.close()
    await change(slack, AMINA, {LEADS: [PRIYA]})
    priya = await opens(team)
    priya.modal.fill(FILLED)
    form = payloads.view_submission(slack._core, priya.profile, priya.modal.view)
    for number, user in enumerate((AMINA, TOM)):
        forged = form | {"user": form["user"] | {"id": user}, "view": form["view"] | {"id": f"V0F{number}"}}
        answer = await send(slack, forged)
        assert answer.get("response_action") == "update", answer
    unsure = form["view"] | {"id": "V0F9"}
    unsure["state"] = {
        "values": {**unsure["state"]["values"], cards.SURE: {"value": {"selected_options": []}}}
    }
    await send(slack, form | {"view": unsure})
    assert ids(bot)
    assert stones(bot) == []


async def test_from_home_a_lead_erases_what_has_no_summary(slack: Sandbox, bot: Bot, team: Team) -> None:
    await team.start()
    await team.answer_all(["4"] * 2)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    await at_home(slack, PRIYA, TITLE)
    priya = slack.person(PRIYA)
    await priya.home.click(action_id=Do.MORE, value=cards.LABEL)
    await slack.until(lambda: priya.modal.views)
    assert priya.modal.view.spec["callback_id"] == View.ERASE
    assert Ref.decode(priya.modal.view.spec["private_metadata"]).assessment == only_id(bot)
    await priya.modal.submit(FILLED)
    await told(slack, PRIYA)
    assert ours(team) == []
    await slack.until(lambda: TITLE not in str(priya.home.view))
