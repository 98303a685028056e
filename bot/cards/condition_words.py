"""What is said of the conditions of an approval, on several cards: how many are met, what each waits for, and
what it holds up. Our own words."""

from collections.abc import Sequence
from datetime import date

from bot.cards.text import count, day, mention
from flows import conditions
from flows.assessment import Assessment
from flows.condition import Condition, ConditionState, Terms, TermsForm
from flows.conditions import Counted, InForce

NOT_YET = "Not to be shared yet"
NOT_RECORDED = "Whether they are met is not recorded."
_IN_SHORT = {
    ConditionState.OPEN: "Not met",
    ConditionState.SAID: "Said to be met",
    ConditionState.SENT_BACK: "Not met yet",
    ConditionState.CONFIRMED: "Met",
}


def met_words(total: int, met: int | None) -> str:
    """`Approved, 1 of 2 conditions met`; `met` None: that is not recorded."""
    if met is None:
        return f"Approved with {count(total, 'condition')}"
    return f"Approved, {of_words(total, met)}"


def of_words(total: int, met: int) -> str:
    return f"{met} of {count(total, 'condition')} met"


def counted_words(counted: Counted) -> str:
    return met_words(counted.total, counted.met if counted.is_recorded else None)


def not_yet(assessment: Assessment) -> str:
    """`Not to be shared yet: 2 conditions to be met first.`, the same on every day; else empty."""
    first = conditions.to_meet_first(assessment)
    return f"{NOT_YET}: {_to_meet(first)}." if first else ""


def held_up(assessment: Assessment, today: date) -> str:
    """The same with what is overdue; empty where neither is so."""
    first = conditions.to_meet_first(assessment)
    late = sum(one.condition.is_overdue(today) for one in conditions.in_force(assessment))
    if not first:
        return f"{count(late, 'condition is', 'conditions are')} overdue." if late else ""
    overdue = f", {late} overdue" if late else ""
    return f"*{NOT_YET}:* {_to_meet(first)}{overdue}."


def _to_meet(first: int) -> str:
    return f"{count(first, 'condition')} to be met first"


def in_short(condition: Condition, today: date) -> str:
    """`Overdue`, or how far it is; empty where only its text is known."""
    if not condition.is_recorded:
        return ""
    return "Overdue" if condition.is_overdue(today) else _IN_SHORT[condition.state]


def terms_words(condition: Condition, today: date = date.min) -> str:
    """Who sees to it, and by when. Of `today` depends whether it is overdue."""
    terms = condition.terms
    if terms is None:
        return "Who sees to it, and by when: not recorded."
    late = " *Overdue.*" if condition.is_overdue(today) else ""
    return f"{mention(terms.owner)} sees to it, {when_words(terms)}.{late}"


def when_words(terms: Terms | TermsForm) -> str:
    """By when, and whether nothing is to be shared before. Of terms that have a day."""
    assert terms.by is not None
    return f"{'before sharing starts, by' if terms.before_sharing else 'by'} {day(terms.by)}"


def set_words(told: Sequence[TermsForm]) -> str:
    """To go on after what the log says somebody set: who sees to it now, and what stood before."""
    if not told:
        return ""
    *before, now = told
    lines = [f": {mention(now.owner)} sees to it, {when_words(now)}"]
    lines += [f"Before: {mention(one.owner)}, {when_words(one)}" for one in before]
    return ". ".join(lines)


def state_words(one: InForce) -> str:
    """How far it is: who said that it is met, who confirmed that, and who is to."""
    condition, said = one.condition, one.condition.said
    if not condition.is_recorded:
        return "Whether it is met is not recorded."
    said_so = f"{mention(said.by)} said so on {day(said.at)}" if said else ""
    if done := condition.confirmed:
        return f"*Met.* {said_so}, {mention(done.by)} confirmed it on {day(done.at)}."
    if sent_back := condition.sent_back:
        return f"*Not met yet.* {mention(sent_back.by)} said what is missing on {day(sent_back.at)}."
    if said:
        return f"*Said to be met.* {said_so}. {mention(one.set_by)} is to confirm it."
    return "*Not met.*"
