"""What each form of a record says, read back from its bytes."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
from odfdo import Document
from pypdf import PdfReader

from bot.exports.csv_tables import as_typed
from bot.exports.legible import as_typed as by_its_name
from bot.exports.source import Source
from flows.record.document import Record
from flows.record.reading import kept_of


@dataclass(frozen=True)
class Facts:
    """What every form must say, exactly as it was typed."""

    title: str
    what: str
    with_whom: str
    conditions: str
    answers: tuple[tuple[int, str, int | None, str, str, str, str], ...]
    """Number, question, rating, level, reason, evidence, who."""

    @property
    def in_order(self) -> list[str]:
        """As they stand on a page."""
        first = [self.title, self.what, self.with_whom, *self.conditions.splitlines()]
        return first + [
            str(part)
            for number, question, rating, level, reason, evidence, by in self.answers
            for part in (
                f"{number}. {question}",
                f"{rating} of 5: {level}" if rating else "",
                by,
                reason,
                evidence,
            )
            if part
        ]


def facts_of(record: Record) -> Facts:
    source = Source(record, kept_of(record))
    framework = source.assessment.framework
    last = record.submissions[-1].answers
    return Facts(
        record.title,
        record.about,
        record.recipients,
        "\n".join(
            condition.words
            for made in record.decisions
            if made.withdrawn_at is None
            for condition in made.conditions
        ),
        tuple(
            (
                framework.number(one.question),
                framework.question(one.question).label,
                one.rating,
                one.level or "",
                one.reason,
                one.evidence,
                source.name(one.by, one.at),
            )
            for one in last
        ),
    )


def from_rows(assessment: dict[str, Any], answers: Sequence[dict[str, Any]]) -> Facts:
    return Facts(
        assessment["title"],
        assessment["what"],
        assessment["with_whom"],
        assessment["conditions"],
        tuple(
            (
                int(one["number"]),
                one["question"],
                int(one["rating"]) if one["rating"] else None,
                one["level"] or "",
                one["reason"],
                one["evidence"] or "",
                one["answered_by"],
            )
            for one in answers
        ),
    )


def from_csv(folder: Path) -> Facts:
    return from_rows(_csv(folder / "assessments.csv")[0], _csv(folder / "answers.csv"))


def _csv(file: Path) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(file.read_bytes().decode(), newline=""))
    return [{name: as_typed(cell) for name, cell in row.items()} for row in rows]


def from_ods(data: bytes) -> Facts:
    found = []
    for table in Document(io.BytesIO(data)).body.tables:
        head, *rows = table.get_values()
        names = [str(name) for name in head]
        found.append([dict(zip(names, map(_typed, row), strict=False)) for row in rows])
    blank = dict.fromkeys(found[1][0], "")
    return from_rows(blank | found[0][0], found[1])


def _typed(value: Any) -> Any:
    return by_its_name(value) if isinstance(value, str) else "" if value is None else value


def html_text(data: bytes) -> str:
    """What a reader sees. Raises where the page is not as HTML must be."""
    library: Any = html5lib
    page = library.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
    return by_its_name("".join(page.find("body").itertext()))


def pdf_text(data: bytes) -> str:
    """What a reader hears, without page numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return by_its_name("\n".join(re.sub(r"\n?Page \d+\s*of\s*\d+\s*$", "", page) for page in pages))


def squeezed(text: str) -> str:
    """Without spaces: where lines are broken says nothing."""
    return "".join(text.split())


def missing(text: str, facts: Facts) -> list[str]:
    """What does not stand in the text, in this order; how lines are broken does not matter. A PDF is read
    glyph by glyph, so of what runs from right to left, or has several glyphs a letter, only the letters are
    looked for."""
    text, at, gone = squeezed(text), 0, []
    for fact in map(squeezed, facts.in_order):
        found = text.find(fact, at) if is_plain(fact) else at if set(fact) <= set(text) else -1
        if found < 0:
            gone.append(fact)
        else:
            at = found
    return gone


def is_plain(text: str) -> bool:
    """Whether it has one glyph for each letter, from left to right."""
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    return not kinds & {"R", "AL"} and not any(map(unicodedata.combining, text))
