"""Recording facts: who may, what is kept of each change, and two people at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.actor import Actor
from flows.assessment import Assessment
from flows.deciding import MovedOn, mark_in_sight
from flows.decision import DecisionForm, Verdict
from flows.entry import Entry, counted, values
from flows.for_the_record import LINE_MAX, ChangedMeanwhile, errors, record, sheet_of, taken
from flows.progress import Progress
from flows.refusals import NotAllowed, Refusal, Why
from flows.typed import WORDS_MAX
from tests.bot.cards.samples import assessment as sample
from tests.flows.frameworks import framework
from tests.flows.test_sheet import own

AMINA, TOM, GRACE, LEAD = "U0AMINA0001", "U0TOM000001", "U0GRACE0001", "U0LEAD00001"
HERE = "C0HERE00001"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LAW = own().group("law")


def new(**more: object) -> Assessment:
    made = Assessment("one", "Falls data", "", AMINA, HERE, Progress.start(framework((1,))))
    made.sheet_to_come = own()
    for name, value in more.items():
        setattr(made, name, value)
    return made


def by(person: str, minutes: int = 0, channel: str | None = HERE) -> Actor:
    return Actor(person, NOW + timedelta(minutes=minutes), channel=channel)


def fill(to: Assessment, person: str = TOM, seen: int | None = None, **typed: str) -> tuple[Entry, ...]:
    return record(to, LAW, len(to.entries) if seen is None else seen, typed, by(person))


def why(refused: pytest.ExceptionInfo[Refusal]) -> Why:
    return refused.value.why


def test_only_what_changed_is_kept_and_what_stood_before_stays() -> None:
    one = new()
    assert [entry.field for entry in fill(one, power="The Act")] == ["power"]
    assert one.sheet == own(), "it is pinned with its first fact"
    assert fill(one, power="The Act", basis="") == ()
    fill(one, GRACE, power="Another Act", basis="task")
    assert [(entry.field, entry.value, entry.by) for entry in one.entries] == [
        ("power", "The Act", TOM),
        ("basis", "task", GRACE),
        ("power", "Another Act", GRACE),
    ]
    fill(one, power="")
    assert values(one.entries) == {"basis": "task"}
    assert len(one.entries) == 4


def test_two_who_fill_in_different_facts_at_once_are_both_kept() -> None:
    one = new()
    fill(one, GRACE, seen=0, power="The Act", basis="")
    fill(one, TOM, seen=0, power="", basis="task")
    assert values(one.entries) == {"power": "The Act", "basis": "task"}


def test_nothing_is_replaced_that_was_not_seen() -> None:
    one = new()
    fill(one, GRACE, seen=0, power="The Act")
    with pytest.raises(ChangedMeanwhile) as moved:
        fill(one, TOM, seen=0, power="Another Act", basis="task")
    assert moved.value.people == (GRACE,)
    assert values(moved.value.assessment.entries) == {"power": "The Act"}, "nothing of it is saved"
    fill(one, TOM, seen=1, power="Another Act", basis="task")
    assert values(one.entries) == {"power": "Another Act", "basis": "task"}


def test_two_who_write_the_same_at_once_agree() -> None:
    one = new()
    fill(one, GRACE, seen=0, power="The Act")
    assert fill(one, TOM, seen=0, power="The Act") == ()


def test_a_choice_that_needs_a_reason_is_not_kept_without_it() -> None:
    one = new()
    assert {field: wrong.why for field, wrong in errors(own(), LAW, {"basis": "other"}).items()} == {
        "why": Why.FACT_MISSING
    }
    with pytest.raises(Refusal) as refused:
        fill(one, basis="other")
    assert why(refused) is Why.FACT_MISSING
    fill(one, basis="other", why="It is unusual.")
    with pytest.raises(Refusal):
        fill(one, why="")
    fill(one, basis="task", why="")
    assert values(one.entries) == {"basis": "task"}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("power", "x" * (LINE_MAX + 1), Why.TOO_LONG),
        ("why", "x" * 10_000, Why.TOO_LONG),
        ("basis", "no-such", Why.NO_SUCH_VALUE),
    ],
)
def test_what_is_no_such_fact_is_refused(field: str, value: str, expected: Why) -> None:
    one = new()
    with pytest.raises(Refusal) as refused:
        record(one, LAW, 0, {field: value}, by(TOM))
    assert why(refused) is expected
    assert one.entries == ()
    assert one.sheet is None


def test_a_day_is_a_day() -> None:
    one, dates = new(), own().group("dates")
    for wrong in ("tomorrow", "2026-3-4", "20260304", "2026-02-30"):
        with pytest.raises(Refusal):
            record(one, dates, 0, {"starts": wrong}, by(TOM))
    record(one, dates, 0, {"starts": "2026-03-04"}, by(TOM))
    assert values(one.entries) == {"starts": "2026-03-04"}


def test_what_nobody_asked_for_is_not_kept_and_what_looks_empty_is_empty() -> None:
    assert taken(LAW, {"starts": "2026-03-04", "power": " \u200b ", "why": " a\x00b "}) == {
        "power": "",
        "why": "ab",
    }
    assert taken(LAW, {"why": "x" * WORDS_MAX})["why"] == "x" * WORDS_MAX


def test_who_answers_and_who_decides_may_record_and_nobody_else() -> None:
    chosen = new(everyone=False, assessors=frozenset({TOM}), reviewers=frozenset({GRACE}))
    for person in (AMINA, TOM, GRACE):
        fill(chosen, person, power=person)
    record(chosen, LAW, len(chosen.entries), {"power": "lead"}, by(LEAD), leads=[LEAD])
    with pytest.raises(NotAllowed) as refused:
        fill(chosen, LEAD, power="x")
    assert why(refused) is Why.NOT_CHOSEN_TO_RECORD
    with pytest.raises(NotAllowed) as refused:
        record(new(), LAW, 0, {"power": "x"}, by(TOM, channel="C0ELSEWHERE"))
    assert why(refused) is Why.NOT_HERE_TO_RECORD


def test_to_record_a_fact_does_not_cost_the_decision() -> None:
    one = sample("submitted with a reviewer")
    one.sheet = own()
    before = one.deciders
    record(one, LAW, 0, {"power": "The Act"}, by(GRACE))
    assert one.deciders == before == {GRACE}
    assert GRACE not in one.involved


def test_a_decision_keeps_what_stood_and_what_comes_later_is_known_as_such() -> None:
    one = sample("submitted with a reviewer")
    one.sheet_to_come = own()
    record(one, LAW, 0, {"power": "The Act"}, by(TOM))
    submission = one.last_submission
    assert submission is not None
    decided = one.decide(
        by(GRACE), DecisionForm(Verdict.DECLINE, mark_in_sight(one, submission), words="Not yet.")
    )
    record(one, LAW, 1, {"power": "Another Act"}, by(TOM, 1))
    assert decided.decision.entries == 1
    assert values(one.entries[: decided.decision.entries]) == {"power": "The Act"}
    assert values(one.entries) == {"power": "Another Act"}


def test_a_decision_is_bound_to_the_facts_that_were_seen() -> None:
    one = sample("submitted with a reviewer")
    one.sheet_to_come = own()
    record(one, LAW, 0, {"power": "The Act; our DPO has no objection"}, by(TOM))
    submission = one.last_submission
    assert submission is not None
    seen = mark_in_sight(one, submission)
    record(one, LAW, 1, {"power": "None. Our DPO advises against it"}, by(TOM, 1))
    form = DecisionForm(Verdict.DECLINE, seen, words="Not yet.")
    with pytest.raises(MovedOn) as refused:
        one.decide(by(GRACE, 2), form)
    assert why(refused) is Why.RECORDED_MEANWHILE
    assert one.decisions == ()
    anew = replace(form, seen=mark_in_sight(one, submission))
    record(one, LAW, 2, {"basis": "task"}, by(GRACE, 3))
    made = one.decide(by(GRACE, 4), anew).decision
    assert made.entries == 3, "what she recorded herself she has seen"
    assert made.mark == submission.mark(one.framework), "it is what it was before facts were looked at"


def test_without_a_sheet_nothing_is_recorded_and_after_the_end_neither() -> None:
    with pytest.raises(Refusal) as refused:
        sheet_of(new(sheet_to_come=None))
    assert why(refused) is Why.NO_SHEET
    over = sample("closed")
    over.sheet = own()
    with pytest.raises(Refusal) as refused:
        record(over, LAW, 0, {"power": "x"}, by(AMINA))
    assert why(refused) is Why.OVER_NO_FACTS


def test_what_does_not_apply_is_not_counted() -> None:
    one = new()
    assert counted(own(), one.entries).total == 3
    fill(one, basis="other", why="It is unusual.")
    found = counted(own(), one.entries)
    assert (len(found.recorded), found.total) == (2, 4)
    assert [field.id for field in counted(own(), one.entries, LAW).missing] == ["power"]
