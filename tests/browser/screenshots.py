"""`make screenshot`: the pictures of the README, from the sandbox with its two examples.

python -m tests.browser.screenshots docs/images
"""

import asyncio
import shutil
import signal
import sys
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import FLAGS, PHONE

WIDE = (1280, 900)
PORT = 8799


async def main(folder: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "sandbox", "--port", str(PORT)]
    sandbox = await asyncio.create_subprocess_exec(*command)
    url = f"http://127.0.0.1:{PORT}/"
    try:
        await _until_up(url)
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
    wide = await _page(browser, url, WIDE)
    await wide.get_by_role("button", name="repl").last.click()
    await wide.get_by_role("button", name="Not sure").last.scroll_into_view_if_needed()
    await wide.screenshot(path=folder / "sandbox.png")
    phone = await _page(browser, url, PHONE)
    await phone.get_by_role("button", name="repl").last.click()
    await phone.get_by_role("button", name="Not sure").last.scroll_into_view_if_needed()
    await phone.screenshot(path=folder / "phone.png")


async def _page(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.goto(url)
    await page.get_by_text("Change answers").first.wait_for()
    close = page.get_by_role("button", name="Dismiss this note")
    if await close.count():
        await close.click()
    return page


async def _until_up(url: str) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(300):
            try:
                async with http.get(url):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)
    raise SystemExit("the sandbox did not start")


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
