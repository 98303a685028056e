"""What happens in one run of the property test: who does what, what goes wrong, and when.

A plan is a list of small steps, each of which makes sense wherever it stands, so that hypothesis can make a
failing plan shorter by leaving steps out.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from bot.sandbox.world.riverside import AMINA, GENERAL, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM

S = TypeVar("S")
T = TypeVar("T")

PEOPLE = (AMINA, TOM, PRIYA, GRACE)
METHODS = (
    "chat.postMessage",
    "chat.update",
    "response_url",
    "reactions.add",
    "chat.postEphemeral",
    "views.*",
    "chat.*",
    "conversations.*",
)
HEARD = ("message", "block_actions", "view_submission", "*")


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody clicks a button of the kind they mean, if the card they see has it.

    `old`: on the card as they saw it so many cards ago; `nth` picks among what there is; `think`: seconds
    before they send off the form that opens, if one does.
    """

    person: str
    kind: str
    nth: int = 0
    old: int = 0
    think: float = 0.0


@dataclass(frozen=True, slots=True)
class Type:
    """Somebody types in the thread. `#` stands for a word that no other message has."""

    person: str
    words: str


@dataclass(frozen=True, slots=True)
class Move:
    """The owner uses the direct message about trouble, if there ever was one: `to` a channel, or to try
    again where it is."""

    to: str | None


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """Something goes wrong with Slack: a fault as the switchboard calls it, with its arguments."""

    fault: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Befall:
    """Something happens to the channel where they work, to the bot in it, or to a person; then it is
    changed back. `what` is a fault as the switchboard calls it."""

    what: str
    person: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """All sockets break."""


@dataclass(frozen=True, slots=True)
class Warn:
    """Slack says that the sockets will end soon: the bot opens another beside each."""

    reason: str


@dataclass(frozen=True, slots=True)
class Delete:
    """An admin deletes the current card, or the message under which the thread hangs."""

    thread: bool = False


@dataclass(frozen=True, slots=True)
class Twin:
    """A second process of the bot starts beside the first, on the same database; or it ends."""


@dataclass(frozen=True, slots=True)
class End:
    """The bot is ended (`kill`: with SIGKILL) and started again after so many seconds."""

    kill: bool
    away: float


Step = Click | Type | Move | Wait | Break | Befall | Cut | Warn | Delete | Twin | End


@dataclass(frozen=True)
class Plan:
    """`luck` is the seed of the faults that strike by chance. `handed_in`: all is answered and submitted in
    peace before the first step, so that it can be decided. `skews`: by how many seconds the clock of each
    process of the bot is ahead of Slack's, in turn."""

    steps: tuple[Step, ...]
    luck: int = 0
    handed_in: bool = False
    skews: tuple[float, ...] = (0.0,)

    def __hash__(self) -> int:
        return hash(repr(self))  # a fault's arguments are a dict

    def __repr__(self) -> str:
        steps = (f"    {step!r}," for step in self.steps)
        return "\n".join([f"Plan({self.luck}, {self.handed_in}, {self.skews},", *steps, ")"])


_CLICKS = {"rate": 60, "not sure": 6, "back": 8, "pause": 5, "resume": 10, "change": 8, "keep": 8}
_CLICKS |= {"go to": 8, "submit": 14, "reopen": 8, "not applicable": 12, "reason": 10, "abandon": 1}
_CLICKS |= {"change after all": 4, "submit after all": 3, "all answers": 3, "why": 2, "scores": 1}
_DECIDES = {"ask for changes": 6, "approve": 4, "approve with conditions": 2, "decline": 1}
_DECIDES |= {"withdraw": 5, "close": 1}
_PLAIN = ("rate", "not sure", "back", "pause", "resume", "change", "keep", "go to", "submit", "reopen")
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
_BEFALL = {"archive": 3, "remove_bot": 3, "make_private": 2, "rename": 1, "revoke_token": 2, "deactivate": 3}
_BEFALL |= {"enforce_limits": 2}


def weighted(weights: Mapping[T, int]) -> st.SearchStrategy[T]:
    return st.sampled_from([value for value, weight in weights.items() for _ in range(weight)])


_person = weighted({AMINA: 8, TOM: 8, PRIYA: 8, GRACE: 1})
"""Grace decides: if she answered, it would be her own work."""
_click = st.builds(
    Click,
    _person,
    weighted(_CLICKS),
    st.integers(0, 4),
    weighted({0: 28, 1: 2, 2: 1, 4: 1}),
    weighted({0.0: 2, 0.1: 1, 0.4: 1}),
)
_decide = st.builds(
    Click, weighted({GRACE: 9, TOM: 1}), weighted(_DECIDES), st.integers(0, 4), st.just(0), st.just(0.1)
)
_type = st.builds(Type, _person, weighted(_TYPED))
_move = st.builds(Move, weighted({None: 2, HOUSING: 2, SOCIAL_CARE: 2, GENERAL: 1}))
waits = st.builds(Wait, st.sampled_from((0.02, 0.1, 0.3, 0.6)))
ends = st.builds(End, weighted({True: 7, False: 3}), weighted({0.0: 2, 0.2: 1, 0.5: 1}))
_befall = st.builds(
    Befall, weighted(_BEFALL), st.sampled_from((TOM, PRIYA, GRACE, AMINA)), st.sampled_from((0.3, 0.8, 1.5))
)
warns = st.builds(Warn, st.sampled_from(("warning", "refresh_requested")))
_delete = st.builds(Delete, weighted({False: 2, True: 1}))


