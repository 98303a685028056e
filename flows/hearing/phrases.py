"""The tables of phrases.txt, each as a pattern: what people say around a rating, and instead of one."""

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


SAID: Final = _read()

BEFORE: Final = table(SAID["before"])
BEFORE_HEDGED: Final = table(SAID["before_hedged"])
CORRECTION: Final = table(SAID["correction"])
AFTER: Final = table(SAID["after"])
AFTER_HEDGED: Final = table(SAID["after_hedged"])
BECAUSE: Final = table(SAID["because"])
OWING_TO: Final = table(SAID["owing_to"])
NO_REASON: Final = table(SAID["no_reason"])
STATEMENT: Final = table(SAID["statement"])
ASKING: Final = table(SAID["asking"])
MUST_DO: Final = table(SAID["must_do"])
I_AM: Final = table(SAID["i_am"])
NOT_SURE: Final = table(SAID["not_sure"])
NOT_APPLICABLE: Final = table(SAID["not_applicable"])
ABOUT_THIS: Final = table(SAID["about_this"])
POLITE: Final = table(SAID["polite"])
LEVELS: Final = {phrase: rating for rating in (1, 3, 5) for phrase in SAID[f"level_{rating}"]}
BECAUSE_MISSPELT: Final = ("because", "cause", "becos")
