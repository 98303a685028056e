"""Every name of a question in a text, and what it does there: it tells what is answered, or is in a reason.

“number 2” and “2:” may as well be a rating; “question 2” and “the second question” cannot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import Final

from flows.hearing import phrases

COUNTED: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_DIGITS: Final = r"\d{1,2}(?![\w%])(?![.,:/]\d)"
_NUMBER: Final = rf"(?:{_DIGITS}|(?:{'|'.join(COUNTED)})(?![\w'-]))"
_ORDINAL: Final = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))(?![\w-])"
_NO: Final = r"(?:(?:number|num|no|nr|#|№)\s*\.?)"
_OF_QUESTION: Final = rf"(?:questions?\s*{_NO}?|(?:qu|qn|qs?)(?:\s*\.|-)?\s*{_NO}?)\s*"
# “we rate this question 4”, “good question 4”
_NOT_NAMED: Final = re.compile(
    r"\b(?:this|that|each|every|any|another|same|one|good|great|fair|tough|hard|easy|tricky|nice|key)\s+$"
)
_NAME: Final = re.compile(
    rf"(?<![\w'#.-])(?:the\s+|our\s+|my\s+)?(?:"
    rf"{_OF_QUESTION}(?:\((?P<bracket>{_NUMBER})\)|(?P<sure>{_NUMBER}))"
    rf"|(?P<ordinal>{_ORDINAL})\s+(?:questions?|q)\b"
    rf"|(?:number|num|item|point|criterion|criteria)\s*\.?\s*#?\s*(?P<maybe>{_NUMBER})"
    rf"|(?:(?:no|nr)\s*\.?|№|n[°º])\s*(?P<short>{_DIGITS})"
    r"|(?:(?<=,\sfor\s)|(?<=,\son\s)|(?<=-\sfor\s)|(?<=-\son\s)|(?<=\(for\s))(?P<last>\d{1,2})(?=[\s.!)]*$)"
    r"|#\s*(?P<hash>\d{1,2})(?![\w%])(?![.,:/]\d)"
    rf"|(?P<one>{_ORDINAL})\s+one\b"
    r"|(?P<th>\d{1,2}(?:st|nd|rd|th))(?=\s*[:;,.?–—-]|\s+(?:is|gets|i|i'd|we|we'd|should|must|deserves|again)\b|\s*$))"
)
# “2: we say 4”, “2 - easy, 4”
_AT_THE_BEGINNING: Final = re.compile(
    rf"\s*(?P<bare>\d{{1,2}}|{'|'.join(COUNTED)})\s*(?:[:).=–—-]|\s-)\s+(?=[^\W\d])"
)
# “re 2: I'd say 4”
_AFTER_LEAD: Final = re.compile(
    rf"\s*(?:as\s+for|regarding|about|for|on|re)[\s:]\s*(?P<bare>\d{{1,2}}|{'|'.join(COUNTED)})\s*[:,–—-]\s+(?=[^\W\d])"
)
_THAT_IS: Final = r"(?:(?:that|this)(?:\s+one)?(?:'s|\s+is|\s+was)|it's)\s+"
_ABOUT: Final = re.compile(
    rf"(?:[,;–—-]\s*)?(?:\b(?:(?:and|so)\s+)?{_THAT_IS})?"
    r"(?:\b(?:(?:(?:back|going\s+back|coming\s+back|go\s+back|returning)\s+(?:on|to))|as\s+(?:for|to|regards)|with\s+regard\s+to"
    r"|with\s+respect\s+to|regarding|concerning|when\s+it\s+comes\s+to|(?:an?|my|our|the)\s+(?:answer|rating|score)\s+(?:to|for|of|on)"
    rf"|on|for|re|about|to|of|in|at|under)[:\s]\s*)+$|(?:[,;–—-]\s*)?\(\s*(?:{_THAT_IS})?(?:for|on|re)?\s*$"
)
_LOOK_BACK: Final = 120

_REFERS: Final = re.compile(
    r"\b(?:same(?:\s+\S+)?\s+as(?:\s+(?:in|on|with|at|for|to))?|(?<!i'd\s)(?<!would\s)like(?:\s+(?:in|on|with))?"
    r"|as\s+(?:in|with|per|under)|see(?:\s+also)?|than|from|because\s+of|due\s+to|given)\s+$"
)
_CONNECTOR: Final = re.compile(
    rf"(?<![\w'])(?:{phrases.SPELT_BECAUSE}|since|as(?!\s+(?:for|to|regards)\b)|given|due\s+to|owing\s+to|thanks\s+to"
    r"|considering|in\s+that|reason|evidence)(?![\w'])"
)
_CONCLUDES: Final = re.compile(r"\b(?:so|therefore|hence|thus)\b|[→]|->")
_SENTENCE: Final = re.compile(r"[.!?](?=\s)|\n")
_ANSWER: Final = (
    r"(?:(?P<rating>[1-5]|one|two|three|four|five)(?![\w%])|not\s+sure|unsure|n/a|not\s+applicable)"
)
_IS: Final = re.compile(
    r"\s*[:=–—-]?\s*(?:(?:is|are|was|gets?|got|deserves?|merits|scores?|rates?|has|should\s+be|must\s+be|would\s+be|had)\s+)?"
    rf"(?:now\s+|still\s+|clearly\s+|both\s+|all\s+)?(?:an?\s+)?{_ANSWER}"
)
# “so question 2 is a 4”; “question 2 was a 4”, “question 2 is a 4 too” and “Q1: 4 breaches” are reasons.
_GIVEN: Final = re.compile(
    r"(?:\s*[:=]\s*|\s+(?:is|gets|deserves|merits|should\s+be|must\s+be)\s+)(?:now\s+|still\s+|clearly\s+)?"
    rf"(?:an?\s+)?{_ANSWER}(?=\s*(?:[.,;!)]|$)|\s+(?:now|then|{phrases.SPELT_BECAUSE})(?!\w))"
)
_ANSWER_FOR: Final = re.compile(rf"(?<!\w){_ANSWER}\s+(?:yet\s+)?(?:on|for|in|at|to)\s+$")
# “because we asked, for question 2”, “(question 2)”
_ASIDE: Final = re.compile(
    rf"(?:[,;.(–—-]\s*(?:{_THAT_IS})?(?:for|on|re|about|regarding|(?:my|our)\s+(?:answer|rating|score)\s+(?:for|on|to))\s+"
    r"|\(\s*|\n\s*(?:for|on|re)?\s*)$"
)
# “because we asked, question 2” may be one; “covered by question 1, question 2” is a list.
_BARE: Final = re.compile(r"(?<!\d)(?<!\d\s)[,;–—-]\s*$")
# “They agreed. For question 2 I'd say 3”
_LED: Final = re.compile(r"[,;.!–—\n-]\s*(?:(?:and|but|so)\s+)?(?:for|on|re|about|regarding|as\s+for)\s+$")
_A_RATING: Final = re.compile(r"[^.!\n]{0,80}?(?<![\w.])[1-5](?!\w)")
# “n/a, question 2 is about public data”
_IS_ABOUT: Final = re.compile(r"\s+is\s+(?:only\s+)?about\b")
# Words that only begin a text, or what follows from the words before.
_BEGINS: Final = re.compile(
    r"(?:^(?:\s*(?:and|so|ok|okay|right|well|hi|hello|hey|all|sorry|wait|actually|also|then|oh)\b[\s,.:!–—-]*){0,4}"
    r"|(?:\b(?:so|therefore|hence|thus)\b|[→])[\s,:]*)$"
)
# “in Q2 we signed it, so 4”, “4, evidence at question 2”
_PLACE: Final = re.compile(r"\b(?:in|at|of|under)\s+$")
_FOR: Final = re.compile(r"\b(?:for|re|about|regarding)\s+$")
# “planned for Q3, so 3”
_QUARTER: Final = re.compile(r"q\s?[1-4]\b")
_MARK: Final = re.compile(
    r"(?:\s+(?:again|then|now))?(?:\s*[,;.:–—?]|\s+(?:-|so\b|hence\b|therefore\b)|\s*$)"
)
# What is said of a question, as its subject.
_BE: Final = re.compile(
    r"\s+(?:is|are|was|gets?|got|deserves?|merits|scores?|rates?|has|should|must|would|ought|needs)\b",
    re.IGNORECASE,
)
_TO_THE_END: Final = re.compile(r"[\s.!)]*$")
_MOST: Final = 20


class Does(Enum):
    ANSWERS = auto()
    """It says which question is answered, or may say so."""
    REFERS = auto()
    """It belongs to a reason: “because question 2 is signed”, “see question 2”."""
    OTHERWISE = auto()
    """It may have an answer of its own within the reason: “4 - not sure on question 2 though”."""


@dataclass(frozen=True, slots=True)
class Name:
    """`sure`: it names a question, and nothing else. `first`: it is a mere number at the beginning."""

    number: int
    begin: int
    end: int
    sure: bool
    first: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Where the reason stands that was heard; nowhere where it is empty."""

    begin: int
    end: int

    def holds(self, name: Name) -> bool:
        return self.begin <= name.begin and name.end <= self.end


