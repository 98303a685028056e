"""A disk that is really full: a small one of its own, which needs the right to make one."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.conftest import ROOT

_TRY = "mount -t tmpfs none /mnt"


@pytest.fixture(scope="module")
def unshare() -> list[str]:
    command = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
    try:
        subprocess.run([*command, _TRY], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine does not let a test make a disk")
    return command


def on_a_small_disk(unshare: list[str], folder: Path, *commands: str) -> subprocess.CompletedProcess[str]:
    """Run these with `disk` as a disk of 1 MB that has the database on it."""
    script = [
        "mkdir disk",
        "mount -t tmpfs -o size=1m none disk",
        "balance db upgrade",
        *commands,
    ]
    balance = shlex.join([sys.executable, "-m", "bot.cli"])
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "BALANCE_DATABASE_URL": f"sqlite:///{folder / 'disk' / 'balance.db'}",
    }
    lines = "\n".join([f'balance() {{ {balance} "$@"; }}', *script])
    return subprocess.run(
        [*unshare, lines], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


FILL = "cat /dev/zero > disk/fill 2>/dev/null || true"


def test_the_doctor_names_it(unshare: list[str], tmp_path: Path) -> None:
    ended = on_a_small_disk(unshare, tmp_path, FILL, "balance doctor || true")
    assert "balance.db is nearly full: 0 MB are left.\n         Make room" in ended.stdout
    assert "problem  BALANCE_DATABASE_URL: the database cannot be used: " in ended.stdout
    assert "If it is full, make room." in ended.stdout


def test_a_backup_on_it_fails_and_leaves_nothing(unshare: list[str], tmp_path: Path) -> None:
    ended = on_a_small_disk(
        unshare, tmp_path, "head -c 760000 /dev/zero > disk/fill", "balance backup disk/copy.db || ls disk"
    )
    told = r"no backup was made: the copy needs 0\.\d MB, and 0\.\d MB are left on that disk\."
    assert re.search(told, ended.stderr)
    assert ended.stdout.splitlines()[1:] == ["balance.db", "fill"]


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_either(unshare: list[str], tmp_path: Path) -> None:
    ended = on_a_small_disk(
        unshare, tmp_path, "head -c 725000 /dev/zero > disk/fill", "balance backup disk/copy.db || ls disk"
    )
    assert "no backup was made: " in ended.stderr
    assert ended.stdout.splitlines()[1:] == ["balance.db", "fill"]


def test_a_backup_elsewhere_works_all_the_same(unshare: list[str], tmp_path: Path) -> None:
    ended = on_a_small_disk(unshare, tmp_path, "balance backup copy.db")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "the copy was checked" in ended.stdout
