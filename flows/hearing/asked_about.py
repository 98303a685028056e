"""Questions that only people can answer, and which of their words may stand in a title."""

from itertools import groupby
from typing import Final

from flows.hearing.direct import ASKING, plain, typed_in, words_of
from flows.intents import Ask

_STANDING: Final = words_of("of_standing")
_NO_NAME: Final = (
    words_of("direct_around") | ASKING | words_of("direct_telling") | _STANDING | words_of("no_title")
)
_THIS: Final = words_of("this_one")
_BESIDE: Final = words_of("title_ends")


def asks_people(text: str) -> Ask | None:
    """A question that only people can answer, whatever it is."""
    said = typed_in(text[:200])
    is_question = text.rstrip(" .!)\"'”’").endswith("?") or bool(said and plain(said[0]) in ASKING)
    if not is_question:
        return None
    named = [word for word in said if plain(word) not in _NO_NAME | _BESIDE]
    return Ask(
        named=tuple(dict.fromkeys(named)),
        chiefly=_chiefly(said),
        this=_asks_of_this(said),
        standing=not _STANDING.isdisjoint(map(plain, said)),
    )


def _parts(said: list[str]) -> list[list[str]]:
    """What stands before, between and behind “with”, “for” and the like."""
    return [list(words) for beside, words in groupby(said, key=_ends_title) if not beside]


def _ends_title(word: str) -> bool:
    return plain(word) in _BESIDE


def _chiefly(said: list[str]) -> tuple[str, ...]:
    """Of “can we share the ward data with the trust?” the ward: the trust may be called otherwise."""
    parts = ([word for word in part if plain(word) not in _NO_NAME] for part in _parts(said))
    return tuple(dict.fromkeys(next((part for part in parts if part), ())))


def _asks_of_this(said: list[str]) -> bool:
    """“can we share this with the trust?” names nothing but what is at hand."""
    first = [plain(word) for word in next(iter(_parts(said)), [])]
    return not _THIS.isdisjoint(first) and _NO_NAME.issuperset(first)
