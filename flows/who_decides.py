"""Who decides on an assessment, and by which rules: those that held when it was handed in, and those of where
it stands."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.actor import Acting
from flows.settings import ChannelRules, ChannelSettings, stricter

if TYPE_CHECKING:
    from flows.assessment import Assessment


def rules_under(assessment: "Assessment", rules: ChannelRules) -> ChannelRules:
    """The rules that it is decided by, where `rules` hold now: what was submitted keeps those that held then;
    but what keeps an owner from choosing does not hold while there is no lead who could."""
    if not assessment.submissions:
        return rules
    return replace(
        rules,
        all_decide=assessment.all_decide,
        self_review=assessment.self_review,
        must_decide=tuple(sorted(assessment.must_decide)),
        owner_chooses=assessment.owner_chooses or not rules.leads,
        owner_replaces=assessment.owner_replaces or not rules.leads,
    )


def go_by(assessment: "Assessment", rules: ChannelSettings, at: datetime) -> None:
    """Have it decided by these rules. Who must decide becomes a reviewer, and answers no more, unless it is
    their own work."""
    assessment.all_decide, assessment.self_review = rules.all_decide, rules.self_review
    assessment.must_decide = frozenset(rules.must_decide)
    assessment.owner_chooses, assessment.owner_replaces = rules.owner_chooses, rules.owner_replaces
    _oblige(assessment, rules, at)


def come_under(assessment: "Assessment", rules: ChannelRules, by: Acting, at: datetime) -> None:
    """It is moved to where `rules` hold: nobody gets past them by a way round. Whom its owner chose does not
    come along where owners do not choose; nor, of what was submitted before that, where they do not
    replace."""
    chosen_freely, replaced_freely = assessment.owner_chooses, assessment.owner_replaces
    held, is_lead = stricter(rules_under(assessment, rules), rules), by.person in rules.leads
    if assessment.progress.awaits_decision:
        go_by(assessment, held, at)
    both = replace(rules, self_review=assessment.self_review and rules.self_review)
    suggested, since = both.suggested_beside(assessment.involved), _chosen_since_submitted(assessment)
    if chosen_freely and not (rules.owner_chooses or is_lead):
        choose(assessment, suggested, at)
    elif replaced_freely and since and not (rules.owner_replaces or is_lead):
        choose(assessment, (assessment.reviewers - since) or suggested, at)
    _oblige(assessment, held, at)


def must_review(assessment: "Assessment", rules: ChannelSettings) -> frozenset[str]:
    """Who must decide by these rules. Not whose own work it is: to be chosen to answer is no work yet, or
    whoever chooses could pass them over; but to be asked to answer alone is, until that is revealed."""
    must, panel = frozenset(rules.must_decide), assessment.panel
    if rules.self_review:
        return must
    asked = panel.people if panel and not panel.heard else ()
    return must - assessment.worked_on_it - {one.person for one in asked}


def would_lose_decision(assessment: "Assessment", person: str, rules: ChannelRules) -> bool:
    """Whether this person may decide, or must by the `rules` that hold now, and no longer could if they took
    part in answering."""
    held = rules_under(assessment, rules)
    decides = (assessment.reviewers - assessment.involved) | must_review(assessment, held)
    return person in decides and not held.self_review


def choose(assessment: "Assessment", reviewers: frozenset[str], at: datetime) -> None:
    """These and nobody else are its reviewers; who was one already is so since then."""
    since = assessment.reviewing_since
    assessment.reviewing_since = {person: since.get(person, at) for person in reviewers}
    assessment.reviewers = reviewers


def _oblige(assessment: "Assessment", rules: ChannelSettings, at: datetime) -> None:
    must = must_review(assessment, rules)
    choose(assessment, assessment.reviewers | must, at)
    if not rules.self_review:
        assessment.assessors -= must


def _chosen_since_submitted(assessment: "Assessment") -> frozenset[str]:
    """Who became a reviewer once somebody had handed it in."""
    if not assessment.submissions:
        return frozenset()
    first = assessment.submissions[0].at
    return frozenset(person for person, since in assessment.reviewing_since.items() if since > first)
