"""What was agreed last time and what became of it: the line with which another look opens, and all of it in a
window."""

from collections.abc import Mapping
from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block, Card
from bot.cards.text import day, escape, mention, people
from bot.cards.words import quoted, state_line
from flows.agreed import Agreed, Became, agreed
from flows.assessment import Assessment

LABEL = "What was agreed last time"
LINE_SHOWN = 120


def last_time(assessment: Assessment, detail: Mapping[str, Any]) -> Card:
    """In the thread of another look, before its first question: what stood at its beginning; `detail` is that
    of Note.LAST_TIME."""
    found = [Agreed.unpacked(one) for one in detail["agreed"]]
    head = _head(assessment, detail, bool(found))
    reason = quoted(str(detail["reason"])) if detail["reason"] else ""
    lines = [f"• {_line(one)}" for one in found]
    if more := int(detail["total"]) - len(lines):
        lines.append(f"• And {more} more.")
    shown: list[Block] = [blocks.section(head), *([blocks.typed(reason)] if reason else [])]
    shown += [blocks.typed_context("\n".join(lines))] if lines else []
    shown.append(blocks.actions(blocks.button("Show all of it", Do.AGREED, Ref.of(assessment).encode())))
    spoken = [head.replace("*", ""), escape(reason), escape("\n".join(lines))]
    return Card("\n".join(part for part in spoken if part), shown)


def in_full(previous: Assessment) -> dict[str, Any]:
    """As it stands now, with every word. `previous` is the one that is looked at again."""
    drawn: list[Block] = [blocks.typed(previous.title), *blocks.sections([state_line(previous)])]
    found = agreed(previous)
    if not found:
        drawn.append(blocks.section("No condition and no action is recorded."))
    for number, one in enumerate(found):
        entry = [*blocks.typed_quotes([("", one.words)]), blocks.context(_facts(one))]
        if len(drawn) + len(entry) + 1 > blocks.MODAL_ROOM:
            drawn.append(blocks.context(f"And {len(found) - number} more: the last summary has them."))
            break
        drawn += entry
    return blocks.modal("Agreed last time", View.READ, drawn)


def _head(assessment: Assessment, detail: Mapping[str, Any], anything: bool) -> str:
    stood = f", as it stood on {day(assessment.created_at)}" if assessment.created_at else ""
    agreed_then = f"*{LABEL}*{stood}:" if anything else ""
    if not detail["declined_by"]:
        return agreed_then
    return f"*Declined last time* by {people(detail['declined_by'])}. {agreed_then}".rstrip()


def _line(one: Agreed) -> str:
    """`Condition “Only addresses”: not recorded whether it is met.` With what people typed, not escaped."""
    what = "Condition" if one.is_condition else "Action"
    return f"{what} {quoted(one.words, LINE_SHOWN)}: {_became(one)}."


def _became(one: Agreed) -> str:
    met = "met" if one.is_condition else "done"
    match one.became:
        case Became.DONE:
            return f"{met} on {day(one.on)}" if one.on else met
        case Became.NOT_DONE:
            return f"not {met}, due by {day(one.on)}" if one.on else f"not {met}"
        case Became.NOT_RECORDED:
            return f"not recorded whether it is {met}"


def _facts(one: Agreed) -> str:
    what = "Condition" if one.is_condition else "Action"
    who = f" · {mention(one.who)}" if one.who else ""
    return f"{what}: {_became(one)}{who}"
