"""What a person reads on a message, line by line, without the marks that Slack turns into bold and names."""

import re

from bot.sandbox.people.typed import unescaped
from bot.sandbox.world import Message, World
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.types import Json

_MENTION = re.compile(r"<@(\w+)>")
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:https?:[^|>]*)\|([^>]*)>")
_BOLD = re.compile(r"\*([^*\n]+)\*")


def lines_of(world: World, blocks: list[Json]) -> list[str]:
    """The texts of these blocks from top to bottom."""
    texts = [_text(world, text) for block in blocks for text in _texts(block)]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def has_buttons(message: Message) -> bool:
    return any(True for _ in interactive(message.blocks))


def shortened(world: World, message: Message) -> list[str]:
    """The few lines that say what this message is about; none if it is not worth telling."""
    lines = lines_of(world, message.blocks)
    if message.text.startswith("Summary:"):
        return []
    if message.text.startswith(("Question ", "This card ")):
        # A question without buttons was asked and answered before.
        so_far = [line for line in lines if line.startswith("Answer so far")]
        return [*lines[:2], *so_far] if has_buttons(message) else []
    if message.text.startswith("Review your changes"):
        return [line for line in lines if not line.startswith("“")]
    if message.text.startswith("Review "):
        return [line for line in lines if not line.startswith("•") and line != "Open"]
    return lines[:2] if message.text.startswith("Assessment:") else lines


def _texts(block: Json) -> list[Json]:
    """The text objects of a block that stand there to be read, not to be clicked."""
    if block["type"] == "context":
        return [element for element in block["elements"] if "text" in element]
    if block["type"] in ("header", "section"):
        return [text for text in [block.get("text"), *block.get("fields", [])] if text]
    return []


def _text(world: World, text: Json) -> str:
    words = str(text["text"])
    if text["type"] == "mrkdwn":
        words = _MENTION.sub(lambda match: f"@{world.name_of(match[1])}", words)
        words = _CHANNEL.sub(lambda match: f"#{_name_of(world, match[1])}", words)
        words = _BOLD.sub(r"\1", _LINK.sub(r"\1", words)).replace("`", "")
    return unescaped(words)


def _name_of(world: World, channel: str) -> str:
    known = world.channels.get(channel)
    return known.name if known else channel
