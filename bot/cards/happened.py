"""What happened, in words: one event of an assessment's activity log, and what somebody wrote with it."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.cards import evidence, for_the_record, voices
from bot.cards.condition_words import set_words
from bot.cards.text import channel_link, count, day, escape, listed, mention, people
from bot.cards.words import changed_particulars
from flows import action_plan, condition_log, look_log, particulars_log
from flows.activity import Came, Happened
from flows.assessment import Assessment
from flows.decision import Decision
from flows.entry import Entry
from flows.evidence import Evidence, EvidenceKind
from flows.machine import Trigger
from flows.panel_acts import BY_DAY
from flows.particulars import ABOUT, RECIPIENTS, TITLE

SOMEBODY: Final = "Somebody"
"""Slack does not tell who deleted a file."""
AT_A_TERMINAL: Final = "Whoever runs Balance"
SHOWS: Final = "What shows this: "
_WITH_WHY: Final = ("put_off_look", "keep_longer", "say_met", "send_back_condition")
_READ: Final = {TITLE: "Title", ABOUT: "What is shared, and why", RECIPIENTS: "Who gets it"}
_OF_ACTIONS: Final = ("add_action", "tick_action", "untick_action")
_OF_EVIDENCE: Final = ("add_evidence", "take_back_evidence", "file_deleted")

Words = Callable[[Assessment, Happened], str]


def nobody(event: Happened) -> str:
    """Who did what nobody is known to have done."""
    return AT_A_TERMINAL if event.what == "bring_in_voices" else SOMEBODY


def in_words(assessment: Assessment, event: Happened) -> str:
    """What somebody did, to stand after their name; our own words, escaped."""
    words = _WORDS.get(event.what)
    return words(assessment, event) if words else f"did this: {escape(event.what.replace('_', ' '))}"


def written(assessment: Assessment, event: Happened) -> list[tuple[str, str]]:
    """What somebody wrote with it, in parts: the words, each with what says in front of their quotes which
    they are; empty where that is plain. As typed."""
    shows = [(SHOWS, event.shows)] if event.shows else []
    if event.what == particulars_log.DESCRIBED:
        return _read_before(event) + shows
    if event.what == "recorded":
        return _facts(assessment, event) + shows
    words = _said(assessment, event)
    return [("", words), *shows] if words else shows


def _label(assessment: Assessment, event: Happened) -> str:
    return _labels(assessment, [event.question or ""])


def _labels(assessment: Assessment, questions: list[str] | tuple[str, ...]) -> str:
    known = {question.id: question.label for question in assessment.framework.questions}
    return listed([escape(known.get(question, "a question")) for question in questions])


def decision_of(assessment: Assessment, event: Happened) -> Decision | None:
    """The one that was made, or taken back, then."""
    number = event.detail.get("decision")
    return next((decision for decision in assessment.decisions if decision.number == number), None)


def _said(assessment: Assessment, event: Happened) -> str:
    """The words written for an answer, asked about it, to be done about it, said with a decision, when it was
    withdrawn, when a look was put off, why it is kept longer, or by who sees it otherwise."""
    if event.what == "ask_about":
        return _asked(assessment, event)
    if event.what in _WITH_WHY:
        return str(event.detail.get("why", ""))
    if event.what == "dissent":
        return _dissent(assessment, event)
    if event.what in _OF_ACTIONS:
        action = action_plan.find(assessment, str(event.detail.get("action")))
        return action.what if action else ""
    if event.what in _OF_EVIDENCE:
        piece = _piece(assessment, event)
        return evidence.whole(piece) if piece else ""
    decision = decision_of(assessment, event)
    if decision is None:
        return event.words
    return decision.withdrawn_why if event.what == Trigger.WITHDRAW else decision.words


def _piece(assessment: Assessment, event: Happened) -> Evidence | None:
    number = event.detail.get("number")
    return next((one for one in assessment.evidence if one.number == number), None)


def _asked_for(assessment: Assessment, event: Happened) -> str:
    decision = decision_of(assessment, event)
    return "asked for changes" + (f" to {_labels(assessment, decision.questions)}" if decision else "")


def _with_conditions(assessment: Assessment, event: Happened) -> str:
    decision = decision_of(assessment, event)
    number = len(decision.conditions) if decision else 0
    return f"approved it with {count(number, 'condition') if number else 'conditions'}"


def _chose(_: Assessment, event: Happened) -> str:
    chosen = people(map(str, event.detail.get("chosen") or [])) or "nobody yet"
    if event.detail.get("by_move"):
        return f"moved it to where these decide by the rules: {chosen}"
    return f"chose who decides: {chosen}"


def _described(_: Assessment, event: Happened) -> str:
    changed = changed_particulars(particulars_log.changed(event.detail))
    before = ". Before, it read as follows" if particulars_log.words_before(event.detail) else ""
    return f"changed {changed or 'its description'}{before}"


def _read_before(event: Happened) -> list[tuple[str, str]]:
    """Each of its parts: with its name, where it is not plain which one was changed, and its words."""
    parts = particulars_log.words_before(event.detail)
    is_plain = len(set(_READ).intersection(particulars_log.changed(event.detail))) == 1
    return [("" if is_plain else f"{_READ[field]}: ", words) for field, words in parts]


def _entries(assessment: Assessment, event: Happened) -> list[Entry]:
    """What was recorded then: they are counted from 1."""
    numbers = event.detail.get("entries") or []
    known = dict(enumerate(assessment.entries, start=1))
    return [known[number] for number in numbers if number in known]


def _recorded(assessment: Assessment, event: Happened) -> str:
    entries = _entries(assessment, event)
    added = [entry.field for entry in entries if entry.value]
    emptied = [entry.field for entry in entries if not entry.value]
    did = [
        f"recorded {for_the_record.labels(assessment.sheet, added)}" if added or not emptied else "",
        f"took out {for_the_record.labels(assessment.sheet, emptied)}" if emptied else "",
    ]
    return f"{listed([words for words in did if words])} for the record"


def _facts(assessment: Assessment, event: Happened) -> list[tuple[str, str]]:
    """Each with its name, where there are several."""
    known = {field.id: field for field in assessment.sheet.fields} if assessment.sheet else {}
    facts = [
        (known[entry.field].label, for_the_record.shown(known[entry.field], entry.value))
        for entry in _entries(assessment, event)
        if entry.value and entry.field in known
    ]
    return [("" if len(facts) == 1 else f"{label}: ", words) for label, words in facts]


def _revealed(assessment: Assessment, event: Happened) -> str:
    """Where it came by itself, with what it came after."""
    shown = "what everybody answered alone" if event.detail.get("round") == 1 else "how it was rated again"
    if event.by == BY_DAY:
        return f"came, and {shown} was revealed"
    came = came_by_itself(assessment, event)
    return f"{_CAME[came]}, and {shown} was revealed" if came else f"revealed {shown}"


_CAME: Final = {
    Came.LAST_DONE: "was the last to be done",
    Came.NOBODY_LEFT: "took out who was not done yet",
}


def came_by_itself(assessment: Assessment, event: Happened) -> Came | None:
    """After what a reveal came that nobody chose. Of one from before that was kept, the moments of the first
    round tell it: somebody was done then."""
    if (came := event.detail.get("came")) in list(Came):
        return Came(came)
    people = assessment.panel.people if assessment.panel else ()
    is_first = event.detail.get("round") == 1
    return Came.LAST_DONE if is_first and any(one.done_at == event.at for one in people) else None


def _dissent(assessment: Assessment, event: Happened) -> str:
    """Whose it is the event may not say, so it is known by its moment. Gone where another took its place
    before such words were kept."""
    last = assessment.panel.dissents if assessment.panel else ()
    dissents = (said for one in last for said in (*one.earlier, one))
    found = (one.words for one in dissents if (one.question, one.at) == (event.question, event.at))
    return next(found, "")


def _asked(assessment: Assessment, event: Happened) -> str:
    """What a reviewer wanted to know."""
    asked = (event.question, event.by, event.at)
    found = (one.words for one in assessment.queries if (one.question, one.by, one.at) == asked)
    return next(found, "")


def _day_of(event: Happened) -> str:
    try:
        return day(date.fromisoformat(str(event.detail.get("on"))))
    except ValueError:
        return "another day"


def _set_day(_: Assessment, event: Happened) -> str:
    words, days = "changed the day to look at it again", look_log.told(event.detail)
    if days is None:
        return words
    before, now = (day(one) if one else "never" for one in days)
    return f"{words} from {before} to {now}"


def _put_off(_: Assessment, event: Happened) -> str:
    days = look_log.told(event.detail)
    since = f" from {day(days.before)}" if days and days.before else ""
    return f"put off the next look{since} to {_day_of(event)}"


def _about(words: str) -> Words:
    return lambda assessment, event: words.format(_label(assessment, event))


def _condition(words: str) -> Words:
    return lambda _assessment, event: words.format(_number(event))


def _number(event: Happened) -> str:
    """Of a condition, as the thread calls it."""
    return f"condition {event.detail.get('number', '')}"


def _of_evidence(words: str) -> Words:
    """With whose words stand in quotes below it, where that is known and may be somebody else."""

    def told(assessment: Assessment, event: Happened) -> str:
        piece = _piece(assessment, event)
        whose = evidence.whose_words(piece) if piece else ""
        a_message = ", a message" if piece and piece.kind is EvidenceKind.MESSAGE and whose else ""
        return words.format(_label(assessment, event)) + a_message + whose

    return told


def _file_deleted(assessment: Assessment, event: Happened) -> str:
    """Of a file, whose words with it stand in quotes below."""
    piece = _piece(assessment, event)
    words = f". The words with it are by {mention(piece.said_by)}" if piece and piece.said_by else ""
    return f"deleted a file in Slack that is evidence for {_label(assessment, event)}{words}"


def _took_back(assessment: Assessment, event: Happened) -> str:
    """With whose it was, where somebody else had added it."""
    piece = _piece(assessment, event)
    whose = f", which {mention(piece.by)} had added" if piece and piece.by != event.by else ""
    return _of_evidence("took back evidence for {}")(assessment, event) + whose


def _opened_again(_: Assessment, event: Happened) -> str:
    """With who had ticked it off, as far as that was kept."""
    ticked_by = event.detail.get("ticked_by")
    whose = f", which {mention(str(ticked_by))} had ticked off" if ticked_by not in (None, event.by) else ""
    return f"opened an action again{whose}"


def _rated(assessment: Assessment, event: Happened) -> str:
    """Who took a median did not rate it so. Old rows do not tell."""
    label, rating = _label(assessment, event), escape(str(event.detail.get("rating", "")))
    if event.detail.get("is_median"):
        return f"took the panel’s median for {label}: {rating}"
    return f"rated {label} {rating}".rstrip()


def _just(words: str) -> Words:
    return lambda _assessment, _event: words


_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "start": _just("started it"),
        "moved": lambda _, event: f"moved it to {channel_link(str(event.detail.get('channel', '')))}",
        "reason": _about("wrote a reason for {}"),
        "take_back_reason": _about("took back their own reason for {}"),
        "add_evidence": _of_evidence("added evidence for {}"),
        "take_back_evidence": _took_back,
        "file_deleted": _file_deleted,
        "bring_in_voices": lambda assessment, event: (
            f"brought in {voices.how_many(assessment, event.detail.get('number'))}"
        ),
        "reviewers": _chose,
        "ask_about": _about("asked about {}"),
        particulars_log.DESCRIBED: _described,
        "handed_over": lambda _, event: f"handed it over to {mention(str(event.detail.get('to', '')))}",
        "recorded": _recorded,
        "add_action": _just("added an action"),
        "tick_action": _just("ticked off an action"),
        "untick_action": _opened_again,
        "say_met": _condition("said that {} is met"),
        "confirm_condition": _condition("confirmed that {} is met"),
        "send_back_condition": _condition("said what is missing before {} is met"),
        "condition_terms": lambda _, event: (
            f"set who sees to {_number(event)}, and by when{set_words(condition_log.told(event.detail))}"
        ),
        look_log.SET_DAY: _set_day,
        look_log.PUT_OFF: _put_off,
        "gave_look": lambda _, event: f"gave the next look to {mention(str(event.detail.get('to', '')))}",
        "keep_longer": lambda _, event: f"keeps it until {_day_of(event)} at least",
        "convene": _just("asked people to answer it alone first"),
        "begin_ballot": _just("began to answer alone"),
        "ballot_done": _just("was done answering alone"),
        "ballot_reopened": _just("went back to what they answered alone"),
        "reveal": _revealed,
        "rate_again": _about("asked everybody to rate {} again, alone"),
        "dissent": _about("sees {} differently"),
        "look_again": _just("began to look at it again"),
        "start_again": _just("started it again from its answers"),
        Trigger.ANSWER: _rated,
        Trigger.NOT_SURE: _about("answered {}: not sure"),
        Trigger.NOT_APPLICABLE: _about("answered {}: not applicable"),
        Trigger.PAUSE: _just("paused it"),
        Trigger.RESUME: _just("went on with it"),
        Trigger.SUBMIT: _just("submitted it"),
        Trigger.DONE: _just("was done"),
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
