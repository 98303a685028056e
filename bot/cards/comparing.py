"""Two assessments side by side, in one window; and the windows in which the two are chosen."""

from collections.abc import Sequence
from typing import Any

from bot.cards import blocks, splits
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.rows import STAGE_WORDS
from bot.cards.text import channel_link, count, day, escape, few, listed
from bot.cards.words import (
    band_phrase,
    given_word,
    rated_phrase,
    reasons_of,
    score_phrase,
    state_line,
    which_look,
)
from flows.assessment import Assessment
from flows.comparing import Comparison, Difference, Scores
from flows.framework import Question
from flows.listing import Listed

COMPARE = "Compare with…"
REASON = 140
WITH_REASONS = 30
"""Differences that are shown with their reasons; with more of them a window would not hold them."""
NAMED = 20
"""Questions that cannot be compared, by name."""
_CHOOSE, _COMPARED = "Choose what to compare", "Compared"
_NOT_THE_SAME = "cannot be compared, because the two were not asked the same."


def choose(
    one: Assessment | None, others: Sequence[Listed], *, complete: bool, here: str = ""
) -> dict[str, Any]:
    """Which one to compare, or, of `one`, with which. `others` in the order in which they are offered; `here`
    is the channel in which it was opened."""
    drawn: list[Block] = [blocks.typed(one.title)] if one else []
    if others:
        asked = "Which one do you want to compare it with?" if one else "Choose the first of the two."
        options = [_option(other) for other in others[: blocks.SELECT_LIMIT]]
        menu = blocks.select("Choose", Do.COMPARE_WITH if one else Do.COMPARE, options)
        drawn += [blocks.section(asked), blocks.actions(menu)]
    else:
        drawn.append(blocks.section(f"There is no {'other one' if one else 'one'} to compare yet."))
    notes = "These are submitted, have the same questions, and are where you can see them."
    if not complete:
        notes += " Slack could not say which private channels you are in, so those are left out just now."
    drawn.append(blocks.context(notes))
    return blocks.modal(_CHOOSE, View.READ, drawn, metadata=Ref.of(one).at(here).encode() if one else "")


def side_by_side(found: Comparison, here: str = "") -> dict[str, Any]:
    """What differs first, then the scores of both; `here` as in `choose`."""
    names, drawn = _sides(found), list[Block]()
    for name, one in zip(names, (found.left, found.right), strict=True):
        drawn += [blocks.context(f"*{name}*"), blocks.typed(one.title), blocks.context(_facts(one))]
    drawn += _not_compared(found)
    number = len(found.differences)
    drawn += [blocks.divider(), blocks.header(f"Different answers · {number}")]
    if number <= WITH_REASONS:
        drawn += [block for one in found.differences for block in _difference(one, names)]
    else:
        drawn += blocks.sections([_line(one, names) for one in found.differences])
    same = count(found.same, "question has", "questions have")
    drawn.append(blocks.context(f"{same} the same answer in both."))
    drawn += [blocks.divider(), blocks.header("Scores")]
    drawn += blocks.sections([_scores(one, names) for one in found.scores])
    drawn.append(blocks.actions(blocks.button("Compare with another", Do.COMPARE)))
    return blocks.modal(_COMPARED, View.READ, drawn, metadata=Ref.of(found.left).at(here).encode())


def offer(rows: Sequence[Listed]) -> dict[str, Any] | None:
    """The button for a list, if anything on it can be compared."""
    some = any(one.handed_in_at for one in rows)
    return blocks.button("Compare two", Do.COMPARE) if some else None


def _sides(found: Comparison) -> tuple[str, str]:
    """How the two are called: looks at the same have the same title."""
    if found.right.previous == found.left.id:
        return "Last look", "This look"
    return ("This look", "Last look") if found.left.previous == found.right.id else ("First", "Second")


def _option(listed: Listed) -> dict[str, Any]:
    # A title can be there more than once, and an option has no room for a channel's name.
    when = f"submitted {day(listed.handed_in_at)}" if listed.handed_in_at else ""
    facts = ", ".join(part for part in (which_look(listed), STAGE_WORDS[listed.stage], when) if part)
    return blocks.option(listed.title, Ref(listed.id).encode(), facts)


def _facts(one: Assessment) -> str:
    submission = one.last_submission
    when = f"Submitted on {day(submission.at)}." if submission else "Not submitted yet: its answers so far."
    stands = state_line(one) if submission else ""
    where = f"In {channel_link(one.channel)}."
    return " ".join(
        part for part in (which_look(one, "."), where, when, splits.who_looked(one), stands) if part
    )


def _not_compared(found: Comparison) -> list[Block]:
    """What stands in one of the two only, or was asked in other words."""
    left, right = found.left.framework.version, found.right.framework.version
    if left == right and not found.not_compared:
        return []
    versions = f"There are two versions of the questions here, {escape(left)} and {escape(right)}."
    missing = _names(found.not_compared)
    words = f"{missing} {_NOT_THE_SAME}" if missing else "Both versions ask the same."
    return blocks.sections([f"*{versions}* {words}"])


def _names(questions: Sequence[Question]) -> str:
    return listed(few([escape(question.label) for question in questions], NAMED))


def _difference(one: Difference, names: tuple[str, str]) -> list[Block]:
    said = [
        blocks.plain(f"{name}: {words}")
        for name, given in zip(names, (one.left, one.right), strict=True)
        if (words := reasons_of(given, REASON))
    ]
    return [blocks.section(_line(one, names)), *([blocks.context_of(*said)] if said else [])]


def _line(one: Difference, names: tuple[str, str]) -> str:
    given = zip(names, (one.left, one.right), strict=True)
    both = [f"{name} *{given_word(answer)}*" for name, answer in given]
    return f"{escape(one.question.label)}: {', '.join(both)}"


def _scores(one: Scores, names: tuple[str, str]) -> str:
    principle = f"*{escape(one.principle.name)}*"
    if one.both is None:
        return f"{principle} {_NOT_THE_SAME}"
    lines = [principle]
    for name, score in zip(names, one.both, strict=True):
        facts = (score_phrase(score), band_phrase(score), rated_phrase(score))
        lines.append(f"{name}: {' · '.join(part for part in facts if part)}")
    return "\n".join(lines)
