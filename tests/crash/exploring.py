"""Drives a property test: plans are drawn by hypothesis, played, and made shorter where one fails.

make test                                  short: the plans of seed 1
make soak MINUTES=30                       long: the plans of random seeds, one seed after the other
BALANCE_SEED=17 pytest tests/crash/...     the plans of this seed again
BALANCE_SEED=17 BALANCE_PLAN=AXic... pytest tests/crash/...   only this one of them, as hypothesis printed it

Whole plans are drawn by hypothesis before they are played, not step by step by a RuleBasedStateMachine: the
bot is a process of its own and many events are in flight at once, so what is true when a step begins depends
on who was faster, and a machine whose rules ask that draws something else each time. Each step makes sense
wherever it stands, so plans shrink by leaving out steps.
"""

import asyncio
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, reproduce_failure, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import DidNotReproduce

P = TypeVar("P")

AT_ONCE = 3
"""Each example of a seed is up to so many plans."""
SHRINKING = 120.0
"""Seconds for making a failing plan shorter; then the shortest so far must do."""


class Failed(AssertionError):
    """One kind of failure, raised in one place, so that hypothesis shrinks towards any of them."""


@dataclass
class Runs(Generic[P]):
    """Plays plans and remembers what came of them. A plan that failed once has failed: who was faster may
    differ the next time, and hypothesis would call that flaky."""

    one: Callable[[P, Path], Awaitable[set[str]]]
    """Plays one plan in this folder, and tells what occurred in it. Raises what does not hold."""
    held: set[P] = field(default_factory=set)
    failed: dict[P, Exception] = field(default_factory=dict)
    occurred: Counter[str] = field(default_factory=Counter)
    """In how many plans each kind of act, fault and outcome occurred."""
    until: float | None = None
    """When to stop making a failing plan shorter."""

    def play(self, plans: list[P]) -> None:
        """Several at once, each with a Slack and a bot of its own: a plan is mostly waiting."""
        new = [plan for plan in dict.fromkeys(plans) if plan not in self.held and plan not in self.failed]
        if self.until is None or time.monotonic() < self.until:
            asyncio.run(self._all(new))
        for plan in plans:
            if error := self.failed.get(plan):
                raise Failed(f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])) from error

    async def _all(self, plans: list[P]) -> None:
        await asyncio.gather(*(self._one(plan) for plan in plans))

    async def _one(self, plan: P) -> None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                self.occurred.update(await self.one(plan, Path(folder)))
                self.held.add(plan)
            except Exception as error:
                self.failed[plan] = error
                if self.until is None:
                    print(f"Making this shorter: {type(error).__name__}: {error}", flush=True)
                self.until = self.until or time.monotonic() + SHRINKING


def plan_or_none(plans: st.SearchStrategy[P]) -> st.SearchStrategy[P | None]:
    """Mostly a plan; none is the simplest."""
    return st.integers(0, 15).flatmap(lambda number: plans if number else st.none())


def explore(
    one: Callable[[P, Path], Awaitable[set[str]]], plans: st.SearchStrategy[P], examples: int
) -> list[str]:
    """Play so many examples of each seed; what failed, in words. Prints what occurred."""
    runs, failures = Runs(one), []
    for number in _seeds():
        try:
            _one_seed(runs, plans, examples, number)
        except Failed as error:
            words = "\n".join([f"BALANCE_SEED={number}: {error}", *getattr(error, "__notes__", [])])
            print(words, flush=True)
            failures.append(words)
            runs.until = None
    for name, count in sorted(runs.occurred.items()):
        print(f"{count:6} {name}")
    print(f"{len(runs.held)} plans held, {len(failures)} seeds failed", flush=True)
    return failures


def _one_seed(runs: Runs[P], plans: st.SearchStrategy[P], examples: int, number: int) -> None:
    """All plans of this seed, until one fails; raises what hypothesis made of that."""

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*[plan_or_none(plans)] * AT_ONCE))
    def every(drawn: tuple[P | None, ...]) -> None:
        runs.play([plan for plan in drawn if plan is not None])

    if blob := os.environ.get("BALANCE_PLAN"):
        every = reproduce_failure(hypothesis.__version__, blob.encode())(every)
    try:
        every()
    except DidNotReproduce:
        print("This plan held this time: it may need a slower or a quicker machine.")


def _seeds() -> Iterator[int]:
    if given := os.environ.get("BALANCE_SEED"):
        yield from map(int, given.split(","))
    elif minutes := os.environ.get("BALANCE_SOAK_MINUTES"):
        until = time.monotonic() + 60 * float(minutes)
        while time.monotonic() < until:
            yield random.SystemRandom().randrange(10**9)
    else:
        yield 1
