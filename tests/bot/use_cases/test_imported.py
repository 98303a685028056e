"""What was imported, in every state: each act on it works, or is refused in words."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.cards.known import Known
from bot.cards.refusals import words
from bot.reconciler.drawing import draw
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.answering import Answering
from bot.use_cases.conditions import Conditions
from bot.use_cases.deciding import Deciding
from bot.use_cases.describing import Describing
from bot.use_cases.erasing import Erasing
from bot.use_cases.evidence import EvidenceKeeping
from bot.use_cases.for_the_record import ForTheRecord
from bot.use_cases.looking_again import LookingAgain
from bot.use_cases.offering import Offering
from bot.use_cases.panel_settling import PanelSettling
from bot.use_cases.panels import Panels
from bot.use_cases.relocating import Relocating
from bot.use_cases.reminders import Reminders
from bot.use_cases.requests import Act, NotThere, message_key
from bot.use_cases.revealing import Revealing
from bot.use_cases.voices import OutsideVoices
from flows.action_plan import ActionForm
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.condition import TermsForm
from flows.conditions import in_force
from flows.deciding import mark_in_sight
from flows.decision import DecisionForm, Verdict
from flows.evidence import EvidenceKind, Piece
from flows.particulars import Particulars
from flows.record.kept import Kept
from flows.refusals import Refusal
from flows.states import State
from flows.triggers import Trigger
from flows.voices import VoiceAnswer, Voices
from storage import schema
from storage.claims import Surface
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.records import RecordStore
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.surface_rows import DIRECT, SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from tests.bot.cards.samples import NOW
from tests.bot.use_cases.office import EVERYWHERE, HERE
from tests.flows.record.samples import everything

T = TypeVar("T")
AT = NOW + timedelta(days=500)
SOON = AT.date() + timedelta(days=30)
FRAMEWORKS = FrameworkStore()
ALL: Mapping[str, Kept] = {one.assessment.id: one for one in everything()}


class _Undone(Exception):
    """What was done is taken back, so that the next act finds it as it was imported."""


class Played(Database):
    """What is written is drawn as well, and then taken back."""

    of = ""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        came: list[T] = []

        def played(transaction: Transaction) -> None:
            came.append(work(transaction))
            _draw_all(transaction, self.of)
            raise _Undone

        with pytest.raises(_Undone):
            await super().write(played)
        return came[0]


def _draw_all(transaction: Transaction, id: str) -> None:
    assessment = Repository(transaction, HERE, FRAMEWORKS.load).get(id)
    if assessment is None:
        return  # it was erased
    rows = Surfaces(transaction).rows.of(id)
    headlines = [row for row in rows if row.kind is SurfaceKind.HEADLINE]
    for row in rows:
        if row.kind not in (SurfaceKind.HEADLINE, *DIRECT):
            assert headlines, "whatever stands in the thread has one to stand in"
            assert row.thread_ts == headlines[0].ts
        if row.is_behind and row.kind is not SurfaceKind.TICK:
            assert draw(assessment, Surface.of(row), Known(AT.date())).text, row.kind


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A new store, into which all were imported."""
    file: Path = tmp_path_factory.mktemp("imported") / "balance.db"
    made = Played(f"sqlite:///{file}")
    schema.upgrade(made)

    def add(transaction: Transaction) -> None:
        for one in everything():
            RecordStore().add(transaction, one, HERE, NOW)
        store = SettingsStore(transaction, HERE)
        store.keep_workspace(replace(store.workspace(), leads=(GRACE,)))

    made.write_now(add)
    yield made
    made.close()


