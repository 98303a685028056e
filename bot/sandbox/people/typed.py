"""What Slack makes of the text that a person types before anyone else reads it.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re

from bot.sandbox.world import ChannelKind, World
from bot.sandbox.world.emoji import as_names, is_name
from bot.sandbox.world.types import Json

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]")
_TOKEN = re.compile(r"<(?P<kind>[@#!])?(?P<target>[^>|]+)(?:\|[^>]*)?>|:(?P<emoji>[a-z0-9_+'-]+):")
_GROUPS = ("channel", "here", "everyone")


def escaped(text: str) -> str:
    """The three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(world: World, typed: str) -> str:
    """The text as it goes into the message: escaped, with names and links turned into references."""
    text = _URL.sub(lambda match: f"<{match[0]}>", escaped(as_names(typed)))
    for name, reference in _references(world) if "@" in text or "#" in text else ():
        # By split and join, because a reference is no pattern.
        text = reference.join(re.split(rf"(?<![\w@#]){re.escape(name)}(?!\w)", text))
    return text


def _references(world: World) -> list[tuple[str, str]]:
    """Names as people type them, the longest first."""
    found = [(f"@{group}", f"<!{group}>") for group in _GROUPS]
    for profile in (*world.people.values(), world.bot):
        found += [(f"@{name}", f"<@{profile.id}>") for name in {profile.name, profile.username}]
    for channel in world.channels.values():
        if channel.kind is not ChannelKind.IM:
            found.append((f"#{channel.name}", f"<#{channel.id}|{channel.name}>"))
    return sorted(found, key=lambda pair: -len(pair[0]))


def rich_text(text: str, block_id: str) -> list[Json]:
    """The rich text block that Slack's composer sends beside the text."""
    elements: list[Json] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match["emoji"] and not is_name(match["emoji"]):
            continue
        if match.start() > position:
            elements.append({"type": "text", "text": unescaped(text[position : match.start()])})
        elements.append(_element(match))
        position = match.end()
    if position < len(text):
        elements.append({"type": "text", "text": unescaped(text[position:])})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _element(match: re.Match[str]) -> Json:
    kind, target = match["kind"], match["target"]
    if match["emoji"]:
        return {"type": "emoji", "name": match["emoji"]}
    if kind == "@":
        return {"type": "user", "user_id": target}
    if kind == "#":
        return {"type": "channel", "channel_id": target}
    if kind == "!":
        return {"type": "broadcast", "range": target}
    return {"type": "link", "url": unescaped(target)}
