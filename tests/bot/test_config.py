"""Settings: what is missing or wrong is named, and its value is never shown."""

import os
import time
import traceback
from errno import EACCES
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import NO_TEXT, ConfigError, Settings
from flows.sheet import default_sheet
from tests.bot.environment import nothing_is_set

SECRET = "secret-1234"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Nothing set, and no .env file."""
    nothing_is_set(monkeypatch, tmp_path)
    return monkeypatch


def test_nothing_need_be_set_to_begin_with() -> None:
    settings = Settings.from_environment()
    assert settings.api_url == "https://slack.com/api/"
    assert settings.log_level == "INFO"
    assert settings.framework is None


def test_the_database_is_kept_in_the_persons_data_folder(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert Settings.from_environment().database_url == f"sqlite:///{tmp_path}/data/balance/balance.db"


def test_whatever_that_folder_is_called_it_is_that_one(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("XDG_DATA_HOME", str(tmp_path / "a?b%41 #"))
    address = Settings.from_environment().store_address
    assert address.database == str(tmp_path / "a?b%41 #" / "balance" / "balance.db")


def test_settings_are_read_from_a_file_as_well(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nBALANCE_LOG_LEVEL=debug\nOTHER=1\n")
    settings = Settings.from_environment()
    settings.check_bot_token()
    assert settings.log_level == "DEBUG"


def test_the_environment_is_stronger_than_the_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BALANCE_LOG_LEVEL=debug\n")
    environment.setenv("BALANCE_LOG_LEVEL", "ERROR")
    assert Settings.from_environment().log_level == "ERROR"


def test_a_file_that_is_no_text_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(f"SLACK_BOT_TOKEN={SECRET}\n# \xfc".encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value) == f".env: {NO_TEXT}"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_file_that_is_too_large_for_settings_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"A={SECRET}\n" * 10_000)
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value) == ".env: is larger than 100 kB, so it is none of settings."


def test_a_line_can_name_another_one_and_the_environment(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("ELSEWHERE", "db.example")
    lines = (
        "export PASSWORD='a$b'",
        'BALANCE_DATABASE_URL="postgresql://${NAME:-balance}:${PASSWORD}@${ELSEWHERE}/${NOTHING}b"',
        "PASSWORD=another",
        "slack_bot_token=xoxb-${",
        "SLACK_APP_TOKEN",
    )
    (tmp_path / ".env").write_text("\n".join(lines))
    settings = Settings.from_environment()
    assert settings.database_url == "postgresql://balance:a$b@db.example/b"
    assert settings.bot_token.get_secret_value() == "xoxb-${"


UNREADABLE = {
    "a colon": (f"A=1\n\n\nBALANCE_DATABASE_URL: sqlite:////{SECRET}\n", 4),
    "a colon without a space": (f"\nBALANCE_DATABASE_URL:sqlite:////{SECRET}\n", 2),
    "a colon before the =": (f"BALANCE_DATABASE_URL:=sqlite:////{SECRET}\n", 1),
    "a space": (f"A=1\r\nBALANCE_DATABASE_URL sqlite:////{SECRET}\r\n", 2),
    "no closing quote": (f"# mine\nBALANCE_DATABASE_URL='sqlite:////{SECRET}", 2),
    "a quote around the name": (f'"BALANCE_DATABASE_URL"=sqlite:////{SECRET}', 1),
    "an open quote in the line above": (
        f'SLACK_BOT_TOKEN="{SECRET}\nBALANCE_DATABASE_URL="sqlite:////x"\n',
        1,
    ),
    "one that ends at a later quote": (f"A='{SECRET}\nBALANCE_DATABASE_URL=sqlite:////x\nB='\n", 1),
    "a first letter that only looks like ours": (f"A=1\n\u0412ALANCE_DATABASE_URL={SECRET}\n", 2),
}


@pytest.mark.parametrize(("lines", "number"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_line_that_cannot_be_read_is_named_by_its_number_and_not_shown(
    lines: str, number: int, tmp_path: Path
) -> None:
    """Passed over, it would have a bot begin another database."""
    (tmp_path / ".env").write_bytes(lines.encode())
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value).startswith(f".env, line {number}: ")
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert "BALANCE" not in str(caught.value)


def test_lines_of_other_programs_are_read_as_they_are(tmp_path: Path) -> None:
    lines = "# a comment\n\nexport A=1 # more\nPASSED_ON\na.b-c=x\nB='one\ntwo'\nBALANCE_LOG_LEVEL=error"
    odd = "1K=1\n//registry.example/:_auth=x\narr[0]=x\nPATH+=:/x\nSCHLÜSSEL=1\n[section]\nset -a\n. x\n"
    odd += "=x\nC='1' 2\nD='x\n"
    (tmp_path / ".env").write_text(odd + lines, encoding="utf-8")
    assert Settings.from_environment().log_level == "ERROR"


def test_a_name_that_looks_like_one_of_ours_and_is_none_is_said_once(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setattr("bot.config._told_of", set())
    environment.setenv("SLACK_SIGNIN_SECRET", SECRET)
    environment.setenv("BALANCE_SEED", "1")
    (tmp_path / ".env").write_text(
        f"BALANCE_DATABSE_URL={SECRET}\nBALANCE_DB=1\nSLACK_CLIENT_ID=1\nOTHER=1\n"
    )
    for _ in range(2):
        Settings.from_environment()
    assert capsys.readouterr().err.splitlines() == [
        "balance: BALANCE_DATABSE_URL is set, and is no setting of Balance. Is BALANCE_DATABASE_URL meant?",
        "balance: BALANCE_DB is set, and is no setting of Balance.",
        "balance: SLACK_SIGNIN_SECRET is set, and is no setting of Balance. Is SLACK_SIGNING_SECRET meant?",
    ]


DOUBLED = "A0=x\n" + "".join(f"A{one + 1}=${{A{one}}}${{A{one}}}\n" for one in range(40))


@pytest.mark.parametrize(
    "lines",
    [DOUBLED, "A=" + "x" * 1000 + "\nB=" + "${A}" * 101],
    ids=["line by line", "in one line"],
)
def test_a_file_of_which_too_much_comes_is_refused_before_it_has_come(lines: str, tmp_path: Path) -> None:
    """Forty lines would take a terabyte."""
    (tmp_path / ".env").write_text(lines)
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value).startswith(".env: is longer than 100 kB once")


@pytest.mark.parametrize("part", ["${", "${A:-", "${A:"])
def test_braces_without_an_end_take_no_time(part: str, tmp_path: Path) -> None:
    """Each was looked for until the end of the line. Eight times as many took 64 times as long."""

    def seconds(number: int) -> float:
        (tmp_path / ".env").write_text("A=" + part * number)
        begun = time.process_time()
        Settings.from_environment()
        return time.process_time() - begun

    few, many = (min(seconds(number) for _ in range(3)) for number in (2_000, 16_000))
    assert many / few < 20


@pytest.mark.parametrize("url", ["", "sqlite:///~/balance.db"])
def test_who_has_no_home_is_told_what_to_set(
    url: str, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    environment.delenv("HOME")
    environment.setattr("pwd.getpwuid", nobody)
    environment.setenv("BALANCE_DATABASE_URL", url)
    assert main(["diagram"]) == 0
    assert main(["status"]) == 2
    assert "BALANCE_DATABASE_URL: there is no home folder to keep it in" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may be allowed to read anything, so it is the reading that fails."""
    (tmp_path / ".env").write_text("BALANCE_LOG_LEVEL=debug\n")

    def refused(*_: object, **__: object) -> dict[str, str]:
        raise PermissionError(EACCES, os.strerror(EACCES), ".env")

    environment.setattr("flows.plain_file.read", refused)
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value) == ".env: cannot be read: Permission denied."


