"""What a channel and a thread show, and how they keep up."""

from playwright.async_api import expect

from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, PRIYA, SOCIAL_CARE, TOM
from tests.browser.conftest import Stage, Visit
from tests.browser.samples import EVERY_BLOCK, QUESTION, actions, button, plain, section


async def test_every_block_is_drawn(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "every block", blocks=EVERY_BLOCK)
    page = await visit()
    message = page.locator(".message").last
    await expect(message.locator(".block")).to_have_count(len(EVERY_BLOCK))
    await expect(message.locator(".cannot-draw")).to_have_count(0)
    await expect(message.get_by_role("heading", name="Every block 🎉")).to_be_visible()
    await expect(message.get_by_role("combobox", name="With a menu")).to_be_visible()
    await expect(message.get_by_role("radio", name="One the first")).to_be_visible()
    await expect(message.get_by_role("columnheader", name="Principle")).to_be_visible()
    await expect(message.locator(".block-context")).to_have_text(
        "small words and plain *ones*".replace("words ", "words")
    )


async def test_a_block_that_the_page_cannot_draw_is_said_loudly(stage: Stage, visit: Visit) -> None:
    # Past the checks at the door, which let no such block in.
    unknown = [{"type": "carousel", "block_id": "c"}]
    message = Message("1760000000.000001", HOUSING, BOT_USER, "text", unknown, is_bot=True)
    stage.slack.world.channels[HOUSING].add(message)
    page = await visit()
    await expect(page.get_by_text("This block cannot be drawn: carousel")).to_be_visible()


async def test_a_click_reaches_the_bot_with_the_value_of_the_button(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "question", blocks=QUESTION)
    page = await visit()
    await page.get_by_role("button", name="4", exact=True).click()
    action = (await stage.until(stage.actions))[0]
    assert (action["action_id"], action["value"]) == ("rate_4", "4")


async def test_a_choice_in_a_menu_reaches_the_bot(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "every block", blocks=EVERY_BLOCK)
    page = await visit()
    await page.get_by_role("combobox", name="With a menu").fill("little")
    await page.get_by_role("option", name="Minimum data").click()
    action = (await stage.until(stage.actions))[0]
    assert action["selected_option"]["value"] == "minimum-data"
    await page.get_by_role("button", name="More actions: With three dots").click()
    await page.get_by_role("menuitem", name="Change").click()
    action = (await stage.until(lambda: stage.actions()[1:]))[0]
    assert action["selected_option"]["value"] == "change"


