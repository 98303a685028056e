"""Somebody who does something."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

FORMER: Final = "a former colleague"
"""What stands in the place of an id where a person was taken out of the records. No id of Slack's, so it is
shown as it stands, and calls nobody."""

FORMER_IN_LINK: Final = "former"
"""The same within a link, which has no spaces."""
NUMBERED: Final = "Person"
"""Where names are left out, a person is this with a number."""
_TAKEN_OUT: Final = re.compile(rf"{FORMER}|{NUMBERED} [1-9][0-9]*")
ANYBODY_IN_LINK: Final = "somebody"
"""What stands in the place of any id in a link where names are left out."""
_IN_LINK: Final = re.compile(r"(//[\w.-]*\bslack(?:-gov)?\.com/(?:files|team)/)([UW][A-Z0-9]+)\b")
"""Slack's links to a file say whose it is: `permalink` in
https://docs.slack.dev/reference/objects/file-object"""


def people_in_links(text: str) -> list[str]:
    """The ids of whose files or profiles Slack's links in it lead to."""
    return [found[2] for found in _IN_LINK.finditer(text)]


def without_people_in_links(text: str) -> str:
    return _IN_LINK.sub(rf"\1{ANYBODY_IN_LINK}", text)


def is_person(value: str) -> bool:
    """Whether this is a user's id, as Slack makes them."""
    return value[:1] in ("U", "W") and value.isascii() and value.isalnum() and value.isupper()


def is_taken_out(name: str) -> bool:
    """Whether this stands in the place of a person of whom it is not said who it is."""
    return _TAKEN_OUT.fullmatch(name) is not None


def taken_out(people: Iterable[str]) -> frozenset[str]:
    """What stands among them in the place of somebody who was taken out."""
    return frozenset(filter(is_taken_out, people))


def still_there(people: Iterable[str]) -> frozenset[str]:
    """Those of them who were not taken out: only they can do anything, or be waited for."""
    return frozenset(person for person in people if not is_taken_out(person))


class Acting(Protocol):
    """Somebody about to do something, and where; enough to say whether they may.

    `channel` is where they do it, or where the form was opened that they send: what was so then. `sees` is
    what is so now: of each channel that was asked about, whether they can see it; None: Slack does not say.
    `of_partner`: they are of another organisation, which `channel` is shared with.
    """

    @property
    def person(self) -> str: ...

    @property
    def channel(self) -> str | None: ...

    @property
    def sees(self) -> Mapping[str, bool | None]: ...

    @property
    def of_partner(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, when, and where. `at` is UTC. `ts` is the moment on the clock of the conversation, to
    which only other such moments compare. `channel` is None where there is no telling. See Acting."""

    person: str
    at: datetime
    ts: str = "0"
    channel: str | None = None
    sees: Mapping[str, bool | None] = field(default_factory=dict)
    of_partner: bool = False
