"""What was offered back and chosen: by whom it is taken, and what it does on the way."""

from dataclasses import replace

import pytest

from bot.sandbox.world.riverside import TOM
from bot.use_cases.offering import Offering
from flows.answer import Answer
from flows.refusals import NotAllowed
from flows.triggers import Trigger
from storage.database import Database
from tests.bot.use_cases.office import Office


async def test_somebody_of_a_partner_organisation_ends_no_pause(sqlite: Database) -> None:
    office = Office(sqlite)
    await office.start()
    await office.use.move(office.act(), office.id, Trigger.PAUSE)
    paused = await office.now()
    offering = Offering(office.database, office.frameworks, now=office.passing)
    partner = replace(office.act(TOM), of_partner=True)
    choice = {"turn": paused.turn, "question": "", "message": "2000.000002", "in_a_pause": True}
    with pytest.raises(NotAllowed):
        await offering.take_offered(partner, office.id, Trigger.ANSWER, Answer.rated(4), **choice)  # type: ignore[arg-type]
    assert (await office.now()).progress.is_paused
