"""Other workspaces: an enterprise that ours joins, a sibling in it, a partner with a shared channel, and a
channel that gets another id."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.neighbours import ENTERPRISE, PARTNER_TEAM, SIBLING_TEAM
from bot.sandbox.world import TEAM_ID
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, TOM
from tests.bot.sandbox.kit import Bot, actions, button, modal, refusal, text_input


async def test_from_when_it_joins_everything_names_the_enterprise(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await bot.connect()
    assert "enterprise_id" not in (await client.auth_test()).data
    slack.neighbours.join_enterprise()
    assert (await client.auth_test())["enterprise_id"] == ENTERPRISE
    slack.person(TOM).types.post(HOUSING, "hello")
    await slack.settled()
    [body] = bot.heard
    assert (body["enterprise_id"], body["context_enterprise_id"]) == (ENTERPRISE, ENTERPRISE)
    assert (body["team_id"], body["event"]["team"]) == (TEAM_ID, TEAM_ID)
    assert body["authorizations"][0]["enterprise_id"] == ENTERPRISE
    user = (await client.users_info(user=TOM))["user"]
    assert user["enterprise_user"]["enterprise_id"] == ENTERPRISE
    assert user["enterprise_user"]["teams"] == [TEAM_ID]


@pytest.mark.parametrize("says_enterprise", [False, True])
async def test_a_sibling_is_named_by_their_workspace_or_by_the_enterprise(
    slack: Sandbox, bot: Bot, client: AsyncWebClient, says_enterprise: bool
) -> None:
    await bot.connect()
    slack.neighbours.join_enterprise(says_enterprise=says_enterprise)
    sibling = slack.neighbours.sibling("Sam Sibling", HOUSING)
    posted = await client.chat_postMessage(channel=HOUSING, text="Go", blocks=[actions(button("Go"))])
    await sibling.clicks.button(HOUSING, posted["ts"], label="Go")
    [click] = bot.interactions("block_actions")
    home = ENTERPRISE if says_enterprise else SIBLING_TEAM
    assert (click["user"]["team_id"], click["team"]["id"]) == (home, TEAM_ID)
    assert click["enterprise"]["id"] == click["team"]["enterprise_id"] == ENTERPRISE
    with pytest.raises(CannotAct):
        sibling.sees.messages(GENERAL)  # public in our workspace alone


async def test_there_is_no_sibling_without_an_enterprise(slack: Sandbox) -> None:
    with pytest.raises(CannotAct):
        slack.neighbours.sibling("Sam Sibling", HOUSING)


async def test_a_partner_reads_and_writes_along_in_a_shared_channel_alone(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await bot.connect()
    partner = slack.neighbours.partner("Pat Partner", HOUSING)
    partner.types.post(HOUSING, "@Balance hello")
    await slack.settled()
    assert {body["is_ext_shared_channel"] for body in bot.heard} == {True}
    for event in (*bot.events("message"), *bot.events("app_mention")):
        assert (event["team"], event["user_team"]) == (PARTNER_TEAM, PARTNER_TEAM)
    user = (await client.users_info(user=partner.id))["user"]
    assert (user["team_id"], user["is_stranger"]) == (PARTNER_TEAM, False)
    assert "is_admin" not in user
    assert (await client.conversations_info(channel=HOUSING))["channel"]["is_ext_shared"]
    with pytest.raises(CannotAct):
        await partner.types.command(HOUSING, "/balance")
    with pytest.raises(CannotAct):
        partner.home.open()
    with pytest.raises(CannotAct):
        partner.sees.messages(GENERAL)
    stranger = slack.neighbours.partner("Sue Stranger")
    assert (await client.users_info(user=stranger.id))["user"]["is_stranger"]


async def test_of_a_partners_form_the_team_is_theirs_and_the_view_says_whose_app_it_is(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    async def open_form(ack, body, client):  # type: ignore[no-untyped-def]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("Why?", "why")))

    bot.app.action("go")(open_form)
    await bot.connect()
    partner = slack.neighbours.partner("Pat Partner", HOUSING)
    posted = await client.chat_postMessage(channel=HOUSING, text="Go", blocks=[actions(button("Go"))])
    await partner.clicks.button(HOUSING, posted["ts"], label="Go")
    await slack.until(lambda: partner.modal.views)
    assert await partner.modal.submit({"Why?": "Because"}) is None
    [form] = bot.interactions("view_submission")
    assert (form["team"]["id"], form["view"]["app_installed_team_id"]) == (PARTNER_TEAM, TEAM_ID)


async def test_in_a_channel_that_a_partner_hosts_the_outer_team_is_theirs(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.neighbours.hosted_by_partner(HOUSING)
    slack.person(TOM).types.post(HOUSING, "hello")
    await slack.settled()
    [body] = bot.heard
    assert (body["team_id"], body["event"]["team"]) == (PARTNER_TEAM, TEAM_ID)
    assert [one["team_id"] for one in body["authorizations"]] == [TEAM_ID]
    with pytest.raises(CannotAct):
        slack.person("Grace Okafor").channels.join(HOUSING)  # one does not walk into another's channel


@pytest.mark.parametrize("told", [True, False])
async def test_a_channel_goes_on_under_another_id(
    slack: Sandbox, bot: Bot, client: AsyncWebClient, told: bool
) -> None:
    await bot.connect()
    posted = await client.chat_postMessage(channel=HOUSING, text="Go", blocks=[actions(button("Go"))])
    new = slack.neighbours.change_id(HOUSING, told=told)
    await slack.settled()
    changes = [(one["old_channel_id"], one["new_channel_id"]) for one in bot.events("channel_id_changed")]
    assert changes == ([(HOUSING, new)] if told else [])
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_info(channel=HOUSING)
    assert refusal(caught) == "channel_not_found"
    await client.chat_update(channel=new, ts=posted["ts"], text="Still here")
    assert [one.text for one in slack.person(AMINA).sees.messages(new)] == ["Still here"]


async def test_what_was_clicked_before_is_answered_under_the_new_id(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await bot.connect()
    posted = await client.chat_postMessage(channel=HOUSING, text="Go", blocks=[actions(button("Go"))])
    await slack.person(TOM).clicks.button(HOUSING, posted["ts"], label="Go")
    [click] = bot.interactions("block_actions")
    new = slack.neighbours.change_id(HOUSING)
    slack._core.response_urls.use(
        click["response_url"].removeprefix(slack.url), {"replace_original": True, "text": "Gone on"}
    )
    assert [one.text for one in slack.person(AMINA).sees.messages(new)] == ["Gone on"]
