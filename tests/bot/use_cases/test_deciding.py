"""Deciding, each hard case on a real SQLite file: who may, on what, how often, and what the record says."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.cards import happened, notes
from bot.cards.asked import who_decides
from bot.cards.text import permalink
from bot.cards.words import NOBODY_LEFT, state_line
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.deciding import Deciding
from bot.use_cases.looking_again import LookingAgain
from bot.use_cases.requests import Act
from bot.use_cases.starting import StartForm
from flows import look_again
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import BY, OWNER, TermsForm
from flows.deciding import REACHED, MovedOn, decisions_mark, mark_in_sight
from flows.decision import DecisionForm, Verdict
from flows.machine import State, Trigger
from flows.notes import Told
from flows.own_work import OwnPart, Part
from flows.refusals import NotAllowed, OutOfDate, OwnWork, Refusal, Why
from flows.settings import ChannelRules, ChannelSettings, WorkspaceSettings
from storage.database import Database
from storage.forgetting import forget
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind, SurfaceRow, SurfaceRows
from storage.surfaces import Surfaces
from storage.tables import ASSESSMENTS
from storage.transaction import Transaction
from tests.bot.use_cases.office import HERE, NOW, Office
from tests.flows.frameworks import framework
from tests.refused import refused

A_YEAR_ON = date(2027, 3, 4)
URL = "https://riverside.slack.example/"
BOARD, NED = "U0BOARD0001", "U0NED000001"
TERMS = TermsForm(TOM, NOW.date() + timedelta(days=30))
LOW, OPEN, GOOD = "a-1", "a-2", "b-1"
"""The questions of the framework: rated 2 by Tom, not sure by Priya, rated 4 by Tom; b-2 too."""


SOON = date(2026, 4, 1)


class Panel(Office):
    """The office, with an assessment that Amina owns, and everybody who decides on it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.seconds = itertools.count(2001)
        self.deciding = Deciding(
            database,
            self.frameworks,
            now=self.passing,
            address_of=lambda place: permalink(URL, place.channel, place.ts, place.thread_ts),
        )

    def ts(self) -> str:
        """Each a second after the last."""
        return f"{next(self.seconds)}.000001"

    def set(self, rules: ChannelSettings) -> None:
        self.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))

    async def begin(self, *reviewers: str) -> None:
        form = StartForm("Falls data", "", HOUSING, reviewers=frozenset(reviewers))
        self.id = (await self.starting.start(self.act(AMINA), form)).assessment.id

    async def submit(self) -> None:
        answers = [(TOM, Answer.rated(2, "It is vague.")), (PRIYA, Answer.not_sure()), (TOM, Answer.rated(4))]
        for person, answer in [*answers, (TOM, Answer.rated(5))]:
            trigger = Trigger.NOT_SURE if answer.is_open else Trigger.ANSWER
            await self.use.move(self.act(person), self.id, trigger, answer=answer)
        await self.use.submit(self.act(TOM), self.id)

    async def waiting(self, *reviewers: str, all_decide: bool = False, self_review: bool = False) -> None:
        self.set(ChannelSettings(all_decide=all_decide, self_review=self_review))
        await self.begin(*reviewers)
        await self.submit()

    async def change(self, question: str, rating: int, by: str = TOM) -> None:
        """Answer one question anew, after a reopening or as asked."""
        await self.use.move(self.act(by), self.id, Trigger.GO_TO, to=question)
        await self.use.move(self.act(by), self.id, Trigger.ANSWER, answer=Answer.rated(rating))

    async def mark(self) -> str:
        found = await self.now()
        assert found.last_submission is not None
        return mark_in_sight(found, found.last_submission)

    async def form(self, verdict: Verdict = Verdict.APPROVE) -> DecisionForm:
        """One that says all that its verdict needs."""
        ticked = frozenset({LOW, OPEN})
        form = DecisionForm(verdict, await self.mark(), words="It helps many.", acknowledged=ticked)
        match verdict:
            case Verdict.CONDITIONS:
                return replace(form, conditions=("Delete it after a year.",), terms=TERMS)
            case Verdict.CHANGES:
                return replace(form, questions=frozenset({OPEN, LOW}), words="Say what it is for.")
            case Verdict.DECLINE:
                return replace(form, words="There is no benefit.")
        return replace(form, look_again_on=A_YEAR_ON)

    async def decide(self, person: str = GRACE, verdict: Verdict = Verdict.APPROVE) -> Assessment:
        act = self.act(person, channel=None)
        return (await self.deciding.decide(act, self.id, await self.form(verdict))).assessment

    async def withdraw(self, person: str = GRACE, number: int = 1, why: str = "A mistake.") -> Assessment:
        return (await self.deciding.withdraw(self.act(person), self.id, number, why)).assessment

    def store_now(self) -> Assessment:
        found = self.database.write_now(
            lambda t: Repository(t, HERE, self.frameworks.load, self.frameworks.parts).get(self.id)
        )
        assert found is not None
        return found

    def surfaces(self, kind: SurfaceKind) -> list[SurfaceRow]:
        return self.database.write_now(
            lambda transaction: [row for row in SurfaceRows(transaction).of(self.id) if row.kind is kind]
        )

    def notes(self) -> list[str]:
        """The lines in the thread so far."""
        found = self.store_now()
        rows = sorted(self.surfaces(SurfaceKind.NOTE), key=lambda row: row.subject)
        return [notes.drawn(found, row.detail).text for row in rows]


@pytest.fixture
def office(sqlite: Database) -> Panel:
    return Panel(sqlite)


# --- each verdict


@pytest.mark.parametrize(
    ("verdict", "state", "said"),
    [
        (Verdict.APPROVE, State.APPROVED, f"<@{GRACE}> approved this."),
        (
            Verdict.CONDITIONS,
            State.APPROVED_WITH_CONDITIONS,
            f"<@{GRACE}> approved this with conditions. <@{TOM}> sees to them.",
        ),
        (Verdict.DECLINE, State.DECLINED, f"<@{GRACE}> declined this."),
        (
            Verdict.CHANGES,
            State.CHANGES_ASKED,
            f"<@{GRACE}> asks for changes to Label of a-1 and Label of a-2. "
            "Choose Decision on the summary to read why.",
        ),
    ],
)
async def test_a_decision_is_one_line_in_the_thread_and_one_in_the_log(
    office: Panel, verdict: Verdict, state: str, said: str
) -> None:
    await office.waiting(GRACE)
    before = len(office.log())
    found = await office.decide(verdict=verdict)
    assert found.state == (await office.now()).state == state
    assert office.notes() == [said]
    assert office.log()[before:] == [(GRACE, verdict.value)]
    for kind in (SurfaceKind.SUMMARY, SurfaceKind.HEADLINE):
        assert all(row.is_behind for row in office.surfaces(kind))


