"""`balance sandbox`: where the stand-in for Slack and the bot meet, as two processes and over the wire."""

import asyncio
import contextlib
import errno
import sys
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

from bot import log
from bot.config import ExitCode, Settings
from bot.demo import example, summary_card
from bot.demo.bot_process import CONNECTS_WITHIN, BotEnded, BotProcess
from bot.demo.files import Files, files
from bot.demo.player import Player, PlayFailed, has_played
from bot.demo.shared_offset import SharedOffset
from bot.demo.upcoming import Upcoming
from bot.doctor import manifest
from bot.sandbox import AppManifest, CannotKeep, Sandbox, WallClock
from bot.tasks import Tasks
from bot.transports import socket_mode

FINISHED = "falls-prevention"
HALF_DONE, HALF_WAY = "housing-arrears", 10

_EXAMPLES = (
    f"Two examples are there: one is decided, one waits at question {HALF_WAY}.",
    "Two examples are there: one was kept, and is as you left it. The other is new.",
    "Two examples are there. Both were kept, and are as you left them.",
)
"""What is said of them, by how many were kept."""
_HOW = "Open it in a browser and type /balance and a title to start an assessment. Ctrl+C stops it."


class _CannotRun(Exception):
    """There is no sandbox to be had; the text says why, in words for whoever started it."""

    def __init__(self, words: str, exit_code: ExitCode) -> None:
        super().__init__(words)
        self.exit_code = exit_code


async def play(name: str, keep: str | None = None) -> ExitCode:
    """Play an example in the terminal; fine only if its summary says what it should."""
    log.configure("WARNING")
    try:
        script = example.load(name)
    except example.UnknownExample as error:
        _complain(str(error))
        return ExitCode.WRONG
    try:
        with files(keep) as where:
            async with _running(where, BALANCE_FRAMEWORK=None) as slack:
                if has_played(slack, script):
                    _say(f"{name} is in {where.world} already, so it is not played again.")
                    return ExitCode.FINE
                _say(f"{name}, in {script.channel}. What is in [brackets] is clicked.\n{script.about}\n")
                wrong = await _played(slack, script)
    except _CANNOT_RUN as problem:
        return _explained(problem)
    except PlayFailed as error:
        _complain(str(error))
        return ExitCode.FAILED
    if wrong:
        _complain("\n  ".join(["this is not as it should be.", *wrong]))
        return ExitCode.FAILED
    _say("\nThe summary says what this example expects.")
    return ExitCode.FINE


async def _played(slack: Sandbox, script: example.Example) -> list[str]:
    """Play it to its end; what is not as the example expects."""
    player = Player(slack, script, _say)
    await player.play()
    lines = await player.summary()
    wrong = _not_as_expected(f"The summary in {script.channel}:", lines, script.summary)
    if script.decision and not wrong:
        lines = await player.decide(script.decision)
        expected = script.decision.summary or script.summary
        wrong = _not_as_expected("The summary in the end:", lines, expected, script.decision.says)
    await slack.settled()
    return wrong + [f"Slack would have refused this: {error}" for error in slack.log.errors]


def _not_as_expected(
    title: str, lines: list[str], expected: example.Summary, says: Sequence[str] = ()
) -> list[str]:
    """Shows the card, and tells what is wrong on it."""
    _say("\n".join([f"\n{title}", *(f"  {line}" for line in lines), ""]))
    missing = [f"not on the card: {words}" for words in summary_card.missing(says, lines)]
    return [*missing, *summary_card.differences(expected, summary_card.read(lines))]


async def sandbox(port: int, *, with_examples: bool, keep: str | None = None) -> ExitCode:
    """Serve the page until SIGINT or SIGTERM."""
    log.configure("WARNING")
    stop = socket_mode.stop_on_signals()
    try:
        with files(keep) as where:
            async with _running(where, port) as slack:
                _say(f"Balance is at {slack.url}\n{_HOW}\n{where.words}")
                await _serve(slack, stop, with_examples=with_examples)
    except _CANNOT_RUN as problem:
        return _explained(problem)
    return ExitCode.FINE


