"""Direct messages that tell of several assessments: which part is about which, so that one that was erased
can be taken out of what stands in Slack. Slack keeps the ids that blocks are given."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import unescape
from typing import Any, Final

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.text import escape

_ABOUT: Final = "about"
ERASED: Final = "What stood here was erased."


def about(assessment_id: str, part: Iterable[Block], before: Sequence[Block]) -> list[Block]:
    """Blocks that are about this one, known as that; `before` are those above them in the message."""
    return [
        block | {"block_id": f"{_ABOUT}:{assessment_id}:{number}"}
        for number, block in enumerate(part, start=len(before))
    ]


def named(message_blocks: Iterable[Block]) -> frozenset[str]:
    """Whom a message is about, by their ids."""
    return frozenset(id for block in message_blocks if (id := _whose(block)))


def without(message_blocks: Sequence[Block], erased: Collection[str]) -> Card | None:
    """The message as it is without these; None where it is about nothing else."""
    if not named(message_blocks) - set(erased):
        return None
    left: list[Block] = []
    last = ""
    for block in message_blocks:
        whose = _whose(block)
        if whose not in erased:
            left.append(block)
        elif whose != last:
            left.append(blocks.context(ERASED))
        last = whose
    return Card("\n".join(_said(left)), left)


def _whose(block: Block) -> str:
    kind, _, rest = str(block.get("block_id", "")).partition(":")
    return rest.partition(":")[0] if kind == _ABOUT else ""


def _said(shown: Iterable[Block]) -> list[str]:
    """What blocks say, for who hears it."""
    texts = ([block.get("text"), *block.get("fields", ()), *block.get("elements", ())] for block in shown)
    lines = (" ".join(_spoken(one) for one in line if one) for line in texts)
    return [line for line in lines if line.strip()]


def _spoken(text: Mapping[str, Any]) -> str:
    """Of a text that is never markup, Slack may give back less escaped than it got."""
    match text.get("type"), text.get("text"):
        case "mrkdwn", str(words):
            return words
        case "plain_text", str(words):
            return escape(unescape(words))
        case _:
            return ""  # a button, whose label says nothing of what it is about