async def test_a_decision_keeps_what_was_seen_and_said(office: Panel) -> None:
    await office.waiting(GRACE)
    mark = await office.mark()
    (decision,) = (await office.decide(verdict=Verdict.CONDITIONS)).decisions
    assert (decision.by, decision.submission, decision.mark) == (GRACE, 1, mark)
    assert [condition.text for condition in decision.conditions] == ["Delete it after a year."]
    assert decision.acknowledged == (LOW, OPEN)
    assert not decision.is_self_review


async def test_an_approval_sets_the_day_of_another_look_and_taking_it_back_unsets_it(office: Panel) -> None:
    await office.waiting(GRACE)
    assert (await office.decide()).look_again_on == A_YEAR_ON
    assert (await office.withdraw()).look_again_on is None


async def test_what_an_approval_takes_note_of_is_acknowledged_one_by_one(office: Panel) -> None:
    await office.waiting(GRACE)
    for ticked in (frozenset[str](), frozenset({LOW}), frozenset({GOOD, OPEN})):
        form = replace(await office.form(), acknowledged=ticked)
        with refused(Why.TO_TICK):
            await office.deciding.decide(office.act(GRACE), office.id, form)
    assert (await office.now()).decisions == ()


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.CONDITIONS])
async def test_an_approval_says_why_where_something_is_rated_1_or_2(office: Panel, verdict: Verdict) -> None:
    await office.waiting(GRACE)
    form = await office.form(verdict)
    for nothing in ("", " \n", "\u200b"):
        with refused(Why.WHY_APPROVED_MISSING):
            await office.deciding.decide(office.act(GRACE), office.id, replace(form, words=nothing))
    assert (await office.now()).decisions == ()


