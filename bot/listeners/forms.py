"""How every submitted form is answered: closed when it is saved, else with what is wrong, at its field."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot import metrics
from bot.cards.words import with_reference
from bot.listeners.chosen_people import refused
from bot.listeners.clicked import in_view
from bot.listeners.context import Balance
from bot.listeners.in_sight import in_sight
from bot.listeners.insiders import checked_form
from bot.listeners.payload import Payload, ref_of
from bot.listeners.refusing import words
from bot.listeners.submission import SubmittedForm, submission
from bot.log import reference_in
from bot.use_cases.requests import NotThere
from flows.refusals import Refusal
from storage.errors import StorageError

log = logging.getLogger(__name__)

NOT_SAVED = "This could not be saved just now. Your words are still here. Please try again in a moment."

Ack = Callable[..., Awaitable[None]]
Submit = Callable[[Balance, SubmittedForm], Awaitable[dict[str, Refusal]]]
"""Returns what is wrong, by field; empty when it is saved. Raises Refusal for what belongs to no field."""


@dataclass(frozen=True, slots=True)
class Form:
    """What becomes of a form. What is wrong and belongs to no single field is said at `first_field`, or at
    one that goes on from it with something of its own.
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
    balance.people.acted(filled_in.act.person)
    first_field = filled_in.field_like(form.first_field)
    try:
        filled_in = await checked_form(balance, filled_in)
        filled_in = await in_sight(balance, filled_in, partial(_in_view, balance))
        refusals = await refused(balance, filled_in) if form.for_people else {}
        if not refusals:
            refusals = await in_sight(balance, filled_in, partial(form.submit, balance))
        errors = {field: await _said(refusal, balance, filled_in) for field, refusal in refusals.items()}
    except Anew as anew:
        await ack(response_action="update", view=anew.view)
        return
    except Refusal as refusal:
        errors = {first_field: await _said(refusal, balance, filled_in)}
    except StorageError as error:
        reference = reference_in(log, error.level)
        metrics.failed("store")
        line = "A form was not saved, because the database cannot be used: %s"
        log.log(error.level, line, error, extra={"reference": reference})
        errors = {first_field: with_reference(NOT_SAVED, reference)}
    if errors:
        await ack(response_action="errors", errors=errors)
    else:
        await ack()


async def _in_view(balance: Balance, form: SubmittedForm) -> SubmittedForm:
    """Of every form about an assessment, before anything is done or told: what it was opened on may be out of
    sight by now. Of one that is gone, its own `submit` says what became of it."""
    if ref := ref_of(form.metadata):
        with contextlib.suppress(NotThere):
            await in_view(balance, form.act, ref.assessment)
    return form


async def _said(refusal: Refusal, balance: Balance, form: SubmittedForm) -> str:
    """Whom Slack was asked about already, because they were chosen here, is named."""
    names = await balance.people.names({*refusal.people, refusal.owner}, ask=False, handles=False)
    return words(refusal, form.act.person, in_form=True, names=names)
