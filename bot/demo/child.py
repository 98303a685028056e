"""The bot of the sandbox, in a process of its own: started by `bot_process`, and no command for people.

The first line of its standard input says how it is set up; when that input ends, so does the bot, because
whoever started it is gone.
"""

import asyncio
import json
import sys
from pathlib import Path

from bot import log
from bot.config import ConfigError, ExitCode, Settings
from bot.demo.shared_offset import SharedOffset
from bot.slack.errors import SlackProblem
from bot.terminal import complain
from bot.transports import event_loop, socket_mode

_STORE = "BALANCE_DATABASE_URL"


def main() -> ExitCode:
    given = json.loads(sys.stdin.buffer.readline())
    log.configure("WARNING")
    try:
        settings = Settings.model_validate(given["settings"])
        event_loop.run(_run(settings, SharedOffset(Path(given["offset"]))))
    except ConfigError as error:
        complain(_without_our_variable(error, given["settings"]))
        return ExitCode.WRONG
    except SlackProblem as error:
        complain(f"the sandbox does not let the bot in: {error}.")
        return ExitCode.FAILED
    return ExitCode.FINE


async def _run(settings: Settings, offset: SharedOffset) -> None:
    stop = socket_mode.stop_on_signals()
    watching = asyncio.create_task(_until_left_alone(stop))
    await socket_mode.run(settings, stop, clock=offset.now, steady=offset.steady)
    watching.cancel()


async def _until_left_alone(stop: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()
    stop.set()


def _without_our_variable(error: ConfigError, given: dict[str, str]) -> str:
    """Nobody has set the database's variable here: people know it by its file."""
    if error.variable != _STORE:
        return str(error)
    problem = str(error).removeprefix(f"{_STORE}: ")
    return f"{given[_STORE].removeprefix('sqlite:///')} cannot be used: {problem}"


if __name__ == "__main__":
    sys.exit(main())