async def _serve(slack: Sandbox, stop: asyncio.Event, *, with_examples: bool) -> None:
    """Go on until told to stop."""
    if with_examples and Settings.from_environment().framework:
        _say("BALANCE_FRAMEWORK is set, so the examples are left out: they answer other questions.")
        with_examples = False
    tasks = Tasks()
    if with_examples:
        tasks.spawn(_play_examples(slack), "playing the examples")
    await stop.wait()
    await tasks.drain(0)


async def _play_examples(slack: Sandbox) -> None:
    """One assessment to its end and one half way, so that the first look shows the whole. One that was kept
    is not played again, however far it had come."""
    finished, half_done = example.load(FINISHED), example.load(HALF_DONE)
    kept = [script for script in (finished, half_done) if has_played(slack, script)]
    try:
        if finished not in kept:
            player = Player(slack, finished)
            await player.play()
            await player.summary()
            if finished.decision:
                await player.decide(finished.decision)
        if half_done not in kept:
            await Player(slack, half_done).play(until_question=HALF_WAY)
    except PlayFailed as error:
        _complain(f"the examples are not complete: {error}")
        return
    _say(_EXAMPLES[len(kept)])


@contextlib.asynccontextmanager
async def _running(where: Files, port: int = 0, **more: str | None) -> AsyncIterator[Sandbox]:
    """A stand-in for Slack with the bot connected to it. Raises what `_explained` knows."""
    offset = SharedOffset(where.scratch / "clock")
    slack = Sandbox(manifest=AppManifest.read(manifest.path()), clock=WallClock(offset), keep=where.world)
    try:
        where.check(slack)
        await _listen(slack, port)
        bot = BotProcess(slack, _given(slack, where.store, **more), offset, partial(_ended, slack))
        try:
            await _connect(bot)
            slack.app.process = bot
            with contextlib.closing(Upcoming(where.store)) as slack.app.due:
                yield slack
        finally:
            await bot.stop()
    finally:
        await slack.stop()


async def _listen(slack: Sandbox, port: int) -> None:
    try:
        await slack.start(port=port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise _CannotRun(
            f"port {port} cannot be used: {error.strerror}. Choose another one with --port.", ExitCode.WRONG
        ) from None


async def _connect(bot: BotProcess) -> None:
    try:
        await bot.start()
    except TimeoutError:
        raise _CannotRun(
            f"the bot was started, but has not connected within {CONNECTS_WITHIN:.0f} seconds."
            " This computer may be busy with other things. Try again in a moment.",
            ExitCode.FAILED,
        ) from None


def _given(slack: Sandbox, store: Path, **more: str | None) -> dict[str, str | None]:
    """The settings that the bot is started with."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "BALANCE_DATABASE_URL": f"sqlite:///{store}",
        **more,
    }


def _ended(slack: Sandbox, code: int) -> None:
    """The bot has ended by itself, or somebody has killed it from outside: the sandbox goes on."""
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    words = f"{slack.world.bot.name} has ended {how}."
    _complain(f"{words} To start it again, open Faults and clock and choose Restart {slack.world.bot.name}.")
    slack.app.note(words)


_CANNOT_RUN = (BotEnded, CannotKeep, _CannotRun)


def _explained(problem: Exception) -> ExitCode:
    """Why there is no sandbox, in words; of a bot that ended, it has said so itself."""
    if isinstance(problem, BotEnded):
        return problem.exit_code
    _complain(str(problem))
    return problem.exit_code if isinstance(problem, _CannotRun) else ExitCode.WRONG


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the command was asked for


def _complain(problem: str) -> None:
    print(f"balance: {problem}", file=sys.stderr, flush=True)  # noqa: T201
