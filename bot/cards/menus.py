"""Menus of things to do: what stands in one is dispatched as if it were a button."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref, menu_value


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One thing that can be done, in a menu or as a button of its own."""

    label: str
    do: Do
    ref: Ref


def behind_dots(*items: MenuItem) -> dict[str, Any]:
    """The few of a small menu."""
    return blocks.overflow(Do.MORE, _options(items))


def more(items: Iterable[MenuItem]) -> dict[str, Any]:
    """As many as there are."""
    return blocks.select("More", Do.MORE, _options(items))


def _options(items: Iterable[MenuItem]) -> list[dict[str, Any]]:
    return [blocks.option(item.label, menu_value(item.do, item.ref)) for item in items]
