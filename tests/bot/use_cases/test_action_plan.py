"""Actions and another look as use cases, each on a real SQLite file, with a clock that a test moves."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.cards import happened
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.looking_again import LookingAgain
from bot.use_cases.requests import Act
from flows.action_plan import MOST_OPEN, ActionForm
from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Decision, Verdict
from flows.framework import Framework
from flows.refusals import NotAllowed, OutOfDate, Why
from flows.settings import ChannelSettings
from flows.triggers import Trigger
from storage.database import Database
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.tables import ACTIVITY
from storage.transaction import Transaction
from tests.bot.use_cases.office import HERE, NOW, Office
from tests.flows.frameworks import framework
from tests.flows.moves import fire
from tests.refused import refused

TODAY = NOW.date()
SOON = TODAY + timedelta(days=7)
A_YEAR_ON = TODAY + timedelta(days=365)
LOW = "question.a-1"


class Council(Office):
    """One assessment of four questions, handed in: a 2, a 4, one not sure and one that nobody answered."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.at = NOW
        self.plan = ActionPlan(self.database, self.frameworks, now=lambda: self.at, new_id=self._ids())
        self.look = self.look_of(framework((1, 1), (1, 1)))

    def look_of(self, questions: Framework) -> LookingAgain:
        return LookingAgain(
            self.database, self.frameworks, now=lambda: self.at, new_id=self._ids(), framework=questions
        )

    @staticmethod
    def _ids() -> Callable[[], str]:
        ids = (f"new{number}" for number in itertools.count(1))
        return lambda: next(ids)

    async def hand_in(self) -> None:
        await self.click(2, TOM)
        await self.click(4, TOM)
        await self.use.move(self.act(PRIYA), self.id, Trigger.NOT_SURE, answer=Answer.not_sure("No idea."))
        await self.fire(Trigger.GO_TO, to="review")
        await self.use.submit(self.act(), self.id)

    def change(self, **changes: object) -> None:
        """Past the use cases: what a decision or time would have made of it."""

        def work(transaction: Transaction) -> None:
            repository = Repository(transaction, HERE, self.frameworks.load)
            found = repository.get(self.id, lock=True)
            assert found is not None
            for name, value in changes.items():
                setattr(found, name, value)
            repository.save(found, self.at)

        self.database.write_now(work)

    async def approve(self, *conditions: str, look_again_on: date | None = A_YEAR_ON) -> None:
        found = await self.now()
        verdict = Verdict.CONDITIONS if conditions else Verdict.APPROVE
        fire(found.progress, verdict.trigger)
        decision = Decision(1, verdict, GRACE, NOW, 1, "mark", conditions=tuple(map(Condition, conditions)))
        self.change(
            progress=found.progress,
            decisions=(decision,),
            reviewers=frozenset({GRACE}),
            look_again_on=look_again_on,
        )

    async def add(self, person: str = TOM, *, about: str = LOW, who: str = PRIYA, by: date = SOON) -> str:
        form = ActionForm(about, "List the fields", who, by)
        return (await self.plan.add(self.act(person), self.id, form)).assessment.actions[-1].id

    async def done(self) -> list[str | None]:
        return [action.done_by for action in (await self.now()).actions]

    def details(self) -> list[dict[str, object]]:
        """All that the log holds beside who, what and when."""

        def read(transaction: Transaction) -> list[dict[str, object]]:
            return list(transaction.execute(select(ACTIVITY.c.detail)).scalars())

        return self.database.write_now(read)

    async def again(self, act: Act | None = None) -> Assessment:
        """Look again, and what was begun."""
        old = (await self.look.start(act or self.act(), self.id)).assessment
        assert old.next is not None
        return await self.reading.get(HERE, old.next)


@pytest.fixture
async def council(sqlite: Database) -> Council:
    made = Council(sqlite)
    await made.start()
    await made.hand_in()
    return made


# --- actions


FINE = ActionForm(LOW, "List the fields", PRIYA, SOON)


