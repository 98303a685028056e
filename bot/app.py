"""Where everything is put together, and nowhere else."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot import metrics
from bot.cards.text import permalink
from bot.catch_up.heartbeat import Listening
from bot.catch_up.look_back import A_MINUTE, LookBack
from bot.catch_up.presence import Presence
from bot.config import DATABASE, ConfigError, Settings
from bot.erasing.clearing import Clearing
from bot.erasing.loop import ClearingLoop, RetentionLoop
from bot.erasing.retention import Sweep
from bot.listeners import bolt_guard, file_looks, messages, registrar
from bot.listeners.context import Balance
from bot.reconciler.names import get_to_know
from bot.reconciler.reconciler import Reconciler
from bot.records.daily import DailyDigest
from bot.records.exporter import Exporter
from bot.reminders.digest import Digests
from bot.reminders.loop import ReminderLoop
from bot.reminders.messages import ReminderMessages
from bot.reminders.reveals import Reveals
from bot.slack.asked_time import AskedTime
from bot.slack.client import FOR_ONE_WORKSPACE, Slack
from bot.slack.clock import SlackClock
from bot.slack.organisation import Organisation
from bot.slack.throttle import Throttle
from bot.slack.users import People
from bot.slack.visibility import Visibility
from bot.slack.way_out import WayOut
from bot.tasks import Tasks
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.answering import Answering
from bot.use_cases.conditions import Conditions
from bot.use_cases.deciding import Deciding
from bot.use_cases.describing import Describing
from bot.use_cases.erasing import Erasing
from bot.use_cases.evidence import EvidenceKeeping
from bot.use_cases.for_the_record import ForTheRecord
from bot.use_cases.keeping_names import NameKeeper
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
from flows.errors import FrameworkError
from flows.framework import Framework, default_framework, read
from storage import filling, schema
from storage.database import Database
from storage.errors import NoAnswer, StorageError
from storage.frameworks import FrameworkStore
from storage.patience import patiently
from storage.surfaces import Place
from storage.transaction import Transaction
from storage.workspace import Workspace

STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Running:
    """The app with what keeps it going."""

    app: AsyncApp
    clock: SlackClock
    asked_time: AskedTime
    balance: Balance
    database: Database
    listening: Listening
    presence: Presence


@contextlib.asynccontextmanager
async def create_app(
    settings: Settings,
    clock: Callable[[], float] = time.time,
    steady: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Running]:
    """The whole bot, ready for a transport. Must run inside the event loop that it will live in.

    `clock` gives seconds since the epoch; one that jumps ahead makes days go by, as in the sandbox. What it
    says is put right by Slack's answers: all goes by Slack's time, here and on other hosts with this store.
    Raises ConfigError for what is set wrong, SlackProblem if Slack does not let us in. On the way out
    it finishes what it holds, for at most STOP_SECONDS.
    """
    slack_clock = SlackClock(clock, steady=steady, logs=True)

    def now() -> datetime:
        return datetime.fromtimestamp(slack_clock(), UTC)

    framework = load_framework(settings)
    database, frameworks = open_store(settings, framework, clock)
    slack = Slack.connect(
        settings.bot_token.get_secret_value(), settings.api_url, slack_clock, way=WayOut.of(settings)
    )
    tasks = Tasks()
    asked_time = AskedTime(slack_clock, slack.identity, tasks)
    try:
        identity = await slack.identity()
        if identity.is_org_install:
            raise ConfigError("SLACK_BOT_TOKEN", FOR_ONE_WORKSPACE)
        workspace = Workspace(identity.team_id)
        organisation = Organisation(identity, slack.identity)
        names = NameKeeper(database, workspace, tasks, now)
        people = People(slack, slack_clock, names.keep, organisation)
        visibility = Visibility(slack.channels_of, people.sees_only_their_own, slack.is_private, slack_clock)
        reconciler = Reconciler(
            database,
            frameworks,
            slack,
            workspace,
            tasks,
            visibility=visibility,
            names=people.names,
            url=identity.url,
            clock=slack_clock,
            is_known=asked_time.known,
        )

        talk = Talk(slack.has_room)
        deleting = Clearing(database, slack, frozenset((identity.user_id, identity.bot_id)), now)
        clearing = ClearingLoop(database, slack, deleting, workspace)

        def address_of(place: Place) -> str:
            return permalink(identity.url, place.channel, place.ts, place.thread_ts)

        evidence = EvidenceKeeping(database, frameworks, reconciler, now)
        balance = Balance(
            starting=Starting(database, frameworks, reconciler, now, framework=framework),
            answering=Answering(database, frameworks, reconciler, now, talk=talk),
            offering=Offering(database, frameworks, reconciler, now, talk=talk),
            reading=Reading(database, frameworks, now=now),
            remembering=Remembering(database, now),
            relocating=Relocating(database, frameworks, reconciler, now),
            describing=Describing(database, frameworks, reconciler, now),
            deciding=Deciding(database, frameworks, reconciler, now, address_of=address_of),
            action_plan=ActionPlan(database, frameworks, reconciler, now),
            conditions=Conditions(database, frameworks, reconciler, now),
            evidence=evidence,
            file_looks=file_looks.FileLooks(
                slack, evidence, workspace, slack_clock, may_read=file_looks.SCOPE in identity.scopes
            ),
            for_the_record=ForTheRecord(database, frameworks, reconciler, now),
            voices=OutsideVoices(database, frameworks, reconciler, now),
            looking_again=LookingAgain(
                database, frameworks, reconciler, now, framework=framework, address_of=address_of
            ),
            panels=Panels(database, frameworks, reconciler, now, framework=framework),
            revealing=Revealing(database, frameworks, reconciler, now, framework=framework),
            panel_settling=PanelSettling(database, frameworks, reconciler, now, framework=framework),
            erasing=Erasing(database, frameworks, reconciler, now, erased=clearing.wake),
            queries=Queries(database, frameworks, workspace, visibility, now),
            reminders=Reminders(database, frameworks, reconciler, now),
            settings=TeamSettings(database),
            reconciler=reconciler,
            slack=slack,
            people=people,
            identity=identity,
            organisation=organisation,
            tasks=tasks,
            exporter=Exporter(database.url),
            talk=talk,
        )
        app = bolt_guard.new_app(
            identity,
            slack.calls.client,
            token=settings.bot_token.get_secret_value(),
            signing_secret=settings.signing_secret.get_secret_value(),
        )
        registrar.register(app, balance)
        hear_late = partial(messages.hear_late, balance)
        look_back = LookBack(
            database, slack, workspace, hear_late, balance.draw_again, Throttle(A_MINUTE, 60.0), now=now
        )
        listening = Listening(
            database,
            workspace,
            now,
            look_back.since,
            tasks,
            heard=visibility.sightings.heard,
            is_known=asked_time.known,
        )
        presence = Presence(database, workspace.team_id, tasks, metrics.heard_at)
        tasks.spawn(get_to_know(database, workspace, people), "names")
        tasks.spawn(balance.exporter.clear_left(), "what is left of exports")
        sweeping = tasks.spawn_lasting(reconciler.sweep_forever, "sweep")
        reminder_messages = ReminderMessages(
            database, frameworks, slack, people, visibility.seen_by, workspace, identity.url, slack_clock
        )
        digests = Digests(
            database, slack, people, balance.queries.concerns, workspace, identity.url, slack_clock
        )
        reminders = ReminderLoop(
            database,
            reminder_messages,
            people,
            workspace,
            slack_clock,
            digests=digests,
            reveals=Reveals(balance.revealing, people, workspace),
            is_known=asked_time.known,
        )
        tasks.spawn_lasting(reminders.run, "reminders")
        retention = RetentionLoop(
            Sweep(database, frameworks, people, visibility.seen_by, workspace, now, clearing.wake),
            slack_clock,
            asked_time.known,
        )
        erasing = [
            tasks.spawn_lasting(retention.run, "retention"),
            tasks.spawn_lasting(clearing.run, "clearing"),
        ]
        daily = tasks.spawn_lasting(
            DailyDigest(database, workspace, now, asked_time.known).run, "days of the record"
        )
        looking_after = tasks.spawn_lasting(database.look_after_file, "looking after the file")
        try:
            yield Running(app, slack_clock, asked_time, balance, database, listening, presence)
        finally:
            await listening.stop()
            await presence.stop()
            balance.unplaced.close()
            sweeping.cancel()
            looking_after.cancel()
            daily.cancel()
            for one in erasing:  # what is under way is written down, and goes on at the next start
                one.cancel()
            reconciler.close()
            reminders.close()
            await tasks.drain(STOP_SECONDS)
    finally:
        await slack.close()
        database.close()


def load_framework(settings: Settings) -> Framework:
    """The organisation's own questions, or those that come with Balance. Raises ConfigError."""
    if settings.framework is None:
        return default_framework()
    try:
        return read(settings.framework)
    except FrameworkError as error:
        raise ConfigError("BALANCE_FRAMEWORK", str(error)) from None


def open_store(
    settings: Settings, framework: Framework, clock: Callable[[], float] = time.time
) -> tuple[Database, FrameworkStore]:
    """The database, migrated, with the framework and the sheet of facts in it. Raises ConfigError, and
    NoAnswer of a server that is silent."""
    sheet = settings.read_sheet()
    try:
        database = Database(settings.store_address)
        schema.upgrade(database)
        frameworks = FrameworkStore()
        frameworks.sheets.in_use = sheet
        now = datetime.fromtimestamp(clock(), UTC)

        def keep(transaction: Transaction) -> None:
            frameworks.keep(transaction, framework, now)
            if sheet:
                frameworks.sheets.keep(transaction, sheet, now)

        patiently(lambda: database.write_now(keep))
        filling.fill(database, frameworks.load)
    except NoAnswer:
        raise
    except StorageError as error:
        raise ConfigError(DATABASE, str(error)) from None
    return database, frameworks
