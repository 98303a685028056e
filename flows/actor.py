"""Somebody who does something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

FORMER: Final = "a former colleague"
"""What stands in the place of an id where a person was taken out of the records. No id of Slack's, so it is
shown as it stands, and calls nobody."""


def is_person(value: str) -> bool:
    """Whether this is a user's id, as Slack makes them."""
    return value[:1] in ("U", "W") and value.isascii() and value.isalnum() and value.isupper()


class Acting(Protocol):
    """Somebody about to do something, and where; enough to say whether they may.

    `channel` is where they do it, or where the form was opened that they send: what was so then. `sees` is
    what is so now: of each channel that was asked about, whether they can see it; None: Slack does not say.
    """

    @property
    def person(self) -> str: ...

    @property
    def channel(self) -> str | None: ...

    @property
    def sees(self) -> Mapping[str, bool | None]: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, when, and where. `at` is UTC. `ts` is the moment on the clock of the conversation, to
    which only other such moments compare. `channel` is None where there is no telling. See Acting."""

    person: str
    at: datetime
    ts: str = "0"
    channel: str | None = None
    sees: Mapping[str, bool | None] = field(default_factory=dict)
