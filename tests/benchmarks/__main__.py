"""`make bench`, or `make bench BENCH="workshop growth"`: the real bot as a process of its own, over the wire,
with a file database (`synchronous=FULL`).

Wall-clock figures depend on the machine, so how steady it was stands beside them; ratios and CPU do so less.
Exits with 1 if something went wrong that must never happen, such as a lost answer; a target that was missed
is said, and is no such thing. BENCH_FULL=1 runs what takes long in full.
"""

import asyncio
import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.benchmarks import (
    chain,
    clicks,
    exports,
    full_house,
    growth,
    home,
    memory,
    panels,
    processes,
    reminders,
    startup,
    thread,
)
from tests.benchmarks.figures import Report, Wrong
from tests.benchmarks.noise import listen, meanwhile

BENCHES: dict[str, Callable[[Report, Path], Awaitable[None]]] = {
    "clicks": clicks.clicks,
    "full_house": full_house.full_house,
    "answers": clicks.answers,
    "calls": clicks.calls,
    "workshop": panels.workshop_with_panels,
    "thread": thread.one_thread,
    "growth": growth.growth,
    "memory": memory.memory,
    "start": startup.start,
    "processes": processes.processes,
    "reminders": reminders.reminders,
    "home": home.home,
    "chain": chain.chain,
    "exports": exports.exports,
}
RESULTS = Path("bench.json")


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"No such bench: {', '.join(unknown)}. There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    report, wrong = Report(), []
    for name in names or BENCHES:
        print(f"{name}: {str(BENCHES[name].__doc__).splitlines()[0]}", flush=True)
        report.bench, report.noise[name] = name, listen()
        with tempfile.TemporaryDirectory() as folder:
            try:
                asyncio.run(_run(BENCHES[name], report, Path(folder)))
            except (Wrong, TimeoutError, AssertionError) as error:
                wrong.append(f"{name}: {error or type(error).__name__}")
                traceback.print_exc()
    print(f"\n{report.table()}\n")
    report.save(RESULTS)
    for what in wrong:
        print(f"WRONG  {what}")
    return 1 if wrong else 0


async def _run(bench: Callable[[Report, Path], Awaitable[None]], report: Report, folder: Path) -> None:
    hearing = asyncio.create_task(meanwhile(report.noise[report.bench]))
    try:
        await bench(report, folder)
    finally:
        hearing.cancel()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
