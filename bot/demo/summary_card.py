"""Reading the summary card as a person does, and saying where it is not what it should be."""

import itertools
import re
from collections.abc import Iterable, Mapping

from bot.cards.scores import with_sign
from bot.cards.splits import SPLIT
from bot.demo.example import Score, Summary
from flows.answer import Mark
from flows.framework import default_framework

_PRINCIPLE = re.compile(
    r"(?P<name>\S.*?) +(?P<marks>[-+=?/]+) +(?P<score>\d\.\d|no score|not applicable)(?: (?P<band>.+))?"
)
_BEHIND = re.compile(
    r" *(?P<rated>\d+ of \d+) rated(?:, agreed on (?P<agreed>\d+))?"
    r"(?:, (?:between )?(?P<low>\S+) (?:and|to) (?P<high>\S+))?"
)
_RATED = re.compile(r"• (?P<label>.+?): (?P<rating>\d)\.(?: .*)?")
_OPEN = re.compile(r"• (?P<label>.+?): .+")
_SPLIT = re.compile(r"• (?P<label>.+?): (?P<dots>1 .+)")
_OUTSIDE = re.compile(r"\d+ voices?: .+?\.(?: Furthest from the team: .+?\)\.)?")
_PARTS = (with_sign("Against", Mark.AGAINST), with_sign("Open", Mark.OPEN), SPLIT)


def read(lines: list[str]) -> Summary:
    """The summary in the lines of its card."""
    cons, still_open, split = (_part(lines, title) for title in _PARTS)
    named = [match["label"] for match in _matches(_OPEN, still_open)]
    return Summary(
        principles=dict(_principles(lines)),
        cons={match["label"]: int(match["rating"]) for match in _matches(_RATED, cons)},
        open=named or _in_a_row(lines, _PARTS[1]),
        split={match["label"]: match["dots"] for match in _matches(_SPLIT, split)},
        outside=next((match[0] for match in map(_OUTSIDE.search, lines) if match), None),
    )


def differences(expected: Summary, shown: Summary) -> list[str]:
    """Each thing that is not as expected, in one line; none if all is."""
    found = []
    for name in {**expected.principles, **shown.principles}:
        wanted, there = _facts(expected.principles.get(name)), _facts(shown.principles.get(name))
        for fact, value in wanted.items():
            if value != there[fact]:
                found.append(f"{name}, {fact}: expected {value}, the card says {there[fact]}")
    for title, wanted_list, there_list in zip(_PARTS, _lists(expected), _lists(shown), strict=True):
        if wanted_list != there_list:
            found.append(f"{title}:")
            found += [f"  expected, but not on the card: {entry}" for entry in _less(wanted_list, there_list)]
            found += [f"  on the card, but not expected: {entry}" for entry in _less(there_list, wanted_list)]
            if sorted(wanted_list) == sorted(there_list):
                found.append(f"  expected in this order: {', '.join(wanted_list)}")
                found.append(f"  the card has this order: {', '.join(there_list)}")
    if expected.outside != shown.outside:
        wanted_words, there_words = (one.outside or "none" for one in (expected, shown))
        found.append(f"Voices from outside: expected {wanted_words}, the card says {there_words}")
    return found


def missing(words: Iterable[str], lines: list[str]) -> list[str]:
    """Those of these words that stand in none of the lines."""
    return [wanted for wanted in words if not any(wanted in line for line in lines)]


def _principles(lines: list[str]) -> Iterable[tuple[str, Score]]:
    for line, below in itertools.pairwise(lines):
        if (match := _PRINCIPLE.fullmatch(line)) and (behind := _BEHIND.fullmatch(below)):
            yield (
                match["name"],
                Score(
                    marks=match["marks"],
                    score=match["score"],
                    band=match["band"] or "none",
                    rated=behind["rated"],
                    agreed=int(behind["agreed"]) if behind["agreed"] else None,
                    range=f"{behind['low']} to {behind['high']}" if behind["low"] else None,
                ),
            )


def _part(lines: list[str], title: str) -> list[str]:
    """The entries under a title."""
    if title not in lines:
        return []
    entries = []
    for line in lines[lines.index(title) + 1 :]:
        if not line.startswith("•"):
            break
        entries.append(line)
    return entries


def _in_a_row(lines: list[str], title: str) -> list[str]:
    """The questions under a title that stand in one line, where there is no room for a list."""
    row = lines[lines.index(title) + 1] if title in lines[:-1] else ""
    labels = [question.label for question in default_framework().questions]
    return sorted((label for label in labels if label in row), key=row.index)


def _matches(pattern: re.Pattern[str], lines: list[str]) -> list[re.Match[str]]:
    return [match for line in lines if (match := pattern.fullmatch(line))]


def _facts(score: Score | None) -> dict[str, str]:
    facts = score.model_dump() if score else dict.fromkeys(Score.model_fields)
    return {fact: "nothing" if value is None else str(value) for fact, value in facts.items()}


def _lists(summary: Summary) -> list[list[str]]:
    """The entries of each part, in the order of _PARTS."""
    return [_entries(summary.cons), summary.open, _entries(summary.split)]


def _entries(by_label: Mapping[str, object]) -> list[str]:
    return [f"{label}: {what}" for label, what in by_label.items()]


def _less(these: list[str], those: list[str]) -> list[str]:
    return [entry for entry in these if entry not in those]
