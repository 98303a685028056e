"""Modals: filling in, errors, the stack, closing."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from bot.sandbox.world.riverside import AMINA
from tests.browser.conftest import Stage, Visit
from tests.browser.samples import EVERY_INPUT, modal, option, plain, section, text_input

REQUIRED = "Please complete this required field."


async def opened(stage: Stage, visit: Visit, view: dict[str, Any]) -> tuple[Page, Locator]:
    """A page with the modal open."""
    stage.modal = view
    page = await visit()
    await page.locator("#main .composer-input").fill("/balance")
    await page.locator("#main .composer-input").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    return page, dialog


async def test_every_input_reaches_the_bot(stage: Stage, visit: Visit) -> None:
    page, dialog = await opened(stage, visit, EVERY_INPUT)
    await dialog.get_by_role("textbox", name="Short text").fill("Falls data")
    await dialog.get_by_role("combobox", name="Menu").click()
    await page.get_by_role("option", name="Minimum data").click()
    await dialog.get_by_role("combobox", name="People").fill("gra")
    await page.get_by_role("option", name="Grace Okafor").click()
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("combobox", name="Channel")).to_have_value("#housing-data")
    await dialog.get_by_role("radio", name="Some").check()
    await dialog.get_by_role("checkbox", name="Agreed").check()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    values = {
        block_id: {name: value for name, value in state["value"].items() if name != "type"}
        for block_id, state in stage.of("view_submission")[0]["view"]["state"]["values"].items()
    }
    assert values["short"] == {"value": "Falls data"}
    assert values["long"] == {"value": None}
    assert values["menu"]["selected_option"]["value"] == "minimum-data"
    assert values["people"] == {"selected_users": ["U0TOM000001", "U0GRACE0001"]}
    assert values["channel"] == {"selected_conversation": "C0HOUSING01"}
    assert values["who"]["selected_option"]["value"] == "some"
    assert [chosen["value"] for chosen in values["boxes"]["selected_options"]] == ["yes"]
    assert values["date"] == {"selected_date": "2026-11-30"}


async def test_limits_are_kept_before_the_bot_sees_anything(stage: Stage, visit: Visit) -> None:
    _, dialog = await opened(stage, visit, EVERY_INPUT)
    send = dialog.get_by_role("button", name="Send")
    short = dialog.get_by_role("textbox", name="Short text")
    await send.click()
    await expect(dialog.locator(".has-error")).to_have_count(3)
    await expect(dialog.get_by_text(REQUIRED)).to_have_count(3)
    await expect(short).to_be_focused()
    await short.fill("ab")
    await send.click()
    await expect(dialog.get_by_text("Please write at least 3 characters.")).to_be_visible()
    await short.fill("a" * 21)
    await send.click()
    await expect(
        dialog.get_by_text("Please shorten this to 20 characters or fewer. It has 21.")
    ).to_be_visible()
    assert stage.of("view_submission") == []


async def test_the_bots_errors_stand_at_their_fields_and_the_text_is_kept(stage: Stage, visit: Visit) -> None:
    view = modal("Start", text_input("title", "Title"), submit=plain("Go"))
    _, dialog = await opened(stage, visit, view)
    stage.answer = {"response_action": "errors", "errors": {"title": "Use 3 to 150 characters."}}
    title = dialog.get_by_role("textbox", name="Title")
    await title.fill("no")
    await title.press("Enter")
    await expect(dialog.get_by_text("Use 3 to 150 characters.")).to_be_visible()
    await expect(title).to_have_value("no")
    await expect(title).to_have_attribute("aria-invalid", "true")
    stage.answer = {}
    await title.fill("Falls data")
    await title.press("Enter")
    await expect(dialog).to_have_count(0)


async def test_a_submission_that_nobody_takes_can_be_tried_again(stage: Stage, visit: Visit) -> None:
    view = modal("Start", text_input("title", "Title"), submit=plain("Go"))
    _, dialog = await opened(stage, visit, view)
    await stage.leave()
    await dialog.get_by_role("textbox", name="Title").fill("Falls data")
    await dialog.get_by_role("button", name="Go").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("We had some trouble connecting. Try again?")
    await expect(dialog.get_by_role("textbox", name="Title")).to_have_value("Falls data")


async def test_a_pushed_view_lies_on_top_and_what_was_typed_below_stays(stage: Stage, visit: Visit) -> None:
    first = modal("First", text_input("title", "Title"), submit=plain("Go"))
    page, dialog = await opened(stage, visit, first)
    second = modal("Second", section("on top"), close=plain("Back"))
    stage.answer = {"response_action": "push", "view": second}
    await dialog.get_by_role("textbox", name="Title").fill("typed below")
    await dialog.get_by_role("button", name="Go").click()
    await expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    await page.get_by_role("button", name="Back", exact=True).click()
    await expect(page.get_by_role("dialog", name="First")).to_be_visible()
    await expect(dialog.get_by_role("textbox", name="Title")).to_have_value("typed below")


async def test_an_updated_view_keeps_what_was_typed(stage: Stage, visit: Visit) -> None:
    choice = {
        "type": "input",
        "block_id": "who",
        "dispatch_action": True,
        "label": plain("Who answers?"),
        "element": {
            "type": "radio_buttons",
            "action_id": "value",
            "options": [option("Anyone", "any"), option("Some", "some")],
        },
    }
    title = text_input("title", "Title")
    _, dialog = await opened(stage, visit, modal("Start", title, choice, submit=plain("Go")))

    async def update(body: dict[str, Any]) -> None:
        more = modal("Start", title, choice, text_input("names", "Names"), submit=plain("Go"))
        await stage.client.views_update(view_id=body["view"]["id"], view=more)

    stage.on_action = update
    await dialog.get_by_role("textbox", name="Title").fill("Falls data")
    await dialog.get_by_role("radio", name="Some").check()
    await expect(dialog.get_by_role("textbox", name="Names")).to_be_visible()
    await expect(dialog.get_by_role("textbox", name="Title")).to_have_value("Falls data")
    await expect(dialog.get_by_role("radio", name="Some")).to_be_checked()
    await expect(dialog.get_by_role("radio", name="Some")).to_be_focused()


async def test_escape_closes_the_modal_and_the_keyboard_returns(stage: Stage, visit: Visit) -> None:
    page, dialog = await opened(stage, visit, EVERY_INPUT | {"notify_on_close": True})
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#main .composer-input")).to_be_focused()
    closed = (await stage.until(lambda: stage.of("view_closed")))[0]
    assert closed["is_cleared"] is True


async def test_the_keyboard_stays_inside_the_modal(stage: Stage, visit: Visit) -> None:
    page, _ = await opened(stage, visit, modal("Short", text_input("title", "Title"), submit=plain("Go")))
    for _ in range(12):
        await page.keyboard.press("Tab")
        outside = await page.evaluate(
            """() => {
                const focused = document.activeElement;
                return focused !== document.body && !document.querySelector("dialog").contains(focused);
            }"""
        )
        assert not outside


async def test_escape_pressed_at_once_closes_the_modal_too(stage: Stage, visit: Visit) -> None:
    """Without a click before it Chromium closes a dialog by itself; the server must still hear of it."""
    stage.modal = modal("Opened from afar", section("by a shortcut"))
    page = await visit()
    await stage.slack.person(AMINA).clicks.shortcut("start_assessment")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#main .composer-input")).to_be_focused()
    await stage.slack.until(lambda: not stage.slack.person(AMINA).modal.views)
