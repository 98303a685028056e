"""A rating with the words around it: “I'd say 4 from me, they asked everybody”."""

import re
import string
from dataclasses import replace
from typing import Final

from flows.hearing import phrases
from flows.hearing.doubts import arranges, doubts_further, objection
from flows.hearing.numbers import Number, number_at
from flows.hearing.reasons import After, after, asks
from flows.hearing.text import Found, ends, longest, past
from flows.intents import Intent, Invalid, Offer, Rate
from flows.refusals import Why
from flows.visible import visible

GAP: Final = re.compile(r"(?:[\s,.…!:;&]|[-–—](?!\d))*")
# “Q7 - 3”, “question 7 is a 3”, “#7: 3”; “no one” is nobody, and no number of a question.
QUESTION: Final = re.compile(
    r"(?:for\s+|on\s+)?(?!no\s+one\b)(?:(?:q|qu|qn|question)\s*\.?\s*(?:number|no\.?|nr\.?|#)?|no|nr|number)\s*\.?\s*"
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s*"
    r"(?:[-–—:.,=)]\s*|\s+(?:is\s+|gets\s+)?(?:an?\s+)?)(?=\S)"
    r"|#\d{1,2}\s*[-–—:=]\s*(?=[1-5]\b)"
)
# As Slack sends them (`:+1:`), but a number is no ornament, and as phones do.
EMOJI: Final = re.compile(
    r"(?::(?!(?:zero|one|two|three|four|five|six|seven|eight|nine|ten):)[a-z0-9_+'-]+:(?::skin-tone-\d:)?"
    r"|[:;=]-?[()/|dp](?![\w/])|[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b50\ufe0f])+"
)
MAX_LEAD: Final = 160
"""How far in characters from the beginning an answer may be, when only words that lead to it come before."""

_AGAINST: Final = 2
"""The highest rating that speaks against the sharing: with it, a doubt about the sharing is the reason."""

_FOR_QUESTION: Final = re.compile(
    r"(?:for|on|to)\s+(?:(?:q|qu|qn|question)\s*\.?\s*(?:number|no\.?|nr\.?|#)?|number|#)\s*\d{1,2}\b"
)
_ISH: Final = re.compile(r"[-\s]?(?:ish\b|\+(?!\w)|\?+!?|!\?+|\(\?\))|-(?=\s*$)")
_ABOUT: Final = re.compile(r"[~≈]")
_REASON: Final = re.compile(rf"\s*[,.;:–—-]+\s*\S+\s+\S+\s+\S|\s+{phrases.SPELT_BECAUSE}")
_OPENING: Final = re.compile(r"\s*\(\s*")
_BETWEEN_CLOSINGS: Final = re.compile(r"[\s,.!*_]*")
# “3 not 4”, “more 4 than 3”
_INSTEAD: Final = re.compile(r"[\s,]*(?:not|instead\s+of|rather\s+than|than)\s+(?:an?\s+)?[1-5]\b")
# What there would be is no answer with “if” after it, and with nothing after it.
_WOULD_BE: Final = re.compile(r"\b(?:would|'d|will|'ll)\s*(?:have\s+been|be)\b")
_IF: Final = re.compile(r"[\s,]*(?:if|once|when|as soon as|had|were)\b")
# “sorry, 3” changes the 4 before; “sorry, it's a 3” is only polite.
_SORRY: Final = re.compile(r"sorry[\s,.–—-]*(?=[1-5]\b)|\*\s?(?=[1-5]\s*$)")
# “change 3 to 4”
_FROM_TO: Final = re.compile(
    r"(?:please\s+|can\s+you\s+)?(?:change|amend|update|correct)\s+(?:it\s+|that\s+|my\s+|the\s+)?(?:from\s+)?"
    r"([1-5])\s+(?:to|into)\s+(?:an?\s+)?([1-5])(?:\s+please)?[\s.!?]*"
)
# “4 from housing” may also be four people.
_NAME: Final = (
    r"(?!(?:are|is|was|were|will|have|has|had|who|in|on|at|to|can|for|and|or|please|say|says|said|that|which)\b)"
    r"[^\W\d_][\w&'-]*"
)
_FROM_SOMEBODY: Final = re.compile(rf"(?:from|fae|frae)\s+(?:the\s+)?{_NAME}(?:\s+{_NAME}){{0,2}}")
_OF_TEN: Final = re.compile(r"\d{1,2}\s*(?:/|out\s+of)\s*10[\s.!]*")
_MAY_FOLLOW: Final = (
    phrases.BECAUSE,
    phrases.OWING_TO,
    phrases.AFTER,
    phrases.AFTER_HEDGED,
    phrases.AFTER_LED,
    phrases.AFTER_THOUGHT,
    EMOJI,
)


