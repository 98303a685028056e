"""The tables of phrases.txt, each as a pattern: what people say around a rating, and instead of one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flows.hearing.text import table


def _read() -> Mapping[str, tuple[str, ...]]:
    """The sections of the file, by name."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            phrases = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            phrases.append(line)
    return {name: tuple(phrases) for name, phrases in sections.items()}


def _table(name: str) -> re.Pattern[str]:
    return table(SAID[name], LISTS)


SAID: Final = _read()
LISTS: Final = {name.strip("<>"): phrases for name, phrases in SAID.items() if name.startswith("<")}

BEFORE: Final = _table("before")
BEFORE_HEDGED: Final = _table("before_hedged")
CORRECTION: Final = _table("correction")
AFTER: Final = _table("after")
AFTER_HEDGED: Final = _table("after_hedged")
BECAUSE: Final = _table("because")
OWING_TO: Final = _table("owing_to")
NO_REASON: Final = _table("no_reason")
STATEMENT: Final = _table("statement")
ASKING: Final = _table("asking")
ASKS_BACK: Final = _table("asks_back")
MUST_DO: Final = _table("must_do")
I_AM: Final = _table("i_am")
NOT_SURE: Final = _table("not_sure")
NOT_APPLICABLE: Final = _table("not_applicable")
ABOUT_THIS: Final = _table("about_this")
POLITE: Final = _table("polite")
LEVELS: Final = {phrase: rating for rating in (1, 3, 5) for phrase in SAID[f"level_{rating}"]}
TO_NEXT: Final = _table("to_next")
CONDITION: Final = _table("on_condition")
EXCUSE: Final = _table("excuse")
SAID_BY_OTHERS: Final = _table("said_by_others")
ARRANGING: Final = re.compile(rf"\b{_table('arranging').pattern}")
BECAUSE_MISSPELT: Final = ("because", "cause", "becos")
