"""The switchboard: faults switched on, watched and stopped on the page, and the clock moved forward."""

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.errors import SlackApiError

from bot.sandbox.page.switchboard.kinds import KINDS
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, TOM
from tests.browser.conftest import PHONE, WIDE, Stage, Visit
from tests.browser.samples import QUESTION
from tests.browser.test_access import tab_to, violations

DAY = 86_400.0


async def opened(visit: Visit, path: str = "", *, size: tuple[int, int] = WIDE) -> tuple[Page, Locator]:
    """A page with the switchboard open."""
    page = await visit(path, size=size)
    await page.get_by_role("button", name="Faults and clock").click()
    board = page.get_by_role("region", name="Faults and clock")
    await expect(board.get_by_role("heading", name="The workspace")).to_be_visible()
    return page, board


async def unfolded(board: Locator, words: str) -> Locator:
    """The form of a fault."""
    await board.locator(".fault-name").get_by_text(words, exact=True).click()
    return board.get_by_role("form", name=words, exact=True)


def on_now(board: Locator) -> Locator:
    return board.locator(".fault-on")


async def test_a_fault_is_switched_on_watched_and_stopped(stage: Stage, visit: Visit) -> None:
    page, board = await opened(visit)
    await expect(board.get_by_text("Nothing. Slack works as it should.")).to_be_visible()
    form = await unfolded(board, "Refusals")
    await form.get_by_role("combobox", name="What it asks").click()
    await page.get_by_role("option", name="Post a message").click()
    await form.get_by_role("textbox", name="How many times").fill("3")
    await form.get_by_role("button", name="Switch on").click()
    await expect(form.get_by_role("status")).to_have_text("It is on.")
    await expect(on_now(board)).to_contain_text("Post a message: internal_error")
    await expect(on_now(board)).to_contain_text("Has not happened yet. 3 more to come.")
    await expect(board.locator(".fault-mark:visible")).to_have_text("On")
    await expect(page.get_by_role("button", name="Faults and clock 1 on")).to_be_visible()
    with pytest.raises(SlackApiError, match="internal_error"):
        await stage.post(HOUSING, "hello")
    await expect(on_now(board)).to_contain_text("Happened once. 2 more to come.")
    await expect(board.locator(".switchboard-recent")).to_contain_text("Refusals: Post a message")
    await board.get_by_role("button", name="Stop: Refusals").click()
    await expect(on_now(board)).to_have_count(0)
    await expect(board.get_by_role("heading", name="On now")).to_be_focused()
    await expect(form.get_by_role("status")).to_be_empty()
    await stage.post(HOUSING, "hello again")
    await expect(page.locator("#main .message").last).to_contain_text("hello again")


async def test_several_faults_are_stopped_at_once(stage: Stage, visit: Visit) -> None:
    page, board = await opened(visit, f"?as={AMINA}#/{GENERAL}")
    form = await unfolded(board, "Archive a channel")
    await expect(form.get_by_role("combobox", name="Channel")).to_have_value("#general")
    await form.get_by_role("button", name="Switch on").click()
    await expect(page.locator("#main .presence")).to_have_text("Archived")
    form = await unfolded(board, "Lost news")
    await form.get_by_role("combobox", name="Only from this person").fill("tom")
    await page.get_by_role("option", name="Tom Fletcher").click()
    await form.get_by_role("textbox", name="For how many seconds").fill("600")
    await form.get_by_role("button", name="Switch on").click()
    await expect(on_now(board).first).to_contain_text("#general is archived")
    await expect(on_now(board).last).to_contain_text("All news from Tom Fletcher: lost on the way")
    await expect(on_now(board).last).to_contain_text("to go.")
    await board.get_by_role("button", name="Stop all").click()
    await expect(board.get_by_text("Nothing. Slack works as it should.")).to_be_visible()
    await expect(page.locator("#main .presence")).to_have_count(0)
    assert not stage.slack.faults.active


async def test_the_card_in_the_open_thread_is_deleted_with_two_clicks(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "The headline")
    await stage.post(HOUSING, "Question 1 of 18", blocks=QUESTION, thread_ts=parent)
    stage.slack.person("Tom Fletcher").types.post(HOUSING, "four, I think", parent)
    page, board = await opened(visit, f"?as={AMINA}#/{HOUSING}/{parent}")
    form = await unfolded(board, "Delete a message")
    message = form.get_by_role("combobox", name="Message")
    await expect(message).to_have_value("Question 1 of 18")
    await form.get_by_role("button", name="Do it now").click()
    await expect(form.get_by_role("status")).to_have_text("Done.")
    await expect(page.locator("#thread .message")).to_have_count(2)
    await expect(message).to_have_value("The headline")
    await expect(board.locator(".switchboard-recent")).to_contain_text("Delete a message")
    await form.get_by_role("combobox", name="Channel").fill("social")
    await page.get_by_role("option", name="#adult-social-care").click()
    await expect(message).to_have_value("")
    await form.get_by_role("button", name="Do it now").click()
    await expect(form.get_by_role("alert")).to_have_text("“Message” is missing.")


