"""What becomes of conditions, on a real SQLite file: who may, how often, two at once, and what is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.cards import happened, history
from bot.cards.callbacks import Ref
from bot.cards.text import day
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.conditions import NOBODY_ELSE, Conditions
from bot.use_cases.requests import Act
from flows.action_plan import ActionForm
from flows.condition import Condition, ConditionState, TermsForm
from flows.conditions import Confirmers, in_force
from flows.decision import Verdict
from flows.notes import Told
from flows.refusals import NotAllowed, Why
from flows.settings import WorkspaceSettings
from storage.database import Database
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from tests.bot.cards.drawn import texts
from tests.bot.use_cases.office import HERE, NOW
from tests.bot.use_cases.test_deciding import Panel
from tests.refused import refused

KEY = "1.0"
LATER = TermsForm(PRIYA, NOW.date() + timedelta(days=60), before_sharing=False)


class Approved(Panel):
    """Grace approved with one condition, to which Tom sees."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.use_conditions = Conditions(database, self.frameworks, now=self.passing)

    async def condition(self) -> Condition:
        (one,) = in_force(await self.now())
        return one.condition

    async def meet(self, person: str = TOM, act: Act | None = None) -> None:
        seen = (await self.condition()).mark
        await self.use_conditions.say_met(act or self.act(person), self.id, KEY, seen, "Signed.")

    async def confirm(
        self, person: str = GRACE, act: Act | None = None, others: Confirmers = NOBODY_ELSE
    ) -> None:
        seen = (await self.condition()).mark
        await self.use_conditions.confirm(act or self.act(person), self.id, KEY, seen, others=others)

    def lead(self, *people: str) -> None:
        settings = WorkspaceSettings(leads=people)
        self.database.write_now(lambda t: SettingsStore(t, HERE).keep_workspace(settings))


@pytest.fixture
async def office(sqlite: Database) -> Approved:
    made = Approved(sqlite)
    await made.waiting(GRACE)
    await made.decide(GRACE, Verdict.CONDITIONS)
    return made


async def test_the_log_the_thread_and_the_summary_say_what_was_done(office: Approved) -> None:
    before = office.wanted()
    await office.meet()
    missing = "Page two."
    seen = (await office.condition()).mark
    await office.use_conditions.send_back(office.act(GRACE), office.id, KEY, seen, missing)
    await office.meet(AMINA)
    await office.confirm()
    assert office.log()[-4:] == [
        (TOM, "say_met"),
        (GRACE, "send_back_condition"),
        (AMINA, "say_met"),
        (GRACE, "confirm_condition"),
    ]
    assert office.notes()[-4:] == [
        f"<@{TOM}> says that condition 1 of 1 is met. <@{GRACE}> can confirm it.",
        f"<@{GRACE}> says what is missing before condition 1 of 1 is met. <@{TOM}> sees to it: choose "
        "Conditions on the summary.",
        f"<@{AMINA}> says that condition 1 of 1 is met. <@{GRACE}> can confirm it.",
        f"<@{GRACE}> confirmed that condition 1 of 1 is met.",
    ]
    now = office.wanted()
    assert now[SurfaceKind.SUMMARY] == before[SurfaceKind.SUMMARY] + 4
    assert now[SurfaceKind.HEADLINE] == before[SurfaceKind.HEADLINE] + 1, "it says how many are met"
    found, total = await office.reading.happened(HERE, office.id, without=(), skip=0, most=4)
    said = "\n".join(texts(history.history(await office.now(), Ref(office.id), found, total)))
    for did in ("confirmed that condition 1 is met", "said what is missing before condition 1 is met"):
        assert did in said
    assert missing in said, "it stands nowhere else once somebody has said the next"


async def test_what_is_sent_again_counts_once(office: Approved) -> None:
    act = office.act(TOM)
    await office.meet(act=act)
    outcome = await office.use_conditions.say_met(act, office.id, KEY, "", "Signed.")
    assert outcome.repeated
    click = office.act(GRACE)
    await office.confirm(act=click)
    await office.confirm(act=click)
    await office.confirm()  # a double click
    done = [what for _, what in office.log() if what in ("say_met", "confirm_condition")]
    assert done == ["say_met", "confirm_condition"]


async def test_of_two_at_once_the_first_wins(office: Approved) -> None:
    seen = (await office.condition()).mark
    await office.meet(TOM)
    with refused(Why.CONDITION_SAID):
        await office.use_conditions.say_met(office.act(AMINA), office.id, KEY, seen, "I did it.")
    said = (await office.condition()).said
    assert said is not None
    assert said.by == TOM


