"""A click or a choice: what Slack calls block_actions."""

import hashlib
from dataclasses import dataclass

from bot.cards.callbacks import Do, Ref, read_menu_value
from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import (
    BadPayload,
    Payload,
    home_of,
    id_of,
    list_of,
    moment_of,
    part,
    person_of,
    ref_of,
    stands_twice,
    text_of,
)
from bot.slack.response_urls import ReplyAddresses
from bot.use_cases.requests import Act


@dataclass(frozen=True, slots=True)
class Interaction:
    """A click, read with care."""

    act: Act
    reply_to: ReplyTo
    trigger_id: str
    response_url: str | None
    message_ts: str | None
    view_id: str | None
    in_modal: bool
    action_id: str
    value: str
    ref: Ref | None
    budget: AskBudget
    home: str = ""
    """What it calls the team of who clicked."""
    metadata: str = ""
    """The view's, if it was in one."""
    block_id: str = ""
    is_in_message: bool = False
    """Whether what was chosen stands in the clicked message, as Slack holds it."""
    text: str = ""
    blocks: tuple[object, ...] = ()
    """The clicked message as it stands, and the block in it that was clicked."""
    stands_twice: bool = False
    """In the channel and in its thread: what is told goes into a window, which is seen in both."""

    def need_ref(self) -> Ref:
        """Raises BadPayload if the button's value is not one of ours."""
        if self.ref is None:
            raise BadPayload("an unexpected value")
        return self.ref

    @property
    def own_address(self) -> str | None:
        """Where the clicked message is replaced or put away, if nobody but who clicked sees it. What a button
        carries comes by way of the client: of a message for all it is no leave to do so."""
        is_own = self.message_ts is None or (self.act.channel or "").startswith("D")
        return self.response_url if is_own else None

    def lend_address(self, addresses: ReplyAddresses) -> None:
        """Have the clicked card replaced through the click's own address."""
        if self.response_url and self.message_ts and self.act.channel:
            addresses.remember(self.act.channel, self.message_ts, self.response_url)


def interaction(balance: Balance, body: Payload) -> Interaction:
    """Read a block_actions payload. Raises BadPayload."""
    action = _first(body.get("actions"))
    person = person_of(balance, body)
    container, message = part(body, "container"), part(body, "message")
    view = part(body, "view")
    here = id_of(part(body, "channel"), "id") or id_of(container, "channel_id")
    action_id, value = text_of(action, "action_id") or "", _value(action)
    is_in_message = offers(message.get("blocks"), action_id, value)
    if action_id == Do.MORE:
        action_id, value = read_menu_value(value)
    held = ref_of(text_of(view, "private_metadata"))
    ref = ref_of(value) or held
    # Where a window was opened is what Slack holds of it. A button's value comes by way of the client.
    channel = here or (held.channel or None if held else None)
    ts = text_of(container, "message_ts") or text_of(message, "ts")
    response_url = text_of(body, "response_url")
    reply_to = ReplyTo(
        person, channel, text_of(message, "thread_ts") or text_of(container, "thread_ts"), response_url
    )
    moment = text_of(action, "action_ts") or "0"
    trigger = text_of(body, "trigger_id") or ""
    what = [person, ts, action_id, value, moment, trigger]
    key = f"click:{hashlib.sha256(repr(what).encode()).hexdigest()}"
    sees = {here: True} if here else {}
    act = Act(balance.workspace, person, key, moment_of(moment), channel, sees=sees)
    shown_only_here = bool(container.get("is_ephemeral"))
    return Interaction(
        act=act,
        reply_to=reply_to,
        trigger_id=trigger,
        response_url=response_url,
        message_ts=None if shown_only_here else ts,
        view_id=text_of(view, "id"),
        in_modal=view.get("type") == "modal",
        action_id=action_id,
        value=value,
        ref=ref,
        budget=AskBudget(),
        home=home_of(body),
        metadata=text_of(view, "private_metadata") or "",
        block_id=text_of(action, "block_id") or "",
        is_in_message=is_in_message,
        text=text_of(message, "text") or "",
        blocks=tuple(list_of(message, "blocks")),
        stands_twice=stands_twice(body),
    )


def _value(action: Payload) -> str:
    selected = part(action, "selected_option")
    chosen = text_of(action, "value") or text_of(selected, "value")
    return chosen or id_of(action, "selected_conversation") or ""


def offers(part_of_message: object, action_id: str, value: str) -> bool:
    """Whether a button, or an entry of a menu, of this name and value is in it."""
    if isinstance(part_of_message, list):
        return any(offers(one, action_id, value) for one in part_of_message)
    if not isinstance(part_of_message, dict):
        return False
    if part_of_message.get("action_id") == action_id:
        entries = [part_of_message, *list_of(part_of_message, "options")]
        return any(isinstance(one, dict) and one.get("value") == value for one in entries)
    return any(offers(one, action_id, value) for one in part_of_message.values())


def _first(actions: object) -> Payload:
    if isinstance(actions, list) and actions and isinstance(actions[0], dict):
        return actions[0]
    raise BadPayload("no action in the payload")
