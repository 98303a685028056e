"""The modal of a decision: what it is about, what an approval takes note of, and the words it needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.cards import blocks, fields, rounds
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.scores import scores
from bot.cards.text import day, escape, mention
from bot.cards.words import answer_word, reasons_of, state_line
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.decision import WORDS_MAX, Verdict
from flows.framework import Framework, Question
from flows.rounds import moves
from flows.scoring import Result, assess
from flows.submission import Submission

BUTTONS = {
    Verdict.APPROVE: "Approve",
    Verdict.CONDITIONS: "Approve with conditions",
    Verdict.CHANGES: "Ask for changes",
    Verdict.DECLINE: "Decline",
}
_SUBMIT = {**BUTTONS, Verdict.CONDITIONS: "Approve"}
LENGTH = f"Up to {WORDS_MAX:,} characters."
REASON_SHOWN = 200

Doubts = tuple[tuple[Question, Answer | None], ...]


def buttons(assessment: Assessment) -> Block:
    """The four ways to decide. All look alike: a card should not lean to one of them."""
    ref = Ref.of(assessment).encode()
    return blocks.actions(
        *(blocks.button(label, f"{Do.DECIDE}_{verdict}", ref) for verdict, label in BUTTONS.items())
    )


def choose_verdict(assessment: Assessment, channel: str) -> dict[str, Any]:
    """For who comes from elsewhere than the summary: what is to be decided, and the four ways."""
    submission = _submitted(assessment)
    result = assess(assessment.framework, submission.answers)
    drawn = [*_what(assessment, submission, result), *_doubts(submission, result), buttons(assessment)]
    return blocks.modal("Decide", View.READ, drawn, metadata=Ref.of(assessment).at(channel).encode())


def decide(
    assessment: Assessment,
    verdict: Verdict,
    person: str,
    channel: str,
    *,
    look_again_on: date | None,
    seen: str = "",
) -> dict[str, Any]:
    """The form for one verdict, bound by the mark in its metadata to the answers that it shows.

    `look_again_on` is offered with an approval. `seen` is the mark of the submission that was shown before:
    then it says first what is different now.
    """
    submission = _submitted(assessment)
    mark = submission.mark(assessment.framework)
    result = assess(assessment.framework, submission.answers)
    drawn = [
        *(_changed(assessment, seen, submission.given, mark) if seen and seen != mark else []),
        *_what(assessment, submission, result),
    ]
    if person in assessment.involved:
        drawn.append(blocks.context("Self-review: this is your own work. The summary will say so."))
    drawn += _to_acknowledge(submission, result, mark) if verdict.approves else _doubts(submission, result)
    drawn += _fields(assessment, verdict, submission, look_again_on)
    ref = Ref(assessment.id, assessment.turn, "", channel, 0, mark)
    return blocks.modal(
        BUTTONS[verdict],
        f"{View.DECIDE}_{verdict}",
        drawn,
        metadata=ref.encode(),
        submit=_SUBMIT[verdict],
    )


def moved_on(assessment: Assessment, words: str, seen: str) -> dict[str, Any]:
    """In place of a form that was open: nothing can be decided just now, and why."""
    drawn = [
        blocks.typed(assessment.title),
        blocks.section(words),
        blocks.section(f"*Where it stands*\n{state_line(assessment)}"),
    ]
    if lines := _differences(assessment, seen, assessment.given):
        drawn += blocks.sections(["*What changed since you opened this*", *lines])
    return blocks.modal("Not recorded", View.READ, drawn)


def question_options(framework: Framework, given: Mapping[str, Given]) -> list[dict[str, Any]]:
    """Each question with its answer, to choose from."""
    return [
        blocks.option(f"{number}. {question.label}: {_word(given.get(question.id))}", question.id)
        for number, question in enumerate(framework.questions, start=1)
    ]


def _submitted(assessment: Assessment) -> Submission:
    assert assessment.last_submission is not None, "only what was submitted is decided"
    return assessment.last_submission


def _what(assessment: Assessment, submission: Submission, result: Result) -> list[Block]:
    words = f"Summary {submission.number}, submitted by {mention(submission.by)} on {day(submission.at)}."
    return [
        blocks.typed(assessment.title),
        blocks.context(f"{words} {state_line(assessment)}"),
        *scores(result).blocks,
    ]


def _doubts(submission: Submission, result: Result) -> list[Block]:
    """What is rated 1 or 2, and what is open, to read."""
    drawn: list[Block] = []
    for title, doubts in (("Rated 1 or 2", result.cons), ("Still open", result.open)):
        if doubts:
            lines = [
                f"• {_line(question, answer)}. {_reasons(submission, question)}".removesuffix(". ")
                for question, answer in doubts
            ]
            drawn += [blocks.section(f"*{title}*"), *blocks.typed_sections(lines)]
    return drawn or [blocks.section("Nothing is rated 1 or 2, and nothing is open.")]


def _to_acknowledge(submission: Submission, result: Result, mark: str) -> list[Block]:
    """The same, to be ticked one by one. After a change of answers these are other inputs, so unticked."""
    drawn: list[Block] = []
    groups: tuple[tuple[str, str, Doubts], ...] = (
        ("Rated 1 or 2. Tick each one that you take into account.", "ack_low", result.cons),
        ("Still open. Tick each one that you take into account.", "ack_open", result.open),
    )
    for label, block, doubts in groups:
        reasons = [_reasons(submission, question) for question, _ in doubts]
        # A reason that has no room beside its tick stands above, so that it can be read before it is ticked.
        fits = [len(escape(reason)) <= blocks.OPTION_LIMIT for reason in reasons]
        options = [
            blocks.option(_line(*doubt), doubt[0].id, reason if fit else "")
            for doubt, reason, fit in zip(doubts, reasons, fits, strict=True)
        ]
        drawn += blocks.typed_sections(
            f"{doubt[0].label}: {reason}"
            for doubt, reason, fit in zip(doubts, reasons, fits, strict=True)
            if not fit
        )
        drawn += fields.checkboxes(label, f"{block}_{mark}", options)
    return drawn or [blocks.section("Nothing is rated 1 or 2, and nothing is open.")]


def _fields(
    assessment: Assessment, verdict: Verdict, submission: Submission, look_again_on: date | None
) -> list[Block]:
    match verdict:
        case Verdict.CHANGES:
            options = question_options(assessment.framework, submission.given)
            return [
                fields.several("Questions to look at again", "questions", options),
                fields.text("What should change, and why?", "words", multiline=True, hint=LENGTH),
            ]
        case Verdict.DECLINE:
            return [fields.text("Why?", "words", multiline=True, hint=LENGTH)]
    conditions = fields.text("Conditions", "conditions", multiline=True, hint="One condition on each line.")
    more = fields.text("Anything to add?", "words", multiline=True, optional=True, hint=LENGTH)
    look_again = fields.day(
        "Look again on",
        "look_again_on",
        initial=look_again_on,
        optional=True,
        hint="On this day the owner is asked to look at it again. Leave it empty for never.",
    )
    return [*([conditions] if verdict is Verdict.CONDITIONS else []), more, look_again]


def _changed(assessment: Assessment, seen: str, after: Mapping[str, Given], mark: str) -> list[Block]:
    lines = _differences(assessment, seen, after) or ["• No answer changed."]
    return [
        blocks.section("*This was submitted again while you had it open. Nothing is recorded yet.*"),
        *blocks.sections(lines),
        *fields.checkboxes(
            "Before you decide", f"changed_{mark}", [blocks.option("I have seen what changed", "seen")]
        ),
        blocks.divider(),
    ]


def _differences(assessment: Assessment, seen: str, after: Mapping[str, Given]) -> list[str]:
    """Each answer that is not what it was when this form was opened. Our own words, escaped."""
    framework = assessment.framework
    shown = next((one for one in assessment.submissions if one.mark(framework) == seen), None)
    return rounds.move_lines(list(moves(framework, shown.given, after))) if shown else []


def _word(given: Given | None) -> str:
    return answer_word(given.answer if given else None)


def _line(question: Question, answer: Answer | None) -> str:
    return f"{question.label}: {answer_word(answer)}"


def _reasons(submission: Submission, question: Question) -> str:
    return reasons_of(submission.given.get(question.id), REASON_SHOWN)