async def test_the_connection_is_cut_and_comes_back(stage: Stage, visit: Visit) -> None:
    _, board = await opened(visit)
    [before] = stage.slack.sockets.connections
    form = await unfolded(board, "Cut the connection")
    await form.get_by_role("button", name="Do it now").click()
    await expect(form.get_by_role("status")).to_have_text("Done.")
    await stage.slack.until(
        lambda: stage.slack.sockets.connected and before not in stage.slack.sockets.connections, timeout=20
    )


async def test_what_makes_no_sense_is_said_at_the_form_and_kept(stage: Stage, visit: Visit) -> None:
    _, board = await opened(visit)
    form = await unfolded(board, "Slow answers")
    seconds = form.get_by_role("textbox", name="Seconds", exact=True)
    await expect(seconds).to_have_value("2")
    await seconds.fill("soon")
    await form.get_by_role("button", name="Switch on").click()
    await expect(form.get_by_role("alert")).to_have_text("“Seconds” needs a number that makes sense.")
    await expect(seconds).to_have_value("soon")
    await seconds.fill("0.5")
    await form.get_by_text("More settings").click()
    await form.get_by_role("checkbox", name="Slack does it first").check()
    await form.get_by_role("button", name="Switch on").click()
    await expect(form.get_by_role("alert")).to_have_count(0)
    await expect(on_now(board)).to_contain_text("Everything it asks: 0.5 seconds slower")


async def test_every_fault_there_is_can_be_opened(stage: Stage, visit: Visit) -> None:
    _, board = await opened(visit)
    faults = board.locator(".fault")
    await expect(faults).to_have_count(len(KINDS))
    for at in range(len(KINDS)):
        await faults.nth(at).locator("summary").first.click()
        await expect(faults.nth(at).locator("button[type=submit]")).to_be_visible()
    await expect(board.locator(".fault[open]")).to_have_count(1)


async def test_the_clock_moves_forward_and_the_page_goes_with_it(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "before")
    page, board = await opened(visit)
    await expect(page.locator("#main .divider-day")).to_have_text("Today")
    await expect(board.get_by_text("The same as your own clock.")).to_be_visible()
    before = stage.slack.now()
    await board.get_by_role("button", name="1 day").click()
    await expect(board.get_by_text("1 day ahead of your own clock.")).to_be_visible()
    await expect(page.locator("#main .divider-day")).to_have_text("Yesterday")
    await stage.post(HOUSING, "after")
    await expect(page.locator("#main .divider-day").last).to_have_text("Today")
    await board.get_by_role("button", name="1 hour").click()
    await expect(board.get_by_text("1 day and 1 hour ahead of your own clock.")).to_be_visible()
    await expect(page.get_by_role("button", name="1 day and 1 hour ahead")).to_be_visible()
    assert stage.slack.now() - before >= DAY


async def test_a_year_goes_by_at_once_and_the_page_says_when_reminders_come(
    stage: Stage, visit: Visit
) -> None:
    _, board = await opened(visit)
    await expect(board.get_by_text("Reminders come on working days, between 9 and 17")).to_be_visible()
    await board.get_by_role("button", name="1 year").click()
    await expect(board.get_by_text("365 days ahead of your own clock.")).to_be_visible()


async def test_the_times_of_day_on_a_message_that_stays_are_right_after_the_move(
    stage: Stage, visit: Visit
) -> None:
    parent = await stage.post(HOUSING, "parent")
    await stage.post(HOUSING, "reply", thread_ts=parent)
    page, board = await opened(visit)
    await expect(page.locator("#main .replies")).to_contain_text("Last reply today at")
    await board.get_by_role("button", name="1 day").click()
    await expect(page.locator("#main .replies")).to_contain_text("Last reply yesterday at")


async def test_the_switchboard_stays_open_from_place_to_place_and_the_back_button_closes_it(
    stage: Stage, visit: Visit
) -> None:
    page, board = await opened(visit)
    await page.get_by_role("button", name="general", exact=True).click()
    await expect(page.get_by_role("heading", name="#general")).to_be_visible()
    await expect(board).to_be_visible()
    await page.reload()
    await expect(board.get_by_role("heading", name="The workspace")).to_be_visible()
    await expect(page.get_by_role("heading", name="#general")).to_be_visible()
    await page.go_back()
    await page.go_back()
    await expect(board).to_be_hidden()


