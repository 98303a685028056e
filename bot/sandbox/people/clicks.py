"""A person's clicks: on what stands in messages, on the messages themselves, and on shortcuts."""

from typing import Any

from bot.sandbox.errors import CannotAct, NotAcknowledged, NotDelivered
from bot.sandbox.people.client import Client
from bot.sandbox.people.pick import confirmed, pick
from bot.sandbox.wire import payloads
from bot.sandbox.wire.outbox import Kind
from bot.sandbox.world import Message
from bot.sandbox.world.forms import initial_values
from bot.sandbox.world.types import Json


class Clicks:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    async def button(
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
        message = self._shown(channel, ts)
        block, element = pick(message.blocks, {"button"}, action_id, label, block_id)
        await self.element(message, block, element, confirm=confirm)

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
        message = self._shown(channel, ts)
        block, element = pick(message.blocks, None, action_id, None, block_id)
        await self.element(message, block, element, value, confirm=confirm)

    async def element(
        self, message: Message, block: Json, element: Json, value: Any = None, *, confirm: bool | None = None
    ) -> None:
        """Use an element of a message as this person sees it, which may be how it looked before."""
        where = self._client.open_channel(message.channel)
        if not confirmed(element, confirm):
            return
        action = payloads.action(self._core, block, element, value)
        states = message.states.setdefault(self._client.id, initial_values(message.blocks))
        chosen = states.get(block["block_id"], {})
        if element["action_id"] in chosen:
            chosen[element["action_id"]] = {name: action[name] for name in chosen[element["action_id"]]}
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        payload = payloads.message_action(self._core, self._client.profile, where, message, action)
        message.warnings.pop(self._client.id, None)
        try:
            await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered:
            message.warnings[self._client.id] = self._no_answer()
            self._core.world.changed("messages", where.id, message.thread_ts, self._client.id)
            raise NotAcknowledged(self._no_answer()) from None

    async def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> None:
        """Use a global shortcut, or a message shortcut on a message."""
        self._client.check_active()
        declared = next(
            (known for known in self._core.manifest.shortcuts if known.callback_id == callback_id),
            None,
        )
        if declared is None:
            raise CannotAct(f"The app has no shortcut {callback_id}.")
        if declared.type == "message":
            if channel is None or ts is None:
                raise CannotAct("This shortcut is used on a message.")
            where = self._client.open_channel(channel)
            message = self._client.message_in(where, ts)
            if message.ephemeral_for is not None:
                raise CannotAct("A message that only one person sees has no shortcuts.")
            payload = payloads.message_shortcut(self._core, self._client.profile, where, message, callback_id)
        else:
            payload = payloads.shortcut(self._core, self._client.profile, callback_id)
        try:
            await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered:
            raise NotAcknowledged(self._no_answer()) from None

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message: one's own, or anybody's as an admin."""
        where = self._client.open_channel(channel)
        message = self._client.message_in(where, ts)
        if message.user != self._client.id and not self._client.profile.is_admin:
            raise CannotAct("Only an admin can delete what somebody else wrote.")
        self._core.posts.delete(where, message)

    def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Add a reaction, or take one's own back."""
        where = self._client.open_channel(channel)
        message = self._client.message_in(where, ts)
        if message.ephemeral_for is not None:
            raise CannotAct("Nobody can react to a message that only they see.")
        if remove == (self._client.id in message.reactions.get(name, [])):
            self._core.posts.react(where, message, self._client.id, name, add=not remove)

    def _shown(self, channel: str, ts: str) -> Message:
        return self._client.message_in(self._client.open_channel(channel), ts)

    def _no_answer(self) -> str:
        return f"{self._core.world.bot.name} did not answer in time. Please try again."
