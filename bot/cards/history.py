"""What happened to an assessment, in plain words: its activity log, latest first, a page at a time."""

from datetime import datetime
from typing import Any, Final

from bot.cards import blocks, record
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.happened import decision_of, in_words, nobody, written
from bot.cards.text import count, day, in_quotes, mention
from bot.cards.words import REASON_SHOWN
from flows.activity import BY_ITSELF, Happened
from flows.assessment import Assessment
from flows.machine import Trigger

EVENTS_A_PAGE = 9
LEFT_OUT: Final = (Trigger.BACK.value, Trigger.GO_TO.value, Trigger.KEEP.value, BY_ITSELF)
"""Steps between questions, which change nothing; and what nobody did."""


def history(assessment: Assessment, ref: Ref, found: list[Happened], total: int) -> dict[str, Any]:
    """A page of what happened; `total` is how many events there are on all pages."""
    pages = max(1, -(-total // EVENTS_A_PAGE))
    drawn: list[Block] = [
        blocks.typed(assessment.title),
        blocks.context(f"{count(total, 'event')}, latest first. Page {ref.page + 1} of {pages}."),
    ]
    for event in found:
        drawn += _event(assessment, event)
    turn = [
        blocks.button("Newer", Do.HISTORY_NEWER) if ref.page > 0 else None,
        blocks.button("Older", Do.HISTORY_OLDER) if ref.page < pages - 1 else None,
    ]
    if any(turn):
        drawn.append(blocks.actions(*turn))
    return blocks.modal("History", View.READ, drawn, metadata=ref.encode())


def _event(assessment: Assessment, event: Happened) -> list[Block]:
    who = mention(event.by) or nobody(event)
    drawn = blocks.sections([f"{_moment(event.at)}  {who} {in_words(assessment, event)}."])
    drawn += _quotes(written(assessment, event))
    decision = decision_of(assessment, event)
    if decision and event.what != Trigger.WITHDRAW and (words := record.took_note(assessment, decision)):
        drawn.append(blocks.context(words))
    return drawn


def _quotes(parts: list[tuple[str, str]]) -> list[Block]:
    """Whole: they may stand nowhere else any more. Each in quotes of its own, so that nobody can write what
    reads as another part. In small type where they are short."""
    if not parts:
        return []
    if sum(len(words) for _, words in parts) > REASON_SHOWN:
        return blocks.typed_quotes(parts)
    return [blocks.typed_context("\n".join(f"{head}{in_quotes(words)}" for head, words in parts))]


def _moment(at: datetime) -> str:
    """In the time zone of whoever reads it; Slack fills it in.
    https://docs.slack.dev/messaging/formatting-message-text#date-formatting"""
    fallback = f"{day(at)}, {at:%H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short}}, {{time}}|{fallback}>"
