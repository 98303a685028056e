"""balance doctor's look at the network: each way on which Balance goes out to Slack, tried by itself."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp

from bot.config import ExitCode, Settings
from bot.doctor.finding import Finding
from bot.slack.errors import InDoubt, NoEntry, NoWay, SlackProblem, TryLater
from bot.slack.no_way import TO_DO, WORDS, Obstacle, obstacle
from bot.slack.way_out import WayOut

ABOUT = "Network"
ADDRESS = "SLACK_API_URL"
PATIENCE = aiohttp.ClientTimeout(total=10, sock_connect=5)
_MORE_HOSTS = {
    "hooks": "where clicks are answered (response_url)",
    "files": "where files are sent",
}
"""Of Slack's, beside that of its API, as its own examples have them:
https://docs.slack.dev/interactivity/handling-user-interaction#message_responses and
https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
SOCKET = "where Socket Mode connects"


def proxies(settings: Settings, way: WayOut) -> Finding:
    """Whether the API is asked through one, without what may be secret of it."""
    if proxy := way.proxy_for(settings.api_url):
        return Finding(ABOUT, f"Slack is asked through the proxy {urlsplit(proxy).hostname}.")
    if way.https or way.http:
        host = urlsplit(settings.api_url).hostname
        return Finding(
            ABOUT, f"a proxy is set, but not for {host}: see HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
        )
    return Finding(ABOUT, "no proxy is set: Slack is asked straight on.")


async def to_other_hosts(settings: Settings, way: WayOut) -> AsyncIterator[Finding]:
    """What has another address than the API. Elsewhere than at Slack, nobody knows which that is."""
    if not settings.is_slacks:
        return
    domain = ".".join((urlsplit(settings.api_url).hostname or "").split(".")[-2:])
    for name, what in _MORE_HOSTS.items():
        yield await reach(f"https://{name}.{domain}/", what, way)


async def to_socket(address: str, way: WayOut) -> Finding:
    """Only as far as its host: who takes up the address itself is sent what people do."""
    place = urlsplit(address)
    scheme = "https" if place.scheme == "wss" else "http"
    return await reach(f"{scheme}://{place.netloc}/", SOCKET, way)


async def reach(url: str, what: str, way: WayOut) -> Finding:
    """Whatever is answered there will do."""
    host = urlsplit(url).hostname
    proxy = way.proxy_for(url)
    async with way.session(timeout=PATIENCE) as http:
        try:
            async with http.get(url, proxy=proxy, allow_redirects=False):
                return Finding(ABOUT, f"{host} can be reached, {what}.")
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            late = isinstance(error, TimeoutError)
            in_the_way = obstacle(error, proxy) or (Obstacle.TIMED_OUT if late else Obstacle.NO_CONNECTION)
    return blocked(f"{host}, {what},", in_the_way, about=ABOUT)


def blocked(place: str, in_the_way: Obstacle, *, about: str) -> Finding:
    words = f"{place} cannot be reached: {WORDS[in_the_way]}."
    return Finding(about, words, TO_DO[in_the_way], ExitCode.FAILED)


def no_answer(problem: SlackProblem, settings: Settings, variable: str) -> Finding:
    """Of a call to the API. `variable`: that of the token it was made with."""
    host = urlsplit(settings.api_url).hostname
    match problem:
        case NoEntry():
            page = "OAuth & Permissions" if variable == "SLACK_BOT_TOKEN" else "Basic Information"
            return Finding(
                variable,
                f"Slack refuses it ({problem.code}).",
                f"Copy the token anew from your Slack app's settings, {page}. If the app was removed from "
                "the workspace, install it again first.",
                ExitCode.FAILED,
            )
        case NoWay():
            return blocked(str(host), problem.obstacle, about=ADDRESS)
        case InDoubt(code=TimeoutError.__name__):
            return blocked(str(host), Obstacle.TIMED_OUT, about=ADDRESS)
        case TryLater():
            return Finding(
                "Slack",
                f"is busy ({problem.code}).",
                f"Try again in {problem.seconds:.0f} s.",
                ExitCode.FAILED,
            )
        case _:
            return Finding(
                ADDRESS,
                f"{host} answers, but not as Slack does ({problem.code}).",
                "Check the address. It should be https://slack.com/api/ unless you know better.",
                ExitCode.FAILED,
            )