@pytest.mark.parametrize(
    ("form", "field", "why"),
    [
        (replace(FINE, about=""), "about", Why.SUBJECT_MISSING),
        (replace(FINE, what=" \n"), "what", Why.WHAT_MISSING),
        (replace(FINE, what="x" * 2001), "what", Why.TOO_LONG),
        (replace(FINE, who=""), "who", Why.WHO_MISSING),
        (replace(FINE, by=None), "by", Why.DAY_MISSING),
        (replace(FINE, by=TODAY - timedelta(days=1)), "by", Why.DAY_IS_PAST),
        (replace(FINE, by=date.max), "by", Why.DAY_TOO_FAR),
    ],
)
async def test_an_action_needs_all_four(form: ActionForm, field: str, why: Why, council: Council) -> None:
    assert {name: wrong.why for name, wrong in form.errors(TODAY).items()} == {field: why}
    with refused(why):
        await council.plan.add(council.act(), council.id, form)
    assert (await council.now()).actions == ()


def test_today_is_not_past() -> None:
    assert replace(FINE, by=TODAY).errors(TODAY) == {}


async def test_an_action_is_about_what_is_low_or_open_or_a_condition(council: Council) -> None:
    await council.approve("Ask the families first.")
    for about in (LOW, "question.b-1", "question.b-2", "condition.1.0"):
        await council.add(about=about)
    found = (await council.now()).actions
    assert [action.about for action in found] == ["a-1", "b-1", "b-2", "Ask the families first."]
    assert {action.made_by for action in found} == {TOM}


@pytest.mark.parametrize("about", ["question.a-2", "question.nothing", "condition.1.0", "a-1"])
async def test_an_action_about_anything_else_is_refused(about: str, council: Council) -> None:
    with refused(Why.SUBJECT_CHANGED):
        await council.add(about=about)


async def test_who_cannot_see_it_cannot_add_to_it(council: Council) -> None:
    act = council.act(GRACE, channel=SOCIAL_CARE)
    with pytest.raises(NotAllowed):
        await council.plan.add(act, council.id, FINE)


async def test_a_form_that_is_sent_twice_counts_once(council: Council) -> None:
    act = council.act()
    for _ in range(2):
        await council.plan.add(act, council.id, FINE)
    assert len((await council.now()).actions) == 1


async def test_there_is_an_end_to_what_a_team_can_set_out_to_do(council: Council) -> None:
    for _ in range(MOST_OPEN):
        first = await council.add()
    with refused(Why.TOO_MANY_ACTIONS):
        await council.add()
    await council.plan.tick(council.act(PRIYA), council.id, first)
    await council.add()
    with refused(Why.TOO_MANY_ACTIONS):
        await council.plan.tick(council.act(PRIYA), council.id, first, done=False)


async def test_nothing_is_added_to_what_is_over(council: Council) -> None:
    await council.approve()
    found = await council.now()
    fire(found.progress, Trigger.CLOSE)
    council.change(progress=found.progress)
    with refused(Why.OVER_NO_ACTION):
        await council.add()


@pytest.mark.parametrize("person", [PRIYA, AMINA, GRACE])
async def test_its_owner_the_assessments_and_reviewers_tick_off_from_anywhere(
    person: str, council: Council
) -> None:
    await council.approve()
    action = await council.add()
    await council.plan.tick(council.act(person, channel=None), council.id, action)
    assert await council.done() == [person]
    await council.plan.tick(council.act(person), council.id, action, done=False)
    assert await council.done() == [None]


async def test_nobody_else_ticks_off(council: Council) -> None:
    action = await council.add()
    with refused(Why.ONLY_THESE_TICK, NotAllowed):
        await council.plan.tick(council.act(TOM), council.id, action)
    assert await council.done() == [None]


async def test_a_double_click_is_quiet_and_a_second_person_is_told(council: Council) -> None:
    action = await council.add()
    await council.plan.tick(council.act(PRIYA), council.id, action)
    wanted = council.wanted()[SurfaceKind.SUMMARY]
    await council.plan.tick(council.act(PRIYA), council.id, action)
    assert council.wanted()[SurfaceKind.SUMMARY] == wanted
    with refused(Why.TICKED_BY):
        await council.plan.tick(council.act(AMINA), council.id, action)
    assert await council.done() == [PRIYA]


