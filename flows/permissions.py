"""Who may do what with an assessment. Each raises NotAllowed, and names who can.

Being in the channel is known only of those who act in it: who acts from elsewhere must have a part in it.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.actor import Acting
from flows.refusals import NotAllowed, OwnWork, Why

if TYPE_CHECKING:
    from flows.assessment import Assessment


def check_may_answer(assessment: "Assessment", by: Acting) -> None:
    """The owner and those chosen to answer; where nobody was chosen, whoever is in the channel."""
    person = by.person
    if person == assessment.owner or person in assessment.assessors:
        return
    if not assessment.everyone:
        chosen = [assessment.owner, *sorted(assessment.assessors - {assessment.owner})]
        raise NotAllowed(Why.NOT_CHOSEN_TO_ANSWER, people=chosen)
    if by.channel != assessment.channel and person not in assessment.helpers:
        raise NotAllowed(Why.NOT_HERE_TO_ANSWER)


def check_may_read(assessment: "Assessment", by: Acting) -> None:
    """Whoever is in the channel, or has a part in answering it."""
    if by.channel != assessment.channel and by.person not in assessment.helpers:
        raise NotAllowed(Why.NOT_HERE_TO_SEE)


def check_may_see(assessment: "Assessment", by: Acting) -> None:
    """For deciding, asking and ticking off: whoever may read, and the reviewers."""
    if by.person not in assessment.reviewers:
        check_may_read(assessment, by)


def check_owns(assessment: "Assessment", by: Acting, why: Why) -> None:
    """`why` is what only the owner may do."""
    if by.person != assessment.owner:
        raise NotAllowed(why, people=[assessment.owner])


def check_may_hand_over(assessment: "Assessment", by: Acting, *, left: Collection[str] = ()) -> None:
    """The owner; if that one is among those who `left`, whoever may answer."""
    if assessment.owner not in left:
        check_owns(assessment, by, Why.ONLY_OWNER_HANDS_OVER)
    check_may_answer(assessment, by)


def check_may_move(assessment: "Assessment", by: Acting) -> None:
    check_owns(assessment, by, Why.ONLY_OWNER_MOVES)


def check_may_decide(assessment: "Assessment", by: Acting) -> None:
    """Nobody decides on their own work, unless the channel's rules allow it."""
    can = assessment.deciders
    if by.person in can:
        return
    if not assessment.reviewers:
        raise NotAllowed(Why.NOBODY_CHOSEN, owner=assessment.owner)
    why = Why.ONLY_THESE_DECIDE
    if by.person in assessment.reviewers:
        why = Why.OWNS_IT if by.person == assessment.owner else Why.ANSWERED_HERE
    raise NotAllowed(why, people=sorted(can), owner=assessment.owner)


def check_may_close(assessment: "Assessment", by: Acting) -> None:
    concerned = {assessment.owner, *assessment.reviewers}
    if by.person not in concerned:
        raise NotAllowed(Why.ONLY_THESE_CLOSE, people=sorted(concerned))


def check_may_look_again(assessment: "Assessment", by: Acting) -> None:
    if by.person != assessment.owner and by.person not in assessment.reviewers:
        raise NotAllowed(Why.ONLY_THESE_LOOK_AGAIN, people=[assessment.owner])


def check_not_own_work(
    reviewers: frozenset[str], involved: frozenset[str], *, self_review: bool = False
) -> None:
    """Raises OwnWork for reviewers who would decide on what they own or answer."""
    own_work = sorted(reviewers & involved)
    if own_work and not self_review:
        raise OwnWork(Why.OWN_WORK, people=own_work)
