"""`balance sandbox`: the page with its examples, and an example played in the terminal."""

import asyncio
from collections.abc import Sequence

from bot import log
from bot.config import ExitCode, Settings
from bot.demo import example, summary_card
from bot.demo.files import files
from bot.demo.player import Player, PlayFailed, has_played
from bot.demo.running import CANNOT_RUN, explained, running
from bot.sandbox import Sandbox
from bot.tasks import Tasks
from bot.terminal import complain, say
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


async def play(name: str, keep: str | None = None) -> ExitCode:
    """Play an example in the terminal; fine only if its summary says what it should."""
    log.configure("WARNING")
    try:
        script = example.load(name)
    except example.UnknownExample as error:
        complain(str(error))
        return ExitCode.WRONG
    try:
        with files(keep) as where:
            async with running(where, BALANCE_FRAMEWORK=None) as slack:
                if has_played(slack, script):
                    say(f"{name} is in {where.world} already, so it is not played again.")
                    return ExitCode.FINE
                say(f"{name}, in {script.channel}. What is in [brackets] is clicked.\n{script.about}\n")
                wrong = await _played(slack, script)
    except CANNOT_RUN as problem:
        return explained(problem)
    except PlayFailed as error:
        complain(str(error))
        return ExitCode.FAILED
    if wrong:
        complain("\n  ".join(["this is not as it should be.", *wrong]))
        return ExitCode.FAILED
    say("\nThe summary says what this example expects.")
    return ExitCode.FINE


async def _played(slack: Sandbox, script: example.Example) -> list[str]:
    """Play it to its end; what is not as the example expects."""
    player = Player(slack, script, say)
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
    say("\n".join([f"\n{title}", *(f"  {line}" for line in lines), ""]))
    missing = [f"not on the card: {words}" for words in summary_card.missing(says, lines)]
    return [*missing, *summary_card.differences(expected, summary_card.read(lines))]


async def sandbox(port: int, *, with_examples: bool, keep: str | None = None) -> ExitCode:
    """Serve the page until SIGINT or SIGTERM."""
    log.configure("WARNING")
    stop = socket_mode.stop_on_signals()
    try:
        with files(keep) as where:
            async with running(where, port) as slack:
                say(f"Balance is at {slack.url}\n{_HOW}\n{where.words}")
                await _serve(slack, stop, with_examples=with_examples)
    except CANNOT_RUN as problem:
        return explained(problem)
    return ExitCode.FINE


async def _serve(slack: Sandbox, stop: asyncio.Event, *, with_examples: bool) -> None:
    """Go on until told to stop."""
    settings = Settings.from_environment()
    if with_examples and settings.framework:
        say("BALANCE_FRAMEWORK is set, so the examples are left out: they answer other questions.")
        with_examples = False
    elif with_examples and settings.sheet_file:
        say("BALANCE_SHEET is set, so the examples are left out: they fill in other facts.")
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
        complain(f"the examples are not complete: {error}")
        return
    say(_EXAMPLES[len(kept)])
