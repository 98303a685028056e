"""The examples, each played once for all processes of a run, and exported: records that came about as real
ones do, for whatever looks at one."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.bot.environment import VARIABLES

FOLDER = "BALANCE_TESTS_PLAYED"
"""Where they are. The first process of a run decides that; pytest-xdist's others inherit it."""
_PATIENCE = 280


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Played:
    """An example that was played, and exported from the store that it left."""

    folder: Path
    play: Ended
    export: Ended

    @property
    def store(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.folder / 'played.db'}"

    @property
    def exported(self) -> Path:
        """The folder of its export: of the tables, and within it that of the record."""
        return self.folder / "out"

    def file(self, form: str) -> Path:
        """Its record as `pdf`, `html`, `ods` or `json`."""
        [found] = self.exported.glob(f"*/record.{form}")
        return found


def choose_folder(config: pytest.Config) -> None:
    """Make a place for them, which goes with the run."""
    folder = tempfile.TemporaryDirectory(prefix="balance-played-")
    config.add_cleanup(folder.cleanup)
    os.environ[FOLDER] = folder.name


def played(name: str) -> Played:
    """Whoever asks first plays it, and the others wait for that."""
    folder = Path(os.environ[FOLDER]) / name
    folder.mkdir(exist_ok=True)
    kept = folder / "ended.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            play = _balance(folder, "sandbox", "--play", name, "--keep", "played")
            export = _balance(folder, "export", "--all", "--to", "out")
            kept.write_text(json.dumps([asdict(play), asdict(export)]))
    return Played(folder, *(Ended(**ended) for ended in json.loads(kept.read_text())))


def _balance(folder: Path, *arguments: str) -> Ended:
    set_for_it = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    ended = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env={**set_for_it, "HOME": str(folder), "BALANCE_DATABASE_URL": "sqlite:///played.db"},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
