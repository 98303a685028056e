"""How every submitted form is answered: closed when it is saved, else with what is wrong, at its field."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.cards.callbacks import Ref
from bot.cards.text import without_mentions
from bot.listeners.context import Balance
from bot.listeners.payload import BadPayload
from flows.errors import FlowError
from storage.errors import StorageError

NOT_SAVED = "This could not be saved just now. Your words are still here. Please try again in a moment."

Ack = Callable[..., Awaitable[None]]
Submit = Callable[[Balance, dict[str, Any]], Awaitable[dict[str, str]]]


class Anew(Exception):
    """The form is to be shown anew: what it was about has changed. `view` takes its place."""

    def __init__(self, view: dict[str, Any]) -> None:
        super().__init__("shown anew")
        self.view = view


def form_listener(balance: Balance, submit: Submit, first_field: str) -> Callable[..., Awaitable[None]]:
    """What is wrong is said at its field, or at the first one; the form stays open with all its words."""

    async def listen(ack: Ack, body: dict[str, Any]) -> None:
        try:
            errors = await submit(balance, body)
        except Anew as anew:
            await ack(response_action="update", view=anew.view)
            return
        except FlowError as error:
            errors = {first_field: without_mentions(str(error))}
        except StorageError:
            errors = {first_field: NOT_SAVED}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    return listen


def form_ref(metadata: str) -> Ref:
    """Raises BadPayload for metadata that is not ours."""
    try:
        return Ref.decode(metadata)
    except ValueError:
        raise BadPayload("a form with metadata that is not ours") from None
