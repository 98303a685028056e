"""How this machine reaches Slack: through which proxy, and whose certificates it trusts. The one place where
a session for HTTP is made.

aiohttp's own `trust_env` is not used: it reads the environment and ~/.netrc anew, in a thread, for each call,
and knows nothing of what stands in a .env file. The variables mean what they mean to curl:
https://curl.se/docs/manpage.html#ENVIRONMENT
"""

import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

import aiohttp
from yarl import URL

from bot.config import CERTIFICATES, ConfigError, Settings
from flows import plain_file
from storage.lookup import is_host

HTTPS_PROXY, HTTP_PROXY = "HTTPS_PROXY", "HTTP_PROXY"
_SECURE = ("https", "wss")
KEPT_SECONDS = 4
"""How long a connection is kept for the next call. Shorter than servers keep their side (uvicorn and Node
five seconds): a call that meets a connection which is just being closed is in doubt, and a POST is not sent
twice.
https://nodejs.org/api/http.html#serverkeepalivetimeout"""


@dataclass(frozen=True, slots=True)
class WayOut:
    """`https` and `http` are the addresses of proxies, by what is asked for; empty: straight on. They may
    hold a password, so they are never shown. `past`: what NO_PROXY says. `trusted`: a file with certificates
    of authorities, beside the system's."""

    https: str = field(default="", repr=False)
    http: str = field(default="", repr=False)
    past: str = ""
    trusted: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises ConfigError for a proxy that cannot be used, and for certificates that cannot be read."""
        way = cls(
            _proxy(HTTPS_PROXY, settings.https_proxy.get_secret_value()),
            _proxy(HTTP_PROXY, settings.http_proxy.get_secret_value()),
            settings.no_proxy,
            settings.certificates,
        )
        way._security()  # what is wrong with the file is said now, not at the first call
        return way

    def session(self, **more: Any) -> aiohttp.ClientSession:
        """Must be called inside the running event loop. Each request has to be given its `proxy_for`."""
        connector = aiohttp.TCPConnector(ssl=self._security(), keepalive_timeout=KEPT_SECONDS)
        return aiohttp.ClientSession(connector=connector, **more)

    def proxy_for(self, url: str) -> str | None:
        """The address of the proxy that this is asked through, if any. This machine itself is never asked
        through one: nobody else knows what listens here."""
        try:
            address = urlsplit(url)
            _ = address.port
        except ValueError:
            return None  # nobody can be asked there, as whoever tries is told
        proxy = self.https if address.scheme in _SECURE else self.http
        if not proxy or _is_here(address) or _is_past(address, self.past):
            return None
        return proxy

    def _security(self) -> ssl.SSLContext | bool:
        if self.trusted is None:
            return True  # aiohttp's own: it trusts whom the system trusts
        context = ssl.create_default_context()
        try:
            plain_file.read(self.trusted, 1)  # else what is no file may be waited for
            context.load_verify_locations(self.trusted)
        except ssl.SSLError:
            words = f"there is no certificate in {self.trusted}, as PEM has it."
            raise ConfigError(CERTIFICATES, words) from None
        except OSError as error:
            raise ConfigError(CERTIFICATES, f"{self.trusted} cannot be read: {error.strerror}.") from None
        return context


STRAIGHT_ON = WayOut()


def _proxy(variable: str, value: str) -> str:
    """With its scheme, which many leave out. Raises ConfigError."""
    if not value:
        return ""
    full = value if "://" in value else f"http://{value}"
    try:
        address = urlsplit(full)
        host = address.hostname or ""
        fits = address.scheme in ("http", "https") and host != "" and is_host(host) and address.port != 0
    except ValueError:
        fits = False
    if not fits or not full.isascii() or " " in full:
        raise ConfigError(variable, "should be the address of a proxy, such as http://proxy.example:3128.")
    _check_can_be_sent(variable, full)
    return full


def _check_can_be_sent(variable: str, proxy: str) -> None:
    """The name and the password in it, as aiohttp makes a header of them with each call: what stands there by
    its codes (%E2%82%AC) may be more than that holds. Raises ConfigError.
    https://www.rfc-editor.org/rfc/rfc7617#section-2"""
    try:
        if known := aiohttp.BasicAuth.from_url(URL(proxy)):
            known.encode()
    except ValueError:
        words = (
            "has a name or a password in it that cannot be sent. A name for a proxy has no : in it, and "
            "neither has a sign that Latin-1 lacks, such as €."
        )
        raise ConfigError(variable, words) from None


def _is_here(address: SplitResult) -> bool:
    host = address.hostname or ""
    number = _number(host)
    return host == "localhost" or host.endswith(".localhost") or (number is not None and number.is_loopback)


def _is_past(address: SplitResult, past: str) -> bool:
    host = address.hostname or ""
    port = address.port or (443 if address.scheme in _SECURE else 80)
    return any(_covers(entry.strip().lower(), host, port) for entry in past.split(","))


def _covers(entry: str, host: str, port: int) -> bool:
    """`*`; a name with all below it, with or without a dot before it; an address; a network such as
    10.0.0.0/8. A name or an IPv4 address may have a port."""
    if entry in ("", "*"):
        return entry == "*"
    if (number := _number(host)) is not None and (network := _network(entry)) is not None:
        return number in network
    name, _, its_port = entry.partition(":")
    name = name.lstrip(".")
    return its_port in ("", str(port)) and (host == name or host.endswith(f".{name}"))


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
