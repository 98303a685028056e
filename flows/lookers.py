"""Who looks again: for whom another look waits, who may begin it or set its day, and who may give it away."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.actor import Acting, is_taken_out
from flows.refusals import NotAllowed, Why

if TYPE_CHECKING:
    from flows.assessment import Assessment


def approvers(assessment: "Assessment") -> tuple[str, ...]:
    """Whose approval stands on what was submitted last, in the order in which they gave it."""
    approvals = (one for one in assessment.present_decisions if one.verdict.approves)
    return tuple(dict.fromkeys(one.by for one in approvals))


def lookers(assessment: "Assessment") -> frozenset[str]:
    """For whom another look waits: whoever it was given to, else its owner and who approved; also where who
    it was given to was taken out."""
    if assessment.looker and not is_taken_out(assessment.looker):
        return frozenset({assessment.looker})
    return frozenset({assessment.owner, *approvers(assessment)})


def check_may_look_again(assessment: "Assessment", by: Acting) -> None:
    """The owner, the reviewers, and whoever it waits for."""
    if by.person not in {assessment.owner, *assessment.reviewers, *lookers(assessment)}:
        told = dict.fromkeys([assessment.owner, *([assessment.looker] if assessment.looker else [])])
        raise NotAllowed(Why.ONLY_THESE_LOOK_AGAIN, people=told)


def check_may_give_look(assessment: "Assessment", by: Acting, leads: Collection[str]) -> None:
    """The owner, who approved, whoever it waits for, and the governance leads."""
    concerned = dict.fromkeys([assessment.owner, *approvers(assessment)])
    if by.person not in {*concerned, *lookers(assessment), *leads}:
        raise NotAllowed(Why.ONLY_THESE_GIVE_LOOK, people=concerned)
