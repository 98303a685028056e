"""Settings from the environment and a .env file. What is wrong is named by variable, never by value; only a
file that cannot be read is named too."""

import os
import re
from collections.abc import Iterable, Set
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot import env_file
from bot.env_file import NoSettings
from bot.terminal import complain
from flows import sheet
from flows.errors import SheetError
from flows.sheet import Sheet
from storage.address import address_of_store, of_file
from storage.errors import WrongAddress
from storage.lookup import is_host

if TYPE_CHECKING:
    from sqlalchemy import URL

_MORE_THAN_A_PLACE = re.compile(r"[\s\\?#]")
_USUAL_PATHS = ("/api/", "/")
_PORT = re.compile(r"[0-9]{1,5}")
LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"
NO_SHEET = "none"
FILE = ".env"
NO_HOME = "/nonexistent"
"""The home folder of a user who has none, as Debian calls it."""
CERTIFICATES = "SSL_CERT_FILE"
NO_TEXT = "is not text in UTF-8. Save it as UTF-8."
_ALIKE = 0.9
"""As SLACK_BOT_TOKN and SLACK_BOT_TOKEN are. SLACK_TOKEN may be another program's."""
_NAME = 60
_told_of: set[str] = set()
_VISIBLE = re.compile(r"[!-~]*")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_SLACKS = re.compile(r"(.+\.)?(slack|slack-gov)\.com")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class ExitCode(IntEnum):
    """What each command of balance ends with."""

    FINE = 0
    FAILED = 1
    WRONG = 2
    """Used wrongly, or set up wrongly: to try again does not help."""


class ConfigError(Exception):
    """A setting is missing or wrong; the text names the variable and what it should look like. Where the file
    of settings cannot be read, that is named in its place."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


SIGNING_SECRET = "SLACK_SIGNING_SECRET"  # noqa: S105 - its name
DATABASE = "BALANCE_DATABASE_URL"
_BEGINS = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}


def _default_database() -> str:
    return of_file(user_data_path("balance", appauthor=False) / "balance.db").render_as_string()


class Settings(BaseSettings):
    """Everything that can be set. White space around a value is no part of it, for it comes along when
    something is pasted; a variable with nothing else in it counts as not set."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_BOT_TOKEN")
    app_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr = Field(default=SecretStr(""), alias="SLACK_SIGNING_SECRET")
    api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    database_url: str = Field(default_factory=_default_database, alias="BALANCE_DATABASE_URL")
    log_level: str = Field(default="INFO", alias="BALANCE_LOG_LEVEL")
    framework: Path | None = Field(default=None, alias="BALANCE_FRAMEWORK")
    sheet_file: str = Field(default="", alias="BALANCE_SHEET")
    """A file, or NO_SHEET; empty: the sheet that comes with Balance."""
    health_address: str = Field(default="", alias="BALANCE_HEALTH_ADDRESS")
    """HOST:PORT, or a port on loopback; empty: nowhere of its own."""
    https_proxy: SecretStr = Field(default=SecretStr(""), alias="HTTPS_PROXY")
    http_proxy: SecretStr = Field(default=SecretStr(""), alias="HTTP_PROXY")
    no_proxy: str = Field(default="", alias="NO_PROXY")
    certificates: Path | None = Field(default=None, alias="SSL_CERT_FILE")

    @model_validator(mode="before")
    @classmethod
    def _trimmed(cls, given: dict[str, Any]) -> dict[str, Any]:
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, and after it the file, which is read by ourselves."""
        of_file = _of_file()
        _tell_of_slips({field.alias or "" for field in cls.model_fields.values()}, of_file)
        return init_settings, env_settings, InitSettingsSource(settings_cls, {**of_file})

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
        self._check_for_nul()
        level = self.log_level.upper()
        if level not in LOG_LEVELS:
            raise ConfigError("BALANCE_LOG_LEVEL", f"should be one of {', '.join(LOG_LEVELS)}.")
        _check_web_address("SLACK_API_URL", self.api_url)
        _ = self.health
        return self.model_copy(update={"log_level": level, "api_url": self.api_url.rstrip("/") + "/"})

    def _check_for_nul(self) -> None:
        """A .env file can hold one, which the environment cannot. No file and no address has one in it."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if "\0" in (value.get_secret_value() if isinstance(value, SecretStr) else str(value)):
                words = "has a character in it that cannot be seen (NUL). Write it anew."
                raise ConfigError(field.alias or name, words)

    @property
    def slack_place(self) -> str:
        """Where Slack is, fit to be printed: another path than the usual one may work as a key, as that of a
        webhook does."""
        address = urlsplit(self.api_url)
        path = address.path if address.path in _USUAL_PATHS else "/…"
        return f"{address.scheme}://{address.netloc}{path}"

    @property
    def health(self) -> tuple[str, int] | None:
        """Where health and metrics are told. Raises ConfigError for what is no address to listen on."""
        if not self.health_address:
            return None
        host, _, port = self.health_address.strip().rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        is_port = _PORT.fullmatch(port) and int(port) <= LAST_PORT
        if not is_port or _MORE_THAN_A_PLACE.search(host) or not is_host(host):
            raise ConfigError("BALANCE_HEALTH_ADDRESS", "should be an address such as 127.0.0.1:9090.")
        return host or LOOPBACK, int(port)

    @property
    def store_address(self) -> "URL":
        """The database's. Raises ConfigError for what is none, or none of a store that is kept."""
        try:
            address = address_of_store(self.database_url)
        except WrongAddress as error:
            raise ConfigError(DATABASE, str(error)) from None
        if str(address.database).startswith(f"{NO_HOME}/"):
            words = "there is no home folder to keep it in. Set it, for example to sqlite:////srv/balance.db."
            raise ConfigError(DATABASE, words)
        return address

    def read_sheet(self) -> Sheet | None:
        """The organisation's own sheet of facts, the one of Balance, or none. Raises ConfigError."""
        if self.sheet_file.strip().lower() == NO_SHEET:
            return None
        try:
            return sheet.read(Path(self.sheet_file)) if self.sheet_file else sheet.default_sheet()
        except SheetError as error:
            raise ConfigError("BALANCE_SHEET", str(error)) from None

    @property
    def is_slacks(self) -> bool:
        """Whether it is Slack itself that is talked to, and not something that speaks as it does."""
        return _SLACKS.fullmatch(urlsplit(self.api_url).hostname or "") is not None

    def check_bot_token(self) -> None:
        """Raises ConfigError unless a bot token is there."""
        _check_token(
            "SLACK_BOT_TOKEN",
            self.bot_token,
            "a bot token. It is in your Slack app's settings under OAuth & Permissions",
        )

    def check_app_token(self) -> None:
        """Raises ConfigError unless an app-level token is there: Socket Mode needs one."""
        _check_token(
            "SLACK_APP_TOKEN",
            self.app_token,
            "an app-level token with connections:write. It is in your Slack app's settings under "
            "Basic Information, App-Level Tokens",
        )

    def check_signing_secret(self) -> None:
        """Raises ConfigError unless a signing secret is there: HTTP needs one. One that Slack cannot have
        given is refused, for with it every request would be."""
        value = self.signing_secret.get_secret_value()
        where = "It is in your Slack app's settings under Basic Information, App Credentials."
        if not value:
            raise ConfigError(SIGNING_SECRET, f"is not set. {where}")
        _check_visible(SIGNING_SECRET, value)
        if self.is_slacks and self.signing_secret_is_strange:
            raise ConfigError(
                SIGNING_SECRET,
                f"is no signing secret: one has 32 characters, of 0 to 9 and a to f. {where}",
            )

    @property
    def signing_secret_is_strange(self) -> bool:
        """Whether it looks unlike Slack's; what only speaks as Slack does may have others."""
        return _SIGNING_SECRET.fullmatch(self.signing_secret.get_secret_value()) is None


