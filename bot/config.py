"""Settings from the environment and a .env file. What is wrong is named by variable, never by value."""

import re
from enum import IntEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_MORE_THAN_A_PLACE = re.compile(r"[\s\\?#]")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class ExitCode(IntEnum):
    """What each command of balance ends with."""

    FINE = 0
    FAILED = 1
    WRONG = 2
    """Used wrongly, or set up wrongly: to try again does not help."""


class ConfigError(Exception):
    """A setting is missing or wrong; the text names the variable and what it should look like."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


def _default_database() -> str:
    return f"sqlite:///{user_data_path('balance', appauthor=False) / 'balance.db'}"


class Settings(BaseSettings):
    """Everything that can be set. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_BOT_TOKEN")
    app_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr = Field(default=SecretStr(""), alias="SLACK_SIGNING_SECRET")
    api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    database_url: str = Field(default_factory=_default_database, alias="BALANCE_DATABASE_URL")
    log_level: str = Field(default="INFO", alias="BALANCE_LOG_LEVEL")
    framework: Path | None = Field(default=None, alias="BALANCE_FRAMEWORK")

    @classmethod
    def from_environment(cls) -> Self:
        """Read and check what every command needs. Raises ConfigError."""
        try:
            settings = cls()
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise ConfigError(str(first["loc"][0]), first["msg"].lower()) from None
        return settings._checked()

    def _checked(self) -> Self:
        level = self.log_level.upper()
        if level not in LOG_LEVELS:
            raise ConfigError("BALANCE_LOG_LEVEL", f"should be one of {', '.join(LOG_LEVELS)}.")
        _check_web_address("SLACK_API_URL", self.api_url)
        return self.model_copy(update={"log_level": level, "api_url": self.api_url.rstrip("/") + "/"})

    def check_bot_token(self) -> None:
        """Raises ConfigError unless a bot token is there."""
        _check_token(
            "SLACK_BOT_TOKEN",
            self.bot_token,
            "xoxb-",
            "a bot token. It is in your Slack app's settings under OAuth & Permissions",
        )

    def check_app_token(self) -> None:
        """Raises ConfigError unless an app-level token is there: Socket Mode needs one."""
        _check_token(
            "SLACK_APP_TOKEN",
            self.app_token,
            "xapp-",
            "an app-level token with connections:write. It is in your Slack app's settings under "
            "Basic Information, App-Level Tokens",
        )

    def check_signing_secret(self) -> None:
        """Raises ConfigError unless a signing secret is there: HTTP needs one."""
        if not self.signing_secret.get_secret_value():
            raise ConfigError(
                "SLACK_SIGNING_SECRET",
                "is not set. It is in your Slack app's settings under Basic Information, App Credentials.",
            )


def _check_web_address(variable: str, url: str) -> None:
    """Raises ConfigError for what nobody can connect to, and for what must not be printed or logged."""
    no_address = ConfigError(variable, "should be an address such as https://slack.com/api/.")
    try:
        address = urlsplit(url)
        host, _ = (address.hostname or "").encode("idna"), address.port  # ValueError if it is none
    except ValueError:
        raise no_address from None
    if "@" in address.netloc:
        words = "should have no user name and no password in it. Slack knows Balance by its tokens."
        raise ConfigError(variable, words)
    if not host or address.scheme not in ("http", "https") or _MORE_THAN_A_PLACE.search(url):
        raise no_address


def _check_token(variable: str, token: SecretStr, prefix: str, what: str) -> None:
    value = token.get_secret_value()
    if not value:
        raise ConfigError(variable, f"is not set. It should be {what}, and it begins with {prefix}")
    if not value.startswith(prefix) or value != value.strip() or len(value) <= len(prefix):
        raise ConfigError(
            variable, f"is the wrong kind of token. It should be {what}, and it begins with {prefix}"
        )
