"""Small builders for Block Kit, so that cards read as what they say. Limits as in
https://docs.slack.dev/reference/block-kit"""

from collections.abc import Callable, Iterable
from typing import Any

from bot.cards.card import Block
from bot.cards.text import escape, in_quotes, shorten

SECTION_LIMIT = 3_000
HEADER_LIMIT = 150
OPTION_LIMIT = 75
LABEL_LIMIT = 75
OVERFLOW_LIMIT = 5
ACTIONS_LIMIT = 25
SELECT_LIMIT = 100
MODAL_ROOM = 95
"""Blocks of a list in a modal, which may have a hundred: a few are left for what stands around it."""


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


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def typed(text: str, accessory: dict[str, Any] | None = None) -> Block:
    """A section for what people typed."""
    return {"type": "section", "text": plain(text)} | ({"accessory": accessory} if accessory else {})


def sections(lines: Iterable[str]) -> list[Block]:
    """Lines of our own words in as few sections as their limit allows."""
    return [section(chunk) for chunk in _chunks(lines)]


def typed_sections(lines: Iterable[str]) -> list[Block]:
    """The same for lines with typed words in them."""
    return [{"type": "section", "text": chunk} for chunk in typed_chunks(lines)]


def typed_chunks(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Such lines in as few texts as their limit allows."""
    return [plain(chunk) for chunk in _chunks(lines, lambda text: len(escape(text)))]


def typed_whole(text: str) -> list[Block]:
    """All of what people typed, in as many sections as it needs once it is escaped."""
    return [typed(piece) for piece in _pieces(text, SECTION_LIMIT)]


def typed_quotes(parts: Iterable[tuple[str, str]]) -> list[Block]:
    """The same of several parts, each with our words in front. Wherever one is cut, each piece stands in
    quotes of its own: none of what is typed reads as ours, or as another part."""
    return typed_sections(
        f"{'' if place else head}{in_quotes(piece)}"
        for head, words in parts
        for place, piece in enumerate(_pieces(words, SECTION_LIMIT - len(escape(head)) - len("“”")))
    )


def contexts(lines: Iterable[str]) -> list[Block]:
    """The same in small type."""
    return [context(chunk) for chunk in _chunks(lines)]


def context(*texts: str) -> Block:
    return context_of(*(mrkdwn(text) for text in texts))


def typed_context(*texts: str) -> Block:
    return context_of(*(plain(text) for text in texts))


def context_of(*texts: dict[str, Any]) -> Block:
    """Our own words and typed ones side by side."""
    return {"type": "context", "elements": list(texts)}


def small(ours: str, typed: Iterable[str]) -> list[Block]:
    """Our own words above a list of typed lines, in small type; either can be empty. Slack draws the texts of
    one block side by side and centred as long as they have room, so a list has a block of its own. A single
    line can stand beside our words: without room it wraps below them."""
    lines = [*typed]
    said, listed = [mrkdwn(ours)] if ours else [], typed_chunks(lines)
    parts = [[*said, *listed]] if len(lines) == 1 else [said, listed]
    return [context_of(*part) for part in parts if part]


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: dict[str, Any] | None) -> Block:
    return {"type": "actions", "elements": [element for element in elements if element]}


def rows_of(elements: list[dict[str, Any]]) -> list[Block]:
    """Buttons in as few blocks as their limit allows."""
    rows = range(0, len(elements), ACTIONS_LIMIT)
    return [actions(*elements[first : first + ACTIONS_LIMIT]) for first in rows]


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


def confirm(title: str, text: str, yes: str) -> dict[str, Any]:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain("Not yet", 30),
    }


def option(label: str, value: str, description: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"text": plain(label, OPTION_LIMIT), "value": value}
    return made | ({"description": plain(description, OPTION_LIMIT)} if description else {})


def overflow(action_id: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """The menu behind three dots. Raises ValueError for more than it holds: what is cut, nobody misses until
    they need it."""
    return {"type": "overflow", "action_id": action_id, "options": _all_of(options, OVERFLOW_LIMIT)}


def select(placeholder: str, action_id: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """A menu with its words beside it. Raises ValueError for more than it holds."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": _all_of(options, SELECT_LIMIT),
    }


def modal(
    title: str,
    callback_id: str,
    blocks: list[Block],
    *,
    metadata: str = "",
    submit: str | None = None,
    is_question: bool = False,
) -> dict[str, Any]:
    """`is_question`: a button in it does something, so that leaving it is no "Close" but a "Cancel"."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Cancel" if submit or is_question else "Close", 24),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})


def _pieces(text: str, limit: int) -> list[str]:
    """All of it, each piece within the limit once it is escaped."""
    if len(escape(text)) <= limit:
        return [text]
    middle = text.rfind(" ", 0, len(text) // 2) + 1 or len(text) // 2
    return [*_pieces(text[:middle], limit), *_pieces(text[middle:], limit)]


def _all_of(options: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    if len(options) > most:
        raise ValueError(f"{len(options)} options in a menu that holds {most}")
    return options


def _chunks(lines: Iterable[str], length: Callable[[str], int] = len) -> list[str]:
    chunks: list[str] = []
    for line in lines:
        if chunks and length(chunks[-1]) + 1 + length(line) <= SECTION_LIMIT:
            chunks[-1] += f"\n{line}"
        else:
            chunks.append(line)
    return chunks
