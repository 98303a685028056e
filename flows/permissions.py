"""Who may do what with an assessment. Each raises NotAllowed, and names who can.

Two things are asked of everybody. They can see the channel at this moment: one old answer is not a right for
ever. And they act in the channel, or have a part in the assessment.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.actor import Acting, still_there
from flows.own_work import own_part
from flows.refusals import NotAllowed, NotPossible, OwnWork, Why
from flows.who_decides import strictest_rules

if TYPE_CHECKING:
    from flows.assessment import Assessment
    from flows.settings import ChannelRules, ChannelSettings


class MustAsk(Exception):
    """Whether this person can see this channel is to be found out first. Nothing was done."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"can they see {channel}?")
        self.channel = channel


def check_sees(channel: str, by: Acting, why_not: Why) -> None:
    """Raises MustAsk where it is not known yet."""
    if channel not in by.sees:
        raise MustAsk(channel)
    check_seen(by.sees[channel], why_not)


def check_seen(sees: bool | None, why_not: Why) -> None:
    """Whether somebody can see a channel, as Slack says; None: it does not."""
    if not sees:
        raise NotAllowed(Why.WHERE_NOT_KNOWN_NOW if sees is None else why_not)


def check_sees_it(assessment: "Assessment", by: Acting) -> None:
    """For whatever is done with it, or shown of it. What people of a partner organisation may do was asked of
    the channel that they do it in: it holds for what is there."""
    if by.of_partner and by.channel != assessment.channel:
        raise NotAllowed(Why.PARTNERS_ELSEWHERE)
    if not holds_alone(assessment, by.person):
        check_sees(assessment.channel, by, Why.NOT_IN_ITS_CHANNEL)


def check_not_removed(channel: str, by: Acting, *, surely: bool = False) -> None:
    """For who answers alone for an assessment in this channel. Of whom Slack does not say it, nothing is held
    up: what they answer is seen by nobody, and to be done asks again. `surely`: what they would see is of
    others, so that it is held up. Raises MustAsk."""
    if channel not in by.sees:
        raise MustAsk(channel)
    if surely or by.sees[channel] is False:
        check_seen(by.sees[channel], Why.NOT_IN_ITS_CHANNEL)


def holds_alone(assessment: "Assessment", person: str) -> bool:
    """What somebody holds in a direct message is theirs, whichever one it is."""
    return assessment.channel.startswith("D") and assessment.owner == person


def check_may_begin(channel: str, rules: "ChannelSettings", by: Acting) -> None:
    """For whoever starts an assessment in a channel, or brings one there from another: not in a private one
    that they are not in. `rules` are the channel's."""
    check_sees(channel, by, Why.NOT_IN_THAT_CHANNEL)
    rules.check_may_start(by.person)


def check_may_answer(assessment: "Assessment", by: Acting) -> None:
    """The owner and those chosen to answer; where nobody was chosen, whoever is in the channel."""
    person = by.person
    if person == assessment.owner or person in assessment.assessors:
        return
    if not assessment.everyone:
        chosen = [assessment.owner, *sorted(still_there(assessment.assessors) - {assessment.owner})]
        raise NotAllowed(Why.NOT_CHOSEN_TO_ANSWER, people=chosen)
    if by.channel != assessment.channel and person not in assessment.helpers:
        raise NotAllowed(Why.NOT_HERE_TO_ANSWER)


def check_may_record(assessment: "Assessment", by: Acting, leads: Collection[str]) -> None:
    """For facts: whoever may answer, the reviewers and the governance leads."""
    person = by.person
    chosen = {assessment.owner, *assessment.assessors, *assessment.reviewers}
    if person in chosen or person in leads:
        return
    if not assessment.everyone:
        raise NotAllowed(Why.NOT_CHOSEN_TO_RECORD, people=sorted(still_there(chosen)))
    if by.channel != assessment.channel and person not in assessment.helpers:
        raise NotAllowed(Why.NOT_HERE_TO_RECORD)


