"""What a window holds page by page: Slack takes a hundred blocks of it."""

from collections.abc import Iterable
from itertools import chain

from bot.cards.card import Block

BLOCKS_A_PAGE = 80
"""Of the hundred that a window can have: what stands above and below needs some."""


def in_pages(pieces: Iterable[list[Block]], most: int) -> list[list[Block]]:
    """At most so many pieces a page; fewer where they are long, so that a window can hold them. What is
    longer than a page goes on overleaf."""
    pages: list[list[Block]] = []
    here = 0
    for drawn in chain.from_iterable(map(_cut, pieces)):
        if not pages or here == most or len(pages[-1]) + len(drawn) > BLOCKS_A_PAGE:
            pages.append([])
            here = 0
        pages[-1] += drawn
        here += 1
    return pages


def _cut(piece: list[Block]) -> list[list[Block]]:
    return [piece[first : first + BLOCKS_A_PAGE] for first in range(0, len(piece), BLOCKS_A_PAGE)] or [piece]
