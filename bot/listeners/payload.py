"""The edge where payloads are read: what is missing, of the wrong type or foreign is refused here."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.acts import Act, NotAllowed
from bot.balance import Balance, ReplyTo
from bot.cards.refs import Do, Ref, read_menu_value
from bot.replies import ReplyAddresses
from flows.strict import unescaped

Payload = dict[str, Any]


class BadPayload(Exception):
    """Not something that Slack sends, or not for us. Refused and logged; nothing changed."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A click or a submitted form, read with care."""

    act: Act
    reply_to: ReplyTo
    trigger_id: str
    response_url: str | None
    message_ts: str | None
    view_id: str | None
    in_modal: bool
    action_id: str
    value: str
    ref: Ref | None
    metadata: str = ""
    """The view's, if it was in one."""
    block_id: str = ""
    text: str = ""
    blocks: tuple[object, ...] = ()
    """The clicked message as it stands, and the block in it that was clicked."""

    def need_ref(self) -> Ref:
        """Raises BadPayload if the button's value is not one of ours."""
        if self.ref is None:
            raise BadPayload(f"unexpected value {self.value!r:.80}")
        return self.ref

    def lend_address(self, addresses: ReplyAddresses) -> None:
        """Have the clicked card replaced through the click's own address."""
        if self.response_url and self.message_ts and self.act.channel:
            addresses.remember(self.act.channel, self.message_ts, self.response_url)


def interaction(balance: Balance, body: Payload) -> Interaction:
    """Read a block_actions payload. Raises BadPayload or NotAllowed."""
    action = _first(body.get("actions"))
    person = _person(balance, body)
    container, message = part(body, "container"), part(body, "message")
    view = part(body, "view")
    channel = _text(part(body, "channel"), "id") or _text(container, "channel_id")
    action_id, value = _text(action, "action_id") or "", _value(action)
    if action_id == Do.MORE:
        action_id, value = read_menu_value(value)
    ref = _ref(value) or _ref(_text(view, "private_metadata"))
    if view and ref and not channel:
        channel = ref.channel or None
    ts = _text(container, "message_ts") or _text(message, "ts")
    response_url = _text(body, "response_url")
    reply_to = ReplyTo(
        person, channel, _text(message, "thread_ts") or _text(container, "thread_ts"), response_url
    )
    moment = _text(action, "action_ts") or "0"
    trigger = _text(body, "trigger_id") or ""
    what = [person, ts, action_id, value, moment, trigger]
    key = f"click:{hashlib.sha256(repr(what).encode()).hexdigest()}"
    act = Act(balance.workspace, person, key, _moment(moment), channel)
    shown_only_here = bool(container.get("is_ephemeral"))
    return Interaction(
        act=act,
        reply_to=reply_to,
        trigger_id=trigger,
        response_url=response_url,
        message_ts=None if shown_only_here else ts,
        view_id=_text(view, "id"),
        in_modal=view.get("type") == "modal",
        action_id=action_id,
        value=value,
        ref=ref,
        metadata=_text(view, "private_metadata") or "",
        block_id=_text(action, "block_id") or "",
        text=_text(message, "text") or "",
        blocks=tuple(_list(message, "blocks")),
    )


def submission(balance: Balance, body: Payload) -> tuple[Act, ReplyTo, str, dict[str, Any]]:
    """Read a view_submission: the act, where to reply, private_metadata, and the values by block.

    A modal has one life: its id is the key, so that a form sent twice counts once.
    """
    view = part(body, "view")
    person, view_id = _person(balance, body), _text(view, "id")
    if not view_id:
        raise BadPayload("a form without an id")
    metadata = _text(view, "private_metadata") or ""
    ref = _ref(metadata)
    channel = (ref.channel or None) if ref else None
    act = Act(balance.workspace, person, f"form:{view_id}"[:200], balance.reconciler.clock.now(), channel)
    return act, ReplyTo(person, channel), metadata, part(part(view, "state"), "values")


def command(balance: Balance, body: Payload) -> tuple[Act, ReplyTo, str, str]:
    """Read a slash command: the act, where to reply, its text, and the trigger id."""
    person, channel = _text(body, "user_id"), _text(body, "channel_id")
    if not person or not channel:
        raise BadPayload("a command without a person or a channel")
    _check_team(balance, _text(body, "team_id"))
    trigger = _text(body, "trigger_id") or ""
    act = Act(balance.workspace, person, f"command:{trigger}"[:200], balance.reconciler.clock.now(), channel)
    reply_to = ReplyTo(person, channel, None, _text(body, "response_url"))
    return act, reply_to, unescaped(_text(body, "text") or ""), trigger


