"""What people do on the page: each act of the page is one of a Person."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.world import View
from bot.sandbox.world.forms import initial_values, merge_states
from bot.sandbox.world.types import Json


class Fields(dict[str, Any]):
    """What the page sent with an act; a field that is not there is said to be missing."""

    def __missing__(self, name: str) -> Any:
        raise CannotAct(f"This act needs “{name}”.")


Act = Callable[[Person, Fields], Awaitable[Json | None]]


async def do(person: Person, name: object, fields: Json) -> Json:
    """Do one act; returns what the page should know beside that it worked. Raises ActFailed."""
    act = _ACTS.get(name) if isinstance(name, str) else None
    if act is None:
        raise CannotAct(f"The sandbox knows no act “{name}”.")
    return await act(person, Fields(fields)) or {}


async def _post(person: Person, fields: Fields) -> Json:
    broadcast, files = bool(fields.get("broadcast")), _files(fields.get("files") or [])
    ts = person.types.post(
        fields["channel"], fields["text"], fields.get("thread_ts"), broadcast=broadcast, files=files
    )
    return {"ts": ts}


def _files(sent: list[Json]) -> list[tuple[str, bytes]]:
    """As the page sends them: a name, and the content in base64."""
    try:
        return [(str(file["name"]), base64.b64decode(file["content"], validate=True)) for file in sent]
    except (KeyError, TypeError, ValueError):
        raise CannotAct("These files cannot be read.") from None


async def _edit(person: Person, fields: Fields) -> None:
    person.types.edit(fields["channel"], fields["ts"], fields["text"])


async def _delete(person: Person, fields: Fields) -> None:
    person.clicks.delete(fields["channel"], fields["ts"])


async def _delete_file(person: Person, fields: Fields) -> None:
    person.files.delete(fields["file"])


async def _react(person: Person, fields: Fields) -> None:
    person.clicks.react(fields["channel"], fields["ts"], fields["name"], remove=bool(fields.get("remove")))


async def _command(person: Person, fields: Fields) -> None:
    text, thread_ts = fields.get("text", ""), fields.get("thread_ts")
    await person.types.command(fields["channel"], fields["command"], text, thread_ts=thread_ts)


async def _click(person: Person, fields: Fields) -> None:
    _merge_message_state(person, fields)
    # The page has asked already where the button asks first.
    await person.clicks.button(
        fields["channel"],
        fields["ts"],
        action_id=fields["action_id"],
        block_id=fields.get("block_id"),
        confirm=True,
    )


async def _choose(person: Person, fields: Fields) -> None:
    _merge_message_state(person, fields)
    await person.clicks.choose(
        fields["channel"],
        fields["ts"],
        fields["action_id"],
        fields["value"],
        block_id=fields.get("block_id"),
        confirm=True,
    )


async def _view_click(person: Person, fields: Fields) -> None:
    view = _shown_view(person, fields)
    merge_states(view.values, fields.get("state"))
    await person.modal.click(**_element(fields), value=fields.get("value"), confirm=True)


async def _submit(person: Person, fields: Fields) -> Json | None:
    view = _shown_view(person, fields)
    merge_states(view.values, fields.get("state"))
    errors = await person.modal.submit()
    return {"errors": errors} if errors else None


async def _close(person: Person, fields: Fields) -> None:
    if person.modal.views:
        await person.modal.close(all=bool(fields.get("all")))


async def _home(person: Person, fields: Fields) -> None:
    person.home.open(fields.get("tab", "home"))


async def _home_click(person: Person, fields: Fields) -> None:
    if person.home.view is not None:
        merge_states(person.home.view.values, fields.get("state"))
    await person.home.click(**_element(fields), value=fields.get("value"), confirm=True)


async def _shortcut(person: Person, fields: Fields) -> None:
    await person.clicks.shortcut(fields["callback_id"], fields.get("channel"), fields.get("ts"))


async def _mark_read(person: Person, fields: Fields) -> None:
    person.sees.mark_read(fields["channel"])


async def _join(person: Person, fields: Fields) -> None:
    person.channels.join(fields["channel"])


async def _invite_bot(person: Person, fields: Fields) -> None:
    person.channels.invite_bot(fields["channel"])


async def _kick_bot(person: Person, fields: Fields) -> None:
    person.channels.kick_bot(fields["channel"])


async def _archive(person: Person, fields: Fields) -> None:
    person.channels.archive(fields["channel"])


async def _unarchive(person: Person, fields: Fields) -> None:
    person.channels.unarchive(fields["channel"])


async def _rename(person: Person, fields: Fields) -> None:
    person.channels.rename(fields["channel"], fields["name"])


_ACTS: dict[str, Act] = {
    "post": _post,
    "edit": _edit,
    "delete": _delete,
    "delete_file": _delete_file,
    "react": _react,
    "command": _command,
    "click": _click,
    "choose": _choose,
    "view_click": _view_click,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "home_click": _home_click,
    "shortcut": _shortcut,
    "mark_read": _mark_read,
    "join": _join,
    "invite_bot": _invite_bot,
    "kick_bot": _kick_bot,
    "archive": _archive,
    "unarchive": _unarchive,
    "rename": _rename,
}


def _element(fields: Fields) -> dict[str, Any]:
    return {"action_id": fields["action_id"], "block_id": fields.get("block_id")}


def _shown_view(person: Person, fields: Fields) -> View:
    """The modal on top, if it is still the one that the page shows."""
    if person.modal.view.id != fields.get("view_id", person.modal.view.id):
        raise CannotAct("This window has changed. Please look again.")
    return person.modal.view


def _merge_message_state(person: Person, fields: Fields) -> None:
    message = person.sees.message(fields["channel"], fields["ts"])
    states = message.states.setdefault(person.id, initial_values(message.blocks))
    merge_states(states, fields.get("state"))
