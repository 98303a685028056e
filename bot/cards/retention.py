"""How long what has ended is kept: the rules of the workspace, and keeping one assessment longer."""

from datetime import date
from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.card import Block
from bot.cards.text import day
from flows.assessment import Assessment
from flows.retention_rules import NOTICE, Outcome, Period, Retention, Unit

FOR_EVER: Final = "for-ever"
PERIODS: Final = (Period(90, Unit.DAYS), *(Period(number, Unit.YEARS) for number in (1, 2, 3, 5, 6, 7, 10)))
"""Those that can be chosen."""
LABEL: Final = "How long it is kept"
KEEP: Final = "Keep longer"
_ENDED: Final = {
    Outcome.APPROVED: "Approved",
    Outcome.DECLINED: "Declined",
    Outcome.ABANDONED: "Abandoned, or closed without a decision",
}
_COUNTED: Final = {
    Outcome.APPROVED: "Counted from the last look. Not while a condition is open, or another look under way.",
    Outcome.DECLINED: "Counted from the decision.",
    Outcome.ABANDONED: "Counted from the day on which it ended.",
}


def length(period: Period) -> str:
    """`90 days`, `1 year`."""
    unit = period.unit.value
    return f"{period.number} {unit.removesuffix('s') if period.number == 1 else unit}"


def value_of(period: Period) -> str:
    """As an option of the form carries it."""
    return f"{period.number}-{period.unit}"


def told(rules: Retention) -> list[str]:
    """The rules, each in a sentence."""
    if not rules.is_set:
        return ["Assessments are kept for ever."]
    return [told_for(outcome, rules.of(outcome)) for outcome in Outcome]


def told_for(outcome: Outcome, period: Period | None) -> str:
    kept = f"for {length(period)}, then erased" if period else "for ever"
    return f"{_ENDED[outcome]}: kept {kept}."


def rules_form(rules: Retention, metadata: str) -> dict[str, Any]:
    return blocks.modal(
        LABEL,
        View.RETENTION,
        [
            blocks.section(
                f"What has ended is erased after this time, from Balance and from Slack. {NOTICE.days} days "
                "before, its owner and the governance leads are told, and can keep it longer."
            ),
            *(_menu(outcome, rules.of(outcome)) for outcome in Outcome),
            blocks.context("What is being answered, or waits for a decision, is never erased by itself."),
        ],
        metadata=metadata,
        submit="Save",
    )


def _menu(outcome: Outcome, period: Period | None) -> Block:
    offered = [*PERIODS, *([period] if period and period not in PERIODS else [])]
    options = [blocks.option(f"For {length(one)}", value_of(one)) for one in offered]
    return fields.menu(
        _ENDED[outcome],
        outcome.value,
        [blocks.option("For ever", FOR_EVER), *options],
        value_of(period) if period else FOR_EVER,
        hint=_COUNTED[outcome],
        optional=False,
    )


def keep_form(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    on = assessment.erase_on
    until = f"It is to be erased on {day(on)}. " if on else ""
    return blocks.modal(
        KEEP,
        View.KEEP_LONGER,
        [
            blocks.typed(assessment.title),
            blocks.section(
                f"{until}It is kept until the day you choose, or longer if a rule says so. Before it is "
                "erased then, you are told again. The reason is told in the thread and stays in History."
            ),
            fields.day("Until when?", "day", hint="A later day than the one above." if on else ""),
            fields.text("Why?", "why", multiline=True),
        ],
        metadata=ref.encode(),
        submit="Keep",
    )


def to_be_erased(on: date) -> str:
    """What its owner and the governance leads are told."""
    return (
        f"By the rules of this workspace, this is to be erased on {day(on)}, with all that Balance posted of "
        "it. You can export it before, or keep it longer."
    )
