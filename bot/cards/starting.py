"""The form to start an assessment, and that in which its owner changes what it says."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.card import Block
from bot.cards.text import channel_link, people
from flows.actor import still_there
from flows.assessment import Assessment
from flows.panel import NAMELESS_FROM
from flows.particulars import (
    ABOUT,
    ABOUT_MAX,
    ASSESSORS,
    RECIPIENTS,
    RECIPIENTS_MAX,
    TITLE,
    TITLE_MAX,
    TITLE_MIN,
    Particulars,
)

AT_HOME, IN_DIRECT_MESSAGE = "home", "direct"
"""Where a form was opened, from which the channel cannot be seen."""
HOW, UNTIL = "how", "until"


class Way(StrEnum):
    """How a team answers."""

    TOGETHER = "together"
    ALONE = "alone"
    NAMED = "alone_named"


DECIDES = "reviewers"
"""The field of reviewers has the channel in its name whose settings suggest them. Those of another channel
are another field: in one of the same name, Slack keeps what stood there."""


def start(
    *,
    title: str = "",
    channel: str = "",
    suggested: Iterable[str] | None = None,
    reconsider: bool = False,
    opened: str = "",
) -> dict[str, Any]:
    """`suggested` are the reviewers whom the settings of `channel` name; None: they were not asked.
    `reconsider`: the form comes back with them, because this channel was chosen only in it. `opened`: where,
    if nobody would see there that it begins."""
    reviewers = sorted(suggested or ())
    asked = channel if suggested is not None else ""
    return blocks.modal(
        "Start an assessment",
        View.START,
        [
            *([blocks.section(_reconsider(channel, reviewers))] if reconsider else []),
            *_particulars(Particulars(title, "")),
            *fields.people(
                "Who decides?",
                f"{DECIDES}_{asked}",
                hint=f"They approve the summary, ask for changes or decline. {_whose(reviewers)}",
                placeholder="Nobody yet",
                initial=reviewers,
            ),
            fields.radio("How will you answer?", HOW, _ways(), Way.TOGETHER, hint=_ALONE_HINT),
            _until(),
            fields.channel(
                "Channel", "channel", initial=channel, hint="The questions and the summary appear there."
            ),
        ],
        metadata=opened,
        submit="Start",
    )


_ALONE_HINT: Final = (
    "Alone first: each person chosen above answers in private, and nothing is shown until all are done. With "
    f"fewer than {NAMELESS_FROM} people it can still be guessed who said what."
)


def convene(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form in which the owner has people answer alone first after all."""
    return blocks.modal(
        "Answer alone first",
        View.CONVENE,
        [
            # Who was taken out cannot be asked anything.
            *_who_answers(sorted(still_there(assessment.assessors))),
            fields.radio("Names", HOW, _ways()[1:], Way.ALONE, hint=_ALONE_HINT),
            _until(),
        ],
        metadata=ref.encode(),
        submit="Ask them",
    )


def _until() -> Block:
    hint = "Only if you answer alone first. At nine that morning it is revealed with whoever is done."
    return fields.day("Reveal on", UNTIL, optional=True, hint=hint)


_FORMER: Final = (
    "They can no longer answer. What they answered stays; but if you leave out who answered alone, that is "
    "not shown at the reveal. As long as they stay, an empty field above lets nobody else answer."
)


def _who_answers(chosen: list[str]) -> list[Block]:
    return fields.people(
        "Who answers?",
        ASSESSORS,
        hint="Leave this empty to let anyone in the channel answer.",
        placeholder="Anyone in the channel",
        initial=chosen,
        former=_FORMER,
    )


def _ways() -> list[dict[str, Any]]:
    return [
        blocks.option("Together", Way.TOGETHER),
        blocks.option("Alone first, no names beside ratings", Way.ALONE),
        blocks.option("Alone first, with names beside ratings", Way.NAMED),
    ]


def describe(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """The form in which its owner changes what they filled in at the start."""
    now = Particulars.of(assessment)
    return blocks.modal(
        "Edit the assessment",
        View.DESCRIBE,
        _particulars(now),
        metadata=replace(ref, seen=now.mark).encode(),
        submit="Save",
    )


def _particulars(now: Particulars) -> list[Block]:
    return [
        fields.text(
            "Title",
            TITLE,
            initial=now.title,
            placeholder="Sharing housing arrears data with adult social care",
            hint=f"{TITLE_MIN} to {TITLE_MAX} characters.",
        ),
        fields.text(
            "What is to be shared, and why?",
            ABOUT,
            multiline=True,
            optional=True,
            initial=now.about,
            hint=f"Up to {ABOUT_MAX:,} characters.",
        ),
        fields.text(
            "Who gets it?",
            RECIPIENTS,
            optional=True,
            initial=now.recipients,
            placeholder="The adult social care team of the council",
            hint=f"Up to {RECIPIENTS_MAX} characters.",
        ),
        *_who_answers(sorted(now.assessors)),
    ]


def _whose(reviewers: list[str]) -> str:
    if reviewers:
        return "The settings of the channel suggest these. Change that as you like."
    return "You can also choose later."


def _reconsider(channel: str, reviewers: list[str]) -> str:
    where = channel_link(channel)
    if reviewers:
        return (
            f"Not started yet. Who usually decides in {where} stands under “Who decides?” now: "
            f"{people(reviewers)}. Please look at it, then choose Start once more."
        )
    return (
        f"Not started yet. Nobody is suggested to decide in {where}, so “Who decides?” is empty now. Choose "
        "somebody if you like, then choose Start once more."
    )
