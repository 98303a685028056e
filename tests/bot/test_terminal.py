"""What commands say comes out wherever they are asked, also where it cannot be shown as it is meant."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.terminal import complain, say, speak_everywhere
from storage import schema
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.transaction import Transaction
from tests.storage.samples import FRAMEWORK, HERE, NOW, assessment

ROOT = Path(__file__).parents[2]
FOLDER = "Zoë’s “data” 字"
"""What neither ASCII nor Latin-1 has."""
PLACES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "1"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a store in it, in which an assessment is."""
    made = tmp_path / FOLDER
    made.mkdir()
    database = Database(url(made))
    schema.upgrade(database)
    frameworks = FrameworkStore()

    def fill(transaction: Transaction) -> None:
        frameworks.keep(transaction, FRAMEWORK, NOW)
        Repository(transaction, HERE, frameworks.load).add(assessment(title=FOLDER), NOW)

    database.write_now(fill)
    database.close()
    return made


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'balance.db'}"


def balance(place: str, folder: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "BALANCE_DATABASE_URL": url(folder),
    }
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env=environment | PLACES[place],
        input=said.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["doctor"], 2),  # no token is set
        (["db", "upgrade"], 0),
        (["export", "--all", "--to", "Zoë", "--format", "json,html,csv"], 0),
        (["verify", "--store"], 0),
        (["run"], 2),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_says_all_of_it(place: str, arguments: list[str], code: int, folder: Path) -> None:
    ended = balance(place, folder, *arguments)
    said = (ended.stdout + ended.stderr).decode(errors="strict" if place != "Latin-1" else "replace")
    assert "Traceback" not in said
    assert "UnicodeEncodeError" not in said
    assert ended.returncode == code, said


@pytest.mark.parametrize("place", PLACES)
def test_what_goes_to_programs_is_utf_8(place: str, folder: Path) -> None:
    heard = balance(place, folder, "understand", said="4 “because” 字 é\n")
    assert json.loads(heard.stdout.decode())["text"] == "4 “because” 字 é"
    drawn = balance(place, folder, "diagram")
    assert "“" in drawn.stdout.decode()


def test_what_cannot_be_shown_is_said_in_other_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="latin-1"))
    speak_everywhere()
    print("“Zoë’s – 字…” \udce9", flush=True)
    assert shown.getvalue().decode("latin-1") == '"Zoë\'s - \\u5b57..." \\udce9\n'


def test_no_name_and_no_word_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Files that somebody sent have the names that they gave them."""
    say("one\ttwo\nthree “é” 漢 \x1b]0;title\x07\x9b2J\u202egpj.exe\r\x00")
    complain("\x1b[2Ka file: is damaged")
    printed = capsys.readouterr()
    assert printed.out == "one\ttwo\nthree “é” 漢 \\x1b]0;title\\x07\\x9b2J\\u202egpj.exe\\r\\x00\n"
    assert printed.err == "balance: \\x1b[2Ka file: is damaged\n"
