"""Decisions as they stand on record: what the summary shows of them, and all of it in a modal."""

from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import View
from bot.cards.card import Block, Card
from bot.cards.rounds import WEIGHT
from bot.cards.text import count, day, escape, listed, mention
from bot.cards.words import VERDICT_WORDS, quoted
from flows.assessment import Assessment
from flows.decision import Decision

MOST_SHOWN = 6
FEWEST_SHOWN = 2
SHORTEST = 40
MOST_BLOCKS = 95
"""Of the hundred that a modal may have."""


def decisions(assessment: Assessment, limit: int, *, few: bool = False) -> Card:
    """Those on the last submission, for the summary: what holds first, then in small what was withdrawn.

    `limit` is how long a reason may be there; what a reviewer wrote gets WEIGHT times that. `few`: only the
    last of them, and how their conditions begin, because there is no room for all.
    """
    last = assessment.last_submission
    withdrawn = [one for one in assessment.decisions if last and one.submission == last.number]
    withdrawn = [one for one in withdrawn if not one.stands]
    present = assessment.present_decisions
    length = WEIGHT * limit or SHORTEST
    drawn: list[Block] = []
    spoken: list[str] = []
    shown = FEWEST_SHOWN if few else MOST_SHOWN
    for decision in present[-shown:]:
        # Of a single one, the state above says already who made it and when.
        head = _matter(assessment, decision) if len(present) == 1 else _head(assessment, decision)
        lines = _typed(decision, length, FEWEST_SHOWN if few else None)
        drawn += [*blocks.sections([head] if head else []), *blocks.typed_sections(lines)]
        spoken += [head.replace("*", ""), *(escape(line) for line in lines)]
    if (more := len(present) - shown) > 0:
        words = (
            f"{count(more, 'earlier decision')} on this summary as well: choose All decisions to read all."
        )
        drawn.append(blocks.context(words))
        spoken.append(words)
    most = MOST_SHOWN if limit else FEWEST_SHOWN
    for decision in withdrawn[-most:]:
        head, why = _head(assessment, decision).replace("*", ""), _why(decision, length)
        drawn.append({**blocks.context(head), "elements": [blocks.mrkdwn(head), blocks.plain(why)]})
        spoken += [head, escape(why)]
    if (more := len(withdrawn) - most) > 0:
        words = f"{count(more, 'earlier decision')} withdrawn as well: choose All decisions to read all."
        drawn.append(blocks.context(words))
        spoken.append(words)
    return Card("\n".join(text for text in spoken if text), drawn)


def in_full(assessment: Assessment) -> dict[str, Any]:
    """All decisions ever made on it, latest first, with every word."""
    drawn: list[Block] = []
    for decision in reversed(assessment.decisions):
        entry: list[Block] = [
            blocks.context(f"Summary {decision.submission}"),
            *blocks.sections([_head(assessment, decision)]),
        ]
        for line in [*_typed(decision, None), *([_why(decision, None)] if decision.withdrawn_at else [])]:
            entry += blocks.typed_whole(line)
        if len(drawn) + len(entry) + 1 > MOST_BLOCKS:
            drawn.append(blocks.context("Earlier ones are not shown here."))
            break
        drawn += [*entry, blocks.divider()]
    return blocks.modal("Decisions", View.READ, drawn or [blocks.section("Nothing is decided yet.")])


def _head(assessment: Assessment, decision: Decision) -> str:
    words = f"*{VERDICT_WORDS[decision.verdict]}* by {mention(decision.by)} on {day(decision.at)}."
    if decision.questions:
        words += f" To look at again: {_labels(assessment, decision)}."
    if decision.is_self_review:
        words += " Self-review: on their own work."
    if decision.withdrawn_at:
        words += f" Withdrawn on {day(decision.withdrawn_at)}."
    return words


def _matter(assessment: Assessment, decision: Decision) -> str:
    """What the words of a decision are about, where it is known whose they are."""
    if decision.questions:
        return f"*To look at again:* {_labels(assessment, decision)}."
    return "*Conditions*" if decision.conditions else ""


def _labels(assessment: Assessment, decision: Decision) -> str:
    return listed([escape(assessment.framework.question(one).label) for one in decision.questions])


def _typed(decision: Decision, limit: int | None, most: int | None = None) -> list[str]:
    """What the reviewer wrote; each piece cut to `limit` characters, and after `most` conditions the others
    only counted, if there are such limits."""
    lines = [f"• {_quoted(condition, limit)}" for condition in decision.conditions[:most]]
    if more := len(decision.conditions) - len(lines):
        lines.append(f"• And {count(more, 'more condition')}: choose All decisions to read all.")
    return [*lines, _quoted(decision.words, limit)] if decision.words else lines


def _why(decision: Decision, limit: int | None) -> str:
    return f"Because: {_quoted(decision.withdrawn_why, limit)}"


def _quoted(words: str, limit: int | None) -> str:
    return quoted(words, limit) if limit else f"“{words}”"
