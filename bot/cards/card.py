"""What is drawn: blocks for the eye, and a text that says the same for a screen reader."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.cards.text import fit

Block = dict[str, Any]

MOST_TEXT = 4_000
"""In bytes, and after escaping; chat.update refuses more.
https://gitlab.com/gitlab-org/gitlab/-/merge_requests/258898"""
MOST_BLOCKS = 13_200
"""In characters of JSON. Slack does not write it down; others have measured it for chat.postMessage:
https://github.com/slackapi/bolt-js/issues/2509"""


@dataclass(frozen=True, slots=True)
class Card:
    """Screen readers read only `text`, so it says all that the blocks say; what Slack would not take
    of it is cut."""

    text: str
    blocks: list[Block]
    is_cut: bool = field(init=False)

    def __post_init__(self) -> None:
        fitting = fit(self.text, MOST_TEXT)
        object.__setattr__(self, "is_cut", fitting != self.text)
        object.__setattr__(self, "text", fitting)

    @property
    def is_whole(self) -> bool:
        """Whether Slack takes all of it."""
        return not self.is_cut and not self.is_too_large

    @property
    def is_too_large(self) -> bool:
        """Whether Slack takes none of it: blocks are not cut."""
        return len(json.dumps(self.blocks, ensure_ascii=False)) > MOST_BLOCKS


def first_whole(cards: Iterable[Card]) -> Card:
    """The first that Slack takes whole, from the fullest to the barest; if it takes none, the barest."""
    drawn = iter(cards)
    card = next(drawn)
    while not card.is_whole and (barer := next(drawn, None)):
        card = barer
    return card
