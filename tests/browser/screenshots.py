"""`make screenshot`: the pictures of the README, from the sandbox with its two examples, from one with a
panel, and from a record that an example leaves (with poppler's pdftoppm).

python -m tests.browser.screenshots docs/images
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import FLAGS, PHONE

BALANCE = (sys.executable, "-m", "bot.cli")
WIDE = (1280, 900)
PORT = 8799
PAPER_DPI = 75
MINUTES = " rated"
"""What stands over the answers of a principle."""
REVEAL = "How the panel answered: Proportionate"
TOLD_MS = 90_000
"""Until the channel is told how far a team is: it must rest for half a minute before that."""
TO_THE_TOP = "card => card.closest('.message-body').scrollIntoView()"
TITLE_TO_THE_TOP = "card => card.closest('.message-body').querySelector('h3').scrollIntoView()"


async def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        panel = _played("safeguarding-panel", Path(place))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(FLAGS)
            )
            async with _sandbox(until="examples are there") as url:
                await _take(browser, url, folder)
            async with _sandbox("--empty", "--keep", os.fspath(panel), until="Balance is at") as url:
                await _take_reveal(browser, url, folder)
            await browser.close()
        _take_paper(Path(place), folder)


@contextlib.asynccontextmanager
async def _sandbox(*more: str, until: str) -> AsyncIterator[str]:
    """Its address, once it has said this."""
    command = [*BALANCE, "sandbox", "--port", str(PORT), *more]
    sandbox = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        await _until_said(sandbox, until)
        yield f"http://127.0.0.1:{PORT}/"
    finally:
        sandbox.send_signal(signal.SIGTERM)
        await sandbox.wait()


def _played(example: str, place: Path) -> Path:
    """What is kept of an example, played to its end."""
    kept = place / example
    command = [*BALANCE, "sandbox", "--play", example, "--keep", os.fspath(kept)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return kept


def _take_paper(place: Path, folder: Path) -> None:
    """The first pages of an exported record: record-1.png, record-2.png."""
    kept = _played("housing-arrears", place)
    store = {"BALANCE_DATABASE_URL": f"sqlite:///{kept}.db"}
    subprocess.run(
        [*BALANCE, "export", "--all", "--to", os.fspath(place / "out"), "--format", "pdf"],
        check=True,
        env=os.environ | store,
        stdout=subprocess.DEVNULL,
    )
    (record,) = place.glob("out/*/record.pdf")
    pages = ["-r", str(PAPER_DPI), "-f", "1", "-l", "2"]
    subprocess.run(["pdftoppm", "-png", *pages, record, folder / "record"], check=True)


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


async def _take_reveal(browser: Browser, url: str, folder: Path) -> None:
    for size, on_a in ((WIDE, ""), (PHONE, "-phone")):
        page = await _opened(browser, url, size)
        await page.get_by_role("button", name="repl").first.click()
        await page.locator("#thread").get_by_text(REVEAL).first.evaluate(TO_THE_TOP)
        await _keep(page, folder / f"reveal{on_a}.png")


async def _keep(page: Page, path: Path) -> None:
    """Without the tools that a message has while the mouse is over it."""
    await page.mouse.move(0, 0)
    await page.screenshot(path=path)


async def _page(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    """With the two examples, of which the channel is told how far they are."""
    page = await _opened(browser, url, size)
    await page.get_by_role("button", name="Decision").first.wait_for()
    await expect(page.get_by_text("Ready to be answered")).to_have_count(0, timeout=TOLD_MS)
    return page


async def _opened(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.goto(url)
    await page.get_by_role("button", name="repl").first.wait_for()
    close = page.get_by_role("button", name="Dismiss this note")
    if await close.count():
        await close.click()
    return page


async def _until_said(sandbox: asyncio.subprocess.Process, words: str) -> None:
    assert sandbox.stdout is not None
    async for line in sandbox.stdout:
        if words in line.decode():
            return
    raise SystemExit("the sandbox did not start, or its examples did not play")


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