async def test_a_tick_is_not_taken_back_by_who_has_not_seen_it(council: Council) -> None:
    async def mark() -> str:
        [one] = (await council.now()).actions
        return one.mark

    action = await council.add()
    await council.plan.tick(council.act(AMINA), council.id, action)
    seen = await mark()
    await council.plan.tick(council.act(AMINA), council.id, action, done=False, seen=seen)
    await council.plan.tick(council.act(PRIYA), council.id, action)
    with refused(Why.TICKED_SINCE, OutOfDate) as caught:
        await council.plan.tick(council.act(AMINA), council.id, action, done=False, seen=seen)
    assert caught.value.people == (PRIYA,)
    assert await council.done() == [PRIYA]
    await council.plan.tick(council.act(AMINA), council.id, action, done=False, seen=await mark())
    (event, *_), _ = await council.reading.happened(HERE, council.id, without=(), skip=0, most=1)
    found = await council.now()
    assert f"<@{PRIYA}>" in happened.in_words(found, event)
    assert happened.written(found, event) == [("", found.actions[0].what)]


async def test_an_action_of_another_assessment_is_not_ticked_off(council: Council) -> None:
    with refused(Why.NO_SUCH_ACTION):
        await council.plan.tick(council.act(), council.id, "elsewhere")


async def test_the_log_says_who_and_when_but_never_what(council: Council) -> None:
    action = await council.add()
    await council.plan.tick(council.act(PRIYA), council.id, action)
    assert council.log()[-2:] == [(TOM, "add_action"), (PRIYA, "tick_action")]
    assert "List the fields" not in str(council.details())


# --- the day of another look


@pytest.mark.parametrize("person", [AMINA, GRACE])
async def test_the_owner_and_the_reviewers_choose_the_day(person: str, council: Council) -> None:
    await council.approve()
    await council.look.set_day(council.act(person), council.id, SOON)
    assert (await council.now()).look_again_on == SOON
    await council.look.set_day(council.act(person), council.id, None)
    assert (await council.now()).look_again_on is None


async def test_nobody_else_chooses_it(council: Council) -> None:
    await council.approve()
    with refused(Why.ONLY_THESE_LOOK_AGAIN, NotAllowed):
        await council.look.set_day(council.act(TOM), council.id, SOON)


async def test_the_day_is_to_come(council: Council) -> None:
    await council.approve()
    with refused(Why.LOOK_DAY_NOT_TO_COME):
        await council.look.set_day(council.act(), council.id, TODAY)


async def test_the_day_is_near_enough_to_count_on(council: Council) -> None:
    await council.approve()
    with refused(Why.DAY_TOO_FAR):
        await council.look.set_day(council.act(), council.id, date.max)


async def test_only_what_is_approved_has_such_a_day(council: Council) -> None:
    with refused(Why.NOT_APPROVED):
        await council.look.set_day(council.act(), council.id, SOON)


# --- another look


async def test_before_its_day_nobody_looks_again(council: Council) -> None:
    await council.approve()
    with refused(Why.LOOK_NOT_DUE):
        await council.again()
    council.at = datetime.combine(A_YEAR_ON, NOW.timetz())
    await council.again()


async def test_where_the_day_has_begun_already_it_is_looked_at_again(council: Council) -> None:
    """In Auckland the reminder comes at nine, which is still the day before in UTC."""
    await council.approve()
    council.at = datetime.combine(A_YEAR_ON, time(9), ZoneInfo("Pacific/Auckland")).astimezone(UTC)
    assert council.at.date() < A_YEAR_ON
    assert (await council.again()).previous == council.id


async def test_another_look_goes_by_the_rules_of_its_channel(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    rules = ChannelSettings(all_decide=True, self_review=True)
    council.database.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))
    new = await council.again()
    assert (new.all_decide, new.self_review) == (True, True)


async def test_without_a_day_nobody_looks_again(council: Council) -> None:
    await council.approve(look_again_on=None)
    with refused(Why.LOOK_HAS_NO_DAY):
        await council.again()


