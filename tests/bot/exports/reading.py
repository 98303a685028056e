"""What each form of a record says, read back from its bytes."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import html5lib
from odfdo import Document
from pypdf import PdfReader

from bot.cards.for_the_record import shown
from bot.exports.source import Source
from flows.entry import recorded
from flows.framework import Framework
from flows.record.document import Record
from flows.record.panels import Dissent, PanelRound, Sentence
from flows.record.parts import Reason
from flows.record.reading import kept_of
from flows.voices import VoiceGroup


@dataclass(frozen=True)
class Facts:
    """What every form must say, exactly as it was typed."""

    title: str
    what: str
    with_whom: str
    conditions: str
    answers: tuple[tuple[int, str, int | None, str, str, str, str], ...]
    """Number, question, rating, level, reason, evidence, who. Before each line of a reason and of evidence
    stands whose it is, in tables."""
    evidence: tuple[tuple[int, str, str, str, str], ...]
    """Number of the question, the name of a file, what was typed, the link, and who wrote the message; of
    what was handed in."""
    recorded: tuple[tuple[str, str, str], ...] = ()
    """For the record: what the fact is called, what is recorded, who did."""
    panel: tuple[tuple[int, int, str, int | None, str, str, str, str], ...] = ()
    """How people rated alone: round, number of the question, who, rating, reason, evidence, how they see it
    otherwise. In the tables only: on a page, what is split comes first."""
    voices: tuple[tuple[str, str, str], ...] = ()
    """Whose they are, which question, and what somebody wrote."""
    typed: dict[int, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """By the number of the question, what stands of reason and evidence on a page."""

    @property
    def in_order(self) -> list[str]:
        """As they stand on a page."""
        first = [self.title, self.what, self.with_whom, *self.conditions.splitlines()]
        return (
            first
            + [
                str(part)
                for number, question, rating, level, _, _, by in self.answers
                for part in (
                    f"{number}. {question}",
                    f"{rating} of 5: {level}" if rating else "",
                    by,
                    *self.typed[number],
                    *(part for of, *said in self.evidence if of == number for part in said),
                )
                if part
            ]
            + [part for _, *said in self.voices for part in said if part]
            + [part for fact in self.recorded for part in fact]
        )


def facts_of(record: Record) -> Facts:
    source = Source(record, kept_of(record))
    framework, sheet = source.assessment.framework, source.assessment.sheet
    assert sheet is not None
    stands = recorded(source.assessment.entries)
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
                "\n".join(_named(source, said, said.words) for said in one.reasons if said.words),
                "\n".join(_named(source, said, said.evidence) for said in one.reasons if said.evidence),
                source.name(one.by, one.at),
            )
            for one in last
        ),
        tuple(
            (
                framework.number(one.question),
                one.file.name if one.file else "",
                one.words,
                one.link,
                source.name(one.said_by, one.at) if one.said_by else "",
            )
            for one in record.evidence
            if one.number in {held.number for held in record.submissions[-1].evidence}
        ),
        tuple(
            (
                field.label,
                shown(field, stands[field.id].value),
                source.name(stands[field.id].by, stands[field.id].at),
            )
            for field in sheet.fields
            if field.id in stands
        ),
        tuple(_ratings(source)),
        tuple(
            (group.whose, label, words)
            for group in source.assessment.voices
            for label, words in _heard(group, framework)
        ),
        {
            framework.number(one.question): tuple(
                words for said in one.reasons for words in (said.words, said.evidence)
            )
            for one in last
        },
    )


def _named(source: Source, said: Reason, words: str) -> str:
    """Each line that says anything, after the name of who wrote it."""
    name = f"{source.name(said.by, said.at)}: "
    return "".join(name + line if line.strip() else line for line in words.splitlines(keepends=True))


def _ratings(source: Source) -> Iterator[tuple[int, int, str, int | None, str, str, str, str]]:
    panel, framework = source.record.panel, source.assessment.framework
    if panel is None:
        return
    people = {one.number: source.name(one.person, one.done_at) for one in panel.people if panel.named}
    for around in panel.rounds:
        for of in around.answers:
            otherwise = {
                one.number: _sentences(one, around.number, panel.rounds)
                for one in panel.dissents
                if one.question == of.question
            }
            for one in of.answers:
                yield (
                    around.number,
                    framework.number(of.question),
                    people.get(one.number, f"Panel member {one.number}"),
                    one.rating,
                    one.reason,
                    one.evidence,
                    "\n\n".join(said.words for said in otherwise.get(one.number, ())),
                    ", ".join(str(said.team.rating) for said in otherwise.get(one.number, ()) if said.team),
                )


def _sentences(one: Dissent, around: int, rounds: Sequence[PanelRound]) -> list[Dissent | Sentence]:
    both: tuple[Dissent | Sentence, ...] = (*one.earlier, one)
    shown = [
        (each.number, each.revealed_at)
        for each in rounds
        if one.question in {of.question for of in each.answers}
    ]

    def rated_in(said: Dissent | Sentence) -> int:
        return said.around or max(number for number, at in shown if at and at <= said.at)

    return [said for said in both if rated_in(said) == around]


def _heard(group: VoiceGroup, framework: Framework) -> Iterator[tuple[str, str]]:
    for question in framework.questions:
        if group.agreement(question.id).people:
            yield question.label, "\n".join(f"{one.word}: {one.words}" for one in group.words(question.id))


def from_rows(
    assessment: dict[str, Any],
    answers: Sequence[dict[str, Any]],
    evidence: Sequence[dict[str, Any]],
    facts: Sequence[dict[str, Any]],
    panel: Sequence[dict[str, Any]],
    voices: Sequence[dict[str, Any]],
) -> Facts:
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
        tuple(
            (
                int(one["number"]),
                one["file"] or "",
                one["words"] or "",
                one["link"] or "",
                one["said_by"] or "",
            )
            for one in evidence
            if str(one["submission"]) == str(assessment["submissions"])
        ),
        tuple(
            (one["label"], one["value"], one["recorded_by"]) for one in facts if one["state"] == "recorded"
        ),
        tuple(
            (
                int(one["round"]),
                int(one["number"]),
                one["who"],
                int(one["rating"]) if one["rating"] else None,
                one["reason"] or "",
                one["evidence"] or "",
                one["sees_otherwise"] or "",
                one["otherwise_than"] or "",
            )
            for one in panel
        ),
        tuple((one["whose"], one["question"], one["words"] or "") for one in voices),
    )


def from_csv(folder: Path) -> Facts:
    names = ("assessments", "answers", "evidence", "facts", "panel", "voices")
    assessments, *others = (_csv(folder / f"{name}.csv") for name in names)
    return from_rows(assessments[0], *others)


def _csv(file: Path) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(file.read_bytes().decode(), newline=""))
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]


def from_ods(data: bytes) -> Facts:
    found = []
    for table in Document(io.BytesIO(data)).body.tables:
        head, *rows = table.get_values()
        names = [str(name) for name in head]
        found.append([dict(zip(names, map(_typed, row), strict=False)) for row in rows])
    blank = dict.fromkeys(found[1][0], "")
    return from_rows(blank | found[0][0], *found[1:])


def _typed(value: Any) -> Any:
    return _as_typed(value) if isinstance(value, str) else "" if value is None else value


def _as_typed(text: str) -> str:
    """With the characters that are called by their names, as `legible` calls them."""
    return re.sub(r"\[U\+([0-9A-F]{4,6})(?: [^\]]+)?\]", lambda found: chr(int(found[1], 16)), text)


def html_text(data: bytes) -> str:
    """What a reader sees. Raises where the page is not as HTML must be."""
    library: Any = html5lib
    page = library.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
    return _as_typed("".join(page.find("body").itertext()))


def pdf_text(data: bytes) -> str:
    """What a reader hears, without page numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return _as_typed("\n".join(re.sub(r"\n?Page \d+\s*of\s*\d+\s*$", "", page) for page in pages))


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
