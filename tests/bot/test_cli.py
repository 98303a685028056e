"""balance at the command line: what it prints, and its exit codes."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text, update

from bot import cli
from bot.app import open_store
from bot.cli import main
from bot.config import NO_TEXT, ConfigError, Settings
from bot.slack.no_way import WORDS, Obstacle
from flows.framework import default_framework
from storage import deadline, patience, schema
from storage.database import Database
from storage.engine import for_writing
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.tables import ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.bot.environment import nothing_is_set
from tests.network import Network
from tests.postgres import Postgres
from tests.storage.samples import FRAMEWORK, NOW, assessment

ROOT = Path(__file__).parents[2]
SECRET = "secret-1234"


class Shell:
    """A folder with nothing in it, and nothing set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "balance.db"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "BALANCE_DATABASE_URL": f"sqlite:///{self.database}",
        }

    def balance(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=self.folder,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--all", "--to", ""],
        ["import", ""],
        ["import", "a.json", ""],
        ["verify", ""],
        ["about", "U1", "--to", ""],
        ["backup", ""],
        ["restore", ""],
        ["voices", "form", "one", "--who", "tenants", "--to", ""],
        ["voices", "import", ""],
        ["sandbox", "--keep", ""],
        ["sandbox", "--play", ""],
    ],
    ids=" ".join,
)
def test_a_path_that_is_empty_is_2_and_nothing_is_written(arguments: list[str], shell: Shell) -> None:
    """As where a variable of the shell is not set."""
    ended = shell.balance(*arguments)
    assert ended.returncode == 2
    assert ("it is empty" in ended.stderr) == (arguments[0] != "sandbox")  # which has words of its own
    assert "Traceback" not in ended.stderr
    assert not list(shell.folder.iterdir())


TOKENS = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_APP_TOKEN": f"xapp-{SECRET}"}
NOBODY_THERE = {"SLACK_API_URL": "http://127.0.0.1:9/api/"}


def test_it_tells_its_version(shell: Shell) -> None:
    ended = shell.balance("--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("balance ")


def test_help_names_every_command(shell: Shell) -> None:
    ended = shell.balance("--help")
    assert ended.returncode == 0
    told = re.findall(r"^    (\w+)(?:  |$)", ended.stdout, re.MULTILINE)
    assert told == re.findall(r"\w+", str(cli.__doc__).split(".")[0])[1:], "in one order everywhere"


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "fast"], ["serve", "--port", "99999"], ["db"]])
def test_wrong_usage_is_2_and_says_how_it_is_used(arguments: list[str], shell: Shell) -> None:
    ended = shell.balance(*arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("usage: balance")


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (["run"], {}, "SLACK_BOT_TOKEN: is not set"),
        (["run"], {"SLACK_BOT_TOKEN": SECRET}, "SLACK_BOT_TOKEN: is the wrong kind of token"),
        (["run"], TOKENS | {"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN: is not set"),
        (["run"], TOKENS | {"SLACK_APP_TOKEN": f"xoxb-{SECRET}"}, "SLACK_APP_TOKEN: is the wrong kind"),
        (["run"], TOKENS | {"SLACK_API_URL": SECRET}, "SLACK_API_URL: should be an address"),
        (
            ["run"],
            TOKENS | {"SLACK_API_URL": f"https://amina:{SECRET}@slack.example/api/"},
            "SLACK_API_URL: should have no user name and no password in it",
        ),
        (
            ["run"],
            TOKENS | {"BALANCE_DATABASE_URL": f"postgresql://balance:{SECRET}@db.example:port/balance"},
            "BALANCE_DATABASE_URL: this is not a database URL",
        ),
        (
            ["run"],
            TOKENS | {"BALANCE_DATABASE_URL": f"postgresql://127.0.0.1:9/balance?password={SECRET}"},
            "BALANCE_DATABASE_URL: ",
        ),
        (["run"], TOKENS | {"BALANCE_DATABASE_URL": SECRET}, "BALANCE_DATABASE_URL: this is not a database"),
        (
            ["run"],
            TOKENS | {"BALANCE_DATABASE_URL": f"mysql://balance:{SECRET}@db.example/balance"},
            "BALANCE_DATABASE_URL: this is a database of another kind: mysql. Balance works with SQLite",
        ),
        (["run"], {"BALANCE_LOG_LEVEL": SECRET}, "BALANCE_LOG_LEVEL: should be one of DEBUG"),
        (["run"], TOKENS | {"BALANCE_FRAMEWORK": "no.yml"}, "BALANCE_FRAMEWORK: no.yml: does not exist"),
        (["serve"], TOKENS, "SLACK_SIGNING_SECRET: is not set"),
        (
            ["serve"],
            TOKENS | {"SLACK_SIGNING_SECRET": SECRET},
            "SLACK_SIGNING_SECRET: is no signing secret: one has 32 characters",
        ),
        (["run"], {"SLACK_BOT_TOKEN": f"xoxb-1 {SECRET}"}, "SLACK_BOT_TOKEN: has white space within it"),
        (
            ["run"],
            TOKENS | {"HTTPS_PROXY": f"socks5://{SECRET}"},
            "HTTPS_PROXY: should be the address of a proxy",
        ),
        (["run"], TOKENS | {"SSL_CERT_FILE": "no.pem"}, "SSL_CERT_FILE: no.pem cannot be read"),
        (["db", "upgrade"], {"BALANCE_DATABASE_URL": "x"}, "BALANCE_DATABASE_URL: this is not a database"),
        (["status"], {"BALANCE_HEALTH_ADDRESS": f"a..{SECRET}:1"}, "BALANCE_HEALTH_ADDRESS: should be an"),
        (
            ["run"],
            TOKENS | {"HTTPS_PROXY": f"http://a..{SECRET}:1"},
            "HTTPS_PROXY: should be the address of a",
        ),
        (["diagram"], {"BALANCE_FRAMEWORK": "no.yml"}, "BALANCE_FRAMEWORK: no.yml: does not exist"),
    ],
)
def test_what_is_set_wrong_is_2_and_named_and_never_shown(
    arguments: list[str], variables: dict[str, str], said: str, shell: Shell
) -> None:
    ended = shell.balance(*arguments, **variables)
    assert ended.returncode == 2
    assert f"balance: {said}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert SECRET not in ended.stdout + ended.stderr


