"""What shows that an answer is so: a link, a sentence, a file or a message. It belongs to a question, and
stays when the answer changes.

Of a file only the reference is kept, never the file.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flows.refusals import Why
from flows.typed import bounded, keepable

if TYPE_CHECKING:
    from flows.answer import Given
    from flows.framework import Framework

WORDS_LIMIT: Final = 2_000
"""Characters of a sentence, with the links in it, and of a link."""
NAME_LIMIT: Final = 300
"""Characters of a file's name: Slack takes 255."""
MOST_FOR_ONE: Final = 10
"""Pieces that stand for one question."""
_LINK: Final = re.compile(r"https?://[^\s<>|\"\\^`{}\x00-\x1f\x7f]+", re.IGNORECASE)
_AFTER_A_LINK: Final = ".,;:!?…’”»'"


class EvidenceKind(StrEnum):
    LINK = "link"
    WORDS = "words"
    FILE = "file"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file in Slack. `size` is in bytes, None where Slack does not say; `sha256` in hex, None where the bot
    may not read it. `deleted_at` is when Slack told that it was deleted there (UTC)."""

    id: str
    name: str
    media_type: str
    size: int | None
    sha256: str | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What somebody gives as evidence. `words` are a sentence, or those of a message, be it one that a file
    came with; `link` leads to it, and for a file to that message; `channel` is where in Slack that is.
    `said_by` wrote the words of a message; empty: nobody is known to have, or whoever adds it typed them.
    Raises NotTaken for words that are too long."""

    kind: EvidenceKind
    words: str = ""
    link: str = ""
    channel: str = ""
    file: FileRef | None = None
    said_by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", bounded(self.words, Why.EVIDENCE_TOO_LONG, WORDS_LIMIT))
        object.__setattr__(self, "link", bounded(self.link, Why.EVIDENCE_TOO_LONG, WORDS_LIMIT))
        if self.file is not None:
            name = keepable(self.file.name)[:NAME_LIMIT]
            object.__setattr__(self, "file", replace(self.file, name=name))

    def is_same_as(self, other: "Piece | Evidence") -> bool:
        """Whether both are the same thing: the same file, message, link or sentence."""
        if self.kind is not other.kind:
            return False
        if self.file and other.file:
            return self.file.id == other.file.id
        return self.link == other.link and (self.kind is EvidenceKind.MESSAGE or self.words == other.words)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence on record. `number` counts from 1 within the assessment. `at` is UTC. What was
    taken back stays on record, and says by whom and when. `said_by`, who wrote the words of a message, is
    not known of evidence from before that was kept; to be quoted is nobody's work on the assessment."""

    number: int
    question: str
    kind: EvidenceKind
    words: str
    link: str
    channel: str
    by: str
    at: datetime
    file: FileRef | None = None
    taken_back_by: str | None = None
    taken_back_at: datetime | None = None
    said_by: str = ""

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None

    @property
    def is_deleted(self) -> bool:
        """Whether it is a file that is gone from Slack."""
        return self.file is not None and self.file.deleted_at is not None

    @property
    def mark(self) -> str:
        """Tells what was given from anything else. Not of who gave it, whose words they are, which
        the message says, nor of what became of it."""
        file = (self.file.id, self.file.name, self.file.size) if self.file else None
        what = (self.question, self.kind.value, self.words, self.link, file)
        return hashlib.sha256(repr(what).encode()).hexdigest()[:12]


def typed_piece(typed: str) -> Piece:
    """What was typed as evidence: a link alone, a sentence, or a sentence with a link in it."""
    words = bounded(typed, Why.EVIDENCE_TOO_LONG, WORDS_LIMIT)
    link = first_link(words)
    if not link:
        return Piece(EvidenceKind.WORDS, words)
    return Piece(EvidenceKind.LINK, "" if link == words else words, link)


def first_link(words: str) -> str:
    """The first address of a page in it, without the full stop after it; empty if there is none."""
    found = _LINK.search(words)
    if found is None:
        return ""
    link = found[0].rstrip(_AFTER_A_LINK)
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(_AFTER_A_LINK)
    return link if len(link) > len("https://") else ""


def standing(evidence: Iterable[Evidence], question: str = "") -> tuple[Evidence, ...]:
    """What was not taken back; of one question, or of all."""
    return tuple(one for one in evidence if one.stands and question in ("", one.question))


def how_much(given: "Given | None", pieces: Sequence[Evidence]) -> int:
    """How many pieces show one answer. What somebody wrote with their reason is one as well."""
    said = sum(bool(reason.evidence) for reason in given.reasons) if given else 0
    return said + len(pieces)


def how_many_shown(framework: "Framework", given: "Mapping[str, Given]", pieces: Iterable[Evidence]) -> int:
    """How many answers have evidence."""
    by_question: dict[str, list[Evidence]] = {}
    for one in pieces:
        by_question.setdefault(one.question, []).append(one)
    return sum(
        question.id in given and how_much(given[question.id], by_question.get(question.id, ())) > 0
        for question in framework.questions
    )
