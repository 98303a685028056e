"""What Slack sends when a person acts: interactions and commands, field by field.

Shapes: https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from bot.sandbox.wire.core import Core
from bot.sandbox.wire.events import VERIFICATION_TOKEN
from bot.sandbox.wire.shapes import actor_json, message_json, named_channel, team_json, view_json
from bot.sandbox.world import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Message, Profile, View
from bot.sandbox.world.forms import chosen
from bot.sandbox.world.types import Json


def command(core: Core, person: Profile, channel: Channel, name: str, text: str) -> Json:
    """A slash command. Over HTTP this is a form, so every value is a string."""
    where, enterprise = named_channel(channel), core.world.enterprises.get(TEAM_ID)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": where["id"],
        "channel_name": where["name"],
        "user_id": person.id,
        "user_name": person.username,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        **({"enterprise_id": enterprise} if enterprise else {}),
        "is_enterprise_install": "false",
        "response_url": core.base_url + core.response_urls.issue("commands", person.id, channel.id),
        "trigger_id": core.triggers.issue(person.id),
    }


def message_action(core: Core, person: Profile, channel: Channel, message: Message, action: Json) -> Json:
    """A click or choice in a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_for is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(core, "block_actions", person) | {
        "container": container,
        "trigger_id": core.triggers.issue(person.id),
        "channel": named_channel(channel),
        "state": {"values": message.states.get(person.id, {})},
        "response_url": core.base_url + core.response_urls.issue("actions", person.id, channel.id, message),
        "actions": [action],
    }
    if message.ephemeral_for is None:
        # Slack keeps no copy of an ephemeral message, so it cannot send one.
        payload["message"] = message_json(core.world, message)
    return payload


def view_action(core: Core, person: Profile, view: View, action: Json) -> Json:
    """A click or choice in a modal or App Home."""
    return _interaction(core, "block_actions", person) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": core.triggers.issue(person.id),
        "view": view_json(view),
        "actions": [action],
    }


def view_submission(core: Core, person: Profile, view: View) -> Json:
    payload = _interaction(core, "view_submission", person)
    if core.world.is_outside(person.id):
        # The team is where it was sent from; ours stands in the view alone:
        # https://github.com/slackapi/bolt-js/issues/1614
        payload |= {"team": {"id": person.team, "domain": person.team.lower()}, "enterprise": None}
    return payload | {
        "trigger_id": core.triggers.issue(person.id),
        "view": view_json(view),
        "response_urls": [],
    }


def view_closed(core: Core, person: Profile, view: View, *, is_cleared: bool) -> Json:
    return _interaction(core, "view_closed", person) | {"view": view_json(view), "is_cleared": is_cleared}


def shortcut(core: Core, person: Profile, callback_id: str) -> Json:
    return _interaction(core, "shortcut", person) | {
        "action_ts": core.stamps.moment(),
        "callback_id": callback_id,
        "trigger_id": core.triggers.issue(person.id),
    }


def message_shortcut(
    core: Core, person: Profile, channel: Channel, message: Message, callback_id: str
) -> Json:
    return _interaction(core, "message_action", person) | {
        "action_ts": core.stamps.moment(),
        "callback_id": callback_id,
        "trigger_id": core.triggers.issue(person.id),
        "response_url": core.base_url + core.response_urls.issue("actions", person.id, channel.id, message),
        "message_ts": message.ts,
        "channel": named_channel(channel),
        "message": message_json(core.world, message),
    }


def action(core: Core, block: Json, element: Json, value: object = None) -> Json:
    """The entry in `actions`: the element, and what was chosen in it."""
    shape: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": core.stamps.moment(),
    }
    for name in ("text", "value", "style", "placeholder", "confirm", "accessibility_label"):
        if name in element:
            shape[name] = element[name]
    if element["type"] != "button":
        shape |= chosen(core.world, element, value)
    return shape


def _interaction(core: Core, kind: str, person: Profile) -> Json:
    enterprise = core.world.enterprises.get(TEAM_ID)
    return {
        "type": kind,
        "user": actor_json(core.world, person),
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": team_json(core.world),
        "enterprise": {"id": enterprise, "name": "Riverside"} if enterprise else None,
        "is_enterprise_install": False,
    }
