"""What happens in one run of the property test of panels: who answers alone, what the team makes of it, and
what goes wrong. Faults, kills and waits are those of plan.py."""

from dataclasses import dataclass

from hypothesis import strategies as st

from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.crash import plan
from tests.crash.plan import SKEWS, Click, Cut, Kinds, Twin, Type, drawn, weighted

ASKED = (AMINA, TOM, PRIYA)
"""Who is asked to answer alone first; the first of them owns it."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Somebody does this in their own ballot."""

    step: Click | Type


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opens App Home."""

    person: str


PanelStep = plan.Step | Alone | Look


@dataclass(frozen=True)
class PanelPlan:
    """`stands`: how far it is brought in peace before the first step: 0: people are asked; 1: they have
    answered, and nobody is done; 2: one is; 3: it is revealed. `named`: names stand beside ratings after
    that. `pace`: seconds from one act to the next. The rest is as in a plan."""

    steps: tuple[PanelStep, ...]
    luck: int = 0
    stands: int = 0
    named: bool = False
    pace: float = 0.03
    skews: tuple[float, ...] = (0.0,)

    def __hash__(self) -> int:
        return hash(repr(self))  # a fault's arguments are a dict

    def __repr__(self) -> str:
        steps = (f"    {step!r}," for step in self.steps)
        head = f"PanelPlan({self.luck}, {self.stands}, {self.named}, {self.pace}, {self.skews},"
        return "\n".join([head, *steps, ")"])


_ALONE = {"rate": 60, "not sure": 6, "not applicable": 8, "reason": 8, "back": 6, "pause": 4, "resume": 10}
_ALONE |= {"change": 4, "keep": 8, "go to": 4}
_ALONE_TYPED = {
    "4 because #": 14,
    "1 because #": 6,
    "2": 4,
    "not sure because #": 4,
    "n/a because #": 4,
    "because #": 6,
    "back": 3,
    "keep": 3,
    "review": 8,
    "done": 12,
    "pause": 2,
    "resume": 6,
    "status": 2,
}
_OF_THE_PANEL = {"begin": 10, "ballot done": 16, "change answers": 8, "reveal": 9}
_TOGETHER = {"medians": 16, "rate again": 10, "otherwise": 14, "rate": 16, "go to": 14, "submit": 6}
_TOGETHER |= {"not sure": 3, "not applicable": 3, "reason": 5, "change": 4, "back": 4, "keep": 4}
_TOGETHER |= {"pause": 1, "resume": 8, "reopen": 3, "all answers": 1, "abandon": 1}
_TOGETHER_TYPED = {"5 because #": 10, "3 because #": 8, "because #": 4, "keep": 2, "submit": 3, "review": 3}
_TOGETHER_TYPED |= {"resume": 4, "status": 2, "what do you all think?": 2}

_person = weighted(dict.fromkeys(ASKED, 1))
_owner_most = weighted({AMINA: 4, TOM: 1, PRIYA: 1})
_nth, _old = st.integers(0, 4), weighted({0: 28, 1: 2, 2: 1, 4: 1})
_think = weighted({0.0: 2, 0.1: 1, 0.4: 1})


def _clicks(who: st.SearchStrategy[str], kinds: dict[str, int]) -> st.SearchStrategy[Click]:
    return st.builds(Click, who, weighted(kinds), _nth, _old, _think)


_PEACE: Kinds[PanelStep] = {
    "": (st.none(), 12),  # first, so that hypothesis leaves out steps where it can
    "click alone": (st.builds(Alone, _clicks(_person, _ALONE)), 60),
    "type alone": (st.builds(Alone, st.builds(Type, _person, weighted(_ALONE_TYPED))), 26),
    "of the panel": (_clicks(_person, _OF_THE_PANEL), 44),
    "reveal": (_clicks(_owner_most, {"reveal": 1}), 6),
    "together": (_clicks(_person, _TOGETHER), 36),
    "type together": (st.builds(Type, _person, weighted(_TOGETHER_TYPED)), 10),
    "look": (st.builds(Look, _person), 4),
    "wait": (plan.waits, 16),
}
_TROUBLE: Kinds[PanelStep] = {
    "break": (plan.breaks(), 18),
    "end": (plan.ends, 5),
    "cut": (st.builds(Cut), 3),
    "warn": (plan.warns, 1),
    "twin": (st.builds(Twin), 2),
}
LENGTH = 80


@st.composite
def panel_plans(draw: st.DrawFn) -> PanelPlan:
    """Any plan. One of eight has no faults: people alone are enough to go wrong."""
    steps: tuple[PanelStep, ...] = drawn(draw, _PEACE, _TROUBLE, LENGTH)
    luck, stands = draw(st.integers(0, 9_999)), draw(weighted({0: 2, 1: 2, 2: 2, 3: 4}))
    named, pace = draw(st.booleans()), draw(weighted({0.03: 2, 0.12: 3}))
    return PanelPlan(steps, luck, stands, named, pace, draw(st.just((0.0,)) | SKEWS))
