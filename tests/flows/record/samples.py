"""Assessments with all that a store keeps of them, in every state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flows.activity import Happened
from flows.answer import Answer, AnswerKind, Given
from flows.assessment import Assessment
from flows.decision import Action
from flows.entry import Entry
from flows.evidence import Evidence, EvidenceKind, FileRef
from flows.own_work import ever_replaced
from flows.panel import Dissent, Panel, Panellist, Rated, Round
from flows.panel_acts import BY_DAY, PANEL_MEMBER
from flows.progress import Progress
from flows.reason import AUTHOR_NOT_RECORDED, Reason
from flows.record.kept import Changed, Kept
from flows.record.names import Called
from flows.roles import Role
from flows.sheet import default_sheet
from flows.states import State
from flows.voices import VoiceAnswer, VoiceGroup
from tests.bot.cards.samples import (
    AMINA,
    BOARD,
    GRACE,
    HOUSING,
    NAMES,
    NOW,
    PRIYA,
    THREAD,
    TOM,
    Words,
    every_state,
)
from tests.bot.cards.samples import assessment as sample

TEAM = "T0RIVERSIDE"
DIGEST = "ab" * 32
MESSAGE = "https://riverside.slack.example/archives/C0HOUSING01/p1700000000000300"
LATER = NOW + timedelta(hours=1)


def kept(state: str = "approved with conditions", words: Words | None = None) -> Kept:
    return with_all(sample(state, words))


def everything(words: Words | None = None) -> Iterator[Kept]:
    """One in every state; names stand beside the ratings of every second panel."""
    states = [*every_state(words), sample("new", words), sample("new", words)]
    for number, one in enumerate(states):
        one.id = f"{number:012x}"
        if number >= len(states) - 2:
            one.progress = Progress(one.framework, State.ALONE)
        yield with_all(one, named=number % 2 == 0)


def panel(one: Assessment, *, named: bool = True) -> Panel:
    """Of four, who answer alone; else revealed without the one who was not done, with a split question that
    was rated again. Their numbers are in another order than their ids."""
    asked, words = one.framework.questions, one.about
    people = (
        Panellist(AMINA, 3, done_at=LATER),
        Panellist(BOARD, 4),
        Panellist(PRIYA, 1, done_at=NOW),
        Panellist(TOM, 2, done_at=LATER),
    )
    first = Round(1, tuple(question.id for question in asked), AMINA, NOW)
    if one.progress.is_alone:
        return Panel(people, named, date(2026, 4, 1), (first,))
    said = {
        1: Answer.rated(1, words[:2_000] or "Nobody asked us.", words[:2_000]),
        2: Answer.rated(5),
        3: Answer.not_sure(words[:2_000]),
    }
    # To the other questions nobody said anything, which is allowed.
    answers = {question.id: {number: Answer.rated(4) for number in said} for question in asked[:6]}
    answers[asked[0].id] = said
    answers[asked[2].id] = {1: Answer.not_applicable("It is no such case."), 2: Answer.rated(2)}
    again = {asked[0].id: {1: Answer.rated(2, "We heard them."), 2: Answer.rated(5), 3: Answer.rated(4)}}
    rounds = (
        replace(first, revealed_by=BY_DAY, revealed_at=LATER, answers=answers),
        Round(2, (asked[0].id,), TOM, LATER, AMINA, LATER, again),
    )
    earlier = Dissent(asked[0].id, 1, words or "I see it at 1.", NOW, Rated(AnswerKind.RATING, 4), 1)
    five = Rated(AnswerKind.RATING, 5)
    said_otherwise = Dissent(asked[0].id, 1, words or "I see it at 2.", LATER, five, 2, (earlier,))
    return Panel(people, named, None, rounds, (said_otherwise,))


def evidence(one: Assessment, question: str = "") -> tuple[Evidence, ...]:
    """A piece of each kind, with words of its own; one was taken back, and of one the file is gone. Those of
    the file and of the message are Tom's."""
    question, words = question or one.framework.questions[0].id, one.about
    given: tuple[dict[str, Any], ...] = (
        {"kind": EvidenceKind.LINK, "link": "https://riverside.example/agreement?page=4&of=9"},
        {
            "kind": EvidenceKind.FILE,
            "words": words,
            "file": FileRef("F0REPORT001", one.title, "text/csv", 120_000, DIGEST),
            "said_by": TOM,
        },
        {
            "kind": EvidenceKind.MESSAGE,
            "words": words,
            "link": MESSAGE,
            "channel": HOUSING,
            "said_by": TOM,
        },
        {"kind": EvidenceKind.WORDS, "words": words, "taken_back_by": AMINA, "taken_back_at": LATER},
        {"kind": EvidenceKind.FILE, "file": FileRef("F0GONE00001", "../gone", "", None, None, LATER)},
    )
    blank = {"words": "", "link": "", "channel": ""}
    return tuple(
        Evidence(**{"number": number, "question": question, "by": PRIYA, "at": NOW, **blank, **fields})
        for number, fields in enumerate(given, start=1)
    )