def names(said: str) -> list[Name]:
    """As they follow each other; of very many the first."""
    return list(islice(_names(said), _MOST))


def _names(said: str) -> Iterator[Name]:
    if bare := _AT_THE_BEGINNING.match(said):
        yield Name(number_of(bare["bare"]), bare.start("bare"), bare.end(), sure=False, first=True)
    if bare := _AFTER_LEAD.match(said):
        yield Name(number_of(bare["bare"]), bare.start("bare"), bare.end("bare"), sure=False)
    for found in _NAME.finditer(said):
        word = next(group for group in found.groups() if group)
        number = number_of(word)
        # “we rate the question 4”
        only_the = re.match(r"(?:the|our|my)\s+question\s+\w+$", found[0]) is not None
        sure = bool(found["ordinal"] or found["bracket"] or (found["sure"] and not only_the))
        before = max(0, found.start() - _LOOK_BACK)
        if found["sure"] and _NOT_NAMED.search(said, before, found.start()):
            continue
        if sure or 1 <= number <= len(COUNTED):
            yield Name(number, found.start(), found.end(), sure)


def number_of(word: str) -> int:
    if word in COUNTED:
        return COUNTED.index(word) + 1
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))


def does(said: str, name: Name, reason: Span, rating: int | None) -> Does:
    """What a name does, where `reason` is what was heard as one, and `rating` as the rating."""
    before = said[max(0, name.begin - _LOOK_BACK) : name.begin]
    if name.first:
        return Does.ANSWERS
    if _REFERS.search(before):
        return Does.REFERS
    if not reason.holds(name) or _is_answered_outside(said, name, reason):
        return Does.ANSWERS
    if _PLACE.search(before):
        return Does.REFERS
    is_all = _is_all(said, name, reason)
    if reason.end < len(said.rstrip(" .!)")):
        return Does.ANSWERS if is_all else _before_rating(said, name, before)
    return Does.ANSWERS if is_all else _in_reason(said, name, before, rating)


