"""Reading the summary card as a person does, and saying where it is not what it should be."""

import re
from collections.abc import Iterable, Mapping

from bot.demo.example import Score, Summary

_PRINCIPLE = re.compile(r"(?P<name>\S.*?)  [▰▱]+  (?P<score>.+)")
_RANGE = re.compile(r"between (\S+) and (\S+) once .+")
_RATED = re.compile(r"• (?P<label>.+?): (?P<rating>\d) of 5\.(?: “.*)?")
_OPEN = re.compile(r"• (?P<label>.+?): (?P<why>not sure|not answered)\.(?: “.*)?")
_AWAY = re.compile(r"• (?P<label>.+?)\.(?: “.*)?")
_PARTS = ("Speaks for sharing", "Speaks against", "Still open", "Does not apply")


def read(lines: list[str]) -> Summary:
    """The summary in the lines of its card."""
    pros, cons, still_open, away = (_part(lines, title) for title in _PARTS)
    return Summary(
        principles=dict(_principles(lines)),
        pros={match["label"]: int(match["rating"]) for match in _matches(_RATED, pros)},
        cons={match["label"]: int(match["rating"]) for match in _matches(_RATED, cons)},
        open={match["label"]: match["why"] for match in _matches(_OPEN, still_open)},
        not_applicable=[match["label"] for match in _matches(_AWAY, away)],
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
    return found


def missing(words: Iterable[str], lines: list[str]) -> list[str]:
    """Those of these words that stand in none of the lines."""
    return [wanted for wanted in words if not any(wanted in line for line in lines)]


def _principles(lines: list[str]) -> Iterable[tuple[str, Score]]:
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if (match := _PRINCIPLE.fullmatch(line)) is None:
            continue
        *band, rated = below.partition(" rated")[0].split(" · ")
        facts = below.split(" · ")
        span = next((found for fact in facts if (found := _RANGE.fullmatch(fact))), None)
        yield (
            match["name"],
            Score(
                score=match["score"],
                band="".join(band) or "none",
                rated=rated or "nothing",
                range=f"{span[1]} to {span[2]}" if span else None,
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


def _matches(pattern: re.Pattern[str], lines: list[str]) -> list[re.Match[str]]:
    return [match for line in lines if (match := pattern.fullmatch(line))]


def _facts(score: Score | None) -> dict[str, str]:
    facts = score.model_dump() if score else dict.fromkeys(Score.model_fields)
    return {fact: str(value or "nothing") for fact, value in facts.items()}


def _lists(summary: Summary) -> list[list[str]]:
    """The entries of each part, in the order of _PARTS."""
    parts: list[Mapping[str, object]] = [summary.pros, summary.cons, summary.open]
    return [*([f"{label}: {word}" for label, word in part.items()] for part in parts), summary.not_applicable]


def _less(these: list[str], those: list[str]) -> list[str]:
    return [entry for entry in these if entry not in those]
