"""The stand-in for Slack and the bot, two processes that talk over the wire: how they come up, or why not."""

import contextlib
import errno
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from bot.config import ExitCode
from bot.demo.bot_process import CONNECTS_WITHIN, BotEnded, BotProcess
from bot.demo.files import Files
from bot.demo.shared_offset import SharedOffset
from bot.demo.upcoming import Upcoming
from bot.doctor import manifest
from bot.sandbox import AppManifest, CannotKeep, Sandbox, WallClock
from bot.terminal import complain
from storage.address import of_file


class CannotRun(Exception):
    """There is no sandbox to be had; the text says why, in words for whoever started it."""

    def __init__(self, words: str, exit_code: ExitCode) -> None:
        super().__init__(words)
        self.exit_code = exit_code


@contextlib.asynccontextmanager
async def running(where: Files, port: int = 0, **more: str | None) -> AsyncIterator[Sandbox]:
    """A stand-in for Slack with the bot connected to it. Raises what `explained` knows."""
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
        raise CannotRun(
            f"port {port} cannot be used: {error.strerror}. Choose another one with --port.", ExitCode.WRONG
        ) from None


async def _connect(bot: BotProcess) -> None:
    try:
        await bot.start()
    except TimeoutError:
        raise CannotRun(
            f"the bot was started, but has not connected within {CONNECTS_WITHIN:.0f} seconds."
            " This computer may be busy with other things. Try again in a moment.",
            ExitCode.FAILED,
        ) from None


def _given(slack: Sandbox, store: Path, **more: str | None) -> dict[str, str | None]:
    """The settings that the bot is started with. The sandbox is on this machine: no way out is needed, and
    one that is set wrongly does no harm."""
    return {
        **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "SSL_CERT_FILE"), ""),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "BALANCE_DATABASE_URL": of_file(store).render_as_string(hide_password=False),
        **more,
    }


def _ended(slack: Sandbox, code: int) -> None:
    """The bot has ended by itself, or somebody has killed it from outside: the sandbox goes on."""
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    words = f"{slack.world.bot.name} has ended {how}."
    complain(f"{words} To start it again, open Faults and clock and choose Restart {slack.world.bot.name}.")
    slack.app.note(words)


CANNOT_RUN = (BotEnded, CannotKeep, CannotRun)


def explained(problem: Exception) -> ExitCode:
    """Why there is no sandbox, in words; of a bot that ended, it has said so itself."""
    if isinstance(problem, BotEnded):
        return problem.exit_code
    complain(str(problem))
    return problem.exit_code if isinstance(problem, CannotRun) else ExitCode.WRONG
