"""A person in the Slack client: what they do, and what they see."""

from typing import Any

from bot.sandbox.errors import ApiError, CannotAct, CommandFailed, NotAcknowledged, NotDelivered
from bot.sandbox.people.home_tab import HomeTab
from bot.sandbox.people.membership import Membership
from bot.sandbox.people.pick import confirmed, pick
from bot.sandbox.people.typed import as_sent, escaped, rich_text
from bot.sandbox.wire import payloads
from bot.sandbox.wire.outbox import Kind
from bot.sandbox.wire.response_urls import read_content
from bot.sandbox.world import Channel, Message
from bot.sandbox.world.forms import initial_values
from bot.sandbox.world.ids import new_id
from bot.sandbox.world.types import Json


class Person(HomeTab, Membership):
    """Each act does what the client would do, and sends the app what Slack would send."""

    # What they write

    def post(self, channel: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False) -> str:
        """Type a message, in a thread if `thread_ts` is given; returns its ts."""
        where = self._open_channel(channel)
        if not text.strip():
            raise CannotAct("There is nothing to send.")
        if text.startswith("/"):
            raise CannotAct("A line that begins with a slash is a command.")
        self._check_can_write(where)
        if thread_ts is not None and where.thread_root(thread_ts) is None:
            raise CannotAct("This thread is no longer there.")
        sent = as_sent(self._core.world, text)
        blocks = rich_text(sent, new_id("b"))
        return self._core.posts.person_posts(where, self.id, sent, blocks, thread_ts, broadcast=broadcast).ts

    def edit(self, channel: str, ts: str, text: str) -> None:
        where = self._open_channel(channel)
        message = self._own_message(where, ts)
        sent = as_sent(self._core.world, text)
        self._core.posts.change(where, message, self.id, sent, rich_text(sent, new_id("b")))

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message: one's own, or anybody's as an admin."""
        where = self._open_channel(channel)
        message = self._message(where, ts)
        if message.user != self.id and not self.profile.is_admin:
            raise CannotAct("Only an admin can delete what somebody else wrote.")
        self._core.posts.delete(where, message)

    def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Add a reaction, or take one's own back."""
        where = self._open_channel(channel)
        message = self._message(where, ts)
        if message.ephemeral_for is not None:
            raise CannotAct("Nobody can react to a message that only they see.")
        if remove == (self.id in message.reactions.get(name, [])):
            self._core.posts.react(where, message, self.id, name, add=not remove)

    async def command(
        self, channel: str, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> None:
        """Use a slash command, and wait for the app to acknowledge it."""
        if thread_ts is not None:
            raise CannotAct(f"{command} is not supported in threads. Sorry!")
        where = self._open_channel(channel)
        self._check_can_write(where)
        declared = next((known for known in self._core.manifest.commands if known.command == command), None)
        if declared is None:
            raise CannotAct(f"{command} is not a valid command.")
        sent = as_sent(self._core.world, text) if declared.should_escape else escaped(text)
        payload = payloads.command(self._core, self.profile, where, command, sent.strip())
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
            self._core.posts.bot_whispers(where, self.id, text, blocks)

    # What they click in messages

    async def click(
        self,
        channel: str,
        ts: str,
        *,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        confirm: bool | None = None,
    ) -> None:
        """Click a button. If it asks first, `confirm` is the person's answer."""
        where = self._open_channel(channel)
        message = self._message(where, ts)
        block, element = pick(message.blocks, {"button"}, action_id, label, block_id)
        await self._act_on_message(where, message, block, element, None, confirm)

    async def choose(
        self,
        channel: str,
        ts: str,
        action_id: str,
        value: Any,
        *,
        block_id: str | None = None,
        confirm: bool | None = None,
    ) -> None:
        """Choose in a menu, overflow, date picker or the like; `value` as the person reads it, or its id."""
        where = self._open_channel(channel)
        message = self._message(where, ts)
        block, element = pick(message.blocks, None, action_id, None, block_id)
        await self._act_on_message(where, message, block, element, value, confirm)

    async def _act_on_message(
        self, where: Channel, message: Message, block: Json, element: Json, value: Any, confirm: bool | None
    ) -> None:
        if not confirmed(element, confirm):
            return
        action = payloads.action(self._core, block, element, value)
        states = message.states.setdefault(self.id, initial_values(message.blocks))
        chosen = states.get(block["block_id"], {})
        if element["action_id"] in chosen:
            chosen[element["action_id"]] = {name: action[name] for name in chosen[element["action_id"]]}
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        payload = payloads.message_action(self._core, self.profile, where, message, action)
        message.warnings.pop(self.id, None)
        try:
            await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered:
            message.warnings[self.id] = self._no_answer()
            self._core.world.changed("messages", where.id, message.thread_ts, self.id)
            raise NotAcknowledged(self._no_answer()) from None

    async def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> None:
        """Use a global shortcut, or a message shortcut on a message."""
        self._check_active()
        declared = next(
            (known for known in self._core.manifest.shortcuts if known.callback_id == callback_id), None
        )
        if declared is None:
            raise CannotAct(f"The app has no shortcut {callback_id}.")
        if declared.type == "message":
            if channel is None or ts is None:
                raise CannotAct("This shortcut is used on a message.")
            where = self._open_channel(channel)
            message = self._message(where, ts)
            payload = payloads.message_shortcut(self._core, self.profile, where, message, callback_id)
        else:
            payload = payloads.shortcut(self._core, self.profile, callback_id)
        try:
            await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered:
            raise NotAcknowledged(self._no_answer()) from None

    def _no_answer(self) -> str:
        return f"{self._core.world.bot.name} did not answer in time. Please try again."
