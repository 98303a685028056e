"""The edge where payloads are read: what is missing, of the wrong type or foreign is refused here."""

import re
from dataclasses import dataclass
from typing import Any

from bot.cards.callbacks import Ref
from bot.listeners.context import Balance, ReplyTo
from bot.slack.markup import decoded
from bot.use_cases.requests import Act
from flows.refusals import NotAllowed, Why
from flows.typed import keepable

Payload = dict[str, Any]

_ID = re.compile(r"[A-Z0-9]{2,20}")
"""As long as the store has room for."""


class BadPayload(Exception):
    """Not something that Slack sends, or not for us. Refused and logged; nothing changed."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, read with care."""

    act: Act
    reply_to: ReplyTo
    text: str
    trigger_id: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global shortcut, read with care: it comes from no channel."""

    reply_to: ReplyTo
    trigger_id: str


def command(balance: Balance, body: Payload) -> Command:
    """Raises BadPayload."""
    person, channel = id_of(body, "user_id"), id_of(body, "channel_id")
    if not person or not channel:
        raise BadPayload("a command without a person or a channel")
    _check_team(balance, text_of(body, "team_id"))
    trigger = text_of(body, "trigger_id") or ""
    act = Act(balance.workspace, person, f"command:{trigger}"[:200], channel=channel, sees={channel: True})
    reply_to = ReplyTo(person, channel, None, text_of(body, "response_url"))
    return Command(act, reply_to, decoded(text_of(body, "text") or ""), trigger)


def shortcut(balance: Balance, body: Payload) -> Shortcut:
    """Raises BadPayload or NotAllowed."""
    trigger = text_of(body, "trigger_id")
    if not trigger:
        raise BadPayload("a shortcut without a trigger")
    return Shortcut(ReplyTo(person_of(balance, body)), trigger)


def event_of(balance: Balance, body: Payload) -> Payload:
    """What happened. Raises BadPayload for an event of another workspace."""
    _check_team(balance, text_of(body, "team_id"))
    return part(body, "event")


def person_of(balance: Balance, body: Payload) -> str:
    """Who clicked, or sent a form. Raises BadPayload or NotAllowed."""
    user = part(body, "user")
    person = id_of(user, "id")
    if not person:
        raise BadPayload("no person in the payload")
    _check_team(balance, text_of(part(body, "team"), "id"))
    home = text_of(user, "team_id")
    if home and home != balance.identity.team_id:
        # Slack Connect: people of another organisation can click, but it is not theirs to answer.
        raise NotAllowed(Why.STRANGER)
    return person


def _check_team(balance: Balance, team_id: str | None) -> None:
    if team_id and team_id != balance.identity.team_id:
        raise BadPayload(f"from another workspace: {team_id[:20]}")


def ref_of(value: str | None) -> Ref | None:
    """What a button or a form carries; None if it is none of ours."""
    try:
        return Ref.decode(value)
    except ValueError:
        return None


def stands_twice(body: Payload) -> bool:
    """Whether the clicked message, such as a summary, stands in the channel and in its thread. Slack does not
    say in which of them the click was, and a private word in one is not seen in the other."""
    return part(body, "message").get("subtype") == "thread_broadcast"


def is_ts(text: str) -> bool:
    """Whether it is a timestamp as Slack makes them: one that a clock can be set by."""
    return re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,6})?", text) is not None


def part(payload: Payload, name: str) -> Payload:
    """What stands under this name; empty if nothing does, or nothing of the right kind."""
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def list_of(payload: Payload, name: str) -> list[object]:
    """The list under this name; empty if there is none."""
    found = payload.get(name)
    return found if isinstance(found, list) else []


def text_of(payload: Payload, name: str) -> str | None:
    """The text under this name, as far as a database keeps it; None if it is empty, or if there is none."""
    found = payload.get(name)
    return keepable(found) or None if isinstance(found, str) else None


def id_of(payload: Payload, name: str) -> str | None:
    """The id of a person or a place under this name; None for what does not look like one of Slack's."""
    found = text_of(payload, name)
    return found if found and _ID.fullmatch(found) else None


def moment_of(ts: str) -> str:
    """A timestamp of Slack's, or "0" for what is none."""
    return ts if is_ts(ts) else "0"
