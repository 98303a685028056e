"""The record of an assessment as a chain: each row commits to the one before it, to who acted, and to what
came of it, so that a row which is changed, taken away or added later is found.

People and content are committed to on their own, each with a salt: either can be erased, and the chain still
holds. docs/record.md describes the reckoning, and docs/verify_record.py does it a second time, from there.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from flows import json_text
from flows.actor import is_person

VERSION: Final = "balance-record-1"
PERSON: Final = "person"
"""In the content of a row, `{"person": 0}` stands for the first of its people."""
FACTS: Final = "facts"
"""In the content of a row: what came of it, by what it is called."""
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that is committed to by `digest`. `text` and `salt` None: it was erased."""

    digest: str
    text: str | None
    salt: str | None

    @classmethod
    def of(cls, text: str) -> "Sealed":
        salt = secrets.token_hex(SALT_BYTES)
        return cls(_digest(salt, text), text, salt)

    @property
    def is_erased(self) -> bool:
        return self.text is None

    @property
    def holds(self) -> bool:
        """Whether the text is what was committed to; of one that was erased, nothing speaks against it."""
        try:
            return self.text is None or (
                self.salt is not None and _digest(self.salt, self.text) == self.digest
            )
        except UnicodeEncodeError:  # half a character, as JSON can hold it
            return False

    @property
    def erased(self) -> "Sealed":
        return replace(self, text=None, salt=None)


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the chain. `number` counts from 1 within the assessment, `at` is UTC. `people` are user ids,
    whoever acted first; `content` is JSON, see `written`."""

    number: int
    at: datetime
    people: tuple[Sealed, ...]
    content: Sealed
    digest: str

    @classmethod
    def after(cls, last: "Head", at: datetime, people: Sequence[str], content: str) -> "Link":
        sealed, what = tuple(map(Sealed.of, people)), Sealed.of(content)
        number = last.number + 1
        return cls(number, at, sealed, what, _of_row(last.digest, number, at, sealed, what))

    def follows(self, last: "Head") -> bool:
        """Whether it commits to this as what came before it."""
        ours = _of_row(last.digest, self.number, self.at, self.people, self.content)
        return self.number == last.number + 1 and self.digest == ours

    @property
    def head(self) -> "Head":
        return Head(self.number, self.digest)

    @property
    def holds(self) -> bool:
        """Whether its people and its content are those that it commits to, and such as a row can have."""
        try:
            _ = self.said
        except ValueError:
            return False
        return bool(self.people) and all(one.holds for one in (self.content, *self.people))

    @property
    def names_a_former_colleague(self) -> bool:
        return any(person.is_erased for person in self.people)

    @property
    def said(self) -> Mapping[str, Any] | None:
        """The content, as what it was written from; None if it was erased. Who was erased stands there by
        their place. Raises ValueError for what no content is."""
        if self.content.text is None:
            return None
        try:
            said = _read(json_text.loads(self.content.text), self.people)
        except RecursionError:
            raise ValueError("content within content, without end") from None
        if not isinstance(said, dict) or not isinstance(said.get(FACTS, {}), dict):
            raise ValueError("no content of a row")
        return said


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: the number and the digest of its last row."""

    number: int
    digest: str

    @classmethod
    def start(cls, team: str, assessment: str) -> "Head":
        """What the first row follows. A workspace is its team id: the enterprise's may change."""
        return cls(0, _digest(VERSION, team, assessment))


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a chain, up to its end or to the first row that does not hold."""

    head: Head
    broken_at: int | None = None
    """The number of the first row that was changed, added or is missing."""
    erased: tuple[int, ...] = ()
    """Rows whose content was erased."""
    former: tuple[int, ...] = ()
    """Rows of which a person was erased."""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def check(start: Head, links: Iterable[Link]) -> Checked:
    """Reckon a chain anew, row by row."""
    head = start
    erased: list[int] = []
    former: list[int] = []
    for link in links:
        if not (link.follows(head) and link.holds):
            return Checked(head, head.number + 1, tuple(erased), tuple(former))
        head = link.head
        if link.content.is_erased:
            erased.append(link.number)
        if link.names_a_former_colleague:
            former.append(link.number)
    return Checked(head, None, tuple(erased), tuple(former))


def written(content: Mapping[str, Any], people: list[str], keys: Iterable[str]) -> str:
    """The content as it is committed to: ASCII JSON without spaces, its keys in order, its times in UTC. Who
    stands under one of these `keys` is named by their place in `people`, and added there if need be."""
    return json.dumps(_plain(content, "", people, frozenset(keys)), sort_keys=True, separators=(",", ":"))


def digest_of_day(before: str, team: str, day: str, heads: Mapping[str, Head]) -> str:
    """One digest for the heads of all chains that grew since the day before, with the digest of that day."""
    lines = [f"{assessment} {head.number} {head.digest}" for assessment, head in sorted(heads.items())]
    return _digest(VERSION, before, team, day, *lines)


def _plain(value: Any, key: str, people: list[str], keys: frozenset[str]) -> Any:
    match value:
        case Mapping():
            return {name: _plain(part, name, people, keys) for name, part in value.items()}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case str() if key in keys and is_person(value):
            if value not in people:
                people.append(value)
            return {PERSON: people.index(value)}
        case None | str() | bool() | int():
            return value
        case list() | tuple() | set() | frozenset():
            parts = sorted(value) if isinstance(value, set | frozenset) else value
            return [_plain(part, key, people, keys) for part in parts]
        case _:
            return value.isoformat()  # a day


def _read(value: Any, people: Sequence[Sealed]) -> Any:
    match value:
        case {"person": int(place)} if len(value) == 1:
            if place not in range(len(people)):
                raise ValueError("nobody is in that place")
            text = people[place].text
            return value if text is None else text
        case dict():
            return {name: _read(part, people) for name, part in value.items()}
        case list():
            return [_read(part, people) for part in value]
        case _:
            return value


def _of_row(before: str, number: int, at: datetime, people: Sequence[Sealed], content: Sealed) -> str:
    moment = at.astimezone(UTC).isoformat()
    return _digest(VERSION, before, str(number), moment, *(one.digest for one in people), content.digest)


def _digest(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
