"""What the page draws: the world as one person sees it."""

from bot.sandbox.people.person import Person
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import reactions_json, view_json
from bot.sandbox.world import APP_ID, BOT_USER, TEAM_NAME, Channel, ChannelKind, File, Message, Profile
from bot.sandbox.world.types import Json


def state_json(core: Core, person: Person, faults_on: int) -> Json:
    """Everything around the messages; `faults_on`: how many faults are on."""
    world = core.world
    home = world.homes.get(person.id)
    return {
        "now": core.clock.now(),
        "run": core.run,
        "kept": core.is_kept,
        "faults_on": faults_on,
        "team": {"name": TEAM_NAME, "url": core.base_url},
        "me": _person(person.profile),
        "people": [_person(profile) for profile in world.people.values()],
        "bot": {"id": BOT_USER, "name": world.bot.name, "app_id": APP_ID},
        "commands": [
            {"command": known.command, "usage_hint": known.usage_hint, "description": known.description}
            for known in core.manifest.commands
        ],
        "shortcuts": [
            {
                "name": known.name,
                "callback_id": known.callback_id,
                "description": known.description,
                "type": known.type,
            }
            for known in core.manifest.shortcuts
        ],
        "conversations": [
            _conversation(core, person, channel)
            for channel in world.channels.values()
            if _is_listed(person, channel)
        ],
        "views": [view_json(view) for view in world.modal_stack(person.id)],
        "home": view_json(home) if home else None,
    }


def messages_json(core: Core, person: Person, channel: str, thread: str | None) -> list[Json]:
    """The messages of a channel or of one thread, ephemeral ones in their place."""
    messages = person.sees.thread(channel, thread) if thread else person.sees.messages(channel)
    return [_message(core, person, message) for message in messages]


def _person(profile: Profile) -> Json:
    return {
        "id": profile.id,
        "name": profile.name,
        "username": profile.username,
        "role": profile.role,
        "is_admin": profile.is_admin,
    }


def _is_listed(person: Person, channel: Channel) -> bool:
    return channel.has(person.id) or channel.kind is ChannelKind.PUBLIC


def _conversation(core: Core, person: Person, channel: Channel) -> Json:
    direct = channel.kind is ChannelKind.IM
    unread = _unread(person, channel)
    return {
        "id": channel.id,
        "name": core.world.bot.name if direct else channel.name,
        "kind": channel.kind.value,
        "user": BOT_USER if direct else None,
        "member": channel.has(person.id),
        "bot_in": channel.has(BOT_USER),
        "archived": channel.archived,
        "unread": len(unread),
        "mentions": len(unread) if direct else sum(_calls_on(person, message) for message in unread),
    }


def _unread(person: Person, channel: Channel) -> list[Message]:
    if not channel.has(person.id):
        return []
    read = channel.read.get(person.id, "")
    return [
        message
        for message in person.sees.messages(channel.id)
        if message.ts > read and message.user != person.id
    ]


def _calls_on(person: Person, message: Message) -> bool:
    return any(
        mention in message.text for mention in (f"<@{person.id}>", "<!channel>", "<!here>", "<!everyone>")
    )


def _file(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": len(file.content),
        "user": file.user,
        "deleted": file.is_deleted,
    }


def _message(core: Core, person: Person, message: Message) -> Json:
    channel = core.world.channels[message.channel]
    replies = channel.replies(message.ts)
    return {
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": message.user,
        "name": core.world.name_of(message.user),
        "is_bot": message.is_bot,
        "text": message.text,
        "blocks": message.blocks if message.is_bot else [],
        "edited": message.edited_ts is not None,
        "subtype": message.subtype,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "files": [_file(core.world.files[file]) for file in message.files],
        "reactions": reactions_json(message),
        "ephemeral": message.ephemeral_for is not None,
        "warning": message.warnings.get(person.id),
        "broadcast": message.is_broadcast,
        "deleted_parent": message.tombstone,
    }