def rated(original: str, said: str, *, led: bool = False) -> Intent | Offer | None:
    """A rating at the beginning of a text, or after words that only lead to it. `led`: words before this text
    made plain that it is one."""
    if _OF_TEN.fullmatch(said):
        return Invalid(Why.NOT_A_RATING)
    place, lead, sure = _before(said, named.end() if (named := QUESTION.match(said)) else 0)
    number = number_at(said, place)
    if number is None and named:  # “no. 4 because we asked” may be the answer itself
        place, lead, sure = _before(said, 0)
        number = number_at(said, place)
    lead = lead or led
    if number is None:
        return None
    if place and said[place - 1].isalnum():
        return None
    number = _with_brackets(said, place, number)
    if _WOULD_BE.search(said, 0, place) and _IF.match(said, number.end):
        return None
    place, closed, sure_after = _closing(said, number.end, lead=lead)
    may_count = len(number.ratings) == 1 and not closed and not number.is_marked
    mark = number.ratings[0] if may_count else None
    rest = after(original, said, place, lead=lead or number.is_marked, number=mark)
    if rest is None:
        return None
    rest = _with_objection(original, said, place, rest, number=number, lead=lead)
    return _heard(number, rest, sure=sure and sure_after and rest.sure, hedged=not (sure and sure_after))


def _with_objection(
    original: str, said: str, place: int, rest: After, *, number: Number, lead: bool
) -> After:
    """“1, not comfortable with it” gives its reason; with “4”, it may be a doubt about the answer, which is
    offered with these words."""
    objected = objection(said, place)
    if objected is None:
        return rest if rest.reason else replace(rest, reason=_objected_before(original, said, place))
    mark = said[place : objected.begin].strip(" \t" + string.ascii_lowercase)[:1]
    is_marked = bool(mark) and (mark != "." or phrases.STATEMENT.match(said, objected.begin) is not None)
    is_reason = (
        max(number.ratings, default=5) <= _AGAINST
        and objected.is_plain
        and (lead or is_marked)
        and not asks(said)
        and not arranges(said, objected.begin)
        and not doubts_further(said, objected)
    )
    reason = rest.reason or visible(
        original[objected.begin :].strip().removesuffix(")" if mark == "(" else "")
    )
    return After(reason, sure=rest.sure or is_reason)


def _objected_before(original: str, said: str, place: int) -> str:
    """“not comfortable with it, 1” is offered with these words."""
    objected = objection(said, 0)
    if objected is None or objected.end > place:
        return ""
    end = max(objected.end, past(phrases.HEDGE, said, objected.begin))
    return visible(original[objected.begin : end].strip())


def _with_brackets(said: str, place: int, number: Number) -> Number:
    """“4 (could be 3)” lies between them, as it does without the brackets."""
    opening = _OPENING.match(said, number.end)
    closing = said.find(")", opening.end(), opening.end() + MAX_LEAD) if opening else -1
    if opening is None or closing < 0:
        return number
    inside = f"{said[place : number.end]} {said[opening.end() : closing]}"
    both = number_at(inside, 0)
    if both is None or len(both.ratings) != 2 or inside[both.end :].strip(" .?!"):
        return number
    return replace(both, end=closing + 1)


def misspelt(original: str, said: str) -> Offer | None:
    """“tow from me”: a plain answer, but for a slip of the finger in its number."""
    place, lead, _ = _before(said, 0)
    for rating, slips in phrases.SLIPS.items():
        if slip := slips.match(said, place):
            meant = rated(f"{rating}{original[slip.end() :]}", f"{rating}{said[slip.end() :]}", led=lead)
            return Offer((meant,)) if isinstance(meant, Rate) else None
    return None


