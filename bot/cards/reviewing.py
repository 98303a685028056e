"""Modals around a decision: who decides, taking it back, and asking about an answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.card import Card
from bot.cards.deciding import LENGTH, question_options
from bot.cards.text import channel_link, day, escape, mention, people
from bot.cards.words import VERDICT_WORDS, note
from flows.actor import still_there
from flows.assessment import Assessment
from flows.deciding import reviewers_mark
from flows.decision import Decision
from flows.settings import ChannelSettings

_FORMER = (
    "They can no longer decide, so nobody waits for them. As long as they stay, it is not approved without a "
    "word of theirs where all must decide. Leave them out, and it goes by what the others decide."
)


def choose_reviewers(assessment: Assessment, channel: str, rules: ChannelSettings) -> dict[str, Any]:
    """`rules` are those that it is decided by. Who must decide is told with the mentions of a section: a hint
    is plain text."""
    how_many = "All of them have to decide." if rules.all_decide else "One of them decides."
    own_work = "" if rules.self_review else " Nobody decides on what they own or answer."
    must = people(sorted(still_there(rules.must_decide)))
    always = [blocks.section(f"By the rules, {must} must always decide.")] if must else []
    return blocks.modal(
        "Who decides?",
        View.REVIEWERS,
        [
            blocks.typed(assessment.title),
            *always,
            *fields.people(
                "Who decides?",
                "reviewers",
                hint=how_many + own_work,
                placeholder="Nobody yet",
                initial=sorted(assessment.reviewers),
                former=_FORMER,
            ),
        ],
        metadata=replace(Ref.of(assessment).at(channel), seen=reviewers_mark(assessment)).encode(),
        submit="Save",
    )


def cannot_see(assessment: Assessment, away: Sequence[str], to_do: str) -> Card:
    """To whoever chose them for what they are `to_do`: they are not where the assessment is. Chosen they
    stay."""
    who = people(away)
    if assessment.channel.startswith("D"):
        words = (
            f"{who} cannot see this assessment: it is in your own conversation with Balance. Move it to a "
            "channel that all of you are in. The menu for that is on the first message."
        )
    else:
        is_are, them = ("is", "this person") if len(away) == 1 else ("are", "them")
        words = (
            f"{who} {is_are} not in {channel_link(assessment.channel)}, which is private, and cannot see "
            f"this assessment. To let {them} {to_do}, type /invite and the name in that channel."
        )
    text = f"{escape(assessment.title)}: {words}"
    return Card(text, [blocks.typed(assessment.title), blocks.section(words)])


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
        metadata=Ref.of(assessment).at(channel).numbered(decision.number).encode(),
        submit="Withdraw",
    )


def ask_about(
    assessment: Assessment, channel: str, *, told: str = "", question: str = "", words: str = ""
) -> dict[str, Any]:
    """The form for a question about one answer, bound to the submission that it shows. `told`: why it is
    shown anew, with what was chosen and typed."""
    submission = assessment.last_submission
    assert submission is not None, "one asks about what was submitted"
    return blocks.modal(
        "Ask about a question",
        View.ASK_ABOUT,
        [
            *([blocks.section(f"*{told}*")] if told else []),
            blocks.section("It is posted in the thread, to the person who gave the answer."),
            fields.menu(
                "Question",
                "question",
                question_options(assessment.framework, submission.given),
                question,
                optional=False,
            ),
            fields.text("What would you like to know?", "words", multiline=True, initial=words, hint=LENGTH),
        ],
        metadata=Ref.of(assessment).at(channel).numbered(submission.number).encode(),
        submit="Ask",
    )


def would_lose_decision(assessment: Assessment) -> Card:
    """To somebody who begins to answer alone, and must decide by a rule that came after they were asked."""
    return note(
        "By the rules of its channel, you must decide on this. Nobody decides on their own work: if you "
        "answer it alone, you no longer can. To decide, answer nothing here, and tell "
        f"{mention(assessment.owner)}."
    )


def lost_decision(assessment: Assessment) -> Card:
    """To a reviewer who has just answered a question, or written a reason."""
    others = people(sorted(assessment.deciders))
    who = f"{others} can." if others else f"{people([assessment.owner])} can choose another reviewer."
    return note(
        "You have taken part in answering now, so you cannot decide on this assessment any more: nobody "
        f"decides on their own work. {who}"
    )
