"""Words for the refusals that name questions, answers, figures and days, or what somebody did meanwhile."""

from collections.abc import Mapping
from typing import Final

from bot.cards.refusal_names import Names, Words
from bot.cards.refusal_plain import SEE_WHETHER_IT_FITS, UNCHANGED
from bot.cards.text import day, listed
from flows.panel import FEWEST
from flows.particulars import TITLE_MAX, TITLE_MIN
from flows.refusals import Refusal, Why


def _changed_meanwhile(refusal: Refusal, names: Names) -> str:
    now = refusal.answer.word if refusal.answer else "another one"
    who = names.of(refusal.people) if refusal.people else ""
    changed = f"{who} changed this answer meanwhile" if who else "Something was changed here meanwhile"
    return f"{changed}: the answer is {now} now. {SEE_WHETHER_IT_FITS}"


def _decisions_changed(refusal: Refusal, names: Names) -> str:
    now = "No decision stands now."
    if refusal.people:
        now = f"So far, {names.of(refusal.people)} decided."
    return f"The decisions on this changed since you opened this window, so nothing was done yet. {now}"


def _answered_before(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else ""
    who = names.of(refusal.people)
    return f"{who} answered this question already: {answer} for “{label}”. That answer stands."


def _answered_anew(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else "another one"
    return (
        f"{names.of(refusal.people)} has changed the answer that you gave last: “{label}” is {answer} now. "
        "So nothing was saved or changed."
    )


def _asked_about_another(refusal: Refusal, names: Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else "not answered"
    who = f", by {names.of(refusal.people)}" if refusal.people else ""
    return (
        "Another answer, or another reason for it, was submitted since you opened this: "
        f"“{label}” is {answer} now{who}. Nothing was asked yet. If your question still fits, send it again."
    )


def _same_moment(refusal: Refusal, names: Names) -> str:
    came = "Your message came in the same moment as a click, so it was not counted:"
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
    labels = listed([names.typed(question.label) for question in refusal.questions])
    return f"Tick each of them before you approve. Still to tick: {labels}."


def _answer_too_long(what: str) -> Words:
    return lambda refusal, _names: (
        f"The {what} can have up to {refusal.most:,} characters. This one has {refusal.length:,}. "
        "Nothing is saved yet. Please shorten it."
    )


TOLD: Final[Mapping[Why, Words]] = {
    Why.NO_QUESTION_OF_THIS_NUMBER: lambda refusal, names: (
        f"There is no question {refusal.length}. They run from 1 to {refusal.most}. {UNCHANGED}"
    ),
    Why.REASON_OF_ANOTHER: lambda refusal, names: (
        f"Your reason was for question {refusal.length}, {names.typed(refusal.questions[0].label)}, which is "
        "not being asked now. Nothing was saved. To say that it does not apply, type go to question "
        f"{refusal.length}, and then n/a because … with the reason."
    ),
    Why.NAMES_ANOTHER: lambda refusal, names: (
        f"Your words are about question {refusal.length}, {names.typed(refusal.questions[0].label)}, and "
        "another one is being asked. Nothing was saved. To answer it, type go to question "
        f"{refusal.length} first."
    ),
    Why.PANEL_SIZE: lambda refusal, names: (
        f"Choose {FEWEST} to {refusal.most} people who answer alone. You chose {refusal.length}."
    ),
    Why.NAMELESS_WITH_SO_FEW: lambda refusal, names: (
        "These people were told that no names stand beside ratings. With fewer than "
        f"{refusal.most} it could be guessed who said what. Keep at least {refusal.most}."
    ),
    Why.TOO_FEW_DONE: lambda refusal, names: (
        f"At least {refusal.most} people must be done. Of this panel, {refusal.length} "
        f"{'is' if refusal.length == 1 else 'are'}. Nothing was revealed."
    ),
    Why.BEING_RATED_AGAIN: lambda refusal, names: (
        f"{listed([names.typed(one.label) for one in refusal.questions])} is being rated again, alone. It is "
        "settled after that."
    ),
    Why.SETTLED_WITHOUT_REASON: lambda refusal, names: (
        "Please give a reason first. The middle of the panel's ratings lies between two levels for "
        f"{listed([names.typed(one.label) for one in refusal.questions])}. Readers will ask why you chose "
        "this one."
    ),
    Why.REASON_TOO_LONG: _answer_too_long("reason"),
    Why.EVIDENCE_TOO_LONG: _answer_too_long("evidence"),
    Why.FACT_CHANGED: lambda refusal, names: (
        f"{names.of(refusal.people)} recorded something here meanwhile. Nothing was saved."
    ),
    Why.VOICES_THERE: lambda refusal, _names: (
        f"These answers were brought in already{f' on {day(refusal.day)}' if refusal.day else ''}. "
        f"{UNCHANGED}"
    ),
    Why.WHOSE_TOO_LONG: lambda refusal, _names: (
        f"Who they are can have up to {refusal.most} characters. This has {refusal.length:,}."
    ),
    Why.VOICE_TOO_LONG: lambda refusal, _names: (
        f"What somebody wrote for a question can have up to {refusal.most} characters. This has "
        f"{refusal.length:,}."
    ),
    Why.TOO_MANY_VOICES: lambda refusal, _names: (
        f"A group can have up to {refusal.most} people. This one has {refusal.length:,}."
    ),
    Why.TOO_MANY_GROUPS: lambda refusal, _names: (
        f"An assessment can have up to {refusal.most} groups from outside, and this one has them."
    ),
    Why.ERASED_ALREADY: lambda refusal, _names: (
        f"This assessment was erased{f' on {day(refusal.day)}' if refusal.day else ''}."
    ),
    Why.KEPT_SO_LONG_ALREADY: lambda refusal, _names: (
        f"It is kept until {day(refusal.day) if refusal.day else 'then'} as it is. Choose a later day."
    ),
    Why.EVIDENCE_THERE: lambda refusal, names: (
        f"{names.of(refusal.people)} added this already, for this question. Nothing was saved."
    ),
    Why.TOO_MUCH_EVIDENCE: lambda refusal, _names: (
        f"One question can have up to {refusal.most} pieces of evidence. Take one back first, or give a link "
        "to a page that lists them."
    ),
    Why.REVIEWERS_CHANGED: lambda refusal, names: (
        "Who decides was changed since you opened this form: now it is "
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
        f"This is decided already, by {names.of(refusal.people)}. Nothing was recorded."
    ),
    Why.TICKED_BY: lambda refusal, names: f"{names.of(refusal.people)} ticked this off already.",
    Why.TICKED_SINCE: lambda refusal, names: (
        f"{names.of(refusal.people, 'Somebody')} ticked this off since you opened this. Nothing was changed. "
        "Below is how it stands now."
    ),
    Why.CONDITION_CHANGED: lambda refusal, names: (
        f"{names.of(refusal.people)} changed this condition meanwhile. Open Conditions again to see it."
    ),
    Why.CONDITION_CONFIRMED: lambda refusal, names: (
        f"{names.of(refusal.people)} confirmed already that this condition is met."
    ),
    Why.CONDITION_SAID: lambda refusal, names: (
        f"{names.of(refusal.people)} said meanwhile that this condition is met. Open Conditions again to see "
        "it."
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
        f"Up to {refusal.most} conditions. These are {refusal.length}."
    ),
    Why.TO_TICK: _to_tick,
    Why.TOO_MANY_ACTIONS: lambda refusal, _names: (
        f"There are {refusal.most} open actions already. Tick some of them off first."
    ),
}