def _in_reason(said: str, name: Name, before: str, rating: int | None) -> Does:
    """In a reason that follows the rating it is for another question only as an aside at the end, or where
    it is given this rating."""
    is_last = _TO_THE_END.match(said, name.end) is not None
    if is_last and (aside := _ASIDE.search(before)):
        is_within = ")" in said[name.end :] and "(" not in aside[0]  # “(Helen, for question 2)”
        return Does.OTHERWISE if is_within else Does.ANSWERS
    if is_last and _BARE.search(before):
        return Does.OTHERWISE
    if _is_in_because(said, name):
        return Does.REFERS
    if given := _GIVEN.match(said, name.end):
        is_same = given["rating"] is not None and number_of(given["rating"]) == rating
        return Does.ANSWERS if is_same else Does.OTHERWISE
    led = _LED.search(before) is not None and _A_RATING.match(said, name.end) is not None
    is_otherwise = led or _ANSWER_FOR.search(before) or _IS_ABOUT.match(said, name.end)
    return Does.OTHERWISE if is_otherwise else Does.REFERS


def _is_all(said: str, name: Name, reason: Span) -> bool:
    """“4, number 2”: there is nothing else in the reason."""
    lead = said[reason.begin : name.begin]
    is_lead = not lead.strip() or _ABOUT.fullmatch(lead) is not None
    return is_lead and not said[name.end : reason.end].strip(" .!)")


