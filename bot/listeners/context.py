"""Everything that a listener needs, in one hand; and how a person is told something in private."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.cards import reviewing
from bot.cards.card import Card
from bot.listeners.file_looks import FileLooks
from bot.listeners.in_flight import InFlight
from bot.listeners.thread_files import ThreadFiles
from bot.listeners.unplaced import Unplaced
from bot.reconciler.reconciler import Reconciler
from bot.records.exporter import Exporter
from bot.slack.client import Identity, Slack
from bot.slack.errors import PACED, NoPlace, SlackProblem, TryLater
from bot.slack.organisation import Organisation
from bot.slack.users import People
from bot.slack.visibility import Visibility
from bot.tasks import Tasks
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.answering import Answering
from bot.use_cases.base import Outcome
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
from bot.use_cases.queries import Queries
from bot.use_cases.reading import Reading
from bot.use_cases.relocating import Relocating
from bot.use_cases.remembering import Remembering
from bot.use_cases.reminders import Reminders
from bot.use_cases.revealing import Revealing
from bot.use_cases.settings import TeamSettings
from bot.use_cases.starting import Starting
from bot.use_cases.talk import Talk
from bot.use_cases.voices import OutsideVoices
from storage.workspace import Workspace

log = logging.getLogger(__name__)

TRIES = 3


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where to tell the person who acted: through the act's own address, else a message only they see."""

    person: str
    channel: str | None = None
    thread_ts: str | None = None
    response_url: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether nobody else is there: it is their conversation with the bot."""
        return (self.channel or "").startswith("D")


@dataclass(frozen=True, slots=True)
class Balance:
    """The running bot of one workspace."""

    starting: Starting
    answering: Answering
    offering: Offering
    reading: Reading
    remembering: Remembering
    relocating: Relocating
    describing: Describing
    deciding: Deciding
    action_plan: ActionPlan
    conditions: Conditions
    evidence: EvidenceKeeping
    file_looks: FileLooks
    for_the_record: ForTheRecord
    voices: OutsideVoices
    looking_again: LookingAgain
    panels: Panels
    revealing: Revealing
    panel_settling: PanelSettling
    erasing: Erasing
    queries: Queries
    reminders: Reminders
    settings: TeamSettings
    reconciler: Reconciler
    slack: Slack
    people: People
    identity: Identity
    organisation: Organisation
    tasks: Tasks
    exporter: Exporter
    talk: Talk
    thread_files: ThreadFiles = field(default_factory=ThreadFiles)
    in_flight: InFlight = field(default_factory=InFlight)
    unplaced: Unplaced = field(default_factory=Unplaced)
    one_file: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a file from outside is read: what one may take of memory, several together may not."""

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.identity.team_id)

    @property
    def visibility(self) -> Visibility:
        """Who can see which channel."""
        return self.queries.visibility

    async def now_for(self, person: str) -> datetime:
        """This moment where the person is. May ask Slack, so it is not for before an acknowledgement."""
        return self.queries.now().astimezone(await self.people.zone(person))

    async def draw_again(self, channel: str, thread_ts: str) -> None:
        """Bring the card of this thread to Slack once more, wherever it should stand."""
        if assessment_id := await self.relocating.draw_again(self.workspace, channel, thread_ts):
            self.reconciler.wake(assessment_id)

    def later(self, work: Awaitable[object], name: str) -> None:
        """Go on with this after the acknowledgement. What Slack does not do is one line in the log."""

        async def try_it() -> None:
            try:
                await work
            except SlackProblem as problem:
                log.warning("%s: %s", name, problem)

        self.tasks.spawn(try_it(), name)

    def tell(self, to: ReplyTo, card: Card) -> None:
        """Tell one person something, after the acknowledgement. What came from nobody is told to nobody."""
        if not to.person:
            return
        self.tasks.spawn(self._tell(to, card), "private word")

    def tell_lost_decision(self, outcome: Outcome, to: ReplyTo) -> None:
        """Whoever can no longer decide, because they have just taken part in answering, is told so."""
        if outcome.lost_decision and not outcome.repeated:
            self.tell(to, reviewing.lost_decision(outcome.assessment))

    async def _tell(self, to: ReplyTo, card: Card) -> None:
        # In a thread not: Slack promises thread_ts there only for answers that everybody sees.
        # https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        if to.response_url and not to.thread_ts:
            message = {"text": card.text, "blocks": card.blocks, "replace_original": False}
            if await self.slack.respond(to.response_url, response_type="ephemeral", **message):
                return
        try:
            await patiently(partial(self._post_or_send, to, card))
        except SlackProblem as problem:
            log.warning("A private word could not be delivered: %s", problem)

    async def _post_or_send(self, to: ReplyTo, card: Card) -> None:
        """Who is not in the channel any more gets it in a direct message."""
        try:
            await self.post(to, card)
        except NoPlace:
            if to.channel is None or to.is_direct:
                raise
            await self.slack.say(to.person, card)

    async def post(self, to: ReplyTo, card: Card) -> None:
        """Where this person acted, for nobody else to see. Raises SlackProblem."""
        if to.channel is None:
            await self.slack.say(to.person, card)
        elif to.is_direct:
            # An ordinary message stays; a private one goes with the next reload.
            await self.slack.say(to.channel, card, thread_ts=to.thread_ts)
        else:
            await self.slack.whisper(to.channel, to.person, card, thread_ts=to.thread_ts)


async def patiently(send: Callable[[], Awaitable[None]]) -> None:
    """Send this once Slack's limits let it through. Raises TryLater where Slack has put it off each time, and
    what else `send` raises."""
    tries = 0
    while True:
        try:
            await send()
            return
        except TryLater as later:
            tries += later.code != PACED  # that was none: nothing was sent
            if tries >= TRIES:
                raise
            await asyncio.sleep(later.seconds)
