"""What Slack refuses, the sandbox refuses: tokens, scopes, membership, unknown things."""

from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GENERAL, GOVERNANCE, GRACE, HOUSING, TOM
from tests.bot.sandbox.kit import MANIFEST, actions, button, refusal, section


async def test_a_call_needs_the_right_kind_of_token(slack: Sandbox) -> None:
    for token, error in [
        (None, "not_authed"),
        ("xoxb-other", "invalid_auth"),
        (slack.app_token, "not_allowed_token_type"),
    ]:
        with pytest.raises(SlackApiError) as refused:
            await AsyncWebClient(token=token, base_url=slack.api_url).auth_test()
        assert refusal(refused) == error


async def test_only_the_app_token_opens_sockets(slack: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.apps_connections_open(app_token=slack.bot_token)
    assert refusal(refused) == "not_allowed_token_type"
    opened = await client.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith(slack.url.replace("http", "ws"))


async def test_a_revoked_token_opens_nothing(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.revoke_tokens()
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert refusal(refused) == "token_revoked"


async def test_auth_test_says_who_the_bot_is_and_which_scopes_it_has(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    answer = await client.auth_test()
    assert (answer["team"], answer["user"], answer["url"]) == ("Riverside Council", "balance", slack.url)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_method_needs_its_scope() -> None:
    manifest = replace(MANIFEST, scopes=frozenset({"chat:write", "channels:history"}))
    async with Sandbox(manifest=manifest) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as refused:
            await client.users_info(user=TOM)
        assert refusal(refused) == "missing_scope"
        assert refused.value.response["needed"] == "users:read"
        await client.conversations_history(channel=HOUSING)
        with pytest.raises(SlackApiError) as refused:
            await client.conversations_history(channel=GOVERNANCE)
        assert refused.value.response["needed"] == "groups:history"


@pytest.mark.parametrize("method", ["chat.makeTea", "conversations.list"])
async def test_an_unknown_method_is_an_error_in_the_log(
    slack: Sandbox, client: AsyncWebClient, method: str
) -> None:
    """Slack's own methods too, if the sandbox does not carry them: nothing is made up."""
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method)
    assert refusal(refused) == "unknown_method"
    assert list(slack.log.errors) == [f"{method} answered unknown_method"]


async def test_a_call_without_a_required_argument(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("chat.postMessage", json={"text": "where to?"})
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel"
    ]


async def test_the_bot_posts_only_where_it_is_a_member(slack: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GENERAL, text="hello")
    assert refusal(refused) == "not_in_channel"
    slack.person(GRACE).channels.kick_bot(GOVERNANCE)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GOVERNANCE, text="hello")
    assert refusal(refused) == "channel_not_found", "a private channel is not even known from outside"
    slack.person(AMINA).channels.invite_bot(GENERAL)
    await client.chat_postMessage(channel=GENERAL, text="hello")


async def test_an_archived_channel_takes_nothing(slack: Sandbox, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=HOUSING, text="hello"))["ts"]
    slack.person(AMINA).channels.archive(HOUSING)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HOUSING, text="hello")
    assert refusal(refused) == "is_archived"
    with pytest.raises(SlackApiError) as refused:
        await client.chat_update(channel=HOUSING, ts=ts, text="hello again")
    assert refusal(refused) == "is_inactive"


async def test_a_private_word_only_reaches_members(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postEphemeral(channel=GOVERNANCE, user=TOM, text="psst")
    assert refusal(refused) == "user_not_in_channel"


async def test_what_is_wrong_with_blocks_is_said_with_the_place(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(
            channel=HOUSING, text="x", blocks=[section("ok"), actions(button("x" * 76))]
        )
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 76 characters, but has 76 [json-pointer:/blocks/1/elements/0/text/text]"
    ]


async def test_blocks_that_are_too_much_in_all(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HOUSING, text="x", blocks=[section("y" * 2900)] * 5)
    assert refusal(refused) == "msg_blocks_too_long"


@pytest.mark.parametrize(
    "metadata", [{"event_type": "card"}, {"event_payload": {}}, {"event_type": "", "event_payload": {}}]
)
async def test_metadata_has_a_type_and_a_payload(client: AsyncWebClient, metadata: dict[str, object]) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HOUSING, text="x", metadata=metadata)
    assert refusal(refused) == "invalid_metadata_format"


async def test_forms_and_json_mean_the_same(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = f"{slack.api_url}chat.postMessage"
    blocks = '[{"type": "divider"}]'
    async with aiohttp.ClientSession() as session:
        form = {"channel": HOUSING, "text": "form", "blocks": blocks, "token": slack.bot_token}
        async with session.post(url, data=form) as answer:
            assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
        body = {"channel": HOUSING, "text": "json", "blocks": [{"type": "divider"}]}
        async with session.post(url, json=body, headers=headers) as answer:
            assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.post(url, json=body | {"token": slack.bot_token}) as answer:
            assert answer.status == 200
            assert (await answer.json())["error"] == "not_authed", "no token is looked for in a JSON body"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org"])
async def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="only listens on this machine"):
        await Sandbox(manifest=MANIFEST).start(host)
