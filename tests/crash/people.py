"""People who work on one assessment and do not always look: what they did, and what they were shown."""

import asyncio
import contextlib
import dataclasses
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.cards import modals
from bot.cards.callbacks import Do, Ref
from bot.cards.callbacks import View as Form
from bot.sandbox import Sandbox
from bot.sandbox.errors import ActFailed, CannotAct, NotAcknowledged
from bot.sandbox.people.person import Person
from bot.sandbox.world import BOT_USER, Channel, Message, View, dm_id
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA
from bot.sandbox.world.types import Json
from flows import intents
from flows.framework import Framework
from flows.hearing import hear
from tests.crash.buttons import (
    ASK_FIRST,
    DECIDES,
    FORMS,
    IN_PRIVATE,
    ON_SUMMARY,
    TO_READ,
    WAYS,
    buttons,
    chosen,
    fields_of,
    is_form,
)
from tests.crash.plan import Click, Move, Type
from tests.crash.store import FRAMEWORK
from tests.scenarios.team import Team, headlines

NO_WINDOW = modals.no("")["title"]
TICK = "white_check_mark"
TO_BE_TOLD = 4.0
"""Seconds in which a private word about an act has come."""
CLOCKS = 0.05
"""Seconds: two processes of one machine, and times cut to microseconds."""
READ_OFF = 2.0
"""Seconds: a process whose own clock is wrong reads Slack's off headers without parts of a second."""


@dataclass(slots=True)
class Act:
    """Something that a person did. `word`: the answer that they gave by it, if it was one."""

    person: str
    what: str
    began: float
    channel: str
    question: str | None = None
    word: str | None = None
    tag: str = ""
    ts: str = ""
    typed: bool = False
    acknowledged: bool = False
    ended: float = 0.0
    """When it was acknowledged, or given up; 0 if nobody waits for that, or they still do."""
    clocks: float = CLOCKS
    """Seconds by which the store may date it otherwise."""
    told: bool = False
    """They were told in the client: a warning, or an error in the form."""
    trouble: str = ""
    """What the client said when it did not work."""

    @property
    def answers(self) -> bool:
        return self.word is not None

    @property
    def clicks(self) -> int:
        """On how many of them an answer may come: a window that asks on is clicked in once more."""
        return 2 if self.what in WAYS or self.what in ASK_FIRST else 1


@dataclass
class Patient(Team):
    """A busy machine misses heartbeats, and loses its socket now and then: then they send off a form again,
    which is taken once."""

    async def sends_off(self, person: Person, fields: dict[str, object]) -> None:
        for _ in range(5):
            with contextlib.suppress(NotAcknowledged):
                await super().sends_off(person, fields)
                return
            await self.slack.wait_connected()
        raise TimeoutError("the form could not be sent off")


@dataclass
class Thread(Patient):
    """The thread of the assessment, wherever it is now, as nobody in particular sees it: an account may be
    deactivated, and a channel be private. `alone`: it is the only one in the workspace, and may move."""

    alone: bool = True
    framework: Framework = FRAMEWORK

    @property
    def where(self) -> Channel:
        return self.slack.world.channels[self.channel]

    def messages(self, by: str = "") -> list[Message]:
        parent = [self.where.messages[self.thread]] if self.thread in self.where.messages else []
        return [*parent, *self.where.replies(self.thread)]

    def is_card(self, message: Message) -> bool:
        """Whether it may be one that is kept up to date. All that others see too is."""
        return message.is_bot

    @property
    def stands(self) -> bool:
        """Whether the message under which the thread hangs is still there."""
        return self.where.find(self.thread) is not None

    def headlines(self) -> list[tuple[str, Message]]:
        """Every one that may be this assessment's, with its channel, oldest first."""
        channels = self.slack.world.channels.values() if self.alone else [self.where]
        found = [(channel.id, message) for channel in channels for message in headlines(channel.timeline())]
        return sorted(found, key=lambda headline: headline[1].ts)

    def follow(self) -> None:
        """The assessment may have moved on: to the latest headline."""
        for channel, message in self.headlines()[-1:]:
            if message.ts > self.thread:
                self.channel, self.thread = channel, message.ts


