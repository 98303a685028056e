"""Settings: what is missing or wrong is named, and its value is never shown."""

import traceback
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings
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


def test_settings_are_read_from_a_file_as_well(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nBALANCE_LOG_LEVEL=debug\nOTHER=1\n")
    settings = Settings.from_environment()
    settings.check_bot_token()
    assert settings.log_level == "DEBUG"


def test_the_environment_is_stronger_than_the_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BALANCE_LOG_LEVEL=debug\n")
    environment.setenv("BALANCE_LOG_LEVEL", "ERROR")
    assert Settings.from_environment().log_level == "ERROR"


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


CHECKS = {
    "SLACK_BOT_TOKEN": (Settings.check_bot_token, "xoxb-"),
    "SLACK_APP_TOKEN": (Settings.check_app_token, "xapp-"),
}


@pytest.mark.parametrize("variable", CHECKS)
@pytest.mark.parametrize(
    "value",
    ["", SECRET, f"xoxp-{SECRET}", f"xoxe.xoxp-{SECRET}", "PREFIX", f"PREFIX{SECRET} ", f" PREFIX{SECRET}"],
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
    environment.setenv("SLACK_SIGNING_SECRET", SECRET)
    Settings.from_environment().check_signing_secret()


def test_settings_do_not_show_secrets_when_they_are_printed(environment: pytest.MonkeyPatch) -> None:
    for variable in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        environment.setenv(variable, SECRET)
    assert SECRET not in repr(Settings.from_environment())
