"""A panel: each answers alone in a direct message, and what they said is revealed all at once.

A ballot is an assessment of its own, answered like any other. What is done here concerns both, the ballot and
the assessment that it is for: that one is locked first, always, so that two orders of locking never meet.
"""

import secrets
from collections.abc import Collection
from datetime import date

from bot.use_cases.around import Around, AroundPanels, draw_reveal
from bot.use_cases.base import Outcome
from bot.use_cases.describing import describe
from bot.use_cases.in_time import check_in_time, check_turn, check_window
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.revealing import ended, reveal_if_all_are_done
from bot.use_cases.unit_of_work import UnitOfWork
from flows import panel_acts
from flows.activity import Came
from flows.assessment import Assessment
from flows.changes import Moved
from flows.notes import ABOUT_PANEL, Told, about_unreached
from flows.particulars import ABOUT, ASSESSORS, RECIPIENTS, TITLE, Particulars
from flows.permissions import check_owns
from flows.refusals import Why
from flows.triggers import Trigger
from storage import panels
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace


def draw_lots(people: Collection[str]) -> list[str]:
    """In an order that says nothing of who they are."""
    drawn = sorted(people)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


def ask_all(assessment: Assessment, surfaces: Surfaces, by: str) -> None:
    """Each of its panel gets a message in which they can begin."""
    for one in assessment.panel.people if assessment.panel else ():
        _ask(surfaces, assessment, one.person, by=by)


class Panels(AroundPanels):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def begin(self, act: Act, assessment_id: str) -> Outcome:
        """The ballot of whoever acts, opened in the direct message in which they do. The outcome is that."""
        new = self.new_id()

        def change(around: Around) -> Assessment:
            assessment, unit = around.assessment, around.unit
            ballot = panel_acts.begin(assessment, new, unit.by)
            self._add(unit.repository, ballot, unit.now, act.person)
            unit.surfaces.open(ballot)
            _tell_standing(around, ballot)
            unit.log(assessment, "begin_ballot")
            return ballot

        return await self._around(act, assessment_id, new, change)

    async def convene(
        self, act: Act, assessment_id: str, people: Collection[str], *, named: bool, until: date | None
    ) -> Outcome:
        """Have these people answer alone first, where nobody has answered anything yet."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            drawn = draw_lots(people)
            panel_acts.convene(
                assessment, drawn, unit.by, unit.rules_of(assessment.channel), named=named, until=until
            )
            ask_all(assessment, unit.surfaces, act.person)
            unit.log(assessment, "convene")
            unit.surfaces.want(assessment, SurfaceKind.CARD)
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)

        return await self._change(act, assessment_id, change, may=None)

    async def ask(self, act: Act, assessment_id: str) -> Outcome:
        """Send whoever acts the message again in which they can begin."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            panel_acts.check_may_begin(assessment, unit.by)
            _ask(unit.surfaces, assessment, act.person, by=assessment.owner)

        return await self._change(act, assessment_id, change, may=None)

    async def finish(
        self, act: Act, ballot_id: str, *, turn: int | None = None, typed: bool = False
    ) -> Outcome:
        """Whoever holds this ballot is done with it; the last one who is reveals."""

        def change(around: Around) -> Assessment:
            ballot, unit = _own(around, ballot_id), around.unit
            check_turn(ballot, turn)
            if typed:
                check_in_time(ballot, act, unit, Trigger.DONE)
                unit.surfaces.tick(ballot, act.ts)
            moved = panel_acts.finish(around.assessment, ballot, unit.by)
            _show(unit, ballot, moved)
            _log_standing(around, "ballot_done")
            _tell_done(around, ballot)
            reveal_if_all_are_done(around, Came.LAST_DONE)
            panel_acts.tell_revealed(around.assessment, ballot)
            return ballot

        return await self._around_ballot(act, ballot_id, change)

    async def go_back(self, act: Act, ballot_id: str, *, turn: int | None = None) -> Outcome:
        """They are not done after all."""

        def change(around: Around) -> Assessment:
            ballot, unit = _own(around, ballot_id), around.unit
            check_turn(ballot, turn)
            moved = panel_acts.go_back(around.assessment, ballot, unit.by)
            _show(unit, ballot, moved, fresh_card=True)
            _log_standing(around, "ballot_reopened")
            _tell_done(around, ballot)
            return ballot

        return await self._around_ballot(act, ballot_id, change)

    async def only_open(self, workspace: Workspace, person: str) -> Assessment | None:
        """The one ballot in which this person has still to answer; None: there is none, or more than one."""

        def work(transaction: Transaction) -> Assessment | None:
            found = panels.open_ballots(transaction, workspace, person)
            return self._repository(transaction, workspace).get(found[0]) if len(found) == 1 else None

        return await self.database.read(work)

    async def in_front_of(self, workspace: Workspace, person: str) -> Assessment | None:
        """The one ballot in which this person has still to answer, unless another of theirs, which is closed
        or done, was before them since: what they answer then may be meant for that."""

        def work(transaction: Transaction) -> Assessment | None:
            found = panels.open_ballots(transaction, workspace, person)
            if found != [panels.latest_ballot(transaction, workspace, person)]:
                return None
            return self._repository(transaction, workspace).get(found[0])

        return await self.database.read(work)

    async def describe(
        self,
        act: Act,
        assessment_id: str,
        wanted: Particulars,
        *,
        seen: str | None = None,
        away: Collection[str] = (),
    ) -> Outcome:
        """Other particulars of what has a panel. Until the reveal, who answers is who answers alone. Who is
        `away`, perhaps removed from its private channel, goes on seeing the old ones."""

        def change(around: Around) -> Assessment:
            assessment, unit = around.assessment, around.unit
            changed = describe(assessment, unit, wanted, seen)
            if not assessment.progress.is_alone:
                return assessment
            for ballot in around.ballots.values():
                if {TITLE, ABOUT, RECIPIENTS} & set(changed) and ballot.owner not in away:
                    ballot.title, ballot.about = assessment.title, assessment.about
                    ballot.recipients = assessment.recipients
                    unit.surfaces.want(ballot, SurfaceKind.HEADLINE)
                    around.touch(ballot)
            if changed:
                unit.surfaces.tell_otherwise(assessment, ABOUT_PANEL)
            if ASSESSORS in changed:
                self._seat_anew(around, wanted)
            return assessment

        return await self._around(act, assessment_id, assessment_id, change)

    async def abandon(
        self, act: Act, assessment_id: str, *, turn: int | None = None, decisions: str | None = None
    ) -> Outcome:
        """End it, with all that is answered alone for it. Only the owner can."""

        def change(around: Around) -> Assessment:
            assessment, unit = around.assessment, around.unit
            check_owns(assessment, unit.by, Why.ONLY_OWNER_ABANDONS)
            check_window(assessment, turn, decisions)
            _show(unit, assessment, assessment.abandon(unit.by))
            for ballot in panel_acts.end_ballots(assessment, around.ballots, unit.by):
                ended(around, ballot)
            unit.surfaces.tell_otherwise(assessment, ABOUT_PANEL)
            return assessment

        return await self._around(act, assessment_id, assessment_id, change)

    # --- inside

    def _seat_anew(self, around: Around, wanted: Particulars) -> None:
        assessment, unit = around.assessment, around.unit
        people = draw_lots(panel_acts.seats(assessment, wanted.assessors))
        new, out = panel_acts.seat_anew(assessment, around.ballots, people, unit.by)
        for ballot in out:
            ended(around, ballot)
        for person in new:
            _ask(unit.surfaces, assessment, person, by=unit.act.person)
        unit.surfaces.want(assessment, SurfaceKind.CARD)
        reveal_if_all_are_done(around, Came.NOBODY_LEFT)


