"""balance doctor, against the sandbox: what it finds, what it says to do, and that it tells no secret."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import manifest, ways
from bot.doctor.slack import examine
from bot.sandbox import AppManifest, Sandbox
from bot.slack.no_way import Obstacle
from storage import schema
from storage.database import Database
from tests.bot.environment import nothing_is_set

ROOT = Path(__file__).parents[3]

NOBODY_THERE = str(ways.blocked("127.0.0.1", Obstacle.NO_CONNECTION, about="SLACK_API_URL")).splitlines()[0]

Output = pytest.CaptureFixture[str]
Setting = pytest.MonkeyPatch


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=AppManifest.read(ROOT / "manifest.yml")) as sandbox:
        yield sandbox


@pytest.fixture
def setting(slack: Sandbox, tmp_path: Path, monkeypatch: Setting) -> Setting:
    """The environment of a bot that is set up well; each test spoils one thing."""
    nothing_is_set(monkeypatch, tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path / 'balance.db'}")
    return monkeypatch


@pytest.fixture
def database(tmp_path: Path, setting: Setting) -> Path:
    """A database as a start leaves it."""
    made = Database(f"sqlite:///{tmp_path / 'balance.db'}")
    schema.upgrade(made)
    made.close()
    return tmp_path / "balance.db"


def problems(output: Output) -> list[str]:
    return [line for line in output.readouterr().out.splitlines() if line.startswith("problem")]


async def test_a_bot_that_is_set_up_well_is_fine(setting: Setting, database: Path, capsys: Output) -> None:
    assert await examine() == 0
    said = capsys.readouterr().out
    assert "problem" not in said.replace("as a problem", "")
    assert "Riverside Council" in said
    assert f"all {len(manifest.scopes())} are granted" in said
    assert "up to date" in said
    assert said.endswith("Everything is fine.\n")


async def test_each_line_says_in_a_word_whether_it_is_ok(setting: Setting, capsys: Output) -> None:
    setting.delenv("SLACK_APP_TOKEN")
    await examine()
    lines = capsys.readouterr().out.splitlines()[:-2]
    assert all(line.startswith(("ok       ", "problem  ", "         ")) for line in lines)


async def test_before_the_first_start_nothing_is_made(
    setting: Setting, tmp_path: Path, capsys: Output
) -> None:
    assert await examine() == 0
    assert "is made at the first start" in capsys.readouterr().out
    assert not (tmp_path / "balance.db").exists()


async def test_a_folder_of_the_database_that_is_not_there_is_made_later(
    setting: Setting, tmp_path: Path, capsys: Output
) -> None:
    setting.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path / 'not' / 'yet' / 'balance.db'}")
    assert await examine() == 0
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN: is not set"),
        ("SLACK_BOT_TOKEN", "xoxp-secret-1234", "SLACK_BOT_TOKEN: is the wrong kind"),
        ("SLACK_APP_TOKEN", "", "SLACK_APP_TOKEN: is not set"),
        ("SLACK_APP_TOKEN", "xoxb-secret-1234", "SLACK_APP_TOKEN: is the wrong kind"),
        ("SLACK_API_URL", "secret-1234", "SLACK_API_URL: should be an address"),
        ("BALANCE_LOG_LEVEL", "secret-1234", "BALANCE_LOG_LEVEL: should be one of"),
        ("BALANCE_FRAMEWORK", "/no/such/file.yml", "BALANCE_FRAMEWORK: /no/such/file.yml: does not exist"),
    ],
)
async def test_a_variable_that_is_missing_or_wrong_is_named(
    variable: str, value: str, said: str, setting: Setting, capsys: Output
) -> None:
    setting.setenv(variable, value)
    assert await examine() == 2
    out = capsys.readouterr().out
    assert f"problem  {said}" in out
    assert "secret-1234" not in out


async def test_the_app_token_is_not_needed_to_serve_over_http(setting: Setting, capsys: Output) -> None:
    setting.delenv("SLACK_APP_TOKEN")
    setting.setenv("SLACK_SIGNING_SECRET", "5" * 32)
    assert await examine() == 0
    assert "fine for balance serve; balance run needs it" in capsys.readouterr().out


@pytest.mark.parametrize("variable", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_refuses_is_a_problem(
    variable: str, setting: Setting, capsys: Output
) -> None:
    kind = "xoxb" if variable == "SLACK_BOT_TOKEN" else "xapp"
    setting.setenv(variable, f"{kind}-secret-1234")
    assert await examine() == 1
    out = capsys.readouterr().out
    assert f"problem  {variable}: Slack refuses it (invalid_auth)." in out
    assert "Copy the token anew" in out
    assert "secret-1234" not in out


async def test_an_address_where_nothing_answers_is_a_problem(setting: Setting, capsys: Output) -> None:
    setting.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert await examine() == 1
    assert problems(capsys) == [NOBODY_THERE]


async def test_an_address_where_nothing_answers_is_found_with_the_app_token_alone(
    setting: Setting, capsys: Output
) -> None:
    setting.delenv("SLACK_BOT_TOKEN")
    setting.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    await examine()
    assert NOBODY_THERE in problems(capsys)


async def test_an_address_where_something_else_answers_is_a_problem(
    slack: Sandbox, setting: Setting, capsys: Output
) -> None:
    setting.setenv("SLACK_API_URL", f"{slack.url}elsewhere/")
    assert await examine() == 1
    [problem] = problems(capsys)
    assert problem.startswith("problem  SLACK_API_URL: 127.0.0.1 answers, but not as Slack does")


async def test_scopes_that_are_missing_are_named(setting: Setting, capsys: Output) -> None:
    fewer = AppManifest.from_mapping(manifest.load())
    fewer = AppManifest(fewer.name, fewer.scopes - {"chat:write", "im:history"}, fewer.events)
    async with Sandbox(manifest=fewer) as slack:
        setting.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        setting.setenv("SLACK_APP_TOKEN", slack.app_token)
        setting.setenv("SLACK_API_URL", slack.api_url)
        assert await examine() == 1
    out = capsys.readouterr().out
    assert "problem  Scopes: the bot token lacks chat:write, im:history." in out
    assert "install the app to the workspace again" in out


async def test_scopes_that_are_too_many_are_only_mentioned(setting: Setting, capsys: Output) -> None:
    more = AppManifest.from_mapping(manifest.load())
    more = AppManifest(more.name, more.scopes | {"users:read.email"}, more.events)
    async with Sandbox(manifest=more) as slack:
        setting.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        setting.setenv("SLACK_APP_TOKEN", slack.app_token)
        setting.setenv("SLACK_API_URL", slack.api_url)
        assert await examine() == 0
    assert "Balance does not need users:read.email." in capsys.readouterr().out


async def test_an_url_that_is_no_database_is_a_problem(setting: Setting, capsys: Output) -> None:
    setting.setenv("BALANCE_DATABASE_URL", "secret-1234 here")
    assert await examine() == 2
    out = capsys.readouterr().out
    assert "problem  BALANCE_DATABASE_URL: the database cannot be used: this is not a database URL" in out
    assert "secret-1234" not in out


async def test_a_server_that_is_not_there_is_a_problem_and_its_password_stays_secret(
    setting: Setting, capsys: Output
) -> None:
    setting.setenv("BALANCE_DATABASE_URL", "postgresql://balance:secret-1234@127.0.0.1:9/balance")
    assert await examine() == 1
    out = capsys.readouterr().out
    assert "problem  BALANCE_DATABASE_URL: the database cannot be used: " in out
    assert "secret-1234" not in out


async def test_a_database_of_a_newer_version_is_a_problem(
    setting: Setting, database: Path, capsys: Output
) -> None:
    newer = Database(f"sqlite:///{database}")
    newer.write_now(
        lambda transaction: transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    newer.close()
    assert await examine() == 1
    assert "problem  Database: the database is at version 9999" in capsys.readouterr().out


@pytest.mark.parametrize(("seconds", "wrong"), [(4, 0), (7, 1)])
async def test_a_clock_that_is_wrong_by_more_than_five_seconds_is_a_problem(
    seconds: float, wrong: int, slack: Sandbox, setting: Setting, database: Path, capsys: Output
) -> None:
    await slack.pass_time(seconds)
    assert await examine() == wrong
    assert [line.split(":")[0] for line in problems(capsys)] == ["problem  Clock"] * wrong


async def test_a_locked_database_is_a_problem(setting: Setting, database: Path, capsys: Output) -> None:
    other = Database(f"sqlite:///{database}").engine
    with other.execution_options(sqlite_begin="BEGIN EXCLUSIVE").begin():
        assert await examine() == 1
    other.dispose()
    out = capsys.readouterr().out
    assert "problem  BALANCE_DATABASE_URL: the database cannot be used: database is locked." in out
    assert "Another program holds the file." in out


async def test_a_damaged_file_is_a_problem(setting: Setting, tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "balance.db").write_bytes(os.urandom(4096))
    assert await examine() == 1
    assert "restore it from a backup" in capsys.readouterr().out


async def test_a_file_that_others_can_read_is_a_problem(
    setting: Setting, database: Path, capsys: Output
) -> None:
    os.chmod(database, 0o644)  # noqa: PTH101
    assert await examine() == 1
    assert f"Run chmod 600 {database}" in capsys.readouterr().out


async def test_looking_changes_nothing_in_the_database(setting: Setting, database: Path) -> None:
    before = rows_of(database)
    await examine()
    assert rows_of(database) == before


def rows_of(file: Path) -> dict[str, int | None]:
    opened = Database(f"sqlite:///{file}")
    with opened.engine.connect() as connection:
        counts = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("frameworks", "seen_events", "assessments")
        }
    opened.close()
    return counts


async def test_an_app_that_is_installed_for_a_whole_organisation_is_refused(
    slack: Sandbox, setting: Setting, database: Path, capsys: Output
) -> None:
    slack.neighbours.join_enterprise()
    assert await examine() == 0
    capsys.readouterr()
    slack.world.is_org_install = True
    assert await examine() != 0
    assert any("whole organisation" in problem for problem in problems(capsys))
