"""Emoji by their Slack names: what people type as a character, Slack sends on as a name between colons.

https://github.com/dylex/slack-libpurple/pull/185
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_TABLE = "page/static/data/emoji.json"
# Below this, a bare character such as © or ™ is text unless a variation selector follows it.
_FIRST_PICTURE = 0x1F000


def as_names(text: str) -> str:
    """The text with each emoji character written as its name, such as `:four:`."""
    if text.isascii():
        return text
    names = _names()
    return _characters().sub(lambda match: f":{names[match[0]]}:", text)


def is_name(name: str) -> bool:
    """Whether Slack has an emoji of this name, without skin tone."""
    return name in _table()


@cache
def _table() -> Mapping[str, str]:
    table: dict[str, str] = json.loads(files("bot.sandbox").joinpath(_TABLE).read_text(encoding="utf-8"))[
        "names"
    ]
    return table


@cache
def _names() -> Mapping[str, str]:
    """Characters to names; of several names the shortest."""
    found: dict[str, str] = {}
    for name, character in sorted(_table().items(), key=lambda item: len(item[0])):
        found.setdefault(character, name)
        if ord(character[0]) >= _FIRST_PICTURE:
            found.setdefault(character.replace("\ufe0f", ""), name)
    return found


@cache
def _characters() -> re.Pattern[str]:
    # The longest first, so that a family is not taken apart into its members.
    return re.compile("|".join(map(re.escape, sorted(_names(), key=len, reverse=True))))
