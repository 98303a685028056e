"""For everyone: axe finds nothing, and the keyboard alone goes everywhere."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.sandbox.world.riverside import AMINA, HOUSING
from tests.browser.conftest import PHONE, WIDE, Stage, Visit
from tests.browser.samples import EVERY_BLOCK, EVERY_INPUT, QUESTION, actions, button, section

axe = Axe()


async def violations(page: Page) -> list[str]:
    found = await axe.run(page)
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing(stage: Stage, visit: Visit, size: tuple[int, int], dark: bool) -> None:
    parent = await stage.post(HOUSING, "every block", blocks=EVERY_BLOCK)
    await stage.post(HOUSING, "question", blocks=QUESTION, thread_ts=parent, reply_broadcast=True)
    await stage.client.chat_postEphemeral(channel=HOUSING, user=AMINA, text="only you")
    ts = stage.slack.person("Tom Fletcher").types.post(HOUSING, "`code` @Amina Yusuf <https://a.example>")
    await stage.client.reactions_add(channel=HOUSING, timestamp=ts, name="eyes")
    home = {"type": "home", "blocks": [section("Home"), actions(button("Resume", "resume", style="primary"))]}
    await stage.client.views_publish(user_id=AMINA, view=home)
    stage.modal = EVERY_INPUT

    page = await visit(size=size, dark=dark)
    assert await violations(page) == []
    await page.goto(f"{stage.slack.url}?as={AMINA}#/{HOUSING}/{parent}")
    await expect(page.locator("#thread .message")).to_have_count(2)
    assert await violations(page) == []
    await page.goto(f"{stage.slack.url}?as={AMINA}#/app/home")
    await expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert await violations(page) == []
    await page.goto(f"{stage.slack.url}?as={AMINA}#/")
    assert await violations(page) == []
    await page.goto(f"{stage.slack.url}?as={AMINA}#/{HOUSING}")
    await page.locator("#main .composer-input").fill("/")
    await expect(page.get_by_role("option", name="/balance")).to_be_visible()
    assert await violations(page) == []
    await page.locator("#main .composer-input").fill("/balance")
    await page.locator("#main .composer-input").press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.locator(".has-error").first).to_be_visible()
    assert await violations(page) == []


async def test_the_keyboard_alone_answers_a_question(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "parent")
    await stage.post(HOUSING, "question", blocks=QUESTION, thread_ts=parent)
    page = await visit()
    await tab_to(page, "1 reply", backwards=True)
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread .composer-input")).to_be_focused()
    await tab_to(page, "4", backwards=True)
    await page.keyboard.press("Enter")
    assert (await stage.until(stage.actions))[0]["action_id"] == "rate_4"
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.get_by_role("button", name="1 reply")).to_be_focused()


async def test_what_has_the_keyboard_is_seen(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "question", blocks=QUESTION)
    page = await visit()
    await page.locator("body").press("Tab")
    for _ in range(25):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            """() => {
                const shows = (element) => {
                    const style = getComputedStyle(element);
                    return style.outlineStyle !== "none" || style.boxShadow !== "none";
                };
                const element = document.activeElement;
                const around = element.closest("label, .composer-box, .combobox") ?? element;
                const seen = element === document.body || shows(element) || shows(around);
                return seen || element.outerHTML.slice(0, 200);
            }"""
        )
        assert seen is True


async def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until the button with these words has the keyboard."""
    for _ in range(40):
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
        words = await page.evaluate("document.activeElement.innerText ?? ''")
        if str(words).split("\n")[0].strip().startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}")
