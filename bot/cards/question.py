"""The living card in the thread: a question, the review, a pause, or the end."""

from typing import Any

from bot.cards import (
    ballot,
    blocks,
    evidence,
    for_the_record,
    just_answered,
    look_again,
    menus,
    minutes,
    panel,
    settling,
)
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.known import Known
from bot.cards.review import review_card
from bot.cards.rounds import changes_card, wish
from bot.cards.text import escape, mention, steps_bar
from bot.cards.words import (
    REASON_SHOWN,
    answer_word,
    position,
    signed_reasons,
    stands_at,
    state_line,
)
from flows.answer import AnswerKind
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import Trigger, can
from flows.states import State

BY_REVIEWER = "A reviewer asked to look at this again."
_MOVED = "This card has moved further down."
_SUMMARY = "The summary is in this thread and in the channel."
HOW_TO_TYPE = "You can also type in this thread: 4, or 4 because … Type help for more."


def current_card(assessment: Assessment, known: Known, minutes_of: str = "") -> Card:
    """The card for where the assessment stands now. `minutes_of`: the principle of which the thread says only
    here, at the end, what was answered."""
    progress = assessment.progress
    if progress.is_alone:
        return panel.alone_card(assessment, known)
    if progress.question is not None:
        return question_card(assessment, progress.question, known)
    if progress.at_review:
        return review_card(assessment, known)
    if progress.changes_asked:
        return changes_card(assessment, known)
    return paused_card(assessment) if progress.is_paused else ended_card(assessment, known, minutes_of)


def question_card(assessment: Assessment, question: Question, known: Known) -> Card:
    framework = assessment.framework
    number = framework.number(question.id)
    ref = Ref.of(assessment, question.id).encode()
    levels = [f"*{rating}*  {escape(question.level(rating))}" for rating in range(1, 6)]
    of_panel = settling.on_question(assessment, question, known)
    drawn: list[Block] = [
        *just_answered.line(assessment, known),
        blocks.context(f"*{position(assessment, question)}*   {_beside_position(assessment, question)}"),
        blocks.section(f"*{escape(question.text)}*"),
        # The numbers come first: with the keyboard of a phone open, they are still in view with the question.
        blocks.actions(*(_number(assessment, question, rating, ref) for rating in range(1, 6))),
        blocks.section("\n".join(levels)),
        *_asked_for(assessment),
        *of_panel.blocks,
        *_answer_so_far(assessment, question, known),
        blocks.actions(
            _other_answer("Not sure", Do.NOT_SURE, AnswerKind.NOT_SURE, assessment, ref),
            _other_answer("Not applicable", Do.NOT_APPLICABLE, AnswerKind.NOT_APPLICABLE, assessment, ref),
            blocks.button("Back", Do.BACK, ref) if can(assessment.progress, Trigger.BACK) else None,
            _menu(assessment, question),
            just_answered.button(assessment),
        ),
        *_way_back(assessment, ref),
    ]
    if number == 1:
        drawn.append(blocks.context(HOW_TO_TYPE))
    return Card(_spoken(assessment, question, known, of_panel.text), drawn)


def _number(assessment: Assessment, question: Question, rating: int, ref: str) -> dict[str, Any]:
    """The one that was chosen is marked by its label too: colour alone would tell not everybody."""
    answer, level = assessment.progress.answer_here, question.level(rating)
    action = f"{Do.RATE}_{rating}"
    if answer is None or answer.rating != rating:
        return blocks.button(str(rating), action, ref, spoken=f"{rating}: {level}")
    return blocks.button(
        f"{rating} ✓", action, ref, spoken=f"{rating}, the answer so far: {level}", style="primary"
    )


def _other_answer(
    label: str, action: Do, kind: AnswerKind, assessment: Assessment, ref: str
) -> dict[str, Any]:
    answer = assessment.progress.answer_here
    return blocks.button(label, action, ref, style="primary" if answer and answer.kind is kind else None)


def _beside_position(assessment: Assessment, question: Question) -> str:
    """How far along it is; before there is an answer, what shows it stands in the same line."""
    framework = assessment.framework
    shown = "" if question.id in assessment.given else evidence.counted(assessment, question.id)
    return shown or steps_bar(framework.number(question.id), len(framework.questions))


def _menu(assessment: Assessment, question: Question) -> dict[str, Any]:
    ref = Ref.of(assessment, question.id)
    if assessment.panel_of:
        return menus.behind_dots(
            menus.MenuItem("Why this question?", Do.WHY, ref),
            *just_answered.more(assessment),
            menus.MenuItem("Pause", Do.PAUSE, ref),
        )
    return menus.behind_dots(
        menus.MenuItem("Why this question?", Do.WHY, ref),
        menus.MenuItem("Add evidence", Do.EVIDENCE, ref),
        *just_answered.more(assessment),
        *([menus.MenuItem("Answer alone first", Do.CONVENE, ref)] if _may_convene(assessment) else []),
        menus.MenuItem("Pause", Do.PAUSE, ref),
        *for_the_record.offers(assessment),
    )


def _may_convene(assessment: Assessment) -> bool:
    """Whether people can still be asked to answer alone first: nothing is known of any answer."""
    return not (assessment.given or assessment.submissions or assessment.panel)


