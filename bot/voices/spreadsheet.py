"""Answers as a spreadsheet: a row for each person; for each question a cell for the answer, one for words."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from xml.parsers.expat import ExpatError

from odfdo import Document

from bot.documents import unpacking
from bot.documents.cells import sheet
from bot.documents.legible import legible
from bot.voices.answer_text import EXPECTED, alone
from bot.voices.invitation import FORMAT, Invitation, NotRead
from bot.voices.sheet_cells import place
from bot.voices.sheet_stream import sheets
from flows.framework import Framework
from flows.voices import MOST_VOICES, Voice, VoiceAnswer

MOST_UNPACKED: Final = 10_000_000
"""Bytes; with every answer of as many people as can be, and all words at their longest, it has a third."""
_ANSWERS, _ABOUT = "Answers", "About"
_HEAD_ROWS: Final = 2
_KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in: by the number of each row, its cells."""

    about: Mapping[int, list[str]]
    answers: Mapping[int, list[str]]

    @property
    def places(self) -> dict[str, str]:
        return {cells[0]: place(_ABOUT, row, 2) for row, cells in self.about.items()}

    @property
    def invitation(self) -> Invitation:
        """Raises NotRead."""
        return Invitation.read({row[0]: row[1] for row in self.about.values() if len(row) > 1}, self.places)

    def voices(self, framework: Framework) -> tuple[Voice, ...]:
        """In the order of the rows. Raises NotRead with the cell."""
        self._check_head(framework)
        people = {row: cells for row, cells in self.answers.items() if row > _HEAD_ROWS and any(cells[1:])}
        if len(people) > MOST_VOICES:
            raise NotRead(f"There are {len(people)} people. A group can have up to {MOST_VOICES}.")
        return tuple(dict(_voice(framework, row, cells)) for row, cells in people.items())

    def _check_head(self, framework: Framework) -> None:
        for row, wanted in enumerate(_head(framework), start=1):
            cells = zip_longest(self.answers.get(row, []), wanted, fillvalue="")
            for column, (found, expected) in enumerate(cells, start=1):
                if column > 1 and found != expected:
                    words = f"Here it is “{expected}”." if expected else "There was nothing."
                    raise NotRead(f"This was changed. {words}", place(_ANSWERS, row, column))


def blank(invitation: Invitation, framework: Framework) -> bytes:
    """A file to be filled in."""
    document = Document("spreadsheet")
    document.meta.set_language("en-GB")
    document.meta.set_title(legible(f"Answers of: {invitation.whose}"))
    document.body.clear()
    document.body.append(sheet(_ANSWERS, _head(framework)))
    document.body.append(sheet(_ABOUT, _about(invitation, framework)))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def filled(data: bytes) -> Filled | None:
    """None: it is something else. Raises NotRead for one that is larger than any, or whose cells are."""
    try:
        with unpacking.opened(io.BytesIO(data), MOST_UNPACKED) as parts:
            content = parts.read("content.xml") if parts.read("mimetype") == _KIND else b""
        found = sheets(content, (_ABOUT, _ANSWERS))
    except (unpacking.NotUnpacked, ExpatError):
        return None
    except unpacking.OverLimit as problem:
        raise NotRead(str(problem)) from None
    if found.keys() != {_ABOUT, _ANSWERS}:
        return None
    made = Filled(found[_ABOUT], found[_ANSWERS])
    return made if FORMAT in made.places else None


def _head(framework: Framework) -> list[list[str]]:
    labels, texts = ["Person"], ["Not read: number them"]
    for number, question in enumerate(framework.questions, start=1):
        labels += [f"{number}. {question.label}", f"{number}. In their words"]
        texts += [question.text, ""]
    return [labels, texts]


def _about(invitation: Invitation, framework: Framework) -> list[list[str]]:
    lines = [list(line) for line in invitation.head]
    lines += [[], ["How to fill it in", f"A row for each person, without names. Answers: {EXPECTED}."]]
    for number, question in enumerate(framework.questions, start=1):
        levels = [f"{rating}: {level}" for rating, level in enumerate(question.levels, start=1)]
        lines += [[], [f"Question {number}", question.text], *(["", level] for level in levels)]
    return lines


def _voice(framework: Framework, row: int, cells: list[str]) -> Iterator[tuple[str, VoiceAnswer]]:
    width = 1 + 2 * len(framework.questions)
    if len(cells) > width:
        raise NotRead("There is no question in this column.", place(_ANSWERS, row, len(cells)))
    cells = cells + [""] * (width - len(cells))
    for number, question in enumerate(framework.questions):
        column = 1 + 2 * number
        answer = alone(cells[column], cells[column + 1], place(_ANSWERS, row, column + 1))
        if answer is not None:
            yield question.id, answer
