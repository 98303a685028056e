"""Modals around a decision: who decides, taking it back, and asking about an answer."""

from typing import Any

from bot.cards import blocks, fields
from bot.cards.deciding import LENGTH, question_options
from bot.cards.refs import Ref, View
from bot.cards.words import VERDICT_WORDS
from bot.text import day
from flows.assessment import Assessment
from flows.decision import Decision


def choose_reviewers(assessment: Assessment, channel: str) -> dict[str, Any]:
    how_many = "All of them have to decide." if assessment.all_decide else "One of them decides."
    own_work = "" if assessment.self_review else " Nobody decides on what they own or answer."
    return blocks.modal(
        "Who decides?",
        View.REVIEWERS,
        [
            blocks.typed(assessment.title),
            fields.people(
                "Who decides?",
                "reviewers",
                hint=how_many + own_work,
                placeholder="Nobody yet",
                initial=sorted(assessment.reviewers),
            ),
        ],
        metadata=Ref.of(assessment).at(channel).encode(),
        submit="Save",
    )


def withdraw(assessment: Assessment, decision: Decision, channel: str) -> dict[str, Any]:
    what = f"You decided on {day(decision.at)}: *{VERDICT_WORDS[decision.verdict]}*."
    after = "It stays on record as withdrawn, with your reason. Then a new decision can be made."
    return blocks.modal(
        "Withdraw decision",
        View.WITHDRAW,
        [
            blocks.typed(assessment.title),
            blocks.section(f"{what} {after}"),
            fields.text("Why?", "words", multiline=True, hint=LENGTH),
        ],
        metadata=Ref(assessment.id, assessment.turn, "", channel, decision.number).encode(),
        submit="Withdraw",
    )


def ask_about(assessment: Assessment, channel: str) -> dict[str, Any]:
    submission = assessment.last_submission
    assert submission is not None, "one asks about what was submitted"
    return blocks.modal(
        "Ask about a question",
        View.ASK_ABOUT,
        [
            blocks.section("It is posted in the thread, to the person who gave the answer."),
            fields.menu(
                "Question",
                "question",
                question_options(assessment.framework, submission.given),
                optional=False,
            ),
            fields.text("What would you like to know?", "words", multiline=True, hint=LENGTH),
        ],
        metadata=Ref.of(assessment).at(channel).encode(),
        submit="Ask",
    )
