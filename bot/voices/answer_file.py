"""Answers as text, as the form saves them and as people mail them: a head, then a line for each question, as
in `3: 4, they asked us`. One text can hold the answers of several people, one after the other."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.voices.answer_text import with_words
from bot.voices.invitation import FORMAT, MOST_CHARACTERS, Invitation, NotRead, quoted, too_long
from flows.framework import Framework
from flows.question_file import MAX_QUESTIONS
from flows.voices import MOST_VOICES, Voice, VoiceAnswer

COPY: Final = "Form"
"""In a head: tells what was filled in by one person, in one go, from all else."""
END: Final = "End of answers"
MOST_LINES: Final = 100_000
"""With all answers of as many people as can be, a mail that breaks each line makes half as many."""
_HEAD_LINES: Final = 20
_HEAD: Final = re.compile(rf"{FORMAT}|[A-Z][a-z]+")
_QUESTION: Final = re.compile(r"(\d{1,3})(?:\.(?:\s(.*))?)?")
_SENT_ON: Final = re.compile(r"[\s>]*")
"""Marks of a mail that was answered or sent on."""


@dataclass(slots=True)
class Filled:
    """One person's text. `places` says where each line of the head stands, and `lines` each question; `said`
    is what stands behind a question's number."""

    head: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)

    @property
    def invitation(self) -> Invitation:
        """Raises NotRead."""
        return Invitation.read(self.head, self.places)

    def voice(self, framework: Framework) -> Voice:
        """In the order of the questions. Raises NotRead with the line."""
        questions = framework.questions
        for number, line in self.lines.items():
            if not 1 <= number <= len(questions):
                raise NotRead(f"There is no question {number}. There are {len(questions)}.", line)
            label, here = self.labels[number], questions[number - 1].label
            if label and label != here:
                raise NotRead(f"Question {number} is “{here}” here, not “{quoted(label)}”.", line)
        return dict(self._answers(framework))

    def _answers(self, framework: Framework) -> Iterator[tuple[str, VoiceAnswer]]:
        for number, question in enumerate(framework.questions, start=1):
            if number in self.said:
                answer = with_words(self.said[number], self.lines[number])
                if answer is not None:
                    yield question.id, answer


def starts_of_lines(framework: Framework) -> tuple[str, ...]:
    """What each question's line begins with. A label with a colon could not be told from its answer."""
    return tuple(
        f"{number}: " if ":" in question.label else f"{number}. {question.label}: "
        for number, question in enumerate(framework.questions, start=1)
    )


def head_of(invitation: Invitation) -> str:
    return "\n".join(f"{name}: {value}" for name, value in invitation.head)


def blank(invitation: Invitation, framework: Framework) -> str:
    """A text to be filled in."""
    return "\n".join([head_of(invitation), "", *starts_of_lines(framework), END])


def is_one(text: str) -> bool:
    """Raises NotRead for one with more lines than any."""
    return FORMAT in text and any(map(_starts, _lines(text)))


def filled(text: str) -> Sequence[Filled]:
    """Person by person; what stands before a head, or after an end, is no part of it. Raises NotRead with the
    line."""
    found: list[Filled] = []
    here: Filled | None = None
    goes_on: int | None = None  # the question that the next line is part of, where a mail has broken one
    for number, line in enumerate(_lines(text), start=1):
        place = f"line {number}"
        if _starts(line):
            here, goes_on = Filled(), None
            found.append(here)
            if len(found) > MOST_VOICES:
                raise NotRead(f"A group can have up to {MOST_VOICES} people.", place)
        if here is None:
            continue
        if len(line) > MOST_CHARACTERS:  # before it meets a pattern
            raise too_long("line", place)
        before, colon, behind = line.partition(":")
        if line == END:
            here = None
        elif colon and (asked := _QUESTION.fullmatch(before.rstrip())):
            goes_on = int(asked[1])
            _add(here, goes_on, (asked[2] or "").strip(), behind.strip(), place)
        elif not line:
            goes_on = None
        elif goes_on is not None:
            here.said[goes_on] += f" {line}"
            if len(here.said[goes_on]) > MOST_CHARACTERS:
                raise too_long("answer", here.lines[goes_on])
        elif not here.said and len(here.head) < _HEAD_LINES and behind[:1] == " " and _HEAD.fullmatch(before):
            here.head[before], here.places[before] = behind.strip(), place
        else:
            raise NotRead(f"“{quoted(line)}” was not expected. Expected: a question, or “{END}”.", place)
    return found


def _add(here: Filled, number: int, label: str, said: str, place: str) -> None:
    if number in here.said:
        raise NotRead(f"Question {number} is answered twice, also in {here.lines[number]}.", place)
    if len(here.said) == MAX_QUESTIONS:
        raise NotRead(f"No form asks more than {MAX_QUESTIONS} questions.", place)
    here.said[number], here.labels[number], here.lines[number] = said, label, place


def _starts(line: str) -> bool:
    return line.startswith(f"{FORMAT}: ")


def _lines(text: str) -> Iterator[str]:
    """Raises NotRead when there are too many."""
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if number > MOST_LINES:
            raise NotRead(f"It has more than {MOST_LINES:,} lines.", f"line {number}")
        sent_on = _SENT_ON.match(line)
        yield line[sent_on.end() if sent_on else 0 :].rstrip()