def _heard(number: Number, rest: After, *, sure: bool, hedged: bool) -> Intent | Offer | None:
    if not number.ratings:
        return None if hedged or not rest.sure else Invalid(Why.NOT_A_RATING)
    if sure and len(number.ratings) == 1:
        return Rate(number.ratings[0], rest.reason)
    return Offer(tuple(Rate(rating, rest.reason) for rating in number.ratings))


def _before(said: str, place: int) -> tuple[int, bool, bool]:
    """Where the answer begins from this place on, whether words before it make plain that it is one, and
    whether none of them is a hedge."""
    lead, sure = place > 0, True
    while place < min(len(said), MAX_LEAD):
        if number_at(said, place) is not None:
            break
        step = longest(said, place, phrases.BEFORE_HEDGED, _ABOUT, phrases.BEFORE, EMOJI)
        if step is None:
            break
        lead = lead or step in phrases.BEFORE
        sure = sure and step in phrases.BEFORE
        place = past(GAP, said, step.end())
    return place, lead, sure


def _closing(said: str, place: int, *, lead: bool = False) -> tuple[int, bool, bool]:
    """Where the reason may begin, after “from me”, “I think”, “ish”; whether there was such a thing, and
    whether none of it is a hedge."""
    closed, sure = False, True
    while True:
        start = past(_BETWEEN_CLOSINGS, said, place)
        if ish := _ISH.match(said, place):
            place, sure, closed = ish.end(), False, True
            continue
        if instead := _INSTEAD.match(said, place):
            place, sure, closed = instead.end(), False, True
            continue
        step = longest(
            said,
            start,
            phrases.AFTER,
            _FOR_QUESTION,
            phrases.AFTER_HEDGED,
            phrases.AFTER_LED,
            phrases.AFTER_THOUGHT,
            EMOJI,
        )
        if step is None and (somebody := _from_somebody(said, start)):
            step = somebody
            sure = sure and lead and bool(said[somebody.end() :].strip(" .!"))
        is_emoji = isinstance(step, re.Match) and step.re is EMOJI
        if start > place and objection(said, start):
            return place, closed, sure  # “1 not comfortable with it”: it is kept
        if step is None or step.end() == place or (start == place and not is_emoji):
            return place, closed, sure
        # “4. Agreed with legal”: after a mark, it may begin the reason.
        follow = _MAY_FOLLOW if not said[place:start].strip() else (phrases.BECAUSE, EMOJI)
        if not is_emoji and not ends(said, step.end(), *follow):
            return place, closed, sure
        if phrases.OWN_DOUBT.match(said, start) and not ends(said, step.end(), phrases.BECAUSE):
            return place, closed, sure  # “4 I'm unsure about retention”: it goes on, and is kept as it is
        hedged = step in phrases.AFTER_HEDGED or (not lead and (is_emoji or step in phrases.AFTER_LED))
        if step in phrases.AFTER_THOUGHT:
            hedged = not lead and _REASON.match(said, step.end()) is None
        place, closed, sure = step.end(), True, sure and not hedged


def _from_somebody(said: str, place: int) -> Found | None:
    found = _FROM_SOMEBODY.match(said, place)
    return found if found and ends(said, found.end(), *_MAY_FOLLOW) else None


def corrected(original: str, said: str) -> Offer | None:
    """“wrong, I meant 3”: the answer given last is offered a change."""
    if (to := _FROM_TO.fullmatch(said)) and to[1] != to[2]:
        return Offer((Rate(int(to[2])),), corrects=True, instead_of=int(to[1]))
    sorry = _SORRY.match(said)
    place, corrects = (sorry.end(), True) if sorry else (0, False)
    while place < min(len(said), MAX_LEAD):
        step = longest(said, place, phrases.CORRECTION, phrases.BEFORE)
        if step is None:
            break
        corrects = corrects or step in phrases.CORRECTION
        place = past(GAP, said, step.end())
    number = number_at(said, place) if corrects else None
    if number is None or not number.ratings:
        return None
    instead = _INSTEAD.match(said, number.end)
    place, _, _ = _closing(said, instead.end() if instead else number.end)
    rest = after(original, said, place, lead=True)
    return (
        Offer(tuple(Rate(rating, rest.reason) for rating in number.ratings), corrects=True) if rest else None
    )
