"""Starting an assessment: the form, and what follows from it."""

from dataclasses import dataclass
from datetime import date

from bot.use_cases.base import Opening, Outcome, Reservation, first_time
from bot.use_cases.panels import ask_all, draw_lots
from bot.use_cases.requests import Act
from flows import panel_acts
from flows.assessment import Assessment
from flows.days import begun_everywhere
from flows.particulars import Particulars
from flows.permissions import check_may_begin, check_not_own_work
from flows.progress import Progress
from flows.refusals import NotAllowed, Refusal, Why, raise_first
from flows.who_decides import go_by
from storage.settings import SettingsStore
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StartForm:
    """What a person fills in to start. `assessors` empty: anyone in the channel may answer; `reviewers`
    decide, and can be chosen later. Whom the channel's settings name is suggested, and never added unseen;
    who must decide by the rules is added. `alone`: the assessors answer alone first, until the day `until` at
    most; `named`: names stand beside their ratings then."""

    title: str
    about: str
    channel: str
    assessors: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    recipients: str = ""
    alone: bool = False
    named: bool = False
    until: date | None = None

    @property
    def particulars(self) -> Particulars:
        return Particulars.typed(self.title, self.about, self.recipients, self.assessors)

    def errors(self, today: date) -> dict[str, Refusal]:
        """What is wrong, by field; empty when it is fine."""
        wrong = self.particulars.errors()
        if self.alone:
            wrong |= panel_acts.errors(self.assessors, self.until, today)
        if not self.channel:
            wrong["channel"] = Refusal(Why.CHANNEL_MISSING)
        return wrong


class Starting(Opening):
    """Opens assessments that nobody had before."""

    async def suggested(self, workspace: Workspace, channel: str, person: str) -> frozenset[str]:
        """The reviewers whom the rules of the channel name, as far as they may decide on work of `person`."""
        rules = await self.database.read(lambda t: SettingsStore(t, workspace).rules(channel))
        return rules.suggested_beside({person})

    async def start(self, act: Act, form: StartForm) -> Outcome:
        """A new assessment, with its headline wanted in the channel."""
        raise_first(form.errors(begun_everywhere(self.now())))
        particulars = form.particulars
        assessment = Assessment(
            id=self.new_id(),
            title=particulars.title,
            about=particulars.about,
            recipients=particulars.recipients,
            owner=act.person,
            channel=form.channel,
            progress=Progress.start(self.framework),
            everyone=not form.assessors,
            assessors=form.assessors,
        )

        def work(reservation: Reservation, transaction: Transaction) -> Outcome:
            repository, now = self._repository(transaction, act.workspace), self.now()
            if not first_time(repository, act, now):
                return Outcome(assessment, repeated=True)
            rules = SettingsStore(transaction, act.workspace).rules(form.channel)
            check_may_begin(form.channel, rules, act)
            chosen, suggested = form.reviewers, rules.suggested_beside({act.person})
            if not (rules.owner_chooses or act.person in rules.leads):
                if chosen - suggested:
                    raise NotAllowed(Why.ONLY_LEADS_CHOOSE, people=rules.leads)
                chosen = suggested
            # Before who must decide is added: whoever was chosen to answer is refused, not passed over.
            assessment.self_review = rules.self_review
            check_not_own_work(assessment, chosen | (frozenset(rules.must_decide) - {act.person}))
            if form.alone:
                people, by = draw_lots(form.assessors), act.actor(now)
                panel_acts.seat(assessment, people, by, named=form.named, until=form.until)
            assessment.reviewers = chosen
            go_by(assessment, rules, now)
            self._add(repository, assessment, now, act.person)
            surfaces = Surfaces(transaction)
            surfaces.open(assessment)
            ask_all(assessment, surfaces, act.person)
            reservation.claim(surfaces, assessment, repository.lease(assessment.id))
            repository.save_lease(assessment.id)
            return Outcome(assessment)

        return await self._draw(assessment.id, work)