_LASTING = st.fixed_dictionaries({"lasting": st.sampled_from((1.5, 4.0))})
"""Of what does not strike so and so often, but holds."""


@st.composite
def breaks(draw: st.DrawFn) -> Break:
    """One of Slack's bad days, short: it strikes a few times, or for a second or two."""
    few = st.fixed_dictionaries({"times": st.integers(1, 3)})
    short = st.fixed_dictionaries({"lasting": st.sampled_from((0.5, 1.5)), "chance": st.just(0.6)})
    method = {"method": st.sampled_from(METHODS)}
    after = {"after": st.booleans()}
    what = {"what": st.sampled_from(HEARD)}
    copies = {"copies": st.integers(1, 2), "gap": st.sampled_from((0.0, 0.2))}
    slow, late = (
        {"seconds": st.just(least), "up_to": st.just(most)} for least, most in ((0.05, 0.6), (0.1, 0.8))
    )
    faults: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "latency": {**slow, **method, **after},
        "rate_limit": {"retry_after": st.just(1), **method},
        "slow_lane": {"every": st.just(1.0), "most": st.integers(1, 3)},
        "server_error": {**method, **after},
        "refuse": {**method, **after},
        "drop": {**method, **after},
        "spoil_response_urls": {"used_up": st.booleans()},
        "lose_ack": what,
        "lose": {"what": st.just("message")},
        "duplicate": {**copies, **what},
        "delay": {**late, **what},
        "reorder": {"together": st.integers(2, 3), "longest": st.just(0.7), **what},
        "refuse_sockets": {"at": st.sampled_from(("open", "websocket"))},
        "ghost_socket": {},
    }
    name = draw(st.sampled_from(sorted(faults)))
    arguments = draw(st.fixed_dictionaries(faults[name]))
    # Lost three times, an event is lost for good, as with Slack.
    extent = {"times": 1} if name == "lose" else draw(_LASTING if name == "slow_lane" else few | short)
    return Break(name, arguments | extent)


Kinds = Mapping[str, tuple[st.SearchStrategy[T | None], int]]
"""What there is to draw, and how often it is drawn among the others."""

_PEACE: Kinds[Step] = {
    "": (st.none(), 12),  # first, so that hypothesis leaves out steps where it can
    "click": (_click, 50),
    "decide": (_decide, 12),
    "type": (_type, 22),
    "wait": (waits, 14),
}
_TROUBLE: Kinds[Step] = {
    "break": (breaks(), 13),
    "befall": (_befall, 5),
    "move": (_move, 3),
    "end": (ends, 3),
    "delete": (_delete, 3),
    "cut": (st.builds(Cut), 2),
    "warn": (warns, 1),
    "twin": (st.builds(Twin), 1),
}
LENGTH = 34
MOST_SKEW = 600
"""Seconds by which a process's clock may differ from Slack's."""
SKEWS = st.lists(st.integers(-MOST_SKEW, MOST_SKEW).map(float), min_size=1, max_size=4).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan. One of eight has no faults: people alone are enough to go wrong."""
    steps: tuple[Step, ...] = drawn(draw, _PEACE, _TROUBLE, LENGTH)
    luck, handed_in = draw(st.integers(0, 9_999)), draw(st.booleans())
    return Plan(steps, luck, handed_in, draw(SKEWS))


def drawn(draw: st.DrawFn, peace: Kinds[S], trouble: Kinds[S], length: int) -> tuple[S, ...]:
    """So many steps, or fewer. One of eight has no trouble."""
    kinds = peace if draw(st.integers(0, 7)) == 0 else {**peace, **trouble}
    names = weighted({name: weight for name, (_, weight) in kinds.items()})
    steps = [draw(kinds[name][0]) for name in draw(st.lists(names, min_size=length, max_size=length))]
    return tuple(step for step in steps if step is not None)


def acts(seed: int) -> list[Click | Type]:
    """What people do in a test that brings its own faults: plain clicks and typed words, always the same."""
    numbers = random.Random(seed)
    weights = [_CLICKS[kind] for kind in _PLAIN]

    def one() -> Click | Type:
        person = numbers.choice(PEOPLE)
        if numbers.random() < 0.3:
            return Type(person, numbers.choices(list(_TYPED), list(_TYPED.values()))[0])
        old = numbers.choice((1, 1, 2, 4)) if numbers.random() < 0.12 else 0
        return Click(person, numbers.choices(_PLAIN, weights)[0], numbers.randrange(5), old)

    return [one() for _ in range(numbers.randint(6, 32))]
