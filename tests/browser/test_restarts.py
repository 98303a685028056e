"""The app ended from the page, and the sandbox itself stopped and started under an open page."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.sandbox import CannotAct, Sandbox
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from tests.bot.sandbox.kit import MANIFEST
from tests.browser.conftest import PATIENCE_MS, PHONE, WIDE, Visit
from tests.browser.test_access import tab_to, violations


class Process:
    """The app, as far as the page asks of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.let_go = asyncio.Event()

    async def restart(self, *, kill: bool) -> str:
        if kill:
            self.asked.append("kill")
            raise CannotAct("Balance was killed, and does not start again.")
        self.asked.append("restart")
        await self.let_go.wait()
        return "Balance was stopped, and was started again. It is connected."


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_the_app_is_ended_and_the_page_says_what_came_of_it(
    slack: Sandbox, visit: Visit, size: tuple[int, int]
) -> None:
    slack.app.process = process = Process()
    page, other = await visit(f"?as={AMINA}#/{HOUSING}/faults", size=size), await visit(f"?as={TOM}#/faults")
    restart = page.get_by_role("button", name="Restart Balance")
    await restart.click()
    await expect(page.locator(".app-happened")).to_have_text("This takes a few seconds.")
    await restart.click(force=True)
    await page.get_by_role("button", name="Kill Balance").click()
    process.let_go.set()
    await expect(page.locator(".app-happened")).to_contain_text("It is connected.")
    await expect(other.locator(".app-happened")).to_contain_text("It is connected.")
    assert process.asked == ["restart"]
    await page.get_by_role("button", name="Kill Balance").click()
    await expect(page.locator(".app-happened")).to_contain_text("does not start again")
    await expect(other.locator(".app-happened")).to_contain_text("does not start again")
    assert await violations(page) == []


async def test_the_keyboard_ends_it_too(slack: Sandbox, visit: Visit) -> None:
    slack.app.process = process = Process()
    process.let_go.set()
    page = await visit(f"?as={AMINA}#/{HOUSING}/faults")
    await tab_to(page, "Restart Balance")
    await page.keyboard.press("Enter")
    await expect(page.locator(".app-happened")).to_contain_text("It is connected.")
    await expect(page.get_by_role("button", name="Restart Balance")).to_be_focused()
    assert process.asked == ["restart"]


async def test_without_a_process_nothing_is_offered(slack: Sandbox, visit: Visit) -> None:
    page = await visit(f"?as={AMINA}#/{HOUSING}/faults")
    await expect(page.get_by_role("heading", name="The workspace")).to_be_visible()
    await expect(page.get_by_role("button", name="Kill Balance")).to_have_count(0)


# --- the sandbox itself


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def _restarted(slack: Sandbox, keep: Path | None) -> Sandbox:
    """Another sandbox at the same address."""
    port = int(slack.url.rstrip("/").rpartition(":")[2])
    await slack.stop()
    again = Sandbox(manifest=MANIFEST, keep=keep)
    await again.start(port=port)
    return again


async def test_an_open_page_says_that_a_kept_sandbox_was_restarted(page: Page, tmp_path: Path) -> None:
    keep = tmp_path / "trial.world"
    slack = Sandbox(manifest=MANIFEST, keep=keep)
    await slack.start()
    parent = slack.person(TOM).types.post(HOUSING, "Before the restart")
    await page.goto(f"{slack.url}?as={AMINA}#/{HOUSING}/{parent}")
    draft = page.locator("#thread .composer-input")
    await draft.fill("half a sentence")
    slack = await _restarted(slack, keep)
    try:
        await expect(page.locator("#notice")).to_contain_text("The sandbox was restarted. Everything is")
        await expect(page.locator("#offline")).to_be_hidden()
        await expect(draft).to_have_value("half a sentence")
        slack.person(TOM).types.post(HOUSING, "After it", parent)
        await expect(page.locator("#thread .message").last).to_contain_text("After it")
        await expect(page.locator("#thread .message").first).to_contain_text("Before the restart")
        assert await violations(page) == []
        await page.get_by_role("button", name="Close this notice").click()
        await expect(page.locator("#notice")).to_be_hidden()
    finally:
        await slack.stop()


async def test_an_open_page_says_that_what_was_there_is_gone(page: Page) -> None:
    slack = Sandbox(manifest=MANIFEST)
    await slack.start()
    parent = slack.person(TOM).types.post(HOUSING, "Before the restart")
    await page.goto(f"{slack.url}?as={AMINA}#/{HOUSING}/{parent}")
    await expect(page.locator("#thread .message")).to_have_count(1)
    slack = await _restarted(slack, None)
    try:
        await expect(page.locator("#notice")).to_contain_text("What was there before is gone.")
        await expect(page.locator("#thread")).to_be_hidden()
        await expect(page.locator("#main .message")).to_have_count(0)
    finally:
        await slack.stop()