async def test_the_next_look_has_the_old_answers_but_counts_none_of_them(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    new = await council.again()
    old = await council.now()
    assert (new.owner, new.channel, new.title, new.previous) == (AMINA, old.channel, old.title, old.id)
    assert new.reviewers == {GRACE}
    assert new.before == old.given
    assert new.given == {}
    assert new.progress.answers == {}
    assert new.state == "a-1"


async def test_a_reviewer_who_begins_it_does_not_own_it(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    assert (await council.again(council.act(GRACE))).owner == AMINA


async def test_two_people_at_once_begin_one(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    act = council.act()
    first, again = await council.again(act), await council.again(act)
    assert first.id == again.id
    with refused(Why.LOOK_BEGAN):
        await council.again(council.act(GRACE))
    assert (await council.now()).look_again_on is None


async def test_an_answer_to_other_words_is_not_carried_over(council: Council) -> None:
    questions = framework((1, 1), (1, 1))
    first, *others = questions.principles
    reworded = replace(first.questions[0], text="Is it really so?")
    changed = replace(
        questions,
        version="2",
        principles=(replace(first, questions=(reworded, *first.questions[1:])), *others),
    )
    council.database.write_now(lambda transaction: council.frameworks.keep(transaction, changed, NOW))
    council.look = council.look_of(changed)
    await council.approve(look_again_on=TODAY)
    assert set((await council.again()).before) == {"a-2", "b-1"}


async def test_no_second_look_begins_with_questions_that_were_changed_under_their_version(
    council: Council,
) -> None:
    council.look = council.look_of(replace(framework((1, 1), (1, 1)), name="In other words"))
    await council.approve(look_again_on=TODAY)
    with refused(Why.QUESTIONS_CHANGED):
        await council.again()
    assert (await council.now()).next is None


async def test_to_keep_is_to_answer_as_last_time_under_ones_own_name(council: Council) -> None:
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    await council.fire(Trigger.KEEP, GRACE)
    found = await council.now()
    assert found.state == "a-2"
    assert (found.given["a-1"].answer.rating, found.given["a-1"].by) == (2, GRACE)
    assert found.before["a-1"].by == TOM
    assert council.log()[-1] == (GRACE, "answer")


async def test_what_was_not_sure_can_be_kept_and_nothing_can_be_kept_of_nothing(
    council: Council, quick_people: None
) -> None:
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    for _ in range(3):
        await council.fire(Trigger.KEEP)
    assert (await council.now()).given["b-1"].answer == Answer.not_sure("No idea.")
    with refused(Why.NOTHING_TO_KEEP):
        await council.fire(Trigger.KEEP)


async def test_the_same_rating_keeps_the_old_reason_and_another_one_does_not(council: Council) -> None:
    await council.use.move(council.act(), council.id, Trigger.REOPEN)
    await council.use.give_reason(council.act(), council.id, "a-1", "No list yet.", "None.")
    await council.use.give_reason(council.act(), council.id, "a-2", "As agreed.")
    await council.use.submit(council.act(), council.id)
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    await council.click(2)
    await council.click(5)
    given = (await council.now()).given
    assert (given["a-1"].answer.reason, given["a-1"].answer.evidence) == ("No list yet.", "None.")
    assert given["a-2"].answer.reason == ""


async def test_a_question_that_was_jumped_to_is_kept_and_leads_back(
    council: Council, quick_people: None
) -> None:
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    await council.fire(Trigger.GO_TO, to="b-1")
    await council.fire(Trigger.KEEP)
    found = await council.now()
    assert found.state == "a-1"
    assert set(found.given) == {"b-1"}
    # Here nothing was looked at yet, and the way back is gone: it goes straight on.
    await council.fire(Trigger.KEEP)
    assert (await council.now()).state == "a-2"


@pytest.mark.parametrize("reason", ["", "No list yet."])
async def test_a_double_click_on_keep_confirms_one_question(council: Council, reason: str) -> None:
    """Whoever wrote the reason that comes along."""
    if reason:
        await council.use.move(council.act(), council.id, Trigger.REOPEN)
        await council.use.give_reason(council.act(PRIYA), council.id, "a-1", reason)
        await council.use.submit(council.act(), council.id)
    await council.approve(look_again_on=TODAY)
    council.id = (await council.again()).id
    turn = (await council.now()).turn
    for _ in range(2):
        await council.use.move(council.act(), council.id, Trigger.KEEP, turn=turn, question="a-1")
    found = await council.now()
    assert (found.state, set(found.given)) == ("a-2", {"a-1"})
