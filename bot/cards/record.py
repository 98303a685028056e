"""Decisions as they stand on record: what the summary shows of them, and all of it in a modal."""

from datetime import date
from typing import Any

from bot.cards import blocks, for_the_record
from bot.cards.callbacks import View
from bot.cards.card import Block, Card
from bot.cards.condition_words import NOT_RECORDED, held_up, in_short, state_words, terms_words
from bot.cards.text import count, day, escape, listed, mention
from bot.cards.words import VERDICT_WORDS, answer_word, quoted
from flows.assessment import Assessment
from flows.condition import Condition
from flows.conditions import InForce
from flows.decision import Decision

MOST_SHOWN = 3
"""Decisions, conditions and answers that are named on the summary; the window of decisions has all."""
CONDITION_LINE = 44
"""Characters of small type that stand in one line on a phone, about."""


def on_summary(assessment: Assessment, limit: int, today: date) -> Card:
    """What was said to the last submission, in small: whoever wants every word opens the decisions. `limit`:
    characters of each piece of what reviewers wrote; 0: none of it."""
    present = assessment.present_decisions
    drawn: list[Block] = []
    spoken: list[str] = []
    if words := held_up(assessment, today):
        drawn.append(blocks.section(words))
        spoken.append(words.replace("*", ""))
    for decision in present[-MOST_SHOWN:]:
        knowing = _knowing_briefly(assessment, decision)
        # Of a single one, the state above says already who made it and when.
        is_single = len(present) == 1
        said = (
            [knowing, _matter(assessment, decision)] if is_single else [_head(assessment, decision), knowing]
        )
        ours = " ".join(part for part in said if part)
        typed = _typed_briefly(decision, limit, today) if limit else []
        drawn += blocks.small(ours, typed)
        spoken += [part for part in (ours.replace("*", ""), escape("\n".join(typed))) if part]
    if (more := len(present) - MOST_SHOWN) > 0:
        words = f"And {count(more, 'earlier decision')}: choose Decision to read all."
        drawn.append(blocks.context(words))
        spoken.append(words)
    return Card("\n".join(spoken), drawn)


def took_note(assessment: Assessment, decision: Decision) -> str:
    """What an approval took note of: `Approved knowing that: Kept secure is 2.` Our own words, escaped; empty
    where there was nothing to tick."""
    if not decision.acknowledged:
        return ""
    given = assessment.submissions[decision.submission - 1].answers
    known = {question.id: question.label for question in assessment.framework.questions}
    weak = [
        f"{escape(known[question])} is {answer_word(given.get(question))}"
        for question in decision.acknowledged
        if question in known
    ]
    return f"Approved knowing that: {', '.join(weak)}."


def _knowing_briefly(assessment: Assessment, decision: Decision) -> str:
    many = len(decision.acknowledged)
    if many > MOST_SHOWN:
        return f"Approved knowing the {many} answers below."
    return took_note(assessment, decision)


def in_full(assessment: Assessment) -> dict[str, Any]:
    """All decisions ever made on it, latest first, with every word."""
    drawn: list[Block] = []
    for decision in reversed(assessment.decisions):
        entry: list[Block] = [
            blocks.context(f"Summary {decision.submission}"),
            *blocks.sections([_head(assessment, decision)]),
            *blocks.sections([words] if (words := took_note(assessment, decision)) else []),
            *blocks.contexts([words] if (words := for_the_record.when_decided(assessment, decision)) else []),
        ]
        entry += blocks.typed_quotes(_typed(decision))
        entry += blocks.sections(_what_became(decision))
        if len(drawn) + len(entry) + 1 > blocks.MODAL_ROOM:
            drawn.append(blocks.context("Earlier ones are not shown here."))
            break
        drawn += [*entry, blocks.divider()]
    return blocks.modal("Decisions", View.READ, drawn or [blocks.section("Nothing is decided yet.")])


def _head(assessment: Assessment, decision: Decision) -> str:
    return f"*{VERDICT_WORDS[decision.verdict]}* {by_whom(assessment, decision)}"


def by_whom(assessment: Assessment, decision: Decision) -> str:
    """What stands after the verdict: by whom and when, about what, and whether it was taken back. Escaped."""
    words = f"by {mention(decision.by)} on {day(decision.at)}."
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
    if not decision.conditions or any(one.is_recorded for one in decision.conditions):
        return ""
    return f"*Conditions.* {NOT_RECORDED}"


def _labels(assessment: Assessment, decision: Decision) -> str:
    return listed([escape(assessment.framework.question(one).label) for one in decision.questions])


def _typed_briefly(decision: Decision, limit: int, today: date) -> list[str]:
    """How what the reviewer wrote begins, with how far each condition is, and how many more there are."""
    lines = [_condition_line(one, today) for one in decision.conditions[:MOST_SHOWN]]
    if more := len(decision.conditions) - len(lines):
        lines.append(f"• And {count(more, 'more condition')}.")
    if decision.words:
        lines.append(f"{_said_with(decision)}{quoted(decision.words, limit)}")
    return lines


def _condition_line(condition: Condition, today: date) -> str:
    """One line on a phone."""
    state = in_short(condition, today)
    head = f"• {state}: " if state else "• "
    return head + quoted(condition.text, CONDITION_LINE - len(head))


def _typed(decision: Decision) -> list[tuple[str, str]]:
    """Every word that the reviewer wrote, each part with what says which it is."""
    many = len(decision.conditions) > 1
    found = [
        (f"{number}. " if many else "• ", one.text) for number, one in enumerate(decision.conditions, start=1)
    ]
    if decision.words:
        found.append((_said_with(decision), decision.words))
    if decision.withdrawn_at:
        found.append(("Because: ", decision.withdrawn_why))
    return found


def _said_with(decision: Decision) -> str:
    """In front of its words, which stand below the conditions and are not one more of them."""
    return "Said with them: " if decision.conditions else ""


def _what_became(decision: Decision) -> list[str]:
    """Of each condition, who sees to it, and who said and confirmed what."""
    if not decision.stands:
        return []  # nobody sees to them any more; History has what was done about them
    conditions = [InForce(decision, number) for number in range(len(decision.conditions))]
    if not any(one.condition.is_recorded for one in conditions):
        return [NOT_RECORDED] if conditions else []
    return [
        f"Condition {one.number + 1}: {terms_words(one.condition)} {state_words(one)}" for one in conditions
    ]
