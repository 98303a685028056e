"""Whether another process still lives: only one that is surely dead is said to be."""

import os
import subprocess
import sys

from bot.reconciler import process

HERE = process.name().rsplit(":", 2)[0]


def test_two_names_of_one_process_differ() -> None:
    assert process.name() != process.name()
    assert process.name().startswith(f"{HERE}:{os.getpid()}:")


def test_a_process_of_this_machine_that_ended_is_dead() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not process.may_live(f"{HERE}:{ended.pid}:aa")


def test_a_process_of_this_machine_that_runs_may_live() -> None:
    assert process.may_live(f"{HERE}:{os.getppid()}:aa")


def test_an_earlier_process_with_our_number_is_dead() -> None:
    assert not process.may_live(f"{HERE}:{os.getpid()}:aa")


def test_nobody_knows_of_another_machine() -> None:
    assert process.may_live(f"elsewhere.example:{os.getpid()}:aa")


def test_what_is_no_name_of_ours_may_live() -> None:
    for holder in ("", "x", f"{HERE}:x:aa", HERE):
        assert process.may_live(holder)
