"""What leaves an answer likely only: a hedge, a condition, and words that may arrange something. And what
looks like a hedge, but speaks against the sharing: “1, not comfortable with it”."""

import re
from dataclasses import dataclass
from typing import Final

from flows.hearing import phrases
from flows.hearing.table import Phrase
from flows.hearing.text import longest, one_of, past

NOTHING: Final = re.compile(r"[\s.!…,;:–—\-*_~`\"'“”‘’)]*")
LEADING: Final = re.compile(r"[\s.,;:!…–—\-(]*")
_FAR: Final = 100
_THOUGH: Final = re.compile(r"(?:(?:though|tho|although|albeit|but|however|and|only|just)\b[\s,]*){0,3}")
# “4, on the fence tbh, they asked most of them”; in “4 - low confidence in the data” it goes on.
_NEXT_CLAUSE: Final = re.compile(
    r"(?:\s+(?:here|there|tbh|to be honest|honestly|really|atm|at the moment|right now|still|yet|haha|lol"
    r"|sorry|again|now|i'm afraid|if i'm honest|(?:on|about|with|of) (?:it|this one|this|that one|that)"
    r"|for me|from me|myself)\b)*"
    r"\s*(?:$|(?![-/&]\w)[^\w\s]|(?<=\s)(?:though|tho|but|because|cos|as)\b)"
)
# “only shared if they agree” is a reason; after a mark or a yes, the rating itself hangs on it.
_FURTHER_CONDITION: Final = re.compile(
    r"(?:[,;(–—]|\s-|\b(?:but|fine|good|great|happy|okay|ok|yes|yeah|alright))\s*" + phrases.PROVIDED
)
_END: Final = 30
_ENDS_IN_A_NUMBER: Final = re.compile(r"\s[1-5][\s.!]*$")
_END_IS_A_PLACE: Final = re.compile(
    r"\b(?:section|page|article|question|para|paragraph|annex|appendix|version|table|part|principle|item|of|in|on|see"
    r"|than)\s+[1-5][\s.!]*$"
)
# “revisit in a year”, “I'll check the register monthly” is what they do with the data, and no doubt.
_LATER: Final = re.compile(r"\b(?:check|discuss|revisit(?:ed)?|come back)\b")
_ROUTINE: Final = re.compile(
    r"[^,.;:!?()\n]{0,60}?\b(?:(?:half-|bi-?)?(?:year|month|week|quarter|fortnight)ly|daily|annually|regularly|routinely"
    r"|periodically|(?:every|each|per|once\s+an?|twice\s+an?)\s+(?:\w+\s+)?(?:year|month|quarter|term|day|week|time|visit)s?"
    r"|(?:in|after)\s+(?:an?|\w+)\s+(?:months?|quarters?|years?)|next\s+year)\b"
)

# What somebody says against the sharing, rather than of their answer.
_ALSO: Final = re.compile(r"(?:(?:and|also|just|simply|really)\s+)*")
_WHO: Final = one_of([*phrases.LISTS["own_am"], *phrases.LISTS["we_are"], "we feel", "we remain", "really"])
_SELF: Final = rf"(?:{_WHO}\s+){{0,3}}"
_HARDLY: Final = one_of(phrases.LISTS["hardly"])
_RATHER: Final = rf"(?:{one_of([*phrases.LISTS['rather'], 'really', 'quite', 'deeply', 'extremely'])}\s+)?"
_HAVE: Final = one_of([*phrases.LISTS["own_have"], *phrases.LISTS["we_have"]])
_SOME: Final = one_of(phrases.LISTS["some"])
_GRAVE: Final = r"(?:some\s+)?(?:big|grave|huge|major|real|serious|severe|strong)"
_AGAINST: Final = re.compile(rf"{_SELF}(?:{_HARDLY}\s+comfortable|{_RATHER}(?:uneasy|uncomfortable))\b")
_GRAVE_DOUBTS: Final = re.compile(rf"(?:{_HAVE}\s+)?{_GRAVE}\s+(?:doubts|reservations)\b")
_HAS_DOUBTS: Final = re.compile(rf"{_HAVE}\s+(?:{_SOME}\s+)*(?:doubts|reservations)\b")
# These speak of the answer, unless they say what of the sharing is meant.
_OF_SOMETHING: Final = re.compile(
    rf"{_SELF}(?:{_HARDLY}\s+(?:sure|certain|confident|convinced)|{_RATHER}(?:unsure|unconvinced)"
    rf"|{_RATHER}hesitant(?=\s+(?:about|over|to)\b))(?=\s)"
    r"|with\s+(?:some\s+)?(?:doubts?|hesitation)(?=\s+(?:about|over|on|whether)\b)"
    rf"|(?:{_SELF}(?:it|this|that)\s+(?:all\s+)?)?depends(?=\s+on\b)"
)
_WITHOUT_OBJECT: Final = re.compile(
    r"\s+(?:(?:until|unless|till|before|without|since|given|when|while|so|and|or|to be|to do|as)\b"
    r"|(?:at all|either|enough|yet|myself|why|how|what|i'm afraid)\s*(?:$|[^\w\s])"
    r"|(?:if|whether)\s+(?:i|i'm|this|that|it)\s+(?:should|am|be)\b"
    r"|(?:(?:if|that|whether)\s+)?i(?:'m|'ve|\s+am|\s+have)?\s+(?:(?:fully|quite|really|can|even)\s+)*"
    r"(?:understand|understood|get|got|follow|know|read|judge|say|answer|score|rate|agree|being|see)\b"
    r"|(?:of|about|on|over|with|in)\s+(?:this|that|it)(?:\s+one)?\s*(?:$|[^\w\s])"
    r"|(?:(?:on|about)\s+)?(?:what|how|who)\s+(?:to|others|the others|everyone|everybody|anyone|you|the rest"
    r"|(?:this|it|that|the question)\s+(?:means?|asks?|is asking|wants?))\b"
    r"|on\s+(?:what|how|who|whether|if|when|where|which|why|you|your|legal)\b)"
)
_OF_THE_ANSWER: Final = re.compile(
    r"[^,.;:!?()\n]{0,60}?\b(?:(?:my|this|that|the|our|a|of|as)\s+(?:(?:right|exact|best|correct)\s+)?"
    r"(?:score|rating|answer|mark|question)|which\s+(?:number|score|rating)|scoring|rating|answering|voting"
    r"|higher|lower|too\s+(?:low|high|harsh|strict|mean|generous)"
    r"|(?:being|be|a\s+bit)\s+(?:harsh|strict|mean|generous)"
    r"|(?:an?|about|it's|its|be|or|than|worth|between|on|the)\s+[1-5](?!\s+(?:of|from|to)\b))\b"
)
# “not sure if they agreed” is no condition.
_OBJECT: Final = re.compile(r"\s+(?:about\s+|of\s+)?(?:whether|if)\s+\w+")