MISPLACED = {
    "a token": f"xoxb-{SECRET}",
    "a webhook": f"https://hooks.slack.com/services/T0/B0/{SECRET}",
    "a webhook by its port": f"https://hooks.slack.com:443/services/T0/B0/{SECRET}",
    "a password": f"postgresql://balance:{SECRET}@db.example/balance",
}
"""Each works for whoever has it."""


@pytest.mark.parametrize("what", MISPLACED)
@pytest.mark.parametrize(
    "variable",
    ["BALANCE_FRAMEWORK", "BALANCE_SHEET", "SSL_CERT_FILE", "BALANCE_DATABASE_URL", "SLACK_API_URL"],
)
@pytest.mark.parametrize("command", ["run", "doctor", "db upgrade"])
def test_what_works_as_a_key_is_not_shown_whichever_setting_it_slipped_into(
    command: str,
    variable: str,
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nothing_is_set(monkeypatch, tmp_path)
    monkeypatch.setattr("bot.log.configure", lambda _level: None)
    # No token of its own, so that nobody is asked; to say where it connects, a start needs one.
    tokens = {} if command == "doctor" else {name: f"{value[:5]}1" for name, value in TOKENS.items()}
    path = f"sqlite:///{MISPLACED[what]}" if variable == "BALANCE_DATABASE_URL" else MISPLACED[what]
    wrong = {variable: path, "HTTPS_PROXY": "http://127.0.0.1:9"}  # whatever is asked, nobody hears of it
    for name, value in (tokens | NOBODY_THERE | wrong).items():
        monkeypatch.setenv(name, value)
    main(command.split())
    said = "".join(capsys.readouterr())
    assert said
    assert SECRET not in said


@pytest.mark.parametrize("what", MISPLACED)
@pytest.mark.parametrize("before", [[], ["serve", "--port"], ["restore"], ["doctor"]], ids=" ".join)
def test_nor_where_it_was_typed_among_the_arguments(before: list[str], what: str, shell: Shell) -> None:
    ended = shell.balance(*before, MISPLACED[what])
    assert ended.returncode == 2
    assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize("path", ["/key-1234/api/", "/api/key-1234", "//api/key-1234"])
def test_of_another_path_than_slacks_nothing_is_shown(path: str, shell: Shell) -> None:
    ended = shell.balance("run", **TOKENS, SLACK_API_URL=f"http://127.0.0.1:9{path}")
    assert ended.stdout.startswith("Slack:    http://127.0.0.1:9/")
    assert "key-1234" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("colon", ["：", "∶", "﹕"])
def test_a_password_behind_what_only_looks_like_a_colon_is_not_shown(colon: str, shell: Shell) -> None:
    for address in (f"balance{colon}{SECRET}@127.0.0.1:1/x", f"127.0.0.1:1/x{colon}{SECRET}"):
        address = f"postgresql://{address}"
        ended = shell.balance("run", **TOKENS, **NOBODY_THERE, BALANCE_DATABASE_URL=address)
        assert ended.stdout.splitlines()[1].startswith("Database: postgresql+psycopg://")
        assert "Traceback" not in ended.stderr
        assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "line", ["BALANCE_DATABASE_URL: sqlite:///other.db", "BALANCE_DATABASE_URL='sqlite:///other.db"]
)
@pytest.mark.parametrize("command", ["db upgrade", "sandbox --port 0", "sandbox --play warm-homes"])
def test_no_database_is_begun_where_a_line_of_the_settings_cannot_be_read(
    command: str, line: str, shell: Shell
) -> None:
    (shell.folder / ".env").write_text(f"\n{line}\n")
    del shell.environment["BALANCE_DATABASE_URL"]
    ended = shell.balance(*command.split())
    assert ended.returncode == 2
    assert ended.stderr.startswith("balance: .env, line 2: cannot be read.")
    assert "Traceback" not in ended.stderr
    assert [one.name for one in shell.folder.iterdir()] == [".env"]