def _acts(database: Database, one: Assessment, person: str) -> Iterator[tuple[str, Any]]:
    """Everything that can be done with it, by what it is called."""
    frameworks, ids = FRAMEWORKS, iter(f"new{number:09}" for number in range(1_000))
    kept: dict[str, Any] = {"database": database, "frameworks": frameworks, "now": lambda: AT}
    opening = kept | {"framework": one.framework, "new_id": lambda: next(ids)}
    ts = f"{AT.timestamp():.6f}"
    act = Act(HERE, person, "one", ts, HOUSING, sees=EVERYWHERE)
    typed = replace(act, key=message_key(HOUSING, ts))
    direct = replace(act, channel="D0DIRECT001")
    id, first = one.id, one.framework.questions[0].id
    ratings = (Answer.rated(2, "We asked."), Answer.not_sure("Nobody knows."), Answer.not_applicable("No."))
    giving = (Trigger.ANSWER, Trigger.NOT_SURE, Trigger.NOT_APPLICABLE)

    answering, panels = Answering(**kept), Panels(**opening)
    for trigger, answer in [*zip(giving, ratings, strict=True)]:
        yield f"click {trigger}", answering.move(act, id, trigger, turn=one.turn, answer=answer)
        yield f"type {trigger}", answering.type(typed, id, trigger, answer=answer)
    for trigger in set(Trigger) - {*giving, Trigger.SUBMIT, Trigger.ABANDON}:
        to = first if trigger is Trigger.GO_TO else None
        yield f"click {trigger}", answering.move(act, id, trigger, turn=one.turn, to=to, fresh_card=True)
        if trigger in (Trigger.BACK, Trigger.KEEP, Trigger.PAUSE, Trigger.GO_TO):
            yield f"type {trigger}", answering.type(typed, id, trigger, to=to)
    yield "submit", answering.submit(act, id)
    yield "type submit", answering.submit(typed, id, typed=True)
    yield "give reason", answering.give_reason(act, id, first, "We asked.", warned=True)
    yield "because", answering.add_reason(typed, id, "we asked")
    yield "undo", answering.undo(typed, id)
    yield "go on", answering.bring_card(act, id)
    yield "type resume", answering.bring_card(typed, id, typed=True)
    yield "abandon", answering.abandon(act, id)
    yield (
        "take offered",
        Offering(**kept).take_offered(
            act, id, Trigger.ANSWER, ratings[0], turn=one.turn, question=first, message=ts
        ),
    )

    deciding = Deciding(**kept)
    yield "choose who decides", deciding.choose_reviewers(act, id, frozenset({GRACE, TOM}))
    for verdict in Verdict:
        seen = mark_in_sight(one, one.last_submission) if one.last_submission else ""
        questions = frozenset(question.id for question in one.framework.questions)
        form = DecisionForm(
            verdict, seen, "It helps.", ("Delete it.",), TermsForm(TOM, SOON), questions, questions, SOON
        )
        yield f"decide {verdict}", deciding.decide(act, id, form)
    for made in one.decisions:
        yield f"withdraw {made.number}", deciding.withdraw(act, id, made.number, "It was wrong.")
    yield "close", deciding.close(act, id)
    yield "ask about", deciding.ask_about(act, id, first, "Who said so?")
    conditions = Conditions(**kept)
    for condition in in_force(one):
        key, mark = condition.key, condition.condition.mark
        yield f"met {key}", conditions.say_met(act, id, key, mark, "Done.")
        yield f"confirm {key}", conditions.confirm(act, id, key, mark)
        yield f"send back {key}", conditions.send_back(act, id, key, mark, "Page two.")
        yield f"terms {key}", conditions.set_terms(act, id, key, mark, TermsForm(PRIYA, SOON))

    plan = ActionPlan(**kept)
    yield "add action", plan.add(act, id, ActionForm(f"question.{first}", "Ask", TOM, SOON))
    for action in one.actions if one.submissions else ():  # without it there can be none
        yield f"tick {action.id}", plan.tick(act, id, action.id, done=action.done_at is None)
    wanted = Particulars("Another title", "Other words.", frozenset({AMINA, PRIYA, TOM}), "Others")
    yield "describe", Describing(**kept).describe(act, id, wanted)
    yield "describe a panel", panels.describe(act, id, wanted)
    evidence = EvidenceKeeping(**kept)
    piece = Piece(EvidenceKind.WORDS, "A letter.")
    yield "add evidence", evidence.add(act, id, first, [piece], warned=True)
    for shown in one.evidence:
        yield f"take back {shown.number}", evidence.take_back(act, id, shown.number)
    record = ForTheRecord(**kept)
    for group in one.sheet.groups if one.sheet else ():
        filled = {field.id: "Said." for field in group.fields}
        yield f"record {group.id}", record.record(act, id, group.id, len(one.entries), filled)
    voices = Voices("tenants", ({first: VoiceAnswer(AnswerKind.RATING, 3)},), ("cd" * 32,))
    yield "voices", OutsideVoices(**kept).bring_in(act, id, voices)

    looking = LookingAgain(**opening)
    yield "set day", looking.set_day(act, id, SOON, "Later.")
    yield "no day", looking.set_day(act, id, None)
    yield "give look", looking.give(act, id, PRIYA)
    yield "look again", looking.start(act, id)
    yield "start again", looking.start_again(act, id)

    yield "begin alone", panels.begin(direct, id)
    yield "be asked alone", panels.ask(act, id)
    yield "convene", panels.convene(act, id, [AMINA, PRIYA, TOM], named=True, until=None)
    yield "abandon a panel", panels.abandon(act, id)
    yield "reveal", Revealing(**opening).reveal(act, id)
    settling = PanelSettling(**opening)
    for question in one.framework.questions[:3]:
        yield f"rate again {question.id}", settling.rate_again(act, id, question.id)
        yield f"dissent {question.id}", settling.dissent(act, id, question.id, "I see it at 1.")
    yield "medians", settling.take_medians(act, id)

    relocating = Relocating(**kept)
    yield "move", relocating.move_to(act, id, SOCIAL_CARE)
    yield "new thread", relocating.move_to(act, id, HOUSING)
    yield "draw again", relocating.draw_again(HERE, one.channel, one.thread_ts or "")
    yield "click an old card", relocating.redraw_clicked(HERE, id, "1.000001")
    yield "channel renamed", relocating.channel_became(HERE, HOUSING, "C0RENAMED01")
    yield "message gone", relocating.message_gone(HERE, one.channel, one.thread_ts or "")
    yield "hand over", Reminders(**kept).hand_over(act, id, PRIYA)
    erasing = Erasing(**kept)
    yield "keep longer", erasing.keep_longer(act, id, SOON + timedelta(days=3_000), "Asked for.")
    yield "erase", erasing.erase(act, id, "Asked for.")


