"""Who decides on an assessment, and by which rules: those that held when it was handed in, and those of where
it stands."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.actor import Acting, still_there
from flows.refusals import NotAllowed, Why
from flows.settings import ChannelRules, ChannelSettings, stricter

if TYPE_CHECKING:
    from flows.assessment import Assessment


def rules_under(assessment: "Assessment", rules: ChannelRules) -> ChannelRules:
    """The rules that it is decided by, where `rules` hold now: what is submitted keeps those that held then,
    until it is changed; but what keeps an owner from choosing does not hold while there is no lead who
    could."""
    is_decided = assessment.progress.is_decided or assessment.is_over
    if not assessment.submissions or not (_is_submitted(assessment) or is_decided):
        return rules
    return replace(
        rules,
        all_decide=assessment.all_decide,
        self_review=assessment.self_review,
        must_decide=tuple(sorted(assessment.must_decide)),
        owner_chooses=assessment.owner_chooses or not rules.leads,
        owner_replaces=assessment.owner_replaces or not rules.leads,
    )


def strictest_rules(assessment: "Assessment", rules: ChannelRules) -> ChannelRules:
    """Those that it is decided by, and those that hold now, by which its next submission is: whoever decides
    by either is not to be made its owner, or to answer."""
    return stricter(rules_under(assessment, rules), rules)


def rules_of_choosing(assessment: "Assessment", rules: ChannelRules) -> ChannelRules:
    """By which it is chosen who decides. Where changes are asked for, that is for the next submission too."""
    if assessment.progress.changes_asked:
        return strictest_rules(assessment, rules)
    return rules_under(assessment, rules)


def go_by(assessment: "Assessment", rules: ChannelSettings, at: datetime) -> None:
    """Have it decided by these rules. Who must decide becomes a reviewer, unless it is their own work."""
    assessment.all_decide, assessment.self_review = rules.all_decide, rules.self_review
    assessment.must_decide = frozenset(rules.must_decide)
    assessment.owner_chooses, assessment.owner_replaces = rules.owner_chooses, rules.owner_replaces
    choose(assessment, assessment.reviewers | must_review(assessment, rules), at)


def come_under(
    assessment: "Assessment", rules: ChannelRules, by: Acting, at: datetime, replaced_by: str | None
) -> None:
    """It is moved to where `rules` hold: nobody gets past them by a way round. Whom its owner chose does not
    come along where owners do not choose. `replaced_by`: who changed who decides last, since it was first
    submitted; raises NotAllowed where only governance leads may do that."""
    only_leads_replace = rules.leads and rules.owner_chooses and not rules.owner_replaces
    if only_leads_replace and replaced_by is not None and replaced_by not in rules.leads:
        raise NotAllowed(Why.REPLACED_ELSEWHERE, people=rules.leads)
    chosen_freely, must = assessment.owner_chooses, frozenset[str]()
    if _is_submitted(assessment):
        held = strictest_rules(assessment, rules)
        go_by(assessment, held, at)
        must = must_review(assessment, held)
    if chosen_freely and not (rules.owner_chooses or by.person in rules.leads):
        both = replace(rules, self_review=assessment.self_review and rules.self_review)
        choose(assessment, both.suggested_beside(assessment.involved) | must, at)


def must_review(assessment: "Assessment", rules: ChannelSettings) -> frozenset[str]:
    """Who must decide by these rules. Not whose own work it is: to be chosen to answer is no work yet, or
    whoever chooses could pass them over; but to be asked to answer alone is, until that is revealed."""
    must, panel = still_there(rules.must_decide), assessment.panel
    if rules.self_review:
        return must
    asked = panel.people if panel and not panel.heard else ()
    return must - assessment.worked_on_it - {one.person for one in asked}


def would_lose_decision(assessment: "Assessment", person: str, rules: ChannelRules) -> bool:
    """Whether this person may decide, or must by the `rules` that hold now, and no longer could if they took
    part in answering: also who was asked to answer alone, as long as they were not heard."""
    held = strictest_rules(assessment, rules)
    must = frozenset(held.must_decide) - assessment.worked_on_it
    decides = (assessment.reviewers - assessment.involved) | must
    return person in decides and not held.self_review


def choose(assessment: "Assessment", reviewers: frozenset[str], at: datetime) -> None:
    """These and nobody else are its reviewers; who was one already is so since then."""
    since = assessment.reviewing_since
    assessment.reviewing_since = {person: since.get(person, at) for person in reviewers}
    assessment.reviewers = reviewers


def _is_submitted(assessment: "Assessment") -> bool:
    """Whether a decision on what was handed in can still be made, or taken back so that another one can."""
    return assessment.progress.awaits_decision or assessment.progress.changes_asked
