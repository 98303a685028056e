"""The least that can stand in for Slack in a benchmark: quick, with a set latency, Slack's limits, and
the echo of every message to the app, as Slack sends it.

The sandbox is strict and does a lot for each call; here the bot is to be measured, not the sandbox. The
limits are the sandbox's own.
"""

import asyncio
import contextlib
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import aiohttp
from aiohttp import web

from bot.cards.callbacks import Do
from bot.sandbox import world
from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire.api.web_api import terms
from bot.sandbox.wire.limits import Limits
from tests.benchmarks.figures import Wrong

Json = dict[str, Any]

TEAM, BOT, BOT_ID = world.TEAM_ID, "UBOT", "BBOT"
HEADLINES = ("Assessment: ", "You answer alone: ")
REVEAL = "How the panel answered: "
FREE = {"response_url", "auth.test", "apps.connections.open"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with buttons, and when it stood in Slack (`time.perf_counter`)."""

    ts: str
    blocks: list[Json]
    at: float


@dataclass(slots=True)
class Thread:
    """What people see of one assessment."""

    ts: str
    channel: str
    title: str
    headline: str
    messages: list[str] = field(default_factory=list)
    card: Shown | None = None
    cards_posted: int = 0
    summary: str = ""
    summaries: int = 0
    reveals: dict[str, str] = field(default_factory=dict)  # what a panel said, by ts
    _waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = field(default_factory=list)

    async def until(self, condition: Callable[[], bool], seconds: float = 120.0) -> None:
        """Raises TimeoutError if it does not come true in so many real seconds."""
        if condition():
            return
        news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((condition, news))
        await asyncio.wait_for(news, seconds)

    def changed(self) -> None:
        still = []
        for condition, news in self._waiting:
            if news.done():
                continue
            if condition():
                news.set_result(None)
            else:
                still.append((condition, news))
        self._waiting = still


class FastClock:
    """Slack's clock, if everything is `speed` times as quick as it is."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = time.time()

    def moment(self) -> float:
        """Seconds since the epoch."""
        return self._began + (time.time() - self._began) * self._speed

    def now(self) -> float:
        return time.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


class Stub:
    """`latency` and the limits are in Slack's seconds, of which `speed` go into a real one."""

    def __init__(self, latency: float = 0.150, *, speed: float = 1.0, limits: bool = False) -> None:
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.threads: dict[str, Thread] = {}
        self.words: list[str] = []  # private ones: to whom
        self._told = asyncio.Event()
        self.ticks: set[str] = set()
        self.opened: dict[str, asyncio.Event] = {}
        self.wrong: list[str] = []
        self.echo: Callable[[Json], Awaitable[None]] | None = None
        self.comes_in: Callable[[str, str], None] | None = None  # a method, and the token of who calls it
        self.also: dict[str, Callable[[Json], Json]] = {}  # methods that one bench alone has a reason for
        self.url = ""
        self._clock, self._speed = FastClock(speed), speed
        self._latency = latency
        self._limits = Limits(self._clock, enforced=limits)
        self._tiers = {name: method.tier for name, method in terms().items()}
        self._by_title: dict[str, asyncio.Future[Thread]] = {}
        self._by_person: dict[str, asyncio.Future[Thread]] = {}
        self._asked: dict[str, asyncio.Future[Shown]] = {}
        self._messages: dict[str, Json] = {}
        self._tokens: set[str] = set()
        self._views = itertools.count(1)
        self._last = 0
        self._echoes: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/hooks/{ts}", self._hook)
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1_000).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def moment(self) -> float:
        """Slack's time, in seconds since the epoch."""
        return self._clock.moment()

    def check(self) -> None:
        """Raises Wrong if something was posted twice, or called that should not be."""
        if self.wrong:
            raise Wrong("; ".join(self.wrong[:3]))

    async def stop(self) -> None:
        await asyncio.gather(*self._echoes, return_exceptions=True)
        if self._runner:
            await self._runner.cleanup()

    @property
    def counted(self) -> int:
        """Calls that count against a tier."""
        return sum(number for method, number in self.calls.items() if method not in FREE)

    def headline(self, title: str) -> asyncio.Future[Thread]:
        """The thread of the assessment with this title, once it has come into its channel."""
        return self._by_title.setdefault(title, asyncio.get_running_loop().create_future())

    def put(self, channel: str, card: Shown) -> Thread:
        """A thread with a card that no bot has posted."""
        ts, below = self.stamp(), self.stamp()
        self._messages[below] = {"thread_ts": ts, "channel": channel, "text": ""}
        self.threads[ts] = Thread(ts, channel, "", "", card=Shown(below, card.blocks, card.at))
        return self.threads[ts]

    def asked(self, person: str) -> asyncio.Future[Shown]:
        """The message that asks them to answer alone, once it has come."""
        return self._asked.setdefault(person, asyncio.get_running_loop().create_future())

    def ballot(self, person: str) -> asyncio.Future[Thread]:
        """The thread in which they answer alone, once they have begun."""
        return self._by_person.setdefault(person, asyncio.get_running_loop().create_future())

    def forget(self, thread: Thread) -> None:
        """Nobody looks at it any more; long runs would fill the memory."""
        self.threads.pop(thread.ts, None)
        self._by_title.pop(thread.title, None)
        for ts in thread.messages:
            del self._messages[ts]

    async def told(self, number: int, seconds: float) -> int:
        """Wait for so many private words, and so many of Slack's seconds for each; how many there were."""
        with contextlib.suppress(TimeoutError):
            while len(self.words) < number:
                self._told.clear()
                await asyncio.wait_for(self._told.wait(), seconds / self._speed)
        return len(self.words)

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "auth.test":
            return web.json_response(
                {"ok": True, "team_id": TEAM, "team": "Bench", "user_id": BOT, "bot_id": BOT_ID}
            )
        is_json = request.content_type == "application/json"
        body: Json = await request.json() if is_json else {**request.query, **await request.post()}
        self.calls[method] += 1
        if self.comes_in is not None:
            self.comes_in(method, request.headers.get("Authorization", "").removeprefix("Bearer "))
        wait = self._limits.wait(method, self._tiers.get(method), body.get("channel"))
        await self._clock.sleep(self._latency)
        if wait:
            self.refused[method] += 1
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)}
            )
        return web.json_response({"ok": True, **self._answer(method, body)})

    def _answer(self, method: str, body: Json) -> Json:
        match method:
            case "users.conversations":  # everybody is in all of the first channels
                return {"channels": [{"id": f"C{number}", "is_private": False} for number in range(400)]}
            case "conversations.info":
                return {"channel": {"id": body.get("channel"), "is_private": False}}
            case "users.info":
                return {"user": {"id": body.get("user"), "team_id": TEAM, "tz": "UTC"}}
            case "chat.postMessage":
                return self._post(body)
            case "chat.update":
                self._show(body["ts"], body)
                return {"ts": body["ts"], "channel": body["channel"]}
            case "chat.postEphemeral":
                self.words.append(body["user"])
                self._told.set()
                return {"message_ts": self.stamp()}
            case "reactions.add":
                self.ticks.add(body["timestamp"])
                return {}
            case "views.open":
                self.opened.setdefault(body["trigger_id"], asyncio.Event()).set()
                return {"view": {"id": f"V{next(self._views)}"}}
            case _ if also := self.also.get(method):
                return also(body)
            case _:
                self.wrong.append(f"{method} was called: no bench has a reason for it")
                return {"messages": []}

    def _post(self, body: Json) -> Json:
        token = ((body.get("metadata") or {}).get("event_payload") or {}).get("id")
        if token in self._tokens:
            self.wrong.append(f"posted twice: {body['text'][:60]!r}")
        if token:
            self._tokens.add(token)
        ts, thread_ts = self.stamp(), body.get("thread_ts")
        if body["channel"].startswith("U"):
            body |= {"channel": direct_message(body["channel"])}
            if button(body["blocks"], Do.BALLOT):
                _found(self.asked(person_in(body["channel"])), Shown(ts, body["blocks"], time.perf_counter()))
        if thread_ts is None and body["text"].startswith(HEADLINES):
            title = body["blocks"][0]["text"]["text"]
            self.threads[ts] = begun = Thread(ts, body["channel"], title, body["text"])
            alone = body["channel"].startswith("D")
            _found(self.ballot(person_in(body["channel"])) if alone else self.headline(title), begun)
        self._messages[ts] = {
            "ts": ts,
            "thread_ts": thread_ts or ts,
            "channel": body["channel"],
            "text": "",
            "metadata": body.get("metadata"),
        }
        if thread := self.threads.get(thread_ts or ts):
            thread.messages.append(ts)
        self._show(ts, body, new=True)
        return {"ts": ts, "channel": body["channel"], "message": {"ts": ts, "thread_ts": thread_ts}}

    def search(self, body: Json) -> Json:
        """What conversations.history or conversations.replies answers, all on one page."""
        channel, thread_ts = body["channel"], body.get("ts")
        here = [message for message in self._messages.values() if message["channel"] == channel]
        return {"messages": [said for said in here if thread_ts in (None, said["thread_ts"])]}

    def said_in(self, thread: Thread) -> list[str]:
        """The texts of its messages, as they are now."""
        return [self._messages[ts]["text"] for ts in thread.messages]

    async def _date(self, _request: web.Request, answer: web.StreamResponse) -> None:
        answer.headers["Date"] = formatdate(self.moment(), usegmt=True)

    async def _hook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls["response_url"] += 1
        await self._clock.sleep(self._latency)
        if body.get("replace_original"):
            self._show(request.match_info["ts"], body)
        return web.Response(text="ok")

    def _show(self, ts: str, body: Json, *, new: bool = False) -> None:
        message = self._messages.get(ts)
        if message is None:
            return
        before, text, blocks = message["text"], str(body.get("text", "")), body.get("blocks", [])
        message["text"] = text
        if thread := self.threads.get(message["thread_ts"]):
            if ts == thread.ts:
                thread.headline = text
            elif text.startswith(REVEAL):
                thread.reveals[ts] = text
            elif _is_summary(blocks):
                thread.summary, thread.summaries = text, thread.summaries + new
            elif any(block["type"] == "actions" for block in blocks):
                thread.card = Shown(ts, blocks, time.perf_counter())
                thread.cards_posted += new
            thread.changed()
        if self.echo is not None:
            self._send_echo(self.echo, ts, message, before, blocks, new=new)

    def _send_echo(
        self,
        echo: Callable[[Json], Awaitable[None]],
        ts: str,
        message: Json,
        before: str,
        blocks: list[Json],
        *,
        new: bool,
    ) -> None:
        said = {
            "type": "message",
            "user": BOT,
            "bot_id": BOT_ID,
            "ts": ts,
            "thread_ts": message["thread_ts"],
            "team": TEAM,
        }
        now = said | {"text": message["text"], "blocks": blocks}
        kind = "im" if message["channel"].startswith("D") else "channel"
        event = (
            now | {"channel": message["channel"], "event_ts": ts, "channel_type": kind}
            if new
            else {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": message["channel"],
                "channel_type": kind,
                "message": now,
                "previous_message": said | {"text": before, "blocks": blocks},
                "ts": (stamp := self.stamp()),
                "event_ts": stamp,
            }
        )
        sending = asyncio.ensure_future(_sent(echo, event))
        self._echoes.add(sending)
        sending.add_done_callback(self._echoes.discard)

    def stamp(self) -> str:
        """A new `ts`."""
        self._last = max(self._last + 1, int(self._clock.moment() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


async def _sent(echo: Callable[[Json], Awaitable[None]], event: Json) -> None:
    with contextlib.suppress(aiohttp.ClientError, NotDelivered):  # the bench is over, or the bot is gone
        await echo(event)


def button(blocks: list[Json], action_id: str) -> Json | None:
    """The button with this action_id, if the card has it."""
    for block in blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == action_id:
                return dict(element)
    return None


def direct_message(person: str) -> str:
    """The id of their conversation with the bot."""
    return f"D{person[1:]}"


def person_in(channel: str) -> str:
    """Whose direct messages these are."""
    return f"U{channel[1:]}"


def _found(news: "asyncio.Future[Any]", what: object) -> None:
    if not news.done():
        news.set_result(what)


def _is_summary(blocks: list[Json]) -> bool:
    elements = (element for block in blocks for element in block.get("elements", ()))
    return any(element.get("action_id") == Do.ALL_ANSWERS for element in elements)
