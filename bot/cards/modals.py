"""Modals: to give a reason, to read more, to move."""

from dataclasses import replace
from typing import Any

from bot.cards import blocks, fields, just_answered
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.text import escape, listed, mention
from bot.cards.words import answer_word, quoted
from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Question
from flows.reason import AUTHOR_NOT_RECORDED, REASON_LIMIT, Reason


def why(question: Question) -> dict[str, Any]:
    return blocks.modal(
        "Why this question?",
        View.READ,
        [
            blocks.section(f"*{escape(question.text)}*"),
            blocks.section(f"*Why it matters*\n{escape(question.why)}"),
            blocks.section(f"*What would show this?*\n{escape(question.evidence)}"),
        ],
    )


def reason(
    question: Question,
    given: Given,
    person: str,
    ref: Ref,
    *,
    costs_decision: bool,
    changed: str = "",
    typed: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Where `person` adds or changes their own reason, and evidence, for an answer; what others wrote is
    shown, and stays. `costs_decision`: who writes here may no longer decide. `changed`: why it is shown anew,
    with the reason and the evidence that they `typed` in place of what stands."""
    own = given.reason_of(person)
    words, evidence = typed or ((own.words, own.evidence) if own else ("", ""))
    ref = replace(ref, seen=given.in_sight(person)).warning(costs_decision=costs_decision)
    return blocks.modal(
        just_answered.reason_label(given),
        View.REASON,
        [
            *([blocks.section(changed)] if changed else []),
            blocks.section(f"*{escape(question.text)}*\nAnswer: {answer_word(given.answer)}"),
            *([blocks.section(COSTS_DECISION)] if costs_decision else []),
            *(block for one in given.reasons if typed or one.by != person for block in _wrote(one, person)),
            fields.text(
                "Reason",
                "reason",
                multiline=True,
                initial=words,
                hint=f"Up to {REASON_LIMIT:,} characters.",
            ),
            fields.text(
                "What shows this?",
                "evidence",
                multiline=True,
                optional=True,
                initial=evidence,
                hint=question.evidence,
            ),
        ],
        metadata=ref.encode(),
        submit="Save",
    )


_ASKED_TO_DECIDE = "*You are asked to decide on this assessment.*"
_TO_ASK_INSTEAD = "To ask something instead, choose *Ask about a question* on the summary."
COSTS_DECISION = (
    f"{_ASKED_TO_DECIDE} Whoever writes a reason takes part in answering, and cannot decide then. "
    f"{_TO_ASK_INSTEAD}"
)
ANSWER_COSTS_DECISION = f"{_ASKED_TO_DECIDE} Whoever answers a question cannot decide then. {_TO_ASK_INSTEAD}"


def _wrote(reason: Reason, reader: str) -> list[Block]:
    who = "Somebody" if reason.by == AUTHOR_NOT_RECORDED else mention(reason.by)
    who = "You" if reason.by == reader else who
    said = reason.words or reason.evidence
    return [blocks.context(f"{who} wrote:"), blocks.typed_context(quoted(said))]


def not_applicable(question: Question, ref: Ref, *, costs_decision: bool) -> dict[str, Any]:
    """`costs_decision`: as above, of who answers here."""
    return blocks.modal(
        "Not applicable",
        View.NOT_APPLICABLE,
        [
            blocks.section(f"*{escape(question.text)}*"),
            *([blocks.section(ANSWER_COSTS_DECISION)] if costs_decision else []),
            fields.text(
                "Why does this question not apply?",
                "reason",
                multiline=True,
                hint="All answers shows this reason. If nobody knows the answer yet, choose Not sure.",
            ),
        ],
        metadata=ref.encode(),
        submit="Save",
    )


def move(assessment: Assessment) -> dict[str, Any]:
    return blocks.modal(
        "Move the assessment",
        View.MOVE,
        [
            blocks.typed(assessment.title),
            blocks.section(
                "All answers come along. The team goes on in a new thread, where only people of that channel "
                "can follow. What stands here says where it went."
            ),
            fields.channel("Channel", "channel"),
        ],
        metadata=Ref.of(assessment).encode(),
        submit="Move",
    )


def link(assessment: Assessment, words: str, url: str, *, label: str = "Open the thread") -> dict[str, Any]:
    return blocks.modal(
        "Go on",
        View.READ,
        [
            blocks.typed(assessment.title),
            blocks.section(words),
            blocks.actions(blocks.button(label, Do.LINK, url=url, style="primary")),
        ],
    )


def abandon(assessment: Assessment, ref: Ref, said: str = "") -> dict[str, Any]:
    """For its owner: others are told before that they may not, so that this is no dialog of the button.
    `said`: why the last click did nothing."""
    end = "the summary stays" if assessment.submissions else "there will be no summary"
    words = f"Nobody can answer any more, and {end}. The answers so far are kept."
    button = blocks.button("Abandon", Do.ABANDON_NOW, ref.encode(), style="danger")
    return _ask(assessment, "Abandon this assessment?", words, button, ref, said)


def close(assessment: Assessment, ref: Ref, said: str = "") -> dict[str, Any]:
    """For those who may close it."""
    words = "Nothing is decided, changed or asked any more. All of it stays readable."
    button = blocks.button("Close it", Do.CLOSE_NOW, ref.encode(), style="danger")
    return _ask(assessment, "Close this assessment?", words, button, ref, said)


def reopen(assessment: Assessment, ref: Ref, said: str = "") -> dict[str, Any]:
    """For those who may answer. It says whose decisions no longer count then."""
    words = (
        "The team can answer again in the thread. The summary stays as it is until somebody submits again."
    )
    if makers := dict.fromkeys(mention(decision.by) for decision in assessment.present_decisions):
        words += f" What {listed(list(makers))} decided does not count for what is submitted then."
    button = blocks.button("Change answers", Do.REOPEN_NOW, ref.encode(), style="primary")
    return _ask(assessment, "Change answers?", words, button, ref, said)


def _ask(
    assessment: Assessment, title: str, words: str, button: dict[str, Any], ref: Ref, said: str
) -> dict[str, Any]:
    """A window with the one button that does it: Slack draws that of a form in one colour only."""
    drawn = [blocks.section(said)] if said else []
    drawn += [blocks.typed(assessment.title), blocks.section(words), blocks.actions(button)]
    return blocks.modal(title, View.READ, drawn, metadata=ref.encode(), is_question=True)


def done(assessment: Assessment, words: str) -> dict[str, Any]:
    """What a window becomes in which something was done."""
    return blocks.modal("Done", View.READ, [blocks.typed(assessment.title), blocks.section(words)])


def no(words: str) -> dict[str, Any]:
    """Why something was not done, in our own words."""
    return blocks.modal("Not possible", View.READ, [blocks.section(words)])
