"""Who brings Balance into a channel may change its rules; who brings it there again, not those of others."""

import pytest

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.test_settings import USUALLY, opens, save_channel


async def invited_anew(slack: Sandbox, *people: str) -> None:
    """By each of them in turn, after it was removed."""
    for one in people:
        person = slack.person(one)
        person.channels.kick_bot(HOUSING)
        await slack.settled()
        person.channels.invite_bot(HOUSING)
        await slack.settled()


async def may_set(slack: Sandbox, by: str) -> bool:
    _, person = await opens(slack, by, Do.SETTINGS)
    may = any(block["type"] == "input" for block in person.modal.view.spec["blocks"])
    await person.modal.close()
    return may


async def test_to_bring_it_again_gives_no_right_over_rules_that_an_admin_set(
    slack: Sandbox, bot: Bot
) -> None:
    assert await save_channel(slack, AMINA, **{USUALLY: [GRACE]}) is None
    await invited_anew(slack, TOM)
    assert not await may_set(slack, TOM)
    assert await may_set(slack, AMINA)


async def test_who_brings_it_to_a_channel_without_rules_may_set_them_and_keeps_that(
    slack: Sandbox, bot: Bot
) -> None:
    await invited_anew(slack, TOM, PRIYA)
    assert (await may_set(slack, TOM), await may_set(slack, PRIYA)) == (True, False)
    assert await save_channel(slack, TOM, **{USUALLY: [GRACE]}) is None
    await invited_anew(slack, PRIYA)
    assert (await may_set(slack, TOM), await may_set(slack, PRIYA)) == (True, False)


@pytest.mark.parametrize("rules_were_set", [True, False])
async def test_who_left_the_workspace_is_followed_only_where_no_rules_were_set(
    slack: Sandbox, bot: Bot, rules_were_set: bool
) -> None:
    await invited_anew(slack, TOM)
    if rules_were_set:
        assert await save_channel(slack, TOM, **{USUALLY: [GRACE]}) is None
    slack.faults.workspace.deactivate(TOM)
    await invited_anew(slack, PRIYA)
    assert await may_set(slack, PRIYA) is not rules_were_set
    assert await may_set(slack, AMINA)


async def test_of_whom_slack_does_not_say_whether_they_left_is_taken_to_be_there(
    slack: Sandbox, bot: Bot
) -> None:
    await invited_anew(slack, TOM)
    silent = slack.faults.calls.server_error(method="users.info")
    await invited_anew(slack, PRIYA)
    silent.end()
    assert not await may_set(slack, PRIYA)
