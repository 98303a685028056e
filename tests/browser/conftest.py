"""The sandbox's page in a real Chromium, with a small bot on the stage that does what a test tells it to."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world.riverside import AMINA
from tests.bot.sandbox.kit import MANIFEST
from tests.programs import program

Json = dict[str, Any]
T = TypeVar("T")
ANYTHING = re.compile(".*")
HERE = Path(__file__).parent
WIDE = (1280, 800)
PHONE = (390, 844)
PATIENCE_MS = 20_000
"""For a page on a busy machine."""
expect.set_options(timeout=PATIENCE_MS)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One browser, and so one event loop, for all of them: starting Chromium takes longer than a test.
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = program("chromium", "chromium-browser", "google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
def manifest() -> AppManifest:
    return MANIFEST


@pytest_asyncio.fixture(loop_scope="session")
async def slack(manifest: AppManifest) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest) as sandbox:
        yield sandbox


@dataclass
class Stage:
    """A bot that opens `modal` on its command, and answers a submission with `answer`."""

    slack: Sandbox
    client: AsyncWebClient
    modal: Json | None = None
    answer: Json = field(default_factory=dict)
    """What a submission is acknowledged with: nothing closes the modal."""
    leave: Callable[[], Awaitable[None]] = field(init=False)
    """Disconnects the bot, so that nobody takes what comes."""
    on_action: Callable[[Json], Awaitable[None]] | None = None
    heard: list[Json] = field(default_factory=list)
    _beat: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, body: Json) -> None:
        self.heard.append(body)
        self._beat.set()
        self._beat = asyncio.Event()

    async def until(self, condition: Callable[[], list[T]]) -> list[T]:
        """What the bot heard, as soon as there is something of it."""
        async with asyncio.timeout(PATIENCE_MS / 1_000):
            while not (found := condition()):
                await self._beat.wait()
            return found

    def of(self, kind: str) -> list[Json]:
        return [body for body in self.heard if body.get("type") == kind]

    def commands(self) -> list[tuple[str, str]]:
        return [(body["command"], body.get("text", "")) for body in self.heard if "command" in body]

    def actions(self) -> list[Json]:
        return [body["actions"][0] for body in self.of("block_actions")]

    async def post(self, channel: str, text: str, **more: Any) -> str:
        return str((await self.client.chat_postMessage(channel=channel, text=text, **more))["ts"])


@pytest_asyncio.fixture(loop_scope="session")
async def stage(slack: Sandbox) -> AsyncIterator[Stage]:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, process_before_response=True)
    bot = Stage(slack, client)

    async def hear(body: Json, next: Callable[[], Awaitable[None]]) -> None:
        bot.hear(body)
        await next()

    async def open_modal(ack: Any, body: Json) -> None:
        if bot.modal is not None:
            await client.views_open(trigger_id=body["trigger_id"], view=bot.modal)
        await ack()

    async def act(ack: Any, body: Json) -> None:
        if bot.on_action is not None:
            await bot.on_action(body)
        await ack()

    async def submit(ack: Any) -> None:
        await ack(**bot.answer)

    async def take(ack: Any) -> None:
        await ack()

    app.use(hear)
    app.command(ANYTHING)(open_modal)
    app.shortcut(ANYTHING)(open_modal)
    app.action(ANYTHING)(act)
    app.view(ANYTHING)(submit)
    app.view_closed(ANYTHING)(take)
    app.event(ANYTHING)(take)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    bot.leave = handler.close_async
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.wait_connected()
    yield bot
    await handler.close_async()  # type: ignore[no-untyped-call]


class Visit(Protocol):
    """Opens the page as somebody, in a window of some size."""

    async def __call__(
        self, path: str = "", *, as_: str = AMINA, size: tuple[int, int] = WIDE, dark: bool = False
    ) -> Page: ...


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chromium: Browser, slack: Sandbox) -> AsyncIterator[Visit]:
    contexts = []
    problems: list[str] = []

    async def open_page(
        path: str = "", *, as_: str = AMINA, size: tuple[int, int] = WIDE, dark: bool = False
    ) -> Page:
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=size == PHONE,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"{slack.url}{path or f'?as={as_}'}")
        await page.locator("body:not([aria-busy])").wait_for()
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert problems == [], "the page threw errors"
