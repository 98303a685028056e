"""The tables of phrases.txt, each as a pattern: what people say around a rating, and instead of one."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Final

from flows.hearing.table import Table
from flows.hearing.text import one_of


def _read() -> Mapping[str, tuple[str, ...]]:
    """The sections of the file, by name."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            phrases = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            phrases.append(line)
    return {name: tuple(phrases) for name, phrases in sections.items()}


def spelt_out(name: str) -> Iterator[str]:
    """The phrases of this section, with each of a list that one takes in."""
    for phrase in SAID[name]:
        for words in product(*(_choices(word) for word in phrase.split())):
            yield " ".join(word for word in words if word)


def _choices(word: str) -> tuple[str, ...]:
    if not word.startswith("<"):
        return (word,)
    return LISTS[word.strip("<?>")] + (("",) if word.endswith("?>") else ())


def _table(*names: str) -> Table:
    return Table((phrase for name in names for phrase in SAID[name]), _LISTED)


SAID: Final = _read()
LISTS: Final = {name.strip("<>"): phrases for name, phrases in SAID.items() if name.startswith("<")}
_LISTED: Final = {name: Table(phrases) for name, phrases in LISTS.items()}

BEFORE: Final = _table("before")
BEFORE_HEDGED: Final = _table("before_hedged", "hedge")
CORRECTION: Final = _table("correction")
AFTER: Final = _table("after")
AFTER_LED: Final = _table("after_led")
AFTER_THOUGHT: Final = _table("after_thought")
AFTER_HEDGED: Final = _table("after_hedged", "hedge")
BECAUSE: Final = _table("because")
SPELT_BECAUSE: Final = one_of(LISTS["because"])
OWING_TO: Final = _table("owing_to")
AMBIGUOUS: Final = _table("ambiguous")
NO_REASON: Final = _table("no_reason")
STATEMENT: Final = _table("statement")
QUALITY: Final = _table("quality")
ASKING: Final = _table("asking")
SHORT_REASON: Final = _table("short_reason")
ASKS_BACK: Final = _table("asks_back")
MUST_DO: Final = _table("must_do")
I_AM: Final = _table("i_am")
NOT_SURE: Final = _table("not_sure")
SKIP: Final = _table("skip")
ONWARD: Final = _table("onward")
NOT_SURE_LIKELY: Final = _table("not_sure_likely")
NOT_APPLICABLE: Final = _table("not_applicable")
ABOUT_THIS: Final = _table("about_this")
FINISH: Final = one_of(LISTS["finish"])
AROUND_WISH: Final = _table("around_wish")
POLITE: Final = _table("polite")
SLIPS: Final = {rating: _table(f"slip_{rating}") for rating in range(2, 6)}
LEVELS: Final = {phrase: rating for rating in range(1, 6) for phrase in SAID[f"level_{rating}"]}
TO_NEXT: Final = one_of(SAID["to_next"])
DOUBT: Final = _table("doubt")
HEDGE: Final = _table("hedge")
OWN_DOUBT: Final = _table("own_doubt")
CONDITION: Final = _table("on_condition")
PROVIDED: Final = one_of(LISTS["provided"])
INTRODUCING: Final = _table("introducing")
EXCUSE: Final = _table("excuse")
SAID_BY_OTHERS: Final = _table("said_by_others")
ARRANGING: Final = _table("arranging")
BECAUSE_MISSPELT: Final = ("because", "cause", "becos")
