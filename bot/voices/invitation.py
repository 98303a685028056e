"""What a form for people from outside is for: it stands at the head of all that they fill in, so that answers
come back to the assessment, and to the very questions, that they are for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.cards.refusals import words as refusal_words
from flows.assessment import Assessment
from flows.errors import FlowError
from flows.refusals import Refusal
from flows.voices import taken_whose

FORMAT: Final = "Balance answers"
"""Begins what is one of these; the number behind it is the version of the format."""
VERSION: Final = "1"
ASSESSMENT: Final = "Assessment"
QUESTIONS: Final = "Questions"
CHECK: Final = "Check"
WHOSE: Final = "Who"
MOST_CHARACTERS: Final = 1_000
"""Of a line, a cell or an answer: twice what somebody can write for a question."""
_DIGITS: Final = 16
"""Of the digest of the questions: no line is so long that a mail would break it."""


class NotRead(FlowError):
    """A file cannot be brought in. `place` is where in it, such as `line 7`; empty: all of it."""

    def __init__(self, why: str, place: str = "") -> None:
        super().__init__(f"{place}: {why}" if place else why)
        self.why = why
        self.place = place

    def within(self, file: str) -> "NotRead":
        """The same, with the name of the file if it has one."""
        return NotRead(self.why, ", ".join(part for part in (file, self.place) if part))


def too_long(what: str, place: str) -> NotRead:
    return NotRead(f"This {what} has more than {MOST_CHARACTERS:,} characters.", place)


def quoted(text: str, most: int = 40) -> str:
    """What stood in a file, as a refusal shows it: short, in one line, and without what turns the words
    around it or steers a terminal."""
    return "".join(filter(str.isprintable, " ".join(text[:most].split())))


@dataclass(frozen=True, slots=True)
class Invitation:
    """`check` tells the very words of the questions from any others."""

    assessment: str
    questions: str
    check: str
    whose: str

    @classmethod
    def of(cls, assessment: Assessment, whose: str) -> "Invitation":
        """Raises Refusal for what does not say who they are."""
        asked = assessment.framework
        questions = f"{asked.id}, version {asked.version}"
        return cls(assessment.id, questions, asked.digest[:_DIGITS], taken_whose(whose))

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """Line by line."""
        return (
            (FORMAT, VERSION),
            (ASSESSMENT, self.assessment),
            (QUESTIONS, self.questions),
            (CHECK, self.check),
            (WHOSE, self.whose),
        )

    @classmethod
    def read(cls, head: Mapping[str, str], places: Mapping[str, str]) -> "Invitation":
        """From what stands at the head of a file, with the place of each. Raises NotRead."""
        if head.get(FORMAT) != VERSION:
            raise NotRead(
                f"It is of another version of the format than {VERSION}. It was changed, or made by a newer "
                "Balance.",
                places.get(FORMAT, ""),
            )
        for name in (ASSESSMENT, QUESTIONS, CHECK, WHOSE):
            if not head.get(name):
                raise NotRead(f"“{name}” is missing.", places[FORMAT])
        return cls(head[ASSESSMENT], head[QUESTIONS], head[CHECK], head[WHOSE])

    def check_fits(self, assessment: Assessment, places: Mapping[str, str]) -> None:
        """Raises NotRead for another assessment, other questions, and for whose voices nobody could say."""
        if self.assessment != assessment.id:
            raise NotRead(
                f"It is for assessment {quoted(self.assessment)}, not for {assessment.id}.",
                places[ASSESSMENT],
            )
        try:
            here = Invitation.of(assessment, self.whose)
        except Refusal as refusal:
            raise NotRead(refusal_words(refusal, "", in_form=True), places[WHOSE]) from None
        if self.questions != here.questions:
            asked = quoted(self.questions)
            raise NotRead(f"It asks {asked}. Here it is {here.questions}.", places[QUESTIONS])
        if self.check != here.check:
            raise NotRead("The questions were changed since it was made.", places[CHECK])
