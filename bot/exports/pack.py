"""The decision pack: what a record says to somebody who reads it on paper, in the order in which it is read.

Words only, and no markup: the page and the PDF draw the same pack, so they cannot disagree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`is_typed`: the words are what people typed, and stand in quotes."""

    label: str
    words: str
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's words: a reason, a question, or what they say of something. `head` says whose they are,
    and of when."""

    head: str
    words: str
    evidence: str = ""


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
    """A condition of an approval: `state` says in our words how far it is, `said` what people wrote about it,
    and what is to be done."""

    words: str
    state: str
    said: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact for the record; `behind` says who recorded it and when, and where it is asked for. `is_typed`:
    as in Fact."""

    label: str
    words: str
    behind: str
    is_typed: bool


@dataclass(frozen=True, slots=True)
class FactGroup:
    name: str
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """`head` says who decided what and when; `words` are the reviewer's own. `recorded` says how many facts
    were recorded then, and which were missing."""

    head: str
    words: str
    conditions: tuple[ConditionLine, ...]
    acknowledged: tuple[str, ...]
    withdrawn: str
    recorded: str


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """A piece of evidence: `words` as they were typed, or a file's name; `link` leads to it; `about` says
    what it is, whose, and what became of it."""

    words: str
    link: str
    about: str


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
    evidence: tuple[EvidenceEntry, ...]
    needed: str
    asked: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    principle: str
    summary: str
    answers: tuple[AnswerEntry, ...]


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """What a group from outside said to one question: `dots` for the eye, `counted` says the same in words,
    `team` is what the team rated, and `words` what people wrote."""

    number: int
    label: str
    dots: str
    counted: str
    team: str
    words: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class VoicesEntry:
    """A group from outside: who they are, how many and since when, and where they and the team differ."""

    whose: str
    about: str
    differ: str
    lines: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class PanelRound:
    """How a question was rated alone once. `head`, `dots` and `figures` are empty where it was rated once.
    `others`: who gave no reason, where names stand beside ratings."""

    head: str
    dots: str
    figures: str
    said: tuple[Statement, ...]
    others: str


@dataclass(frozen=True, slots=True)
class PanelQuestion:
    """`view` says in a word how far people agree, `figures` in numbers what `dots` show; `otherwise` is of
    those who see it otherwise than the team, `earlier` what they said before they or the team rated it anew,
    or before they said it in other words."""

    number: int
    label: str
    view: str
    dots: str
    figures: str
    rounds: tuple[PanelRound, ...]
    otherwise: tuple[Statement, ...]
    earlier: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PanelGroup:
    principle: str
    questions: tuple[PanelQuestion, ...]


@dataclass(frozen=True, slots=True)
class PanelPart:
    """`facts`: who answered alone, and when it was revealed; empty where nobody was asked to. `groups` are
    empty before the reveal."""

    facts: tuple[Fact, ...]
    groups: tuple[PanelGroup, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a submission changed against the one before it."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionLine:
    """`about` is the label of a question or, where it `is_about_condition`, what people typed."""

    what: str
    about: str
    is_about_condition: bool
    who: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history; `written` is what somebody wrote with it, in parts: what stands in front of
    the quotes, and the words within them."""

    at: str
    words: str
    written: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """`state` is where it stands, in a sentence or two; `recorded` says how many facts of its `sheet` are
    recorded, both empty where none are kept; `about` tells of the record itself, and `sha256`
    which one it is."""

    title: str
    state: str
    facts: tuple[Fact, ...]
    principles: tuple[PrincipleLine, ...]
    against: tuple[str, ...]
    still_open: tuple[str, ...]
    decided: tuple[DecisionEntry, ...]
    recorded: str
    sheet: tuple[FactGroup, ...]
    panel: PanelPart
    groups: tuple[AnswerGroup, ...]
    voices: tuple[VoicesEntry, ...]
    differences: tuple[Difference, ...]
    decisions: tuple[DecisionEntry, ...]
    actions: tuple[ActionLine, ...]
    history: tuple[Event, ...]
    about: tuple[Fact, ...]
    method: tuple[str, ...]
    sha256: str
