"""`balance sandbox`: where the stand-in for Slack and the bot meet, in one process but over the wire."""

import asyncio
import contextlib
import errno
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from bot import log
from bot.config import ExitCode, Settings
from bot.demo import example, summary_card
from bot.demo.player import Player, PlayFailed
from bot.doctor import manifest
from bot.sandbox import AppManifest, Sandbox
from bot.tasks import Tasks
from bot.transports import socket_mode

FINISHED = "falls-prevention"
HALF_DONE, HALF_WAY = "housing-arrears", 10


async def play(name: str) -> ExitCode:
    """Play an example in the terminal; fine only if its summary says what it should."""
    log.configure("WARNING")
    try:
        script = example.load(name)
    except example.UnknownExample as error:
        _complain(str(error))
        return ExitCode.WRONG
    _say(f"{name}, in {script.channel}. What stands in [brackets] is clicked.\n{script.about}\n")
    try:
        with _database() as database:
            async with _slack() as slack, _bot(slack, _settings(slack, database, BALANCE_FRAMEWORK=None)):
                player = Player(slack, script, _say)
                await player.play()
                lines = await player.summary()
                wrong = _not_as_expected(f"The summary in {script.channel}:", lines, script.summary)
                if script.decision and not wrong:
                    lines = await player.decide(script.decision)
                    expected = script.decision.summary or script.summary
                    wrong = _not_as_expected("The summary in the end:", lines, expected, script.decision.says)
                await slack.settled()
                wrong += [f"Slack would have refused this: {error}" for error in slack.log.errors]
    except PlayFailed as error:
        _complain(str(error))
        return ExitCode.FAILED
    if wrong:
        _complain("\n  ".join(["this is not as it should be.", *wrong]))
        return ExitCode.FAILED
    _say("\nThe summary says what this example expects.")
    return ExitCode.FINE


def _not_as_expected(
    title: str, lines: list[str], expected: example.Summary, says: Sequence[str] = ()
) -> list[str]:
    """Shows the card, and tells what is wrong on it."""
    _say("\n".join([f"\n{title}", *(f"  {line}" for line in lines), ""]))
    missing = [f"not on the card: {words}" for words in summary_card.missing(says, lines)]
    return [*missing, *summary_card.differences(expected, summary_card.read(lines))]


async def sandbox(port: int, *, with_examples: bool) -> ExitCode:
    """Serve the page until SIGINT or SIGTERM."""
    log.configure("WARNING")
    stop = socket_mode.stop_on_signals()
    async with contextlib.AsyncExitStack() as stack:
        database = stack.enter_context(_database())
        try:
            slack = await stack.enter_async_context(_slack(port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            _complain(f"port {port} cannot be used: {error.strerror}. Choose another one with --port.")
            return ExitCode.WRONG
        settings = _settings(slack, database)
        running = await stack.enter_async_context(_bot(slack, settings))
        _say(f"Balance is at {slack.url}")
        _say("Open it in a browser and type /balance and a title to start an assessment. Ctrl+C stops it.")
        _say(f"The database is {database}. It goes when you stop.")
        if with_examples and settings.framework:
            _say("BALANCE_FRAMEWORK is set, so the examples are left out: they answer other questions.")
            with_examples = False
        await _serve(slack, running, stop, with_examples=with_examples)
    return ExitCode.FINE


async def _serve(
    slack: Sandbox, running: asyncio.Task[None], stop: asyncio.Event, *, with_examples: bool
) -> None:
    """Go on until told to stop, or until the bot has ended by itself."""
    tasks = Tasks()
    if with_examples:
        tasks.spawn(_play_examples(slack), "playing the examples")
    stopping = tasks.spawn(stop.wait(), "waiting for the end")
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await tasks.drain(0)


async def _play_examples(slack: Sandbox) -> None:
    """One assessment to its end and one half way, so that the first look shows the whole."""
    script = example.load(FINISHED)
    finished = Player(slack, script)
    half_done = Player(slack, example.load(HALF_DONE))
    try:
        await finished.play()
        await finished.summary()
        if script.decision:
            await finished.decide(script.decision)
        await half_done.play(until_question=HALF_WAY)
    except PlayFailed as error:
        _complain(f"the examples are not complete: {error}")
    else:
        _say(f"Two examples are there: one is decided, one waits at question {HALF_WAY}.")


@contextlib.contextmanager
def _database() -> Iterator[Path]:
    """A place for a database that nobody needs afterwards."""
    with tempfile.TemporaryDirectory(prefix="balance-") as folder:
        yield Path(folder) / "balance.db"


@contextlib.asynccontextmanager
async def _slack(port: int = 0) -> AsyncIterator[Sandbox]:
    """A running stand-in for Slack. Raises OSError if it cannot listen on this port."""
    slack = Sandbox(manifest=AppManifest.read(manifest.path()))
    await slack.start(port=port)
    try:
        yield slack
    finally:
        await slack.stop()


def _settings(slack: Sandbox, database: Path, **more: str | None) -> Settings:
    return Settings.model_validate(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": f"sqlite:///{database}",
            **more,
        }
    )


@contextlib.asynccontextmanager
async def _bot(slack: Sandbox, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, connected and on the sandbox's clock. Raises what made it end, if it ends by itself."""
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(socket_mode.run(settings, stop, ready, slack.now))
    connected = asyncio.create_task(ready.wait())
    await asyncio.wait({running, connected}, return_when=asyncio.FIRST_COMPLETED)
    connected.cancel()
    try:
        if not running.done():
            yield running
    finally:
        stop.set()
        await running


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the command was asked for


def _complain(problem: str) -> None:
    print(f"balance: {problem}", file=sys.stderr, flush=True)  # noqa: T201
