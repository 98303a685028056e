"""Assessments with all that a store keeps of them, in every state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from flows.activity import Happened
from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Action
from flows.own_work import ever_replaced
from flows.reason import AUTHOR_NOT_RECORDED, Reason
from flows.record.kept import Changed, Kept
from flows.record.names import Called
from flows.roles import Role
from tests.bot.cards.samples import AMINA, GRACE, HOUSING, NAMES, NOW, PRIYA, THREAD, TOM, Words, every_state
from tests.bot.cards.samples import assessment as sample

TEAM = "T0RIVERSIDE"
LATER = NOW + timedelta(hours=1)


def kept(state: str = "approved with conditions", words: Words | None = None) -> Kept:
    return with_all(sample(state, words))


def everything(words: Words | None = None) -> Iterator[Kept]:
    """One in every state."""
    for number, one in enumerate(every_state(words)):
        one.id = f"{number:012x}"
        yield with_all(one)


def with_all(one: Assessment) -> Kept:
    """With a log, a history of answers, an action, a matter to look at again, and old reasons."""
    one.created_at, one.updated_at = NOW, LATER
    one.moved_by, one.moved_ts, one.turn = TOM, "1700000000.000200", 7
    one.must_decide = frozenset({GRACE, PRIYA})
    one.reviewing_since = dict.fromkeys(one.reviewers, NOW)
    one.look_again_on, one.previous, one.next = date(2027, 3, 4), "before000000", "after0000000"
    one.thread_ts, one.trouble = THREAD, "archived"
    one.queries = tuple(replace(query, id=f"{one.id}-3") for query in one.queries)
    one.actions = (
        Action(f"{one.id}-1", "Agree on limits", TOM, date(2026, 4, 1), "clear-limits", GRACE, NOW),
        Action(f"{one.id}-2", one.title, PRIYA, date(2026, 4, 1), one.about, GRACE, NOW, TOM, LATER),
    )
    stood = [
        (question.id, one.given[question.id])
        for question in one.framework.questions
        if question.id in one.given
    ]
    if stood:
        question, given = stood[0]
        old = Reason("Said long ago.", "", AUTHOR_NOT_RECORDED, NOW)
        one.progress.given[question] = Given(given.answer, given.by, given.at, (old, *given.reasons))
        one.before = {question: given}
    log = (
        Happened(NOW, AMINA, "start", None, {}),
        Happened(NOW, AMINA, "reviewers", None, {"chosen": [GRACE, PRIYA]}),
        Happened(NOW, AMINA, "described", None, {"changed": ["title"], "before": one.title}),
        *(
            Happened(given.at, given.by, "answer", question, {"rating": given.answer.rating})
            for question, given in stood
        ),
        Happened(NOW, GRACE, "ask_about", "clear-limits", {"to": TOM}),
        Happened(NOW, GRACE, "add_action", "clear-limits", {"who": TOM, "by": "2026-04-01"}),
        Happened(NOW, AMINA, "handed_over", None, {"to": TOM}),
        Happened(NOW, AMINA, "moved", None, {"channel": HOUSING}),
        *(
            Happened(
                made.at,
                made.by,
                made.verdict.value,
                None,
                {"decision": made.number, "submission": made.submission},
            )
            for made in one.decisions
        ),
    )
    changes = tuple(Changed(question, given, given.by, given.at) for question, given in stood)
    changes += (Changed(*stood[0], None, None),) if stood else ()
    one.replaced = ever_replaced((change.question, change.given) for change in changes)
    return Kept(
        team=TEAM,
        assessment=one,
        roles={role: None if role[0] is Role.OWNER else NOW for role in one.roles},
        changes=changes,
        history=log,
        names={
            person: (Called(name.lower(), NOW), Called(name, NOW + timedelta(minutes=30)))
            for person, name in NAMES.items()
        },
    )