async def test_a_button_that_asks_first_does_nothing_until_yes(stage: Stage, visit: Visit) -> None:
    confirm = {
        "title": plain("Sure?"),
        "text": plain("It is final."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    await stage.post(HOUSING, "ask", blocks=[actions(button("Submit", "submit", confirm=confirm))])
    page = await visit()
    submit = page.get_by_role("button", name="Submit")
    await submit.click()
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(submit).to_be_focused()
    assert stage.actions() == []
    await submit.click()
    await page.get_by_role("button", name="Yes").click()
    await stage.until(stage.actions)


async def test_a_link_button_is_a_link_and_tells_the_bot(stage: Stage, visit: Visit) -> None:
    ts = await stage.post(HOUSING, "far away")
    link = (await stage.client.chat_getPermalink(channel=HOUSING, message_ts=ts))["permalink"]
    await stage.post(SOCIAL_CARE, "link", blocks=[actions(button("Go there", "go", url=link))])
    page = await visit(f"?as={AMINA}#/{SOCIAL_CARE}")
    await page.get_by_role("link", name="Go there").click()
    await expect(page.get_by_role("heading", name="#housing-data")).to_be_visible()
    assert (await stage.until(stage.actions))[0]["action_id"] == "go"


async def test_a_click_that_nobody_takes_shows_the_warning_on_the_message(stage: Stage, visit: Visit) -> None:
    await stage.post(HOUSING, "question", blocks=QUESTION)
    page = await visit()
    await stage.leave()
    await page.get_by_role("button", name="4", exact=True).click()
    await expect(page.locator(".message-warning")).to_contain_text("Balance did not answer")


async def test_what_others_write_appears_by_itself(stage: Stage, visit: Visit) -> None:
    page = await visit()
    stage.slack.person(TOM).types.post(HOUSING, "Morning all")
    await expect(page.locator(".message").last).to_contain_text("Morning all")
    await expect(page.locator("#announcements")).to_contain_text("Tom Fletcher: Morning all")


async def test_whoever_sends_something_sees_it(stage: Stage, visit: Visit) -> None:
    """Also from far up in a thread: it is the one thing that they just did."""
    parent = await stage.post(HOUSING, "parent")
    for number in range(12):
        await stage.post(
            HOUSING, f"reply {number} of many words, which needs more lines " * 4, thread_ts=parent
        )
    page = await visit(f"?as={AMINA}#/{HOUSING}/{parent}")
    first, last = (page.locator("#thread .message").nth(at) for at in (0, -1))
    await expect(last).to_be_in_viewport()
    await first.scroll_into_view_if_needed()
    await expect(last).not_to_be_in_viewport()
    stage.slack.person(TOM).types.post(HOUSING, "from somebody else", thread_ts=parent)
    newer = page.locator("#thread").get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    await expect(first).to_be_in_viewport()
    await page.locator("#thread .composer-input").fill("my own")
    await page.keyboard.press("Enter")
    await expect(last).to_contain_text("my own")
    await expect(last).to_be_in_viewport(ratio=1)
    await expect(newer).to_be_hidden()


async def test_a_changed_card_keeps_the_keyboard_where_it_was(stage: Stage, visit: Visit) -> None:
    ts = await stage.post(HOUSING, "question 7", blocks=QUESTION)
    page = await visit()
    four = page.get_by_role("button", name="4", exact=True)
    await four.focus()
    other = [section("Question 8"), *QUESTION[3:]]
    await stage.client.chat_update(channel=HOUSING, ts=ts, text="question 8", blocks=other)
    await expect(page.get_by_text("Question 8", exact=True)).to_be_visible()
    await expect(four).to_be_focused()
    await expect(page.locator("#announcements")).to_contain_text("question 8")


async def test_an_ephemeral_message_is_seen_by_its_person_alone(stage: Stage, visit: Visit) -> None:
    await stage.client.chat_postEphemeral(channel=HOUSING, user=AMINA, text="Just for you")
    amina = await visit()
    await expect(amina.locator(".message").last).to_contain_text("Only visible to you")
    tom = await visit(as_=TOM)
    await expect(tom.get_by_text("Just for you")).to_have_count(0)


async def test_a_reply_sent_to_the_channel_as_well_says_so_in_both(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "Sharing rent arrears")
    await stage.post(HOUSING, "The summary", thread_ts=parent, reply_broadcast=True)
    page = await visit()
    last = page.locator("#main .message").last
    await expect(last).to_contain_text("replied to a thread: Sharing rent arrears")
    await last.get_by_role("button", name="Sharing rent arrears").click()
    await expect(page.locator("#thread")).to_contain_text("Also sent to the channel")


async def test_unread_channels_are_bold_until_they_are_looked_at(stage: Stage, visit: Visit) -> None:
    page = await visit()
    grace = stage.slack.person("Grace Okafor")
    grace.types.post(GENERAL, "one for all")
    row = page.get_by_role("button", name="general , 1 unread")
    await expect(row).to_be_visible()
    grace.types.post(GENERAL, "@Amina Yusuf have a look")
    await (
        page.get_by_role("button", name="general 2 unread")
        .or_(page.get_by_role("button", name="general 1 unread"))
        .click()
    )
    await expect(page.locator(".divider-new")).to_be_visible()
    await expect(page.locator("#sidebar .is-unread")).to_have_count(0)


async def test_reactions_are_added_and_taken_back(stage: Stage, visit: Visit) -> None:
    ts = stage.slack.person(PRIYA).types.post(HOUSING, "Well done")
    await stage.client.reactions_add(channel=HOUSING, timestamp=ts, name="white_check_mark")
    page = await visit()
    mark = page.locator(".message").last.locator(".reaction")
    await expect(mark).to_have_text("✅1")
    await mark.click()
    await expect(mark).to_have_text("✅2")
    await mark.click()
    await expect(mark).to_have_text("✅1")
    await page.locator(".message").last.hover()
    await page.get_by_role("button", name="Add reaction").click()
    await page.get_by_role("menuitem", name="tada").click()
    await expect(page.locator(".reaction", has_text="🎉")).to_be_visible()


async def test_people_edit_and_delete_their_own_messages(stage: Stage, visit: Visit) -> None:
    stage.slack.person(AMINA).types.post(HOUSING, "Frist & @Tom Fletcher")
    page = await visit()
    message = page.locator(".message").last
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Edit message").click()
    editor = page.get_by_role("textbox", name="Edit message")
    await expect(editor).to_have_value("Frist & @Tom Fletcher")
    await editor.fill("First")
    await editor.press("Enter")
    await expect(message).to_contain_text("First (edited)")
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(message).to_have_count(0)


async def test_a_permalink_opens_the_thread_at_its_message(stage: Stage, visit: Visit) -> None:
    parent = await stage.post(HOUSING, "The parent")
    reply = await stage.post(HOUSING, "The reply", thread_ts=parent)
    link = str((await stage.client.chat_getPermalink(channel=HOUSING, message_ts=reply))["permalink"])
    page = await visit(link.removeprefix(stage.slack.url))
    await expect(page.locator("#thread .message", has_text="The reply")).to_be_visible()


async def test_a_permalink_to_a_long_message_shows_its_beginning(stage: Stage, visit: Visit) -> None:
    lines = [section("The first line"), *(section(f"Line {number}") for number in range(2, 45))]
    ts = await stage.post(HOUSING, "A long message", blocks=lines)
    link = str((await stage.client.chat_getPermalink(channel=HOUSING, message_ts=ts))["permalink"])
    page = await visit(link.removeprefix(stage.slack.url))
    await expect(page.get_by_text("The first line", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("Line 44", exact=True)).not_to_be_in_viewport()
