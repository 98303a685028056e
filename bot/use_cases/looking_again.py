"""Another look at what was approved or declined: on which day, by whom, and the new assessment in which it is
taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.use_cases.base import Opening, Outcome
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows import look_again, look_log
from flows.agreed import MOST_TOLD, agreed
from flows.assessment import Assessment
from flows.days import begun
from flows.deciding import made_it
from flows.decision import Verdict
from flows.notes import ABOUT_LOOK, Note, Told
from storage.surface_rows import SurfaceKind
from storage.surfaces import Place


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LookingAgain(Opening):
    """Opens assessments that hold the old answers of another beside their own. `address_of` makes the address
    of a message."""

    address_of: Callable[[Place], str] = lambda place: ""

    async def set_day(
        self, act: Act, assessment_id: str, on: date | None, why: str = "", *, seen: str | None = None
    ) -> Outcome:
        """Change the day to look again; None: never. Once it is due, that puts it off, and says why."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before, day = assessment.look_again_on, on.isoformat() if on else None
            reason = look_again.set_day(assessment, on, unit.by, why, seen=seen)
            if on == before:
                return
            said = {"why": reason} if reason else {}
            unit.surfaces.tell_otherwise(assessment, ABOUT_LOOK)
            what = look_log.PUT_OFF if reason else look_log.SET_DAY
            unit.log(assessment, what, **look_log.logged(before, on), **said)
            unit.note(assessment, Note.PUT_OFF_LOOK if reason else Note.LOOK_DAY, day=day, **said)
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)

    async def give(self, act: Act, assessment_id: str, to: str, *, seen: str | None = None) -> Outcome:
        """Have it wait for this person alone, who is told in a direct message. For the owner, who approved,
        whoever it waits for, and the governance leads."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before, rules = assessment.looker, unit.rules_of(assessment.channel)
            look_again.give(assessment, to, unit.by, rules, seen=seen)
            if to == before:
                return
            unit.surfaces.tell_otherwise(assessment, ABOUT_LOOK)
            if to != act.person:
                link = unit.link(assessment, self.address_of)
                unit.surfaces.tell(assessment, to, Told.LOOK_GIVEN, ABOUT_LOOK, by=act.person, link=link)
            unit.log(assessment, look_log.GAVE, to=to)
            unit.note(assessment, Note.GAVE_LOOK, to=to)
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)

    def is_due(self, assessment: Assessment) -> bool:
        """Whether the day to look again has begun anywhere."""
        return look_again.is_due(assessment, begun(self.now()))

    async def start(self, act: Act, assessment_id: str) -> Outcome:
        """Open a new assessment, in which each answer of this one is confirmed or changed. For the owner, the
        reviewers, and whoever it was given to. The outcome is this one, with the new one in `next`."""

        def begin(old: Assessment, unit: UnitOfWork) -> Assessment:
            rules = unit.rules_of(old.channel)
            return look_again.begin(old, self.new_id(), self.framework, rules, unit.by)

        return await self._open(act, assessment_id, begin, "look_again", Note.BEGAN_LOOK)

    async def start_again(self, act: Act, assessment_id: str) -> Outcome:
        """The same of what was declined, on any day: for the owner, and for whoever may start there."""

        def begin(old: Assessment, unit: UnitOfWork) -> Assessment:
            rules, next = unit.rules_of(old.channel), unit.repository.get(old.next) if old.next else None
            return look_again.start_again(old, self.new_id(), self.framework, rules, unit.by, next)

        return await self._open(act, assessment_id, begin, "start_again", Note.STARTED_AGAIN)

    async def _open(
        self,
        act: Act,
        assessment_id: str,
        begin: Callable[[Assessment, UnitOfWork], Assessment],
        what: str,
        note: Note,
    ) -> Outcome:
        def change(old: Assessment, unit: UnitOfWork) -> None:
            new = begin(old, unit)
            self._add(unit.repository, new, unit.now, unit.act.person, previous=old.id)
            unit.surfaces.open(new)
            _open_with_last_time(new, old, unit)
            unit.log(old, what, next=new.id)
            unit.note(old, note)
            unit.surfaces.tell_otherwise(old, ABOUT_LOOK)
            for person in sorted({old.owner, new.owner} - {act.person}):
                unit.surfaces.tell(new, person, Told.LOOK_BEGAN, "begun", by=act.person)
            unit.surfaces.want(old, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)


def _open_with_last_time(new: Assessment, old: Assessment, unit: UnitOfWork) -> None:
    """The thread of the new one begins with what was agreed, as it stands now, and with why it was declined.
    Nothing is said where nothing was agreed."""
    found = agreed(old)
    declines = made_it(old, Verdict.DECLINE) if new.previous_verdict is Verdict.DECLINE else ()
    if found or declines:
        unit.note(
            new,
            Note.LAST_TIME,
            agreed=[one.packed() for one in found[:MOST_TOLD]],
            total=len(found),
            declined_by=[one.by for one in declines],
            reason=declines[-1].words if declines else "",
        )
