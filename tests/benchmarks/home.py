"""App Home with 10,000 assessments in the store: from who may see what to the view that goes to Slack.

python -m tests.benchmarks.home
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.cards import home
from bot.cards.home_state import Look
from bot.lists import Lists
from bot.places import Places
from flows.framework import default_framework
from flows.listing import Wanted
from storage import schema
from storage.database import Database
from storage.frameworks import FrameworkStore
from tests.benchmarks.many import CHANNELS, HERE, NOW, PEOPLE, PRIVATE, fill

MANY = 10_000
TARGET_MS = 50
SOME = 40
LOOKS = {
    "as it opens": Look(),
    "a page further on": Look(page=20),
    "with words that nobody wrote": Look(Wanted(text="nowhere to be found")),
    "of one person": Look(Wanted(person=PEOPLE[7])),
    "with the overview of all time": Look(days=0),
}


async def main() -> bool:
    """Print what was measured; whether opening it stays under the target."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'home.db'}")
        schema.upgrade(database)
        frameworks = FrameworkStore()
        began = time.perf_counter()
        fill(database, frameworks, default_framework(), MANY)
        print(f"{MANY:,} assessments written in {time.perf_counter() - began:.0f} s")
        lists = Lists(database, frameworks, HERE, Places(_channels_of, _is_guest), lambda: NOW)
        medians = [
            await _row(what, lambda person, look=look: _open(lists, person, look))
            for what, look in LOOKS.items()
        ]
        await _row("/balance overview, a year", lambda person: lists.overview(person, Look(days=365)))
        await _row("/balance resume", lambda person: lists.waiting(person))
        await _row("/balance list with words", lambda person: lists.all(person, Wanted(text="housing")))
        database.close()
    return medians[0] < TARGET_MS


async def _open(lists: Lists, person: str, look: Look) -> int:
    """What happens when App Home is opened, but for the calls to Slack: the length of the view."""
    view = home.home(await lists.home(person, look), look, "https://bench.slack.example/", NOW)
    return len(json.dumps(view))


async def _row(what: str, act: Callable[[str], Awaitable[object]]) -> float:
    """Everybody's turn once without the clock, as a bot that runs has been asked before. Milliseconds."""
    for person in PEOPLE[:SOME]:
        await act(person)
    wall, cpu = [], []
    for person in PEOPLE[:SOME]:
        began, used = time.perf_counter(), time.process_time()
        await act(person)
        wall.append((time.perf_counter() - began) * 1_000)
        cpu.append((time.process_time() - used) * 1_000)
    median = statistics.median(wall)
    figures = f"median {median:.1f} ms, most {max(wall):.1f} ms, CPU {statistics.median(cpu):.1f} ms"
    print(f"{what:<40} {figures}", flush=True)
    return median


async def _channels_of(person: str) -> dict[str, bool]:
    """The bot is in all channels, everybody else in two private ones."""
    if not person:
        return {channel: channel in PRIVATE for channel in CHANNELS}
    first = PEOPLE.index(person) % (len(PRIVATE) - 1)
    return dict.fromkeys(sorted(PRIVATE)[first : first + 2], True)


async def _is_guest(_person: str) -> bool:
    return False


if __name__ == "__main__":
    raise SystemExit(not asyncio.run(main()))
