"""People who work on one assessment and do not always look: what they did, and what they were shown."""

import asyncio
import contextlib
import dataclasses
import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.cards.refs import Do, Ref
from bot.sandbox import Sandbox
from bot.sandbox.errors import ActFailed
from bot.sandbox.forms import interactive
from bot.sandbox.types import Json
from bot.sandbox.world import Message
from flows import replies
from tests.crash.plan import Click, Type
from tests.scenarios.team import Team

BUTTONS: dict[str, Callable[[str], bool]] = {
    "rate": lambda action: action.startswith(f"{Do.RATE}_"),
    "not sure": lambda action: action == Do.NOT_SURE,
    "back": lambda action: action == Do.BACK,
    "pause": lambda action: action == Do.PAUSE,
    "resume": lambda action: action == Do.RESUME,
    "change": lambda action: action == Do.CHANGE,
    "keep": lambda action: action == Do.KEEP,
    "go to": lambda action: action == Do.GO_TO,
    "submit": lambda action: action == Do.SUBMIT,
    "reopen": lambda action: action == Do.REOPEN,
}


@dataclass(slots=True)
class Act:
    """Something that a person did. `word`: the answer that they gave by it, if it was one."""

    person: str
    what: str
    began: float
    question: str | None = None
    word: str | None = None
    tag: str = ""
    ts: str = ""
    acknowledged: bool = False

    @property
    def answers(self) -> bool:
        return self.word is not None


@dataclass
class People:
    """Everybody at once. Each act is begun and not waited for."""

    slack: Sandbox
    team: Team
    acts: list[Act] = field(default_factory=list)
    seen: list[Message] = field(default_factory=list)
    """The current cards as they looked, oldest first."""
    shown: list[tuple[float, str]] = field(default_factory=list)
    """Every text that a message of the bot ever had in the thread, and since when."""
    _waiting: set[asyncio.Task[None]] = field(default_factory=set)
    _tags: Iterator[str] = field(default_factory=lambda: (f"reason{n}x" for n in itertools.count()))

    async def watch(self) -> None:
        """Remember everything that the bot shows, also what is replaced a moment later."""
        known: set[tuple[str, str]] = set()
        while True:
            for message in self.team.bots():
                if (message.ts, message.text) not in known:
                    known.add((message.ts, message.text))
                    self.shown.append((time.time(), message.text))
                    if any(block["type"] == "actions" for block in message.blocks):
                        self.seen.append(_as_it_looks(message))
            await self._next_change()

    async def _next_change(self) -> None:
        # A change is drawn within one turn of the loop; 10 ms is shorter than any two of the bot's.
        await asyncio.sleep(0.01)

    def do(self, step: Click | Type) -> None:
        if isinstance(step, Type):
            self._type(step)
        elif found := self._find(step):
            task = asyncio.create_task(self._click(step, *found))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def done(self) -> None:
        await asyncio.gather(*self._waiting)

    def _type(self, step: Type) -> None:
        tag = next(self._tags) if "#" in step.words else ""
        words = step.words.replace("#", tag)
        act = Act(step.person, step.words, time.time(), tag=tag)
        match replies.parse(words):
            case replies.Rate(rating=rating):
                act.word = str(rating)
            case replies.NotSure():
                act.word = "not sure"
            case replies.NotApplicable():
                act.word = "not applicable"
        act.ts = self.team.type(words, step.person)
        self.acts.append(act)

    def _find(self, step: Click) -> tuple[Message, Json, Json] | None:
        """What they click, on the message as they see it or remember it."""
        messages = self._summaries() if step.kind == "reopen" else self.team.cards()[-1:]
        if step.old and step.kind != "reopen":
            messages = self.seen[: -step.old][-1:]
        fits = BUTTONS[step.kind]
        found = [
            (message, block, element)
            for message in messages
            for block, element in interactive(message.blocks)
            if fits(element["action_id"])
        ]
        return found[step.nth % len(found)] if found else None

    def _summaries(self) -> list[Message]:
        return [message for message in self.team.bots() if message.text.startswith("Summary:")]

    async def _click(self, step: Click, message: Message, block: Json, element: Json) -> None:
        act = Act(step.person, step.kind, time.time(), ts=message.ts)
        if step.kind in ("rate", "not sure"):
            ref = Ref.decode(element["value"])
            act.question = ref.question
            act.word = element["action_id"].rpartition("_")[2] if step.kind == "rate" else "not sure"
        self.acts.append(act)
        chosen = element["options"][step.nth % len(element["options"])] if "options" in element else None
        value = chosen["value"] if chosen else None
        # Not `click`: that finds the button on the message as it is now, and this person may look at an
        # older one, which their client has not drawn anew yet.
        person, where = self.slack.person(step.person), self.slack.world.channels[self.team.channel]
        with contextlib.suppress(ActFailed):
            await person._act_on_message(where, message, block, element, value, True)
            act.acknowledged = True

    def told(self, person: str) -> list[Message]:
        """The private words to this person, in the channel and in its thread."""
        return self.slack.person(person).ephemerals(self.team.channel)


def just_answered(text: str) -> tuple[str, str] | None:
    """What a card says was just answered: the question's label, and the answer."""
    found = re.search(r"Just answered: ([^:]+): (\d|not sure|not applicable)", text)
    return (found[1], found[2]) if found else None


def _as_it_looks(message: Message) -> Message:
    return dataclasses.replace(message, blocks=list(message.blocks), states={}, warnings={}, reactions={})
