"""People as a record names them: by their ids with what they were called, or by numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flows.actor import FORMER, NUMBERED, people_in_links, without_people_in_links
from flows.panel_acts import BY_DAY, PANEL_MEMBER
from flows.reason import AUTHOR_NOT_RECORDED
from flows.record.names import Called, NamesKept, called_at
from flows.record.parts import Name, PersonNames

_NOBODY = (AUTHOR_NOT_RECORDED, BY_DAY, PANEL_MEMBER)
"""They stand where a person does, and say of nobody who it was. Where names are left out, FORMER is such too:
several may have become it, and are not counted as one."""


class People:
    """Writes people into one record, and remembers of which moments. `numbered`: names are left out."""

    def __init__(self, *, numbered: bool) -> None:
        self.numbered = numbered
        self._moments: dict[str, list[datetime]] = {}

    def ref(self, person: str, at: datetime) -> str:
        """How the record writes this person, who has to do with it at this moment."""
        if person in _NOBODY or (self.numbered and person == FORMER):
            return person
        self._moments.setdefault(person, []).append(at)
        return f"{NUMBERED} {list(self._moments).index(person) + 1}" if self.numbered else person

    def names(self, kept: NamesKept) -> tuple[PersonNames, ...]:
        """What everybody was called who was written so far, as far as these moments need it: a record does
        not hold more of a person, and comes back from another store as it was."""
        if self.numbered:
            return ()
        return tuple(
            PersonNames(id=person, names=_needed(kept.get(person, ()), moments))
            for person, moments in sorted(self._moments.items())
        )


def without_links(part: Any) -> Any:
    """The same part of a record, as data, where no link of Slack's says whose file or profile it leads to. A
    text that is committed to is left out if it has one."""
    match part:
        case str() if people_in_links(part):
            return without_people_in_links(part)
        case {"digest": _, "text": str(text), "salt": _} if people_in_links(text):
            return part | {"text": None, "salt": None}
        case dict():
            return {name: without_links(one) for name, one in part.items()}
        case list():
            return [without_links(one) for one in part]
        case tuple():
            return tuple(without_links(one) for one in part)
        case _:
            return part


def _needed(kept: Sequence[Called], moments: Sequence[datetime]) -> tuple[Name, ...]:
    held = {called_at(kept, at) for at in moments} if kept else set()
    return tuple(Name(name=one.name, since=one.since) for one in kept if one in held)
