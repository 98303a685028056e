"""Voices from outside: what people answered who are not in Slack, such as a tenants' panel.

They are a group of their own, without names, and never part of the team's answers or scores.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flows import permissions
from flows.actor import Acting
from flows.agreement import RATED, Agreement, View, outer_thirds
from flows.answer import Answer, AnswerKind, check_rating, word_of
from flows.framework import Framework, Question
from flows.refusals import NotPossible, NotTaken, Refusal, Why
from flows.typed import bounded

if TYPE_CHECKING:
    from flows.assessment import Assessment

WORDS_LIMIT: Final = 500
"""Characters that one person can write for one question."""
WHOSE_LIMIT: Final = 60
MOST_VOICES: Final = 200
"""People in one group."""
MOST_GROUPS: Final = 20
FAR: Final = 1
"""From so many levels between the median and the team's rating on, the two differ. Ours."""
_ADDRESS: Final = re.compile(r"[@<>]|://")
_NOT_PLAIN: Final = re.compile(r"[*_~`]|\w\.\w")
"""What a chat makes bold, or a link: `www.riverside.example` has a dot between two letters, and St. Mary has
none. People outside may have sent it, and it stands within the words of Balance."""
_STEERS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls, and what turns the direction of all that stands behind it: people outside may have sent it."""


@dataclass(frozen=True, slots=True)
class VoiceAnswer:
    """What one person answered to one question; NotTaken if it is no answer. Unlike a team, they need not say
    why it does not apply."""

    kind: AnswerKind
    rating: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        check_rating(self.kind, self.rating)

    @classmethod
    def taken(cls, kind: AnswerKind, rating: int | None, words: str) -> "VoiceAnswer":
        """As it is kept, in one line. Raises NotTaken for too many words."""
        return cls(kind, rating, bounded(_in_one_line(words), Why.VOICE_TOO_LONG, WORDS_LIMIT))

    @property
    def word(self) -> str:
        """`4`, `not sure` or `not applicable`."""
        return word_of(self.kind, self.rating)


Voice = Mapping[str, VoiceAnswer]
"""What one person answered, by question; not all need an answer."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What is to be brought in: whose voices, in words for their part, what each of them answered, and the
    SHA-256 of each file that it was in."""

    whose: str
    voices: tuple[Voice, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class VoiceGroup:
    """Voices on record. `number` counts from 1 within the assessment. `by` is who brought them in, empty for
    whoever did at a terminal; `at` is UTC."""

    number: int
    whose: str
    voices: tuple[Voice, ...]
    files: tuple[str, ...]
    by: str
    at: datetime

    @cached_property
    def _agreements(self) -> dict[str, Agreement]:
        """Counted once: a summary asks for all of them whenever it is drawn."""
        asked = dict.fromkeys(question for voice in self.voices for question in voice)
        return {
            question: Agreement.of(voice[question] for voice in self.voices if question in voice)
            for question in asked
        }

    def agreement(self, question: str) -> Agreement:
        return self._agreements.get(question, Agreement())

    def words(self, question: str) -> tuple[VoiceAnswer, ...]:
        """The answers with which somebody wrote something."""
        answers = (voice[question] for voice in self.voices if question in voice)
        return tuple(answer for answer in answers if answer.words)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question as a group and the team see it."""

    question: Question
    voices: Agreement
    team: int | None

    @property
    def levels(self) -> Fraction:
        """How far the median of the voices is from the team's rating; 0 where either is missing. Where they
        are split, that median says nothing: then how far the furthest third of them is. Ours."""
        if self.team is None or self.voices.median is None:
            return Fraction(0)
        is_split = self.voices.view is View.SPLIT
        seen = outer_thirds(self.voices.ratings) if is_split else (self.voices.median,)
        return max(abs(one - self.team) for one in seen)

    @property
    def is_comparable(self) -> bool:
        """Where most of the voices gave no rating, the few that did do not speak for all of them."""
        return self.team is not None and self.voices.view in RATED

    @property
    def differs(self) -> bool:
        """A split always does: one of its thirds is at least a level away, whatever the team says."""
        return self.is_comparable and self.levels >= FAR


def differences(
    framework: Framework, group: VoiceGroup, answers: Mapping[str, Answer]
) -> tuple[Difference, ...]:
    """Where they and the team differ, most of all first; where as much, in the order of the questions."""
    found = compared(framework, group, answers)
    return tuple(sorted((one for one in found if one.differs), key=lambda one: -one.levels))


def compared(framework: Framework, group: VoiceGroup, answers: Mapping[str, Answer]) -> Iterator[Difference]:
    """Each question as they and the team see it."""
    for question in framework.questions:
        team = answers.get(question.id)
        yield Difference(question, group.agreement(question.id), team.rating if team else None)


def taken_whose(typed: str) -> str:
    """Whose voices they are, as it is kept: plain words. Raises Refusal; also for an address or a mention,
    which is a person's."""
    words = bounded(_in_one_line(typed), Why.WHOSE_TOO_LONG, WHOSE_LIMIT)
    if not words:
        raise NotTaken(Why.WHOSE_MISSING)
    if _ADDRESS.search(words):
        raise NotTaken(Why.WHOSE_IS_A_PERSON)
    if _NOT_PLAIN.search(words):
        raise NotTaken(Why.WHOSE_NOT_PLAIN)
    return words


def _in_one_line(typed: str) -> str:
    """Without what could change the words of others around it."""
    return " ".join(_STEERS.sub("", " ".join(typed.split())).split())


def check_may_bring(assessment: "Assessment", by: Acting) -> None:
    """For inviting others, and for bringing in what they answered."""
    permissions.check_owns(assessment, by, Why.ONLY_OWNER_INVITES)
    check_open(assessment)


def check_open(assessment: "Assessment") -> None:
    """Until it is over, also while it waits for a decision. Raises NotPossible."""
    if assessment.is_over:
        raise NotPossible(Why.OVER_NO_VOICES)


def check(assessment: "Assessment", brought: Voices) -> None:
    """Whether it can be brought in now. Raises Refusal; also for a file that was brought in before, or that
    is there twice."""
    check_open(assessment)
    taken_whose(brought.whose)
    if not brought.voices or not all(brought.voices):
        raise NotTaken(Why.NO_VOICES)
    if len(brought.voices) > MOST_VOICES:
        raise NotTaken(Why.TOO_MANY_VOICES, length=len(brought.voices), most=MOST_VOICES)
    if len(assessment.voices) >= MOST_GROUPS:
        raise NotTaken(Why.TOO_MANY_GROUPS, most=MOST_GROUPS)
    if before := brought_before(assessment, brought.files):
        raise Refusal(Why.VOICES_THERE, day=before.at.date())
    asked = {question.id for question in assessment.framework.questions}
    if any(voice.keys() - asked for voice in brought.voices):
        raise NotTaken(Why.NO_SUCH_QUESTION)


def brought_before(assessment: "Assessment", files: Sequence[str]) -> VoiceGroup | None:
    """The group that one of these files belongs to."""
    return next((group for group in assessment.voices if not {*files}.isdisjoint(group.files)), None)


def bring_in(assessment: "Assessment", brought: Voices, by: str, at: datetime) -> VoiceGroup:
    """Put them on record. Raises Refusal, and then nothing was changed."""
    check(assessment, brought)
    number = len(assessment.voices) + 1
    group = VoiceGroup(number, taken_whose(brought.whose), brought.voices, brought.files, by, at)
    assessment.voices += (group,)
    return group