def _of_file() -> dict[str, str]:
    """Raises ConfigError, however settings are made: the bot of a sandbox is given its own."""
    try:
        return env_file.read(Path(FILE))
    except NoSettings as error:
        where = FILE if error.line is None else f"{FILE}, line {error.line}"
        raise ConfigError(where, str(error)) from None
    except UnicodeDecodeError:  # the error holds all that stands in the file
        raise ConfigError(FILE, NO_TEXT) from None
    except OSError as error:
        raise ConfigError(FILE, f"cannot be read: {error.strerror}.") from None


def _tell_of_slips(known: Set[str], of_file: Iterable[str]) -> None:
    """A name that is written wrongly is passed over like those of other programs, and what was set by it is
    not. So what looks like one of ours is said, once."""
    ours = {name for name in of_file if name.startswith("BALANCE_")}
    for name in sorted((ours | {*of_file, *map(str.upper, os.environ)}) - known - _told_of):
        near = get_close_matches(name, known, 1, _ALIKE) if name.startswith(("BALANCE_", "SLACK_")) else []
        if near or name in ours:
            _told_of.add(name)
            meant = f" Is {near[0]} meant?" if near else ""
            complain(f"{name[:_NAME]} is set, and is no setting of Balance.{meant}")


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


def _check_visible(variable: str, value: str) -> None:
    """Raises ConfigError for what is in no token and no secret of Slack's."""
    if not _VISIBLE.fullmatch(value):
        raise ConfigError(
            variable, "has white space within it, or a character that cannot be seen. Copy it anew."
        )


def _check_token(variable: str, token: SecretStr, what: str) -> None:
    value, prefix = token.get_secret_value(), _BEGINS[variable]
    if not value:
        raise ConfigError(variable, f"is not set. It should be {what}, and it begins with {prefix}")
    if not value.startswith(prefix) or len(value) <= len(prefix):
        other = next((name for name, begins in _BEGINS.items() if value.startswith(begins)), variable)
        swapped = f" What is set here belongs in {other}." if other != variable else ""
        raise ConfigError(
            variable, f"is the wrong kind of token.{swapped} It should be {what}, and it begins with {prefix}"
        )
    _check_visible(variable, value)
