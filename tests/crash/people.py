"""People who work on one assessment and do not always look: what they did, and what they were shown."""

import asyncio
import contextlib
import dataclasses
import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.cards import modals
from bot.cards.callbacks import Do, Ref, read_menu_value
from bot.cards.callbacks import View as Form
from bot.sandbox import Sandbox
from bot.sandbox.errors import ActFailed, CannotAct, NotAcknowledged
from bot.sandbox.people.person import Person
from bot.sandbox.world import BOT_USER, Channel, Message, View, dm_id
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA
from bot.sandbox.world.types import Json
from flows import intents
from flows.decision import Verdict
from flows.framework import Framework
from flows.hearing import hear
from tests.crash.plan import Click, Move, Type
from tests.crash.store import FRAMEWORK
from tests.scenarios.team import Team, headlines

WAYS = {verdict.value.replace("_", " "): verdict for verdict in Verdict}
DECIDES = {*WAYS, "withdraw"}
"""These open a form of several fields; a decision is one of the four ways in the same form."""
BUTTONS: dict[str, Callable[[str], bool]] = {
    "rate": lambda action: action.startswith(f"{Do.RATE}_"),
    "not sure": lambda action: action == Do.NOT_SURE,
    "back": lambda action: action == Do.BACK,
    "pause": lambda action: action == Do.PAUSE,
    "resume": lambda action: action == Do.RESUME,
    "change": lambda action: action == Do.CHANGE,
    "change after all": lambda action: action == Do.CHANGE,
    "keep": lambda action: action == Do.KEEP,
    "go to": lambda action: action == Do.GO_TO,
    "submit": lambda action: action == Do.SUBMIT,
    "submit after all": lambda action: action == Do.SUBMIT,
    "reopen": lambda action: action == Do.REOPEN,
    "abandon": lambda action: action == Do.ABANDON,
    "not applicable": lambda action: action == Do.NOT_APPLICABLE,
    "reason": lambda action: action == Do.REASON,
    "all answers": lambda action: action == Do.ALL_ANSWERS,
    "scores": lambda action: action == Do.SCORES,
    "why": lambda action: action == Do.WHY,
    **dict.fromkeys(WAYS, partial(str.__eq__, Do.DECIDE)),
    "withdraw": lambda action: action == Do.WITHDRAW,
    "close": lambda action: action == Do.CLOSE,
    "try again": lambda action: action == Do.RETRY,
    "move": lambda action: action == Do.MOVE,
}
ON_SUMMARY = {"reopen", "all answers", "scores", "close"} | DECIDES
IN_PRIVATE = {"change after all", "submit after all"}
"""What a private word offers: that of a refusal, and that of a typed submit with open questions."""
TO_READ = {"all answers", "scores", "why"}
ASK_FIRST = {"abandon": Do.ABANDON_NOW, "close": Do.CLOSE_NOW, "reopen": Do.REOPEN_NOW}
"""These open a window with the one button that does it."""
FORMS = {"not applicable": "reason", "reason": "reason", "move": "channel"}
"""Those with one field that must be filled in, and its id."""
ABOUT_A_QUESTION = {"not applicable": Form.NOT_APPLICABLE, "reason": Form.REASON}
NO_WINDOW = modals.no("")["title"]
TICK = "white_check_mark"
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
    clocks: float = CLOCKS
    """Seconds by which the store may date it otherwise."""
    told: bool = False
    """They were told in the client: a warning, or an error in the form."""
    trouble: str = ""
    """What the client said when it did not work."""

    @property
    def answers(self) -> bool:
        return self.word is not None


