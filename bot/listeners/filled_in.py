"""What was filled in in a form: `values` of a submission, by the block of each field."""

from datetime import date

from bot.listeners.payload import BadPayload, Payload, part, text_of
from flows.answer import keepable


def field(values: Payload, block: str) -> str:
    """What was typed in a field; empty if nothing was."""
    typed = _element(values, block).get("value")
    return keepable(typed) if isinstance(typed, str) else ""


def field_like(values: Payload, start: str) -> str:
    """The name of the field that goes on from `start` with something of its own; `start` if there is none."""
    return next((name for name in values if name.startswith(f"{start}_")), start)


def chosen(values: Payload, block: str) -> str:
    """The value of the option that was chosen; empty if none was."""
    return text_of(part(_element(values, block), "selected_option"), "value") or ""


def chosen_options(values: Payload, block: str) -> frozenset[str]:
    """The values of what was ticked or chosen, in a block and in those that go on from it."""
    found = (_element(values, name) for name in values if name == block or name.startswith(f"{block}_"))
    lists = (element.get("selected_options") for element in found)
    options = (option for some in lists if isinstance(some, list) for option in some)
    return frozenset(
        option["value"]
        for option in options
        if isinstance(option, dict) and isinstance(option.get("value"), str)
    )


def chosen_person(values: Payload, block: str) -> str:
    return text_of(_element(values, block), "selected_user") or ""


def chosen_people(values: Payload, block: str) -> frozenset[str]:
    people = _element(values, block).get("selected_users")
    return frozenset(p for p in people if isinstance(p, str)) if isinstance(people, list) else frozenset()


def chosen_channel(values: Payload, block: str) -> str:
    return text_of(_element(values, block), "selected_conversation") or ""


def chosen_day(values: Payload, block: str) -> date | None:
    """None if none was chosen. Raises BadPayload for what is no day."""
    chosen = text_of(_element(values, block), "selected_date")
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError:
        raise BadPayload(f"no day: {chosen!r:.40}") from None


def _element(values: Payload, block: str) -> Payload:
    return part(part(values, block), "value")
