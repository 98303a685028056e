"""Files: uploaded in three steps, shared, found again and deleted."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import AppManifest, CannotAct, Sandbox
from bot.sandbox.wire.file_routes import UPLOAD
from bot.sandbox.world import BOT_ID
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.bot.sandbox.ear import Ear
from tests.bot.sandbox.kit import MANIFEST, WIDER, Bot, refusal, section

RECORD = b"%PDF-1.7 \x00\xff the whole record"


@pytest.fixture
def manifest() -> AppManifest:
    return WIDER


async def upload(client: AsyncWebClient, **more: Any) -> str:
    """As the SDK does all three steps; the id of the file."""
    done = await client.files_upload_v2(**{"filename": "record.pdf", "content": RECORD} | more)
    return str(done["files"][0]["id"])


async def begun(client: AsyncWebClient, session: aiohttp.ClientSession, content: bytes = RECORD) -> str:
    """A file that has come and is not completed yet."""
    url = await client.files_getUploadURLExternal(filename="record.pdf", length=len(content))
    assert (await session.post(str(url["upload_url"]), data=content)).status == 200
    return str(url["file_id"])


async def test_a_file_is_shared_in_a_thread_with_a_comment(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    ear = Ear(slack)
    await ear.connect(session)
    parent = slack.person(TOM).types.post(HOUSING, "a parent")
    file = await upload(
        client, channel=HOUSING, thread_ts=parent, initial_comment="The record", title="Record"
    )
    (message,) = slack.world.channels[HOUSING].replies(parent)
    assert (message.text, message.files, message.subtype) == ("The record", [file], "file_share")
    await ear.hears(2)
    told = (frame["payload"]["event"] for frame in ear.events)
    (heard,) = (event for event in told if event.get("subtype") == "file_share")
    assert (heard["thread_ts"], heard["bot_id"]) == (parent, BOT_ID)
    assert heard["files"][0]["title"] == "Record"
    replies = await client.conversations_replies(channel=HOUSING, ts=parent)
    assert replies["messages"][1]["files"][0]["id"] == file
    await ear.close()


async def test_where_it_is_files_info_says_and_the_answer_does_not_yet(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    file = await begun(client, session)
    done = await client.files_completeUploadExternal(files=[{"id": file, "title": None}], channel_id=HOUSING)
    assert (done["files"][0]["title"], done["files"][0]["shares"]) == ("record.pdf", {})
    found = (await client.files_info(file=file))["file"]
    (message,) = slack.world.channels[HOUSING].timeline()
    assert found["shares"] == {"public": {HOUSING: [{"ts": message.ts}]}}
    assert (found["channels"], found["is_public"]) == ([HOUSING], True)
    assert (found["mimetype"], found["filetype"], found["size"]) == ("application/pdf", "pdf", len(RECORD))


async def test_the_app_gets_its_bytes_back_and_nobody_else_does(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    file = await upload(client, channel=HOUSING)
    url = str((await client.files_info(file=file))["file"]["url_private_download"])
    token = {"Authorization": f"Bearer {slack.bot_token}"}
    answer = await session.get(url, headers=token)
    assert await answer.read() == RECORD
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''record.pdf"
    for headers in ({}, {"Authorization": f"Bearer {slack.app_token}"}):
        assert (await session.get(url, headers=headers, allow_redirects=False)).status == 302


async def test_an_upload_can_fail_as_everything_can(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    with slack.faults.calls.server_error(UPLOAD):
        assert (await session.post(str(url["upload_url"]), data=b"abc")).status == 503
    with slack.faults.calls.refuse("files.*", channel=HOUSING), pytest.raises(SlackApiError) as error:
        await upload(client, channel=HOUSING)
    assert refusal(error) == "internal_error"


async def test_without_a_channel_it_is_the_apps_own(slack: Sandbox, client: AsyncWebClient) -> None:
    file = await upload(client)
    assert (await client.files_info(file=file))["file"]["shares"] == {}
    assert not slack.world.channels[HOUSING].timeline()
    with pytest.raises(CannotAct):
        slack.person(AMINA).files.open(file)


async def test_to_a_person_it_goes_by_the_conversation_or_among_channels(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    tom = slack.person(TOM)
    one = await upload(client, channel=tom.dm)
    two = await upload(client, channels=[TOM, HOUSING])
    assert [message.files for message in tom.sees.messages(tom.dm)] == [[one], [two]]
    assert [message.files for message in tom.sees.messages(HOUSING)] == [[two]]
    with pytest.raises(SlackApiError) as error:
        await upload(client, channel=TOM)
    assert refusal(error) == "channel_not_found"


async def test_several_files_are_one_message(slack: Sandbox, client: AsyncWebClient) -> None:
    both = [{"filename": "a.csv", "content": "a"}, {"filename": "no ending", "content": "b"}]
    await client.files_upload_v2(file_uploads=both, channel=HOUSING)
    (message,) = slack.world.channels[HOUSING].timeline()
    kinds = [slack.world.files[file].kind for file in message.files]
    assert kinds == ["csv", "binary"]


async def test_blocks_stand_with_it_where_there_is_no_comment(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    for comment, blocks in ((None, 1), ("words", 0)):
        files = [{"id": await begun(client, session), "title": None}]
        more: dict[str, Any] = {"blocks": json.dumps([section("about it")])}
        await client.files_completeUploadExternal(
            files=files, channel_id=HOUSING, initial_comment=comment, **more
        )
        assert len(slack.world.channels[HOUSING].timeline()[-1].blocks) == blocks


async def test_what_was_not_uploaded_cannot_be_completed(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    file, address = str(url["file_id"]), str(url["upload_url"])

    async def completed(*ids: str) -> str:
        with pytest.raises(SlackApiError) as error:
            await client.files_completeUploadExternal(
                files=[{"id": id, "title": None} for id in ids], channel_id=HOUSING
            )
        return refusal(error)

    assert await completed(file) == "file_not_found"
    assert (await session.post(address, data=b"more than three")).status == 400
    assert (await session.post(f"{slack.url}upload/v1/elsewhere", data=b"abc")).status == 400
    assert await completed(file) == "file_not_found"
    assert (await session.post(address, data=b"abc")).status == 200
    assert await completed(file, "F0NOTTHERE0") == "file_not_found"
    await client.files_completeUploadExternal(files=[{"id": file, "title": None}], channel_id=HOUSING)
    assert await completed(file) == "file_not_found", "twice"
    assert len(slack.world.channels[HOUSING].timeline()) == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"length": 0}, "invalid_arguments"),
        ({"length": -1}, "invalid_arguments"),
        ({"length": "long"}, "invalid_arguments"),
        ({"length": 2_000_000_000}, "file_upload_size_restricted"),
        ({"filename": ""}, "invalid_arguments"),
        ({"alt_txt": "x" * 1_001}, "alt_txt_too_large"),
    ],
)
async def test_what_slack_gives_no_address_for(
    client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(
            "files.getUploadURLExternal", params={"filename": "a.txt", "length": 3} | arguments
        )
    assert refusal(refused) == error


@pytest.mark.parametrize("files", ["", "[]", "no JSON", "{}", '["F1"]', '[{"title": "a"}]', "5"])
async def test_files_must_be_a_list_of_ids(client: AsyncWebClient, files: str) -> None:
    with pytest.raises(SlackApiError) as error:
        await client.api_call("files.completeUploadExternal", params={"files": files})
    assert refusal(error) == "invalid_arguments"


async def test_a_place_that_takes_nothing_leaves_the_file_to_be_shared_elsewhere(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    file = await begun(client, session)

    async def shared_in(channel: str) -> str:
        with pytest.raises(SlackApiError) as error:
            await client.files_completeUploadExternal(files=[{"id": file, "title": None}], channel_id=channel)
        return refusal(error)

    assert await shared_in("C0NOWHERE00") == "channel_not_found"
    slack.person(AMINA).channels.kick_bot(HOUSING)
    assert await shared_in(HOUSING) == "not_in_channel"
    slack.person(AMINA).channels.invite_bot(HOUSING)
    slack.log.clear()
    with slack.faults.workspace.archive(HOUSING):
        assert await shared_in(HOUSING) == "posting_to_channel_denied"
    assert not slack.log.errors, "a fault of the sandbox is no mistake of the app's"
    done = await client.files_completeUploadExternal(files=[{"id": file, "title": None}], channel_id=HOUSING)
    assert done["ok"]


NO_FILES = replace(MANIFEST, scopes=MANIFEST.scopes - {"files:read", "files:write"})


@pytest.mark.parametrize("manifest", [NO_FILES])
async def test_each_scope_that_is_missing_is_named(client: AsyncWebClient, manifest: AppManifest) -> None:
    calls: dict[str, tuple[dict[str, Any], str]] = {
        "files.getUploadURLExternal": ({"filename": "a.txt", "length": 1}, "files:write"),
        "files.completeUploadExternal": ({"files": "[]"}, "files:write"),
        "files.info": ({"file": "F1"}, "files:read"),
    }
    for method, (params, scope) in calls.items():
        with pytest.raises(SlackApiError) as error:
            await client.api_call(method, params=params)
        assert (refusal(error), error.value.response["needed"]) == ("missing_scope", scope)


async def test_an_admin_deletes_it_and_the_app_hears_of_it(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    file = await upload(client, channel=HOUSING, initial_comment="The record")
    admin = next(profile.id for profile in slack.world.people.values() if profile.is_admin)
    nobody = next(id for id in (TOM, PRIYA, AMINA) if not slack.world.people[id].is_admin)
    with pytest.raises(CannotAct, match="Only an admin"):
        slack.person(nobody).files.delete(file)
    assert slack.person(nobody).files.open(file).content == RECORD
    slack.person(admin).channels.join(HOUSING)
    slack.person(admin).files.delete(file)
    await slack.settled()
    assert [event["file_id"] for event in bot.events("file_deleted")] == [file]
    (message,) = (m for m in slack.world.channels[HOUSING].timeline() if m.files)
    assert message.text == "The record"
    history = await client.conversations_history(channel=HOUSING)
    told = next(m for m in history["messages"] if m.get("files"))
    assert told["files"] == [{"id": file, "mode": "tombstone"}]
    with pytest.raises(SlackApiError) as error:
        await client.files_info(file=file)
    assert refusal(error) == "file_deleted"
    with pytest.raises(CannotAct, match="was deleted"):
        slack.person(nobody).files.open(file)


async def test_the_app_deletes_its_own_once(slack: Sandbox, client: AsyncWebClient) -> None:
    file = await upload(client, channel=HOUSING)
    await client.files_delete(file=file)
    assert slack.world.files[file].is_deleted
    for gone, why in ((file, "file_deleted"), ("F0NOTHERE", "file_not_found")):
        with pytest.raises(SlackApiError) as error:
            await client.files_delete(file=gone)
        assert refusal(error) == why


async def test_a_file_survives_a_restart_of_a_sandbox_that_is_kept(tmp_path: Path) -> None:
    path, copy = tmp_path / "trial.world", tmp_path / "copy.world"
    async with Sandbox(manifest=WIDER, keep=path) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        file = await upload(client, channel=HOUSING, title="Record")
        gone = await upload(client, channel=HOUSING)
        own = await upload(client)
        shutil.copy(path, copy)
        slack._core.files.delete(slack.world.files[gone])
        before = slack.world.files
    async with Sandbox(manifest=WIDER, keep=path) as again:
        assert again.world.files == before
        assert again.person(AMINA).files.open(file).content == RECORD
        assert [message.files for message in again.world.channels[HOUSING].timeline()] == [[file], [gone]]
    async with Sandbox(manifest=WIDER, keep=copy) as at_a_kill:
        assert at_a_kill.world.files.keys() == {file, gone, own}, "written before the app was answered"


async def test_the_message_of_a_file_can_be_changed_and_deleted_and_the_file_stays(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    file = await upload(client, channel=HOUSING, initial_comment="before")
    (message,) = slack.world.channels[HOUSING].timeline()
    await client.chat_update(channel=HOUSING, ts=message.ts, text="after")
    assert (message.text, message.files) == ("after", [file])
    await client.chat_delete(channel=HOUSING, ts=message.ts)
    assert (await client.files_info(file=file))["file"]["shares"] == {}


async def test_a_person_sends_files_with_a_message_and_deletes_their_own(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await bot.connect()
    tom, amina = slack.person(TOM), slack.person(AMINA)
    ts = tom.types.post(HOUSING, "", files=[("../a.csv", b"a,b"), ("b.pdf", b"%PDF")])
    message = slack.world.channels[HOUSING].find(ts)
    assert message is not None
    await slack.settled()
    (heard,) = (one for one in bot.events("message") if one.get("files"))
    assert (heard["subtype"], heard["user"]) == ("file_share", TOM)
    assert [file["name"] for file in heard["files"]] == ["../a.csv", "b.pdf"]
    found = (await client.files_info(file=message.files[0]))["file"]
    assert (found["size"], found["user"]) == (3, TOM)
    with pytest.raises(CannotAct):
        slack.person(PRIYA).files.delete(message.files[0])
    tom.files.delete(message.files[0])
    with pytest.raises(SlackApiError) as error:
        await client.files_info(file=message.files[0])
    assert refusal(error) == "file_deleted"
    for wrong in ([("empty.txt", b"")], [("one.txt", b"1")] * 11):
        with pytest.raises(CannotAct):
            amina.types.post(HOUSING, "see", files=wrong)


async def test_the_app_sees_no_file_of_a_channel_that_it_is_not_in(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    tom = slack.person(TOM)
    ts = tom.types.post(HOUSING, "", files=[("a.csv", b"a,b")])
    message = slack.world.channels[HOUSING].find(ts)
    assert message is not None
    tom.channels.kick_bot(HOUSING)
    with pytest.raises(SlackApiError) as error:
        await client.files_info(file=message.files[0])
    assert refusal(error) == "file_not_found"
