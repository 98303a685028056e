"""A person at the box to type in: messages and commands."""

from collections.abc import Sequence

from bot.sandbox.errors import ApiError, CannotAct, CommandFailed, NotDelivered
from bot.sandbox.people.client import Client
from bot.sandbox.people.typed import as_sent, escaped, rich_text
from bot.sandbox.wire import payloads
from bot.sandbox.wire.outbox import Kind
from bot.sandbox.wire.response_urls import read_content
from bot.sandbox.world import Channel
from bot.sandbox.world.ids import new_id
from bot.sandbox.world.types import Json

MOST_FILES = 10
"""In one message: https://slack.com/help/articles/201330736"""


class Composer:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    def post(
        self,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> str:
        """Type a message, in a thread if `thread_ts` is given; returns its ts. `files` go with it, by name
        and content."""
        where = self._client.open_channel(channel)
        if not text.strip() and not files:
            raise CannotAct("There is nothing to send.")
        if text.startswith("/"):
            raise CannotAct("A line that begins with a slash is a command.")
        self._client.check_can_write(where)
        if thread_ts is not None and where.thread_root(thread_ts) is None:
            raise CannotAct("This thread is no longer there.")
        sent = as_sent(self._core.world, text)
        blocks = rich_text(sent, new_id("b")) if sent.strip() else []
        if len(files) > MOST_FILES:
            raise CannotAct(f"You can send up to {MOST_FILES} files at once.")
        if not all(content for _, content in files):
            raise CannotAct("An empty file cannot be sent.")
        shared = self._core.files.add(self._client.id, files)
        return self._core.posts.person_posts(
            where, self._client.id, sent, blocks, thread_ts, broadcast=broadcast, files=shared
        ).ts

    def edit(self, channel: str, ts: str, text: str) -> None:
        where = self._client.open_channel(channel)
        message = self._client.own_message(where, ts)
        sent = as_sent(self._core.world, text)
        self._core.posts.change(where, message, self._client.id, sent, rich_text(sent, new_id("b")))

    async def command(
        self, channel: str, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> None:
        """Use a slash command, and wait for the app to acknowledge it."""
        if thread_ts is not None:
            raise CannotAct(f"{command} is not supported in threads. Sorry!")
        where = self._client.open_channel(channel)
        self._client.check_can_write(where)
        declared = next((known for known in self._core.manifest.commands if known.command == command), None)
        # https://github.com/slackapi/bolt-python/issues/767
        if declared is None or not self._client.has_app:
            raise CannotAct(f"{command} is not a valid command.")
        sent = as_sent(self._core.world, text) if declared.should_escape else escaped(text)
        payload = payloads.command(self._core, self._client.profile, where, command, sent.strip())
        try:
            answer = await self._core.outbox.ask(Kind.COMMAND, payload)
        except NotDelivered as failure:
            word = "operation_timeout" if failure.reason == "timeout" else "dispatch_failed"
            raise CommandFailed(f"{command} failed with the error “{word}”") from None
        self._show_command_answer(where, command, answer)

    def _show_command_answer(self, where: Channel, command: str, answer: Json) -> None:
        if not answer.get("text") and not answer.get("blocks"):
            return
        try:
            text, blocks = read_content(answer)
        except ApiError as error:
            self._core.log.problem(
                f"the answer to {command} was refused: {error.code} {error.extra.get('errors', '')}"
            )
            raise CommandFailed(f"{command} failed with the error “invalid_command_response”") from None
        if answer.get("response_type") == "in_channel":
            self._core.posts.bot_posts(where, text, blocks)
        else:
            self._core.posts.bot_whispers(where, self._client.id, text, blocks)
