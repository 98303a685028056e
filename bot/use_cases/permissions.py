"""Who may decide on an assessment, and whether it can be decided just now; else why not, in plain words."""

from dataclasses import dataclass
from datetime import date

from bot.cards.text import listed, mention, people
from bot.use_cases.requests import Act, NotAllowed, OutOfDate, Refusal
from flows import refusals
from flows.assessment import Assessment, Submission
from flows.decision import WORDS_MAX, Decision, Verdict, is_too_far
from flows.machine import Trigger
from flows.scoring import doubtful
from flows.states import State

MOST_CONDITIONS = 20


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What a reviewer fills in. `seen` is the mark of the submission that was shown, `acknowledged` and
    `questions` are ids of questions. `look_again_on` None: never."""

    verdict: Verdict
    seen: str
    words: str = ""
    conditions: tuple[str, ...] = ()
    questions: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    look_again_on: date | None = None

    def errors(self, today: date) -> dict[str, str]:
        """What is wrong, by field, in words for the person; empty when it is fine."""
        wrong = {}
        if self.verdict is Verdict.CONDITIONS and not self.conditions:
            wrong["conditions"] = "Write at least one condition, or close this and choose Approve."
        if len(self.conditions) > MOST_CONDITIONS:
            wrong["conditions"] = f"Up to {MOST_CONDITIONS} conditions. These are {len(self.conditions)}."
        if (longest := max(map(len, self.conditions), default=0)) > WORDS_MAX:
            wrong["conditions"] = refusals.too_long(longest, WORDS_MAX)
        if self.verdict is Verdict.CHANGES and not self.questions:
            wrong["questions"] = "Choose at least one question that should be looked at again."
        if self.verdict in (Verdict.CHANGES, Verdict.DECLINE) and not self.words.strip():
            wrong["words"] = "Say in a few words why, so that the team knows what to do."
        if len(self.words) > WORDS_MAX:
            wrong["words"] = refusals.too_long(len(self.words), WORDS_MAX)
        if self.verdict.approves and self.look_again_on is not None:
            if self.look_again_on <= today:
                wrong["look_again_on"] = "Choose a day that is still to come, or none at all."
            elif is_too_far(self.look_again_on, today):
                wrong["look_again_on"] = refusals.TOO_FAR
        return wrong


class Moved(OutOfDate):
    """What the reviewer looked at is no longer what stands. `assessment` is as it stands now."""

    def __init__(self, words: str, assessment: Assessment) -> None:
        super().__init__(words)
        self.assessment = assessment


class OwnWork(Refusal):
    """Somebody would have to decide on what they own or answer."""


def check_may_choose(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed, or Refusal when it is too late to choose who decides."""
    if act.person != assessment.owner:
        raise NotAllowed(f"Only {people([assessment.owner])} can choose who decides.")
    progress = assessment.progress
    if progress.is_decided:
        raise Refusal("This is decided. Whoever decided can withdraw that first; then others can be chosen.")
    if progress.is_closed or progress.is_abandoned:
        raise Refusal(refusals.words(progress, Trigger.APPROVE))


