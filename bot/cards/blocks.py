"""Small builders for Block Kit, so that cards read as what they say. Limits as in
https://docs.slack.dev/reference/block-kit"""

from collections.abc import Callable, Iterable
from typing import Any

from bot.cards.card import Block
from bot.text import escape, shorten

SECTION_LIMIT = 3_000
HEADER_LIMIT = 150
OPTION_LIMIT = 75
LABEL_LIMIT = 75
CHECKBOX_LIMIT = 10
OVERFLOW_LIMIT = 5
SELECT_LIMIT = 100


def plain(text: str, limit: int = SECTION_LIMIT) -> dict[str, Any]:
    """A text that is never markup. Escaping can make it longer, so what is typed is cut first."""
    escaped = escape(text)
    while len(escaped) > limit:
        text = shorten(text, len(text) - max(1, (len(escaped) - limit) // 5))
        escaped = escape(text)
    return {"type": "plain_text", "text": escaped, "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    """Our own words, and names that are escaped already. What people typed stands in `plain`."""
    return {"type": "mrkdwn", "text": shorten(text, SECTION_LIMIT)}


def header(text: str) -> Block:
    """A heading; a text that is too long for one becomes a section, because titles are never cut."""
    if len(escape(text)) <= HEADER_LIMIT:
        return {"type": "header", "text": plain(text)}
    return {"type": "section", "text": plain(text)}


def section(text: str, accessory: dict[str, Any] | None = None) -> Block:
    return {"type": "section", "text": mrkdwn(text)} | ({"accessory": accessory} if accessory else {})


def typed(text: str, accessory: dict[str, Any] | None = None) -> Block:
    """A section for what people typed."""
    return {"type": "section", "text": plain(text)} | ({"accessory": accessory} if accessory else {})


def sections(lines: Iterable[str]) -> list[Block]:
    """Lines of our own words in as few sections as their limit allows."""
    return [section(chunk) for chunk in _chunks(lines)]


def typed_sections(lines: Iterable[str]) -> list[Block]:
    """The same for lines with typed words in them."""
    return [typed(chunk) for chunk in _chunks(lines, lambda text: len(escape(text)))]


def typed_whole(text: str) -> list[Block]:
    """All of what people typed, in as many sections as it needs once it is escaped."""
    if len(escape(text)) <= SECTION_LIMIT:
        return [typed(text)]
    middle = text.rfind(" ", 0, len(text) // 2) + 1 or len(text) // 2
    return [*typed_whole(text[:middle]), *typed_whole(text[middle:])]


def context(*texts: str) -> Block:
    return context_of(*(mrkdwn(text) for text in texts))


def typed_context(*texts: str) -> Block:
    return context_of(*(plain(text) for text in texts))


def context_of(*texts: dict[str, Any]) -> Block:
    """Our own words and typed ones side by side."""
    return {"type": "context", "elements": list(texts)}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: dict[str, Any] | None) -> Block:
    return {"type": "actions", "elements": [element for element in elements if element]}


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: dict[str, Any] | None = None,
    spoken: str | None = None,
    url: str | None = None,
) -> dict[str, Any]:
    """`spoken` is what a screen reader says in place of the label."""
    element: dict[str, Any] = {"type": "button", "text": plain(label, LABEL_LIMIT), "action_id": action_id}
    optional = {
        "value": value,
        "style": style,
        "confirm": confirm,
        "accessibility_label": shorten(spoken, LABEL_LIMIT) if spoken else None,
        "url": url,
    }
    return element | {name: given for name, given in optional.items() if given}


def confirm(title: str, text: str, yes: str, no: str = "Not yet") -> dict[str, Any]:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(label: str, value: str, description: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"text": plain(label, OPTION_LIMIT), "value": value}
    return made | ({"description": plain(description, OPTION_LIMIT)} if description else {})


def overflow(action_id: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """The menu behind three dots."""
    return {"type": "overflow", "action_id": action_id, "options": options[:OVERFLOW_LIMIT]}


def select(placeholder: str, action_id: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": options,
    }


def text_input(
    label: str,
    block_id: str,
    *,
    multiline: bool = False,
    optional: bool = False,
    initial: str = "",
    hint: str = "",
    placeholder: str = "",
) -> Block:
    """A field to type in. No lengths are set: Slack's own refusal says less than ours, see StartForm."""
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": "value", "multiline": multiline}
    if initial:
        element["initial_value"] = initial[:SECTION_LIMIT]  # what is edited is never escaped
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return input_block(label, block_id, element, optional=optional, hint=hint)


def users_input(label: str, block_id: str, *, hint: str, placeholder: str, initial: list[str]) -> Block:
    element: dict[str, Any] = {
        "type": "multi_users_select",
        "action_id": "value",
        "placeholder": plain(placeholder, 150),
    }
    if initial:
        element["initial_users"] = initial
    return input_block(label, block_id, element, optional=True, hint=hint)


def checkboxes_inputs(label: str, block_id: str, options: list[dict[str, Any]]) -> list[Block]:
    """Options to tick, in as many inputs as they need. Each input wants at least one tick."""
    chunks = [options[at : at + CHECKBOX_LIMIT] for at in range(0, len(options), CHECKBOX_LIMIT)]
    return [
        input_block(
            label if number == 0 else f"{label} (continued)",
            f"{block_id}_{number}",
            {"type": "checkboxes", "action_id": "value", "options": chunk},
            optional=False,
            hint="",
        )
        for number, chunk in enumerate(chunks)
    ]


def several_input(label: str, block_id: str, options: list[dict[str, Any]]) -> Block:
    """A menu of which several options can be chosen."""
    element = {**select("Choose", "value", options[:SELECT_LIMIT]), "type": "multi_static_select"}
    return input_block(label, block_id, element, optional=False, hint="")


def user_input(label: str, block_id: str, *, hint: str, initial: str = "") -> Block:
    """One person, or nobody in particular. A form that needs one has `fields.person`."""
    element: dict[str, Any] = {"type": "users_select", "action_id": "value", "placeholder": plain("Anybody")}
    if initial:
        element["initial_user"] = initial
    return input_block(label, block_id, element, optional=True, hint=hint)


def conversation_input(
    label: str, block_id: str, *, initial: str = "", hint: str = "", optional: bool = False
) -> Block:
    element: dict[str, Any] = {
        "type": "conversations_select",
        "action_id": "value",
        "placeholder": plain("Choose a channel"),
        # The bot's own direct messages are "im"; those with other bots cannot be chosen anyway.
        "filter": {"include": ["public", "private", "im"]},
    }
    if initial:
        element["initial_conversation"] = initial
    return input_block(label, block_id, element, optional=optional, hint=hint)


def radio_input(label: str, block_id: str, options: list[dict[str, Any]], chosen: str) -> Block:
    element = {"type": "radio_buttons", "action_id": "value", "options": options}
    return input_block(label, block_id, element | _initial(options, chosen), optional=False, hint="")


def select_input(
    label: str,
    block_id: str,
    options: list[dict[str, Any]],
    chosen: str = "",
    *,
    hint: str = "",
    optional: bool = True,
) -> Block:
    element = select("Choose", "value", options) | _initial(options, chosen)
    return input_block(label, block_id, element, optional=optional, hint=hint)


def _initial(options: list[dict[str, Any]], chosen: str) -> dict[str, Any]:
    found = [option for option in options if option["value"] == chosen]
    return {"initial_option": found[0]} if found else {}


def modal(
    title: str, callback_id: str, blocks: list[Block], *, metadata: str = "", submit: str | None = None
) -> dict[str, Any]:
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Cancel" if submit else "Close", 24),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})


def input_block(
    label: str, block_id: str, element: dict[str, Any], *, optional: bool = False, hint: str = ""
) -> Block:
    block: dict[str, Any] = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def _chunks(lines: Iterable[str], length: Callable[[str], int] = len) -> list[str]:
    chunks: list[str] = []
    for line in lines:
        if chunks and length(chunks[-1]) + 1 + length(line) <= SECTION_LIMIT:
            chunks[-1] += f"\n{line}"
        else:
            chunks.append(line)
    return chunks
