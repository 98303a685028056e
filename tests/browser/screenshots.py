"""`make screenshot`: the pictures of the README, from the sandbox with its two examples.

python -m tests.browser.screenshots docs/images
"""

import asyncio
import shutil
import signal
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import FLAGS, PHONE

WIDE = (1280, 900)
PORT = 8799
MINUTES = " rated"
"""What stands over the answers of a principle."""
TOLD_MS = 90_000
"""Until the channel is told how far a team is: it must rest for half a minute before that."""
TO_THE_TOP = "card => card.closest('.message-body').scrollIntoView()"
TITLE_TO_THE_TOP = "card => card.closest('.message-body').querySelector('h3').scrollIntoView()"


async def main(folder: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "sandbox", "--port", str(PORT)]
    sandbox = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    url = f"http://127.0.0.1:{PORT}/"
    try:
        await _until_played(sandbox)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(FLAGS)
            )
            await _take(browser, url, folder)
            await browser.close()
    finally:
        sandbox.send_signal(signal.SIGTERM)
        await sandbox.wait()


async def _take(browser: Browser, url: str, folder: Path) -> None:
    for size, name, on_a in ((WIDE, "sandbox", ""), (PHONE, "phone", "-phone")):
        page = await _page(browser, url, size)
        await page.get_by_role("button", name="repl").last.click()
        await page.get_by_role("button", name="Not sure").last.scroll_into_view_if_needed()
        await _keep(page, folder / f"{name}.png")
        await page.locator("#thread").get_by_text(MINUTES).first.evaluate(TO_THE_TOP)
        await _keep(page, folder / f"minutes{on_a}.png")
        page = await _page(browser, url, size)
        await page.get_by_text("Approved by").last.evaluate(TITLE_TO_THE_TOP)
        await _keep(page, folder / f"decision{on_a}.png")


async def _keep(page: Page, path: Path) -> None:
    """Without the tools that a message has while the mouse is over it."""
    await page.mouse.move(0, 0)
    await page.screenshot(path=path)


async def _page(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.goto(url)
    await page.get_by_role("button", name="Decision").first.wait_for()
    close = page.get_by_role("button", name="Dismiss this note")
    if await close.count():
        await close.click()
    await expect(page.get_by_text("Ready to be answered")).to_have_count(0, timeout=TOLD_MS)
    return page


async def _until_played(sandbox: asyncio.subprocess.Process) -> None:
    assert sandbox.stdout is not None
    async for line in sandbox.stdout:
        if b"examples are there" in line:
            return
    raise SystemExit("the sandbox did not start, or its examples did not play")


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
