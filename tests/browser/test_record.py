"""The page of a record, as it leaves Slack: for everyone, on a phone and on paper."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.exports.forms import Material
from bot.exports.html import page
from flows.record.writing import record_of
from tests.bot.cards.samples import HOSTILE, Words
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_access import violations
from tests.flows.record.samples import kept
from tests.played import Played


@pytest.fixture(params=["usual words", "as long as can be", "right to left"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    words = Words.hostile(HOSTILE[request.param]) if request.param in HOSTILE else Words()
    made = tmp_path / "record.html"
    made.write_bytes(page(Material(record_of(kept(words=words)))))
    return made


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    chromium: Browser, file: Path, size: tuple[int, int], media: str
) -> None:
    await check(chromium, file, size, media)


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_nor_in_the_record_of_an_example_that_was_played(
    chromium: Browser, played: Played, size: tuple[int, int], media: str
) -> None:
    await check(chromium, played.file("html"), size, media)


async def check(chromium: Browser, file: Path, size: tuple[int, int], media: str) -> None:
    context = await chromium.new_context(viewport={"width": size[0], "height": size[1]})
    asked: list[str] = []
    opened = await context.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    await opened.goto(file.as_uri())
    await opened.emulate_media(media="print" if media == "print" else "screen")
    assert await opened.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert await violations(opened) == []
    assert asked == [file.as_uri()]
    await context.close()
