"""The box to write in: messages, commands, suggestions."""

from playwright.async_api import Locator, Page, expect

from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING
from tests.browser.conftest import Stage, Visit
from tests.browser.samples import modal, section


def box(page: Page, pane: str = "main") -> Locator:
    return page.locator(f"#{pane} .composer-input")


async def test_enter_sends_and_shift_enter_breaks_the_line(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await box(page).press_sequentially("one & <two>")
    await box(page).press("Shift+Enter")
    await box(page).press_sequentially("three")
    await box(page).press("Enter")
    await expect(page.locator(".message").last.locator(".message-text")).to_have_text("one & <two>\nthree")
    await expect(box(page)).to_have_value("")
    assert stage.slack.person(AMINA).sees.messages(HOUSING)[-1].text == "one &amp; &lt;two&gt;\nthree"


async def test_the_command_opens_the_modal_on_enter(stage: Stage, visit: Visit) -> None:
    stage.modal = modal("Start an assessment", section("18 questions"))
    page = await visit()
    await box(page).press_sequentially("/balance")
    await box(page).press("Enter")
    await expect(page.get_by_role("dialog", name="Start an assessment")).to_be_visible()
    assert stage.commands() == [("/balance", "")]


async def test_a_slash_suggests_the_command_and_enter_takes_it(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await box(page).press_sequentially("/ba")
    await expect(page.get_by_role("option", name="/balance")).to_be_visible()
    await box(page).press("Enter")
    await expect(box(page)).to_have_value("/balance ")
    await box(page).press_sequentially("Falls data")
    await box(page).press("Enter")
    await stage.until(stage.commands)
    assert stage.commands() == [("/balance", "Falls data")]


async def test_a_shortcut_is_found_among_the_suggestions(stage: Stage, visit: Visit) -> None:
    stage.modal = modal("Start an assessment", section("18 questions"))
    page = await visit()
    await box(page).press_sequentially("/")
    await page.get_by_role("option", name="Start an assessment Weigh").click()
    await expect(page.get_by_role("dialog", name="Start an assessment")).to_be_visible()
    await expect(box(page)).to_have_value("")


async def test_a_command_that_nobody_takes_says_so_and_keeps_the_text(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await stage.leave()
    await box(page).fill("/balance Falls data")
    await box(page).press("Enter")
    await expect(page.locator("#main .composer-note")).to_contain_text("/balance failed with the error")
    await expect(box(page)).to_have_value("/balance Falls data")


async def test_a_command_is_refused_in_a_thread(stage: Stage, visit: Visit) -> None:
    ts = await stage.post(HOUSING, "parent")
    page = await visit(f"?as={AMINA}#/{HOUSING}/{ts}")
    await box(page, "thread").fill("/balance")
    note = page.locator("#thread .composer-note")
    await expect(note).to_have_text("/balance is not supported in threads. Sorry!")
    await box(page, "thread").press("Enter")
    await expect(box(page, "thread")).to_have_value("/balance")
    assert stage.commands() == []


async def test_an_unknown_command_is_not_sent_as_a_message(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await box(page).fill("/blance")
    await box(page).press("Enter")
    await expect(page.locator("#main .composer-note")).to_contain_text("/blance is not a command here")
    assert stage.slack.person(AMINA).sees.messages(HOUSING) == []


async def test_the_bot_is_invited_by_command(stage: Stage, visit: Visit) -> None:
    page = await visit(f"?as={AMINA}#/{GENERAL}")
    await expect(page.get_by_role("button", name="Add Balance")).to_be_visible()
    await box(page).fill("/invite @Balance")
    await box(page).press("Enter")
    await expect(page.get_by_text("Balance is here")).to_be_visible()


async def test_people_are_suggested_and_mentioned(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await box(page).press_sequentially("Ask @pri")
    await page.get_by_role("option", name="Priya Nair").click()
    await expect(box(page)).to_have_value("Ask @Priya Nair ")
    await box(page).press("Enter")
    await expect(page.locator(".message").last.locator(".mention")).to_have_text("@Priya Nair")


async def test_a_reply_goes_to_the_thread_and_to_the_channel_when_asked(stage: Stage, visit: Visit) -> None:
    ts = await stage.post(HOUSING, "parent")
    page = await visit()
    await page.locator(".message").last.hover()
    await page.get_by_role("button", name="Reply in thread").click()
    await expect(box(page, "thread")).to_be_focused()
    await box(page, "thread").press_sequentially("4 because we asked")
    await page.get_by_label("Also send to #housing-data").check()
    await box(page, "thread").press("Enter")
    await expect(page.locator("#thread .message").last).to_contain_text("Also sent to the channel")
    await expect(page.locator("#main .message").last).to_contain_text("replied to a thread")
    assert stage.slack.person(AMINA).sees.thread(HOUSING, ts)[-1].text == "4 because we asked"


async def test_what_was_begun_elsewhere_is_still_there_on_return(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await box(page).fill("half a sent")
    await page.get_by_role("button", name="general").click()
    await expect(box(page)).to_have_value("")
    await page.get_by_role("button", name="housing-data").click()
    await expect(box(page)).to_have_value("half a sent")


async def test_nobody_writes_in_an_archived_channel(stage: Stage, visit: Visit) -> None:
    page = await visit()
    stage.slack.person(AMINA).channels.archive(HOUSING)
    await expect(page.get_by_text("This channel is archived.")).to_be_visible()
    await expect(box(page)).to_be_hidden()