def field(values: Payload, block: str) -> str:
    """What was typed in a field; empty if nothing was."""
    element = part(part(values, block), "value")
    typed = element.get("value")
    # PostgreSQL cannot keep a NUL, and nobody can type one.
    return typed.replace("\x00", "") if isinstance(typed, str) else ""


def chosen_people(values: Payload, block: str) -> frozenset[str]:
    people = part(part(values, block), "value").get("selected_users")
    return frozenset(p for p in people if isinstance(p, str)) if isinstance(people, list) else frozenset()


def chosen(values: Payload, block: str) -> str:
    """The value of the option that was chosen; empty if none was."""
    return _text(part(part(part(values, block), "value"), "selected_option"), "value") or ""


def chosen_options(values: Payload, block: str) -> frozenset[str]:
    """The values of what was ticked or chosen, in a block and in those that go on from it."""
    found = (
        part(part(values, name), "value") for name in values if name == block or name.startswith(f"{block}_")
    )
    lists = (element.get("selected_options") for element in found)
    options = (option for some in lists if isinstance(some, list) for option in some)
    return frozenset(
        option["value"]
        for option in options
        if isinstance(option, dict) and isinstance(option.get("value"), str)
    )


def chosen_date(values: Payload, block: str) -> date | None:
    """Raises BadPayload for what is no date."""
    chosen = _text(part(part(values, block), "value"), "selected_date")
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError:
        raise BadPayload(f"no date: {chosen!r:.40}") from None


def chosen_channel(values: Payload, block: str) -> str:
    return _text(part(part(values, block), "value"), "selected_conversation") or ""


def chosen_person(values: Payload, block: str) -> str:
    return _text(part(part(values, block), "value"), "selected_user") or ""


def chosen_day(values: Payload, block: str) -> date | None:
    """None if no day was chosen, or nothing that is one."""
    try:
        return date.fromisoformat(_text(part(part(values, block), "value"), "selected_date") or "")
    except ValueError:
        return None


def check_event_team(balance: Balance, body: Payload) -> None:
    """Raises BadPayload for an event of another workspace."""
    _check_team(balance, _text(body, "team_id"))


def _person(balance: Balance, body: Payload) -> str:
    user, team = part(body, "user"), part(body, "team")
    person = _text(user, "id")
    if not person:
        raise BadPayload("no person in the payload")
    _check_team(balance, _text(team, "id"))
    home = _text(user, "team_id")
    if home and home != balance.identity.team_id:
        # Slack Connect: people of another organisation can click, but it is not theirs to answer.
        raise NotAllowed("Only people of this workspace can answer here.")
    return person


def _check_team(balance: Balance, team_id: str | None) -> None:
    if team_id and team_id != balance.identity.team_id:
        raise BadPayload(f"from another workspace: {team_id[:20]}")


def _value(action: Payload) -> str:
    selected = part(action, "selected_option")
    chosen = _text(action, "value") or _text(selected, "value")
    return chosen or _text(action, "selected_conversation") or ""


def _ref(value: str | None) -> Ref | None:
    try:
        return Ref.decode(value)
    except ValueError:
        return None


def _first(actions: object) -> Payload:
    if isinstance(actions, list) and actions and isinstance(actions[0], dict):
        return actions[0]
    raise BadPayload("no action in the payload")


def part(payload: Payload, name: str) -> Payload:
    """What stands under this name; empty if nothing does, or nothing of the right kind."""
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _list(payload: Payload, name: str) -> list[object]:
    found = payload.get(name)
    return found if isinstance(found, list) else []


def _text(payload: Payload, name: str) -> str | None:
    found = payload.get(name)
    return found if isinstance(found, str) and found else None


def _moment(ts: str) -> str:
    """A timestamp of Slack's, or "0" for what is none."""
    whole, _, fraction = ts.partition(".")
    digits = ts.isascii() and whole.isdigit() and (fraction.isdigit() or not fraction)
    return ts if digits and len(ts) <= 20 else "0"
