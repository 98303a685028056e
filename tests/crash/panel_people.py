"""People who answer alone first: what each does in their own direct messages, and all of them in the thread
of the assessment."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.demo.cards import offered_by
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.world import Message, dm_id
from tests.crash.panel_plan import ASKED, Alone, Look, PanelStep
from tests.crash.people import Act, Patient, People, Thread, as_it_looks
from tests.crash.plan import Click, Move, Type
from tests.scenarios.panels import PanelTeam

IN_THE_BALLOT = {"ballot done", "change answers"}
"""Where the card is that they are clicked on; but the assessment knows of them too."""
IN_THE_THREAD = {"reveal", "medians", "rate again", "otherwise"}
OF_THE_PANEL = IN_THE_BALLOT | IN_THE_THREAD | {"begin"}


class Asking(Patient, PanelTeam):
    """Whoever asks people to answer alone."""


@dataclass
class BallotThread(Thread):
    """The thread in which one person answers alone."""

    def headlines(self) -> list[tuple[str, Message]]:
        """Told by their looks: who is asked gets messages without a header."""
        tops = [m for m in self.where.timeline() if m.is_bot and m.blocks and m.blocks[0]["type"] == "header"]
        return [(self.channel, message) for message in tops]

    def is_card(self, message: Message) -> bool:
        """A private word is an ordinary message here: nobody else is there to see it."""
        return message.is_bot and message.metadata is not None

    def type(self, words: str, by: str = "") -> str:
        if not self.thread:
            raise CannotAct("There is nothing to answer yet.")
        return super().type(words, by)


@dataclass
class Somewhere(People):
    """In one of several places where the same people work at once. `everywhere`: all of these."""

    everywhere: "list[Somewhere]" = field(default_factory=list)

    def _may_be_told_of(self, act: Act) -> int:
        return sum(People._may_be_told_of(people, act) for people in self.everywhere)

    def _words(self, person: str) -> list[Message]:
        return [*self.told(person), *self.told_directly(person)]

    def told_directly(self, person: str) -> list[Message]:
        """Without the cards, and what is kept up to date like these."""
        return [m for m in super().told_directly(person) if m.metadata is None]


@dataclass
class Team(Somewhere):
    """In the thread of the assessment; `ballots`: the other places, by whose they are."""

    ballots: dict[str, Somewhere] = field(default_factory=dict)
    asked: dict[str, Message] = field(default_factory=dict)
    """The message in which each was asked to begin, as it looked."""

    @classmethod
    def of(cls, slack: Sandbox, thread: Thread, clocks: float) -> "Team":
        tags: Iterator[str] = (f"reason{n}x" for n in range(1_000_000))
        ballots = {
            who: Somewhere(slack, BallotThread(slack, dm_id(who), alone=False), clocks=clocks, _tags=tags)
            for who in ASKED
        }
        team = cls(slack, thread, clocks=clocks, _tags=tags, ballots=ballots)
        for people in (team, *ballots.values()):
            people.everywhere = [team, *ballots.values()]
        team.asked = {
            who: as_it_looks(message)
            for who, ballot in ballots.items()
            if (message := offered_by(ballot.directly(), "ballot"))
        }
        return team

    async def watch_all(self) -> None:
        await asyncio.gather(*(people.watch() for people in self.everywhere))

    def take(self, step: PanelStep) -> None:
        """Begin it, wherever it is done."""
        match step:
            case Alone(step=Click() | Type() as act):
                self.ballots[act.person].do(act)
            case Look(person):
                self.slack.person(person).home.open()
            case Click() | Type() | Move():
                self.do(step)

    def _looked_at(self, step: Click) -> list[Message]:
        if step.kind == "begin":
            return self._asks(step)
        if step.kind not in OF_THE_PANEL:
            return super()._looked_at(step)
        there: People = self.ballots[step.person] if step.kind in IN_THE_BALLOT else self
        if step.old:
            return there.seen[: -step.old][-1:]
        # A private word may offer Done as well, and does so for ever.
        on_card = step.kind == "ballot done" and step.nth == 0
        return there.team.cards()[-1:] if on_card else there.team.bots()

    def _asks(self, step: Click) -> list[Message]:
        """In their messages, as it is or as they remember it; or on the card in the thread, which has a
        message sent to them."""
        if step.old:
            return [self.asked[step.person]]
        offered = offered_by(self.ballots[step.person].directly(), "ballot")
        return self.team.cards()[-1:] if step.nth == 4 or offered is None else [offered]

    @property
    def acts_so_far(self) -> int:
        return sum(len(people.acts) for people in self.everywhere)

    async def all_done(self) -> None:
        for people in self.everywhere:
            await people.done()