WRONG_ADDRESSES = {
    f"postgresql://balance:p@{SECRET}@127.0.0.1:1/x": "there is an @ too many in it",
    f"postgresql://balance:{SECRET}@h..b/x": "the name of the server in it is none",
    "sqlite+aiosqlite:///x.db": "this is an address for another driver: aiosqlite",
    "sqlite:////tmp/a%00b.db": "this is not a database URL",
    "sqlite:///": "no file is named in it",
}
OPENING_COMMANDS = {
    "run": ["run"],
    "serve": ["serve"],
    "db upgrade": ["db", "upgrade"],
    "status": ["status"],
    "verify": ["verify", "--store"],
    "export": ["export", "--all", "--to", "out"],
    "backup": ["backup", "copy.db"],
    "restore": ["restore", "copy.db"],
    "forget": ["forget", "U1"],
    "doctor": ["doctor"],
}


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
@pytest.mark.parametrize("command", OPENING_COMMANDS)
def test_each_command_that_opens_the_database_says_that_its_address_is_wrong(
    command: str,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nothing_is_set(monkeypatch, tmp_path)
    monkeypatch.setattr("bot.log.configure", lambda _level: None)  # it would hold for the tests after this
    (tmp_path / "copy.db").touch()
    tokens = {} if command == "doctor" else TOKENS  # without them it asks nobody
    variables = tokens | NOBODY_THERE | {"SLACK_SIGNING_SECRET": "a" * 32, "BALANCE_DATABASE_URL": address}
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert main(OPENING_COMMANDS[command]) == 2
    said = "".join(capsys.readouterr())
    assert re.search(
        rf"BALANCE_DATABASE_URL: (the database cannot be used: )?{WRONG_ADDRESSES[address]}", said
    )
    assert SECRET not in said


@pytest.mark.parametrize("command", OPENING_COMMANDS)
def test_a_path_that_begins_in_a_folder_that_is_gone_is_2_and_named(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    nothing_is_set(monkeypatch, gone)
    gone.rmdir()
    monkeypatch.setattr("bot.log.configure", lambda _level: None)
    tokens = {} if command == "doctor" else TOKENS
    variables = tokens | NOBODY_THERE | {"SLACK_SIGNING_SECRET": "a" * 32}
    for variable, value in (variables | {"BALANCE_DATABASE_URL": "sqlite:///balance.db"}).items():
        monkeypatch.setenv(variable, value)
    assert main(OPENING_COMMANDS[command]) == 2
    assert re.search(
        r"^(balance:|problem ) BALANCE_DATABASE_URL: ", "".join(capsys.readouterr()), re.MULTILINE
    )


@pytest.mark.parametrize("command", ["run", "doctor", "status", "diagram"])
def test_a_file_of_settings_that_is_no_text_is_2_and_named(command: str, shell: Shell) -> None:
    """Such as one that an editor on Windows saved."""
    (shell.folder / ".env").write_text(f"SLACK_BOT_TOKEN=xoxb-{SECRET}\n# Grüße", encoding="utf-16")
    ended = shell.balance(command)
    assert ended.returncode == 2
    assert NO_TEXT in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLACK_SIGNING_SECRET", SECRET),
        ("SLACK_SIGNING_SECRET", f"{'a' * 16} {SECRET}"),
        ("SLACK_BOT_TOKEN", f"xoxb-1\u00a0{SECRET}"),
        ("SLACK_APP_TOKEN", f"xapp-1\n{SECRET}"),
    ],
)
def test_doctor_says_which_secret_is_of_the_wrong_shape(variable: str, value: str, shell: Shell) -> None:
    """Behind a proxy that is not there, so that nobody is asked."""
    ended = shell.balance("doctor", HTTPS_PROXY="http://127.0.0.1:9", **{variable: value})
    assert ended.returncode == 2
    assert re.search(
        rf"^problem  {variable}: (has white space|is no signing secret)", ended.stdout, re.MULTILINE
    )
    assert SECRET not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("host", ["..", "a..b", "a" * 64, b"\xff"])