@dataclass(frozen=True, slots=True)
class Objection:
    """A doubt about the sharing, in the words of somebody who may doubt their answer.

    `is_plain`: with an answer against the sharing, it is the reason.
    """

    begin: int
    end: int
    is_plain: bool


def doubts(text: str, place: int) -> bool:
    """“3 though I could be swayed”, “4, fine if legal agree”. What comes after “because” is the reason
    itself: “nobody is sure”; a condition after that is none of it."""
    begin = past(LEADING, text, place)
    if _FURTHER_CONDITION.search(text, begin, begin + _FAR):
        return True
    if doubts_itself(text, begin):
        return True
    if phrases.BECAUSE.match(text, begin):
        return False
    depends = phrases.CONDITION.match(text, begin) or phrases.DOUBT.search(text, begin, begin + _FAR)
    return depends is not None


def doubts_itself(text: str, begin: int) -> bool:
    """“unsure about retention”, “though I have doubts”: who gave the answer doubts it. “residents have
    doubts” is a reason."""
    begin = past(_THOUGH, text, begin)
    hedge = phrases.HEDGE.match(text, begin)
    if hedge and _NEXT_CLAUSE.match(text, hedge.end()):
        return True
    own = phrases.OWN_DOUBT.match(text, begin)
    return own is not None and not _is_routine(text, own)


def _is_routine(text: str, own: Phrase) -> bool:
    return _LATER.search(own.said) is not None and _ROUTINE.match(text, own.end()) is not None


def objection(text: str, place: int) -> Objection | None:
    """“not comfortable with this”, “I have doubts about the supplier”, and not “I'm not sure” or “on the
    fence”, which say nothing of the sharing."""
    begin = past(_ALSO, text, past(LEADING, text, place))
    if found := _AGAINST.match(text, begin) or _GRAVE_DOUBTS.match(text, begin):
        return Objection(begin, found.end(), not _OF_THE_ANSWER.match(text, found.end()))
    if found := _HAS_DOUBTS.match(text, begin):
        return Objection(begin, found.end(), not _lacks_object(text, found.end()))
    found = _OF_SOMETHING.match(text, begin)
    return None if found is None or _lacks_object(text, found.end()) else Objection(begin, found.end(), True)


def _lacks_object(text: str, place: int) -> bool:
    return any(one.match(text, place) for one in (_NEXT_CLAUSE, _WITHOUT_OBJECT, _OF_THE_ANSWER))


def doubts_further(text: str, objected: Objection) -> bool:
    """“not comfortable with it, but happy to be persuaded”. What is doubted itself may begin with “if”."""
    begin = past(_OBJECT, text, objected.end)
    if _FURTHER_CONDITION.search(text, begin, begin + _FAR):
        return True
    while found := phrases.DOUBT.search(text, begin, begin + _FAR):
        another = objection(text, found.end() - len(found.said))
        if another is None or not another.is_plain:
            return True
        begin = past(_OBJECT, text, max(another.end, found.end()))
    return False


def only_hedges(text: str, place: int) -> bool:
    """“4 (just about)”, “3 - maybe”: no reason, but a doubt."""
    hedge = longest(text, place, phrases.AFTER_HEDGED, phrases.BEFORE_HEDGED, phrases.AFTER_THOUGHT)
    return hedge is not None and NOTHING.fullmatch(text, hedge.end()) is not None


def on_condition(said: str) -> bool:
    """“if the contract allows it, 4”. “but” begins a reservation only."""
    found = phrases.CONDITION.match(said)
    return found is not None and found[0] != "but"


def arranges(text: str, begin: int) -> bool:
    """“4 it is, see you then”, “4 for me, Tom can do 3”: it may be a time, or one vote of several."""
    return phrases.ARRANGING.match(text, begin) is not None or (
        _ENDS_IN_A_NUMBER.search(text[-_END:]) is not None and _END_IS_A_PLACE.search(text[-_END:]) is None
    )


def is_to_do(text: str, begin: int) -> bool:
    """“1. We need to ask Sara” may be the first of a list of things to do."""
    return any(
        phrases.MUST_DO.match(text, begin + found.end())
        for found in re.finditer(r"\s", text[begin : begin + 30])
    )