def check_may_read(assessment: "Assessment", by: Acting) -> None:
    """Whoever is in the channel, or has a part in answering it."""
    if by.channel != assessment.channel and by.person not in assessment.helpers:
        raise NotAllowed(Why.NOT_HERE_TO_SEE)


def check_may_see(assessment: "Assessment", by: Acting) -> None:
    """For deciding, asking and ticking off: whoever may read, and the reviewers."""
    if by.person not in assessment.reviewers:
        check_may_read(assessment, by)


def check_may_export(assessment: "Assessment", by: Acting) -> None:
    """For its record as files. What somebody answers alone has none, for themselves neither."""
    check_may_see(assessment, by)
    if assessment.panel_of:
        raise NotPossible(Why.NOT_IN_A_BALLOT)


def check_owns(assessment: "Assessment", by: Acting, why: Why) -> None:
    """`why` is what only the owner may do."""
    if by.person != assessment.owner:
        raise NotAllowed(why, people=[assessment.owner])


def check_may_hand_over(assessment: "Assessment", by: Acting, *, left: Collection[str] = ()) -> None:
    """The owner; if that one is among those who `left`, whoever may answer."""
    if assessment.owner not in left:
        check_owns(assessment, by, Why.ONLY_OWNER_HANDS_OVER)
    check_may_answer(assessment, by)


def check_may_describe(assessment: "Assessment", by: Acting) -> None:
    """For its particulars: what was handed in stands as it was described."""
    check_owns(assessment, by, Why.ONLY_OWNER_DESCRIBES)
    if assessment.submissions or assessment.is_over:
        raise NotPossible(Why.SUBMITTED_AS_DESCRIBED if assessment.submissions else Why.ABANDONED)


def check_may_move(assessment: "Assessment", by: Acting) -> None:
    check_owns(assessment, by, Why.ONLY_OWNER_MOVES)


def check_may_decide(assessment: "Assessment", by: Acting) -> None:
    """Nobody decides on their own work, unless the channel's rules allow it."""
    can = assessment.deciders
    if by.person in can:
        return
    if not still_there(assessment.reviewers):
        raise NotAllowed(Why.NOBODY_CHOSEN, owner=assessment.owner)
    why, own = Why.ONLY_THESE_DECIDE, None
    if by.person in assessment.reviewers:
        why = Why.OWNS_IT if by.person == assessment.owner else Why.ANSWERED_HERE
        own = own_part(assessment, by.person)
    raise NotAllowed(why, people=sorted(can), owner=assessment.owner, parts=[own] if own else [])


def check_may_close(assessment: "Assessment", by: Acting) -> None:
    concerned = {assessment.owner, *assessment.reviewers}
    if by.person not in concerned:
        raise NotAllowed(Why.ONLY_THESE_CLOSE, people=sorted(concerned))


def check_may_be_chosen_to_answer(
    assessment: "Assessment", people: Collection[str], rules: "ChannelRules", *, alone: bool = False
) -> None:
    """Raises OwnWork for whoever is chosen anew and decides on it, or must by the `rules` that hold now: then
    they answer, or decide, and not both. Not where it is their own work already. To answer `alone` they are
    all chosen anew: that is work of theirs."""
    held, new = strictest_rules(assessment, rules), frozenset(people)
    new = new if alone else new - assessment.assessors
    decide = (still_there(assessment.reviewers.union(held.must_decide)) - assessment.worked_on_it) & new
    if decide and not held.self_review:
        raise OwnWork(Why.DECIDES_ON_IT, people=sorted(decide))


def check_not_own_work(
    assessment: "Assessment", reviewers: Collection[str], assessors: Collection[str] = ()
) -> None:
    """Raises OwnWork for reviewers who would decide on what they own or answer, or would answer as
    `assessors`; unless the rules that it is under allow it."""
    # Who was taken out decides on nothing, and may be another one than who answered.
    parts = [own_part(assessment, person, assessors) for person in sorted(still_there(reviewers))]
    own_work = [part for part in parts if part]
    if own_work and not assessment.self_review:
        raise OwnWork(Why.OWN_WORK, people=[part.person for part in own_work], parts=own_work)
