"""Words for the refusals that name questions, answers, figures and days, or what somebody did meanwhile."""

from collections.abc import Mapping
from typing import Final

from bot.cards.refusal_names import Names, Words
from bot.cards.refusal_plain import SEE_WHETHER_IT_FITS, UNCHANGED
from bot.cards.text import day
from flows.panel import FEWEST
from flows.particulars import TITLE_MAX, TITLE_MIN
from flows.refusals import Refusal, Why

_ANOTHER: Final = "a different one"


def _changed_meanwhile(refusal: Refusal, names: Names) -> str:
    now = refusal.answer.word if refusal.answer else _ANOTHER
    if not refusal.people:
        return f"Something here has since changed: the answer is now {now}. {SEE_WHETHER_IT_FITS}"
    return f"{names.has(refusal.people)} since changed this answer: it is now {now}. {SEE_WHETHER_IT_FITS}"


def _decisions_changed(refusal: Refusal, names: Names) -> str:
    now = "No decision stands now."
    if refusal.people:
        now = f"So far, {names.has(refusal.people)} decided."
    return f"The decisions on this have changed since you opened this window, so nothing was done. {now}"


def _answered_before(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = f"{refusal.answer.word} for " if refusal.answer else ""
    who = names.has(refusal.people)
    return f"{who} already answered this question: {answer}“{label}”. That answer stands."


def _answered_anew(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else _ANOTHER
    return (
        f"{names.has(refusal.people)} changed the answer that you gave last: “{label}” is now {answer}. "
        "So nothing was saved or changed."
    )


def _asked_about_another(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else "not answered"
    who = f", by {names.of(refusal.people)}" if refusal.people else ""
    return (
        "Another answer, or another reason for it, was submitted since you opened this: "
        f"“{label}” is now {answer}{who}. Nothing was asked yet. If your question still fits, send it again."
    )


def _same_moment(refusal: Refusal, names: Names) -> str:
    came = "Your message came at the same moment as a click, so it was not counted:"
    if not refusal.questions:
        return f"{came} it is not clear what it was for. If you still mean it, please type it again."
    return (
        f"{came} it is not clear which question it was for. The question now is "
        f"“{names.typed(refusal.questions[0].label)}”. If you meant that one, please type it again."
    )


def _title_length(refusal: Refusal, _names: Names) -> str:
    has = f"This one has {refusal.length}." if refusal.length else "This one is empty."
    return f"A title has {TITLE_MIN} to {TITLE_MAX} characters. {has}"


def _to_tick(refusal: Refusal, names: Names) -> str:
    labels = names.labels(refusal.questions)
    return f"Tick each of them before you approve. Still to tick: {labels}."


def _answer_too_long(what: str) -> Words:
    return lambda refusal, _names: (
        f"The {what} can have up to {refusal.most:,} characters. This one has {refusal.length:,}. "
        "Nothing is saved yet. Please shorten it."
    )


def _being_rated_again(refusal: Refusal, names: Names) -> str:
    is_one = len(refusal.questions) == 1
    rated = f"{names.labels(refusal.questions)} {'is' if is_one else 'are'} being rated again, alone."
    return f"{rated} The team settles {'it' if is_one else 'them'} after that."


TOLD: Final[Mapping[Why, Words]] = {
    Why.NO_QUESTION_OF_THIS_NUMBER: lambda refusal, names: (
        f"There is no question {refusal.number}. They run from 1 to {refusal.most}. {UNCHANGED}"
    ),
    Why.REASON_OF_ANOTHER: lambda refusal, names: (
        f"Your reason was for question {refusal.number}, {names.typed(refusal.questions[0].label)}, which is "
        "not being asked now. Nothing was saved. To say that it does not apply, type go to question "
        f"{refusal.number}, and then n/a because … with the reason."
    ),
    Why.REASON_OF_WHICH: lambda refusal, names: (
        f"Your reason may be for question {refusal.number}, {names.typed(refusal.questions[0].label)}, which "
        "a colleague went back to, or for the one that you answered last. Nothing was saved. Type go to "
        "question with its number first, and then because … with the reason."
    ),
    Why.NAMES_ANOTHER: lambda refusal, names: (
        f"Your words are about question {refusal.number}, {names.typed(refusal.questions[0].label)}, but "
        "another one is being asked. Nothing was saved. To answer it, type go to question "
        f"{refusal.number} first."
    ),
    Why.PANEL_SIZE: lambda refusal, names: (
        f"Choose {FEWEST} to {refusal.most} people who answer alone. You chose {refusal.length}."
    ),
    Why.NAMELESS_WITH_SO_FEW: lambda refusal, names: (
        "These people were told that no names stand beside ratings. With fewer than "
        f"{refusal.most} people it could be guessed who said what. Keep at least {refusal.most}."
    ),
    Why.TOO_FEW_DONE: lambda refusal, names: (
        f"At least {refusal.most} people must be done. So far, {refusal.length or 'nobody'} "
        f"{'is' if refusal.length < 2 else 'are'}. Nothing was revealed."
    ),
    Why.BEING_RATED_AGAIN: _being_rated_again,
    Why.SETTLED_WITHOUT_REASON: lambda refusal, names: (
        f"Please first give a reason for {names.labels(refusal.questions)}. The middle of the panel’s "
        "ratings lies between two levels there, and readers will ask why you chose as you did."
    ),
    Why.REASON_TOO_LONG: _answer_too_long("reason"),
    Why.EVIDENCE_TOO_LONG: _answer_too_long("evidence"),
    Why.FACT_CHANGED: lambda refusal, names: (
        f"{names.has(refusal.people)} since recorded something here. Nothing was saved."
    ),
    Why.VOICES_THERE: lambda refusal, _names: (
        f"These answers were already brought in{f' on {day(refusal.day)}' if refusal.day else ''}. "
        f"{UNCHANGED}"
    ),
    Why.WHOSE_TOO_LONG: lambda refusal, _names: (
        f"Say who they are in up to {refusal.most} characters. This has {refusal.length:,}."
    ),
    Why.VOICE_TOO_LONG: lambda refusal, _names: (
        f"What somebody wrote for a question can have up to {refusal.most} characters. This has "
        f"{refusal.length:,}."
    ),
    Why.TOO_MANY_VOICES: lambda refusal, _names: (
        f"A group can have up to {refusal.most} people. This one has {refusal.length:,}."
    ),
    Why.TOO_MANY_GROUPS: lambda refusal, _names: (
        f"An assessment can have up to {refusal.most} groups from outside. This one already has that many."
    ),
    Why.ERASED_ALREADY: lambda refusal, _names: (
        f"This assessment was erased{f' on {day(refusal.day)}' if refusal.day else ''}."
    ),
    Why.KEPT_SO_LONG_ALREADY: lambda refusal, _names: (
        f"It is already being kept {f'until {day(refusal.day)}' if refusal.day else 'that long'}. "
        "Choose a later day."
    ),
    Why.EVIDENCE_THERE: lambda refusal, names: (
        f"{names.has(refusal.people)} already added this for this question. Nothing was saved."
    ),
    Why.TOO_MUCH_EVIDENCE: lambda refusal, _names: (
        f"One question can have up to {refusal.most} pieces of evidence. Take one back first, or give a link "
        "to a page that lists them."
    ),
    Why.REVIEWERS_CHANGED: lambda refusal, names: (
        "Somebody has changed who decides since you opened this form: it is now "
        f"{names.of(refusal.people, 'others') if refusal.people else 'nobody'}. Nothing of yours was saved. "
        "Close the form and open it again."
    ),
    Why.DECISIONS_CHANGED: _decisions_changed,
    Why.CHANGED_MEANWHILE: _changed_meanwhile,
    Why.ANSWERED_BEFORE: _answered_before,
    Why.ANSWERED_ANEW: _answered_anew,
    Why.ANSWERED_AT_ONCE: lambda refusal, _: (
        f"You answered {refusal.most} questions at once, so it is not clear which one you mean. Nothing was "
        "changed. Go to the question first: at the review, choose it in the menu."
    ),
    Why.ASKED_ABOUT_ANOTHER: _asked_about_another,
    Why.SAME_MOMENT: _same_moment,
    Why.DECIDED_BY: lambda refusal, names: (
        f"{names.has(refusal.people)} already decided on this. Nothing was recorded."
    ),
    Why.TICKED_BY: lambda refusal, names: f"{names.has(refusal.people)} already ticked this off.",
    Why.TICKED_SINCE: lambda refusal, names: (
        f"{names.has(refusal.people, 'somebody')} ticked this off since you opened this. Nothing was "
        "changed. Below is how it stands now."
    ),
    Why.CONDITION_CHANGED: lambda refusal, names: (
        f"{names.has(refusal.people)} since changed this condition. Open Conditions again to see it."
    ),
    Why.CONDITION_CONFIRMED: lambda refusal, names: (
        f"{names.has(refusal.people)} already confirmed that this condition is met."
    ),
    Why.CONDITION_SAID: lambda refusal, names: (
        f"{names.has(refusal.people)} since said that this condition is met. Open Conditions again to see it."
    ),
    Why.LOOK_NOT_DUE: lambda refusal, _names: (
        f"The day to look again is {day(refusal.day) if refusal.day else 'still to come'}. "
        "It can be changed on the summary."
    ),
    Why.TITLE_LENGTH: _title_length,
    Why.TOO_LONG: lambda refusal, _names: (
        f"Please use up to {refusal.most:,} characters. This text has {refusal.length:,}."
    ),
    Why.TOO_MANY_CONDITIONS: lambda refusal, _names: (
        f"There can be up to {refusal.most} conditions. These are {refusal.length}."
    ),
    Why.TO_TICK: _to_tick,
    Why.TOO_MANY_ACTIONS: lambda refusal, _names: (
        f"There are {refusal.most} open actions already. Tick some of them off first."
    ),
}