def test_an_empty_variable_is_not_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_API_URL", "")
    assert Settings.from_environment().api_url == "https://slack.com/api/"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api/"])
def test_an_address_ends_in_one_slash(url: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_API_URL", url)
    assert Settings.from_environment().api_url == "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("variable", "value", "should"),
    [
        ("BALANCE_LOG_LEVEL", SECRET, "should be one of DEBUG, INFO, WARNING, ERROR"),
        ("SLACK_API_URL", SECRET, "should be an address such as https://slack.com/api/"),
        ("SLACK_API_URL", f"ftp://{SECRET}/", "should be an address"),
        ("SLACK_API_URL", f"https:///{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://[{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://slack.example:{SECRET}/", "should be an address"),
        ("SLACK_API_URL", f"https://slack.example:99999/{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://slack.example:/api/?token={SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://slack.example/api/#{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://slack example/{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://.../{SECRET}", "should be an address"),
        ("SLACK_API_URL", f"https://{'a' * 70}/{SECRET}", "should be an address"),
        (
            "SLACK_API_URL",
            f"https://amina:{SECRET}@slack.example/",
            "should have no user name and no password",
        ),
        ("SLACK_API_URL", f"https://{SECRET}@slack.example/", "should have no user name and no password"),
        ("SLACK_API_URL", f"https://:{SECRET}@slack.example", "should have no user name and no password"),
    ],
)
def test_a_wrong_value_is_named_by_its_variable_and_not_shown(
    variable: str, value: str, should: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(variable, value)
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable}: {should}")
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("host", ["a..b", "..", f"{'a' * 64}", "[a..b]"])
def test_an_address_for_health_that_nobody_can_have_is_refused_at_once(
    host: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("BALANCE_HEALTH_ADDRESS", f"{host}:9090")
    with pytest.raises(ConfigError, match="BALANCE_HEALTH_ADDRESS: should be an address such as"):
        Settings.from_environment()


@pytest.mark.parametrize("host", ["", "localhost", "0.0.0.0", "[::1]", "here.example."])
def test_an_address_for_health_is_a_name_or_a_number(host: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BALANCE_HEALTH_ADDRESS", f"{host}:9090")
    assert Settings.from_environment().health == (host.strip("[]") or "127.0.0.1", 9090)


@pytest.mark.parametrize("variable", sorted(str(field.alias) for field in Settings.model_fields.values()))
def test_a_nul_in_the_file_of_settings_is_named_by_its_variable_and_not_shown(
    variable: str, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"{variable}={SECRET}\0{SECRET}\n")
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment()
    assert str(caught.value) == f"{variable}: has a character in it that cannot be seen (NUL). Write it anew."
    assert SECRET not in "".join(traceback.format_exception(caught.value))


CHECKS = {
    "SLACK_BOT_TOKEN": (Settings.check_bot_token, "xoxb-"),
    "SLACK_APP_TOKEN": (Settings.check_app_token, "xapp-"),
}


@pytest.mark.parametrize("variable", CHECKS)
@pytest.mark.parametrize(
    "value",
    ["", SECRET, f"xoxp-{SECRET}", f"xoxe.xoxp-{SECRET}", "PREFIX", "PREFIX "],
)
def test_a_token_that_is_missing_or_of_the_wrong_kind_is_said_to_be_so(
    value: str, variable: str, environment: pytest.MonkeyPatch
) -> None:
    check, prefix = CHECKS[variable]
    environment.setenv(variable, value.replace("PREFIX", prefix))
    settings = Settings.from_environment()
    with pytest.raises(ConfigError) as caught:
        check(settings)
    assert caught.value.variable == variable
    assert ("is not set" if not value else "is the wrong kind of token") in str(caught.value)
    assert f"it begins with {prefix}" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("variable", CHECKS)
def test_a_token_of_the_right_kind_is_fine(variable: str, environment: pytest.MonkeyPatch) -> None:
    check, prefix = CHECKS[variable]
    environment.setenv(variable, f"{prefix}{SECRET}")
    check(Settings.from_environment())


def test_http_needs_a_signing_secret(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="SLACK_SIGNING_SECRET: is not set"):
        Settings.from_environment().check_signing_secret()
    environment.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef" * 2)
    Settings.from_environment().check_signing_secret()


WRONG_SECRETS = [SECRET, "A" * 32, "a" * 31, "a" * 33, f"{'a' * 31}é"]


@pytest.mark.parametrize("value", WRONG_SECRETS)
def test_a_signing_secret_that_slack_cannot_have_given_is_refused(
    value: str, environment: pytest.MonkeyPatch
) -> None:
    """With it, every request of Slack's would be."""
    environment.setenv("SLACK_SIGNING_SECRET", value)
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment().check_signing_secret()
    assert caught.value.variable == "SLACK_SIGNING_SECRET"
    assert value not in str(caught.value)


def test_what_only_speaks_as_slack_does_may_have_other_secrets(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_SIGNING_SECRET", SECRET)
    environment.setenv("SLACK_API_URL", "https://chat.example/api/")
    settings = Settings.from_environment()
    settings.check_signing_secret()
    assert settings.signing_secret_is_strange


@pytest.mark.parametrize(
    ("url", "slacks"),
    [
        ("https://slack.com/api/", True),
        ("https://www.slack.com/api/", True),
        ("https://slack-gov.com/api/", True),
        ("https://notslack.com/api/", False),
        ("https://slack.com.example/api/", False),
    ],
)
def test_it_is_known_who_is_slack(url: str, slacks: bool, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_API_URL", url)
    assert Settings.from_environment().is_slacks is slacks


CHECKED = CHECKS | {"SLACK_SIGNING_SECRET": (Settings.check_signing_secret, "")}


@pytest.mark.parametrize("variable", CHECKED)
@pytest.mark.parametrize("around", [" {}", "{}\n", "\t{} \r\n", "\u00a0{}"])
def test_white_space_around_a_secret_is_no_part_of_it(
    around: str, variable: str, environment: pytest.MonkeyPatch
) -> None:
    check, prefix = CHECKED[variable]
    environment.setenv(variable, around.format(prefix + "a" * 32))
    settings = Settings.from_environment()
    check(settings)
    kept = {field.alias: name for name, field in Settings.model_fields.items()}[variable]
    assert getattr(settings, kept).get_secret_value() == prefix + "a" * 32


@pytest.mark.parametrize("variable", CHECKED)
@pytest.mark.parametrize("within", [" ", "\n", "\t", "\u00a0", "\u200b", "é"])
def test_white_space_within_a_secret_is_said_to_be_there(
    within: str, variable: str, environment: pytest.MonkeyPatch
) -> None:
    check, prefix = CHECKED[variable]
    environment.setenv(variable, f"{prefix}aaaa{within}{SECRET}")
    with pytest.raises(ConfigError) as caught:
        check(Settings.from_environment())
    assert caught.value.variable == variable
    assert "white space within it" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_tokens_that_are_swapped_are_said_to_be_so(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_BOT_TOKEN", f"xapp-{SECRET}")
    environment.setenv("SLACK_APP_TOKEN", f"xoxb-{SECRET}")
    settings = Settings.from_environment()
    with pytest.raises(ConfigError, match=r"SLACK_BOT_TOKEN: .* belongs in SLACK_APP_TOKEN"):
        settings.check_bot_token()
    with pytest.raises(ConfigError, match=r"SLACK_APP_TOKEN: .* belongs in SLACK_BOT_TOKEN"):
        settings.check_app_token()


def test_white_space_alone_is_not_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_API_URL", "  ")
    environment.setenv("SLACK_BOT_TOKEN", "\n")
    settings = Settings.from_environment()
    assert settings.api_url == "https://slack.com/api/"
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN: is not set"):
        settings.check_bot_token()


def test_settings_do_not_show_secrets_when_they_are_printed(environment: pytest.MonkeyPatch) -> None:
    for variable in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        environment.setenv(variable, SECRET)
    assert SECRET not in repr(Settings.from_environment())


def test_a_sheet_is_the_one_of_balance_ones_own_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALANCE_SHEET", raising=False)
    assert Settings.from_environment().read_sheet() == default_sheet()
    monkeypatch.setenv("BALANCE_SHEET", "None")
    assert Settings.from_environment().read_sheet() is None
    for wrong in ("nowhere.yml", str(tmp_path)):
        monkeypatch.setenv("BALANCE_SHEET", wrong)
        with pytest.raises(ConfigError) as caught:
            Settings.from_environment().read_sheet()
        assert caught.value.variable == "BALANCE_SHEET"
        assert wrong in str(caught.value)
