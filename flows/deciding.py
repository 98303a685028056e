"""Whether an assessment can be decided, or a decision withdrawn, just now; else why not."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from flows.actor import Acting
from flows.answer import Mark, mark_of
from flows.decision import Decision, DecisionForm, Verdict
from flows.entry import Entry
from flows.permissions import check_owns
from flows.refusals import NotAllowed, OutOfDate, Refusal, Why
from flows.scoring import doubtful
from flows.seen import check_seen, mark_seen
from flows.seen_otherwise import holding
from flows.settings import ChannelRules
from flows.states import State
from flows.triggers import Trigger
from flows.visible import visible
from flows.who_decides import rules_of_choosing
from flows.why_not import why_not

if TYPE_CHECKING:
    from flows.assessment import Assessment
    from flows.submission import Submission

REACHED = {
    State.APPROVED: Verdict.APPROVE,
    State.APPROVED_WITH_CONDITIONS: Verdict.CONDITIONS,
    State.DECLINED: Verdict.DECLINE,
    State.CHANGES_ASKED: Verdict.CHANGES,
}
"""The states that decisions lead to."""
_BESIDE = "-"


def made_it(assessment: "Assessment", verdict: Verdict) -> tuple[Decision, ...]:
    """The decisions that came to this verdict, in the order in which they were made."""
    return tuple(
        decision
        for decision in assessment.counting_decisions
        if decision.verdict is verdict or (verdict.approves and decision.verdict.approves)
    )


class MovedOn(OutOfDate):
    """What the reviewer looked at is no longer what stands. `assessment` is as it stands now."""

    def __init__(self, why: Why, assessment: "Assessment", people: tuple[str, ...] = ()) -> None:
        super().__init__(why, people=people)
        self.assessment = assessment


def check_may_choose(assessment: "Assessment", by: Acting, rules: ChannelRules) -> None:
    """For the governance leads, and the owner where the rules leave it to them. Raises NotAllowed, or Refusal
    when it is too late to choose who decides. `rules` are those that hold now: see flows/who_decides.py."""
    if by.person not in rules.leads:
        check_owns(assessment, by, Why.ONLY_OWNER_CHOOSES)
        under = rules_of_choosing(assessment, rules)
        if not under.owner_chooses:
            raise NotAllowed(Why.ONLY_LEADS_CHOOSE, people=rules.leads)
        if assessment.submissions and not under.owner_replaces:
            raise NotAllowed(Why.ONLY_LEADS_REPLACE, people=rules.leads)
    if assessment.progress.is_decided:
        raise Refusal(Why.DECIDED_NO_CHOOSING)
    check_goes_on(assessment)


def reviewers_mark(assessment: "Assessment") -> str:
    """Of who is chosen to decide, for the form that shows it: see `flows/seen.py`."""
    return mark_seen(sorted(assessment.reviewers))


def decisions_mark(assessment: "Assessment") -> str:
    """Of the decisions in force, for a window that asks first: one that leaves the state as it is makes no
    new turn. See `flows/seen.py`."""
    return mark_seen([decision.number for decision in assessment.present_decisions])


def check_decisions_seen(assessment: "Assessment", seen: str | None) -> None:
    """Raises OutOfDate where others are in force now than when a window was opened; `seen` is its mark."""
    makers = list(dict.fromkeys(decision.by for decision in assessment.present_decisions))
    check_seen(decisions_mark(assessment), seen, Why.DECISIONS_CHANGED, makers)


def check_goes_on(assessment: "Assessment") -> None:
    """Raises Refusal when it was closed or abandoned."""
    if assessment.is_over:
        raise Refusal(why_not(assessment.progress, Trigger.APPROVE))


def check_can_be_decided(assessment: "Assessment", person: str, seen: str | None = None) -> "Submission":
    """The submission that is waiting. `seen` is the mark of what the person had in sight, see
    `mark_in_sight`.

    Raises MovedOn when another one waits now, or none, when somebody sees it otherwise who did not say so
    then, or when others recorded facts since; Refusal for who has decided on it already.
    """
    if any(decision.by == person for decision in assessment.counting_decisions):
        raise Refusal(Why.DECIDED_BY_YOU)
    submission = assessment.last_submission
    if submission is None or not assessment.progress.awaits_decision:
        raise _not_now(assessment)
    if seen is not None and (changed := changed_since(assessment, submission, person, seen)):
        raise MovedOn(changed[0], assessment)
    return submission


def mark_in_sight(assessment: "Assessment", submission: "Submission") -> str:
    """Tells what is decided on: the submission, by its mark, and what those of its panel say who see it
    otherwise; beside it how many facts are recorded, and the day to look again that an approval set. Where
    there is none of these, it is the mark of the submission alone."""
    mark, panel = submission.mark(assessment.framework), assessment.panel
    found = holding(panel, submission.answers) if panel else []
    said = sorted((one.said.question, one.said.number, one.said.words) for one in found)
    otherwise = mark_seen(said) if said else ""
    facts = str(len(assessment.entries)) if assessment.entries else ""
    return _BESIDE.join((mark, otherwise, facts, _day_mark(assessment))).rstrip(_BESIDE)


class InSight(NamedTuple):
    """A mark of what was in sight, taken apart. `day`: that of the day to look again; empty: nobody had
    approved."""

    submission: str
    otherwise: str
    facts: int
    day: str

    @classmethod
    def of(cls, seen: str) -> "InSight":
        submission, otherwise, facts, day, *_ = [*seen.split(_BESIDE), "", "", ""]
        number = int(facts) if facts.isascii() and facts.isdigit() and len(facts) < 10 else 0
        return cls(submission, otherwise, number, day)

    @property
    def answers(self) -> str:
        """The mark of what was answered, and of who sees it otherwise."""
        return _BESIDE.join((self.submission, self.otherwise)).rstrip(_BESIDE)


def changed_since(assessment: "Assessment", submission: "Submission", person: str, seen: str) -> list[Why]:
    """What is no longer as this person saw it, apart from the day to look again."""
    before, now = InSight.of(seen), InSight.of(mark_in_sight(assessment, submission))
    changed = []
    if before.submission != now.submission:
        changed.append(Why.SUBMITTED_MEANWHILE)
    if before.otherwise != now.otherwise:
        changed.append(Why.SEEN_OTHERWISE_MEANWHILE)
    if facts_since(assessment, person, seen):
        changed.append(Why.RECORDED_MEANWHILE)
    return changed


def facts_since(assessment: "Assessment", person: str, seen: str) -> list[Entry]:
    """What others recorded since this was in sight; who records something has seen it."""
    return [entry for entry in assessment.entries[InSight.of(seen).facts :] if entry.by != person]


def is_day_set_since(assessment: "Assessment", seen: str) -> bool:
    """Whether an approval stands that set another day to look again than was in sight, or the first one."""
    now = _day_mark(assessment)
    return bool(now) and now != InSight.of(seen).day


def check_day(assessment: "Assessment", form: DecisionForm) -> None:
    """Raises MovedOn where this approval would put another day to look again in the place of one that it
    has not seen."""
    is_other = form.verdict.approves and form.look_again_on != assessment.look_again_on
    if is_other and is_day_set_since(assessment, form.seen):
        raise MovedOn(Why.LOOK_DAY_MEANWHILE, assessment)


def has_approval(assessment: "Assessment") -> bool:
    """Whether somebody has approved what was submitted last, and so chose a day to look again, or none."""
    return any(one.verdict.approves for one in assessment.present_decisions)


def plan_mark(look_again_on: date | None, looker: str | None) -> str:
    """Of when something is to be looked at again, and by whom: see `flows/seen.py`."""
    return mark_seen(look_again_on, looker)


def _day_mark(assessment: "Assessment") -> str:
    return plan_mark(assessment.look_again_on, assessment.looker) if has_approval(assessment) else ""


def acknowledged(assessment: "Assessment", submission: "Submission", form: DecisionForm) -> tuple[str, ...]:
    """The questions that this approval takes note of. Raises Refusal if one is left out, or if it does not
    say why, though something speaks against it."""
    if not form.verdict.approves:
        return ()
    doubts = doubtful(assessment.framework, submission.answers)
    if any(mark_of(answer) is Mark.AGAINST for _, answer in doubts) and not visible(form.words):
        raise Refusal(Why.WHY_APPROVED_MISSING)
    wanted = [question for question, _ in doubts]
    left_out = [question for question in wanted if question.id not in form.acknowledged]
    if left_out:
        raise Refusal(Why.TO_TICK, questions=left_out)
    return tuple(question.id for question in wanted)


def check_can_be_withdrawn(assessment: "Assessment", number: int, person: str) -> Decision:
    """The decision with this number, if `person` can take it back. Raises Refusal."""
    decision = next((one for one in assessment.decisions if one.number == number), None)
    if decision is None:
        raise Refusal(Why.NO_DECISION)
    if decision.by != person:
        raise NotAllowed(Why.ONLY_MAKER_WITHDRAWS, people=[decision.by])
    if not decision.stands:
        raise Refusal(Why.WITHDRAWN_ALREADY)
    progress = assessment.progress
    if progress.is_closed:
        raise Refusal(why_not(progress, Trigger.APPROVE))
    stands_now = progress.awaits_decision or progress.is_decided or progress.changes_asked
    if decision not in assessment.present_decisions or not stands_now:
        raise Refusal(Why.ANSWERS_CHANGED_SINCE)
    return decision


def own_decision(assessment: "Assessment", person: str) -> Decision:
    """The decision that this person can take back. Raises Refusal."""
    present = assessment.present_decisions
    own = [decision for decision in present if decision.by == person]
    if not own:
        raise NotAllowed(Why.NO_OWN_DECISION, people=sorted({decision.by for decision in present}))
    return check_can_be_withdrawn(assessment, own[-1].number, person)


def check_can_be_asked(assessment: "Assessment") -> "Submission":
    """What one can ask about. Raises Refusal."""
    check_goes_on(assessment)
    if assessment.last_submission is None:
        raise Refusal(Why.NOTHING_SUBMITTED)
    return assessment.last_submission


def _not_now(assessment: "Assessment") -> MovedOn:
    progress = assessment.progress
    if progress.is_decided and assessment.present_decisions:
        makers = tuple(dict.fromkeys(decision.by for decision in assessment.present_decisions))
        return MovedOn(Why.DECIDED_BY, assessment, makers)
    being_changed = assessment.submissions and not (assessment.is_over or progress.changes_asked)
    return MovedOn(Why.BEING_CHANGED if being_changed else why_not(progress, Trigger.APPROVE), assessment)
