"""Title, description and who answers: the same rules at the start and later, and for the owner alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.use_cases.starting import StartForm
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.particulars import (
    ABOUT,
    ABOUT_MAX,
    ASSESSORS,
    RECIPIENTS,
    RECIPIENTS_MAX,
    TITLE,
    TITLE_MAX,
    Particulars,
)
from flows.progress import Progress
from flows.refusals import NotAllowed, NotPossible, OwnWork, Refusal, Why
from flows.settings import ChannelRules, ChannelSettings
from flows.triggers import Trigger
from tests.flows.frameworks import framework
from tests.refused import refused

NOW = datetime(2026, 3, 4, tzinfo=UTC)
AMINA, TOM, GRACE, HERE = "U0AMINA", "U0TOM", "U0GRACE", "C0HERE"
OWNER = Actor(AMINA, NOW, channel=HERE, sees={HERE: True})
RULES = ChannelRules()


def assessment() -> Assessment:
    return Assessment("one", "Falls", "Of a ward", AMINA, HERE, Progress.start(framework((1,))))


def test_the_owner_changes_any_of_them_and_is_told_what_is_other_now() -> None:
    mine = assessment()
    assert mine.describe(
        Particulars.typed(" Falls data ", "Of a ward", " The clinic ", frozenset({TOM})), OWNER, RULES
    ) == (
        TITLE,
        RECIPIENTS,
        ASSESSORS,
    )
    assert (mine.title, mine.about, mine.recipients, mine.assessors, mine.everyone) == (
        "Falls data",
        "Of a ward",
        "The clinic",
        frozenset({TOM}),
        False,
    )
    assert mine.describe(Particulars("Falls data", "", frozenset()), OWNER, RULES) == (
        ABOUT,
        RECIPIENTS,
        ASSESSORS,
    )
    assert mine.everyone
    assert mine.describe(Particulars.of(mine), OWNER, RULES) == ()


def test_nobody_else_does() -> None:
    mine = assessment()
    with refused(Why.ONLY_OWNER_DESCRIBES, NotAllowed):
        mine.describe(Particulars("Another title", ""), replace(OWNER, person=TOM), RULES)
    assert mine.title == "Falls"


def test_what_was_handed_in_keeps_its_title() -> None:
    mine = assessment()
    mine.fire(Trigger.ANSWER, OWNER, answer=Answer.rated(4))
    mine.submit(OWNER, ChannelSettings())
    for again in (False, True):
        if again:
            mine.fire(Trigger.REOPEN, OWNER)
        with refused(Why.SUBMITTED_AS_DESCRIBED, NotPossible):
            mine.describe(Particulars("Another title", ""), OWNER, RULES)


def test_what_was_abandoned_too() -> None:
    mine = assessment()
    mine.abandon(OWNER)
    with refused(Why.ABANDONED, NotPossible):
        mine.describe(Particulars("Another title", ""), OWNER, RULES)


def test_who_decides_is_not_chosen_to_answer_unless_the_channel_allows_it() -> None:
    mine = replace(assessment(), reviewers=frozenset({GRACE}))
    wanted = Particulars("Falls", "", frozenset({GRACE}))
    with refused(Why.DECIDES_ON_IT, OwnWork):
        mine.describe(wanted, OWNER, RULES)
    with refused(Why.DECIDES_ON_IT, OwnWork):
        replace(mine, self_review=True).describe(wanted, OWNER, RULES)  # as it was when it began
    mine.describe(wanted, OWNER, ChannelRules(self_review=True))


def test_who_must_decide_is_not_chosen_to_answer_but_stays_if_they_were_before() -> None:
    rules, wanted = ChannelRules(must_decide=(GRACE,)), Particulars("Falls", "", frozenset({GRACE}))
    mine = assessment()
    with refused(Why.DECIDES_ON_IT, OwnWork):
        mine.describe(wanted, OWNER, rules)
    mine.assessors, mine.everyone = wanted.assessors, False
    assert mine.describe(wanted, OWNER, rules) == (ABOUT,), "chosen before there was the rule"


@pytest.mark.parametrize("reviewers", [frozenset[str](), frozenset({GRACE})])
def test_who_has_answered_already_may_be_chosen_to(reviewers: frozenset[str]) -> None:
    mine = replace(assessment(), reviewers=reviewers)
    mine.fire(Trigger.ANSWER, replace(OWNER, person=GRACE), answer=Answer.rated(2))
    rules, wanted = ChannelRules(must_decide=(GRACE,)), Particulars("Falls", "", frozenset({GRACE}))
    mine.describe(wanted, OWNER, rules)
    assert mine.assessors == {GRACE}


@pytest.mark.parametrize(
    ("title", "about", "wrong"),
    [
        ("Falls", "", {}),
        ("  \u200b ", "", {TITLE: Why.TITLE_LENGTH}),
        ("ab", "", {TITLE: Why.TITLE_LENGTH}),
        ("x" * (TITLE_MAX + 1), "", {TITLE: Why.TITLE_LENGTH}),
        ("x" * TITLE_MAX, "y" * (ABOUT_MAX + 1), {ABOUT: Why.TOO_LONG}),
    ],
)
@pytest.mark.parametrize("to", ["", "z" * RECIPIENTS_MAX, "z" * (RECIPIENTS_MAX + 1)])
def test_the_start_and_the_change_have_one_rule(
    title: str, about: str, wrong: dict[str, Why], to: str
) -> None:
    wrong = wrong | ({RECIPIENTS: Why.TOO_LONG} if len(to) > RECIPIENTS_MAX else {})
    found = Particulars.typed(title, about, to, frozenset()).errors()
    assert {field: refusal.why for field, refusal in found.items()} == wrong
    started = StartForm(title, about, HERE, recipients=to).errors(date(2026, 1, 1))
    assert {field: refusal.why for field, refusal in started.items()} == wrong
    if wrong:
        with pytest.raises(Refusal):
            assessment().describe(Particulars.typed(title, about, to, frozenset()), OWNER, RULES)
