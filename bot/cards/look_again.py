"""Another look: on the summary that it is due, on each card what was answered last time, and at the end
what came of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.cards import agreed, blocks, fields, rounds
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.known import whose
from bot.cards.menus import MenuItem
from bot.cards.text import count, day, escape, mention
from bot.cards.words import answer_word, reasons_of
from flows import look_again
from flows.actor import is_taken_out
from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Verdict
from flows.framework import Question
from flows.rounds import moves

ON_A_DAY, NEVER = "day", "never"
GIVE = "Give the look to…"


def offers(assessment: Assessment, today: date) -> list[MenuItem]:
    """For the summary: what can be done just now about another look, and the way to the looks before and
    after this one."""
    ref, found, is_due = Ref.of(assessment), [], look_again.is_due(assessment, today)
    if is_due:
        found.append(MenuItem("Look again", Do.LOOK_AGAIN, ref))
    if assessment.state in look_again.LOOKED_AT_AGAIN:
        label = "Put off the next look" if is_due else "Set the day to look again"
        found.append(MenuItem(label, Do.LOOK_AGAIN_ON, ref))
        if assessment.look_again_on:
            found.append(MenuItem(GIVE, Do.GIVE_LOOK, ref))
    declined = look_again.was_declined(assessment)
    if declined and not assessment.next:
        found.append(MenuItem("Start again", Do.START_AGAIN, ref))
    if assessment.next:
        label = "Go to what was started again" if declined else "Go to the next look"
        found.append(MenuItem(label, Do.NEXT_LOOK, Ref(assessment.next)))
    if assessment.previous and not look_again.is_last_erased(assessment):
        last = "what was declined" if assessment.previous_verdict is Verdict.DECLINE else "the last look"
        found.append(MenuItem(agreed.LABEL, Do.AGREED, ref))
        found.append(MenuItem(f"Go to {last}", Do.LAST_LOOK, Ref(assessment.previous)))
        found.append(MenuItem(f"Compare with {last}", Do.COMPARE_LOOKS, ref))
    return found


def on_headline(assessment: Assessment) -> str:
    """What this one looks at again; empty for the first look."""
    if assessment.previous is None:
        return ""
    if look_again.is_last_erased(assessment):
        return "What this looks at again was erased."
    declined = assessment.previous_verdict is Verdict.DECLINE
    what = "Started again from what was declined" if declined else "Another look at what was approved"
    return f"{what}: each answer of last time is confirmed or changed."


def since_last_look(assessment: Assessment) -> str:
    """On the summary of another look: how much was confirmed, and how much is other now. Else empty."""
    if assessment.previous is None or assessment.last_submission is None:
        return ""
    if look_again.is_last_erased(assessment):
        return ""  # of what is left nobody can say how much there was
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
    said = reasons_of(given)
    return [blocks.context(_answered_then(given)), *([blocks.typed_context(said)] if said else [])]


def spoken_last_time(given: Given) -> str:
    return f"{_answered_then(given).replace('*', '')}. {escape(reasons_of(given))}".rstrip()


def in_full(assessment: Assessment, question: Question) -> list[Block]:
    """Among all answers: who gave last time's answer, and when."""
    given = assessment.before.get(question.id)
    if given is None:
        return []
    return [blocks.context(f"{_answered_then(given)} · {whose(given, mention(given.by))}")]


def set_day(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form in which the day to look again is changed."""
    on = assessment.look_again_on
    asked = f"{mention(assessment.looker)} is" if assessment.looker else "its owner and whoever approved are"
    return blocks.modal(
        "Look again",
        View.LOOK_AGAIN_ON,
        [
            blocks.typed(assessment.title),
            blocks.section(
                f"On that day {asked} asked to look again: each answer is confirmed or changed, "
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
        metadata=_bound(assessment, ref),
        submit="Save",
    )


def put_off(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The same once the day has come: another look waits until it is done or put off, and that needs a
    reason."""
    return blocks.modal(
        "Put off the look",
        View.LOOK_AGAIN_ON,
        [
            blocks.typed(assessment.title),
            blocks.section(
                "The day to look again has come. Until somebody begins it, it waits. You can put it off to "
                "another day. The reason is told in the thread and stays in History."
            ),
            fields.day("Until when?", "day", hint="A day after today."),
            fields.text("Why?", "why", multiline=True),
        ],
        metadata=_bound(assessment, ref),
        submit="Put off",
    )


def give(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form in which another look is given to somebody."""
    return blocks.modal(
        "Give the look",
        View.GIVE_LOOK,
        [
            blocks.typed(assessment.title),
            blocks.section(
                "Who looks at this again? From its day on it waits for them alone, and they own the new "
                "assessment. They are told in a direct message."
            ),
            fields.person("Who looks again?", "person", placeholder="Choose a person"),
        ],
        metadata=_bound(assessment, ref),
        submit="Give",
    )


def _bound(assessment: Assessment, ref: Ref) -> str:
    """What a form carries: others may change the same while it is open."""
    return replace(ref, seen=look_again.plan_mark(assessment)).encode()


def when(assessment: Assessment, today: date) -> str:
    """When it is to be looked at again, or that this has begun. Empty for what is not approved."""
    on = assessment.look_again_on
    if assessment.state not in look_again.LOOKED_AT_AGAIN:
        return ""
    if on is None:
        return "Another look has begun." if assessment.next else "No day to look again is set."
    looker = assessment.looker if assessment.looker and not is_taken_out(assessment.looker) else None
    if on > today:
        by = f" by {mention(looker)}" if looker else ""
        return f"To be looked at again on {day(on)}{by}."
    waits = f" It waits for {mention(looker)}." if looker else ""
    return f"It is time to look again, since {day(on)}.{waits}"


def _answered_then(given: Given) -> str:
    return f"Last time, on {day(given.at)}: *{answer_word(given.answer)}*"