async def test_an_approval_of_what_is_only_open_needs_no_words(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.use.move(office.act(TOM), office.id, Trigger.REOPEN)
    await office.change(LOW, 4)
    await office.use.submit(office.act(TOM), office.id)
    form = replace(await office.form(), words="")
    await office.deciding.decide(office.act(GRACE), office.id, form)
    [decision] = (await office.now()).decisions
    assert decision.acknowledged == (OPEN,)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (DecisionForm(Verdict.CONDITIONS, "", terms=TERMS, conditions=()), "conditions"),
        (
            DecisionForm(Verdict.CONDITIONS, "", terms=TERMS, conditions=tuple(map(str, range(21)))),
            "conditions",
        ),
        (DecisionForm(Verdict.CONDITIONS, "", terms=TERMS, conditions=("x" * 2001,)), "conditions"),
        (DecisionForm(Verdict.CONDITIONS, "", terms=TermsForm(TOM), conditions=("x",)), BY),
        (DecisionForm(Verdict.CONDITIONS, "", terms=TermsForm("", TERMS.by), conditions=("x",)), OWNER),
        (DecisionForm(Verdict.CHANGES, "", words="Look again."), "questions"),
        (DecisionForm(Verdict.CHANGES, "", questions=frozenset({LOW})), "words"),
        (DecisionForm(Verdict.DECLINE, "", words="  \n"), "words"),
        (DecisionForm(Verdict.DECLINE, "", words="x" * 2001), "words"),
        (DecisionForm(Verdict.APPROVE, "", look_again_on=NOW.date()), "look_again_on"),
        (DecisionForm(Verdict.APPROVE, "", look_again_on=date.max), "look_again_on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(wrong: DecisionForm, field: str) -> None:
    assert set(wrong.errors(NOW.date())) == {field}


async def test_the_form_is_checked_again_in_the_transaction(office: Panel) -> None:
    await office.waiting(GRACE)
    form = replace(await office.form(Verdict.DECLINE), words="")
    with refused(Why.WHY_MISSING):
        await office.deciding.decide(office.act(GRACE), office.id, form)


# --- who may


async def test_who_was_not_chosen_is_told_who_can(office: Panel) -> None:
    await office.waiting(GRACE)
    with refused(Why.ONLY_THESE_DECIDE, NotAllowed) as caught:
        await office.decide(BOARD)
    assert caught.value.people == (GRACE,)


async def test_while_nobody_is_chosen_the_owner_is_named(office: Panel) -> None:
    await office.waiting()
    with refused(Why.NOBODY_CHOSEN, NotAllowed) as caught:
        await office.decide()
    assert caught.value.owner == AMINA


async def test_who_answered_a_question_cannot_decide(office: Panel) -> None:
    await office.waiting(GRACE, PRIYA)
    with refused(Why.ANSWERED_HERE, NotAllowed) as caught:
        await office.decide(PRIYA)
    assert caught.value.people == (GRACE,)


async def test_an_answer_that_was_replaced_still_makes_it_ones_own_work(office: Panel) -> None:
    await office.waiting(GRACE, PRIYA)
    await office.use.move(office.act(TOM), office.id, Trigger.REOPEN)
    await office.change(OPEN, 3)
    await office.use.submit(office.act(TOM), office.id)
    with refused(Why.ANSWERED_HERE, NotAllowed):
        await office.decide(PRIYA)


@pytest.mark.parametrize("verdict", [Verdict.DECLINE, Verdict.CHANGES])
async def test_one_of_several_ends_it_and_the_card_says_so_and_what_the_other_said(
    office: Panel, verdict: Verdict
) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    found = await office.decide(BOARD, verdict)
    assert [REACHED[state] for state in REACHED if state == found.state] == [verdict]
    said = state_line(found)
    assert f"<@{GRACE}> approved" in said
    assert said.endswith("is enough.")


async def test_that_one_decline_ended_it_is_said_with_who_had_not_decided(office: Panel) -> None:
    await office.waiting(GRACE, BOARD)
    said = state_line(await office.decide(GRACE, Verdict.DECLINE))
    assert f"<@{BOARD}> had not decided." in said
    assert "enough" in said


async def test_where_all_said_the_same_it_is_said_once(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    assert state_line(await office.decide(BOARD)).count(f"<@{GRACE}>") == 1


async def test_self_review_is_allowed_by_the_settings_and_said(office: Panel) -> None:
    await office.waiting(AMINA, self_review=True)
    found = await office.decide(AMINA)
    assert found.decisions[0].is_self_review
    assert "Self-review" in state_line(found)


async def test_nobody_who_answers_is_chosen_at_the_start(office: Panel) -> None:
    form = StartForm("Falls data", "", HOUSING, frozenset({TOM}), frozenset({TOM, GRACE}))
    with refused(Why.OWN_WORK, OwnWork) as caught:
        await office.starting.start(office.act(AMINA), form)
    assert caught.value.people == (TOM,)


async def test_the_channels_reviewers_are_suggested_and_never_added_unseen(office: Panel) -> None:
    office.set(ChannelSettings(reviewers=(AMINA, GRACE)))
    assert await office.starting.suggested(HERE, HOUSING, AMINA) == {GRACE}, "nobody decides on their own"
    assert await office.starting.suggested(HERE, HOUSING, TOM) == {AMINA, GRACE}
    await office.begin()
    assert (await office.now()).reviewers == set()


async def test_who_starts_is_suggested_where_people_may_decide_on_their_own(office: Panel) -> None:
    office.set(ChannelSettings(reviewers=(AMINA,), self_review=True))
    assert await office.starting.suggested(HERE, HOUSING, AMINA) == {AMINA}


# --- on what


async def test_before_it_is_submitted_there_is_nothing_to_decide(office: Panel) -> None:
    await office.begin(GRACE)
    with refused(Why.NOTHING_TO_DECIDE, MovedOn):
        await office.deciding.decide(office.act(GRACE), office.id, DecisionForm(Verdict.APPROVE, "any"))


async def test_an_old_version_cannot_be_decided_on(office: Panel) -> None:
    await office.waiting(GRACE)
    seen = await office.form()
    await office.use.move(office.act(TOM), office.id, Trigger.REOPEN)
    with refused(Why.BEING_CHANGED, MovedOn):
        await office.deciding.decide(office.act(GRACE), office.id, seen)
    await office.change(LOW, 1)
    await office.use.submit(office.act(TOM), office.id)
    with refused(Why.SUBMITTED_MEANWHILE, MovedOn) as raised:
        await office.deciding.decide(office.act(GRACE), office.id, seen)
    assert len(raised.value.assessment.submissions) == 2
    assert (await office.now()).decisions == ()
    assert (await office.decide()).decisions[0].submission == 2


async def test_a_form_that_was_refused_can_be_sent_again(office: Panel) -> None:
    """It is the same form to Slack, with the same id."""
    await office.waiting(GRACE)
    act = office.act(GRACE, key="form:V1")
    with pytest.raises(MovedOn):
        await office.deciding.decide(act, office.id, replace(await office.form(), seen="old"))
    outcome = await office.deciding.decide(act, office.id, await office.form())
    assert not outcome.repeated
    again = await office.deciding.decide(act, office.id, await office.form())
    assert again.repeated
    assert len((await office.now()).decisions) == 1


async def test_after_an_abandonment_nothing_is_decided(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.use.move(office.act(TOM), office.id, Trigger.REOPEN)
    await office.use.move(office.act(AMINA), office.id, Trigger.ABANDON)
    with refused(Why.ABANDONED, MovedOn):
        await office.decide()


# --- how often


async def test_nobody_decides_twice(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.decide()
    with refused(Why.DECIDED_BY_YOU):
        await office.decide(verdict=Verdict.DECLINE)


async def test_of_two_reviewers_at_the_same_second_the_first_decides(office: Panel) -> None:
    await office.waiting(GRACE, BOARD)
    forms = [(GRACE, await office.form()), (BOARD, await office.form(Verdict.DECLINE))]
    outcomes = await asyncio.gather(
        *(office.deciding.decide(office.act(who), office.id, form) for who, form in forms),
        return_exceptions=True,
    )
    assert sorted(isinstance(outcome, MovedOn) for outcome in outcomes) == [False, True]
    found = await office.now()
    assert len(found.decisions) == 1
    with refused(Why.DECIDED_BY, MovedOn) as caught:
        await office.decide(BOARD if found.decisions[0].by == GRACE else GRACE)
    assert caught.value.people == (found.decisions[0].by,)


async def test_when_all_decide_each_is_waited_for(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    found = await office.decide()
    assert found.state == State.SUBMITTED
    assert office.notes() == [f"<@{GRACE}> approved this. Still to decide: <@{BOARD}>."]
    assert state_line(found) == f"Waiting for a decision by <@{BOARD}>. <@{GRACE}> approved."
    assert all(row.is_behind for row in office.surfaces(SurfaceKind.SUMMARY))
    found = await office.decide(BOARD, Verdict.CONDITIONS)
    assert found.state == State.APPROVED_WITH_CONDITIONS
    by = state_line(found)
    assert f"Approved, 0 of 1 condition met. By <@{GRACE}> and <@{BOARD}> on 4 March 2026." in by
    assert by.endswith(f"<@{GRACE}> approved and <@{BOARD}> approved with 1 condition.")


async def test_where_those_who_decide_were_forgotten_somebody_else_has_to_be_chosen(office: Panel) -> None:
    """One had approved, the other had not; they are one by then."""
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    for person in (GRACE, BOARD):
        office.database.write_now(partial(forget, person=person, at=NOW))
    found = await office.now()
    assert found.state == State.SUBMITTED
    assert NOBODY_LEFT in state_line(found)
    assert who_decides(found, AMINA) == NOBODY_LEFT
    await office.deciding.choose_reviewers(office.act(), office.id, frozenset({NED}))
    assert (await office.decide(NED)).state == State.APPROVED


async def test_a_move_settles_nothing_where_somebody_who_was_to_decide_was_forgotten(office: Panel) -> None:
    """The rules of the other channel choose anew, and one who approved already is left."""
    away = ChannelSettings(reviewers=(GRACE,), owner_chooses=False)
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(SOCIAL_CARE, away))
    leads = WorkspaceSettings(leads=(PRIYA,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(leads))
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    office.database.write_now(partial(forget, person=BOARD, at=NOW))
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    assert (await office.now()).state == State.SUBMITTED


async def test_the_second_takes_back_no_day_to_look_again_unseen(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    soon, opened = date(2026, 4, 1), await office.form()
    grace = replace(opened, look_again_on=soon)
    await office.deciding.decide(office.act(GRACE), office.id, grace)
    for unseen in (A_YEAR_ON, None):
        with refused(Why.LOOK_DAY_MEANWHILE, MovedOn):
            await office.deciding.decide(office.act(BOARD), office.id, replace(opened, look_again_on=unseen))
    found = await office.now()
    assert (found.look_again_on, len(found.decisions)) == (soon, 1)
    await office.deciding.decide(office.act(BOARD), office.id, replace(opened, look_again_on=soon))
    found = await office.now()
    assert (found.look_again_on, found.state) == (soon, State.APPROVED)
    assert office.log()[-1] == (BOARD, "approve"), "it is that day already"
    assert found.decisions[1].mark == found.decisions[0].mark


async def test_nor_that_it_is_never_looked_at_again(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    opened = await office.form()
    await office.deciding.decide(office.act(GRACE), office.id, replace(opened, look_again_on=None))
    with refused(Why.LOOK_DAY_MEANWHILE, MovedOn):
        await office.deciding.decide(office.act(BOARD), office.id, opened)
    assert (await office.now()).look_again_on is None


async def test_who_declines_need_not_have_seen_the_day(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    declines = await office.form(Verdict.DECLINE)
    await office.decide()
    await office.deciding.decide(office.act(BOARD), office.id, declines)
    assert (await office.now()).state == State.DECLINED


async def both_approve(office: Panel, first: date | None, second: date | None) -> LookingAgain:
    """Grace with the one day to look again, then the board with the other."""
    await office.waiting(GRACE, BOARD, all_decide=True)
    for person, on in ((GRACE, first), (BOARD, second)):
        form = replace(await office.form(), look_again_on=on)
        await office.deciding.decide(office.act(person), office.id, form)
    made = (office.database, office.frameworks)
    return LookingAgain(*made, now=office.passing, framework=framework((1, 1), (1, 1)))


@pytest.mark.parametrize(
    ("first", "second"), [(SOON, A_YEAR_ON), (A_YEAR_ON, SOON), (None, SOON), (SOON, None), (SOON, SOON)]
)
async def test_with_an_approval_that_is_withdrawn_goes_its_day_to_look_again(
    office: Panel, first: date | None, second: date | None
) -> None:
    await both_approve(office, first, second)
    assert (await office.withdraw(BOARD, 2)).look_again_on == first
    assert (office.log()[-1] == (BOARD, "look_again_on")) is (first != second)
    await office.deciding.choose_reviewers(office.act(), office.id, frozenset({GRACE}))
    found = await office.now()
    assert (found.state, found.look_again_on) == (State.APPROVED, first)


async def test_a_later_approval_keeps_its_day_when_an_earlier_one_is_withdrawn(office: Panel) -> None:
    await both_approve(office, SOON, A_YEAR_ON)
    assert (await office.withdraw(GRACE, 1)).look_again_on == A_YEAR_ON
    assert (await office.withdraw(BOARD, 2)).look_again_on is None, "no approval is left"


async def test_it_goes_back_past_approvals_that_were_withdrawn_before(office: Panel) -> None:
    await both_approve(office, SOON, A_YEAR_ON)
    await office.withdraw(BOARD, 2)
    for number, on in ((3, A_YEAR_ON), (4, None)):
        form = replace(await office.form(), look_again_on=on)
        await office.deciding.decide(office.act(BOARD), office.id, form)
        assert (await office.withdraw(BOARD, number)).look_again_on == SOON


async def test_a_day_that_was_set_after_the_decisions_stays(office: Panel) -> None:
    looking = await both_approve(office, SOON, A_YEAR_ON)
    later = date(2028, 3, 4)
    await looking.set_day(office.act(AMINA), office.id, later)
    assert (await office.withdraw(BOARD, 2)).look_again_on == later
    form = replace(await office.form(), look_again_on=SOON)
    await office.deciding.decide(office.act(BOARD), office.id, form)
    assert (await office.withdraw(BOARD, 3)).look_again_on == later


async def test_who_was_to_look_again_is_so_once_more(office: Panel) -> None:
    looking = await both_approve(office, SOON, SOON)
    await looking.give(office.act(AMINA), office.id, NED)
    await office.withdraw(BOARD, 2)
    form = replace(await office.form(), look_again_on=None)
    assert (await office.deciding.decide(office.act(BOARD), office.id, form)).assessment.looker is None
    found = await office.withdraw(BOARD, 3)
    assert (found.look_again_on, found.looker) == (SOON, NED)


async def test_what_is_looked_at_again_already_gets_no_day_by_a_withdrawal(office: Panel) -> None:
    await both_approve(office, A_YEAR_ON, SOON)
    began = {"look_again_on": None, "next_id": "next", "version": ASSESSMENTS.c.version + 1}
    office.database.write_now(lambda t: t.execute(update(ASSESSMENTS).values(began)))
    assert (await office.withdraw(BOARD, 2)).look_again_on is None


async def test_a_later_reviewer_who_sets_another_day_knowingly_is_said_to(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    soon = date(2026, 4, 1)
    form = replace(await office.form(), look_again_on=soon)
    await office.deciding.decide(office.act(BOARD), office.id, form)
    found = await office.now()
    assert found.look_again_on == soon
    assert office.log()[-2:] == [(BOARD, "approve"), (BOARD, "look_again_on")]
    events, _ = await office.reading.happened(HERE, office.id, without=(), skip=0, most=1)
    assert happened.in_words(found, events[0]) == (
        "changed the day to look at it again from 4 March 2027 to 1 April 2026"
    )
    assert office.notes()[-1] == f"<@{BOARD}> set the day to look again to 1 April 2026."


async def test_who_answers_meanwhile_is_not_waited_for(office: Panel) -> None:
    office.set(ChannelSettings(all_decide=True))
    await office.begin(GRACE, PRIYA)
    await office.submit()
    assert (await office.decide()).state == State.APPROVED


async def test_a_new_submission_is_decided_anew_by_all(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    await office.use.move(office.act(TOM), office.id, Trigger.REOPEN)
    await office.use.submit(office.act(TOM), office.id)
    assert (await office.now()).yet_to_decide == (BOARD, GRACE)


# --- taking it back


async def test_a_withdrawn_decision_stays_on_record_with_its_reason(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.decide()
    found = await office.withdraw(why="  I had not read it. ")
    assert found.state == State.WITHDRAWN
    assert found.decisions[0].withdrawn_why == "I had not read it."
    assert (
        office.notes()[-1] == f"<@{GRACE}> withdrew a decision. Choose Decision on the summary to read why."
    )
    assert office.log()[-1] == (GRACE, "withdraw")
    found = await office.decide(verdict=Verdict.DECLINE)
    assert found.state == State.DECLINED
    assert [(one.number, one.stands) for one in found.decisions] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("person", "number", "words", "why"),
    [
        (BOARD, 1, "No.", Why.ONLY_MAKER_WITHDRAWS),
        (GRACE, 2, "No.", Why.NO_DECISION),
        (GRACE, 1, "  ", Why.WITHDRAWAL_WHY_MISSING),
        (GRACE, 1, "x" * 2001, Why.TOO_LONG),
    ],
)
async def test_what_cannot_be_withdrawn(
    office: Panel, person: str, number: int, words: str, why: Why
) -> None:
    await office.waiting(GRACE)
    await office.decide()
    with refused(why):
        await office.withdraw(person, number, words)
    assert (await office.now()).state == State.APPROVED


async def test_a_decision_is_not_withdrawn_twice_nor_after_the_team_went_on(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.decide(verdict=Verdict.CHANGES)
    await office.use.move(office.act(TOM), office.id, Trigger.GO_TO, to=LOW)
    with refused(Why.ANSWERS_CHANGED_SINCE):
        await office.withdraw()
    await office.use.move(office.act(TOM), office.id, Trigger.ANSWER, answer=Answer.rated(4))
    await office.use.submit(office.act(TOM), office.id)
    await office.decide()
    await office.withdraw(number=2)
    with refused(Why.WITHDRAWN_ALREADY):
        await office.withdraw(number=2)


async def test_withdrawing_one_of_two_leaves_what_the_other_decided(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    await office.decide(BOARD, Verdict.DECLINE)
    found = await office.withdraw(GRACE, 1)
    assert found.state == State.DECLINED
    found = await office.withdraw(BOARD, 2)
    assert found.state == State.WITHDRAWN
    assert found.yet_to_decide == (BOARD, GRACE)


async def test_a_word_that_was_not_decisive_yet_can_be_taken_back(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    found = await office.withdraw()
    assert (found.state, found.yet_to_decide) == (State.SUBMITTED, (BOARD, GRACE))


async def test_who_is_no_longer_a_reviewer_can_still_take_a_word_back(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({BOARD}))
    assert not (await office.withdraw()).present_decisions


# --- choosing, closing


async def test_who_decided_does_not_become_its_owner_though_no_reviewer_any_more(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({BOARD}))
    found, by = office.store_now(), Actor(AMINA, NOW)
    with refused(Why.HEIR_REVIEWS):
        found.hand_over(GRACE, by, ChannelRules())
    await office.withdraw(GRACE)
    office.store_now().hand_over(GRACE, by, ChannelRules())


async def test_only_the_owner_chooses_who_decides(office: Panel) -> None:
    await office.waiting()
    with refused(Why.ONLY_OWNER_CHOOSES, NotAllowed):
        await office.deciding.choose_reviewers(office.act(TOM), office.id, frozenset({GRACE}))
    await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({GRACE}))
    assert (await office.now()).reviewers == {GRACE}
    assert office.notes() == [f"<@{AMINA}> chose who decides: <@{GRACE}>."]
    assert office.log()[-1] == (AMINA, "reviewers")


async def test_choosing_the_same_says_nothing(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({GRACE}))
    assert office.notes() == []


async def test_nobody_is_chosen_for_their_own_work_nor_after_the_decision(office: Panel) -> None:
    await office.waiting(GRACE)
    own = {AMINA: OwnPart(AMINA, Part.OWNS), TOM: OwnPart(TOM, Part.ANSWERED, (1, 3, 4))}
    for person, part in own.items():
        with pytest.raises(OwnWork) as caught:
            await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({person, GRACE}))
        assert caught.value.parts == (part,)
    await office.decide()
    with refused(Why.DECIDED_NO_CHOOSING):
        await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({BOARD}))


async def test_without_the_reviewer_who_left_the_others_have_decided(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide()
    outcome = await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({GRACE}))
    assert outcome.assessment.state == State.APPROVED
    assert office.notes()[-1].endswith("With that, it is decided.")


async def test_closing_is_the_end(office: Panel) -> None:
    await office.waiting(GRACE)
    with refused(Why.CLOSED_AFTER_DECISION, Refusal):
        await office.deciding.close(office.act(AMINA), office.id)
    await office.decide()
    with refused(Why.ONLY_THESE_CLOSE, NotAllowed):
        await office.deciding.close(office.act(TOM), office.id)
    found = (await office.deciding.close(office.act(AMINA), office.id)).assessment
    assert found.state == State.CLOSED
    assert state_line(found) == f"Closed. Approved by <@{GRACE}> on 4 March 2026."
    with refused(Why.CLOSED):
        await office.withdraw()
    with refused(Why.CLOSED):
        await office.deciding.ask_about(office.act(GRACE), office.id, LOW, "Why?")


async def test_what_a_window_asks_first_takes_back_no_decision_that_it_does_not_show(office: Panel) -> None:
    """Of several who decide, one changes no turn."""

    async def reopen(turn: int, decisions: str) -> None:
        act = office.act(TOM)
        await office.use.move(act, office.id, Trigger.REOPEN, turn=turn, decisions=decisions)

    async def close(turn: int, decisions: str) -> None:
        await office.deciding.close(office.act(AMINA), office.id, turn=turn, decisions=decisions)

    async def abandon(turn: int, decisions: str) -> None:
        await office.use.abandon(office.act(AMINA), office.id, turn=turn, decisions=decisions)

    async def is_refused(
        ask: Callable[[int, str], Awaitable[None]], meanwhile: Awaitable[Assessment], who: list[str]
    ) -> None:
        shown = await office.now()
        now = await meanwhile
        assert (now.state, now.turn) == (shown.state, shown.turn)
        with refused(Why.DECISIONS_CHANGED, OutOfDate) as caught:
            await ask(shown.turn, decisions_mark(shown))
        assert caught.value.people == tuple(who)
        assert office.store_now().turn == now.turn

    await office.waiting(GRACE, BOARD, all_decide=True)
    await is_refused(reopen, office.decide(BOARD), [BOARD])
    await office.decide(GRACE)
    await office.withdraw(GRACE, 2)
    await is_refused(close, office.withdraw(BOARD, 1), [])
    await office.decide(BOARD)
    await office.decide(GRACE, Verdict.CHANGES)
    await is_refused(abandon, office.withdraw(BOARD, 3), [GRACE])
    shown = await office.now()
    await abandon(shown.turn, decisions_mark(shown))


# --- asking


async def test_who_gave_the_answer_is_asked_in_the_thread(office: Panel) -> None:
    await office.waiting(GRACE)
    act = office.act(GRACE, channel=None)
    outcome = await office.deciding.ask_about(act, office.id, OPEN, " Who could know? ")
    (query,) = outcome.assessment.queries
    assert (query.question, query.by, query.to, query.words) == (OPEN, GRACE, PRIYA, "Who could know?")
    assert [row.subject for row in office.surfaces(SurfaceKind.QUERY)] == [query.id]
    assert office.log()[-1] == (GRACE, "ask_about")
    (event,), _ = await office.reading.happened(HERE, office.id, without=(), skip=0, most=1)
    assert happened.written(outcome.assessment, event) == [("", "Who could know?")]


@pytest.mark.parametrize(
    ("person", "channel", "question", "words", "why"),
    [
        (GRACE, HOUSING, "z-9", "Why?", Why.QUERY_QUESTION_MISSING),
        (GRACE, HOUSING, LOW, "  ", Why.QUERY_MISSING),
        (TOM, HOUSING, LOW, "Why?", Why.ASKS_THEMSELVES),
        (BOARD, SOCIAL_CARE, LOW, "Why?", Why.NOT_HERE_TO_SEE),
    ],
)
async def test_what_cannot_be_asked(
    office: Panel, person: str, channel: str, question: str, words: str, why: Why
) -> None:
    await office.waiting(GRACE)
    with refused(why):
        await office.deciding.ask_about(office.act(person, channel=channel), office.id, question, words)
    assert office.surfaces(SurfaceKind.QUERY) == []


async def test_an_exchange_stays_where_it_was_held_when_the_assessment_moves(office: Panel) -> None:
    await office.waiting(GRACE)
    for words in ("Said already.", "Not yet said."):
        await office.deciding.ask_about(office.act(GRACE), office.id, OPEN, words)
    said, unsaid = (query.id for query in (await office.now()).queries)

    def stand(transaction: Transaction) -> None:
        rows = SurfaceRows(transaction)
        row = rows.one(office.id, SurfaceKind.QUERY, said)
        assert row is not None
        row.thread_ts, row.ts, row.shown = "1.000001", "1.000002", 1
        rows.write(row)

    office.database.write_now(stand)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    office.database.write_now(lambda transaction: Surfaces(transaction).open_thread(office.id, "2.000001"))
    where = {row.subject: (row.channel_id, row.thread_ts) for row in office.surfaces(SurfaceKind.QUERY)}
    assert where == {said: (HOUSING, "1.000001"), unsaid: (SOCIAL_CARE, "2.000001")}
    links = await office.deciding.exchanges(await office.now())
    assert set(links) == {said}
    assert links[said].endswith(f"/archives/{HOUSING}/p1000002?thread_ts=1.000001&cid={HOUSING}")


# --- sent back


async def test_its_owner_and_those_who_answered_are_told_each_once(office: Panel) -> None:
    await office.waiting(GRACE)
    await office.decide(verdict=Verdict.CHANGES)
    assert sorted(row.channel_id for row in office.surfaces(SurfaceKind.TOLD)) == sorted([AMINA, TOM, PRIYA])
    assert (await office.now()).progress.asked == (LOW, OPEN)


async def test_only_those_who_answered_what_is_asked_about_are_told(office: Panel) -> None:
    await office.waiting(GRACE)
    form = replace(await office.form(Verdict.CHANGES), questions=frozenset({LOW}))
    await office.deciding.decide(office.act(GRACE), office.id, form)
    assert sorted(row.channel_id for row in office.surfaces(SurfaceKind.TOLD)) == sorted([AMINA, TOM])


# --- its owner is told


def told(office: Panel, person: str = AMINA) -> list[tuple[str, object]]:
    """What this person is told, of which decision."""
    rows = [row for row in office.surfaces(SurfaceKind.TOLD) if row.channel_id == person]
    return [(row.detail["told"], row.detail["decision"]) for row in rows]


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.CONDITIONS, Verdict.DECLINE])
async def test_the_owner_is_told_that_it_is_decided(verdict: Verdict, office: Panel) -> None:
    await office.waiting(GRACE)
    await office.decide(verdict=verdict)
    assert told(office) == [(Told.DECIDED, 1)]


async def test_the_owner_is_told_once_all_have_decided_who_must(office: Panel) -> None:
    await office.waiting(GRACE, BOARD, all_decide=True)
    await office.decide(GRACE)
    assert told(office) == []
    await office.decide(BOARD)
    assert told(office) == [(Told.DECIDED, 2)]


async def test_the_owner_is_not_told_of_what_they_did_themselves(office: Panel) -> None:
    await office.waiting(AMINA, self_review=True)
    await office.decide(AMINA)
    await office.withdraw(AMINA)
    assert told(office) == []


async def test_what_was_not_said_before_it_was_withdrawn_is_left_out_and_the_owner_is_told_of_that(
    office: Panel,
) -> None:
    await office.waiting(GRACE)
    await office.decide(verdict=Verdict.CHANGES)
    await office.withdraw()
    assert told(office) == [(Told.WITHDREW, 1)]
    assert told(office, TOM) == []


async def begins_where_only_leads_choose(office: Panel) -> None:
    office.set(ChannelSettings(reviewers=(GRACE,), owner_chooses=False))
    leads = WorkspaceSettings(leads=(PRIYA,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(leads))
    await office.begin()


async def in_another_channel(office: Panel) -> Callable[..., Act]:
    """Started where owners do not choose, moved on to where they do: Amina has chosen the board."""
    await begins_where_only_leads_choose(office)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    away = partial(office.act, channel=SOCIAL_CARE)
    await office.deciding.choose_reviewers(away(AMINA), office.id, frozenset({BOARD}))
    return away


async def submits(office: Panel, away: Callable[..., Act]) -> None:
    for rating in (4, 3, 4, 5):
        await office.use.move(away(TOM), office.id, Trigger.ANSWER, answer=Answer.rated(rating))
    await office.use.submit(away(TOM), office.id)


async def test_what_was_handed_in_elsewhere_is_decided_by_the_rules_of_where_it_is_moved_to(
    office: Panel,
) -> None:
    office.set(ChannelSettings(must_decide=(GRACE,)))
    await office.begin()
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    away = partial(office.act, channel=SOCIAL_CARE)
    await office.deciding.choose_reviewers(away(AMINA), office.id, frozenset({BOARD}))
    await submits(office, away)
    assert (await office.now()).reviewers == {BOARD}
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    now = await office.now()
    assert now.reviewers == {BOARD, GRACE}
    assert now.must_decide == {GRACE}
    assert (await office.decide(BOARD)).progress.awaits_decision, "without Grace nothing is decided here"
    assert (await office.decide(GRACE)).progress.is_decided


@pytest.mark.parametrize("handed_in_first", [False, True])
async def test_nobody_who_must_decide_is_passed_over_by_being_chosen_to_answer_elsewhere(
    office: Panel, handed_in_first: bool
) -> None:
    office.set(ChannelSettings(must_decide=(GRACE,)))
    form = StartForm("Falls data", "", SOCIAL_CARE, frozenset({GRACE, TOM}), frozenset({BOARD}))
    away = partial(office.act, channel=SOCIAL_CARE)
    office.id = (await office.starting.start(away(AMINA), form)).assessment.id
    if handed_in_first:
        await submits(office, away)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    if not handed_in_first:
        await submits(office, office.act)
    now = await office.now()
    assert now.reviewers == {BOARD, GRACE}
    assert now.assessors == {GRACE, TOM}, "who was chosen stays so"
    assert (await office.decide(BOARD)).progress.awaits_decision, "without Grace nothing is decided here"
    assert (await office.decide(GRACE)).progress.is_decided
    assert not (await office.now()).decisions[-1].is_self_review


async def test_a_move_by_way_of_a_channel_changes_nothing_of_who_answers_or_decides(office: Panel) -> None:
    office.set(ChannelSettings(must_decide=(GRACE,)))
    form = StartForm("Falls data", "", SOCIAL_CARE, frozenset({GRACE}), frozenset({BOARD}))
    away = partial(office.act, channel=SOCIAL_CARE)
    office.id = (await office.starting.start(away(AMINA), form)).assessment.id
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    await office.use.move(away(GRACE), office.id, Trigger.ANSWER, answer=Answer.rated(4))
    assert (await office.now()).reviewers == {BOARD}


async def test_nor_where_the_rule_came_after_they_were_chosen_to_answer(office: Panel) -> None:
    form = StartForm("Falls data", "", HOUSING, frozenset({GRACE, TOM}), frozenset({BOARD}))
    office.id = (await office.starting.start(office.act(AMINA), form)).assessment.id
    office.set(ChannelSettings(must_decide=(GRACE,)))
    with refused(Why.HEIR_REVIEWS):
        office.store_now().hand_over(GRACE, Actor(AMINA, NOW), ChannelRules(must_decide=(GRACE,)))
    await submits(office, office.act)
    assert (await office.now()).reviewers == {BOARD, GRACE}


async def test_who_must_decide_and_has_answered_is_not_waited_for(office: Panel) -> None:
    form = StartForm("Falls data", "", SOCIAL_CARE, frozenset({GRACE, TOM}), frozenset({BOARD}))
    away = partial(office.act, channel=SOCIAL_CARE)
    office.id = (await office.starting.start(away(AMINA), form)).assessment.id
    await office.use.move(away(GRACE), office.id, Trigger.ANSWER, answer=Answer.rated(2))
    office.set(ChannelSettings(must_decide=(GRACE,)))
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    now = await office.now()
    assert now.reviewers == {BOARD}
    assert now.assessors == {GRACE, TOM}


async def test_whom_a_lead_leaves_out_who_must_decide_goes_on_answering(office: Panel) -> None:
    form = StartForm("Falls data", "", HOUSING, frozenset({GRACE, TOM}), frozenset({BOARD}))
    office.id = (await office.starting.start(office.act(AMINA), form)).assessment.id
    office.set(ChannelSettings(must_decide=(GRACE,)))
    leads = WorkspaceSettings(leads=(PRIYA,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(leads))
    await submits(office, office.act)
    assert (await office.now()).reviewers == {GRACE, BOARD}
    await office.deciding.choose_reviewers(office.act(PRIYA), office.id, frozenset({BOARD}))
    assert (await office.now()).reviewers == {BOARD}
    await office.use.move(office.act(GRACE), office.id, Trigger.REOPEN)


async def submitted_where_leads_replace(office: Panel) -> Callable[..., Act]:
    """Grace is to decide, and only leads may change that. Returns acts in a channel where owners may."""
    office.set(ChannelSettings(owner_replaces=False))
    leads = WorkspaceSettings(leads=(PRIYA,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(leads))
    await office.begin(GRACE)
    await submits(office, office.act)
    return partial(office.act, channel=SOCIAL_CARE)


async def test_who_decides_is_not_replaced_by_way_of_a_channel_where_owners_may(office: Panel) -> None:
    away = await submitted_where_leads_replace(office)
    with refused(Why.ONLY_LEADS_REPLACE):
        await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({BOARD}))
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    await office.use.move(away(AMINA), office.id, Trigger.REOPEN)
    await office.use.submit(away(AMINA), office.id)
    await office.deciding.choose_reviewers(away(AMINA), office.id, frozenset({BOARD}))
    with refused(Why.REPLACED_ELSEWHERE, NotAllowed) as caught:
        await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    assert caught.value.people == (PRIYA,)
    await office.deciding.choose_reviewers(away(PRIYA), office.id, frozenset({BOARD, GRACE}))
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    assert (await office.now()).reviewers == {BOARD, GRACE}


async def test_nor_while_it_is_changed_there(office: Panel) -> None:
    away = await submitted_where_leads_replace(office)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    for do in ("submit", "change"):
        await office.use.move(away(AMINA), office.id, Trigger.REOPEN)
        if do == "submit":
            await office.use.submit(away(AMINA), office.id)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    with refused(Why.ONLY_LEADS_REPLACE):
        await office.deciding.choose_reviewers(office.act(AMINA), office.id, frozenset({BOARD}))


async def test_a_rule_of_since_holds_once_what_was_submitted_is_changed(office: Panel) -> None:
    await office.waiting(BOARD)
    office.set(ChannelSettings(must_decide=(GRACE,)))
    rules, owner = ChannelRules(must_decide=(GRACE,)), Actor(AMINA, NOW)
    for changed in (False, True):
        if changed:
            await office.use.move(office.act(AMINA), office.id, Trigger.REOPEN)
        with refused(Why.HEIR_REVIEWS):
            office.store_now().hand_over(GRACE, owner, rules)
    with refused(Why.REASON_COSTS_DECISION):
        await office.use.give_reason(office.act(GRACE), office.id, LOW, "It is clear.")
    await office.use.submit(office.act(AMINA), office.id)
    assert (await office.now()).reviewers == {BOARD, GRACE}


async def test_no_move_makes_a_decision_on_own_work_an_approval_where_that_is_not_allowed(
    office: Panel,
) -> None:
    await office.waiting(TOM, PRIYA, all_decide=True, self_review=True)
    await office.decide(TOM)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    now = await office.now()
    assert (now.progress.awaits_decision, now.deciders) == (True, frozenset())
    away = partial(office.act, channel=SOCIAL_CARE)
    await office.deciding.choose_reviewers(away(AMINA), office.id, frozenset({BOARD}))
    now = await office.now()
    assert now.progress.awaits_decision
    assert now.yet_to_decide == (BOARD,)
    assert (await office.decide(BOARD)).progress.is_decided


async def test_a_request_for_changes_on_own_work_stands_wherever_it_is_moved(office: Panel) -> None:
    await office.waiting(TOM, PRIYA, all_decide=True, self_review=True)
    await office.decide(TOM)
    await office.decide(PRIYA, Verdict.CHANGES)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    now = await office.now()
    assert (now.progress.changes_asked, now.verdict) == (True, Verdict.CHANGES)


async def test_who_must_decide_does_though_changes_were_asked_for_and_that_is_withdrawn(
    office: Panel,
) -> None:
    office.set(ChannelSettings(must_decide=(GRACE,)))
    await office.begin(BOARD)
    await submits(office, office.act)
    form = replace(await office.form(Verdict.CHANGES), questions=frozenset({GOOD}))
    await office.deciding.decide(office.act(BOARD), office.id, form)
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    away = partial(office.act, channel=SOCIAL_CARE)
    with refused(Why.MUST_DECIDE):
        await office.deciding.choose_reviewers(away(AMINA), office.id, frozenset({BOARD}))
    await office.deciding.withdraw(away(BOARD), office.id, 1, "A mistake.")
    assert (await office.decide(BOARD)).progress.awaits_decision


async def test_nor_is_it_got_round_by_a_move_where_changes_were_asked_for(office: Panel) -> None:
    await office.waiting(BOARD)
    await office.decide(BOARD, Verdict.CHANGES)
    elsewhere = ChannelSettings(must_decide=(GRACE,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(SOCIAL_CARE, elsewhere))
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    await office.deciding.withdraw(office.act(BOARD, channel=SOCIAL_CARE), office.id, 1, "A mistake.")
    assert (await office.decide(BOARD)).progress.awaits_decision


async def test_no_move_decides_by_leaving_nobody_who_is_still_to_decide(office: Panel) -> None:
    office.set(ChannelSettings(owner_chooses=False))
    leads = WorkspaceSettings(leads=(PRIYA,))
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(leads))
    elsewhere = ChannelSettings(all_decide=True)
    office.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(SOCIAL_CARE, elsewhere))
    form = StartForm("Falls data", "", SOCIAL_CARE, reviewers=frozenset({GRACE, BOARD}))
    away = partial(office.act, channel=SOCIAL_CARE)
    office.id = (await office.starting.start(away(AMINA), form)).assessment.id
    await submits(office, away)
    await office.decide(GRACE)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    now = await office.now()
    assert (now.reviewers, now.progress.awaits_decision) == (frozenset(), True)


async def test_where_owners_do_not_choose_they_bring_nobody_along(office: Panel) -> None:
    away = await in_another_channel(office)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    assert (await office.now()).reviewers == {GRACE}


async def test_where_owners_do_not_choose_they_bring_nobody_along_after_it_was_handed_in(
    office: Panel,
) -> None:
    away = await in_another_channel(office)
    await submits(office, away)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    now = await office.now()
    assert now.reviewers == {GRACE}
    assert not now.owner_chooses


async def test_nor_after_changes_were_asked_for(office: Panel) -> None:
    away = await in_another_channel(office)
    await submits(office, away)
    form = replace(await office.form(Verdict.CHANGES), questions=frozenset({GOOD}))
    await office.deciding.decide(away(BOARD), office.id, form)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    assert (await office.now()).reviewers == {GRACE}


async def test_nor_when_it_is_started_again(office: Panel) -> None:
    away = await in_another_channel(office)
    await submits(office, away)
    await office.deciding.decide(away(BOARD), office.id, await office.form(Verdict.DECLINE))
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    rules = office.database.read_now(lambda t: SettingsStore(t, HERE).rules(HOUSING))
    by = Actor(AMINA, NOW, "9999.000001", sees={HOUSING: True})
    old = await office.now()
    new = look_again.start_again(old, "new", old.framework, rules, by, None)
    assert new.reviewers == {GRACE}


async def test_whom_a_lead_chose_stays_when_it_is_moved_out_and_back(office: Panel) -> None:
    await begins_where_only_leads_choose(office)
    await office.deciding.choose_reviewers(office.act(PRIYA), office.id, frozenset({GRACE, BOARD}))
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    away = partial(office.act, channel=SOCIAL_CARE)
    await office.relocating.move_to(away(AMINA), office.id, HOUSING)
    assert (await office.now()).reviewers == {GRACE, BOARD}


async def test_what_all_who_may_decide_there_have_decided_is_decided_when_it_comes(office: Panel) -> None:
    """Tom answered: he may decide where that is allowed, and not where it comes to."""
    await office.waiting(TOM, BOARD, all_decide=True, self_review=True)
    assert (await office.decide(BOARD)).progress.awaits_decision
    await office.relocating.move_to(office.act(AMINA), office.id, SOCIAL_CARE)
    assert (await office.now()).progress.is_decided
