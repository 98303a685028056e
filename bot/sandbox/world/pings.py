"""Who a message of the bot notifies. Tests use it to prove that nobody's typed text ever pings anyone."""

import re
from collections.abc import Iterator

from bot.sandbox.world.types import Json

_MENTION = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]+)|!(?P<group>channel|here|everyone)|!subteam\^(?P<team>\w+))[^>]*>"
)


def pings_in(text: str, blocks: list[Json]) -> Iterator[tuple[str, str]]:
    """Each target that is notified, and where in the message it stands."""
    yield from ((target, "text") for target in _mentions(text))
    yield from _walk(blocks, "blocks")


def _mentions(text: str) -> Iterator[str]:
    for match in _MENTION.finditer(text):
        yield match["user"] or match["group"] or match["team"]


def _walk(node: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from _walk(child, f"{where}/{index}")
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield from ((target, where) for target in _mentions(node["text"]))
        else:
            for name, child in node.items():
                yield from _walk(child, f"{where}/{name}")
