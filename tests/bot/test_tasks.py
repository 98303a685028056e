"""Work after an acknowledgement: it is finished, or stopped in time, and failures disturb nobody."""

import asyncio
import logging

import pytest

from bot.tasks import Tasks
from storage.errors import OutOfReach, StorageError, StoreHeld, StoreUnavailable


async def test_a_stop_waits_for_what_runs() -> None:
    tasks, done = Tasks(), []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(True)

    tasks.spawn(work(), "work")
    await tasks.drain(5)
    assert done == [True]


async def test_a_stop_does_not_wait_for_ever() -> None:
    tasks = Tasks()
    stuck = tasks.spawn(asyncio.Event().wait(), "stuck")
    await tasks.drain(0)
    assert stuck.cancelled()


async def test_a_failure_is_logged_with_its_name_and_the_rest_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, done = Tasks(), asyncio.Event()

    async def fail() -> None:
        raise ValueError("no")

    async def work() -> None:
        done.set()

    with caplog.at_level(logging.ERROR):
        tasks.spawn(fail(), "the one that fails")
        tasks.spawn(work(), "the other")
        await tasks.drain(5)
    assert done.is_set()
    assert "the one that fails failed" in caplog.text
    assert "ValueError: no" in caplog.text


async def test_lasting_work_that_fails_is_begun_again_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    tasks, begun = Tasks(again_seconds=0), 0

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun < 4:
            raise KeyError("an assessment that cannot be read")

    await tasks.spawn_lasting(work, "listening")
    assert begun == 4
    assert tasks.failures == {"listening": 3}
    assert "listening failed (3 so far), and begins again in 0 s" in caplog.text
    assert "KeyError: 'an assessment that cannot be read'" in caplog.text


async def test_lasting_work_ends_when_it_is_told_to() -> None:
    tasks, failing = Tasks(again_seconds=60), asyncio.Event()

    async def fail() -> None:
        failing.set()
        raise KeyError

    lasting = tasks.spawn_lasting(fail, "sweep")
    await failing.wait()
    lasting.cancel()
    await tasks.drain(5)
    assert lasting.cancelled()
    assert tasks.failures == {"sweep": 1}


@pytest.mark.parametrize(
    ("error", "lines"), [(StoreUnavailable("full"), 1), (OutOfReach("dark"), 0), (StoreHeld("locked"), 0)]
)
async def test_what_fails_in_an_outage_adds_nothing_to_what_the_outage_says(
    error: StorageError, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = Tasks()

    async def fail() -> None:
        raise error

    with caplog.at_level(logging.INFO):
        tasks.spawn(fail(), "App Home")
        await tasks.drain(5)
    assert len(caplog.records) == lines
    assert not any(record.exc_info for record in caplog.records), "no traceback"


@pytest.mark.parametrize(("error", "lines"), [(StoreUnavailable("full"), 1), (StoreHeld("locked"), 0)])
async def test_lasting_work_that_fails_of_the_store_leaves_no_traceback(
    error: StorageError, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = Tasks(again_seconds=0)

    async def work() -> None:
        if not tasks.failures:
            raise error

    with caplog.at_level(logging.INFO):
        await tasks.spawn_lasting(work, "sweep")
    assert tasks.failures == {"sweep": 1}
    assert [record.exc_info for record in caplog.records] == [None] * lines


async def test_stopping_without_work_is_quick() -> None:
    await Tasks().drain(60)
