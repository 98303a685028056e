"""Fields of forms: in which something is typed, or chosen."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from bot.cards.blocks import OPTION_LIMIT, SECTION_LIMIT, SELECT_LIMIT, option, plain
from bot.cards.card import Block
from flows.actor import FORMER, is_taken_out

PLACEHOLDER_LIMIT = 150
HINT_LIMIT = 2_000
"""https://docs.slack.dev/reference/block-kit/blocks/input-block"""


def text(
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
    # What is edited is never escaped.
    element = _element("plain_text_input", placeholder, initial_value=initial[:SECTION_LIMIT])
    return _input(label, block_id, element | {"multiline": multiline}, optional=optional, hint=hint)


def person(
    label: str,
    block_id: str,
    *,
    placeholder: str,
    hint: str = "",
    initial: str = "",
    optional: bool = False,
) -> Block:
    """`initial` is left out where they were taken out: Slack takes ids of people only."""
    first = "" if is_taken_out(initial) else initial
    element = _element("users_select", placeholder, initial_user=first)
    return _input(label, block_id, element, optional=optional, hint=hint)


def people(
    label: str, block_id: str, *, hint: str, placeholder: str, initial: Iterable[str], former: str = ""
) -> list[Block]:
    """Any number of people, also none. Where somebody among them was taken out, whom Slack cannot show, a box
    below says that they stay; `former` is what that means. See `SubmittedForm.chosen_people`."""
    stands = list(initial)
    shown = [one for one in stands if not is_taken_out(one)]
    element = _element("multi_users_select", placeholder, initial_users=shown)
    drawn = [_input(label, block_id, element, optional=True, hint=hint)]
    if len(shown) < len(stands):
        box = option(_STAYS, STAYS)
        kept = _element("checkboxes", options=[box], initial_options=[box])
        drawn.append(_input(FORMER.capitalize(), former_field(block_id), kept, optional=True, hint=former))
    return drawn


STAYS = "stays"
_STAYS = "Stays among them"


def former_field(block_id: str) -> str:
    """The field that says whether those stay who were taken out, beside the field of people."""
    return f"former_{block_id}"


def channel(label: str, block_id: str, *, initial: str = "", hint: str = "", optional: bool = False) -> Block:
    element = _element("conversations_select", "Choose a channel", initial_conversation=initial)
    # The bot's own direct messages are "im"; those with other bots cannot be chosen anyway.
    element["filter"] = {"include": ["public", "private", "im"]}
    return _input(label, block_id, element, optional=optional, hint=hint)


def day(
    label: str, block_id: str, *, hint: str = "", initial: date | None = None, optional: bool = False
) -> Block:
    element = _element("datepicker", "Choose a day", initial_date=initial.isoformat() if initial else "")
    return _input(label, block_id, element, optional=optional, hint=hint)


def radio(label: str, block_id: str, options: list[dict[str, Any]], chosen: str, *, hint: str = "") -> Block:
    element = _element("radio_buttons", options=options, initial_option=_chosen(options, chosen))
    return _input(label, block_id, element, hint=hint)


def dispatching(field: Block, action_id: str) -> Block:
    """A field that tells the bot of each choice as it is made, under this action_id, so that the form can ask
    for what the choice needs."""
    return field | {"dispatch_action": True, "element": field["element"] | {"action_id": action_id}}


def menu(
    label: str,
    block_id: str,
    options: list[dict[str, Any]],
    chosen: str = "",
    *,
    hint: str = "",
    optional: bool = True,
) -> Block:
    element = _element("static_select", "Choose", options=options, initial_option=_chosen(options, chosen))
    return _input(label, block_id, element, optional=optional, hint=hint)


def grouped(
    label: str, block_id: str, groups: Iterable[tuple[str, list[tuple[str, str]]]], *, placeholder: str
) -> Block:
    """One of many things under headings: for each heading, the labels and values under it."""
    left, drawn = SELECT_LIMIT, []
    for heading, choices in groups:
        options = [option(words, value) for words, value in choices[:left]]
        left -= len(options)
        if options:
            drawn.append({"label": plain(heading, OPTION_LIMIT), "options": options})
    return _input(label, block_id, _element("static_select", placeholder, option_groups=drawn))


def several(label: str, block_id: str, options: list[dict[str, Any]]) -> Block:
    """A menu of which several options can be chosen."""
    return _input(label, block_id, _element("multi_static_select", "Choose", options=options[:SELECT_LIMIT]))


def boxes(
    label: str,
    block_id: str,
    options: list[dict[str, Any]],
    *,
    ticked: Collection[str] = (),
    optional: bool = False,
) -> Block:
    """Boxes of which several can be ticked; these are, to begin with."""
    first = [option for option in options if option["value"] in ticked]
    element = _element("checkboxes", options=options, initial_options=first)
    return _input(label, block_id, element, optional=optional)


def tick(label: str, block_id: str, box: dict[str, Any], *, hint: str = "") -> Block:
    """A box of its own. Slack takes no form in which it is not ticked."""
    return _input(label, block_id, _element("checkboxes", options=[box]), hint=hint)


def _element(kind: str, placeholder: str = "", **more: Any) -> dict[str, Any]:
    """`more` is left out where it is empty."""
    shown = {"placeholder": plain(placeholder, PLACEHOLDER_LIMIT)} if placeholder else {}
    given = {name: value for name, value in more.items() if value}
    return {"type": kind, "action_id": "value"} | shown | given


def _chosen(options: list[dict[str, Any]], chosen: str) -> dict[str, Any] | None:
    return next((option for option in options if option["value"] == chosen), None)


def _input(
    label: str, block_id: str, element: dict[str, Any], *, optional: bool = False, hint: str = ""
) -> Block:
    block: dict[str, Any] = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain(hint, HINT_LIMIT)} if hint else {})
