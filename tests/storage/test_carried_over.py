"""What is erased is erased in those that look at it again as well; what was given anew there stays."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.cards.look_again import on_headline, since_last_look
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.deciding import Deciding
from flows.answer import Answer
from flows.deciding import mark_in_sight
from flows.decision import DecisionForm, Verdict
from flows.record.writing import record_of, to_json
from flows.triggers import Trigger
from storage import carried_over
from storage.chains import verify
from storage.clearing import Message
from storage.database import Database
from storage.erasing import erase, find, tombstones
from storage.records import RecordStore
from storage.repository import Repository
from storage.surface_rows import SurfaceKind, SurfaceRows
from storage.surfaces import Surfaces
from storage.tables import ASSESSMENTS, METADATA, SURFACES
from storage.transaction import Transaction
from tests.bot.use_cases.office import HERE
from tests.bot.use_cases.test_action_plan import Council

FIRST, SECOND = "Tenants told us of one case.", "A second case."
DECLINED = "The law does not allow it."


class Again(Council):
    """Answered with reasons by Tom and Priya, declined by Grace, and started again by Amina."""

    old = ""

    async def begin(self) -> None:
        await self.start()
        for person, reason in ((TOM, FIRST), (PRIYA, SECOND), (TOM, "Third."), (TOM, "Fourth.")):
            answer = Answer.rated(2, reason)
            await self.use.move(self.act(person), self.id, Trigger.ANSWER, answer=answer)
        await self.use.submit(self.act(), self.id)
        await self._decline()
        self.old, self.id = self.id, (await self.look.start_again(self.act(), self.id)).assessment.next or ""

    async def _decline(self) -> None:
        deciding = Deciding(self.database, self.frameworks, now=self.passing)
        await deciding.choose_reviewers(self.act(), self.id, frozenset({GRACE}))
        found = await self.now()
        assert found.last_submission
        form = DecisionForm(Verdict.DECLINE, mark_in_sight(found, found.last_submission), words=DECLINED)
        await deciding.decide(self.act(GRACE), self.id, form)

    async def keep(self, person: str = AMINA) -> None:
        await self.use.move(self.act(person), self.id, Trigger.KEEP)

    def erase_old(self) -> None:
        why = "Asked for."
        self.database.write_now(lambda rows: erase(rows, self.old, by="Grace", why=why, at=self.passing()))

    def everything(self) -> str:
        def read(transaction: Transaction) -> str:
            tables = METADATA.sorted_tables
            return repr([list(transaction.execute(select(table))) for table in tables])

        return self.database.read_now(read)

    def record(self) -> str:
        kept = self.database.read_now(lambda rows: RecordStore().read(rows, [self.id]))[self.id]
        return to_json(record_of(kept)).decode()


@pytest.fixture
async def again(sqlite: Database) -> Again:
    made = Again(sqlite)
    await made.begin()
    return made


async def test_nothing_that_was_carried_over_is_left_and_the_record_holds(again: Again) -> None:
    assert all(words in again.everything() for words in (FIRST, SECOND, DECLINED))
    again.erase_old()
    for words in (FIRST, SECOND, DECLINED):
        assert words not in again.everything()
        assert words not in again.record()
    assert TOM not in again.record(), "who answered last time and has no part in this one"
    found = await again.now()
    assert (found.before, found.previous_verdict, found.to_confirm) == ({}, None, None)
    verified = again.database.read_now(lambda rows: verify(rows, again.frameworks.load))
    assert (verified.found, verified.erased) == ([], 1)
    await again.use.move(again.act(TOM), again.id, Trigger.ANSWER, answer=Answer.rated(4))
    verified = again.database.read_now(lambda rows: verify(rows, again.frameworks.load))
    assert verified.found == []


async def test_what_was_confirmed_is_whose_it_was_and_costs_nobody_the_decision(again: Again) -> None:
    await again.keep()
    before = await again.now()
    again.erase_old()
    assert FIRST in again.everything(), "it was given anew"
    assert SECOND not in again.everything()
    after = await again.now()
    assert after.given == before.given
    assert after.worked_on_it == before.worked_on_it
    assert TOM not in after.worked_on_it
    assert list(after.before) == list(before.given)


async def test_it_says_that_what_it_looks_at_again_was_erased(again: Again) -> None:
    again.erase_old()
    found = await again.now()
    assert on_headline(found) == "What this looks at again was erased."
    assert since_last_look(found) == ""


async def test_how_many_hold_something_of_it_is_told_before(again: Again) -> None:
    found = again.database.read_now(lambda rows: find(rows, again.old))
    assert found is not None
    assert found.follow_ups == 1


def shown(again: Again) -> dict[SurfaceKind, tuple[int, int]]:
    rows = again.database.write_now(lambda transaction: SurfaceRows(transaction).of(again.id))
    return {row.kind: (row.wanted, row.shown) for row in rows if row.kind is not SurfaceKind.TOLD}


async def test_what_its_thread_began_with_goes_from_slack_and_its_card_is_drawn_anew(again: Again) -> None:
    def stand(transaction: Transaction) -> None:
        these = update(SURFACES).where(SURFACES.c.assessment_id == again.id)
        transaction.execute(these.values(ts="1700.000001", shown=1))

    again.database.write_now(stand)
    again.erase_old()
    assert shown(again) == {SurfaceKind.HEADLINE: (2, 1), SurfaceKind.CARD: (2, 1)}
    (stone,) = again.database.read_now(tombstones)
    assert Message(HOUSING, "1700.000001") in stone.left.messages


async def test_what_is_imported_of_what_was_erased_here_is_taken_out(again: Again) -> None:
    again.erase_old()

    def put_back(transaction: Transaction) -> None:
        this = ASSESSMENTS.c.id == again.id
        given: dict[str, Any] = {"before": {"q": {"reasons": [{"by": TOM, "at": "now", "words": FIRST}]}}}
        transaction.execute(update(ASSESSMENTS).where(this).values(**given))
        carried_over.take_out(transaction, again.old)

    again.database.write_now(put_back)
    assert FIRST not in again.everything()


async def test_where_its_thread_says_so_is_known_also_after_a_move(again: Again) -> None:
    """Else nobody could delete it."""

    def stand_and_move(transaction: Transaction) -> list[tuple[str, str | None]]:
        these = update(SURFACES).where(SURFACES.c.assessment_id == again.id)
        transaction.execute(these.values(ts="1700.000001", thread_ts="1600.000001", shown=1))
        surfaces = Surfaces(transaction)
        (note,) = [row for row in surfaces.rows.of(again.id) if row.kind is SurfaceKind.NOTE]
        assert not note.is_over
        found = again.starting.frameworks
        assessment = Repository(transaction, HERE, found.load).get(again.id)
        assert assessment is not None
        assessment.channel, assessment.thread_ts = SOCIAL_CARE, None
        surfaces.relocate(assessment, tell_there=False)
        surfaces.open_thread(again.id, "1800.000001")
        return [(row.channel_id, row.thread_ts) for row in surfaces.rows.of(again.id) if row is note]

    assert again.database.write_now(stand_and_move) == [(HOUSING, "1600.000001")]