def check_may_decide(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed. Nobody decides on their own work, unless the channel's settings allow it."""
    if act.person in assessment.deciders:
        return
    owner = people([assessment.owner])
    others = assessment.deciders
    who = f"{people(sorted(others))} can." if others else f"{owner} can choose another reviewer."
    if act.person in assessment.reviewers:
        part = "own this assessment" if act.person == assessment.owner else "answer questions here"
        raise NotAllowed(f"You {part}, so you cannot decide on it. {who}")
    if not assessment.reviewers:
        raise NotAllowed(
            f"Nobody is chosen to decide yet. {owner} can choose: the menu is on the first message, in the "
            "channel."
        )
    raise NotAllowed(f"Only those who were chosen can decide on this. {who}")


def check_can_be_decided(assessment: Assessment, person: str, seen: str | None = None) -> Submission:
    """The submission that is waiting. `seen` is the mark of the one that the person had in sight.

    Raises Moved when another one waits now, or none; Refusal for who has decided on it already.
    """
    own = [decision for decision in assessment.present_decisions if decision.by == person]
    if own:
        raise Refusal("You have decided on this already. To change that, withdraw your decision first.")
    submission = assessment.last_submission
    if submission is None or not assessment.progress.awaits_decision:
        raise Moved(_why_not_now(assessment), assessment)
    if seen is not None and seen != submission.mark(assessment.framework):
        raise Moved("This was submitted again meanwhile. Nothing was recorded.", assessment)
    return submission


def check_reviewers(
    reviewers: frozenset[str], involved: frozenset[str], *, self_review: bool = False
) -> None:
    """Raises OwnWork."""
    own_work = sorted(reviewers & involved)
    if own_work and not self_review:
        raise OwnWork(f"{people(own_work)} cannot decide here. Nobody decides on what they own or answer.")


def acknowledged(assessment: Assessment, submission: Submission, form: DecisionForm) -> tuple[str, ...]:
    """The questions that this approval takes note of. Raises Refusal if one is left out."""
    if not form.verdict.approves:
        return ()
    wanted = [question for question, _ in doubtful(assessment.framework, submission.answers)]
    left_out = [question.label for question in wanted if question.id not in form.acknowledged]
    if left_out:
        raise Refusal(f"Tick each of them before you approve. Still to tick: {listed(left_out)}.")
    return tuple(question.id for question in wanted)


def check_can_be_withdrawn(assessment: Assessment, number: int, person: str) -> Decision:
    """The decision with this number, if `person` can take it back. Raises Refusal."""
    decision = next((one for one in assessment.decisions if one.number == number), None)
    if decision is None:
        raise Refusal("There is no decision to withdraw.")
    if decision.by != person:
        raise NotAllowed(f"Only {mention(decision.by)} can withdraw this decision.")
    if not decision.stands:
        raise Refusal("You have withdrawn this decision already.")
    progress = assessment.progress
    if progress.is_closed:
        raise Refusal(refusals.words(progress, Trigger.APPROVE))
    if decision not in assessment.present_decisions or not (
        progress.awaits_decision or progress.is_decided or progress.changes_asked
    ):
        raise Refusal(
            "The team has changed answers since. This decision stays on record as it is; "
            "you can decide on what they submit next."
        )
    return decision


def check_can_be_asked(assessment: Assessment) -> Submission:
    """What one can ask about. Raises Refusal."""
    progress = assessment.progress
    if progress.is_closed or progress.is_abandoned:
        raise Refusal(refusals.words(progress, Trigger.APPROVE))
    if assessment.last_submission is None:
        raise Refusal("Nothing is submitted yet, so there is nothing to ask about.")
    return assessment.last_submission


def check_may_close(assessment: Assessment, act: Act) -> None:
    concerned = sorted({assessment.owner, *assessment.reviewers})
    if act.person not in concerned:
        raise NotAllowed(f"Only {people(concerned)} can close this assessment.")


def some_words(typed: str, missing: str) -> str:
    words = typed.strip()
    if not words:
        raise Refusal(missing)
    if len(words) > WORDS_MAX:
        raise Refusal(refusals.too_long(len(words), WORDS_MAX))
    return words


def _why_not_now(assessment: Assessment) -> str:
    progress = assessment.progress
    if progress.is_decided and assessment.present_decisions:
        by = people(dict.fromkeys(decision.by for decision in assessment.present_decisions))
        return f"This is decided already, by {by}. Nothing was recorded."
    if progress.state in (State.CLOSED, State.ABANDONED, State.CHANGES_ASKED):
        return refusals.words(progress, Trigger.APPROVE)
    if assessment.submissions:
        return "The team is changing answers just now. You can decide when it is submitted again."
    return refusals.words(progress, Trigger.APPROVE)
