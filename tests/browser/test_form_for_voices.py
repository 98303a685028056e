"""The form for people from outside: filled in without internet, printed, or answered by mail."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Download, Page, expect

from bot.voices.form import page as form
from bot.voices.invitation import Invitation
from flows.answer import AnswerKind
from flows.assessment import Assessment
from flows.voices import WORDS_LIMIT, VoiceAnswer
from tests.bot.cards.samples import HOSTILE, Words
from tests.bot.cards.samples import assessment as sample
from tests.bot.voices.samples import PANEL, read
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_access import violations


def write(folder: Path, assessment: Assessment, whose: str = PANEL) -> Path:
    made = folder / "form.html"
    made.write_bytes(form(assessment, Invitation.of(assessment, whose)))
    return made


@pytest.fixture
def assessment() -> Assessment:
    return sample("submitted")


@pytest_asyncio.fixture(loop_scope="session")
async def opened(chromium: Browser, tmp_path: Path, assessment: Assessment) -> AsyncIterator[Page]:
    context = await chromium.new_context(accept_downloads=True, offline=True)
    yield await _open(context, write(tmp_path, assessment))
    await context.close()


async def _open(context: BrowserContext, file: Path) -> Page:
    page = await context.new_page()
    await page.goto(file.as_uri())
    return page


async def save(page: Page) -> bytes:
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save my answers").click()
    return await saved(await saving.value)


async def saved(download: Download) -> bytes:
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


@pytest.mark.parametrize("words", ["usual words", "as long as can be", "right to left"])
@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing_nothing_is_cut_off_and_nothing_is_asked_of_the_network(
    chromium: Browser, tmp_path: Path, size: tuple[int, int], media: str, words: str
) -> None:
    typed = Words.hostile(HOSTILE[words]) if words in HOSTILE else Words()
    file = write(tmp_path, sample("submitted", typed))
    width, height = size
    context = await chromium.new_context(viewport={"width": width, "height": height})
    asked: list[str] = []
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    await page.emulate_media(media="print" if media == "print" else "screen")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    button = page.get_by_role("button", name="Save my answers")
    assert await button.is_visible() == (media == "screen")
    assert await violations(page) == []
    assert asked == [file.as_uri()]
    await context.close()


async def test_what_is_filled_in_without_a_network_is_read_as_it_was(
    opened: Page, assessment: Assessment
) -> None:
    questions = [opened.get_by_role("group").nth(number) for number in range(3)]
    await questions[0].get_by_role("radio").nth(3).check()
    await questions[0].get_by_role("textbox").fill("They asked us,\n2: twice.  ")
    await questions[1].get_by_role("radio", name="Not sure").check()
    await questions[2].get_by_role("radio", name="Does not apply").check()
    found = read(assessment, await save(opened))
    first, second, third = (question.id for question in assessment.framework.questions[:3])
    assert found.whose == PANEL
    assert found.voices == (
        {
            first: VoiceAnswer(AnswerKind.RATING, 4, "They asked us, 2: twice."),
            second: VoiceAnswer(AnswerKind.NOT_SURE),
            third: VoiceAnswer(AnswerKind.NOT_APPLICABLE),
        },
    )


async def test_the_next_person_at_the_same_page_is_another_one(opened: Page, assessment: Assessment) -> None:
    rating = opened.get_by_role("group").first.get_by_role("radio").nth(4)
    await rating.check()
    first = await save(opened)
    await opened.get_by_role("button", name="Clear for the next person").click()
    await expect(rating).not_to_be_checked()
    await rating.check()
    assert len(read(assessment, first, await save(opened)).voices) == 2


async def test_words_without_an_answer_are_not_lost_in_silence(opened: Page) -> None:
    asked = opened.get_by_role("group").nth(1)
    await asked.get_by_role("textbox").fill("It depends.")
    await opened.get_by_role("button", name="Save my answers").click()
    await expect(asked.get_by_role("radio").first).to_be_focused()
    await expect(opened.get_by_role("status")).not_to_be_empty()


async def test_nobody_can_write_more_than_is_taken(opened: Page, assessment: Assessment) -> None:
    asked = opened.get_by_role("group").first
    await asked.get_by_role("radio").first.check()
    await asked.get_by_role("textbox").press_sequentially("漢" * (WORDS_LIMIT + 3))
    (voice,) = read(assessment, await save(opened)).voices
    (answer,) = voice.values()
    assert answer.words == "漢" * WORDS_LIMIT


async def test_all_of_it_works_from_the_keyboard(opened: Page, assessment: Assessment) -> None:
    await opened.keyboard.press("Tab")
    await opened.keyboard.press("Space")
    await opened.keyboard.press("ArrowDown")
    await opened.keyboard.press("Tab")
    await opened.keyboard.type("Yes.")
    button = opened.get_by_role("button", name="Save my answers")
    await button.focus()
    async with opened.expect_download() as saving:
        await opened.keyboard.press("Enter")
    (voice,) = read(assessment, await saved(await saving.value)).voices
    assert [(answer.rating, answer.words) for answer in voice.values()] == [(2, "Yes.")]


async def test_without_scripts_a_text_can_be_mailed(
    chromium: Browser, tmp_path: Path, assessment: Assessment
) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await _open(context, write(tmp_path, assessment))
    await expect(page.get_by_text("This page cannot save answers here.")).to_be_visible()
    await expect(page.get_by_role("button", name="Save my answers")).to_be_hidden()
    mail = await page.get_by_label("The text for a mail").inner_text()
    label = assessment.framework.questions[0].label
    (voice,) = read(assessment, mail.replace(f"1. {label}: ", f"1. {label}: 3, as far as we know")).voices
    assert [(answer.rating, answer.words) for answer in voice.values()] == [(3, "as far as we know")]
    await context.close()