@dataclass
class People:
    """Everybody at once. Each act is begun and not waited for."""

    slack: Sandbox
    team: Thread
    owner: str = AMINA
    clocks: float = CLOCKS
    """Seconds by which the store may date otherwise what they did and saw."""
    acts: list[Act] = field(default_factory=list)
    seen: list[Message] = field(default_factory=list)
    """The current cards as they looked, oldest first."""
    shown: list[tuple[float, str]] = field(default_factory=list)
    """Every text that a message of the bot ever had in the thread, and since when."""
    notices: dict[str, Message] = field(default_factory=dict)
    """What the owner was told about trouble with the place, as it looked with its buttons, by its ts."""
    windows: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Windows that said no: to whom and when, by the id of the view."""
    _waiting: set[asyncio.Task[None]] = field(default_factory=set)
    _tags: Iterator[str] = field(default_factory=lambda: (f"reason{n}x" for n in itertools.count()))

    async def watch(self) -> None:
        """Remember everything that the bot shows, also what is replaced a moment later."""
        known: set[tuple[str, str]] = set()
        while True:
            self.team.follow()
            for message in self.team.bots():
                if (message.ts, message.text) not in known:
                    known.add((message.ts, message.text))
                    self.shown.append((time.time(), message.text))
                    if any(block["type"] == "actions" for block in message.blocks):
                        self.seen.append(as_it_looks(message))
            for message in self._from_bot(dm_id(self.owner)):
                if message.ts not in self.notices and buttons([message], "move"):
                    self.notices[message.ts] = as_it_looks(message)
            for person in {act.person for act in self.acts}:
                for view in self.slack.person(person).modal.views:
                    if view.spec["title"] == NO_WINDOW and view.id not in self.windows:
                        self.windows[view.id] = (person, time.time())
            # A change is drawn within one turn of the loop; 10 ms is shorter than any two of the bot's.
            await asyncio.sleep(0.01)

    def do(self, step: Click | Type | Move) -> None:
        """Begin it, if it can be done; what the client does not offer is no act."""
        with contextlib.suppress(CannotAct):
            match step:
                case Type():
                    self._type(step)
                case Move(to):
                    notices = list(self.notices.values())[-1:]
                    click = Click(self.owner, "try again" if to is None else "move")
                    self._begin(click, notices, fill=to or "")
                case Click():
                    self._begin(step, self._looked_at(step))

    async def done(self) -> None:
        await asyncio.gather(*self._waiting)

    def _type(self, step: Type) -> None:
        tag = next(self._tags) if "#" in step.words else ""
        words = step.words.replace("#", tag)
        act = self._act(step.person, step.words, tag=tag, typed=True)
        match hear(words):
            case intents.Rate(rating=rating):
                act.word = str(rating)
            case intents.NotSure():
                act.word = "not sure"
            case intents.NotApplicable():
                act.word = "not applicable"
        act.ts = self.team.type(words, step.person)
        self.acts.append(act)

    def _act(self, person: str, what: str, channel: str = "", **more: Any) -> Act:
        return Act(person, what, time.time(), channel or self.team.channel, clocks=self.clocks, **more)

    def _looked_at(self, step: Click) -> list[Message]:
        """The messages that they click on, as they see them or remember them."""
        if step.kind in IN_PRIVATE:
            return self.told(step.person)[-1:]
        if step.kind in ON_SUMMARY:
            return self.team.summaries()
        return self.seen[: -step.old][-1:] if step.old else self.team.cards()[-1:]

    def _begin(self, step: Click, messages: list[Message], fill: str = "") -> None:
        found = buttons(messages, step.kind)
        if not found:
            return
        message, block, element = found[step.nth % len(found)]
        self.slack.person(step.person).client.open_channel(message.channel)
        act = self._act(step.person, step.kind, message.channel, ts=message.ts)
        if step.kind in ("rate", "not sure", "not applicable", "reason", "rate again"):
            carried = element.get("value") or chosen(step.nth, element)
            act.question = Ref.decode(carried).question
        if step.kind in ("rate", "not sure"):
            act.word = element["action_id"].rpartition("_")[2] if step.kind == "rate" else "not sure"
        if step.kind in ("not applicable", "reason", "otherwise") or step.kind in DECIDES:
            act.tag = fill = next(self._tags)
        self.acts.append(act)
        task = asyncio.create_task(self._click(step, act, message, block, element, fill))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _click(
        self, step: Click, act: Act, message: Message, block: Json, element: Json, fill: str
    ) -> None:
        value = chosen(step.nth, element)
        person = self.slack.person(step.person)
        before = {view.id for view in person.modal.views}
        opens = any(step.kind in kinds for kinds in (FORMS, TO_READ, DECIDES, ASK_FIRST))
        try:
            # Not `button`: that finds the button on the message as it is now, and this person may look at an
            # older one, which their client has not drawn anew yet.
            await person.clicks.element(message, block, element, value, confirm=True)
            if opens and not await self._window(person, before, self._may_be_told_of(act)):
                return
        except (ActFailed, TimeoutError) as error:
            act.trouble = str(error) or type(error).__name__
            act.told = isinstance(error, NotAcknowledged)
            return
        finally:
            act.ended = time.time()
        act.acknowledged, act.told = not opens, opens
        if opens:
            await asyncio.sleep(step.think)
            with contextlib.suppress(ActFailed):
                await self._fill_in(act, person, fill, before)

    def _may_be_told_of(self, act: Act) -> int:
        """How many other acts of this person words may still come about."""
        mine = (one for one in self.acts if one is not act and one.person == act.person)
        return sum(not one.told and one.began > act.began - TO_BE_TOLD for one in mine)

    async def _window(self, person: Person, before: set[str], others: int) -> bool:
        """Wait for a new window, or for a word in its place; whether it is a window. Words about so many
        `others` may come first. Raises TimeoutError."""
        words = len(self._words(person.id)) + others

        def opened() -> bool:
            return any(view.id not in before for view in person.modal.views)

        await self.slack.until(lambda: opened() or len(self._words(person.id)) > words, 4)
        return opened()

    async def _fill_in(self, act: Act, person: Person, words: str, before: set[str]) -> None:
        """Fill in the form that opened, unless another window has taken its place; try twice."""
        view = person.modal.view
        if view.id in before or act.what in TO_READ:
            await person.modal.close()
            return
        if act.what in WAYS and not await self._chosen_way(act, person, view):
            if view in person.modal.views:
                await person.modal.close()
            return
        if not is_form(view, act.what, act.question):
            return  # they opened another one meanwhile, and go on with that
        if act.what in ASK_FIRST:
            await self._confirm(act, person, view)
            return
        if act.what == "not applicable":
            act.word, act.began = "not applicable", time.time()
        fields = fields_of(act.what, view, words)
        if act.what == "otherwise":
            act.question = str(next(value for value in fields.values() if value != words))
        for _ in range(2):
            try:
                errors = await person.modal.submit(fields)
            except NotAcknowledged:
                continue
            # A form that stays open says what is wrong with it, or what changed meanwhile.
            act.told = errors is not None or view in person.modal.views
            act.acknowledged = not act.told
            break
        if view in person.modal.views:
            await person.modal.close()

    async def _chosen_way(self, act: Act, person: Person, view: View) -> bool:
        """Choose it in the form, and wait until the form asks for what it needs; whether it does."""
        way = WAYS[act.what]
        if view.spec.get("callback_id") != Form.DECIDE:
            return True  # no form of a decision; see is_form
        try:
            await person.modal.act_on(view, Do.VERDICT, None, None, way.value, None)
            await self.slack.until(lambda: view.spec.get("callback_id") == f"{Form.DECIDE}_{way}", 4)
        except (NotAcknowledged, TimeoutError):
            act.told = True
            return False
        return True

    async def _confirm(self, act: Act, person: Person, view: View) -> None:
        """Click the one button of a window that asks first, unless they have opened another one meanwhile."""
        there = {element["action_id"] for _, element in interactive(view.spec["blocks"])}
        if ASK_FIRST[act.what] in there:
            act.told, asked = False, view.spec["title"]
            try:
                await person.modal.act_on(view, ASK_FIRST[act.what], None, None, None, None)
                act.acknowledged = True
                await self.slack.until(lambda: view.spec["title"] != asked, 4)  # done, or why not
                act.told = view.spec["title"] == NO_WINDOW
            except ActFailed:  # no answer came, or by now they may not click: they see it
                act.told = True
            except TimeoutError:
                pass
        if view in person.modal.views:
            await person.modal.close()

    # --- what they see

    def told(self, person: str) -> list[Message]:
        """The private words to this person, wherever they are."""
        channels = self.slack.world.channels.values()
        found = [m for channel in channels for m in channel.ephemerals.values() if m.ephemeral_for == person]
        return sorted(found, key=lambda message: message.ts)

    def _words(self, person: str) -> list[Message]:
        """What may say why no window opens."""
        return self.told(person)

    def told_directly(self, person: str) -> list[Message]:
        """What stands in their direct messages: private words that had no other place, and notices."""
        return self._from_bot(dm_id(person))

    def ticked(self) -> set[str]:
        """The ts of each message with a check mark, in any channel."""
        channels = self.slack.world.channels.values()
        return {m.ts for channel in channels for m in channel.messages.values() if TICK in m.reactions}

    def directly(self) -> list[Message]:
        """All that the bot ever posted where they work, in threads and out of them."""
        return self._from_bot(self.team.channel)

    def _from_bot(self, channel: str) -> list[Message]:
        return [m for m in self.slack.world.channels[channel].messages.values() if m.user == BOT_USER]


def just_answered(text: str) -> tuple[str, str] | None:
    """What a card says was just answered: the question's label, and the answer."""
    found = re.search(r"Just answered: ([^:]+): (\d|not sure|not applicable)", text)
    return (found[1], found[2]) if found else None


def as_it_looks(message: Message) -> Message:
    return dataclasses.replace(message, blocks=list(message.blocks), states={}, warnings={}, reactions={})