def _before_rating(said: str, name: Name, before: str) -> Does:
    """“on question 2 nobody objected, so 4”, “nothing is signed for number 2, so it's a 4”; what is said of
    a question is a reason: “question 2 is done, this is a 4”."""
    about = _ABOUT.search(before)
    is_marked = _MARK.match(said, name.end) is not None
    is_near = len(before) < _LOOK_BACK or _CONCLUDES.search(before) is not None
    if is_near and (about or is_marked) and _BEGINS.search(before[: about.start()] if about else before):
        return Does.ANSWERS
    if not is_marked or _FOR.search(before) is None or _is_in_because(said, name):
        return Does.REFERS
    return Does.OTHERWISE if _QUARTER.match(said, name.begin) else Does.ANSWERS


def _is_answered_outside(said: str, name: Name, reason: Span) -> bool:
    """“because it is public question 2 is a 4”: the rating is that of the question."""
    answer = _IS.match(said, name.end)
    return answer is not None and answer.end() > reason.end


def _is_in_because(said: str, name: Name) -> bool:
    sentence = _SENTENCE.split(said[max(0, name.begin - 4 * _LOOK_BACK) : name.begin])[-1]
    connectors = list(_CONNECTOR.finditer(sentence))
    return bool(connectors) and _CONCLUDES.search(sentence, connectors[-1].end()) is None


def without(text: str, said: str, found: list[Name], *, keeps_lead: bool = False) -> str:
    """The text without these names, and without the words that only lead to them: “on number 2 I'd say 4”.
    What has no such words is “it”: “so question 2 is a 4”. `keeps_lead`: all of them are."""
    for name in reversed(found):
        before = said[max(0, name.begin - _LOOK_BACK) : name.begin]
        about = None if keeps_lead else _ABOUT.search(before)
        begin = name.begin - len(about[0]) if about else name.begin
        end = name.end
        if about and "(" in about[0] and text[end : end + 1] == ")":
            end += 1
        stands_alone = about is not None or name.first or not said[:begin].strip()
        is_aside = re.search(r"[,;:(\n–—-]\s*$", before) and not text[end:].strip(" .!)")
        stands_alone = bool(stands_alone or is_aside)
        if _BEGINS.fullmatch(said, 0, begin):
            begin, stands_alone = 0, True
            if then := re.match(r"\s+(?:then|again|now|please|though|first)\b", text[end:], re.IGNORECASE):
                end += then.end()
        rest = text[end:]
        if stands_alone and not re.match(r"\s*[^\W\d]", rest):
            rest = re.sub(r"^\s*(?:[:;,.?=)–—-]\s*)+", ", " if begin else "", rest)
        elif not stands_alone or _BE.match(rest):
            rest = f"it{rest}"
        text = f"{text[:begin].rstrip() + ' ' if begin else ''}{rest}"
    return text.strip(" \n,;:–—-(")
