"""A question that the words name: “question 3: 4”, “Q2 = 5”, “4 for question 1”, “go to question 9”.

An answer to a question that is named is for that one, whichever is being asked.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flows.hearing import phrases
from flows.hearing.numbers import number_at
from flows.hearing.question_names import COUNTED, Does, Name, Span, does, names, number_of, without
from flows.hearing.rating import rated
from flows.hearing.reasons import after
from flows.hearing.text import past, readable
from flows.intents import GoTo, Intent, Invalid, NotApplicable, NotSure, Offer, Rate

Heard = Intent | Offer | None

_COUNTED: Final = rf"(\d{{1,2}}|{'|'.join(COUNTED)})\b"
_QUESTION: Final = r"(?:question|qu|qn|q)\s*\.?\s*(?:number|no\.?|nr\.?|#)?\s*"
_NAME: Final = rf"(?:{_QUESTION}|number\s*|#\s*){_COUNTED}"
# “no. 4 because we asked” and “number 4” may be the answer itself.
_NAME_FIRST: Final = (
    rf"(?:{_QUESTION}{_COUNTED}(?!\s+(?:19|20)\d\d\b)"  # “Q4 2025” is a quarter
    rf"|#\s*{_COUNTED}\s*[-–—:=)]\s*(?=[1-5]\b)|(?:no|nr|number)\s*\.?\s*{_COUNTED}\s*[:=)]\s*(?=[1-5]\b))"
)
_LEADS: Final = (
    r"(?:(?:for|on|re|about|to|my|our|the|answer|rating|actually|sorry|wait|oh|and|so|ok|okay|hi|please|can|could|you"
    r"|we|i|i'd|want|would|like|let's|need|have|think|thinks|say|says|guess|reckon|believe|that|hello)\b[\s,:.–—-]*){0,12}"
)
_RATING: Final = r"(?:an?\s+)?(?=(?:[1-5]|one|two|three|four|five)\b)"
_CHANGES: Final = r"(?:change|make|set|put|amend|update|correct|fix|turn|move|give)\b\s*"
_OWN: Final = r"(?:(?:my|our|the)\s+)?(?:(?:answer|rating|score)\s+)?(?:(?:to|for|of|on|in)\s+)?(?:my\s+)?"

_FIRST: Final = re.compile(rf"{_LEADS}{_NAME_FIRST}")
_AFTER_ANSWER: Final = re.compile(
    rf"(?:\b[1-5](?:\s*/\s*5|\s+out\s+of\s+(?:5|five))?|\b(?:one|two|three|four|five)|\bnot\s+sure|\bunsure|\bn/a"
    rf"|\bnot\s+applicable)(?:[\s,;–—-]+(?:for|on|to)\s+{_NAME}|\s*\n\s*{_NAME}\s*$)"
)
_CHANGE: Final = re.compile(
    rf"{_LEADS}{_CHANGES}{_OWN}{_NAME}\s*(?:answer\s*)?(?:from\s+[1-5]\s+)?(?:(?:to|into|as|=|be)\s*)?"
    rf"{_RATING}"
    rf"|{_LEADS}{_NAME}\s+(?:(?:should|ought\s+to|needs\s+to|must)\s+(?:really\s+|actually\s+)?"
    rf"(?:be|have\s+been)|is\s+now)\s+{_RATING}"
    rf"|{_LEADS}(?:go\s+)?(?:back\s+)?to\s+{_NAME}[\s,]+(?:(?:and|then)\s+)*(?:put|give|say|make|answer|rate)\s+"
    rf"(?:(?:it|that)\s+)?{_RATING}"
)
_GO: Final = re.compile(
    r"(?:(?:please|ok|okay|can\s+you|could\s+you|i\s+want\s+to|i'd\s+like\s+to|take\s+me|let\s+me|let's)\b[\s,]*)"
    r"{0,3}"
    rf"(?:(?:go|jump|skip|move|return|back)\b\s*)?(?:back\s+)?to\s+{_NAME}(?:\s+(?:please|pls|now))?[\s.!]*"
)
_END_OF_CHANGE: Final = re.compile(
    r"[\s.!]*$|\s*[.,;:–—-]|\s+(?:because|as|cos|since|please|pls|now|thanks)\b"
)
_PLEASE: Final = re.compile(r"(?:\s+(?:please|pls|now|thanks))+")
_ALONE: Final = re.compile(rf"(?:for\s+)?{_NAME}[\s.!]*")
# Named by where it stands beside the one that is asked.
_BESIDE: Final = re.compile(
    r"(?:(?P<first>^(?:(?:and|so|ok|okay|sorry|wait|actually|oh|back|as)\b[\s,:–—-]*){0,4})|(?<!\bas\s)\b)"
    r"(?:for|on|re|about|regarding)[:\s]\s*"
    r"(?P<name>(?:the\s+|my\s+|our\s+)?(?:(?P<which>last|previous|prior|next)\s+(?:question|q|one)"
    r"|(?:question|one)\s+before)\b)"
)
_GOES_ON: Final = re.compile(
    r"(?:(?:and|now|then|let's|go|move|on|to|the)\s+){0,5}next(?:\s+(?:question|q|one))?(?:\s+(?:please|pls|now|then))*[\s.!]*"
)
# “2: we say 4”, and not “2: tempted by 3”.
_SAY: Final = re.compile(r"(?:we|i|our|my|us|it's)\b")
_MARKED: Final = re.compile(r"[,;.(–—-]\s*$")
_STANDS_ALONE: Final = re.compile(rf"[\s.!)]*$|[\s,;.–—-]+{phrases.SPELT_BECAUSE}(?!\w)")
_FAR: Final = 160


def go_to(said: str) -> GoTo | None:
    """“go back to question 3”, said in so many words: with a question mark it asks colleagues."""
    found = _GO.fullmatch(said) if len(said) <= _FAR else None
    return GoTo(number_of(found[1])) if found else None


def change(original: str, said: str) -> Offer | None:
    """“change question 3 to 4”, “question 3 should be a 4 because …”: offered, to whichever it is."""
    found = _CHANGE.match(said)
    number = number_at(said, found.end()) if found else None
    if found is None or number is None or not number.ratings or not _END_OF_CHANGE.match(said, number.end):
        return None
    rest = after(original, said, past(_PLEASE, said, number.end), lead=True)
    named = number_of(_only_group(found))
    return Offer(tuple(Rate(rating, rest.reason, named) for rating in number.ratings)) if rest else None


def naming(heard: Heard, original: str, said: str, again: Callable[[str], Heard]) -> Heard:
    """The same, with the number of the question that an answer is for, where the words name one. What only
    may name one is offered for it. `again` hears a text as this one was heard: it tells what is left of it
    without the names."""
    first = _first(heard)
    if not isinstance(first, Rate | NotSure | NotApplicable | Invalid) or _question(first) is not None:
        return heard
    if isinstance(first, Rate) and _GOES_ON.fullmatch(readable(first.reason)):
        return _without_reasons(heard)  # “4, next question please”
    if not (found := names(said)):
        return _of_another(heard, original, said, again)
    if other := _clause_number(heard, original, said, found):
        return other
    reason = _span(first, original)
    by = {name: does(said, name, reason, _rating(first)) for name in found}
    answering = [name for name in found if by[name] is Does.ANSWERS]
    sure = [name for name in answering if name.sure]
    if plain := _plainly(heard, original, said):
        return offered(plain) if {name.number for name in sure} - {_question(_first(plain))} else plain
    beginning = [name for name in answering if name.first]
    for some in ([name for name in answering if not name.first], beginning):
        rest = _rest(original, said, some, again)
        if (sure and some is not beginning) or _may_name(heard, some, rest):
            is_odd = some is beginning and not (isinstance(rest, Rate) and _SAY.match(said, some[0].end))
            return offered(heard) if is_odd else _for_named(heard, rest, some, original, said)
    if Does.OTHERWISE in by.values():
        return offered(heard)
    referring = [name for name in found if by[name] is Does.REFERS]
    if isinstance(first, Rate) and _only_named(first.rating, said, referring):
        rest = _rest(original, said, referring, again, keeps_lead=True)
        return offered(_with_reasons(rest, original, first)) if rest else None
    return heard


def _plainly(heard: Heard, original: str, said: str) -> Intent | Offer | None:
    """“question 3: 4”, “4 for question 3”: with its number."""
    first = _first(heard)
    if not isinstance(first, Rate | NotSure | NotApplicable):
        return None
    alone = _ALONE.fullmatch(readable(first.reason)) if isinstance(first, Rate) else None
    answer = _without(first.reason, original, said)
    found = alone or _FIRST.match(answer) or _AFTER_ANSWER.search(answer, 0, _FAR)
    return _all_for(heard, number_of(_only_group(found)), is_reason=alone is None) if found else None


def _clause_number(heard: Heard, original: str, said: str, found: list[Name]) -> Heard:
    """“4, policy no. 5” was heard as “4, no, 5”: 4 with its reason is offered first. “4 - no. 3” stays."""
    first, last = _first(heard), found[-1]
    is_last = not last.sure and not said[last.end :].strip(" .!)") and last.number == _rating(first)
    instead = _first(rated(original, said)) if is_last and isinstance(heard, Offer) else None
    if first is None or not isinstance(instead, Rate) or instead.rating == _rating(first):
        return None
    reason = _span(instead, original)
    before = said[: last.begin].rstrip()
    if reason.begin == last.begin and before[-1:] not in ("(", ""):
        if not before[-1:].isalpha():
            return heard
        # “clause” was taken for a slip of “because”
        instead = replace(instead, reason=original[before.rfind(" ") + 1 :])
        reason = _span(instead, original)
    answers = does(said, last, reason, instead.rating) is Does.ANSWERS
    return None if answers or not instead.reason else Offer((instead, first))


def _may_name(heard: Heard, answering: list[Name], rest: Heard) -> bool:
    """Whether “number 2” or “2:” is a name, as the rest is an answer without it. Of a mere number at the
    beginning, the rest must come to another rating: “4: yes, 4 because they agreed” does not."""
    if not answering or rest is None:
        return False
    one, other = _first(heard), _first(rest)
    if all(name.first for name in answering):
        return isinstance(heard, Rate | Invalid) and isinstance(other, Rate) and other.rating != _rating(one)
    return True


def _for_named(heard: Heard, rest: Heard, answering: list[Name], original: str, said: str) -> Heard:
    """Plainly for a question that is named as one; offered for what may be a name, and for one of several."""
    first = _first(heard)
    if rest is None and isinstance(first, Rate) and _only_named(first.rating, said, answering):
        return None
    best = [name for name in answering if name.sure] or answering
    answer = _with_reasons(rest, original, first) if rest else heard
    named = _all_for(answer, best[0].number)
    is_plain = best[0].sure and len({name.number for name in best}) == 1
    return named if is_plain and not isinstance(heard, Offer) else offered(named)


def _of_another(heard: Heard, original: str, said: str, again: Callable[[str], Heard]) -> Heard:
    """“for the last question I'd say 4”: the answer given last is offered a change, and the next one none.
    “4, the last question covered this” is a reason."""
    first = _first(heard)
    found = _BESIDE.search(said, 0, _FAR)
    if found is None or (found["which"] == "next" and not isinstance(first, Rate)):
        return heard  # “skip, next question” goes on, and answers none
    name = Name(0, found.start("name"), found.end(), sure=True)
    reason = _span(first, original) if first else Span(-1, -1)
    is_all = not said[name.end : reason.end].strip(" .!)") and reason.begin >= found.start()
    if reason.holds(name) and found["first"] is None and not is_all:
        is_aside = _MARKED.search(said, 0, found.start()) and _STANDS_ALONE.match(said, found.end())
        return offered(heard) if is_aside else heard
    rest = _rest(original, said, [name], again)
    if rest is None:
        return heard
    instead = offered(_with_reasons(rest, original, first))
    return None if found["which"] == "next" or instead is None else replace(instead, corrects=True)


def _without_reasons(heard: Heard) -> Heard:
    if isinstance(heard, Offer):
        return replace(
            heard, choices=tuple(replace(one, reason="") for one in heard.choices if isinstance(one, Rate))
        )
    return replace(heard, reason="") if isinstance(heard, Rate) else heard


def _rest(
    original: str, said: str, found: list[Name], again: Callable[[str], Heard], *, keeps_lead: bool = False
) -> Heard:
    """What is heard of the text without these names, where that is an answer."""
    rest = again(without(original, said, found, keeps_lead=keeps_lead)) if found else None
    return rest if isinstance(_first(rest), Rate | NotSure | NotApplicable) else None


def _with_reasons(rest: Heard, original: str, first: Intent | None) -> Heard:
    """A reason from which a name was taken is put as it was typed, or left out."""
    typed = first.reason if isinstance(first, Rate | NotSure | NotApplicable) else ""

    def restored(one: Intent) -> Intent:
        if not isinstance(one, Rate | NotSure | NotApplicable) or one.reason in original:
            return one
        return replace(one, reason=typed if _rating(one) == _rating(first) else "")

    if isinstance(rest, Offer):
        return replace(rest, choices=tuple(map(restored, rest.choices)))
    return restored(rest) if rest else None


def _only_named(rating: int, said: str, found: list[Name]) -> bool:
    """Whether this rating stands nowhere but in a name: “same as question 2”."""
    for name in found:
        said = f"{said[: name.begin]}{'-' * (name.end - name.begin)}{said[name.end :]}"
    return any(name.number == rating for name in found) and not re.search(
        rf"(?<![\w.]){rating}(?!\w)|\b{COUNTED[rating - 1]}\b", said
    )


def _first(heard: Heard) -> Intent | None:
    return heard.choices[0] if isinstance(heard, Offer) else heard


def _question(heard: Intent | None) -> int | None:
    return heard.question if isinstance(heard, Rate | NotSure | NotApplicable) else None


def _rating(heard: Intent | None) -> int | None:
    return heard.rating if isinstance(heard, Rate) else None


def offered(heard: Heard) -> Offer | None:
    """The same, at most as an offer."""
    return heard if heard is None or isinstance(heard, Offer) else Offer((heard,))


def _span(heard: Intent, original: str) -> Span:
    """Where its reason stands."""
    reason = heard.reason if isinstance(heard, Rate | NotSure | NotApplicable) else ""
    begin = original.rfind(reason) if reason else -1
    return Span(begin, begin + len(reason)) if begin >= 0 else Span(-1, -1)


def _without(reason: str, original: str, said: str) -> str:
    """The answer alone: what its reason speaks of is not what is answered."""
    begin = original.rfind(reason) if reason else -1
    return said if begin < 0 else f"{said[:begin]} {said[begin + len(reason) :]}".strip()


def _all_for(heard: Heard, named: int, *, is_reason: bool = True) -> Heard:
    if isinstance(heard, Offer):
        return replace(heard, choices=tuple(_for(one, named, is_reason=is_reason) for one in heard.choices))
    return _for(heard, named, is_reason=is_reason) if heard else None


def _for(heard: Intent, named: int, *, is_reason: bool) -> Intent:
    """`is_reason` False: what stands as its reason is the name of the question, and no more."""
    if isinstance(heard, Rate | NotSure | NotApplicable) and heard.question is None:
        return replace(heard, question=named, reason=heard.reason if is_reason else "")
    return heard


def _only_group(found: re.Match[str]) -> str:
    """The number, in whichever way of saying it was found."""
    return next(group for group in found.groups() if group)
