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
# “Q4 figures”, “signed by Q2”: a quarter of a year.
_QUARTER: Final = (
    r"q\s?[1-4]\s*(?:/\s*)?(?:(?:19|20)\d\d|'?\d\d(?!\d)|(?:figures?|data|reports?|numbers?|results?|returns?|budgets?"
    r"|accounts?|stats|statistics|reviews?|targets?|audits?|meetings?|board|kpis?|performance)\b)"
)
_BEFORE_QUARTER: Final = re.compile(
    r"(?:\b(?:by|since|until|till|during|before|after|last|this\s+year's|next|early|late|(?:start|end|half|middle|rest"
    r"|beginning)\s+of))\s+$"
)
_NAME: Final = re.compile(
    rf"(?<![\w'#.-])(?!{_QUARTER})(?:the\s+|our\s+|my\s+)?(?:"
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
_ABOUT: Final = re.compile(
    r"(?:[,;–—-]\s*)?(?:\b(?:(?:and|so)\s+)?(?:that's|that\s+is|that\s+was|this\s+is|that\s+one's)\s+)?"
    r"(?:\b(?:(?:(?:back|going\s+back|coming\s+back|go\s+back|returning)\s+(?:on|to))|as\s+(?:for|to|regards)|with\s+regard\s+to"
    r"|with\s+respect\s+to|regarding|concerning|when\s+it\s+comes\s+to|(?:an?|my|our|the)\s+(?:answer|rating|score)\s+(?:to|for|of|on)"
    r"|on|for|re|about|to|of|in|at|under)[:\s]\s*)+$|(?:[,;–—-]\s*)?\(\s*(?:for|on|re)?\s*$"
)
_LOOK_BACK: Final = 120

_REFERS: Final = re.compile(
    r"\b(?:same(?:\s+\S+)?\s+as(?:\s+(?:in|on|with|at|for|to))?|(?<!i'd\s)(?<!would\s)like(?:\s+(?:in|on|with))?"
    r"|as\s+(?:in|with|per|under|said\s+(?:in|on|at))|see(?:\s+also)?|cf\.?|compared?(?:\s+(?:to|with))?|unlike"
    r"|similar(?:ly)?\s+to|in\s+line\s+with|consistent\s+with|follow(?:s|ing)(?:\s+on)?(?:\s+from)?|based\s+on"
    r"|refers?\s+to|than|because\s+of|cos\s+of|due\s+to|owing\s+to|thanks\s+to|on\s+account\s+of|in\s+(?:view|light)\s+of"
    r"|according\s+to|given)\s+(?:(?:our|the|my)\s+(?:answer|rating|score|reason)\s+(?:to|on|for|in|of)\s+"
    r"|what\s+we\s+said\s+(?:on|for|in|at|to)\s+)?$"
)
_STATES: Final = re.compile(
    r"\s+(?:already\s+|also\s+)?(?:covers|says|shows|answers|explains|tells|covered|said|showed|answered|explained)\b"
    r"(?!\s+(?:it's\s+)?(?:an?\s+)?[1-5]\b)"
)
_CONNECTOR: Final = re.compile(
    rf"(?<![\w'])(?:{phrases.SPELT_BECAUSE}|since|as(?!\s+(?:for|to|regards)\b)|given|due\s+to|owing\s+to|thanks\s+to"
    r"|on\s+account\s+of|based\s+on|in\s+(?:view|light)\s+of|seeing|considering|in\s+that|reason(?:ing)?|rationale"
    r"|justification|explanation|evidence)(?![\w'])"
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
_ANSWER_FOR: Final = re.compile(rf"(?<!\w){_ANSWER}\s+(?:yet\s+)?(?:on|for|in|at|to)\s+$")
# “because we asked, for question 2”; “covered by question 1, question 2” is a list.
_ASIDE: Final = re.compile(
    r"(?:(?<!\d)(?<!\d\s)[,;–—-]\s*(?:(?:(?:that's|that\s+is|that\s+was|this\s+is)\s+)?(?:for|on|re|about|regarding)\s+)?|\(\s*(?:for|on|re)?\s*"
    r"|\n\s*(?:for|on|re)?\s*)$"
)
# Words that only begin a text, or what follows from the words before.
_BEGINS: Final = re.compile(
    r"(?:^(?:\s*(?:and|so|ok|okay|right|well|hi|hello|hey|all|sorry|wait|actually|also|then|oh)\b[\s,.:!–—-]*){0,4}"
    r"|(?:\b(?:so|therefore|hence|thus)\b|[→])[\s,:]*)$"
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
    """It has an answer of its own within the reason: “4 - not sure on question 2 though”."""


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
        is_quarter = found[0].startswith("q") and _BEFORE_QUARTER.search(said, before, found.start())
        if not is_quarter and (sure or 1 <= number <= len(COUNTED)):
            yield Name(number, found.start(), found.end(), sure)


def number_of(word: str) -> int:
    if word in COUNTED:
        return COUNTED.index(word) + 1
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))


def does(said: str, name: Name, reason: Span) -> Does:
    """What a name does, where `reason` is what was heard as one."""
    before = said[max(0, name.begin - _LOOK_BACK) : name.begin]
    if name.first:
        return Does.ANSWERS
    if _REFERS.search(before):
        return Does.REFERS
    if not reason.holds(name) or _is_answered_outside(said, name, reason):
        return Does.ANSWERS
    if _is_all(said, name, reason):
        return Does.ANSWERS
    if not name.sure and reason.end < len(said.rstrip(" .!)")):
        is_near = len(before) < _LOOK_BACK or _CONCLUDES.search(before)
        begins = is_near and _BEGINS.search(_ABOUT.sub("", before))
        return Does.ANSWERS if begins or _ends_a_clause(said, name, before) else Does.REFERS
    aside = _ASIDE.search(before) is not None and _TO_THE_END.match(said, name.end) is not None
    if aside:
        return Does.ANSWERS
    in_a_quarter = said.startswith("q", name.begin) and re.search(r"(?<!answer\s)\bin\s+$", before)
    if not name.sure or in_a_quarter or _STATES.match(said, name.end) or _is_in_because(said, name):
        return Does.REFERS
    return Does.OTHERWISE if _ANSWER_FOR.search(before) else Does.ANSWERS


def _is_all(said: str, name: Name, reason: Span) -> bool:
    """“4, number 2”, “in Q2, 4”: there is nothing else in the reason."""
    lead = said[reason.begin : name.begin]
    is_lead = not lead.strip() or _ABOUT.fullmatch(lead) is not None
    return is_lead and not said[name.end : reason.end].strip(" .!)")


def _ends_a_clause(said: str, name: Name, before: str) -> bool:
    """“nothing is signed for number 2, so it's a 4”."""
    return (
        re.search(r"\b(?:for|on|re|about|regarding)\s+$", before) is not None
        and re.match(r"\s*[,;.:–—]|\s+(?:-|so\b|hence\b|therefore\b)", said[name.end : name.end + 20])
        is not None
        and not _is_in_because(said, name)
    )


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
