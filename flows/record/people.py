"""People as a record names them: by their ids with what they were called, or by numbers."""

from collections.abc import Sequence
from datetime import datetime

from flows.reason import AUTHOR_NOT_RECORDED
from flows.record.names import Called, NamesKept, called_at
from flows.record.parts import Name, PersonNames


class People:
    """Writes people into one record, and remembers of which moments. `numbered`: names are left out."""

    def __init__(self, *, numbered: bool) -> None:
        self.numbered = numbered
        self._moments: dict[str, list[datetime]] = {}

    def ref(self, person: str, at: datetime) -> str:
        """How the record writes this person, who has to do with it at this moment."""
        if person == AUTHOR_NOT_RECORDED:
            return person
        self._moments.setdefault(person, []).append(at)
        return f"Person {list(self._moments).index(person) + 1}" if self.numbered else person

    def names(self, kept: NamesKept) -> tuple[PersonNames, ...]:
        """What everybody was called who was written so far, as far as these moments need it: a record does
        not hold more of a person, and comes back from another store as it was."""
        if self.numbered:
            return ()
        return tuple(
            PersonNames(id=person, names=_needed(kept.get(person, ()), moments))
            for person, moments in sorted(self._moments.items())
        )


def _needed(kept: Sequence[Called], moments: Sequence[datetime]) -> tuple[Name, ...]:
    held = {called_at(kept, at) for at in moments} if kept else set()
    return tuple(Name(name=one.name, since=one.since) for one in kept if one in held)