@pytest.mark.parametrize("id", ALL, ids=[f"{id[-2:]} {one.assessment.state}" for id, one in ALL.items()])
async def test_whatever_is_done_with_it_works_or_is_refused_in_words(id: str, imported: Played) -> None:
    imported.of = id
    read = imported.read_now(lambda t: Repository(t, HERE, FRAMEWORKS.load).get(id))
    assert read is not None
    tried, done, refused = Counter[str](), Counter[str](), Counter[str]()
    for person in (AMINA, GRACE):
        for what, doing in _acts(imported, read, person):
            tried[what] += 1
            try:
                await doing
                done[what] += 1
            except NotThere:
                refused[what] += 1
            except Refusal as refusal:
                refused[what] += bool(words(refusal, person))
    assert {"draw again", "erase"} <= done.keys(), "what can be done in every state"
    if read.state == State.SUBMITTED:
        assert {"click reopen", "decide approve", "close"} & done.keys()
    assert done + refused == tried


async def test_going_on_stays_in_the_old_thread_and_brings_one_new_card(imported: Played) -> None:
    """Its first message is all that a record knows of what stands in Slack."""
    one = next(kept.assessment for kept in ALL.values() if kept.assessment.progress.question)

    def go_on(transaction: Transaction) -> list[tuple[SurfaceKind, str | None, str | None]]:
        surfaces = Surfaces(transaction)
        surfaces.move_card(one)
        return [(row.kind, row.thread_ts, row.ts) for row in surfaces.rows.of(one.id)]

    imported.of = one.id
    assert one.thread_ts
    assert await imported.write(go_on) == [
        (SurfaceKind.HEADLINE, None, one.thread_ts),
        (SurfaceKind.CARD, one.thread_ts, None),
    ]
