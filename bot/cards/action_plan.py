"""Actions: how many the summary counts, the form to add one, and all of them in a modal."""

from datetime import date
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.menus import MenuItem
from bot.cards.text import count, day, mention, shorten
from bot.cards.words import answer_word, quoted
from flows.action_plan import MOST_OPEN, Group, Subject, done, question_of, still_open, subjects
from flows.assessment import Assessment
from flows.decision import Action
from flows.typed import WORDS_MAX

MOST_DONE_LISTED = 15
SPOKEN = 60
MOST_WORDS = 30_000
"""Characters that all actions together may take in the modal: Slack takes up to 250 kB."""


def counted(assessment: Assessment, today: date) -> str:
    """`Actions: 3 open, 2 overdue, 1 done.` Empty if there are none."""
    if not assessment.actions:
        return ""
    waiting = still_open(assessment)
    overdue = sum(action.is_overdue(today) for action in waiting)
    late = f", {overdue} overdue" if overdue else ""
    return f"Actions: {len(waiting)} open{late}, {len(done(assessment))} done."


def offers(assessment: Assessment) -> list[MenuItem]:
    """For the summary. Nothing can be added where nothing deserves it, or where all is over."""
    ref = Ref.of(assessment)
    adds = not assessment.is_over and any(True for _ in subjects(assessment))
    return [
        *([MenuItem("Add an action", Do.ADD_ACTION, ref)] if adds else []),
        *([MenuItem("All actions", Do.ACTIONS, ref)] if assessment.actions else []),
    ]


def add(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form to add an action. Something deserves one, see `offers`."""
    found = list(subjects(assessment))
    questions = [subject for subject in found if subject.question]
    conditions = [subject for subject in found if not subject.question]
    # A menu has room for so many: no question is crowded out by what many reviewers wrote.
    found = [*conditions[: max(0, blocks.SELECT_LIMIT - len(questions))], *questions]
    return blocks.modal(
        "Add an action",
        View.ADD_ACTION,
        [
            fields.grouped(
                "About what?",
                "about",
                [
                    (group.value, [(_choice(s), s.key) for s in found if s.group is group])
                    for group in (Group.CONDITION, Group.LOW, Group.OPEN)
                ],
                placeholder="A question or a condition",
            ),
            fields.text(
                "What is to be done?",
                "what",
                multiline=True,
                hint=f"Up to {WORDS_MAX:,} characters.",
            ),
            fields.person("Who does it?", "who", placeholder="One person"),
            fields.day("By when?", "by", hint="Today or a later day."),
        ],
        metadata=ref.encode(),
        submit="Add",
    )


def everything(assessment: Assessment, ref: Ref, today: date, said: str = "") -> dict[str, Any]:
    """All open actions with a way to tick them off, and those done last with a way to take that back.
    `said`: what the person is told about the last click here."""
    waiting, finished = still_open(assessment), done(assessment)
    limit = min(WORDS_MAX, MOST_WORDS // max(1, len(waiting) + len(finished)))
    drawn: list[Block] = [blocks.section(said)] if said else []
    drawn.append(blocks.section(f"{count(len(waiting), 'open action')}, {len(finished)} done"))
    for action in waiting[:MOST_OPEN]:
        drawn += _open(assessment, action, today, limit, _within(ref, action))
    for action in finished[:MOST_DONE_LISTED]:
        undo = blocks.button("Not done", Do.UNTICK_ACTION, _within(ref, action).encode())
        drawn.append(blocks.typed(quoted(action.what, limit), undo))
        drawn.append(blocks.context(_by_whom(action)))
    if (more := len(finished) - MOST_DONE_LISTED) > 0:
        drawn.append(blocks.context(f"And {more} more that were done before."))
    return blocks.modal("Actions", View.READ, drawn, metadata=ref.encode())


def _within(ref: Ref, action: Action) -> Ref:
    return Ref(ref.assessment, ref.turn, action.id, ref.channel, seen=action.mark)


def _open(assessment: Assessment, action: Action, today: date, limit: int, ref: Ref) -> list[Block]:
    tick = blocks.button("Done", Do.TICK_ACTION, ref.encode(), spoken=f"Done: {_beginning(action)}")
    about = blocks.plain(_about(assessment, action, limit))
    return [
        blocks.typed(quoted(action.what, limit), tick),
        blocks.context_of(blocks.mrkdwn(_who_and_when(action, today)), about),
    ]


def _beginning(action: Action) -> str:
    return shorten(" ".join(action.what.split()), SPOKEN)


def _who_and_when(action: Action, today: date) -> str:
    overdue = " · *Overdue*" if action.is_overdue(today) else ""
    return f"{mention(action.who)} by {day(action.by)}{overdue}"


def _by_whom(action: Action) -> str:
    assert action.done_at is not None
    return f"Done by {mention(action.done_by or '')} on {day(action.done_at)}"


def _about(assessment: Assessment, action: Action, limit: int) -> str:
    question = question_of(assessment, action)
    return f"About {question.label}" if question else f"Condition: {quoted(action.about, limit)}"


def _choice(subject: Subject) -> str:
    if subject.question is None:
        return " ".join(subject.about.split())
    word = answer_word(subject.answer)
    return f"{subject.question.label}: {word}" + (" of 5" if subject.group is Group.LOW else "")