def test_an_address_that_nobody_can_have_is_2_and_says_so(host: str | bytes, shell: Shell) -> None:
    secret = {"SLACK_SIGNING_SECRET": "a" * 32}
    ended = shell.balance("serve", "--host", os.fsdecode(host), **TOKENS, **NOBODY_THERE, **secret)
    assert "Traceback" not in ended.stderr
    assert "balance: --host, --port: cannot listen on" in ended.stderr
    assert ended.returncode == 2
    assert not shell.database.exists()


@pytest.mark.parametrize("variable", ["BALANCE_FRAMEWORK", "BALANCE_SHEET", "BALANCE_DATABASE_URL"])
def test_a_nul_in_a_file_of_settings_is_2_and_named(variable: str, shell: Shell) -> None:
    (shell.folder / ".env").write_text(f"{variable}=sqlite:///a\0b\n")
    shell.environment.pop(variable, None)
    ended = shell.balance("db", "upgrade")
    assert "Traceback" not in ended.stderr
    assert f"balance: {variable}: has a character in it" in ended.stderr
    assert ended.returncode == 2


@pytest.mark.parametrize("port", ["99999", "-1", "http", "80.5", "9" * 5_000])
@pytest.mark.parametrize("command", ["serve", "sandbox"])
def test_what_is_no_port_is_2_and_says_what_one_is(
    command: str, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, f"--port={port}"])
    assert ended.value.code == 2
    assert "is not a port. A port is a number from 0 to 65535." in capsys.readouterr().err


def test_a_network_that_is_not_there_is_1(shell: Shell) -> None:
    """What is set may well be right."""
    ended = shell.balance("run", **TOKENS, **NOBODY_THERE)
    assert ended.returncode == 1
    assert f"balance: SLACK_API_URL: {WORDS[Obstacle.NO_CONNECTION]}." in ended.stderr
    assert "Traceback" not in ended.stderr
    assert SECRET not in ended.stdout + ended.stderr


def test_the_database_is_made_and_brought_up_to_date(shell: Shell) -> None:
    for _ in range(2):
        ended = shell.balance("db", "upgrade")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.startswith(f"The database {shell.database} is up to date: version ")
    assert stat.S_IMODE(shell.database.stat().st_mode) == 0o600