def paused_card(assessment: Assessment) -> Card:
    progress = assessment.progress
    where = stands_at(assessment, progress.place, paused=True)
    # One card for all: it cannot know whether its reader is the owner, so it says who may.
    words = f"{where}. Every answer is kept. Choose Resume to go on, today or next week."
    if not assessment.panel_of:
        words = f"{words} Only its owner can abandon it."
    ref = Ref.of(assessment).encode()
    return Card(
        words,
        [
            blocks.section(words),
            blocks.actions(
                blocks.button("Resume", Do.RESUME, ref, style="primary"),
                None if assessment.panel_of else blocks.button("Abandon", Do.ABANDON, ref),
            ),
        ],
    )


def ended_card(assessment: Assessment, known: Known, minutes_of: str) -> Card:
    if assessment.panel_of:
        return ballot.ended_card(assessment)
    last, state = assessment.last_submission, assessment.state
    if state == State.SUBMITTED and last:
        words = f"Submitted by {mention(last.by)}. {_SUMMARY}"
    elif state == State.WITHDRAWN:
        words = f"The decision was withdrawn, so this waits for a decision again. {_SUMMARY}"
    elif assessment.progress.is_handed_in:
        words = f"{state_line(assessment)} {_SUMMARY}"
    else:
        words = "This assessment was abandoned. The answers are kept, and nothing more can be answered."
    if minutes_of not in {principle.id for principle in assessment.framework.principles}:
        return Card(words, [blocks.section(words)])
    lines = minutes.of_principle(assessment, minutes_of, known)
    return Card(f"{words}\n{lines.text}", [blocks.section(words), *lines.blocks])


def closed_card(assessment: Assessment, question_id: str, known: Known) -> Card:
    """What stays of a card when the next one stands further down: the question, and what was answered."""
    question = next((q for q in assessment.framework.questions if q.id == question_id), None)
    if question is None:
        return Card(_MOVED, [blocks.context(_MOVED)])
    where, text = position(assessment, question), escape(question.text)
    if given := assessment.given.get(question.id):
        said = minutes.answered(question, given, known)
        return Card(
            f"{where}. {text} {escape(said)}",
            [blocks.context(f"*{where}*"), blocks.section(text), blocks.typed_context(said)],
        )
    return Card(f"{where}. {text} {_MOVED}", [blocks.context(f"*{where}*   {_MOVED}"), blocks.section(text)])


def _asked_for(assessment: Assessment) -> list[Block]:
    """In a round: who asked for it, and why. Without a mention, which would call them."""
    if not assessment.progress.asked:
        return []
    return [blocks.context(_asked_again(assessment)), *wish(assessment, REASON_SHOWN).blocks]


def _asked_again(assessment: Assessment) -> str:
    return ballot.AGAIN if assessment.panel_of else BY_REVIEWER


def _answer_so_far(assessment: Assessment, question: Question, known: Known) -> list[Block]:
    if assessment.to_confirm:
        return look_again.last_time(assessment.to_confirm)
    given = assessment.given.get(question.id)
    if given is None:
        return []
    shown = evidence.counted(assessment, question.id)
    said = [
        escape(known.signed(f"Answer so far: *{answer_word(given.answer)}*", given)),
        *([shown] if shown else []),
    ]
    reasons = signed_reasons(given, known)
    return [blocks.context(" · ".join(said)), *([blocks.typed_context(reasons)] if reasons else [])]


def _way_back(assessment: Assessment, ref: str) -> list[Block]:
    """This question was answered before: offer to leave it so, and go on where the team was."""
    progress, last_time = assessment.progress, assessment.to_confirm
    place = progress.answered_leads_to if last_time else progress.kept_leads_to
    if place is None:
        return []
    where = "the review" if place == "review" else f"question {assessment.framework.number(place)}"
    label = f"Keep it, go to {where}" if progress.answer_here else f"Go to {where}"
    if last_time:
        label = f"Keep {answer_word(last_time.answer)}, go to {where}"
    style = "primary" if last_time else None
    return [blocks.actions(blocks.button(label, Do.KEEP, ref, style=style))]


def _spoken(assessment: Assessment, question: Question, known: Known, of_panel: str) -> str:
    levels = " ".join(f"{rating}: {question.level(rating)}" for rating in range(1, 6))
    parts = [f"{position(assessment, question)}.", escape(f"{question.text} {levels}")]
    if assessment.to_confirm:
        parts.append(look_again.spoken_last_time(assessment.to_confirm) + " Type keep to confirm it.")
    if assessment.progress.asked:
        parts += [_asked_again(assessment), wish(assessment, REASON_SHOWN).text]
    parts.append(of_panel)
    if given := assessment.given.get(question.id):
        so_far = known.signed(f"Answer so far: {answer_word(given.answer)}", given)
        parts += [f"{escape(so_far)}.", escape(signed_reasons(given, known))]
    if shown := evidence.counted(assessment, question.id):
        parts.append(f"{shown}.")
    # Last, though it stands first: notifications show how this begins.
    parts.append(just_answered.spoken(assessment, known))
    parts.append("Answer with a button, or type a number from 1 to 5, not sure, or n/a because …")
    if assessment.framework.number(question.id) == 1:
        parts.append(HOW_TO_TYPE)
    return " ".join(part for part in parts if part)
