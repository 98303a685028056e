"""`make bench`: what a clicked answer costs, beside a bare Bolt app in the same run.

Everything goes over real HTTP to a real process, with a file database (`synchronous=FULL`). Slack answers
after 150 ms. Wall-clock figures depend on the machine; the ratios to the bare app do so less.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp

from tests.benchmarks.process import BotProcess
from tests.benchmarks.slack_side import CHANNEL, SlackSide
from tests.benchmarks.stub import Stub

ASSESSMENTS = 12
QUESTIONS = 18
TEAMS, RATE = 60, 100
FREE = {"response_url", "auth.test", "apps.connections.open"}


async def main() -> None:
    stub = Stub()
    await stub.start()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        async with aiohttp.ClientSession() as http:
            bare = await _bare_acks(http, stub, database)
            _row("bare Bolt (async, its defaults), receipt to ack", _spread(bare))
            await _balance(http, stub, database, statistics.median(bare))
    await stub.stop()


async def _bare_acks(http: aiohttp.ClientSession, stub: Stub, database: Path) -> list[float]:
    bot = BotProcess("tests.benchmarks.bare", stub.url, database)
    await bot.start()
    side = SlackSide(http, bot.url, stub)
    card = [{"type": "actions", "elements": [{"type": "button", "action_id": "rate_4", "value": "x"}]}]
    stub.cards["bare"] = ("1.1", card, 0.0)
    await side.click("U1", "bare", "rate_4")
    acks = [await side.click("U1", "bare", "rate_4") for _ in range(200)]
    await bot.stop()
    return acks


async def _balance(http: aiohttp.ClientSession, stub: Stub, database: Path, bare_median: float) -> None:
    bot = BotProcess("bot.cli", stub.url, database, "serve")
    _row("start to answering, empty store", f"{await bot.start():.2f} s")
    _row("memory, idle", f"{bot.memory_mb:.0f} MB")
    side = SlackSide(http, bot.url, stub)
    await _one_assessment(side, stub, "U0")  # warm
    stub.calls.clear()
    acks, seen, clicks_only = await _one_assessment(side, stub, "U1")
    counted = sum(number for method, number in stub.calls.items() if method not in FREE)
    _row("calls that count, one whole assessment by clicks (plus views.open to start)", str(counted))
    _row("calls that count, of a click within a principle", str(clicks_only))
    cpu = bot.cpu_seconds
    for number in range(ASSESSMENTS):
        more_acks, more_seen, _ = await _one_assessment(side, stub, f"U{number + 2}")
        acks += more_acks
        seen += more_seen
    used = bot.cpu_seconds - cpu
    ratio = statistics.median(acks) / bare_median
    _row("receipt to ack of a clicked answer, one at a time", f"{_spread(acks)}; {ratio:.2f} x bare Bolt")
    _row("click to next card, of which Slack takes 150 to 300 ms", _spread(seen))
    _row("CPU of a clicked answer, drawn, everything included", f"{used / (ASSESSMENTS * 19) * 1000:.2f} ms")
    steady, cost = await _steady(side, stub, bot)
    _row(f"receipt to ack at a steady {RATE} clicks a second", _spread(steady))
    _row("CPU of a clicked answer at that rate, drawn, everything included", f"{cost * 1000:.2f} ms")
    _row("memory, after all this", f"{bot.memory_mb:.0f} MB")
    await bot.stop()


async def _steady(side: SlackSide, stub: Stub, bot: BotProcess) -> tuple[list[float], float]:
    """People in TEAMS assessments click at a steady rate: times to ack, and CPU seconds of a click."""
    threads = [await side.start(f"US{number}", "Steady", f"C{number}") for number in range(TEAMS)]
    cpu, acks = bot.cpu_seconds, []
    began = time.perf_counter()

    async def team(number: int) -> None:
        for turn in range(QUESTIONS - 1):
            await asyncio.sleep(max(0.0, began + (turn * TEAMS + number) / RATE - time.perf_counter()))
            shown = stub.cards[threads[number]][2]
            acks.append(await side.click(f"US{number}", threads[number], "rate_4", f"C{number}"))
            await side.card_after(threads[number], shown)

    await asyncio.gather(*(team(number) for number in range(TEAMS)))
    return acks, (bot.cpu_seconds - cpu) / len(acks)


async def _one_assessment(side: SlackSide, stub: Stub, person: str) -> tuple[list[float], list[float], int]:
    """All answers and the submission, by clicks: times to ack, times to the next card, and the calls
    that count of the second to the fifth click."""
    thread = await side.start(person, "A bench assessment")
    acks, seen, counted = [], [], 0
    for number in range(1, QUESTIONS + 1):
        before = sum(n for method, n in stub.calls.items() if method not in FREE)
        shown, began = stub.cards[thread][2], time.perf_counter()
        acks.append(await side.click(person, thread, "rate_4", CHANNEL))
        seen.append(await side.card_after(thread, shown) - began)
        if 2 <= number <= 5:
            counted += sum(n for method, n in stub.calls.items() if method not in FREE) - before
    await side.click(person, thread, "submit")
    async with stub.news:
        await stub.news.wait_for(lambda: thread in stub.summaries)
    return acks, seen, counted


def _spread(seconds: list[float]) -> str:
    ordered = sorted(value * 1000 for value in seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"median {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, n {len(ordered)}"


def _row(what: str, figure: str) -> None:
    print(f"{what:<78} {figure}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
