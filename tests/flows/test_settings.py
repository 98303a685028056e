"""The rules of a workspace and of a channel: a channel's can be stricter, not looser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.actor import FORMER, Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.decision import DecisionForm, Verdict
from flows.progress import Progress
from flows.refusals import NotAllowed, OwnWork, Refusal, Why
from flows.settings import ChannelRules, ChannelSettings, WorkspaceSettings, rules_in
from flows.states import State
from flows.triggers import Trigger
from flows.who_decides import rules_under
from tests.flows.frameworks import framework
from tests.refused import refused

NOW = datetime(2026, 3, 4, tzinfo=UTC)
AMINA, TOM, GRACE, BOARD, LEAD, HERE = "U0AMINA", "U0TOM", "U0GRACE", "U0BOARD", "U0LEAD", "C0HERE"
OWNER = Actor(AMINA, NOW, channel=HERE, sees={HERE: True})
A_LEAD = replace(OWNER, person=LEAD)
LED = ChannelRules(leads=(LEAD,))


def assessment(*reviewers: str) -> Assessment:
    made = Assessment("one", "Falls", "Of a ward", AMINA, HERE, Progress.start(framework((1,))))
    return replace(made, reviewers=frozenset(reviewers))


def submitted(rules: ChannelSettings, *reviewers: str) -> Assessment:
    mine = assessment(*reviewers)
    mine.fire(Trigger.ANSWER, replace(OWNER, person=TOM), answer=Answer.rated(4))
    mine.submit(OWNER, rules)
    return mine


def approve(mine: Assessment, person: str) -> None:
    assert mine.last_submission is not None
    form = DecisionForm(Verdict.APPROVE, mine.last_submission.mark(mine.framework))
    mine.decide(replace(OWNER, person=person), form)


def test_without_rules_of_the_workspace_those_of_the_channel_hold() -> None:
    own = ChannelSettings(reviewers=(GRACE,), self_review=True, must_decide=(BOARD,), quiet_from=9)
    rules = rules_in(WorkspaceSettings(), own)
    assert [getattr(rules, name) for name in own.__dataclass_fields__] == [
        getattr(own, name) for name in own.__dataclass_fields__
    ]


@pytest.mark.parametrize("name", ["owner_chooses", "owner_replaces", "self_review"])
def test_a_channel_is_as_strict_as_the_stricter_of_both(name: str) -> None:
    for workspace, channel, holds in [(True, True, True), (True, False, False), (False, True, False)]:
        of_all, own = {name: workspace}, {name: channel}
        found = rules_in(WorkspaceSettings((LEAD,), (), **of_all), ChannelSettings(**own))  # type: ignore[arg-type]
        assert getattr(found, name) is holds


def test_who_must_decide_in_the_workspace_must_in_each_channel() -> None:
    rules = rules_in(WorkspaceSettings(must_decide=(GRACE,)), ChannelSettings(must_decide=(BOARD, GRACE)))
    assert rules.must_decide == (BOARD, GRACE)


def test_owners_choose_where_there_is_no_lead_who_could() -> None:
    found = rules_in(WorkspaceSettings(), ChannelSettings(owner_chooses=False, owner_replaces=False))
    assert found.owner_chooses
    assert found.owner_replaces
    assert WorkspaceSettings(owner_replaces=False).errors()["leads"].why is Why.LEADS_MISSING
    assert not WorkspaceSettings(leads=(LEAD,), owner_replaces=False).errors()


@pytest.mark.parametrize(
    ("start", "end", "field"), [(12, None, "quiet_to"), (None, 12, "quiet_from"), (9, 9, "quiet_to")]
)
def test_half_of_the_quiet_hours_is_told_where_it_is_missing(
    start: int | None, end: int | None, field: str
) -> None:
    assert list(ChannelSettings(quiet_from=start, quiet_to=end).errors()) == [field]


# --- who must decide


def test_who_must_decide_is_a_reviewer_of_what_is_submitted_and_waited_for() -> None:
    mine = submitted(ChannelSettings(must_decide=(GRACE,)), BOARD)
    assert mine.reviewers == {BOARD, GRACE}
    approve(mine, BOARD)
    assert mine.state == State.SUBMITTED
    assert mine.yet_to_decide == (GRACE,)
    approve(mine, GRACE)
    assert mine.state == State.APPROVED


def test_who_must_decide_cannot_decide_on_their_own_work_and_is_not_waited_for_in_vain() -> None:
    mine = submitted(ChannelSettings(must_decide=(TOM,)), GRACE)
    assert mine.reviewers == {GRACE}
    approve(mine, GRACE)
    assert mine.state == State.APPROVED


def test_who_must_decide_is_left_out_by_a_lead_alone() -> None:
    mine = submitted(ChannelSettings(must_decide=(GRACE,)))
    with refused(Why.MUST_DECIDE, Refusal):
        mine.choose_reviewers(frozenset({BOARD}), OWNER, LED)
    mine.choose_reviewers(frozenset({BOARD}), A_LEAD, LED)
    assert mine.reviewers == {BOARD}


# --- who chooses


def test_where_only_leads_choose_the_owner_does_not() -> None:
    rules = replace(LED, owner_chooses=False)
    mine = assessment()
    with refused(Why.ONLY_LEADS_CHOOSE, NotAllowed):
        mine.choose_reviewers(frozenset({GRACE}), OWNER, rules)
    mine.choose_reviewers(frozenset({GRACE}), A_LEAD, rules)
    assert mine.reviewers == {GRACE}


def test_nor_once_it_is_submitted_where_only_leads_replace() -> None:
    rules = replace(LED, owner_replaces=False)
    mine = assessment()
    mine.choose_reviewers(frozenset({GRACE}), OWNER, rules)
    mine = submitted(rules, GRACE)
    with refused(Why.ONLY_LEADS_REPLACE, NotAllowed):
        mine.choose_reviewers(frozenset({BOARD}), OWNER, rules)
    with pytest.raises(OwnWork):
        mine.choose_reviewers(frozenset({TOM}), A_LEAD, rules)
    mine.choose_reviewers(frozenset({BOARD}), A_LEAD, rules)
    assert mine.reviewers == {BOARD}


def test_where_no_lead_is_left_who_could_the_owner_chooses() -> None:
    mine = submitted(replace(LED, owner_chooses=False, owner_replaces=False), GRACE)
    mine.choose_reviewers(frozenset({BOARD}), OWNER, replace(LED, leads=()))
    assert mine.reviewers == {BOARD}


def test_what_was_submitted_keeps_the_rules_that_held_then() -> None:
    mine = submitted(LED, GRACE)
    stricter = replace(LED, owner_chooses=False, must_decide=(BOARD,))
    assert rules_under(mine, stricter) == LED
    mine.choose_reviewers(frozenset({TOM + "2"}), OWNER, stricter)
    later = replace(OWNER, at=NOW + timedelta(days=1))
    mine.fire(Trigger.REOPEN, later)
    mine.submit(later, stricter)
    assert BOARD in mine.reviewers
    with refused(Why.ONLY_LEADS_CHOOSE, NotAllowed):
        mine.choose_reviewers(frozenset({GRACE, BOARD}), OWNER, stricter)


def test_who_was_taken_out_makes_no_rule_and_is_not_put_upon_what_is_submitted() -> None:
    rules = rules_in(WorkspaceSettings(must_decide=(BOARD, FORMER)), ChannelSettings(must_decide=(FORMER,)))
    assert rules.must_decide == (BOARD,)
    assert submitted(replace(rules, must_decide=(FORMER,)), GRACE).reviewers == {GRACE}


def test_where_only_who_was_taken_out_may_start_nobody_may() -> None:
    with pytest.raises(NotAllowed) as refused:
        ChannelSettings(starters=(FORMER,)).check_may_start(GRACE)
    assert refused.value.people == ()
