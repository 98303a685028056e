"""What is drawn: blocks for the eye, and a text that says the same for a screen reader."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """Screen readers read only `text`, so it says all that the blocks say."""

    text: str
    blocks: list[Block]

    def without_buttons(self) -> "Card":
        return Card(self.text, [block for block in self.blocks if block["type"] != "actions"])