async def test_the_newest_message_stays_in_sight_when_the_switchboard_takes_room(
    stage: Stage, visit: Visit
) -> None:
    parent = await stage.post(HOUSING, "parent")
    for _ in range(12):
        await stage.post(HOUSING, "a reply of many words, which needs more lines " * 4, thread_ts=parent)
    await stage.post(HOUSING, "the newest", thread_ts=parent)
    page = await visit(f"?as={AMINA}#/{HOUSING}/{parent}")
    newest = page.locator("#thread .message").last
    await expect(newest).to_be_in_viewport(ratio=1)
    await page.get_by_role("button", name="Faults and clock").click()
    await expect(page.locator("#thread")).to_have_css("width", "340px")
    await expect(newest).to_be_in_viewport(ratio=1)


async def test_while_it_is_closed_nothing_is_fetched_for_it(stage: Stage, visit: Visit) -> None:
    page = await visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(stage.slack.url)))
    stage.slack.faults.calls.latency(0, method="chat.postMessage")
    await expect(page.get_by_role("button", name="Faults and clock 1 on")).to_be_visible()
    await stage.post(HOUSING, "hello")
    await expect(page.locator("#main .message").last).to_contain_text("hello")
    assert not {"sandbox/faults", "sandbox/app"} & set(asked)


async def test_a_clock_that_is_seconds_ahead_says_so(stage: Stage, visit: Visit) -> None:
    _, board = await opened(visit)
    await expect(board.get_by_text("The same as your own clock.")).to_be_visible()
    await stage.slack.pass_time(40)
    await expect(board.get_by_text("Less than a minute ahead of your own clock.")).to_be_visible()


async def test_a_phone_shows_the_switchboard_alone(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "parent")
    page, board = await opened(visit, f"?as={AMINA}#/{HOUSING}/{parent}", size=PHONE)
    thread = page.locator("#thread")
    await expect(thread).to_be_hidden()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE[0]
    await board.get_by_role("button", name="Back to the conversation").tap()
    await expect(thread).to_be_visible()
    await page.get_by_role("button", name="Faults and clock").tap()
    await expect(thread).to_be_hidden()
    await page.go_back()
    await expect(thread).to_be_visible()


async def test_the_keyboard_alone_switches_a_fault_on_and_off(stage: Stage, visit: Visit) -> None:
    page = await visit()
    button = page.get_by_role("button", name="Faults and clock", expanded=False)
    await button.focus()
    await page.keyboard.press("Enter")
    board = page.get_by_role("region", name="Faults and clock")
    await expect(board.get_by_role("heading", name="Faults and clock")).to_be_focused()
    await expect(board.get_by_role("heading", name="The workspace")).to_be_visible()
    await tab_to(page, "Too many requests")
    await page.keyboard.press("Enter")
    await expect(board.get_by_role("form", name="Too many requests")).to_be_visible()
    await tab_to(page, "Switch on")
    await page.keyboard.press("Enter")
    await expect(on_now(board)).to_contain_text("Everything it asks: wait 10 seconds")
    await tab_to(page, "Stop", backwards=True)
    await page.keyboard.press("Enter")
    await expect(on_now(board)).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(board).to_be_hidden()
    await expect(button).to_be_focused()


async def test_a_form_that_is_being_filled_in_stays_when_something_strikes(
    stage: Stage, visit: Visit
) -> None:
    _, board = await opened(visit)
    form = await unfolded(board, "Late news")
    seconds = form.get_by_role("textbox", name="Seconds", exact=True)
    await seconds.fill("17")
    stage.slack.faults.calls.latency(0, method="chat.postMessage")
    await stage.post(HOUSING, "hello")
    await expect(on_now(board)).to_contain_text("Happened once.")
    await expect(seconds).to_have_value("17")
    await expect(seconds).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing(stage: Stage, visit: Visit, size: tuple[int, int], dark: bool) -> None:
    stage.slack.faults.calls.latency(0, lasting=600)
    stage.slack.faults.events.lose(user=TOM, times=2)
    await stage.post(HOUSING, "hello")
    page = await visit(f"?as={AMINA}#/{HOUSING}/faults", size=size, dark=dark)
    board = page.get_by_role("region", name="Faults and clock")
    await expect(on_now(board)).to_have_count(2)
    assert await violations(page) == []
    form = await unfolded(board, "Delete a message")
    await expect(form.get_by_role("combobox", name="Message")).to_have_value("hello")
    assert await violations(page) == []
    form = await unfolded(board, "Slow answers")
    await form.get_by_text("More settings").click()
    await form.get_by_role("textbox", name="Seconds", exact=True).fill("-1")
    await form.get_by_role("button", name="Switch on").click()
    await expect(form.get_by_role("alert")).not_to_be_empty()
    assert await violations(page) == []
