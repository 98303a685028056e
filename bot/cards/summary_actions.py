"""What can be done from the summary: the one thing that is asked for, All answers, and a menu of the rest."""

from datetime import date

from bot.cards import (
    action_plan,
    blocks,
    conditions,
    erasing,
    for_the_record,
    inviting,
    look_again,
    menus,
)
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block
from bot.cards.menus import MenuItem
from flows.assessment import Assessment
from flows.states import State


def buttons(assessment: Assessment, today: date) -> Block:
    """At most three buttons, so that they stand in one row on a phone. What is the first of them for some and
    not for others, these find in the menu. The way to conditions stays as long as one is not met: where a
    look is due as well, All answers lead the menu."""
    asked_for, to_meet = _asked_for(assessment, today), conditions.offers(assessment)
    every_answer = MenuItem("All answers", Do.ALL_ANSWERS, Ref.of(assessment))
    leading = [*asked_for, *to_meet, *_decided(assessment)]
    second = to_meet[0] if asked_for and conditions.waits_for_some(assessment) else every_answer
    shown = [*leading[:1], second]
    rest = [every_answer, *leading, *_offers(assessment, today)]
    style = "primary" if asked_for else None
    return blocks.actions(
        *(
            blocks.button(one.label, one.do, one.ref.encode(), style=style if one in asked_for else None)
            for one in shown
        ),
        menus.more(item for item in rest if item not in shown),
    )


def _asked_for(assessment: Assessment, today: date) -> list[MenuItem]:
    """What somebody is waited for to do."""
    ref, progress = Ref.of(assessment), assessment.progress
    if progress.awaits_decision and assessment.deciders:
        return [MenuItem("Decide", Do.DECIDE, ref)]
    if progress.awaits_decision:
        return [MenuItem("Choose who decides", Do.REVIEWERS, ref)]
    return [offer for offer in look_again.offers(assessment, today) if offer.do is Do.LOOK_AGAIN]


def _decided(assessment: Assessment) -> list[MenuItem]:
    return [MenuItem("Decision", Do.DECISIONS, Ref.of(assessment))] if assessment.decisions else []


def _offers(assessment: Assessment, today: date) -> list[MenuItem]:
    """All else, what leads on first."""
    ref, progress = Ref.of(assessment), assessment.progress
    decided = progress.is_decided or progress.state == State.WITHDRAWN
    found = {
        MenuItem("Ask about a question", Do.ASK_ABOUT, ref): not assessment.is_over,
        MenuItem("Change answers", Do.REOPEN, ref): progress.awaits_decision,
        MenuItem("Withdraw decision", Do.WITHDRAW, ref): bool(assessment.present_decisions)
        and (progress.awaits_decision or progress.is_decided or progress.changes_asked),
        MenuItem("Close", Do.CLOSE, ref): decided,
    }
    return [
        *(offer for offer, is_offered in found.items() if is_offered),
        *action_plan.offers(assessment),
        *look_again.offers(assessment, today),
        *for_the_record.offers(assessment),
        *inviting.offers(assessment),
        MenuItem("Export", Do.EXPORT, ref),
        MenuItem("History", Do.HISTORY, ref),
        MenuItem("How scores work", Do.SCORES, ref),
        MenuItem(erasing.LABEL, Do.ERASE, ref),
    ]