async def test_who_may_not_is_refused_and_nothing_is_changed(office: Approved) -> None:
    with refused(Why.ONLY_THESE_MEET, NotAllowed):
        await office.meet(PRIYA)
    await office.meet()
    office.lead(PRIYA)
    for person in (TOM, AMINA, PRIYA):
        with refused(Why.ONLY_THESE_CONFIRM, NotAllowed):
            await office.confirm(person)
    with refused(Why.ONLY_THESE_CONFIRM, NotAllowed):
        await office.use_conditions.set_terms(office.act(TOM), office.id, KEY, "", LATER)
    assert (await office.condition()).state is ConditionState.SAID


async def test_while_nobody_knows_whether_who_set_it_has_left_a_lead_is_told_so(office: Approved) -> None:
    office.lead(PRIYA, TOM)
    await office.meet()
    with refused(Why.PERSON_NOT_KNOWN_NOW, NotAllowed):
        await office.confirm(PRIYA, others=Confirmers(unsure=(GRACE,)))
    await office.confirm(GRACE)


async def test_a_lead_confirms_for_who_has_left(office: Approved) -> None:
    office.lead(PRIYA, TOM)
    await office.meet()
    grace_left = Confirmers(left=(GRACE,))
    with refused(Why.SEES_TO_IT, NotAllowed):
        await office.confirm(TOM, others=grace_left)
    await office.confirm(PRIYA, others=grace_left)
    assert (await office.condition()).state is ConditionState.CONFIRMED


async def test_who_sees_to_it_can_be_changed_and_the_same_again_says_nothing(office: Approved) -> None:
    for _ in range(2):
        seen = (await office.condition()).mark
        await office.use_conditions.set_terms(office.act(GRACE), office.id, KEY, seen, LATER)
    terms = (await office.condition()).terms
    assert terms is not None
    assert (terms.owner, terms.by, terms.before_sharing) == (PRIYA, LATER.by, False)
    assert office.log().count((GRACE, "condition_terms")) == 1
    assert office.notes()[-1] == (
        f"<@{GRACE}> set who sees to condition 1 of 1, and by when: <@{PRIYA}> sees to it."
    )


async def test_history_says_what_stood_before_and_what_stands_since(office: Approved) -> None:
    before = (await office.condition()).terms
    assert before is not None
    seen = (await office.condition()).mark
    await office.use_conditions.set_terms(office.act(GRACE), office.id, KEY, seen, LATER)
    found, _ = await office.reading.happened(HERE, office.id, without=(), skip=0, most=1)
    now = await office.now()
    said = happened.in_words(now, found[0])
    assert said == (
        f"set who sees to condition 1, and by when: <@{PRIYA}> sees to it, by {day(LATER.by or NOW)}. "
        f"Before: <@{TOM}>, before sharing starts, by {day(before.by)}"
    )
    old = replace(found[0], detail={"number": 1})
    assert happened.in_words(now, old) == "set who sees to condition 1, and by when", "of an earlier version"
    strange = replace(found[0], detail={**found[0].detail, "due": ["soon", 7]})
    assert happened.in_words(now, strange) == happened.in_words(now, old)


async def test_a_condition_of_a_withdrawn_decision_is_not_there_any_more(office: Approved) -> None:
    seen = (await office.condition()).mark
    await office.withdraw()
    with refused(Why.NO_SUCH_CONDITION):
        await office.use_conditions.say_met(office.act(TOM), office.id, KEY, seen, "Signed.")


async def test_from_a_channel_that_they_cannot_see_nobody_does_anything(office: Approved) -> None:
    act = office.act(TOM, channel=SOCIAL_CARE)
    blind = Act(
        act.workspace, act.person, act.key, act.ts, act.channel, sees={(await office.now()).channel: False}
    )
    with refused(Why.NOT_IN_ITS_CHANNEL, NotAllowed):
        await office.meet(act=blind)


async def test_who_is_given_something_to_do_is_told_unless_they_gave_it_to_themselves(
    office: Approved,
) -> None:
    plan = ActionPlan(office.database, office.frameworks, now=office.passing)
    for who in (PRIYA, TOM):
        form = ActionForm("condition.1.0", "Find the form.", who, date(2026, 4, 1))
        await plan.add(office.act(TOM), office.id, form, in_sight=True)
    (told,) = [row for row in office.surfaces(SurfaceKind.TOLD) if row.detail["told"] == Told.ACTION_GIVEN]
    (first, _) = (await office.now()).actions
    about = {"told": Told.ACTION_GIVEN, "action": first.id, "in_sight": True}
    assert (told.channel_id, told.detail) == (PRIYA, about)