@dataclass
class Thread(Team):
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
                        self.seen.append(_as_it_looks(message))
            for message in self._from_bot(dm_id(self.owner)):
                if message.ts not in self.notices and _buttons([message], "move"):
                    self.notices[message.ts] = _as_it_looks(message)
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
        found = _buttons(messages, step.kind)
        if not found:
            return
        message, block, element = found[step.nth % len(found)]
        self.slack.person(step.person).client.open_channel(message.channel)
        act = self._act(step.person, step.kind, message.channel, ts=message.ts)
        if step.kind in ("rate", "not sure", "not applicable", "reason"):
            carried = element.get("value") or _chosen(step, element)
            act.question = Ref.decode(carried).question
        if step.kind in ("rate", "not sure"):
            act.word = element["action_id"].rpartition("_")[2] if step.kind == "rate" else "not sure"
        if step.kind in ("not applicable", "reason") or step.kind in DECIDES:
            act.tag = fill = next(self._tags)
        self.acts.append(act)
        task = asyncio.create_task(self._click(step, act, message, block, element, fill))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _click(
        self, step: Click, act: Act, message: Message, block: Json, element: Json, fill: str
    ) -> None:
        value = _chosen(step, element)
        person = self.slack.person(step.person)
        before = {view.id for view in person.modal.views}
        opens = any(step.kind in kinds for kinds in (FORMS, TO_READ, DECIDES, ASK_FIRST))
        try:
            # Not `button`: that finds the button on the message as it is now, and this person may look at an
            # older one, which their client has not drawn anew yet.
            await person.clicks.element(message, block, element, value, confirm=True)
            if opens and not await self._window(person, before):
                return
        except (ActFailed, TimeoutError) as error:
            act.trouble = str(error) or type(error).__name__
            act.told = isinstance(error, NotAcknowledged)
            return
        act.acknowledged, act.told = not opens, opens
        if opens:
            await asyncio.sleep(step.think)
            with contextlib.suppress(ActFailed):
                await self._fill_in(act, person, fill, before)

    async def _window(self, person: Person, before: set[str]) -> bool:
        """Wait for a new window, or for a word in its place; whether it is a window. Raises TimeoutError."""
        words = len(self.told(person.id))

        def opened() -> bool:
            return any(view.id not in before for view in person.modal.views)

        await self.slack.until(lambda: opened() or len(self.told(person.id)) > words, 4)
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
        if not _is_form(view, act):
            return  # they opened another one meanwhile, and go on with that
        if act.what in ASK_FIRST:
            await self._confirm(act, person, view)
            return
        if act.what == "not applicable":
            act.word, act.began = "not applicable", time.time()
        for _ in range(2):
            try:
                errors = await person.modal.submit(_fields(act.what, view, words))
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
            return True  # no form of a decision; see _is_form
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
            except NotAcknowledged:
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

    def told_directly(self, person: str) -> list[Message]:
        """What stands in their direct messages: private words that had no other place, and notices."""
        return self._from_bot(dm_id(person))

    def ticked(self) -> set[str]:
        """The ts of each message with a check mark, in any channel."""
        channels = self.slack.world.channels.values()
        return {m.ts for channel in channels for m in channel.messages.values() if TICK in m.reactions}

    def _from_bot(self, channel: str) -> list[Message]:
        return [m for m in self.slack.world.channels[channel].messages.values() if m.user == BOT_USER]


def _chosen(step: Click, element: Json) -> str | None:
    """The value of an option of a menu; None for what is none."""
    options = element.get("options")
    return str(options[step.nth % len(options)]["value"]) if options else None


def _buttons(messages: Iterable[Message], kind: str) -> list[tuple[Message, Json, Json]]:
    fits = BUTTONS[kind]
    return [
        (message, block, found)
        for message in messages
        for block, element in interactive(message.blocks)
        for found in _usable(element)
        if fits(_action_of(found))
    ]


def _usable(element: Json) -> list[Json]:
    """A menu behind three dots counts as one of each of its options."""
    if element["action_id"] != Do.MORE:
        return [element]
    return [{**element, "options": [option]} for option in element["options"]]


def _action_of(element: Json) -> str:
    if element["action_id"] != Do.MORE:
        return str(element["action_id"])
    return read_menu_value(element["options"][0]["value"])[0]


def _is_form(view: View, act: Act) -> bool:
    """Whether this is the form that the act is filled in on: of that decision, or about that question. In its
    place may stand why it cannot be done just now."""
    if act.what in ABOUT_A_QUESTION:
        about = Ref.decode(view.spec["private_metadata"]).question if view.spec["private_metadata"] else ""
        return view.spec.get("callback_id") == ABOUT_A_QUESTION[act.what] and about == act.question
    if act.what not in DECIDES:
        return True
    callback = Form.WITHDRAW if act.what == "withdraw" else f"{Form.DECIDE}_{act.what.replace(' ', '_')}"
    return view.spec.get("callback_id") == callback


def _fields(what: str, view: View, words: str) -> dict[str, object]:
    """What is filled in. In a form of a decision: every box ticked, the first two of several chosen, a word
    wherever one can be written."""
    if what in FORMS:
        return {FORMS[what]: words}
    fields: dict[str, object] = {}
    for block, element in interactive([block for block in view.spec["blocks"] if block["type"] == "input"]):
        name = f"{block['block_id']}/{element['action_id']}"
        options = [option["value"] for option in element.get("options", [])]
        match element["type"]:
            case "checkboxes":
                fields[name] = options
            case "multi_static_select":
                fields[name] = options[:2]
            case "plain_text_input":
                fields[name] = words
    return fields


def just_answered(text: str) -> tuple[str, str] | None:
    """What a card says was just answered: the question's label, and the answer."""
    found = re.search(r"Just answered: ([^:]+): (\d|not sure|not applicable)", text)
    return (found[1], found[2]) if found else None


def _as_it_looks(message: Message) -> Message:
    return dataclasses.replace(message, blocks=list(message.blocks), states={}, warnings={}, reactions={})
