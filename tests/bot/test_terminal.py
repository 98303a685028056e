"""What commands say comes out wherever they are asked, also where it cannot be shown as it is meant."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.terminal import complain, say, show_progress, speak_everywhere
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


def test_no_token_comes_out_whoever_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    for speak in (say, complain, show_progress):
        speak("of xoxb-1-SECRET, and https:/hooks.slack.com/services/T0/SECRET, one\n")
    printed = capsys.readouterr()
    assert "SECRET" not in printed.out + printed.err
    assert [line.count("hooks.slack.com") for line in printed.out.split()].count(1) == 1, "the rest is said"


def unheard(folder: Path, *arguments: str, to: str) -> subprocess.CompletedProcess[str]:
    """A command of which nothing is heard: its output is closed at the other end, or on a full disk."""
    if to == "nobody":
        reading, writing = os.pipe()
        os.close(reading)
    else:
        writing = os.open("/dev/full", os.O_WRONLY)
    try:
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
            | {"BALANCE_DATABASE_URL": url(folder)},
            input="4 because\n" * 9,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        os.close(writing)


WHY = {
    "nobody": "",
    "a full disk": "balance: what it says cannot be written: No space left on device.\n",
}


@pytest.mark.parametrize("to", WHY)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["status"], 1),
        (["about", "U012AB3CD"], 1),
        (["understand"], 1),
        (["diagram"], 1),
        (["verify", "--store"], 1),
        (["doctor"], 2),  # no token is set
        (["db", "upgrade"], 0),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_not_heard_ends_no_command_in_the_middle(
    arguments: list[str], code: int, to: str, folder: Path
) -> None:
    """What was only to be told was not; what was to be done is done."""
    ended = unheard(folder, *arguments, to=to)
    assert (ended.stderr, ended.returncode) == (WHY[to], code)


@pytest.mark.parametrize("to", WHY)
def test_what_was_restored_is_so_though_nobody_hears_of_it(to: str, folder: Path) -> None:
    assert balance("C", folder, "backup", "bk.db").returncode == 0
    ended = unheard(folder, "restore", "bk.db", "--yes", to=to)
    assert (ended.stderr, ended.returncode) == (WHY[to], 0)
    assert list(folder.glob("balance.db.before-*"))


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_without_anywhere_to_complain_a_command_does_what_it_should(closed: str, folder: Path) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m bot.cli backup bk.db {closed}'],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
        | {"BALANCE_DATABASE_URL": url(folder)},
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0
    assert (folder / "bk.db").exists()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_what_uses_the_event_loop_ends_as_it_should_without_one_of_the_three(
    closed: str, folder: Path
) -> None:
    """Not with SIGABRT, as libuv would."""
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m bot.cli doctor {closed}'],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
        | {"BALANCE_DATABASE_URL": url(folder), "SLACK_API_URL": "http://127.0.0.1:9/api/"}
        | {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1, "Slack is not there"


@pytest.mark.parametrize(
    ("redirected", "why"),
    [("<&-", "it is closed"), ("< /proc/self/mem", "Input/output error")],
    ids=["closed", "broken"],
)
def test_without_input_there_is_nothing_to_understand(redirected: str, why: str, folder: Path) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m bot.cli understand {redirected}'],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = f"balance: the input cannot be read: {why}.\n"
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", said, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["erase", "\udcff"],
        ["export", "\udcff", "--to", "out"],
        ["voices", "form", "\udcff", "--who", "Tenants", "--to", "out"],
        ["voices", "import", "file", "--assessment", "\udcff"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]).replace("\udcff", "").strip(),
)
def test_of_what_is_no_text_there_is_no_assessment(arguments: list[str], folder: Path) -> None:
    ended = balance("C", folder, *arguments)
    assert "there is no assessment \\udcff." in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()
    assert ended.returncode == 2


@pytest.mark.parametrize("option", ["--by", "--why"])
def test_what_is_no_text_is_not_kept(option: str, folder: Path) -> None:
    ended = balance("C", folder, "erase", "one", "--yes", option, "\udcff")
    assert f"argument {option}: this is not text in UTF-8." in ended.stderr.decode()
    assert ended.returncode == 2
