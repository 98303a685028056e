"""What people say to the bot alone, beside answers and wishes: thanks, how scores work, no more messages.

Each is told by its words: some that it must have, and nothing but what usually stands around them. So a
sentence with anything else in it is none of these.
"""

import re
from typing import Final

from flows.hearing.phrases import SAID
from flows.hearing.text import readable
from flows.intents import (
    Help,
    HowLong,
    Intent,
    Offer,
    Okay,
    Questions,
    RemindAgain,
    Scores,
    StopReminding,
    Submit,
    Thanks,
    WhoSees,
)

_WORD: Final = re.compile(r"[^\W_](?:[\w'-]*\w)?|\+1|[👍👌🙏]")
_MOST_WORDS: Final = 14
"""Whoever writes more than this says more than one thing."""


def words_of(section: str) -> frozenset[str]:
    return frozenset(SAID[section])


_AROUND: Final = words_of("direct_around")
_REMINDERS: Final = words_of("direct_reminders")
_STOP: Final = words_of("direct_stop")
_AGAIN: Final = words_of("direct_again")
ASKING: Final = words_of("direct_asking")
_TELLING: Final = words_of("direct_telling")

# In this order: what each must have a word of, and what else it may be made of.
_KINDS: Final = (
    (Thanks(), (words_of("direct_thanks"),), words_of("direct_okay") | _AROUND),
    (Okay(), (words_of("direct_okay"),), frozenset[str]()),
    (StopReminding(), (_STOP, _REMINDERS), _AROUND | _AGAIN),
    (RemindAgain(), (_AGAIN, _REMINDERS), _AROUND),
    (Scores(), (ASKING | _TELLING, words_of("direct_scores")), _AROUND | words_of("direct_how_scores")),
    (Questions(), (ASKING | _TELLING, words_of("direct_questions")), _AROUND),
)
_WHOLE: Final = {
    phrase: intent
    for section, intent in (
        ("direct_unsubscribe", StopReminding()),
        ("direct_how_long", HowLong()),
        ("direct_who_sees", WhoSees()),
        ("direct_what", Help()),
    )
    for phrase in SAID[section]
}


_DONE: Final = words_of("direct_done")


def directly(text: str) -> Intent | None:
    """One of these, or None."""
    said = said_in(text)
    if not said or len(said) > _MOST_WORDS:
        return None
    if whole := _WHOLE.get(" ".join(said)):
        return whole
    found = set(said)
    for intent, needed, more in _KINDS:
        known = more.union(*needed)
        if found <= known and all(found & words for words in needed):
            return intent
    return None


def says_done(text: str) -> Submit | Offer | None:
    """Of somebody who answers alone: in a team, the same is said to the others. “done?” only asks."""
    if " ".join(said_in(text)) not in _DONE:
        return None
    return Offer((Submit(),)) if "?" in text else Submit()


def said_in(text: str) -> list[str]:
    """The words of a text, in lower case and without apostrophes."""
    return [plain(word) for word in typed_in(text)]


def typed_in(text: str) -> list[str]:
    """The same with their apostrophes."""
    return _WORD.findall(readable(text))


def plain(word: str) -> str:
    return word.replace("'", "")
