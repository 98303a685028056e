"""The decision pack: what a record says to somebody who reads it on paper, in the order in which it is read.

Words only, and no markup: the page and the PDF draw the same pack, so they cannot disagree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class PrincipleLine:
    """What the answers to one principle come to. `marks` has a sign for each question."""

    name: str
    score: str
    behind: str
    marks: str
    counted: str


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition of an approval, and what is being done about it."""

    words: str
    state: str


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """`head` says who decided what and when; `words` are the reviewer's own."""

    head: str
    words: str
    conditions: tuple[ConditionLine, ...]
    acknowledged: tuple[str, ...]
    withdrawn: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's reason, or question. `head` says whose it is, and of when."""

    head: str
    words: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """One question with its answer: `answer` in a word, `level` what it stands for."""

    number: int
    label: str
    question: str
    answer: str
    level: str
    by: str
    said: tuple[Statement, ...]
    needed: str
    asked: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    principle: str
    summary: str
    answers: tuple[AnswerEntry, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a submission changed against the one before it."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionLine:
    what: str
    about: str
    who: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history; `typed` are words that somebody wrote with it."""

    at: str
    words: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """`state` is where it stands, in a sentence or two; `about` tells of the record itself, and `sha256`
    which one it is."""

    title: str
    state: str
    facts: tuple[Fact, ...]
    principles: tuple[PrincipleLine, ...]
    against: tuple[str, ...]
    still_open: tuple[str, ...]
    decided: tuple[DecisionEntry, ...]
    groups: tuple[AnswerGroup, ...]
    differences: tuple[Difference, ...]
    decisions: tuple[DecisionEntry, ...]
    actions: tuple[ActionLine, ...]
    history: tuple[Event, ...]
    about: tuple[Fact, ...]
    method: tuple[str, ...]
    sha256: str
