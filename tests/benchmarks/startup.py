"""From the start of the process until Slack, here the sandbox, has greeted it: `balance run`, Socket Mode."""

import time
from pathlib import Path

from bot.sandbox import AppManifest, Sandbox
from tests.benchmarks.figures import Report, median
from tests.benchmarks.process import BotProcess
from tests.benchmarks.store import MANY, fill

ROOT = Path(__file__).parents[2]
STARTS = 5
MOST = 2.0


async def start(report: Report, folder: Path) -> None:
    """Start to connected."""
    await fill(folder / "full.db", folder)
    empty = [await _start(folder / "empty.db") for _ in range(STARTS)]
    report.row("start to connected, empty store", _spread(empty))
    full = [await _start(folder / "full.db") for _ in range(STARTS)]
    report.row(
        f"start to connected, {MANY:,} assessments in the store",
        _spread(full),
        f"{MOST:.0f} s",
        median(full) < MOST,
        median_s=median(full),
    )


async def _start(database: Path) -> float:
    async with Sandbox(manifest=AppManifest.read(ROOT / "manifest.yml")) as slack:
        bot = BotProcess(
            "",
            f"sqlite:///{database}",
            "bot.cli",
            "run",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
        )
        began = time.perf_counter()
        await bot.spawn()
        await slack.wait_connected(60)
        took = time.perf_counter() - began
        await bot.stop()
    return took


def _spread(seconds: list[float]) -> str:
    return f"median {median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), n {len(seconds)}"
