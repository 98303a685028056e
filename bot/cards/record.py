"""Decisions as they stand on record: what the summary shows of them, and all of it in a modal."""

from typing import Any

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.refs import View
from bot.cards.words import VERDICT_WORDS, day, quoted
from bot.text import count, escape, listed, mention
from flows.assessment import Assessment
from flows.decision import Decision

MOST_SHOWN = 6
FEWEST_SHOWN = 2
SHORTEST = 40
MOST_BLOCKS = 95
"""Of the hundred that a modal may have."""


def decisions(assessment: Assessment, limit: int) -> Card:
    """Those on the last submission, for the summary; `limit` is how long a reason may be there. What a
    reviewer wrote matters more, so it gets three times that. Left out if it says no more than the state."""
    last = assessment.last_submission
    here = [one for one in assessment.decisions if last and one.submission == last.number]
    if len(here) == 1 and here[0].stands and not (here[0].words or here[0].conditions):
        return Card("", [])
    drawn: list[Block] = []
    spoken: list[str] = []
    most = MOST_SHOWN if limit else FEWEST_SHOWN
    if (earlier := len(here) - most) > 0:
        words = f"{count(earlier, 'earlier decision')}: choose Decisions to read all."
        drawn.append(blocks.context(words))
        spoken.append(words)
    for decision in here[-most:]:
        head = _head(assessment, decision)
        lines = _typed(decision, 3 * limit or SHORTEST)
        drawn += [*blocks.sections([head]), *blocks.typed_sections(lines)]
        spoken += [head.replace("*", ""), *(escape(line) for line in lines)]
    return Card("\n".join(spoken), drawn)


def in_full(assessment: Assessment) -> dict[str, Any]:
    """All decisions ever made on it, latest first, with every word."""
    drawn: list[Block] = []
    for decision in reversed(assessment.decisions):
        entry: list[Block] = [
            blocks.context(f"Summary {decision.submission}"),
            *blocks.sections([_head(assessment, decision)]),
        ]
        for line in _typed(decision, None):
            entry += blocks.typed_whole(line)
        if len(drawn) + len(entry) + 1 > MOST_BLOCKS:
            drawn.append(blocks.context("Earlier ones are not shown here."))
            break
        drawn += [*entry, blocks.divider()]
    return blocks.modal("Decisions", View.READ, drawn or [blocks.section("Nothing is decided yet.")])


def _head(assessment: Assessment, decision: Decision) -> str:
    words = f"*{VERDICT_WORDS[decision.verdict]}* by {mention(decision.by)} on {day(decision.at)}."
    if decision.questions:
        labels = [escape(assessment.framework.question(question).label) for question in decision.questions]
        words += f" To look at again: {listed(labels)}."
    if decision.is_self_review:
        words += " Self-review: on their own work."
    if decision.withdrawn_at:
        words += f" Withdrawn on {day(decision.withdrawn_at)}."
    return words


def _typed(decision: Decision, limit: int | None) -> list[str]:
    """What the reviewer wrote; each piece cut to `limit` characters, if there is one."""

    def fitting(words: str) -> str:
        return quoted(words, limit) if limit else f"“{words}”"

    lines = [f"• Condition: {fitting(condition)}" for condition in decision.conditions]
    if decision.words:
        lines.append(fitting(decision.words))
    if decision.withdrawn_why:
        lines.append(f"Withdrawn because: {fitting(decision.withdrawn_why)}")
    return lines
