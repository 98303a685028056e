"""What happens in one run of the property test, drawn from a seed: who does what, what goes wrong, and when.

A plan is a list of small steps, each of which makes sense wherever it stands, so that a failing plan can be
made shorter by leaving steps out.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.riverside import AMINA, GRACE, PRIYA, TOM

PEOPLE = (AMINA, TOM, PRIYA, GRACE)
METHODS = ("chat.postMessage", "chat.update", "response_url", "reactions.add", "chat.*", "conversations.*")
HEARD = ("message", "block_actions", "*")


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody clicks a button of the kind they mean, if the card they see has it.

    `old`: on the card as they saw it so many cards ago; `nth` picks among what there is.
    """

    person: str
    kind: str
    nth: int = 0
    old: int = 0


@dataclass(frozen=True, slots=True)
class Type:
    """Somebody types in the thread. `#` stands for a word that no other message has."""

    person: str
    words: str


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """Something goes wrong with Slack: a method of `slack.faults` with its arguments."""

    fault: str
    arguments: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """All sockets break."""


@dataclass(frozen=True, slots=True)
class DeleteCard:
    """An admin deletes the current card."""


@dataclass(frozen=True, slots=True)
class End:
    """The bot is ended (`kill`: with SIGKILL) and started again after so many seconds."""

    kill: bool
    away: float


Step = Click | Type | Wait | Break | Cut | DeleteCard | End

_CLICKS = {"rate": 60, "not sure": 6, "back": 8, "pause": 4, "resume": 10, "change": 8, "keep": 8}
_CLICKS |= {"go to": 5, "submit": 14, "reopen": 8}
_TYPED = {
    "4": 8,
    "2": 4,
    "5 because #": 14,
    "3 because #": 10,
    "1 because #": 6,
    "not sure because #": 4,
    "n/a because #": 5,
    "because #": 6,
    "back": 3,
    "keep": 3,
    "pause": 2,
    "resume": 6,
    "review": 4,
    "submit": 4,
    "status": 2,
    "what do you all think?": 5,
}


def plan(seed: int) -> list[Step]:
    """The steps of this seed, always the same."""
    numbers = random.Random(seed)
    calm = numbers.random() < 0.1  # some runs without faults: people alone are enough to go wrong
    kinds: list[tuple[Callable[[random.Random], Step], int]] = [
        (_click, 50),
        (_typed, 22),
        (_wait, 14),
        *([] if calm else [(_break, 14), (_end, 3), (_cut, 2), (_delete, 2)]),
    ]
    makers, weights = zip(*kinds, strict=True)
    return [make(numbers) for make in numbers.choices(makers, weights=weights, k=numbers.randint(8, 45))]


def _click(numbers: random.Random) -> Step:
    old = numbers.choice((1, 1, 2, 4)) if numbers.random() < 0.12 else 0
    return Click(numbers.choice(PEOPLE), _weighted(numbers, _CLICKS), numbers.randrange(5), old)


def _typed(numbers: random.Random) -> Step:
    return Type(numbers.choice(PEOPLE), _weighted(numbers, _TYPED))


def _wait(numbers: random.Random) -> Step:
    return Wait(numbers.choice((0.02, 0.1, 0.3, 0.6)))


def _end(numbers: random.Random) -> Step:
    return End(kill=numbers.random() < 0.7, away=numbers.choice((0, 0, 0.2, 0.5)))


def _cut(_: random.Random) -> Step:
    return Cut()


def _delete(_: random.Random) -> Step:
    return DeleteCard()


def _break(numbers: random.Random) -> Step:
    """One of Slack's bad days, short: it strikes a few times, or for a second or two."""
    extent: dict[str, object] = (
        {"times": numbers.randint(1, 3)}
        if numbers.random() < 0.6
        else {"lasting": numbers.choice((0.5, 1.5)), "chance": 0.6}
    )
    method = {"method": numbers.choice(METHODS)}
    after = {"after": numbers.random() < 0.5}
    what = {"what": numbers.choice(HEARD)}
    faults: list[tuple[str, dict[str, object]]] = [
        ("latency", {"seconds": 0.05, "up_to": 0.6, **method, **after}),
        ("rate_limit", {"retry_after": 1, **method}),
        ("server_error", {**method, **after}),
        ("refuse", {**method, **after}),
        ("drop", {**method, **after}),
        ("spoil_response_urls", {"used_up": numbers.random() < 0.5}),
        ("lose_ack", {**what}),
        ("lose", {"what": "message"}),
        ("duplicate", {"copies": numbers.randint(1, 2), "gap": numbers.choice((0.0, 0.2)), **what}),
        ("delay", {"seconds": 0.1, "up_to": 0.8, **what}),
        ("reorder", {"together": numbers.randint(2, 3), "longest": 0.7, **what}),
        ("refuse_sockets", {"at": numbers.choice(("open", "websocket"))}),
        ("ghost_socket", {}),
    ]
    name, arguments = numbers.choice(faults)
    if name == "lose":
        extent = {"times": 1}  # lost three times, an event is lost for good, as with Slack
    return Break(name, arguments | extent)


def _weighted(numbers: random.Random, choices: dict[str, int]) -> str:
    return numbers.choices(list(choices), weights=list(choices.values()))[0]
