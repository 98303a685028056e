"""Another look: on the summary that it is due, on each card what was answered last time, and at the end
what came of it."""

from datetime import date
from typing import Any

from bot.cards import blocks, fields, rounds
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.menus import MenuItem
from bot.cards.text import count, day, mention
from bot.cards.words import answer_word, reason_blocks, spoken_reason
from flows import look_again
from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Question
from flows.rounds import moves

ON_A_DAY, NEVER = "day", "never"
ON_HEADLINE = "Another look at what was approved: each answer of last time is confirmed or changed."


def offers(assessment: Assessment, today: date) -> list[MenuItem]:
    """For the summary: what can be done just now about another look, and the way to the looks before and
    after this one."""
    ref, found = Ref.of(assessment), []
    if look_again.is_due(assessment, today):
        found.append(MenuItem("Look again", Do.LOOK_AGAIN, ref))
    if assessment.state in look_again.LOOKED_AT_AGAIN:
        found.append(MenuItem("Set the day to look again", Do.LOOK_AGAIN_ON, ref))
    if assessment.next:
        found.append(MenuItem("Go to the next look", Do.NEXT_LOOK, Ref(assessment.next)))
    if assessment.previous:
        found.append(MenuItem("Go to the last look", Do.LAST_LOOK, Ref(assessment.previous)))
        found.append(MenuItem("Compare with the last look", Do.COMPARE_LOOKS, ref))
    return found


def since_last_look(assessment: Assessment) -> str:
    """On the summary of another look: how much was confirmed, and how much is other now. Else empty."""
    if assessment.previous is None or assessment.last_submission is None:
        return ""
    same, changed = look_again.confirmed_and_changed(assessment)
    left = len(assessment.before) - same - changed
    not_looked_at = f", {left} not looked at" if left else ""
    return f"Since the last look: {count(same, 'answer')} confirmed, {changed} changed{not_looked_at}."


def moved_since(assessment: Assessment) -> list[Block]:
    """The same with each answer that is another one now, for All answers."""
    submission, head = assessment.last_submission, since_last_look(assessment)
    if submission is None or not head:
        return []
    looked_at = [
        move for move in moves(assessment.framework, assessment.before, submission.given) if move.after
    ]
    return blocks.sections([head, *rounds.move_lines(looked_at)])


def last_time(given: Given) -> list[Block]:
    """On the card of a question. Without a name: the card is drawn with every answer, and a mention calls
    the person each time."""
    return [blocks.context(_answered_then(given)), *reason_blocks(given)]


def spoken_last_time(given: Given) -> str:
    return f"{_answered_then(given).replace('*', '')}.{spoken_reason(given)}"


def in_full(assessment: Assessment, question: Question) -> list[Block]:
    """Among all answers: who gave last time's answer, and when."""
    given = assessment.before.get(question.id)
    if given is None:
        return []
    return [blocks.context(f"{_answered_then(given)} · {mention(given.by)}")]


def set_day(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form in which the day to look again is changed."""
    on = assessment.look_again_on
    return blocks.modal(
        "Look again",
        View.LOOK_AGAIN_ON,
        [
            blocks.typed(assessment.title),
            blocks.section(
                "On that day its owner is asked to look again: each answer is confirmed or changed, "
                "in a new assessment."
            ),
            fields.radio(
                "When?",
                "when",
                [blocks.option("On this day", ON_A_DAY), blocks.option("Never", NEVER)],
                ON_A_DAY,
            ),
            fields.day("Day", "day", hint="A day after today.", initial=on, optional=True),
        ],
        metadata=ref.encode(),
        submit="Save",
    )


def when(assessment: Assessment, today: date) -> str:
    """When it is to be looked at again, or that this has begun. Empty for what is not approved."""
    on = assessment.look_again_on
    if assessment.state not in look_again.LOOKED_AT_AGAIN:
        return ""
    if on is None:
        return "Another look has begun." if assessment.next else "No day to look again is set."
    return (
        f"It is time to look again, since {day(on)}."
        if on <= today
        else f"To be looked at again on {day(on)}."
    )


def _answered_then(given: Given) -> str:
    return f"Last time, on {day(given.at)}: *{answer_word(given.answer)}*"
