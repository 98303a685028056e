"""What the rows of a record say of each thing, compared with what stands.

Somebody who was taken out is compared as that: as whom the record names them nobody can say any more, but not
that somebody else stands there. What was recorded in a row whose content was erased cannot be compared, and
which things those are nothing tells but what is left: see `_may_be_in_an_erased_row`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flows.activity import Happened
from flows.actor import FORMER, is_taken_out
from flows.chain import FACTS, PERSON, Link
from flows.panel_acts import BY_DAY, PANEL_MEMBER

CONTENT: Final = ("what", "question_id", "detail")
"""What a row says beside `facts`, and its line of the history shows."""
_NOBODY: Final = ("", BY_DAY, PANEL_MEMBER)
"""What stands in the place of who acted where that was nobody, or is not told."""
_PARTS: Final = frozenset(("must_decide", "assessor", "reviewer"))
"""People who have a part: two former colleagues have it together, see storage/forgetting.py."""
_IN_NO_ORDER: Final = _PARTS | {"panellists", "are_done"}
"""They stand in the order of their ids, which is another one once some are taken out."""
ANSWER: Final = "answer:"
"""So begins what an answer is called; the id of its question comes after."""
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a row says of a thing. `by`: who acted, as the history shows it."""

    value: Any
    row: int
    by: str

    def is_of(self, now: Any) -> bool:
        """Whether it says this, as far as what was taken out of it can be told."""
        return _same(_ordered(self.value), _ordered(now), {0: self.by})


_NEVER: Final = Recorded(None, 0, "")


@dataclass(slots=True)
class Compared:
    """Things by their names: what stands otherwise than it was recorded, and what may have been recorded so
    in a row whose content was erased."""

    differ: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def shows(happened: Happened, link: Link) -> bool:
    """Whether a line of the history shows what its row says, as far as that was not erased."""
    person, said = link.people[0], link.said
    known = is_taken_out(happened.by) or happened.by in _NOBODY
    if not (known if person.is_erased else person.text == happened.by):
        return False
    shown = dict(zip(CONTENT, (happened.what, happened.question, happened.detail), strict=True))
    return said is None or all(
        _same(said.get(name, _NOTHING), value, {0: happened.by}) for name, value in shown.items()
    )


def compared(
    history: Sequence[Happened], stands: Mapping[str, Any], changes: Sequence[tuple[str, Any]]
) -> Compared:
    """Compare what the rows say of each thing with what stands of it, and with the answers that ever stood,
    oldest first, by question: all as plain JSON."""
    said, erased, result = _said(history), _erased(history), Compared()
    # A chain that began late begins with what stood already, as it was kept then.
    stood_already = 1 if history[0].link is None else 0
    for thing in sorted(said.keys() | stands.keys()):
        then, now = said.get(thing, [_NEVER])[-1], stands.get(thing)
        if then.is_of(now):
            continue
        is_unclear = erased > then.row and thing in stands and _may_be_in_an_erased_row(then.value, now)
        (result.unclear if is_unclear else result.differ).append(thing)
    for question in sorted({question for question, _ in changes} | _answered(said)):
        given = [one for one in said.get(f"{ANSWER}{question}", []) if one.row > stood_already]
        left = _unmatched(given, [one for of, one in changes if of == question])
        if left is None or (not all(_is_older(one, history) for one in left) and not erased):
            result.differ.append(f"changes:{question}")
        elif left and erased:
            result.unclear.append(f"changes:{question}")
    return result


def _said(history: Sequence[Happened]) -> dict[str, list[Recorded]]:
    """All that the rows say of each thing, one after the other."""
    said = defaultdict[str, list[Recorded]](list)
    for one in history:
        facts = ((one.link.said if one.link else None) or {}).get(FACTS, {})
        for thing, value in facts.items():
            assert one.link is not None, "who says something has a row"
            said[thing].append(Recorded(value, one.link.number, one.by))
    return dict(said)


def _erased(history: Sequence[Happened]) -> int:
    """The last row whose content was erased; 0: none was."""
    return max((one.link.number for one in history if one.link and one.link.content.is_erased), default=0)


def _answered(said: Iterable[str]) -> set[str]:
    return {thing.removeprefix(ANSWER) for thing in said if thing.startswith(ANSWER)}


def _unmatched(said: Sequence[Recorded], stood: Sequence[Any]) -> list[Any] | None:
    """What stood once and no row says. None: a row says what never stood, or in another order."""
    left, rest = [], list(said)
    for one in stood:
        if rest and rest[0].is_of(one):
            del rest[0]
        else:
            left.append(one)
    return None if rest else left


def _is_older(answer: Any, history: Sequence[Happened]) -> bool:
    """Whether it is from before the chain began: rows from then have no link."""
    first = next((one for one in history if one.link), None)
    begun = first.at.isoformat() if first and first is not history[0] else ""
    return max(_moments(answer), default="") <= begun


def _may_be_in_an_erased_row(then: Any, now: Any) -> bool:
    """Whatever a later row says of a thing that has moments, it says a later moment."""
    before, after = (max(_moments(value), default="") for value in (then, now))
    return before < after or not after


def _moments(value: Any, key: str = "") -> Iterator[str]:
    match value:
        case str() if key == "at" or key.endswith("_at"):
            yield value
        case dict():
            for name, part in value.items():
                yield from _moments(part, name)
        case list():
            for part in value:
                yield from _moments(part)


def _same(then: Any, now: Any, called: dict[int, str], key: str = "") -> bool:
    """`called`: as whom somebody stands who was taken out of the row, by their place in it."""
    match then, now:
        case {"person": int(place)}, str() if len(then) == 1:
            return is_taken_out(now) and called.setdefault(place, now) == now
        case dict(), dict():
            return then.keys() == now.keys() and all(
                _same(then[name], now[name], called, name) for name in then
            )
        case list(), list() if key in _IN_NO_ORDER:
            return _same_people(then, now, together=key in _PARTS and FORMER in now)
        case list(), list():
            return len(then) == len(now) and all(
                _same(one, other, called) for one, other in zip(then, now, strict=True)
            )
        case _:
            return type(then) is type(now) and bool(then == now)


def _same_people(then: Sequence[Any], now: Sequence[Any], *, together: bool) -> bool:
    named = [sorted(str(one) for one in people if not _is_out(one)) for people in (then, now)]
    out, are_out = (sum(map(_is_out, people)) for people in (then, now))
    return named[0] == named[1] and (out >= are_out if together else out == are_out)


def _is_out(person: Any) -> bool:
    return (isinstance(person, dict) and person.keys() == {PERSON}) or is_taken_out(str(person))


def _ordered(value: Any) -> Any:
    """A panel whose numbers stand beside people: seat by seat, in the order of the numbers."""
    match value:
        case {"numbers": list(numbers), "panellists": list(people), **others} if len(numbers) == len(people):
            seats = sorted(zip(numbers, people, strict=True), key=lambda seat: str(seat[0]))
            return {**others, "seats": [list(seat) for seat in seats]}
        case _:
            return value