def _own(around: Around, ballot_id: str) -> Assessment:
    """The ballot of whoever acts. Raises NotThere for everybody else, who learns nothing of it."""
    ballot = around.repository.get(ballot_id, lock=True)
    if ballot is None or ballot.owner != around.unit.act.person:
        raise NotThere
    around.touch(ballot)
    return ballot


def _show(unit: UnitOfWork, ballot: Assessment, moved: Moved, *, fresh_card: bool = False) -> None:
    unit.log_move(ballot, moved)
    unit.show_move(ballot, moved, fresh_card=fresh_card)


def _ask(surfaces: Surfaces, assessment: Assessment, person: str, *, by: str) -> None:
    """In a direct message: there they begin."""
    surfaces.tell(assessment, person, Told.PANEL_ASKED, ABOUT_PANEL, by=by)


def _tell_standing(around: Around, ballot: Assessment) -> None:
    """Who has begun and who is done is for everybody to see. What others were asked stays as it is."""
    surfaces = around.unit.surfaces
    surfaces.want(around.assessment, SurfaceKind.HEADLINE)
    surfaces.tell_otherwise(around.assessment, ABOUT_PANEL, ballot.owner)
    surfaces.tell_otherwise(around.assessment, about_unreached(ballot.owner))


def _tell_done(around: Around, ballot: Assessment) -> None:
    """The same of who is done, or no longer: whoever reveals without the others is told who they are."""
    _tell_standing(around, ballot)
    panel = around.assessment.panel
    if panel and panel.open_round and panel.is_revealed:
        draw_reveal(around, panel.open_round.questions)
    else:
        around.unit.surfaces.want(around.assessment, SurfaceKind.CARD)


def _log_standing(around: Around, what: str) -> None:
    """What everybody may know of who is done."""
    if around.assessment.panel and around.assessment.panel.tells_who_is_done:
        around.unit.log(around.assessment, what)
