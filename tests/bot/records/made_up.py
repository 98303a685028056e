"""Records that nobody's acts can have made, with every digest right: whoever makes one up can do that, by
docs/record.md."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from flows.chain import VERSION, Link, Sealed
from flows.record.kept import Kept
from flows.record.writing import record_of, to_json

Forge = Callable[[Link], Link]
ROW = 4
CANNOT_BE: dict[str, Forge] = {
    "nobody": lambda link: replace(link, people=()),
    "no JSON": lambda link: replace(link, content=Sealed.of("what?")),
    "half of it": lambda link: replace(link, content=Sealed.of('{"what":')),
    "very deep": lambda link: replace(link, content=Sealed.of("[" * 200_000)),
    "a long number": lambda link: replace(link, content=Sealed.of('{"what":' + "9" * 5_000 + "}")),
    "a list": lambda link: replace(link, content=Sealed.of("[]")),
    "nothing": lambda link: replace(link, content=Sealed.of("null")),
    "somebody who is not there": lambda link: replace(link, content=Sealed.of(_content('{"person":99}'))),
    "somebody from the end": lambda link: replace(link, content=Sealed.of(_content('{"person":-1}'))),
    "no facts": lambda link: replace(link, content=Sealed.of(_content('"facts"'))),
    "a list of facts": lambda link: replace(link, content=Sealed.of(_content('[{"state":1}]'))),
}
"""What row ROW is made."""
SHOWS_ANOTHER: dict[str, Forge] = {
    "no act": lambda link: replace(link, content=Sealed.of('{"question_id":null,"detail":{"chosen":[]}}')),
    "nothing at all": lambda link: replace(link, content=Sealed.of("{}")),
    "another act": lambda link: replace(link, content=Sealed.of(_content('{"state":7}'))),
}
"""The same; here the row can be read, and the history shows another act."""


def _content(facts: str) -> str:
    return f'{{"detail":{{}},"facts":{facts},"question_id":null,"what":"other"}}'


def made_up(kept: Kept, forge: Forge, row: int = ROW) -> Kept:
    last, history = kept.start, []
    for one in kept.history:
        link = one.link
        assert link is not None
        link = forge(link) if link.number == row else link
        link = replace(link, digest=digest_of(last.digest, link))
        last = link.head
        history.append(replace(one, link=link))
    return replace(kept, history=tuple(history))


def digest_of(before: str, link: Link) -> str:
    """By the table in docs/record.md."""
    people = [one.digest for one in link.people]
    moment = link.at.astimezone(UTC).isoformat()
    lines = [VERSION, before, str(link.number), moment, *people, link.content.digest]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def written_to(file: Path, kept: Kept, *, without_names: bool = False) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(to_json(record_of(kept, without_names=without_names)))
    return file
