"""App Home, being somebody else, and the first minute."""

from playwright.async_api import expect

from bot.sandbox.world.riverside import AMINA, GOVERNANCE, HOUSING, TOM
from tests.browser.conftest import PHONE, Stage, Visit
from tests.browser.samples import actions, button, section


async def test_app_home_shows_what_the_bot_published_and_takes_clicks(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Balance", exact=True).click()
    await expect(page.get_by_text("Is the bot running?")).to_be_visible()
    await stage.until(lambda: [body for body in stage.heard if body.get("event", {}).get("tab") == "home"])
    view = {"type": "home", "blocks": [section("*Waiting for you*"), actions(button("Resume", "resume"))]}
    await stage.client.views_publish(user_id=AMINA, view=view)
    await page.get_by_role("button", name="Resume").click()
    assert (await stage.until(stage.actions))[0]["action_id"] == "resume"


async def test_the_messages_tab_is_the_conversation_with_the_bot(stage: Stage, visit: Visit) -> None:
    page = await visit(f"?as={AMINA}#/app/messages")
    await page.locator("#main .composer-input").fill("hello")
    await page.locator("#main .composer-input").press("Enter")
    await stage.until(
        lambda: [body for body in stage.heard if body.get("event", {}).get("channel_type") == "im"]
    )
    await stage.post(AMINA, "Hello Amina")
    await expect(page.locator(".message").last).to_contain_text("Hello Amina")


async def test_acting_as_somebody_else_shows_what_they_may_see(stage: Stage, visit: Visit) -> None:
    await stage.client.chat_postEphemeral(channel=HOUSING, user=TOM, text="Only for Tom")
    page = await visit(f"?as={AMINA}#/{GOVERNANCE}")
    await expect(page.get_by_role("heading", name="#governance-board")).to_be_visible()
    await page.get_by_role("radio", name="Tom Fletcher, housing officer").check()
    await expect(page.get_by_role("button", name="governance-board")).to_have_count(0)
    await expect(page.get_by_role("heading", name="#housing-data")).to_be_visible()
    await expect(page.get_by_text("Only for Tom")).to_be_visible()
    await page.locator("#main .composer-input").fill("I am Tom")
    await page.locator("#main .composer-input").press("Enter")
    await expect(page.locator(".message").last).to_contain_text("Tom Fletcher")


async def test_a_newcomer_is_told_where_to_begin_until_they_dismiss_it(stage: Stage, visit: Visit) -> None:
    page = await visit()
    note = page.get_by_role("region", name="Try Balance here")
    await expect(note).to_contain_text("To begin, type /balance")
    await note.get_by_role("button", name="Begin with /balance").click()
    await expect(page.locator("#main .composer-input")).to_be_focused()
    await expect(page.locator("#main .composer-input")).to_have_value("/balance")
    await note.get_by_role("button", name="Dismiss this note").click()
    await expect(note).to_have_count(0)
    await page.reload()
    await expect(page.locator("#main .composer-input")).to_be_visible()
    await expect(note).to_have_count(0)


async def test_a_lost_sandbox_is_said_and_found_again(stage: Stage, visit: Visit) -> None:
    page = await visit()
    await page.context.set_offline(True)
    await page.locator("#main .composer-input").fill("hello?")
    await page.locator("#main .composer-input").press("Enter")
    await expect(page.locator("#main .composer-note")).to_contain_text("Is it still running?")
    await expect(page.locator("#main .composer-input")).to_have_value("hello?")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_text("The sandbox does not answer.")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("The sandbox does not answer.")).to_be_hidden()
    await page.locator("#main .composer-input").press("Enter")
    await expect(page.locator(".message").last).to_contain_text("hello?")


async def test_a_phone_shows_one_pane_at_a_time(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "The parent")
    await stage.post(HOUSING, "The reply", thread_ts=parent)
    page = await visit(size=PHONE)
    main, thread, sidebar = page.locator("#main"), page.locator("#thread"), page.locator("#sidebar")
    await expect(main).to_be_visible()
    await expect(sidebar).to_be_hidden()
    await page.get_by_role("button", name="1 reply").tap()
    await expect(thread).to_be_visible()
    await expect(main).to_be_hidden()
    await page.get_by_role("button", name="Back to the channel").tap()
    await expect(main).to_be_visible()
    await page.get_by_role("button", name="Back to all conversations").tap()
    await expect(sidebar).to_be_visible()
    await expect(main).to_be_hidden()
    await page.get_by_role("button", name="general").tap()
    await expect(page.get_by_role("heading", name="#general")).to_be_visible()
    await page.go_back()
    await expect(sidebar).to_be_visible()
