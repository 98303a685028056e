"""What typed words mean where an assessment stands: “skip” where there is an answer, “can we submit?”."""

from bot.listeners import thread
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.intents import Intent, Keep, NotSure, Offer, Resume, Submit
from flows.machine import can
from flows.permissions import check_may_answer
from flows.refusals import Refusal
from flows.triggers import Trigger


def meant_here(assessment: Assessment, act: Act, heard: Intent | Offer | None) -> Intent | Offer | None:
    """The same, for all that means the same anywhere."""
    is_offer = isinstance(heard, Offer)
    first = heard.choices[0] if isinstance(heard, Offer) else heard
    match first:
        case NotSure(skips=True) if thread.named_another(assessment, first) is None:
            return _going_on(assessment, act, first, likely=is_offer) or heard
        case Submit() if is_offer and _is_told_instead(assessment, act):
            return first
    return heard


def _going_on(assessment: Assessment, act: Act, said: NotSure, *, likely: bool) -> Intent | Offer | None:
    """No answer is lost to “skip”: what stands is kept, or a question left open that somebody only came to
    see. Last time's answer, which would be given anew by that, is offered. None: it has no other meaning."""
    progress = assessment.progress
    may_go_on = likely and not act.of_partner
    if progress.is_paused:
        if progress.place in progress.given or progress.place in assessment.before:
            return Offer((Resume(),))
        return Resume() if may_go_on else None
    if progress.question is None:
        return None
    if assessment.to_confirm or (said.reason and progress.answer_here):
        return Offer((Keep(), said))
    if can(progress, Trigger.KEEP):
        return Keep()
    return Offer((said, Resume())) if may_go_on else None


def _is_told_instead(assessment: Assessment, act: Act) -> bool:
    """Whether to whoever asks “can we submit?” it is said why not, or what should be known before: a word in
    private either way, and nothing is handed in."""
    try:
        check_may_answer(assessment, act)
    except Refusal:
        return False
    done = Trigger.DONE if assessment.panel_of else Trigger.SUBMIT
    return thread.asks_first(assessment) or not can(assessment.progress, done)
