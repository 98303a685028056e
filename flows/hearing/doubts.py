"""What leaves an answer likely only: a hedge, a condition, and words that may arrange something."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.text import longest, past

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
    return phrases.OWN_DOUBT.match(text, begin) is not None


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
