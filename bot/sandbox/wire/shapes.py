"""How messages, channels, people and views look on Slack's wire."""

import copy

from bot.sandbox.wire.file_shapes import file_json
from bot.sandbox.world import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    ChannelKind,
    Message,
    Profile,
    View,
    World,
)
from bot.sandbox.world.types import Json


def message_json(world: World, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as history, events and interactions carry it."""
    shape: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": home_of(world, message.user),
    }
    if world.is_shared_outside(world.channels[message.channel]) and not message.is_bot:
        shape |= {"user_team": shape["team"], "source_team": shape["team"]}
    if message.subtype:
        shape["subtype"] = message.subtype
    if message.is_bot:
        shape |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": bot_profile(world)}
    if message.client_msg_id:
        shape["client_msg_id"] = message.client_msg_id
    if message.inviter:
        shape["inviter"] = message.inviter
    if message.blocks:
        shape["blocks"] = copy.deepcopy(message.blocks)
    if message.edited_ts:
        shape["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.files:
        shape["files"] = [file_json(world, world.files[file]) for file in message.files]
        shape["upload"] = True
    if message.reactions:
        shape["reactions"] = reactions_json(message)
    if with_metadata and message.metadata:
        shape["metadata"] = copy.deepcopy(message.metadata)
    return shape | _thread_json(world.channels[message.channel], message)


def _thread_json(channel: Channel, message: Message) -> Json:
    if message.is_reply:
        root = channel.messages.get(message.thread_ts or "")
        shape: Json = {"thread_ts": message.thread_ts}
        if root is not None:
            shape["parent_user_id"] = root.user
        return shape
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def reactions_json(message: Message) -> list[Json]:
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]


def bot_profile(world: World) -> Json:
    return {"id": BOT_ID, "app_id": APP_ID, "name": world.bot.name, "deleted": False, "team_id": TEAM_ID}


def home_of(world: World, user: str) -> str:
    """What messages and interactions call the team of a person. Of somebody who belongs to an enterprise it
    may be the enterprise: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    profile = world.people.get(user)
    return world.home_of(profile) if profile else TEAM_ID


def channel_json(world: World, channel: Channel) -> Json:
    """A conversation object, as the bot sees it."""
    is_shared = world.is_shared_outside(channel)
    shared: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind is ChannelKind.IM,
        "is_org_shared": False,
        "context_team_id": TEAM_ID,
    }
    if channel.kind is ChannelKind.IM:
        return shared | {"user": channel.name, "is_user_deleted": False, "priority": 0}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": channel.kind is ChannelKind.PRIVATE,
        "is_general": channel.name == "general",
        "is_shared": is_shared,
        "is_ext_shared": is_shared,
        "is_member": channel.has(BOT_USER),
        "creator": next(iter(channel.members), BOT_USER),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def person_json(world: World, profile: Profile) -> Json:
    """A user object. Of somebody of another organisation it says less: whether they are a stranger, who is in
    no channel with the bot. https://docs.slack.dev/apis/slack-connect and
    https://docs.slack.dev/reference/objects/user-object"""
    if world.is_outside(profile.id):
        shared = (one for one in world.channels.values() if one.kind is not ChannelKind.IM)
        met = any(one.has(profile.id) and one.has(BOT_USER) for one in shared)
        return _person_json(world, profile) | {"is_stranger": not met}
    rights = {
        "is_admin": profile.is_admin,
        "is_owner": profile.is_owner,
        "is_primary_owner": profile.is_owner,
        "is_restricted": profile.is_guest or profile.is_single_channel_guest,
        "is_ultra_restricted": profile.is_single_channel_guest,
    }
    return _person_json(world, profile) | rights


def _person_json(world: World, profile: Profile) -> Json:
    enterprise = world.enterprises.get(profile.team)
    of_enterprise = {"id": profile.id, "enterprise_id": enterprise, "teams": [profile.team]}
    return ({"enterprise_user": of_enterprise} if enterprise else {}) | {
        "id": profile.id,
        "team_id": profile.team,
        "name": profile.username,
        "real_name": profile.name,
        "deleted": profile.deleted,
        "tz": profile.tz,
        "tz_label": "British Summer Time",
        "tz_offset": 3600,
        "is_bot": profile.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
        "profile": {
            "real_name": profile.name,
            "real_name_normalized": profile.name,
            "display_name": profile.name,
            "display_name_normalized": profile.name,
            "title": profile.role,
            "team": profile.team,
        },
    }


def view_json(view: View) -> Json:
    """A view object; texts that the app left out are null, as in Slack."""
    spec = view.spec
    modal = {name: copy.deepcopy(spec.get(name)) for name in ("title", "submit", "close")}
    return {
        "id": view.id,
        "team_id": TEAM_ID,
        "type": spec["type"],
        "blocks": copy.deepcopy(spec.get("blocks", [])),
        "private_metadata": spec.get("private_metadata", ""),
        "callback_id": spec.get("callback_id", ""),
        "state": {"values": copy.deepcopy(view.values)},
        "hash": view.hash,
        **modal,
        "clear_on_close": spec.get("clear_on_close", False),
        "notify_on_close": spec.get("notify_on_close", False),
        "submit_disabled": spec.get("submit_disabled", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": APP_ID,
        "external_id": "",
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


def team_json(world: World) -> Json:
    enterprise = world.enterprises.get(TEAM_ID)
    return {"id": TEAM_ID, "domain": TEAM_DOMAIN} | ({"enterprise_id": enterprise} if enterprise else {})


def actor_json(world: World, profile: Profile) -> Json:
    """The person who acted, as interactions name them."""
    named = {"id": profile.id, "username": profile.username, "name": profile.username}
    return named | {"team_id": world.home_of(profile)}


def named_channel(channel: Channel) -> Json:
    """A channel in an interaction or command. Slack does not tell the names of private ones."""
    hidden = {ChannelKind.PRIVATE: "privategroup", ChannelKind.IM: "directmessage"}
    return {"id": channel.id, "name": hidden.get(channel.kind, channel.name)}
