"""What a person reads on a message, line by line, without the marks that Slack turns into bold and names."""

import itertools
import re

from bot.demo.cards import CardKind, kind_of
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
    return [line for block in blocks for text in _texts(block) for line in _lines(world, text)]


def has_buttons(message: Message) -> bool:
    return any(True for _ in interactive(message.blocks))


def shortened(world: World, message: Message) -> list[str]:
    """The few lines that say what this message is about; none if it is not worth telling."""
    lines = lines_of(world, message.blocks)
    match kind_of(message):
        case CardKind.SUMMARY:
            return []
        case CardKind.HEADLINE:
            return lines[:2]
        case CardKind.QUESTION:
            return lines_of(world, _above_buttons(message))
        case CardKind.REVIEW:
            return [line for text in _own_words(message) for line in _lines(world, _without_answers(text))]
    return lines


def _above_buttons(message: Message) -> list[Json]:
    return list(itertools.takewhile(lambda block: block["type"] != "actions", message.blocks))


def _own_words(message: Message) -> list[Json]:
    """What people typed stands in plain text, and Balance's own words do not."""
    texts = (text for block in _above_buttons(message) for text in _texts(block))
    return [text for text in texts if text["type"] == "mrkdwn"]


def _without_answers(text: Json) -> Json:
    """Less the lists under a heading of who answered what: all of that was told when it happened."""
    heading, *listed = str(text["text"]).splitlines()
    if heading.startswith("*"):
        listed = [line for line in listed if not _MENTION.search(line)]
    return text | {"text": "\n".join([heading, *listed])}


def _texts(block: Json) -> list[Json]:
    """The text objects of a block that stand there to be read, not to be clicked."""
    if block["type"] == "context":
        return [element for element in block["elements"] if "text" in element]
    if block["type"] in ("header", "section"):
        return [text for text in [block.get("text"), *block.get("fields", [])] if text]
    return []


def _lines(world: World, text: Json) -> list[str]:
    return [line for line in _text(world, text).splitlines() if line.strip()]


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
