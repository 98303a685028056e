"""The machine as a page for people, drawn from the machine's own transitions.

`balance diagram` prints the page; docs/machine.md is what it printed, and a test holds it to that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

from flows.framework import Framework
from flows.machine import guards_of, machine_of
from flows.states import FIXED_STATES, State

Ways = frozenset[tuple[str, str]]

_IN_PROGRESS: Final = "in_progress"


@dataclass(frozen=True, slots=True)
class _Row:
    """All ways that one trigger takes under one guard."""

    trigger: str
    guard: str
    ways: Ways


def render(framework: Framework) -> str:
    """The page in Markdown, with a Mermaid diagram."""
    rows = _rows(framework)
    count = sum(len(row.ways) for row in rows)
    return f"""# The machine

<!-- Written by `make diagram`. Change flows/edges.py, not this page. -->

How an assessment moves, by the framework “{framework.name}”, version {framework.version}.
Each of its {len(framework.questions)} questions is a state, and so are the review and the ends.
An arrow at the edge of “In progress” holds for each question and for the review alike.

```mermaid
{chr(10).join(_picture(framework, rows))}
```

Not drawn, because they lead from nearly everywhere to nearly everywhere: going back, going to a question,
and coming back from there. Whoever goes back or jumps keeps the way to the place that was left: the next
answer, or “keep”, leads there.

A reviewer who asks for changes names questions. From then on until the next submission, “in progress” is
these questions and the review; “may be changed” stands for that.

## Every way

| Trigger | When | From | To | Ways |
|---|---|---|---|---|
{chr(10).join(_table(framework, rows))}

Together {count:,} ways. All else is refused, with a reason in words.
"""


def _rows(framework: Framework) -> list[_Row]:
    ways: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for trigger, event in machine_of(framework).events.items():
        for transition in (way for ways_from in event.transitions.values() for way in ways_from):
            guard = " and ".join(guard.name for guard in guards_of(transition))
            ways.setdefault((trigger, guard), set()).add((transition.source, str(transition.dest)))
    return [_Row(trigger, guard, frozenset(pairs)) for (trigger, guard), pairs in ways.items()]


def _picture(framework: Framework, rows: list[_Row]) -> Iterator[str]:
    # Mermaid cannot draw an arrow from inside one box to inside another, only from box to box.
    yield "stateDiagram-v2"
    yield f'  state "In progress" as {_IN_PROGRESS} {{'
    boxes = [_node(f"principle-{principle.id}") for principle in framework.principles]
    for box, principle in zip(boxes, framework.principles, strict=True):
        yield f'    state "{principle.name}" as {box} {{'
        for question in principle.questions:
            yield f'      state "{framework.number(question.id)} {question.label}" as {_node(question.id)}'
        for here, following in pairwise(principle.questions):
            yield f"      {_node(here.id)} --> {_node(following.id)}"
        yield "    }"
    onwards = ", ".join(_words(row.trigger) for row in rows if row.ways == _forward(framework))
    for box, following_box in pairwise([*boxes, State.REVIEW]):
        yield f"    {box} --> {following_box}: {onwards}"
    yield "  }"
    for state in (state for state in FIXED_STATES if "-" in state):
        yield f'  state "{state.replace("-", " ")}" as {_node(state)}'
    yield f"  [*] --> {_IN_PROGRESS}"
    yield f"  [*] --> {_node(State.ALONE)}"
    for row in rows:
        if row.ways not in (_forward(framework), _backward(framework)):
            yield from _arrows(framework, row)
    for end in (State.CLOSED, State.ABANDONED):
        yield f"  {end} --> [*]"


def _arrows(framework: Framework, row: _Row) -> Iterator[str]:
    """The arrows between “In progress” and the fixed states; ways within “In progress” are not drawn."""
    for source, dest in sorted({tuple(_box(framework, state) for state in way) for way in row.ways}):
        if source != dest:
            yield f"  {source} --> {dest}: {_label(framework, row)}"


def _box(framework: Framework, state: str) -> str:
    return _IN_PROGRESS if state in _places(framework) else _node(state)


def _label(framework: Framework, row: _Row) -> str:
    """Names a place if there is only one, because an arrow ends at the edge of “In progress”."""
    ends = zip(("from", "to"), zip(*row.ways, strict=True), strict=True)
    places = [f" {word} {states[0]}" for word, states in ends if _is_one_place(framework, set(states))]
    guard = f" ({row.guard})" if row.guard else ""
    return "".join([_words(row.trigger), *places, guard])


def _is_one_place(framework: Framework, states: set[str]) -> bool:
    return len(states) == 1 and states <= set(_places(framework))


def _table(framework: Framework, rows: list[_Row]) -> Iterator[str]:
    for row in rows:
        source, dest = ends_in_words(framework, row.ways)
        yield f"| {_words(row.trigger)} | {row.guard} | {source} | {dest} | {len(row.ways)} |"


def ends_in_words(framework: Framework, ways: Ways) -> tuple[str, str]:
    """Where these ways lead from and to, in words; each by name if they follow no known pattern."""
    if ways == _forward(framework):
        return "each question", "the next question, after the last the review"
    if ways == _backward(framework):
        return "the review, each question but the first", "the question before"
    sources, dests = ({way[end] for way in ways} for end in (0, 1))
    if ways == set(product(sources, dests)):
        return _named(framework, sources, "any"), _named(framework, dests, "any")
    if ways == {(source, dest) for source, dest in product(sources, dests) if source != dest}:
        return _named(framework, sources, "any"), _named(framework, dests, "any other")
    return "as listed", ", ".join(f"{source} → {dest}" for source, dest in sorted(ways))


def _named(framework: Framework, states: set[str], any_: str) -> str:
    questions = {question.id for question in framework.questions}
    if not states >= questions:
        return ", ".join(sorted(states))
    return ", ".join([f"{any_} question", *(state for state in FIXED_STATES if state in states)])


def _places(framework: Framework) -> list[str]:
    return [*(question.id for question in framework.questions), State.REVIEW]


def _forward(framework: Framework) -> Ways:
    return frozenset(pairwise(_places(framework)))


def _backward(framework: Framework) -> Ways:
    return frozenset((there, here) for here, there in pairwise(_places(framework)))


def _words(trigger: str) -> str:
    return trigger.replace("_", " ")


def _node(state: str) -> str:
    # Mermaid reads a hyphen in a name as the beginning of an arrow.
    return state.replace("-", "_")
