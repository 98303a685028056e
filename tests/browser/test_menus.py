"""Small menus among the buttons of a card, by mouse, by touch and by keyboard alone; links on messages."""

from functools import partial
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world.riverside import AMINA, HOUSING
from tests.browser.conftest import PHONE, WIDE, Stage, Visit
from tests.browser.samples import Json, actions, button, option, plain, section
from tests.browser.test_access import violations

OPTIONS = [option("Why this question?", "why:7"), option("Pause", "pause:7", "Every answer is kept")]
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It can be resumed."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
OVERFLOW: Json = {"type": "overflow", "action_id": "more", "options": OPTIONS}
SELECT: Json = {
    "type": "static_select",
    "action_id": "more",
    "placeholder": plain("More"),
    "options": OPTIONS,
}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
KINDS = pytest.mark.parametrize("menu", [OVERFLOW, SELECT], ids=["overflow", "static select"])


def card(menu: Json, text: str = "Question 7") -> list[Json]:
    ratings = [button(str(rating), f"rate_{rating}", value=str(rating)) for rating in range(1, 6)]
    return [section(text), actions(*ratings), actions(button("Not sure", "not_sure"), menu)]


async def in_thread(stage: Stage, visit: Visit, menu: Json, **look: Any) -> tuple[Page, Locator, str]:
    """A page with the card in an open thread, the thing that opens its menu, and the card's ts."""
    parent = await stage.post(HOUSING, "parent")
    ts = await stage.post(HOUSING, "question", blocks=card(menu), thread_ts=parent)
    page = await visit(f"?as={AMINA}#/{HOUSING}/{parent}", **look)
    blocks = page.locator("#thread .message .actions").last
    opener = (
        blocks.locator(".button-overflow") if menu["type"] == "overflow" else blocks.get_by_role("combobox")
    )
    await expect(opener).to_be_visible()
    return page, opener, ts


def choice(page: Page, menu: Json, words: str) -> Locator:
    return page.get_by_role("menuitem" if menu["type"] == "overflow" else "option", name=words)


@SIZES
@KINDS
async def test_a_choice_by_pointer_goes_to_the_bot(
    stage: Stage, visit: Visit, size: tuple[int, int], menu: Json
) -> None:
    page, opener, ts = await in_thread(stage, visit, menu, size=size)
    await (opener.tap() if size == PHONE else opener.click())
    await expect(choice(page, menu, "Pause")).to_contain_text("Every answer is kept")
    box = await choice(page, menu, "Pause").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert await violations(page) == []
    pause = choice(page, menu, "Pause")
    await (pause.tap() if size == PHONE else pause.click())
    action = (await stage.until(stage.actions))[0]
    assert (action["action_id"], action["selected_option"]["value"]) == ("more", "pause:7")
    assert stage.of("block_actions")[0]["message"]["ts"] == ts


@KINDS
async def test_the_keyboard_alone_chooses_and_finds_its_place_when_the_card_has_changed(
    stage: Stage, visit: Visit, menu: Json
) -> None:
    page, opener, ts = await in_thread(stage, visit, menu)

    async def turn(_body: Json) -> None:
        await stage.client.chat_update(channel=HOUSING, ts=ts, text="next", blocks=card(menu, "Question 8"))

    stage.on_action = turn
    await page.get_by_role("button", name="Not sure").focus()
    await page.keyboard.press("Tab")
    await expect(opener).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(choice(page, menu, "Why this question?")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(choice(page, menu, "Why this question?")).to_have_count(0)
    await expect(opener).to_be_focused()
    assert stage.actions() == []
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    action = (await stage.until(stage.actions))[0]
    assert action["selected_option"]["value"] == "pause:7"
    await expect(page.locator("#thread .message").last).to_contain_text("Question 8")
    await expect(opener).to_be_focused()


@KINDS
async def test_what_asks_first_is_sent_only_after_a_yes(stage: Stage, visit: Visit, menu: Json) -> None:
    page, opener, _ = await in_thread(stage, visit, menu | {"confirm": CONFIRM})
    for answer in ("No", "Yes"):
        await opener.click()
        await choice(page, menu, "Pause").click()
        await page.get_by_role("dialog", name="Sure?").get_by_role("button", name=answer).click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        if answer == "No":
            assert stage.actions() == []
    assert (await stage.until(stage.actions))[0]["selected_option"]["value"] == "pause:7"


@KINDS
async def test_the_same_choice_can_be_made_again_once_the_card_has_changed(
    stage: Stage, visit: Visit, menu: Json
) -> None:
    page, opener, ts = await in_thread(stage, visit, menu)
    for number in (8, 9):
        await opener.click()
        await choice(page, menu, "Why this question?").click()
        await stage.until(partial(heard, stage, number - 7))
        blocks = card(menu, f"Question {number}")
        await stage.client.chat_update(channel=HOUSING, ts=ts, text="next", blocks=blocks)
        await expect(page.locator("#thread .message").last).to_contain_text(f"Question {number}")
    assert [action["selected_option"]["value"] for action in stage.actions()] == ["why:7", "why:7"]


def heard(stage: Stage, many: int) -> list[Json]:
    """What was chosen, once it was so often."""
    return stage.actions() if len(stage.actions()) >= many else []


@SIZES
async def test_a_link_button_in_the_channel_opens_the_thread(
    stage: Stage, visit: Visit, size: tuple[int, int]
) -> None:
    parent = await stage.post(HOUSING, "parent")
    reply = await stage.post(HOUSING, "the card", thread_ts=parent)
    link = (await stage.client.chat_getPermalink(channel=HOUSING, message_ts=reply))["permalink"]
    await stage.post(HOUSING, "headline", blocks=[actions(button("Open the thread", "open", url=link))])
    page = await visit(f"?as={AMINA}#/{HOUSING}", size=size)
    assert await violations(page) == []
    opener = page.get_by_role("link", name="Open the thread")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread .message").last).to_contain_text("the card")
    assert (await stage.until(stage.actions))[0]["action_id"] == "open"
    assert await violations(page) == []
