"""A person at a modal: clicking in it, filling it in, submitting and closing it."""

from typing import Any

from bot.sandbox.errors import ApiError, CannotAct, NotAcknowledged, NotDelivered
from bot.sandbox.people.client import Client
from bot.sandbox.people.pick import confirmed, pick
from bot.sandbox.wire import payloads
from bot.sandbox.wire.blockkit import accept_view
from bot.sandbox.wire.outbox import Kind
from bot.sandbox.world import View
from bot.sandbox.world.forms import chosen, content_of, is_empty
from bot.sandbox.world.types import Json

TROUBLE = "We had some trouble connecting. Try again?"


class Modals:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    @property
    def views(self) -> list[View]:
        """The open modals; the last is on top."""
        return self._core.world.modal_stack(self._client.profile.id)

    @property
    def view(self) -> View:
        """The modal on top."""
        if not self.views:
            raise CannotAct(f"{self._client.profile.name} has no modal open.")
        return self.views[-1]

    def fill(self, values: dict[str, Any]) -> None:
        """Put values into the modal's inputs, by label, block_id or `block_id/action_id`; nothing is sent."""
        view = self.view
        for name, value in values.items():
            block, element = _input(view, name)
            view.values[block["block_id"]][element["action_id"]] = chosen(self._core.world, element, value)

    async def click(
        self,
        *,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        value: Any = None,
        confirm: bool | None = None,
    ) -> None:
        """Click or choose something in the modal on top."""
        await self.act_on(self.view, action_id, label, block_id, value, confirm)

    async def act_on(
        self,
        view: View,
        action_id: str | None,
        label: str | None,
        block_id: str | None,
        value: Any,
        confirm: bool | None,
    ) -> None:
        """Click or choose something in this view, which may be a Home as well."""
        block, element = pick(view.spec["blocks"], None, action_id, label, block_id)
        if not confirmed(element, confirm):
            return
        action = payloads.action(self._core, block, element, value)
        states = view.values.get(block["block_id"], {})
        if (state := states.get(element["action_id"])) is not None:
            states[element["action_id"]] = {name: action[name] for name in state}
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        await self._send(payloads.view_action(self._core, self._client.profile, view, action))

    async def submit(self, values: dict[str, Any] | None = None) -> dict[str, str] | None:
        """Fill in and submit the modal on top; returns the errors by block_id, or None if it was taken."""
        self.fill(values or {})
        view = self.view
        if errors := _client_errors(view):
            return errors
        answer = await self._send(payloads.view_submission(self._core, self._client.profile, view))
        return await self._follow(view, answer)

    async def _follow(self, view: View, answer: Json) -> dict[str, str] | None:
        """Do what the app's answer to a submission says; without one the modal closes."""
        action = answer.get("response_action")
        try:
            match action:
                case None:
                    self._core.views.close(view)
                case "clear":
                    self._announce_closed(self._core.views.clear(self._client.profile.id), is_cleared=True)
                case "update":
                    self._core.views.update(view, accept_view(answer.get("view")))
                case "push":
                    self._core.views.push(self._client.profile.id, accept_view(answer.get("view")))
                case "errors":
                    return _field_errors(view, answer.get("errors"))
                case _:
                    raise ApiError(f"response_action {action} is unknown")
        except ApiError as error:
            self._core.log.problem(
                f"the answer to a submission was refused: {error.code} {error.extra.get('errors', '')}"
            )
            raise NotAcknowledged(TROUBLE) from None
        return None

    async def close(self, *, all: bool = False) -> None:
        """Cancel the modal on top, or with its × all of them."""
        view = self.view
        if all or view.spec.get("clear_on_close"):
            self._announce_closed(self._core.views.clear(self._client.profile.id), is_cleared=True)
        else:
            self._core.views.close(view)
            self._announce_closed([view], is_cleared=False)

    def _announce_closed(self, views: list[View], *, is_cleared: bool) -> None:
        """Tell the app, if it asked to be told. The person does not wait for it: the modal is gone."""
        for view in reversed(views):
            if view.spec.get("notify_on_close"):
                payload = payloads.view_closed(self._core, self._client.profile, view, is_cleared=is_cleared)
                self._core.outbox.background(self._tell_closed(payload))

    async def _tell_closed(self, payload: Json) -> None:
        try:
            await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered as failure:
            self._core.log.problem(f"view_closed was not acknowledged ({failure.reason})")

    async def _send(self, payload: Json) -> Json:
        self._client.check_active()
        try:
            return await self._core.outbox.ask(Kind.INTERACTIVE, payload)
        except NotDelivered:
            raise NotAcknowledged(TROUBLE) from None


def _input(view: View, name: str) -> tuple[Json, Json]:
    """The element that a person names by its label, or a test by its ids."""
    blocks = view.spec["blocks"]
    block_id, _, action_id = name.rpartition("/")
    if any(block["block_id"] == block_id for block in blocks):
        return pick(blocks, None, action_id, None, block_id)
    if any(block["block_id"] == name for block in blocks):
        return pick(blocks, None, None, None, name)
    return pick(blocks, None, None, name, None)


def _client_errors(view: View) -> dict[str, str]:
    """What Slack's client finds wrong by itself, before the app hears of it."""
    errors = {}
    for block in view.spec["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values[block["block_id"]][element["action_id"]]
        if is_empty(state):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
            continue
        if problem := _length_problem(element, content_of(state)):
            errors[block["block_id"]] = problem
    return errors


def _length_problem(element: Json, content: Any) -> str | None:
    if element["type"] != "plain_text_input":
        return None
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(content) < shortest:
        return f"Must be at least {shortest} characters."
    if len(content) > longest:
        return f"Must be at most {longest} characters."
    return None


def _field_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.spec["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise ApiError("errors is empty")
    if strangers := set(errors) - inputs:
        raise ApiError(f"errors name blocks that are no inputs: {', '.join(sorted(strangers))}")
    return {str(block_id): str(text) for block_id, text in errors.items()}
