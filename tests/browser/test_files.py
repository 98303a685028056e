"""Files on messages, and shortcuts on them: what an app may have that the product does not use."""

from typing import Any

import pytest
from playwright.async_api import expect

from bot.sandbox import AppManifest
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.kit import ON_A_MESSAGE, WIDER
from tests.browser.conftest import PHONE, WIDE, Stage, Visit
from tests.browser.test_access import violations

RECORD = b"<script>the record</script>"


@pytest.fixture
def manifest() -> AppManifest:
    return WIDER


async def share(stage: Stage, **more: Any) -> str:
    more = {"channel": HOUSING, "title": "The whole record", "filename": "record.html"} | more
    done = await stage.client.files_upload_v2(content=RECORD, **more)
    return str(done["files"][0]["id"])


def admin(stage: Stage) -> str:
    return next(person.id for person in stage.slack.world.people.values() if person.is_admin)


async def test_a_file_is_listed_and_saved(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "parent")
    await share(stage, thread_ts=parent, initial_comment="Here it is")
    page = await visit(f"?as={TOM}#/{HOUSING}/{parent}")
    reply = page.locator("#thread .message").last
    await expect(reply).to_contain_text("Here it is")
    await expect(reply.get_by_role("list", name="Files")).to_contain_text("record.html · 27 bytes")
    async with page.expect_download() as saving:
        await reply.get_by_role("link", name="The whole record").click()
    saved = await saving.value
    assert saved.suggested_filename == "record.html"
    assert (await saved.path()).read_bytes() == RECORD


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_an_admin_deletes_a_file(stage: Stage, visit: Visit, size: tuple[int, int]) -> None:
    file = await share(stage)
    page = await visit(as_=TOM)
    await expect(page.get_by_role("link", name="The whole record")).to_be_visible()
    await expect(page.get_by_role("button", name="Delete file")).to_have_count(0)
    page = await visit(as_=admin(stage), size=size)
    await expect(page.get_by_role("link", name="The whole record")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Delete file The whole record").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.locator("#main .message").last).to_contain_text("This file was deleted.")
    assert await violations(page) == []
    heard = await stage.until(
        lambda: [body for body in stage.heard if body.get("event", {}).get("type") == "file_deleted"]
    )
    assert heard[0]["event"]["file_id"] == file


async def test_a_shortcut_on_a_message_is_in_its_menu(stage: Stage, visit: Visit) -> None:
    ts = stage.slack.person(TOM).types.post(HOUSING, "we checked that in May")
    page = await visit()
    message = page.locator("#main .message").last
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=ON_A_MESSAGE.name).click()
    (heard,) = await stage.until(lambda: stage.of("message_action"))
    assert (heard["callback_id"], heard["message"]["ts"]) == (ON_A_MESSAGE.callback_id, ts)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_files_are_chosen_left_out_and_sent(stage: Stage, visit: Visit, size: tuple[int, int]) -> None:
    parent = await stage.post(HOUSING, "parent")
    page = await visit(f"?as={TOM}#/{HOUSING}/{parent}", size=size)
    composer = page.locator("#thread form.composer")
    async with page.expect_file_chooser() as choosing:
        await composer.get_by_role("button", name="Attach files").click()
    chosen = [
        {"name": name, "mimeType": "text/csv", "buffer": RECORD} for name in ("../../<b>.csv", "other.csv")
    ]
    await (await choosing.value).set_files(chosen)  # type: ignore[arg-type]
    await composer.get_by_role("button", name="Leave out other.csv").click()
    assert await violations(page) == []
    await composer.get_by_role("button", name="Send").click()
    reply = page.locator("#thread .message").last
    await expect(reply.get_by_role("list", name="Files")).to_contain_text("../../<b>.csv")
    (heard,) = await stage.until(
        lambda: [body["event"] for body in stage.heard if body.get("event", {}).get("files")]
    )
    assert [(file["name"], file["size"]) for file in heard["files"]] == [("../../<b>.csv", len(RECORD))]
    await expect(composer.get_by_role("list", name="Files to send")).to_be_hidden()
    await reply.get_by_role("button", name="Delete file ../../<b>.csv").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(reply).to_contain_text("This file was deleted.")
