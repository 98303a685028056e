"""How every submitted form is answered: closed when it is saved, else with what is wrong, at its field."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.cards.refusals import words
from bot.listeners.chosen_people import refused
from bot.listeners.context import Balance
from bot.listeners.in_sight import in_sight
from bot.listeners.payload import Payload
from bot.listeners.submission import SubmittedForm, submission
from flows.refusals import Refusal
from storage.errors import StorageError

NOT_SAVED = "This could not be saved just now. Your words are still here. Please try again in a moment."

Ack = Callable[..., Awaitable[None]]
Submit = Callable[[Balance, SubmittedForm], Awaitable[dict[str, Refusal]]]
"""Returns what is wrong, by field; empty when it is saved. Raises Refusal for what belongs to no field."""


@dataclass(frozen=True, slots=True)
class Form:
    """What becomes of a form. What is wrong and belongs to no single field is said at `first_field`.
    `for_people`: only who is there can be chosen. Not so in a search, nor where `submit` looks itself."""

    submit: Submit
    first_field: str
    for_people: bool = True


class Anew(Exception):
    """The form is to be shown anew: what it was about has changed. `view` takes its place."""

    def __init__(self, view: dict[str, Any]) -> None:
        super().__init__("shown anew")
        self.view = view


async def answer(form: Form, balance: Balance, ack: Ack, body: Payload) -> None:
    """As long as anything is wrong, the form stays open with all its words."""
    filled_in = submission(balance, body)
    try:
        refusals = await refused(balance, filled_in) if form.for_people else {}
        if not refusals:
            refusals = await in_sight(balance, filled_in, partial(form.submit, balance))
        errors = {field: await _said(refusal, balance, filled_in) for field, refusal in refusals.items()}
    except Anew as anew:
        await ack(response_action="update", view=anew.view)
        return
    except Refusal as refusal:
        errors = {form.first_field: await _said(refusal, balance, filled_in)}
    except StorageError:
        errors = {form.first_field: NOT_SAVED}
    if errors:
        await ack(response_action="errors", errors=errors)
    else:
        await ack()


async def _said(refusal: Refusal, balance: Balance, form: SubmittedForm) -> str:
    """Whom Slack was asked about already, because they were chosen here, is named."""
    names = await balance.people.names({*refusal.people, refusal.owner}, ask=False, handles=False)
    return words(refusal, form.act.person, in_form=True, names=names)
