"""Modals and App Home: opening, stacking, filling in, submitting."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import CannotAct, ManualClock, NotAcknowledged, Person, Sandbox
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.riverside import HOUSING, PRIYA, TOM
from tests.bot.sandbox.kit import (
    MANIFEST,
    Bot,
    Json,
    actions,
    button,
    modal,
    option,
    plain,
    refusal,
    section,
    text_input,
)


@pytest.fixture
def tom(slack: Sandbox) -> Person:
    return slack.person(TOM)


async def opened(bot: Bot, tom: Person, view: Json) -> None:
    """Have the app open this view for Tom."""

    async def open_it(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    bot.app.command("/balance")(open_it)
    await bot.connect()
    await tom.types.command(HOUSING, "/balance")


def answer_submissions(bot: Bot, **answer: Any) -> None:
    async def take(ack: Callable[..., Any]) -> None:
        await ack(**answer)

    bot.app.view("form")(take)


async def test_a_form_is_opened_filled_in_and_sent(bot: Bot, tom: Person) -> None:
    people = {"type": "multi_users_select", "action_id": "people"}
    users = {
        "type": "input",
        "block_id": "who",
        "label": {"type": "plain_text", "text": "Who"},
        "element": people,
    }
    await opened(bot, tom, modal(text_input("Title", "title"), users, private_metadata="m"))
    assert await tom.modal.submit({"Title": "Falls", "who": ["Priya Nair", TOM]}) is None
    [sent] = bot.interactions("view_submission")
    assert sent["view"]["state"]["values"] == {
        "title": {"typed": {"type": "plain_text_input", "value": "Falls"}},
        "who": {"people": {"type": "multi_users_select", "selected_users": [PRIYA, TOM]}},
    }
    assert (sent["view"]["private_metadata"], sent["view"]["callback_id"]) == ("m", "form")
    assert sent["view"]["id"] == sent["view"]["root_view_id"]
    assert tom.modal.views == []


async def test_the_client_looks_first(bot: Bot, tom: Person) -> None:
    await opened(
        bot, tom, modal(text_input("Title", "title", min_length=3, max_length=5), text_input("Why", "why"))
    )
    assert await tom.modal.submit({"Title": "ab", "Why": "  "}) == {
        "title": "Must be at least 3 characters.",
        "why": "Please complete this required field.",
    }
    assert await tom.modal.submit({"title/typed": "abcdef", "Why": "x"}) == {
        "title": "Must be at most 5 characters."
    }
    assert bot.interactions("view_submission") == []


async def test_errors_keep_the_form_and_what_was_typed(bot: Bot, tom: Person) -> None:
    answer_submissions(bot, response_action="errors", errors={"title": "Too plain."})
    await opened(bot, tom, modal(text_input("Title", "title")))
    assert await tom.modal.submit({"Title": "Falls"}) == {"title": "Too plain."}
    assert tom.modal.view.values["title"]["typed"]["value"] == "Falls"


async def test_an_error_for_no_input_is_trouble(slack: Sandbox, bot: Bot, tom: Person) -> None:
    answer_submissions(bot, response_action="errors", errors={"titel": "Too plain."})
    await opened(bot, tom, modal(text_input("Title", "title")))
    with pytest.raises(NotAcknowledged, match="trouble connecting"):
        await tom.modal.submit({"Title": "Falls"})
    assert "titel" in slack.log.errors[-1]


@pytest.mark.parametrize(
    ("action", "left"),
    [("push", ["form", "second"]), ("update", ["second"]), ("clear", [])],
)
async def test_what_a_submission_may_answer(bot: Bot, tom: Person, action: str, left: list[str]) -> None:
    view = {"view": modal(section("x"), callback_id="second")} if action != "clear" else {}
    answer_submissions(bot, response_action=action, **view)
    await opened(bot, tom, modal(text_input("Title", "title")))
    assert await tom.modal.submit({"Title": "Falls"}) is None
    assert [view.spec["callback_id"] for view in tom.modal.views] == left


async def test_a_pushed_form_goes_back_to_the_one_beneath(slack: Sandbox, bot: Bot, tom: Person) -> None:
    answer_submissions(bot, response_action="push", view=modal(actions(button("More", "more"))))
    await opened(bot, tom, modal(actions(button("More", "more")), notify_on_close=True))
    await tom.modal.click(label="More")
    await tom.modal.submit()
    await tom.modal.submit()
    bottom, middle, top = tom.modal.views
    assert (top.root_id, top.previous_id, middle.previous_id) == (bottom.id, middle.id, bottom.id)
    [click] = bot.interactions("block_actions")
    assert click["container"] == {"type": "view", "view_id": bottom.id}
    assert "response_url" not in click
    await tom.modal.close()
    assert tom.modal.views == [bottom, middle]
    await tom.modal.close(all=True)
    assert tom.modal.views == []
    await slack.settled()
    [closed] = bot.interactions("view_closed")
    assert (closed["view"]["id"], closed["is_cleared"]) == (bottom.id, True)


async def test_three_are_as_many_as_slack_stacks(slack: Sandbox, bot: Bot, tom: Person) -> None:
    answer_submissions(bot, response_action="push", view=modal(section("more")))
    await opened(bot, tom, modal(section("more")))
    for _ in range(2):
        await tom.modal.submit()
    with pytest.raises(NotAcknowledged):
        await tom.modal.submit()
    assert len(tom.modal.views) == 3
    assert slack.log.errors[-1] == "the answer to a submission was refused: push_limit_reached "


async def test_an_update_keeps_what_was_typed_in_inputs_that_stay(
    bot: Bot, tom: Person, client: AsyncWebClient
) -> None:
    await opened(bot, tom, modal(text_input("Title", "title"), text_input("Why", "why")))
    tom.modal.fill({"Title": "Falls", "Why": "because"})
    old = tom.modal.view.hash
    view = modal(text_input("Title", "title"), text_input("How", "how", initial_value="so"))
    await client.views_update(view_id=tom.modal.view.id, hash=old, view=view)
    assert {block: states["typed"]["value"] for block, states in tom.modal.view.values.items()} == {
        "title": "Falls",
        "how": "so",
    }
    with pytest.raises(SlackApiError) as refused:
        await client.views_update(view_id=tom.modal.view.id, hash=old, view=view)
    assert refusal(refused) == "hash_conflict"
    await tom.modal.close()
    with pytest.raises(SlackApiError) as refused:
        await client.views_update(view_id="V0GONE", view=view)
    assert refusal(refused) == "not_found"


async def test_a_trigger_is_good_once_and_for_three_seconds() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = Bot(slack, client)
        await bot.connect()
        try:
            await slack.person(TOM).types.command(HOUSING, "/balance")
            await slack.person(TOM).types.command(HOUSING, "/balance")
            used, late = (body["trigger_id"] for body in bot.heard)
            await client.views_open(trigger_id=used, view=modal(section("x")))
            await clock.advance(3.1)
            for trigger_id, error in [
                (used, "exchanged_trigger_id"),
                (late, "expired_trigger_id"),
                ("1.2.3", "invalid_trigger_id"),
            ]:
                with pytest.raises(SlackApiError) as refused:
                    await client.views_open(trigger_id=trigger_id, view=modal(section("x")))
                assert refusal(refused) == error
        finally:
            await bot.close()


async def test_a_home_is_published_and_clicked(
    slack: Sandbox, bot: Bot, client: AsyncWebClient, tom: Person
) -> None:
    await bot.connect()
    with pytest.raises(CannotAct, match="empty"):
        await tom.home.click(label="Resume")
    home = {"type": "home", "blocks": [section("One waits", accessory=button("Resume", "resume", value="7"))]}
    first = await client.views_publish(user_id=TOM, view=home)
    again = await client.views_publish(user_id=TOM, view=home, hash=first["view"]["hash"])
    assert again["view"]["id"] == first["view"]["id"]
    with pytest.raises(SlackApiError) as refused:
        await client.views_publish(user_id=TOM, view=home, hash=first["view"]["hash"])
    assert refusal(refused) == "hash_conflict"
    await tom.home.click(label="Resume")
    [click] = bot.interactions("block_actions")
    assert (click["view"]["type"], click["actions"][0]["value"]) == ("home", "7")
    tom.home.open()
    await slack.settled()
    assert bot.events("app_home_opened")[0]["view"]["id"] == first["view"]["id"]


async def test_a_form_that_nobody_takes_says_so(slack: Sandbox, bot: Bot, tom: Person) -> None:
    await opened(bot, tom, modal(text_input("Title", "title")))
    await bot.close()
    await slack.until(lambda: not slack.sockets.connected)
    with pytest.raises(NotAcknowledged, match=r"We had some trouble connecting\. Try again\?"):
        await tom.modal.submit({"Title": "Falls"})
    assert tom.modal.view.values["title"]["typed"]["value"] == "Falls", "what was typed is kept"


EVERY_INPUT: dict[str, tuple[Json, Any, Any]] = {
    "static_select": ({"options": [option("a"), option("b")]}, "b", {"selected_option": option("b")}),
    "multi_static_select": (
        {"option_groups": [{"label": plain("G"), "options": [option("a"), option("b")]}]},
        ["a", "B"],
        {"selected_options": [option("a"), option("b")]},
    ),
    "radio_buttons": ({"options": [option("a")]}, "A", {"selected_option": option("a")}),
    "checkboxes": ({"options": [option("a")]}, ["a"], {"selected_options": [option("a")]}),
    "users_select": ({}, "Priya Nair", {"selected_user": PRIYA}),
    "multi_users_select": ({}, "Balance", {"selected_users": [BOT_USER]}),
    "conversations_select": ({}, "#housing-data", {"selected_conversation": HOUSING}),
    "datepicker": ({}, "2026-05-01", {"selected_date": "2026-05-01"}),
}


@pytest.mark.parametrize("kind", EVERY_INPUT)
async def test_every_kind_of_input_can_be_filled_in(bot: Bot, tom: Person, kind: str) -> None:
    more, value, state = EVERY_INPUT[kind]
    element = {"type": kind, "action_id": "it", **more}
    await opened(
        bot, tom, modal({"type": "input", "block_id": "b", "label": plain("It"), "element": element})
    )
    assert await tom.modal.submit() == {"b": "Please complete this required field."}
    assert await tom.modal.submit({"It": value}) is None
    [sent] = bot.interactions("view_submission")
    assert sent["view"]["state"]["values"] == {"b": {"it": {"type": kind, **state}}}


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("users_select", {}, "Nobody"),
        ("conversations_select", {}, "#nowhere"),
        ("static_select", {"options": [option("a")]}, "c"),
    ],
)
async def test_nobody_can_choose_what_is_not_offered(
    bot: Bot, tom: Person, kind: str, more: Json, value: str
) -> None:
    element = {"type": kind, "action_id": "it", **more}
    await opened(
        bot, tom, modal({"type": "input", "block_id": "b", "label": plain("It"), "element": element})
    )
    with pytest.raises(CannotAct, match="There is no"):
        await tom.modal.submit({"It": value})


async def test_an_input_speaks_at_once_only_if_it_is_told_to(bot: Bot, tom: Person) -> None:
    quiet, loud = text_input("Quiet", "quiet"), text_input("Loud", "loud") | {"dispatch_action": True}
    await opened(bot, tom, modal(quiet, loud))
    await tom.modal.click(label="Quiet", value="a")
    assert bot.interactions("block_actions") == []
    await tom.modal.click(label="Loud", value="b")
    [action] = bot.interactions("block_actions")
    assert action["actions"][0]["value"] == "b"
    assert action["view"]["state"]["values"]["quiet"]["typed"]["value"] == "a"


async def test_views_that_slack_would_not_take(client: AsyncWebClient) -> None:
    home, form = {"type": "home", "blocks": []}, modal(section("x"))
    for method, args, error in [
        ("views.open", {"trigger_id": "1.2", "view": home}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2", "view": modal(title=plain("x" * 25))}, "invalid_arguments"),
        ("views.publish", {"user_id": TOM, "view": form}, "invalid_arguments"),
        ("views.publish", {"user_id": "U0NOBODY", "view": home}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2", "view": modal(*[section("x" * 2900)] * 90)}, "view_too_large"),
    ]:
        with pytest.raises(SlackApiError) as refused:
            await client.api_call(method, json=args)
        assert refusal(refused) == error
