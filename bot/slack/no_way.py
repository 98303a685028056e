"""Why nothing reached Slack: what stands between this machine and it, told apart by what has to be done."""

from enum import StrEnum
from urllib.parse import urlsplit

import aiohttp


class Obstacle(StrEnum):
    """What a call did not get past. Nothing was done by it."""

    NO_CONNECTION = "no_connection"
    NAME_NOT_FOUND = "name_not_found"
    NOT_TRUSTED = "certificate_not_trusted"
    NO_SECURITY = "no_secure_connection"
    TIMED_OUT = "no_connection_in_time"
    PROXY_AWAY = "proxy_does_not_answer"
    PROXY_NOT_FOUND = "proxy_name_not_found"
    PROXY_REFUSED = "proxy_refused"
    PROXY_WANTS_A_NAME = "proxy_wants_a_name"


WORDS = {
    Obstacle.NO_CONNECTION: "nothing answers there",
    Obstacle.NAME_NOT_FOUND: "its name is not found",
    Obstacle.NOT_TRUSTED: "its certificate is not trusted here",
    Obstacle.NO_SECURITY: "no secure connection can be made",
    Obstacle.TIMED_OUT: "no answer comes in time",
    Obstacle.PROXY_AWAY: "the proxy does not answer",
    Obstacle.PROXY_NOT_FOUND: "the proxy's name is not found",
    Obstacle.PROXY_REFUSED: "the proxy makes no connection to it",
    Obstacle.PROXY_WANTS_A_NAME: "the proxy wants another user name and password",
}

_NETWORK = "Check whether this machine may reach it: network, firewall, and HTTPS_PROXY if there is a proxy."
_PROXY = "Check HTTPS_PROXY, and whether the proxy runs."
TO_DO = {
    Obstacle.NO_CONNECTION: _NETWORK,
    Obstacle.NAME_NOT_FOUND: _NETWORK,
    Obstacle.TIMED_OUT: _NETWORK,
    Obstacle.NOT_TRUSTED: "If your network has its own certificate authority, name the file with its "
    "certificate in SSL_CERT_FILE. If not, somebody may be listening in: do not go on.",
    Obstacle.NO_SECURITY: "Check the address, and that it is to be reached with https.",
    Obstacle.PROXY_AWAY: _PROXY,
    Obstacle.PROXY_NOT_FOUND: _PROXY,
    Obstacle.PROXY_REFUSED: "Ask whoever looks after the proxy whether it lets this machine reach "
    "that host, and whether it finds it.",
    Obstacle.PROXY_WANTS_A_NAME: "Put them into HTTPS_PROXY: http://user:password@proxy.example:3128.",
}

_WANTS_A_NAME = 407


def obstacle(error: Exception, proxy: str | None = None) -> Obstacle | None:
    """What was in the way, if no connection was made; None if there was one, and anything may have come
    of it. `proxy`: the address of the one it was tried through."""
    match error:
        case aiohttp.ClientHttpProxyError(status=status):
            return Obstacle.PROXY_WANTS_A_NAME if status == _WANTS_A_NAME else Obstacle.PROXY_REFUSED
        case aiohttp.ClientProxyConnectionError():
            return Obstacle.PROXY_AWAY
        case aiohttp.ClientConnectorCertificateError():
            return Obstacle.NOT_TRUSTED
        case aiohttp.ClientSSLError():
            return Obstacle.NO_SECURITY
        case aiohttp.ClientConnectorDNSError():
            is_the_proxys = proxy is not None and error.host == urlsplit(proxy).hostname
            return Obstacle.PROXY_NOT_FOUND if is_the_proxys else Obstacle.NAME_NOT_FOUND
        case aiohttp.ClientConnectorError():
            return Obstacle.NO_CONNECTION
        case aiohttp.ConnectionTimeoutError():
            return Obstacle.TIMED_OUT
        case _:
            return None
