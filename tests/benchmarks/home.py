"""App Home with 10,000 assessments in the store: from who may see what to the view that goes to Slack."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from bot.cards.home import home as draw
from bot.cards.home_state import Look
from bot.slack.visibility import Visibility
from bot.use_cases.queries import Queries
from flows.framework import default_framework
from flows.listing import Wanted
from flows.settings import WorkspaceSettings
from storage import schema
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.settings import SettingsStore
from tests.benchmarks.figures import Report, in_ms, median
from tests.benchmarks.many import CHANNELS, HERE, NOW, PEOPLE, PRIVATE, fill

MANY = 10_000
TARGET = 0.05
SOME = 40
OPENING = "as it opens"
WORD = Wanted(text="housing")
LOOKS = {
    OPENING: Look(),
    "a page further on": Look(page=20),
    "with words that nobody wrote": Look(Wanted(text="nowhere to be found")),
    "of one person": Look(Wanted(person=PEOPLE[7])),
    "with the overview of all time": Look(days=0),
}


async def home(report: Report, folder: Path) -> None:
    """App Home and private lists with 10,000 assessments in the store; what Slack takes is not in it."""
    database = Database(f"sqlite:///{folder / 'home.db'}")
    schema.upgrade(database)
    frameworks = FrameworkStore()
    fill(database, frameworks, default_framework(), MANY)
    lists = Queries(
        database,
        frameworks,
        HERE,
        Visibility(_channels_of, _is_guest, _is_guest, time.monotonic),
        lambda: NOW,
    )
    for what, look in LOOKS.items():
        spent = await _spent(partial(_open, lists, look))
        target = (f"{TARGET * 1e3:.0f} ms", median(spent) < TARGET) if what == OPENING else ("", None)
        report.row(f"App Home {what}", in_ms(spent), *target)
    leads = WorkspaceSettings(leads=PEOPLE[:SOME])
    await database.write(lambda transaction: SettingsStore(transaction, HERE).keep_workspace(leads))
    report.row(
        "App Home of a governance lead, as it opens", in_ms(await _spent(partial(_open, lists, Look())))
    )
    held_up = [await _held_up(partial(_open, lists, Look(days=0), person)) for person in PEOPLE[:SOME]]
    report.row("clicks are held up by the overview of all time", in_ms(held_up))
    year = Look(days=365)
    report.row("/balance overview, a year", in_ms(await _spent(lambda who: lists.overview(who, year))))
    report.row("/balance resume", in_ms(await _spent(lambda who: lists.waiting(who, NOW.date()))))
    report.row("/balance list, with a word", in_ms(await _spent(lambda who: lists.all(who, WORD))))
    database.close()


async def _open(lists: Queries, look: Look, person: str) -> int:
    """What happens when App Home is opened, but for the calls to Slack: the length of the view."""
    view = draw(await lists.home(person, look, NOW.date()), look, "https://bench.slack.example/", NOW)
    return len(json.dumps(view))


async def _spent(act: Callable[[str], Awaitable[object]]) -> list[float]:
    """Seconds that it takes for each of some people; once before without the clock, as in a bot that runs."""
    for person in PEOPLE[:SOME]:
        await act(person)
    spent = []
    for person in PEOPLE[:SOME]:
        began = time.perf_counter()
        await act(person)
        spent.append(time.perf_counter() - began)
    return spent


async def _held_up(act: Callable[[], Awaitable[object]]) -> float:
    """The longest in seconds that the event loop was busy with nothing else while this was done."""
    acting = asyncio.ensure_future(act())
    longest = 0.0
    while not acting.done():
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    return longest


async def _channels_of(person: str) -> dict[str, bool]:
    """The bot is in all channels, everybody else in two private ones."""
    if not person:
        return {channel: channel in PRIVATE for channel in CHANNELS}
    first = PEOPLE.index(person) % (len(PRIVATE) - 1)
    return dict.fromkeys(sorted(PRIVATE)[first : first + 2], True)


async def _is_guest(_person: str) -> bool:
    return False
