"""A submitted form: what Slack calls view_submission."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.cards.callbacks import Ref
from bot.cards.fields import STAYS, former_field
from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import (
    BadPayload,
    Payload,
    home_of,
    id_of,
    list_of,
    part,
    person_of,
    ref_of,
    text_of,
)
from bot.use_cases.requests import Act
from flows.actor import taken_out


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """A form, read with care: who sent it, and what was filled in, by the block of each field."""

    act: Act
    reply_to: ReplyTo
    metadata: str
    values: Payload
    budget: AskBudget
    home: str = ""
    """What it calls the team of who sent it."""
    callback: str = ""
    root_view: str = ""
    """The window on top of which it was opened; empty: it stands alone."""

    @property
    def ref(self) -> Ref:
        """Raises BadPayload for metadata that is not ours."""
        ref = ref_of(self.metadata)
        if ref is None:
            raise BadPayload("a form with metadata that is not ours")
        return ref

    def field(self, block: str) -> str:
        """What was typed in a field; empty if nothing was."""
        return text_of(self._element(block), "value") or ""

    def field_like(self, start: str) -> str:
        """The name of the field that goes on from `start` with something of its own; `start` if none does."""
        return next((name for name in self.values if name.startswith(f"{start}_")), start)

    def chosen(self, block: str) -> str:
        """The value of the option that was chosen; empty if none was."""
        return text_of(part(self._element(block), "selected_option"), "value") or ""

    def chosen_options(self, block: str) -> frozenset[str]:
        """The values of what was ticked or chosen, in a block and in those that go on from it."""
        names = (name for name in self.values if name == block or name.startswith(f"{block}_"))
        options = (option for name in names for option in list_of(self._element(name), "selected_options"))
        values = (text_of(option, "value") for option in options if isinstance(option, dict))
        return frozenset(value for value in values if value)

    def chosen_person(self, block: str) -> str:
        return id_of(self._element(block), "selected_user") or ""

    def chosen_people(self, block: str, stands: Collection[str] = ()) -> frozenset[str]:
        """Of those who stood there, as many as were taken out stay, unless the box that says so was cleared:
        Slack can show none of them."""
        people = ({"id": person} for person in list_of(self._element(block), "selected_users"))
        chosen = frozenset(person for one in people if (person := id_of(one, "id")))
        box = former_field(block)
        stay = box not in self.values or STAYS in self.chosen_options(box)
        return chosen | taken_out(stands) if stay else chosen

    def everybody_chosen(self) -> dict[str, frozenset[str]]:
        """Who was chosen, by the block of each field in which somebody was."""
        found = {
            block: self.chosen_people(block) | ({self.chosen_person(block)} - {""}) for block in self.values
        }
        return {block: people for block, people in found.items() if people}

    def chosen_channel(self, block: str) -> str:
        return id_of(self._element(block), "selected_conversation") or ""

    def chosen_day(self, block: str) -> date | None:
        """None if none was chosen. Raises BadPayload for what is no day."""
        chosen = text_of(self._element(block), "selected_date")
        try:
            return date.fromisoformat(chosen) if chosen else None
        except ValueError:
            raise BadPayload("no day") from None

    def _element(self, block: str) -> Payload:
        """The one element of a field, whatever its action_id is."""
        elements = part(self.values, block)
        return part(elements, next(iter(elements), ""))


def submission(balance: Balance, body: Payload) -> SubmittedForm:
    """Read a view_submission payload. Raises BadPayload.

    Its key is the window and what it is about, so that a form sent twice counts once, and of two that follow
    each other in one window both do. Who was not answered in time may change their words before they send it
    again.
    """
    view = part(body, "view")
    person, view_id = person_of(balance, body), id_of(view, "id")
    if not view_id:
        raise BadPayload("a form without an id")
    metadata = text_of(view, "private_metadata") or ""
    ref = ref_of(metadata)
    channel = (ref.channel or None) if ref else None
    values = part(part(view, "state"), "values")
    what = [view_id, text_of(view, "callback_id"), metadata]
    act = Act(
        balance.workspace,
        person,
        f"form:{hashlib.sha256(repr(what).encode()).hexdigest()}",
        balance.reconciler.clock.ts(),
        channel,
        _digest(json.dumps(values, sort_keys=True)),
    )
    root = id_of(view, "root_view_id") or ""
    return SubmittedForm(
        act,
        ReplyTo(person, channel),
        metadata,
        values,
        AskBudget(),
        home_of(body),
        text_of(view, "callback_id") or "",
        "" if root == view_id else root,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
