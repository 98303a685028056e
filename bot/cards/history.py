"""What happened to an assessment, in plain words: its activity log, latest first, a page at a time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from bot.cards import blocks, record
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.text import channel_link, count, day, escape, listed, mention, people
from bot.cards.words import changed_particulars, quoted
from flows.activity import BY_ITSELF, Happened
from flows.assessment import Assessment
from flows.decision import Decision
from flows.machine import Trigger

EVENTS_A_PAGE = 12
LEFT_OUT: Final = (Trigger.BACK.value, Trigger.GO_TO.value, Trigger.KEEP.value, BY_ITSELF)
"""Steps between questions, which change nothing; and what nobody did."""

Words = Callable[[Assessment, Happened], str]


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
    drawn = blocks.sections([f"{_moment(event.at)}  {mention(event.by)} {in_words(assessment, event)}."])
    if words := said(assessment, event):
        drawn.append(blocks.typed_context(quoted(words)))
    decision = _decision(assessment, event)
    if decision and event.what != Trigger.WITHDRAW and (words := record.took_note(assessment, decision)):
        drawn.append(blocks.context(words))
    return drawn


def in_words(assessment: Assessment, event: Happened) -> str:
    """What somebody did, to stand after their name; our own words, escaped."""
    words = _WORDS.get(event.what)
    return words(assessment, event) if words else f"did this: {escape(event.what.replace('_', ' '))}"


def _moment(at: datetime) -> str:
    """In the time zone of whoever reads it; Slack fills it in.
    https://docs.slack.dev/messaging/formatting-message-text#date-formatting"""
    fallback = f"{day(at)}, {at:%H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short}}, {{time}}|{fallback}>"


def _label(assessment: Assessment, event: Happened) -> str:
    return _labels(assessment, [event.question or ""])


def _labels(assessment: Assessment, questions: list[str] | tuple[str, ...]) -> str:
    known = {question.id: question.label for question in assessment.framework.questions}
    return listed([escape(known.get(question, "a question")) for question in questions])


def _decision(assessment: Assessment, event: Happened) -> Decision | None:
    number = event.detail.get("decision")
    return next((decision for decision in assessment.decisions if decision.number == number), None)


def said(assessment: Assessment, event: Happened) -> str:
    """What was written for an answer, with a decision, when it was withdrawn, or when a look was put off; or
    an earlier title."""
    if event.what == "described":
        return str(event.detail.get("before", ""))
    if event.what == "put_off_look":
        return str(event.detail.get("why", ""))
    decision = _decision(assessment, event)
    if decision is None:
        return event.words
    return decision.withdrawn_why if event.what == Trigger.WITHDRAW else decision.words


def _asked_for(assessment: Assessment, event: Happened) -> str:
    decision = _decision(assessment, event)
    return "asked for changes" + (f" to {_labels(assessment, decision.questions)}" if decision else "")


def _with_conditions(assessment: Assessment, event: Happened) -> str:
    decision = _decision(assessment, event)
    number = len(decision.conditions) if decision else 0
    return f"approved it with {count(number, 'condition') if number else 'conditions'}"


def _chose(_: Assessment, event: Happened) -> str:
    chosen = event.detail.get("chosen") or []
    return f"chose who decides: {people(map(str, chosen)) or 'nobody yet'}"


def _described(_: Assessment, event: Happened) -> str:
    changed = changed_particulars(map(str, event.detail.get("changed") or ()))
    before = ". Before, it was called as follows" if event.detail.get("before") else ""
    return f"changed {changed or 'its description'}{before}"


def _day_of(event: Happened) -> str:
    try:
        return day(date.fromisoformat(str(event.detail.get("on"))))
    except ValueError:
        return "another day"


def _about(words: str) -> Words:
    return lambda assessment, event: words.format(_label(assessment, event))


def _condition(words: str) -> Words:
    return lambda _assessment, event: words.format(f"condition {event.detail.get('number', '')}")


def _just(words: str) -> Words:
    return lambda _assessment, _event: words


_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "start": _just("started it"),
        "moved": lambda _, event: f"moved it to {channel_link(str(event.detail.get('channel', '')))}",
        "reason": _about("wrote a reason for {}"),
        "reviewers": _chose,
        "ask_about": _about("asked about {}"),
        "described": _described,
        "handed_over": lambda _, event: f"handed it over to {mention(str(event.detail.get('to', '')))}",
        "add_action": _just("added an action"),
        "tick_action": _just("ticked off an action"),
        "untick_action": _just("opened an action again"),
        "say_met": _condition("said that {} is met"),
        "confirm_condition": _condition("confirmed that {} is met"),
        "send_back_condition": _condition("said what is missing before {} is met"),
        "condition_terms": _condition("set who sees to {}, and by when"),
        "look_again_on": _just("changed the day to look at it again"),
        "put_off_look": lambda _, event: f"put off the next look to {_day_of(event)}",
        "gave_look": lambda _, event: f"gave the next look to {mention(str(event.detail.get('to', '')))}",
        "look_again": _just("began to look at it again"),
        "start_again": _just("started it again from its answers"),
        Trigger.ANSWER: lambda assessment, event: (
            f"rated {_label(assessment, event)} {escape(str(event.detail.get('rating', '')))}".rstrip()
        ),
        Trigger.NOT_SURE: _about("answered {}: not sure"),
        Trigger.NOT_APPLICABLE: _about("answered {}: not applicable"),
        Trigger.PAUSE: _just("paused it"),
        Trigger.RESUME: _just("went on with it"),
        Trigger.SUBMIT: _just("submitted it"),
        Trigger.REOPEN: _just("opened it again to change answers"),
        Trigger.ABANDON: _just("abandoned it"),
        Trigger.APPROVE: _just("approved it"),
        Trigger.APPROVE_WITH_CONDITIONS: _with_conditions,
        Trigger.ASK_FOR_CHANGES: _asked_for,
        Trigger.DECLINE: _just("declined it"),
        Trigger.WITHDRAW: _just("withdrew a decision"),
        Trigger.CLOSE: _just("closed it"),
    }
)
