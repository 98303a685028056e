"""The edge where payloads are read: what is missing, of the wrong type or foreign is refused here."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.cards.callbacks import Ref
from bot.listeners.context import Balance, ReplyTo
from bot.slack.markup import decoded
from bot.use_cases.requests import Act
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
    """A shortcut, read with care. A global one comes from no channel; one on a message has an `act`, done
    where the message is, and the `message`."""

    reply_to: ReplyTo
    trigger_id: str
    home: str
    act: Act | None = None
    message: Payload = field(default_factory=dict)


def command(balance: Balance, body: Payload) -> Command:
    """Raises BadPayload."""
    person, channel = id_of(body, "user_id"), id_of(body, "channel_id")
    if not person or not channel:
        raise BadPayload("a command without a person or a channel")
    _check_installation(balance, text_of(body, "team_id"), text_of(body, "enterprise_id"))
    trigger = text_of(body, "trigger_id") or ""
    act = Act(balance.workspace, person, f"command:{trigger}"[:200], channel=channel, sees={channel: True})
    reply_to = ReplyTo(person, channel, None, text_of(body, "response_url"))
    return Command(act, reply_to, decoded(text_of(body, "text") or ""), trigger)


def shortcut(balance: Balance, body: Payload) -> Shortcut:
    """Raises BadPayload."""
    trigger = text_of(body, "trigger_id")
    if not trigger:
        raise BadPayload("a shortcut without a trigger")
    person, channel = person_of(balance, body), id_of(part(body, "channel"), "id")
    if channel is None:
        return Shortcut(ReplyTo(person), trigger, home_of(body))
    message, ts = part(body, "message"), moment_of(text_of(body, "action_ts") or "0")
    key, sees = f"shortcut:{trigger}"[:200], {channel: True}
    act = Act(balance.workspace, person, key, ts, channel, sees=sees)
    thread, url = text_of(message, "thread_ts"), text_of(body, "response_url")
    return Shortcut(ReplyTo(person, channel, thread, url), trigger, home_of(body), act, message)


def event_of(balance: Balance, body: Payload) -> Payload:
    """What happened. Raises BadPayload for an event that was sent to another installation.

    Where another organisation hosts the channel, the outer team is theirs: whose installation it is stands in
    the authorizations. https://docs.slack.dev/apis/events-api, https://github.com/slackapi/bolt-js/issues/687
    """
    first = next(iter(list_of(body, "authorizations")), None)
    sent_to = first if isinstance(first, dict) and ("team_id" in first or "enterprise_id" in first) else body
    _check_installation(balance, text_of(sent_to, "team_id"), text_of(sent_to, "enterprise_id"))
    return part(body, "event")


def person_of(balance: Balance, body: Payload) -> str:
    """Who clicked, or sent a form, whoever they belong to. Raises BadPayload for another installation.

    Of a form that somebody of a partner organisation sends, the team is theirs: the view says for whom it
    was opened. The team can be missing beside the enterprise. https://github.com/slackapi/bolt-js/issues/1614
    """
    person = id_of(part(body, "user"), "id")
    if not person:
        raise BadPayload("no person in the payload")
    team = part(body, "team")
    installed = text_of(part(body, "view"), "app_installed_team_id") or text_of(team, "id")
    enterprise = text_of(team, "enterprise_id") or text_of(part(body, "enterprise"), "id")
    if not (enterprise and balance.organisation.is_named(enterprise)):  # else it came from a sibling, at most
        _check_installation(balance, installed, enterprise)
    return person


def home_of(body: Payload) -> str:
    """What a click or a form calls the team of who sent it; empty where it says nothing."""
    return text_of(part(body, "user"), "team_id") or ""


def _check_installation(balance: Balance, team: str | None, enterprise: str | None) -> None:
    """It is sent to the installation of our workspace; the enterprise counts where no team is named."""
    named = team or enterprise or ""
    if named and not balance.organisation.is_named(named):
        raise BadPayload(f"from another workspace: {named[:20]}")


def ref_of(value: str | None) -> Ref | None:
    """What a button or a form carries; None if it is none of ours. What a window carries beside it stands
    in further lines."""
    try:
        return Ref.decode(value.partition("\n")[0] if value else value)
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