def test_a_newer_database_is_2(shell: Shell) -> None:
    newer = Database(f"sqlite:///{shell.database}")
    schema.upgrade(newer)
    newer.write_now(
        lambda transaction: transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    newer.close()
    ended = shell.balance("run", **TOKENS, **NOBODY_THERE)
    assert ended.returncode == 2
    assert "BALANCE_DATABASE_URL: the database is at version 9999" in ended.stderr


@pytest.mark.parametrize("command", [["run"], ["db", "upgrade"]])
def test_an_empty_file_is_2_and_stays_empty(command: list[str], shell: Shell) -> None:
    """What a copy that was cut off leaves: not a new store."""
    shell.database.touch()
    ended = shell.balance(*command, **TOKENS, **NOBODY_THERE)
    assert ended.returncode == 2
    assert f"balance: BALANCE_DATABASE_URL: {shell.database} is empty. Nothing was changed." in ended.stderr
    assert "put a backup in its place" in ended.stderr
    assert [(file.name, file.stat().st_size) for file in shell.folder.iterdir()] == [("balance.db", 0)]


def test_a_damaged_database_is_2(shell: Shell) -> None:
    shell.database.write_bytes(b"not a database " * 500)
    ended = shell.balance("run", **TOKENS, **NOBODY_THERE)
    assert ended.returncode == 2
    assert f"BALANCE_DATABASE_URL: the database {shell.database} is no SQLite database" in ended.stderr
    assert "correct BALANCE_DATABASE_URL" in ended.stderr


@pytest.mark.parametrize("command", ["run", "db upgrade", "doctor", "status", "export --all --to out"])
def test_a_server_that_cannot_keep_every_sign_is_2_and_named(
    command: str, shell: Shell, postgres: Postgres
) -> None:
    url = postgres.in_encoding("SQL_ASCII")
    ended = shell.balance(*command.split(), **TOKENS, **NOBODY_THERE, BALANCE_DATABASE_URL=url)
    assert ended.returncode == 2
    said = ended.stdout + ended.stderr
    [line] = [line for line in said.splitlines() if "SQL_ASCII" in line]
    assert "BALANCE_DATABASE_URL: " in line
    assert "UTF8" in said
    assert "Traceback" not in said


def test_a_database_that_stays_locked_is_wrong_configuration(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.1)
    monkeypatch.setenv("BALANCE_DATABASE_URL", str(sqlite.url))
    with (
        for_writing(sqlite.engine).begin(),
        pytest.raises(ConfigError, match="BALANCE_DATABASE_URL: database is locked"),
    ):
        open_store(Settings.from_environment(), default_framework())


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["status"], "alembic_version"),
        (["status"], "processes"),
        (["doctor"], "alembic_version"),
        (["doctor"], "seen_events"),
        (["verify", "--store"], "assessments"),
        (["about", "U012AB3CD"], "activity"),
        (["forget", "U012AB3CD", "--yes"], "activity"),
        (["erase", "one"], "assessments"),
        (["export", "one", "--to", "out"], "assessments"),
        (["export", "--all", "--to", "out"], "assessments"),
        (["voices", "form", "one", "--who", "Tenants", "--to", "out"], "assessments"),
        (["db", "upgrade"], "alembic_version"),
        (["db", "upgrade"], "frameworks"),
        (["run"], "alembic_version"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else value,
)
def test_a_database_that_falls_silent_is_1_and_keeps_no_command_for_ever(
    arguments: list[str],
    word: str,
    network: Network,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its machine still acknowledges what is sent. It was reached, so what is set is right."""
    nothing_is_set(monkeypatch, tmp_path)
    monkeypatch.setattr("bot.log.configure", lambda _level: None)
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.5)
    for variable, value in (TOKENS | NOBODY_THERE | {"BALANCE_DATABASE_URL": network.url}).items():
        monkeypatch.setenv(variable, value)
    network.be_silent_from(word)
    assert main(arguments) == 1
    said = capsys.readouterr()
    problems = re.findall(r"^(?:balance:|problem ) (.*)", said.out + said.err, re.MULTILINE)
    assert any("database" in problem.lower() or "export" in problem for problem in problems)


def test_the_doctor_finds_what_is_missing(shell: Shell) -> None:
    ended = shell.balance("doctor")
    assert ended.returncode == 2
    assert "problem  SLACK_BOT_TOKEN: is not set" in ended.stdout
    assert ended.stderr == ""


def test_the_diagram_is_the_one_in_the_docs(shell: Shell) -> None:
    ended = shell.balance("diagram")
    assert ended.returncode == 0
    assert ended.stdout == (ROOT / "docs" / "machine.md").read_text(encoding="utf-8")


def test_a_question_file_with_a_bare_key_is_2_with_file_line_and_reason(shell: Shell) -> None:
    (shell.folder / "own.yml").write_text("id: own\non: 1\n")
    for command in (["run"], ["diagram"], ["db", "upgrade"]):
        ended = shell.balance(*command, **TOKENS, **NOBODY_THERE, BALANCE_FRAMEWORK="own.yml")
        assert ended.returncode == 2
        assert ended.stderr.startswith(
            "balance: BALANCE_FRAMEWORK: own.yml: “on” in line 2 cannot be the name of a field: it is not"
        )


def test_it_says_first_where_it_connects_and_where_its_data_is(shell: Shell) -> None:
    ended = shell.balance("run", **TOKENS, **NOBODY_THERE)
    assert ended.stdout == f"Slack:    http://127.0.0.1:9/api/\nDatabase: {shell.database}\n"


def test_sigterm_while_it_waits_for_slack_ends_it(shell: Shell) -> None:
    """A server that takes the call and never answers: a start that hangs can be ended."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/api/"
        running = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run"],
            cwd=shell.folder,
            env=shell.environment | TOKENS | {"SLACK_API_URL": address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        silent.settimeout(30)
        connection, _ = silent.accept()
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == -signal.SIGTERM
        connection.close()


def test_a_backup_is_made_beside_a_database_in_use_and_overwrites_nothing(shell: Shell) -> None:
    in_use = Database(f"sqlite:///{shell.database}")
    schema.upgrade(in_use)
    copy = shell.folder / "copy.db"
    with in_use.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
        ended = shell.balance("backup", "copy.db")
    in_use.close()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"{shell.database} was copied to copy.db, and the copy was checked.\n")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again = shell.balance("backup", "copy.db")
    assert again.returncode == 2
    assert again.stderr == "balance: no backup was made: copy.db is there already, and is not overwritten.\n"


def with_an_assessment(shell: Shell) -> Database:
    """The store, in which one is now."""
    database = Database(f"sqlite:///{shell.database}")
    schema.upgrade(database)
    frameworks = FrameworkStore()
    workspace = Workspace("T0HERE")

    def fill(transaction: Transaction) -> None:
        frameworks.keep(transaction, FRAMEWORK, NOW)
        Repository(transaction, workspace, frameworks.load).add(assessment(), NOW)

    database.write_now(fill)
    return database


def test_records_are_checked_beside_a_database_in_use(shell: Shell) -> None:
    assert shell.balance("verify").returncode == 2, "what is to be checked must be said"
    assert shell.balance("verify", "--store").returncode == 2, "there is no database yet"
    in_use = with_an_assessment(shell)
    with in_use.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
        ended = shell.balance("verify", "--store")
    assert (ended.returncode, ended.stderr) == (0, "")
    in_use.write_now(lambda transaction: transaction.execute(update(ASSESSMENTS).values(title="Other")))
    in_use.close()
    ended = shell.balance("verify", "--store")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith("one: ")


@pytest.mark.parametrize(
    "command",
    ["status", "verify --store", "about U0TOM", "erase one", "forget U0TOM", "export --all --to out"],
)
def test_what_only_looks_keeps_no_bot_from_writing(
    command: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("BALANCE_DATABASE_URL", shell.environment["BALANCE_DATABASE_URL"])
    bot, written = with_an_assessment(shell), list[str]()

    def write(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        with contextlib.closing(sqlite3.connect(shell.database, timeout=0, isolation_level=None)) as beside:
            beside.execute("BEGIN IMMEDIATE")
            beside.execute("COMMIT")
        written.append(statement)

    event.listen(Engine, "before_cursor_execute", write)
    try:
        main(command.split())
    finally:
        event.remove(Engine, "before_cursor_execute", write)
        bot.close()
    assert written


def test_of_an_earlier_version_nothing_is_said_of_the_records(shell: Shell) -> None:
    with contextlib.closing(sqlite3.connect(shell.database)) as made:
        made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        made.execute("INSERT INTO alembic_version VALUES ('0001')")
        made.commit()
    ended = shell.balance("verify", "--store")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "earlier version" in ended.stderr


def test_a_backup_of_postgresql_names_its_own_tool(shell: Shell) -> None:
    url = f"postgresql://balance:{SECRET}@127.0.0.1:9/balance"
    ended = shell.balance("backup", "copy.db", BALANCE_DATABASE_URL=url)
    assert ended.returncode == 2
    assert "For PostgreSQL use its own tool: pg_dump" in ended.stderr
    assert SECRET not in ended.stderr


def test_a_backup_that_fails_is_1(shell: Shell) -> None:
    shell.database.write_bytes(b"not a database " * 500)
    ended = shell.balance("backup", "copy.db")
    assert ended.returncode == 1
    assert f"balance: no backup was made: the database {shell.database} is no SQLite database" in ended.stderr
    assert not (shell.folder / "copy.db").exists()


def understood(lines: str, *options: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "bot.cli", "understand", *options]
    ended = subprocess.run(command, cwd=ROOT, input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_understand_says_what_is_heard_of_each_line() -> None:
    heard = understood("4 because\\nthey asked &amp; it helps\nbetween 3 and 4\nback in five\n6\n")
    nothing: dict[str, object] = {"rating": None, "reason": None, "offer": []}
    assert heard == [
        {
            "text": "4 because\nthey asked &amp; it helps",
            "heard": "rate",
            "rating": 4,
            "reason": "they asked & it helps",
            "offer": [],
        },
        {"text": "between 3 and 4", "heard": "rate", **nothing, "offer": [3, 4]},
        {"text": "back in five", "heard": None, **nothing},
        {"text": "6", "heard": "refused", **nothing},
    ]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("<@UBOT>: 4", "rate"),
        ("<@UBOT>, status", "status"),
        ("<@UBOT>: start Falls", "start"),
        ("list", "list"),
    ],
)
def test_understand_hears_what_is_said_to_the_bot(said: str, heard: str) -> None:
    assert understood(said, "--mention")[0]["heard"] == heard


class _Talkative(BaseHTTPRequestHandler):
    """Stands where Slack should, and gives no code for what is wrong."""

    def do_POST(self) -> None:
        said = b'{"ok": false, "error": "SEKRETBODY xoxb-9-9"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nothing of it in the test's output."""


@pytest.fixture
def talkative() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talkative) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/"
        server.shutdown()
        thread.join()


def in_a_thread(shell: Shell) -> tuple[str, ...]:
    """How an assessment is erased that stands in Slack too."""
    database = with_an_assessment(shell)
    stands = update(ASSESSMENTS).values(thread_ts="1700.000001")
    database.write_now(lambda transaction: transaction.execute(stands))
    database.close()
    return ("one", "--yes", "--by", "Grace", "--why", "Asked for")


@pytest.mark.parametrize("command", ["doctor", "erase"])
def test_what_does_not_look_like_a_code_of_slacks_is_shown_nowhere(
    command: str, shell: Shell, talkative: str
) -> None:
    more = in_a_thread(shell) if command == "erase" else ()
    ended = shell.balance(command, *more, **TOKENS, SLACK_API_URL=talkative)
    assert ended.returncode == 1
    assert "SEKRETBODY" not in ended.stdout + ended.stderr
    assert "xoxb" not in ended.stdout + ended.stderr.replace("begins with xoxb-", "")
    assert "unreadable_answer" in ended.stdout + ended.stderr


def test_what_a_command_logs_goes_through_the_filter(shell: Shell, talkative: str) -> None:
    """Each line is one of the log's own, and not as Python writes it where no log was set up."""
    ended = shell.balance("erase", *in_a_thread(shell), **TOKENS, SLACK_API_URL=talkative)
    logged = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
    assert "Slack refuses auth.test: unreadable_answer" in [line["message"] for line in logged]


def test_what_would_steer_the_terminal_is_no_more_in_what_the_doctor_says(shell: Shell) -> None:
    ended = shell.balance("doctor", **TOKENS, SSL_CERT_FILE="/x\x1b[31m")
    assert "/x\\x1b[31m cannot be read" in ended.stdout
    assert "\x1b" not in ended.stdout


@pytest.mark.parametrize("variable", ["BALANCE_FRAMEWORK", "BALANCE_SHEET"])
def test_a_setting_that_names_a_pipe_is_not_waited_for(variable: str, shell: Shell) -> None:
    os.mkfifo(shell.folder / "pipe")
    ended = shell.balance("doctor", **TOKENS, **NOBODY_THERE, **{variable: "pipe"})
    assert f"problem  {variable}: pipe" in ended.stdout
    assert "cannot be read: It is a pipe or a device, and no file." in ended.stdout
    assert ended.returncode == 2


def test_a_file_of_settings_that_is_a_pipe_is_not_waited_for(shell: Shell) -> None:
    os.mkfifo(shell.folder / ".env")
    ended = shell.balance("status")
    assert ended.stderr.startswith("balance: .env: cannot be read: It is a pipe or a device, and no file.")
    assert ended.returncode == 2


@pytest.mark.parametrize("command", [["verify"], ["import"], ["voices", "import"]], ids=" ".join)
def test_a_pipe_that_is_named_is_not_waited_for(command: list[str], shell: Shell) -> None:
    with_an_assessment(shell).close()
    os.mkfifo(shell.folder / "pipe")
    ended = shell.balance(*command, "pipe")
    assert "pipe: It is a pipe or a device, and no file." in ended.stderr
    assert ended.returncode == 2
