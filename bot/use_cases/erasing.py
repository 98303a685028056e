"""Erasing an assessment for good, keeping one longer, and the rules by which what has ended is erased."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from bot.use_cases.base import Outcome, UseCases, first_time
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.unit_of_work import UnitOfWork
from flows import retention
from flows.assessment import Assessment
from flows.notes import Note
from flows.refusals import NotAllowed, Refusal, Why
from flows.retention_rules import Retention
from flows.seen import check_seen
from flows.typed import some_words
from storage import erasing
from storage.erasing import Found
from storage.retention import look_at_all
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True, eq=False)
class Erasing(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed. `erased` is called once one is
    gone from the store, for what is to go from Slack."""

    erased: Callable[[], None] = lambda: None

    async def look(self, act: Act, assessment_id: str) -> tuple[Assessment, Found]:
        """What would go. For the governance leads."""

        def work(transaction: Transaction) -> tuple[Assessment, Found]:
            assessment = self._to_erase(transaction, act, assessment_id)
            found = erasing.find(transaction, assessment_id)
            assert found is not None, "it was there within this transaction"
            return assessment, found

        return await self.database.read(work)

    async def erase(self, act: Act, assessment_id: str, why: str, *, seen: str | None = None) -> None:
        """All of it goes, but that it existed, when it was erased, by whom and why. For the governance leads;
        who did it is told later what Slack did not delete. `seen` marks how it had ended, if it had, and
        until when it was to be kept, when they were told what would go: raises OutOfDate where that is
        otherwise since. Not for each answer: a team at work would never be erased."""

        def work(transaction: Transaction) -> bool:
            repository, now = self._repository(transaction, act.workspace), self.now()
            if not first_time(repository, act, now):
                return False
            found = self._to_erase(transaction, act, assessment_id)
            check_seen(retention.erasing_mark(found), seen, Why.WINDOW_OUT_OF_DATE)
            reason = some_words(why, Why.ERASE_WHY_MISSING)
            erasing.erase(transaction, assessment_id, by=act.person, why=reason, at=now, tell=act.person)
            return True

        if await self.database.write(work):
            self.erased()

    async def keep_longer(self, act: Act, assessment_id: str, until: date | None, why: str) -> Outcome:
        """Keep it until this day at least. For its owner, and the governance leads."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            leads = unit.rules_of(assessment.channel).leads
            reason = retention.keep_longer(assessment, until, why, unit.by, leads)
            assert until is not None, "else it was refused"
            said = {"day": until.isoformat(), "why": reason}
            unit.log(assessment, "keep_longer", on=said["day"], why=reason)
            unit.note(assessment, Note.KEPT_LONGER, **said)

        return await self._change(act, assessment_id, change, may=None)

    async def note_files(self, workspace: Workspace, assessment_id: str, files: Collection[str]) -> bool:
        """Write down that these are shared in Slack. False: it is gone, and nothing of it is to be shared."""

        def work(transaction: Transaction) -> bool:
            there = self._repository(transaction, workspace).get(assessment_id, lock=True) is not None
            if there:
                erasing.note_files(transaction, assessment_id, files, self.now())
            return there

        return await self.database.write(work)

    async def rules(self, workspace: Workspace, person: str) -> Retention:
        """For the governance leads. Raises NotAllowed."""
        return await self.database.read(lambda t: _rules_for(SettingsStore(t, workspace), person))

    async def change_rules(self, act: Act, rules: Retention, *, seen: str | None = None) -> None:
        """For the governance leads. What has ended is looked at anew; nothing goes before people were told of
        its day. `seen` is the mark of the rules in their form: raises OutOfDate where another lead has set
        others since."""

        def work(transaction: Transaction) -> None:
            store = SettingsStore(transaction, act.workspace)
            before = _rules_for(store, act.person)
            if rules != before:
                check_seen(before.mark, seen, Why.SETTINGS_CHANGED)
                store.keep_retention(rules)
                look_at_all(transaction, act.workspace, self.now())

        await self.database.write(work)

    def _to_erase(self, transaction: Transaction, act: Act, assessment_id: str) -> Assessment:
        """Raises NotAllowed for who may not; of one that is gone, only leads learn that it was erased."""
        leads = SettingsStore(transaction, act.workspace).workspace().leads
        assessment = self._repository(transaction, act.workspace).get(assessment_id, lock=True)
        if assessment is None:
            gone = erasing.tombstones(transaction, assessment_id)
            if act.person in leads and gone and gone[0].team == act.workspace.team_id:
                raise Refusal(Why.ERASED_ALREADY, day=gone[0].at.date())
            raise NotThere
        retention.check_may_erase(assessment, act.actor(self.now()), leads)
        return assessment


def _rules_for(store: SettingsStore, person: str) -> Retention:
    workspace = store.workspace()
    if person not in workspace.leads:
        raise NotAllowed(Why.ONLY_LEADS_SET_RETENTION, people=sorted(workspace.leads))
    return workspace.retention
