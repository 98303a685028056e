"""Where everything is put together, and nowhere else."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.cards.text import permalink
from bot.catch_up.heartbeat import Listening
from bot.catch_up.look_back import A_MINUTE, LookBack
from bot.config import ConfigError, Settings
from bot.listeners import bolt_guard, messages, registrar
from bot.listeners.context import Balance
from bot.reconciler.names import get_to_know
from bot.reconciler.reconciler import Reconciler
from bot.records.daily import DailyDigest
from bot.records.exporter import Exporter
from bot.reminders.digest import Digests
from bot.reminders.loop import ReminderLoop
from bot.reminders.messages import ReminderMessages
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.throttle import Throttle
from bot.slack.users import People
from bot.slack.visibility import Visibility
from bot.tasks import Tasks
from bot.use_cases.action_plan import ActionPlan
from bot.use_cases.answering import Answering
from bot.use_cases.conditions import Conditions
from bot.use_cases.deciding import Deciding
from bot.use_cases.describing import Describing
from bot.use_cases.keeping_names import NameKeeper
from bot.use_cases.looking_again import LookingAgain
from bot.use_cases.queries import Queries
from bot.use_cases.relocating import Relocating
from bot.use_cases.reminders import Reminders
from bot.use_cases.settings import TeamSettings
from bot.use_cases.starting import Starting
from bot.use_cases.talk import Talk
from flows.errors import FrameworkError
from flows.framework import Framework, default_framework, read
from storage import filling, records, schema
from storage.database import Database
from storage.errors import StorageError
from storage.frameworks import FrameworkStore
from storage.patience import patiently
from storage.surfaces import Place
from storage.workspace import Workspace

STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Running:
    """The app with what keeps it going."""

    app: AsyncApp
    clock: SlackClock
    balance: Balance
    database: Database
    listening: Listening


@contextlib.asynccontextmanager
async def create_app(settings: Settings, clock: Callable[[], float] = time.time) -> AsyncIterator[Running]:
    """The whole bot, ready for a transport. Must run inside the event loop that it will live in.

    `clock` gives seconds since the epoch; one that jumps ahead makes days go by, as in the sandbox. What it
    says is put right by Slack's answers: all goes by Slack's time, here and on other hosts with this store.
    Raises ConfigError for what is set wrong, SlackProblem if Slack does not let us in. On the way out
    it finishes what it holds, for at most STOP_SECONDS.
    """
    slack_clock = SlackClock(clock, logs=True)

    def now() -> datetime:
        return datetime.fromtimestamp(slack_clock(), UTC)

    framework = load_framework(settings)
    database, frameworks = open_store(settings, framework, clock)
    slack = Slack.connect(settings.bot_token.get_secret_value(), settings.api_url, slack_clock)
    tasks = Tasks()
    try:
        identity = await slack.identity()
        workspace = Workspace(identity.enterprise_id, identity.team_id)
        await database.write(partial(records.adopt, workspace=workspace))
        visibility = Visibility(slack.channels_of, slack.is_guest, slack.is_private, slack_clock)
        people = People(slack, slack_clock, NameKeeper(database, workspace, tasks, now).keep)
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
        )

        talk = Talk(slack.has_room)

        def address_of(place: Place) -> str:
            return permalink(identity.url, place.channel, place.ts, place.thread_ts)

        balance = Balance(
            starting=Starting(database, frameworks, reconciler, now, framework=framework),
            answering=Answering(database, frameworks, reconciler, now, talk=talk),
            relocating=Relocating(database, frameworks, reconciler, now),
            describing=Describing(database, frameworks, reconciler, now),
            deciding=Deciding(database, frameworks, reconciler, now, address_of=address_of),
            action_plan=ActionPlan(database, frameworks, reconciler, now),
            conditions=Conditions(database, frameworks, reconciler, now),
            looking_again=LookingAgain(
                database, frameworks, reconciler, now, framework=framework, address_of=address_of
            ),
            queries=Queries(database, frameworks, workspace, visibility, now),
            reminders=Reminders(database, frameworks, reconciler, now),
            settings=TeamSettings(database),
            reconciler=reconciler,
            slack=slack,
            people=people,
            identity=identity,
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
        )
        tasks.spawn(get_to_know(database, workspace, people), "names")
        sweeping = tasks.spawn_lasting(reconciler.sweep_forever, "sweep")
        reminder_messages = ReminderMessages(
            database, frameworks, slack, people, visibility.seen_by, workspace, identity.url, slack_clock
        )
        digests = Digests(
            database, slack, people, balance.queries.concerns, workspace, identity.url, slack_clock
        )
        reminders = ReminderLoop(database, reminder_messages, people, workspace, slack_clock, digests=digests)
        tasks.spawn_lasting(reminders.run, "reminders")
        daily = tasks.spawn_lasting(DailyDigest(database, workspace, now).run, "days of the record")
        checkpoints = tasks.spawn_lasting(database.checkpoint_forever, "checkpoints")
        yield Running(app, slack_clock, balance, database, listening)
        await listening.stop()
        sweeping.cancel()
        checkpoints.cancel()
        daily.cancel()
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
    """The database, migrated, with the framework in it. Raises ConfigError."""
    try:
        database = Database(settings.database_url)
        schema.upgrade(database)
        frameworks = FrameworkStore()
        now = datetime.fromtimestamp(clock(), UTC)
        patiently(lambda: database.write_now(lambda session: frameworks.keep(session, framework, now)))
        filling.fill(database, frameworks.load)
    except StorageError as error:
        raise ConfigError("BALANCE_DATABASE_URL", str(error)) from None
    return database, frameworks
