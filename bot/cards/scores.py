"""The scores of the principles: a mark for each question, the score, and how many answers stand behind it."""

from collections.abc import Mapping

from bot.cards import blocks
from bot.cards.card import Card
from bot.cards.text import escape
from bot.cards.words import band_phrase, range_phrase, rated_phrase, score_phrase
from flows.answer import Mark
from flows.scoring import PrincipleScore, Result, ScoreStatus, one_decimal

SIGNS = {Mark.FOR: "+", Mark.AGAINST: "-", Mark.BETWEEN: "=", Mark.OPEN: "?", Mark.NOT_APPLICABLE: "/"}
"""They differ by shape, stand on every keyboard, and so are as wide as each other in every phone's font."""
NO_PANEL: Mapping[str, int] = {}
COUNTED = {Mark.FOR: "for", Mark.AGAINST: "against", Mark.BETWEEN: "in between", Mark.OPEN: "open"}
"""In words. What does not apply is said with how many are rated."""


def scores(result: Result, agreed: Mapping[str, int] = NO_PANEL) -> Card:
    """Slack draws words in a proportional font: what is to stand aligned stands in a block of code. Its lines
    are short enough for a phone, for names and numbers of questions like those of our own framework.
    `agreed`: on how many questions of each principle a panel did."""
    names = max(len(score.principle.name) for score in result.principles)
    signs = max(len(score.marks) for score in result.principles)
    lines = []
    for score in result.principles:
        name = score.principle.name.replace("`", "'")
        drawn = "".join(SIGNS[mark] for mark in score.marks)
        lines += [f"{name:<{names}} {drawn:<{signs}} {_score(score)}", f"  {_behind(score, agreed)}"]
    aligned = escape("\n".join(lines))
    spoken = "\n".join(
        f"{_spoken(score)}{_agreed(score, agreed, ' The panel ')}" for score in result.principles
    )
    return Card(spoken, [blocks.section(f"```\n{aligned}\n```")])


def in_short(result: Result) -> str:
    """`Purposeful 4.2, Responsible no score. 1 against, 2 open.`, where there is room for one line."""
    each = [
        f"{escape(one.principle.name)} {'no score' if one.score is None else one_decimal(one.score)}"
        for one in result.principles
    ]
    return f"{', '.join(each)}. {len(result.cons)} against, {len(result.open)} open."


def with_sign(words: str, mark: Mark) -> str:
    """Where the answers of this mark are named or counted: what its sign in the scores stands for."""
    return f"{words} ({SIGNS[mark]})"


def _score(score: PrincipleScore) -> str:
    """`3.8 Mixed`; where too much is open for a word, `3.8 so far`."""
    if score.score is None:
        return score_phrase(score)
    word = "so far" if score.status is ScoreStatus.TOO_OPEN else score.band.name if score.band else ""
    return f"{one_decimal(score.score)} {word}".rstrip()


def _behind(score: PrincipleScore, agreed: Mapping[str, int]) -> str:
    rated = f"{score.rated} of {score.applicable} rated{_agreed(score, agreed, ', ')}"
    if not score.open or score.low is None or score.high is None:
        return rated
    low, high = one_decimal(score.low), one_decimal(score.high)
    return f"{rated}, {low} to {high}" if agreed else f"{rated}, between {low} and {high}"


def _agreed(score: PrincipleScore, agreed: Mapping[str, int], lead: str) -> str:
    """`, agreed on 5`; nothing where there was no panel."""
    return f"{lead}agreed on {agreed[score.principle.id]}" if score.principle.id in agreed else ""


def counted(score: PrincipleScore) -> str:
    """`3 for, 1 against`: what the signs say, in words."""
    found = ((score.marks.count(mark), words) for mark, words in COUNTED.items())
    return ", ".join(f"{number} {words}" for number, words in found if number)


def _spoken(score: PrincipleScore) -> str:
    so_far = " so far" if score.status is ScoreStatus.TOO_OPEN else ""
    parts = (f"{score_phrase(score)}{so_far}", band_phrase(score), rated_phrase(score), range_phrase(score))
    marks = counted(score)
    said = f"{escape(score.principle.name)}: {' · '.join(part for part in parts if part)}."
    return f"{said} {marks}." if marks else said