def voices(one: Assessment) -> tuple[VoiceGroup, ...]:
    """Two groups: three people who are split on the first question, and one, brought in at a terminal."""
    first, second, third = (question.id for question in one.framework.questions[:3])
    words = one.about[:500]
    panel = (
        {first: VoiceAnswer(AnswerKind.RATING, 1, words), second: VoiceAnswer(AnswerKind.NOT_SURE)},
        {
            first: VoiceAnswer(AnswerKind.RATING, 5),
            second: VoiceAnswer(AnswerKind.NOT_APPLICABLE, None, words),
        },
        {first: VoiceAnswer(AnswerKind.RATING, 5), third: VoiceAnswer(AnswerKind.RATING, 2, words)},
    )
    return (
        VoiceGroup(1, one.title[:60], panel, (DIGEST,), AMINA, NOW),
        VoiceGroup(2, "patients", ({first: VoiceAnswer(AnswerKind.RATING, 3)},), (DIGEST[::-1],), "", LATER),
    )


def with_all(one: Assessment, *, named: bool = True) -> Kept:
    """With a log, a history of answers, an action, a matter to look at again, old reasons, and a panel."""
    one.created_at, one.updated_at = NOW, LATER
    one.moved_by, one.moved_ts, one.turn = TOM, "1700000000.000200", 7
    one.must_decide = frozenset({GRACE, PRIYA})
    one.reviewing_since = dict.fromkeys(one.reviewers, NOW)
    one.look_again_on, one.previous, one.next = date(2027, 3, 4), "before000000", "after0000000"
    one.thread_ts, one.trouble = THREAD, "archived"
    one.erase_on, one.kept_until = date(2033, 3, 4), date(2032, 3, 4)
    one.queries = tuple(replace(query, id=f"{one.id}-3") for query in one.queries)
    one.actions = (
        Action(f"{one.id}-1", "Agree on limits", TOM, date(2026, 4, 1), "clear-limits", GRACE, NOW),
        Action(f"{one.id}-2", one.title, PRIYA, date(2026, 4, 1), one.about, GRACE, NOW, TOM, LATER),
    )
    words = one.about[:2_000]
    one.sheet = default_sheet()
    one.entries = (
        Entry("legal-power", words, TOM, NOW),
        Entry("dpo-followed", "accepted", GRACE, NOW),
        Entry("starts-on", "2026-05-01", TOM, LATER),
        Entry("dpo-followed", "overruled", GRACE, LATER),
        Entry("dpo-overruled-why", words, GRACE, LATER),
        Entry("starts-on", "", TOM, LATER),
    )
    one.decisions = tuple(replace(made, entries=2) for made in one.decisions)
    stood = [
        (question.id, one.given[question.id])
        for question in one.framework.questions
        if question.id in one.given
    ]
    if stood:
        question, given = stood[0]
        old = Reason("Said long ago.", "", AUTHOR_NOT_RECORDED, NOW)
        one.progress.given[question] = Given(
            given.answer, given.by, given.at, (old, *given.reasons), is_median=True
        )
        one.before = {question: given}
    one.evidence = evidence(one)
    one.voices = voices(one)
    one.submissions = tuple(
        replace(made, evidence={shown.number: shown.mark for shown in one.evidence[:3]})
        for made in one.submissions
    )
    one.panel = panel(one, named=named)
    log = (
        Happened(NOW, AMINA, "start", None, {}),
        Happened(NOW, PRIYA, "begin_ballot", None, {}),
        Happened(NOW, PRIYA, "ballot_done", None, {}),
        Happened(NOW, AMINA, "reviewers", None, {"chosen": [GRACE, PRIYA]}),
        Happened(NOW, AMINA, "described", None, {"changed": ["title"], "before": one.title}),
        Happened(NOW, AMINA, "described", None, {"changed": ["about"], "about_before": "Names alone."}),
        *(
            Happened(given.at, given.by, "answer", question, {"rating": given.answer.rating})
            for question, given in stood
        ),
        Happened(NOW, GRACE, "ask_about", "clear-limits", {"to": TOM}),
        Happened(NOW, GRACE, "add_action", "clear-limits", {"who": TOM, "by": "2026-04-01"}),
        Happened(NOW, AMINA, "bring_in_voices", None, {"number": 1}),
        Happened(LATER, "", "bring_in_voices", None, {"number": 2}),
        Happened(NOW, TOM, "recorded", None, {"entries": [1]}),
        Happened(LATER, GRACE, "recorded", None, {"entries": [4, 5]}),
        Happened(LATER, TOM, "recorded", None, {"entries": [6]}),
        Happened(LATER, TOM, "ballot_reopened", None, {}),
        Happened(LATER, BY_DAY, "reveal", None, {"round": 1}),
        Happened(LATER, TOM, "rate_again", one.framework.questions[0].id, {}),
        Happened(LATER, AMINA, "reveal", None, {"round": 2}),
        Happened(LATER, PRIYA if named else PANEL_MEMBER, "dissent", one.framework.questions[0].id, {}),
        Happened(NOW, AMINA, "handed_over", None, {"to": TOM}),
        Happened(NOW, AMINA, "moved", None, {"channel": HOUSING}),
        Happened(
            LATER,
            GRACE,
            "condition_terms",
            None,
            {
                "number": 1,
                "sees_to_it": [TOM, PRIYA],
                "due": ["2026-04-01", "2028-03-04"],
                "before_sharing": [True, False],
            },
        ),
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
