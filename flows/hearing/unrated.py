"""“Not sure” and “not applicable”, with the words around them."""

import re
from dataclasses import replace
from typing import Final

from flows.hearing import phrases
from flows.hearing.lead_up import reason_before
from flows.hearing.rating import EMOJI, GAP, MAX_LEAD, QUESTION, rated
from flows.hearing.reasons import after, asks, because
from flows.hearing.text import ends, longest, past
from flows.hearing.wishes import puts_to_others
from flows.intents import Intent, NotApplicable, NotSure, Offer, Rate

_FAR: Final = 400
_TOLD: Final = re.compile(r"\b(?:said|says|say|told|thinks|think|if|whether|he|she|you)\b")
# Only these words: “it's not relevant” may be said of a colleague's remark.
_SO_NOT_APPLICABLE: Final = re.compile(
    r"(?:,|\b(?:so|therefore|hence))\s(?:so\s)?(?:it's\s|its\s|it\s|this\s|is\s)*"
    r"(?:n/a|not\sapplicable|doesn'?t\sapply|does\snot\sapply)\b"
)
_MAY_FOLLOW: Final = (phrases.BECAUSE, phrases.OWING_TO, phrases.ABOUT_THIS, EMOJI)
_SPACED: Final = re.compile(r"[^\S\n]+\w")
_MARKS: Final = re.compile(r"[\s,.…;:-]*")
_BUT: Final = re.compile(r"[\s,.…;:-]*(?:but|so)?[\s,]*")
_SPACE: Final = re.compile(r"[ ,]*")
# “not applicable for our clinic”
_FOR_OURS: Final = re.compile(
    r"\s+(?:for|to|in|at|with)\s+(?:our|this|the|us in|us at)\s+\w+(?:\s+\w+)?"
    r"(?=\s*(?:[.,;:!–—-]|$|\n|because|as|cos))"
)
# “not sure if”, “not sure with this many” go on with something else than a reason.
_NO_REASON: Final = ("if", "with", "after", "until", "unless", "based", "going", "so")


def without_rating(original: str, said: str) -> Intent | Offer | None:
    """The longest phrase of these tables that the text comes to, after words that only lead to it. “next” may
    be for colleagues, and so may “can we skip”: they are only likely."""
    named = QUESTION.match(said)
    place = named.end() if named else 0
    while place < min(len(said), MAX_LEAD):
        plain = longest(said, place, phrases.NOT_APPLICABLE, phrases.NOT_SURE, phrases.SKIP, phrases.ONWARD)
        likely = phrases.NOT_SURE_LIKELY.match(said, place)
        if likely and (plain is None or likely.end() > plain.end()) and _stands_alone(said, likely.end()):
            return Offer((NotSure(),))
        if plain:
            kind = NotApplicable if plain in phrases.NOT_APPLICABLE else NotSure
            found = _open(original, said, plain.end(), kind)
            if isinstance(found, NotSure) and plain not in phrases.NOT_SURE:
                found = replace(found, skips=True)
            return _likely(found) if plain in phrases.ONWARD or puts_to_others(said) else found
        lead = phrases.I_AM.match(said, place)
        if lead is None:
            break
        place = past(GAP, said, lead.end())
    return _in_the_end(original, said)


def _stands_alone(said: str, place: int) -> bool:
    return ends(said, place) and not asks(said)


def _in_the_end(original: str, said: str) -> NotApplicable | None:
    """“no third party, so not applicable”."""
    found = _SO_NOT_APPLICABLE.search(said, 0, _FAR)
    if found is None or said[found.end() :].strip(" .!") or _TOLD.search(said, 0, found.start()):
        return None
    return NotApplicable(reason_before(original, said, found.start()))


def _open(
    original: str, said: str, place: int, kind: type[NotSure] | type[NotApplicable]
) -> Intent | Offer | None:
    if kind is NotSure and (offered := _then_rated(original, said, place)):
        return offered
    if kind is NotSure and (instead := _not_applicable(original, said, place)):
        return instead
    if kind is NotApplicable and (ours := _FOR_OURS.match(said, place)):
        place = ours.end()
    while about := phrases.ABOUT_THIS.match(said, past(_SPACE, said, place)):
        if not ends(said, about.end(), *_MAY_FOLLOW):
            break
        place = about.end()
    if emoji := EMOJI.match(said, past(_SPACE, said, place)):
        place = emoji.end()
    rest = after(original, said, place, lead=True)
    if rest is None or (asks(said) and because(original, said, past(_SPACE, said, place)) is None):
        return None  # “not sure who owns that, Dave?”
    if _SPACED.match(said, place) and not rest.sure:
        return None
    explains = kind is NotApplicable and phrases.STATEMENT.match(said, past(_SPACE, said, place))
    if rest.reason and not explains and _runs_on(said, place):
        return None
    return kind(rest.reason or _why_unsure(original, said, place))


def _why_unsure(original: str, said: str, place: int) -> str:
    """“not sure - not my area”: what behind a rating would only be a doubt of it."""
    begin = past(_MARKS, said, place)
    hedge = phrases.HEDGE.match(said, begin)
    return original[begin : hedge.end()].strip() if hedge and " " in hedge[0].strip() else ""


def _runs_on(said: str, place: int) -> bool:
    """“not sure we should do this” says something else than “not sure”."""
    spaced = _SPACED.match(said, place)
    if spaced is None or phrases.BECAUSE.match(said, spaced.end() - 1):
        return False
    owing = phrases.OWING_TO.match(said, spaced.end() - 1)
    return owing is None or owing[0].split()[0] in _NO_REASON


def _then_rated(original: str, said: str, place: int) -> Offer | None:
    """“not sure, maybe a 3”."""
    start = past(_BUT, said, place)
    found = rated(original[start:], said[start:]) if start > place else None
    if isinstance(found, Offer):
        return found
    return Offer((found,)) if isinstance(found, Rate) else None


def _not_applicable(original: str, said: str, place: int) -> Intent | Offer | None:
    """“skip this, it doesn't apply”."""
    start = past(_MARKS, said, place)
    lead = phrases.I_AM.match(said, start)
    begin = past(_SPACE, said, lead.end()) if lead else start
    found = phrases.NOT_APPLICABLE.match(said, begin)
    return _open(original, said, found.end(), NotApplicable) if found else None


def _likely(found: Intent | Offer | None) -> Intent | Offer | None:
    """Offered, if it can be: why a question does not apply may still have to be asked for."""
    if isinstance(found, NotSure) or (isinstance(found, NotApplicable) and found.reason):
        return Offer((found,))
    return found
