"""After the reveal: the team settles what it says, and whoever sees it otherwise can say so."""

from dataclasses import replace
from typing import Any

from bot.cards import all_reasons, blocks, fields, rounds
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Card
from bot.cards.dots import VIEW_WORDS, aloud, figures
from bot.cards.known import Known
from bot.cards.panel import needed
from bot.cards.reveal import DIFFERENTLY, TALKED_ABOUT, reason_lines
from bot.cards.text import count, escape, listed
from bot.cards.words import numbered
from flows.agreement import View as PanelView
from flows.assessment import Assessment
from flows.framework import Question
from flows.panel_settling import in_sight, may_dissent_on, to_settle, to_take, why_nothing_to_dissent
from flows.refusals import NotPossible

QUESTION, WORDS = "question", "words"
CHOOSE_ONE = "The middle of the ratings, their median, lies between two levels. Choose one, and say why."


def to_begin_with(assessment: Assessment) -> Card | None:
    """Right after the reveal, while the team has answered nothing: only what it can do about that."""
    begins = assessment.panel and not (assessment.given or assessment.panel_of)
    return settling(assessment) if begins else None


def settling(assessment: Assessment) -> Card:
    """On the review: what the panel agrees on can be taken at once, and what it does not is asked first. What
    is being rated again is waited for, and nothing leads there."""
    take, left, waits = to_take(assessment), to_settle(assessment), _waits(assessment)
    if assessment.panel_of or not (left or waits):
        return Card("", [])
    ref, open_now = Ref.of(assessment), [one for one in left if one not in waits]
    waited = _waited(waits) if waits else ""
    if take:
        views = [needed(assessment).view(question.id) for question in left]
        agreed = views.count(PanelView.AGREED)
        which = "each" if agreed == len(take) else f"{len(take)} of them"
        words = (
            f"The panel agrees on {count(agreed, 'question')}. For {which}, the rating in the middle, its "
            "median, can be the team's answer."
        )
        words = f"{words} {waited}".rstrip()
        button = blocks.button("Take the medians", Do.TAKE_MEDIANS, ref.encode(), style="primary")
        return Card(words, [blocks.section(words), blocks.actions(button)])
    if not open_now:
        words = f"{waited} The team goes on after that."
        return Card(words, [blocks.section(words)])
    words = f"Still to settle: {count(len(open_now), 'question')}, split ones first. {waited}".rstrip()
    following = rounds.to_question("Next:", assessment, open_now[0])
    return Card(words, [blocks.section(words), blocks.actions(following)])


def _waited(waits: tuple[Question, ...]) -> str:
    labels = listed([escape(one.label) for one in waits])
    return f"{labels} {'is' if len(waits) == 1 else 'are'} being rated again, alone."


def _waits(assessment: Assessment) -> tuple[Question, ...]:
    """What the panel rates again just now."""
    panel = assessment.panel
    if panel is None or not panel.is_revealed:
        return ()
    return tuple(one for one in assessment.framework.questions if panel.is_rated_again(one.id))


def on_question(assessment: Assessment, question: Question, known: Known) -> Card:
    """On the card of a question: how the panel answered it, and what is asked of the team then. On a ballot,
    in which somebody rates it alone once more, nothing steers them: only what was said is in sight."""
    panel = assessment.panel
    if panel is None or not panel.is_revealed or not panel.rounds_of(question.id):
        return Card("", [])
    agreement = panel.agreement(question.id)
    words = f"*The panel: {VIEW_WORDS[agreement.view]}*   {figures(agreement)}"
    spoken_words = f"The panel: {aloud(agreement)}."
    if agreement.is_between_levels and not assessment.panel_of:
        words, spoken_words = f"{words}\n{CHOOSE_ONE}", f"{spoken_words} {CHOOSE_ONE}"
    reasons = reason_lines(panel, question.id, known) if agreement.view in TALKED_ABOUT else []
    drawn = [blocks.context(words), *([blocks.typed_context("\n".join(reasons))] if reasons else [])]
    in_full = all_reasons.button(assessment, (question,))
    # What is written here is said as well: whoever hears the card is to judge by the same reasons.
    said = " ".join([spoken_words, *map(escape, reasons)])
    return Card(said, [*drawn, *([blocks.actions(in_full)] if in_full else [])])


def dissent_form(
    assessment: Assessment, ref: Ref, person: str, question: str = "", *, changed: str = "", typed: str = ""
) -> dict[str, Any]:
    """In which somebody whose rating was revealed says that they see it otherwise than the team. `changed`:
    why it is shown anew, with what they `typed`."""
    asked = may_dissent_on(assessment, person)
    if not asked:
        raise NotPossible(why_nothing_to_dissent(assessment))
    options = [
        blocks.option(numbered(assessment.framework, one, assessment.given.get(one.id)), one.id)
        for one in asked
    ]
    named = needed(assessment).named
    rule = "Your name stands beside it." if named else "Your rating stands beside it, and not your name."
    return blocks.modal(
        DIFFERENTLY,
        View.DISSENT,
        [
            *([blocks.section(changed)] if changed else []),
            fields.menu("Which question?", QUESTION, options, question, optional=False),
            fields.text(
                "How do you see it?",
                WORDS,
                multiline=True,
                initial=typed,
                hint=f"A sentence stays on record. {rule}",
            ),
        ],
        metadata=replace(ref, seen=in_sight(assessment, person)).encode(),
        submit="Save",
    )
