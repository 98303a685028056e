"""`balance sandbox`: where the stand-in for Slack and the bot meet, in one process but over the wire."""

import asyncio
import contextlib
import errno
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bot import log, runner
from bot.config import Settings
from bot.sandbox import AppManifest, Sandbox, example, summary_card
from bot.sandbox.player import Player, PlayFailed

FINE, FAILED, WRONG = 0, 1, 2

FINISHED = "falls-prevention"
HALF_DONE, HALF_WAY = "housing-arrears", 10
OWN_QUESTIONS = "BALANCE_FRAMEWORK"


async def play(name: str) -> int:
    """Play an example in the terminal; fine only if its summary says what it should."""
    log.configure("WARNING")
    try:
        script = example.load(name)
    except example.UnknownExample as error:
        _complain(str(error))
        return WRONG
    _say(f"{name}: {script.about}\nIn {script.channel}. What stands in [brackets] is clicked.\n")
    try:
        async with _folder() as folder, _slack() as slack, _bot(slack, _settings(slack, folder, None)):
            player = Player(slack, script, _say)
            await player.play()
            lines = await player.summary()
            refused = [f"Slack would have refused something: {error}" for error in slack.log.errors]
    except PlayFailed as error:
        _complain(str(error))
        return FAILED
    _say("\n".join([f"\nThe summary in {script.channel}:", *(f"  {line}" for line in lines)]))
    wrong = [*summary_card.differences(script.summary, summary_card.read(lines)), *refused]
    if wrong:
        _complain("\n  ".join(["this is not as it should be:", *wrong]))
        return FAILED
    _say("\nThe summary is right.")
    return FINE


async def sandbox(port: int, *, with_examples: bool) -> int:
    """Serve the page until SIGINT or SIGTERM."""
    log.configure("WARNING")
    stop = runner.stop_on_signals()
    own_questions = os.environ.get(OWN_QUESTIONS)
    async with contextlib.AsyncExitStack() as stack:
        folder = await stack.enter_async_context(_folder())
        try:
            slack = await stack.enter_async_context(_slack(port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            _complain(f"port {port} cannot be used: {error.strerror}. Choose another one with --port.")
            return WRONG
        running = await stack.enter_async_context(_bot(slack, _settings(slack, folder, own_questions)))
        _say(f"Balance is at {slack.url}")
        _say("Open it in a browser, and type /balance and a title to start an assessment. Ctrl+C stops it.")
        _say(f"The database is {folder / 'balance.db'}, and goes when you stop.")
        if with_examples and own_questions:
            _say(f"{OWN_QUESTIONS} is set, so the examples are left out: they answer Balance's own questions.")
        elif with_examples:
            await _first_of(_play_examples(slack), stop.wait())
        await _first_of(asyncio.shield(running), stop.wait())
        if running.done():
            await running
            return FAILED
    return FINE


async def _play_examples(slack: Sandbox) -> None:
    """One assessment to its end and one half way, so that the first look shows the whole."""
    try:
        await Player(slack, example.load(FINISHED), _silent).play_to_end()
        await Player(slack, example.load(HALF_DONE), _silent).play(until_question=HALF_WAY)
    except PlayFailed as error:
        _complain(f"the examples are not complete: {error}")
    else:
        _say(f"Two examples are there: one is finished, one waits at question {HALF_WAY}.")
