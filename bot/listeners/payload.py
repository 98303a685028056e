"""The edge where payloads are read: what is missing, of the wrong type or foreign is refused here."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bot.cards.callbacks import Do, Ref, read_menu_value
from bot.listeners.context import Balance, ReplyTo
from bot.slack.response_urls import ReplyAddresses
from bot.use_cases.requests import Act, NotAllowed
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
    channel = text_of(part(body, "channel"), "id") or text_of(container, "channel_id")
    action_id, value = text_of(action, "action_id") or "", _value(action)
    if action_id == Do.MORE:
        action_id, value = read_menu_value(value)
    ref = _ref(value) or _ref(text_of(view, "private_metadata"))
    if view and ref and not channel:
        channel = ref.channel or None
    ts = text_of(container, "message_ts") or text_of(message, "ts")
    response_url = text_of(body, "response_url")
    reply_to = ReplyTo(
        person, channel, text_of(message, "thread_ts") or text_of(container, "thread_ts"), response_url
    )
    moment = text_of(action, "action_ts") or "0"
    trigger = text_of(body, "trigger_id") or ""
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
        view_id=text_of(view, "id"),
        in_modal=view.get("type") == "modal",
        action_id=action_id,
        value=value,
        ref=ref,
        metadata=text_of(view, "private_metadata") or "",
        block_id=text_of(action, "block_id") or "",
        text=text_of(message, "text") or "",
        blocks=tuple(_list(message, "blocks")),
    )


def submission(balance: Balance, body: Payload) -> tuple[Act, ReplyTo, str, dict[str, Any]]:
    """Read a view_submission: the act, where to reply, private_metadata, and the values by block.

    A modal has one life: its id is the key, so that a form sent twice counts once. Who was not answered in
    time may change their words before they send it again.
    """
    view = part(body, "view")
    person, view_id = _person(balance, body), text_of(view, "id")
    if not view_id:
        raise BadPayload("a form without an id")
    metadata = text_of(view, "private_metadata") or ""
    ref = _ref(metadata)
    channel = (ref.channel or None) if ref else None
    values = part(part(view, "state"), "values")
    act = Act(
        balance.workspace,
        person,
        f"form:{view_id}"[:180],
        balance.reconciler.clock.now(),
        channel,
        hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16],
    )
    return act, ReplyTo(person, channel), metadata, values


def command(balance: Balance, body: Payload) -> tuple[Act, ReplyTo, str, str]:
    """Read a slash command: the act, where to reply, its text, and the trigger id."""
    person, channel = text_of(body, "user_id"), text_of(body, "channel_id")
    if not person or not channel:
        raise BadPayload("a command without a person or a channel")
    _check_team(balance, text_of(body, "team_id"))
    trigger = text_of(body, "trigger_id") or ""
    act = Act(balance.workspace, person, f"command:{trigger}"[:200], balance.reconciler.clock.now(), channel)
    reply_to = ReplyTo(person, channel, None, text_of(body, "response_url"))
    return act, reply_to, unescaped(text_of(body, "text") or ""), trigger


def check_event_team(balance: Balance, body: Payload) -> None:
    """Raises BadPayload for an event of another workspace."""
    _check_team(balance, text_of(body, "team_id"))


def _person(balance: Balance, body: Payload) -> str:
    user, team = part(body, "user"), part(body, "team")
    person = text_of(user, "id")
    if not person:
        raise BadPayload("no person in the payload")
    _check_team(balance, text_of(team, "id"))
    home = text_of(user, "team_id")
    if home and home != balance.identity.team_id:
        # Slack Connect: people of another organisation can click, but it is not theirs to answer.
        raise NotAllowed("Only people of this workspace can answer here.")
    return person


def _check_team(balance: Balance, team_id: str | None) -> None:
    if team_id and team_id != balance.identity.team_id:
        raise BadPayload(f"from another workspace: {team_id[:20]}")


def _value(action: Payload) -> str:
    selected = part(action, "selected_option")
    chosen = text_of(action, "value") or text_of(selected, "value")
    return chosen or text_of(action, "selected_conversation") or ""


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


def text_of(payload: Payload, name: str) -> str | None:
    """The text under this name; None if it is empty, or if there is none."""
    found = payload.get(name)
    return found if isinstance(found, str) and found else None


def _moment(ts: str) -> str:
    """A timestamp of Slack's, or "0" for what is none."""
    whole, _, fraction = ts.partition(".")
    digits = ts.isascii() and whole.isdigit() and (fraction.isdigit() or not fraction)
    return ts if digits and len(ts) <= 20 else "0"
