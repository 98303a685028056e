"""Block Kit: what each surface takes, and what it does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.blockkit import accept_blocks, accept_view
from tests.bot.sandbox.kit import Json, actions, button, modal, option, plain, section, text_input


def menu(kind: str = "static_select", **more: Any) -> Json:
    return {"type": kind, "action_id": "menu", "options": [option("one"), option("two")], **more}


BOTH = [option("one"), option("two")]


def people(initial: list[str], **more: Any) -> Json:
    return {"type": "multi_users_select", "action_id": "people", "initial_users": initial, **more}


def input_block(element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": "i", "label": plain("Label"), "element": element, **more}


def errors_of(*blocks: Any) -> list[str]:
    try:
        accept_blocks(list(blocks))
    except ApiError as error:
        return [f"{error.code}: {problem}" for problem in error.extra["errors"]]
    return []


def view_errors_of(view: Any) -> list[str]:
    try:
        accept_view(view)
    except ApiError as error:
        return [f"{error.code}: {problem}" for problem in error.extra["errors"]]
    return []


DIALOG = {
    "title": plain("Sure?"),
    "text": {"type": "mrkdwn", "text": "Really?"},
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
TAKEN = [
    section("x" * 3000, accessory=button("Open")),
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10},
    actions(*(button(f"{n}", f"rate-{n}", value=str(n), style="primary") for n in range(25))),
    actions(menu(), menu("radio_buttons", action_id="r"), {"type": "datepicker", "action_id": "d"}),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    input_block(menu("checkboxes", initial_options=[option("one")]), dispatch_action=True),
    input_block(menu("multi_static_select", initial_options=BOTH, max_selected_items=2)),
    input_block(people(["U1"], max_selected_items=1)),
    actions({"type": "datepicker", "action_id": "d", "initial_date": "2028-02-29"}),
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]] * 3},
    section("confirm", accessory=button("Delete", confirm=DIALOG)),
    section("more", accessory={"type": "overflow", "action_id": "o", "options": [option("one", url="https://x.org")]}),
]  # fmt: skip


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: block["type"])
def test_what_slack_takes(block: Json) -> None:
    assert errors_of(block) == []


REFUSED = [
    (section("x" * 3001), "/blocks/0/text/text"),
    (section(""), "must be more than 0 characters"),
    ({"type": "section"}, "text or fields"),
    (section("x", colour="red"), "invalid additional property: colour"),
    (section("x", accessory=None), "must not be null"),
    ({"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}, "no more than 10 items"),
    (actions(), "no less than 1 items"),
    (actions(*(button("x", f"a{n}") for n in range(26))), "no more than 25 items"),
    (actions(button("1", "same"), button("2", "same")), "`action_id` `same` already exists"),
    (actions(button("x", disabled=True)), "invalid additional property: disabled"),
    (actions(button("x", value="v" * 2001)), "/elements/0/value"),
    (actions(button("x", style="green")), "valid enum value"),
    (actions(button("x", "a" * 256)), "/elements/0/action_id"),
    (actions({"type": "button", "action_id": "a", "text": {"type": "mrkdwn", "text": "x"}}), "text: mrkdwn"),
    (actions({"type": "plain_text_input", "action_id": "a"}), "unsupported type for an actions block"),
    (actions(menu("multi_static_select")), "unsupported type for an actions block"),
    (actions(menu(options=[option("a"), option("a")])), "distinct values"),
    (actions(menu(initial_option=option("three"))), "none of the options"),
    (actions(menu(initial_options=[option("one")])), "invalid additional property: initial_options"),
    (actions(menu("radio_buttons", initial_options=[option("one")])), "invalid additional property"),
    (actions(menu("checkboxes", initial_option=option("one"))), "invalid additional property"),
    (input_block(menu("multi_static_select", initial_option=option("one"))), "invalid additional property"),
    (input_block(menu("multi_static_select", initial_options=BOTH, max_selected_items=1)), "no more than 1"),
    (input_block(people(["U1", "U2"], max_selected_items=1)), "no more than 1 items"),
    (input_block(people(["U1", "a former colleague"])), "must be a valid user id"),
    (
        input_block({"type": "users_select", "action_id": "one", "initial_user": "Person 2"}),
        "must be a valid user id",
    ),
    (actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"}), "valid date"),
    (actions({"type": "datepicker", "action_id": "d", "initial_date": "30/02/2026"}), "valid date"),
    (actions(menu(option_groups=[])), "either options or option_groups"),
    (actions(menu("radio_buttons", options=[option(f"{n}") for n in range(11)])), "no more than 10 items"),
    (actions(menu(options=[option(f"{n}") for n in range(101)])), "no more than 100 items"),
    (actions(menu(options=[option("x" * 76)])), "/options/0/text/text"),
    (actions({"type": "overflow", "options": [option(f"{n}") for n in range(6)]}), "no more than 5 items"),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    (actions(button("x", url="nowhere")), "invalid url"),
    (actions({"type": "timepicker", "action_id": "t"}), "unsupported type for an actions block: timepicker"),
    ({"type": "context", "elements": [{"type": "image"}]}, "unsupported type for a text: image"),
    ({"type": "carousel"}, "unsupported type for a message: carousel"),
    ({"text": "x"}, "missing required field: type"),
    ("divider", "missing required field: type"),
    (input_block({"type": "button", "text": plain("x")}), "unsupported type for an input block"),
    (input_block({"type": "plain_text_input", "min_length": 5, "max_length": 4}), "or equal to max_length"),
    (input_block({"type": "plain_text_input", "max_length": 3001}), "between 1 and 3000"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}], []]}, "same number of cells"),
    (section("x", block_id="b" * 256), "/blocks/0/block_id"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "problem"), REFUSED, ids=range(len(REFUSED)))
def test_what_slack_does_not_take(block: Any, problem: str) -> None:
    errors = errors_of(block)
    assert any(problem in error for error in errors), errors
    assert all(error.startswith("invalid_blocks: ") for error in errors)


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert errors_of(*[{"type": "divider"}] * 50) == []
    assert errors_of(*[{"type": "divider"}] * 51)


def test_block_ids_are_unique_in_a_message_and_action_ids_in_a_block() -> None:
    assert errors_of(section("a", block_id="same"), section("b", block_id="same"))
    assert errors_of(section("a", accessory=button("x")), section("b", accessory=button("y"))) == []


def test_a_message_has_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert errors_of(table, table)


def test_blocks_come_as_a_list() -> None:
    with pytest.raises(ApiError, match="invalid_blocks_format"):
        accept_blocks('{"type": "divider"}')
    with pytest.raises(ApiError, match="invalid_blocks_format"):
        accept_blocks("[not json")


def test_views_have_rules_of_their_own() -> None:
    assert view_errors_of(modal(text_input("Title", "t"))) == []
    assert view_errors_of({"type": "home", "blocks": [section("x")]}) == []
    assert view_errors_of(modal(*[{"type": "divider"}] * 100)) == []
    assert view_errors_of(modal(*[{"type": "divider"}] * 101))
    assert view_errors_of(modal(title=plain("x" * 25)))
    assert view_errors_of(modal(private_metadata="x" * 3001))
    assert view_errors_of(modal({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}))
    assert view_errors_of({"type": "home", "title": plain("x"), "blocks": []})
    assert view_errors_of({"type": "popup", "blocks": []})
    without_submit = modal(text_input("Title", "t"))
    del without_submit["submit"]
    assert any("submit" in error for error in view_errors_of(without_submit))


@pytest.mark.parametrize("view", [None, [], "x", 7])
def test_a_view_is_an_object(view: Any) -> None:
    with pytest.raises(ApiError, match="invalid_arguments"):
        accept_view(view)


FIELDS = ["type", "text", "elements", "element", "options", "value", "label", "accessory", "rows", "block_id"]
TYPES = ["section", "actions", "input", "static_select", "plain_text_input", "table", "carousel"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS) | st.text(max_size=8), inner | st.sampled_from(TYPES), max_size=6
        )
    ),
    max_leaves=30,
)


@given(st.lists(ANY_JSON, max_size=5))
def test_nonsense_is_refused_and_never_breaks_the_checks(blocks: list[Any]) -> None:
    errors_of(*blocks)


@given(
    st.dictionaries(
        st.sampled_from(["type", "title", "submit", "blocks"]), ANY_JSON | st.just("modal"), max_size=4
    )
)
def test_nonsense_views_are_refused_and_never_break_the_checks(view: Json) -> None:
    view_errors_of(view)
