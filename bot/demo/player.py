"""Plays an example through the running bot: by clicks on its cards and by typed words, as people do."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cards.callbacks import Do
from bot.demo.acting import Acting, heard_by, whisper
from bot.demo.cards import (
    LIVING,
    OFFERS,
    CardKind,
    found_on,
    kind_of,
    offered_by,
    option_about,
    question_of,
    ref_of,
)
from bot.demo.example import Act, Decision, Example, Step
from bot.demo.example_panel import Panel
from bot.demo.example_parts import Fields
from bot.demo.filling import asks_more, button_about, filled, question_numbered
from bot.demo.outside_play import OutsidePlay
from bot.demo.panel_play import PanelPlay
from bot.demo.reading import has_buttons, lines_of
from bot.demo.summary_card import missing
from bot.demo.transcript import Say, Transcript
from bot.sandbox.errors import ActFailed, CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.people.pick import label_of, pick
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Message
from flows.framework import default_framework

T = TypeVar("T")

COMMAND = "/balance"
_SAME_CARD = (*OFFERS, Do.TAKE_MEDIANS)
"""Clicks after which the same may be asked again, on a card of another turn."""
_TOLD = (Do.SUBMIT, Do.RATE_AGAIN)
"""Clicks of which the thread is told."""


class PlayFailed(Exception):
    """The example did not go as it is written; the text says at which step, and why."""


class Player:
    """Plays one example once; what is said and shown goes to `say`, line by line."""

    def __init__(self, slack: Sandbox, example: Example, say: Say = lambda _line: None) -> None:
        self._slack = slack
        self._example = example
        self._transcript = Transcript(slack.world, say)
        self._framework = default_framework()
        self._channel = example.channel
        self._thread = ""
        self._acting = Acting(slack)
        self._panel = PanelPlay(slack, example, self._acting, self._transcript)
        self._outside = OutsidePlay(slack, self._transcript)

    async def play(self, *, until_question: int | None = None) -> None:
        """Play until it is submitted, or up to this question and leave it there. Raises PlayFailed."""
        await _explained(f"{self._example.start.who} starts", self._start())
        if panel := self._example.panel:
            await _explained("The panel", self._answer_alone(panel))
        for number, step in enumerate(self._example.steps, start=1):
            if step.at == until_question:
                await _explained(f"Question {step.at}", self._card(step))
                return
            await _explained(f"Step {number} ({step.who}, at {step.at})", self._step(step))

    async def summary(self) -> list[str]:
        """The lines of the summary card, once it stands in the channel. Raises PlayFailed."""
        message = await _explained("The summary", self._wait(self._summary))
        return lines_of(self._slack.world, message.blocks)

    async def decide(self, decision: Decision) -> list[str]:
        """Go on from there, to the decision; returns the lines of the summary card then, whether or not they
        say what they should. Raises PlayFailed."""
        for number, step in enumerate(decision.steps, start=1):
            where = f"Step {number} of the decision ({step.who}, at {step.at})"
            await _explained(where, self._step(step))
        with contextlib.suppress(TimeoutError):
            await self._wait(lambda: self._says(decision.says))
        self._show()
        return await self.summary()

    def _says(self, words: list[str]) -> bool:
        message = self._summary()
        lines = lines_of(self._slack.world, message.blocks) if message else []
        return not missing(words, lines)

    async def _wait(self, look: Callable[[], T | None]) -> T:
        """What `look` finds, as soon as it finds something."""
        found = await self._slack.until(look)
        assert found is not None
        return found

    async def _start(self) -> None:
        start = self._example.start
        person = self._slack.person(start.who)
        before = {message.ts for message in person.sees.messages(self._channel)}
        self._transcript.did(person.name, f"{COMMAND} {start.title}")
        await person.types.command(self._channel, COMMAND, start.title)
        panel = self._example.panel
        await self._fill_in(person, start.fill | (panel.fields if panel else {}))

        def headline() -> Message | None:
            posted = (m for m in person.sees.messages(self._channel) if m.ts not in before)
            return next((m for m in posted if kind_of(m) is CardKind.HEADLINE), None)

        self._thread = (await self._wait(headline)).ts

    async def _answer_alone(self, panel: Panel) -> None:
        """Until it is revealed, in a message for each principle, and the card stands below them."""
        lines, more = self._lines_by_balance(), len(self._framework.principles) + 1
        await self._panel.answer_alone(panel, self._standing, self._show)
        await self._slack.until(lambda: self._lines_by_balance() >= lines + more)
        self._show()

    def _standing(self) -> str:
        """What the card says while people answer alone, which is who is done."""
        cards = self._cards(self._slack.person(self._example.start.who))
        return "".join(card.text for card in cards if kind_of(card) is CardKind.ALONE)

    async def _step(self, step: Step) -> None:
        if step.at == "ballot":
            await self._panel.rate_again(step)
            return
        card = await self._card(step)
        lines, turns = self._lines_by_balance(), self._turns()
        if step.meanwhile is None:
            await self._do(step, card)
        else:
            await asyncio.gather(self._do(step, card), self._do(step.meanwhile, card))
        if step.click in _SAME_CARD:
            await self._slack.until(lambda: self._turns() not in (turns, set()))
        told = (step.click in _TOLD and step.confirm is not False) or step.brings is not None
        if told or (step.at == "summary" and step.fill is not None and step.group is None):
            # It is told in the thread, as is whatever is filled in; people go on once they have read it.
            await self._slack.until(lambda: self._lines_by_balance() > lines)
            self._show()

    def _turns(self) -> set[int]:
        """Of the cards that can be used to answer."""
        return {ref_of(card).turn for card in self._cards(self._slack.person(self._example.start.who))}

    def _lines_by_balance(self) -> int:
        thread = self._slack.person(self._example.start.who).sees.thread(self._channel, self._thread)
        return sum(message.is_bot and message.ephemeral_for is None for message in thread)

    def _show(self) -> None:
        person = self._slack.person(self._example.start.who)
        self._transcript.showed(person.sees.thread(self._channel, self._thread))

    async def _card(self, step: Step) -> Message:
        """The card that the step is about, once it is the only one that can be used."""
        person = self._slack.person(step.who)
        card = await self._wait(lambda: self._find(person, step))
        self._transcript.showed(person.sees.thread(self._channel, self._thread))
        return card

    def _find(self, person: Person, step: Step) -> Message | None:
        place = step.at
        if place == "summary":
            return self._summary()
        if place == "reveal":
            thread = person.sees.thread(self._channel, self._thread)
            return offered_by(thread, step.click or Do.RATE_AGAIN, self._asked(step))
        if place == "private word":
            return next((m for m in reversed(person.sees.ephemerals(self._channel)) if has_buttons(m)), None)
        cards = self._cards(person)
        if len(cards) != 1:
            return None
        if isinstance(place, int):
            asked = question_of(cards[0]) == question_numbered(self._framework, str(place))
            return cards[0] if asked else None
        return cards[0] if kind_of(cards[0]) == place else None

    def _asked(self, act: Act) -> str:
        """The id of the question that a button is about; empty where there is only one such button."""
        return question_numbered(self._framework, act.question) if act.question else ""

    def _cards(self, person: Person) -> list[Message]:
        """What can be used to answer; when all is drawn, that is one card, and none after the end."""
        thread = person.sees.thread(self._channel, self._thread)
        return [message for message in thread if kind_of(message) in LIVING]

    def _summary(self) -> Message | None:
        """The summary, once the headline is of the same turn and there is nothing to answer any more."""
        reader = self._slack.person(self._example.start.who)
        headline, *thread = reader.sees.thread(self._channel, self._thread)
        summary = next((message for message in thread if kind_of(message) is CardKind.SUMMARY), None)
        if summary is None or self._cards(reader) or ref_of(headline).turn != ref_of(summary).turn:
            return None
        return summary

    async def _do(self, act: Act, card: Message) -> None:
        person = self._slack.person(act.who)
        heard = heard_by(person, self._channel)
        if act.say is not None:
            self._transcript.did(person.name, act.say)
            person.types.post(self._channel, act.say, self._thread)
            await self._slack.settled()
        elif act.type is not None:
            await self._type(person, act.type, heard, refused=act.hears is not None)
        elif act.edit is not None:
            self._edit(person, act.edit)
        elif act.choose is not None:
            await self._choose(person, card, act.choose)
        elif act.brings is not None:
            await self._outside.bring_in(person, self._channel, self._thread, act.brings)
        elif act.click is not None:
            await self._click(person, card, act.click, act)
        if act.hears is not None:
            word = await self._wait(lambda: whisper(person, self._channel, heard))
            self._transcript.whispered(person.name, word)
            _expect(act.hears, lines_of(self._slack.world, word.blocks))

    async def _type(self, person: Person, words: str, heard: set[str], *, refused: bool) -> None:
        """Type words for Balance, and wait for their check mark unless they are to be refused."""
        await self._acting.look_around(person)
        self._transcript.did(person.name, words)
        ts = person.types.post(self._channel, words, self._thread)
        if not refused:
            await self._acting.taken(person, self._channel, ts, heard)

    def _edit(self, person: Person, words: str) -> None:
        own = [m for m in person.sees.thread(self._channel, self._thread) if m.user == person.id]
        if not own:
            raise CannotAct(f"{person.name} has written nothing that could be edited.")
        self._transcript.did(person.name, f"(edits it to) {words}")
        person.types.edit(self._channel, own[-1].ts, words)

    async def _choose(self, person: Person, card: Message, number: str) -> None:
        block, menu = pick(card.blocks, None, Do.GO_TO, None, None)
        chosen = option_about(menu, question_numbered(self._framework, number))
        if chosen is None:
            raise CannotAct(f"Question {number} cannot be chosen here.")
        self._transcript.did(person.name, f"[{label_of(block, menu)}: {chosen['text']['text']}]")
        await person.clicks.element(card, block, menu, chosen["value"])

    async def _click(self, person: Person, card: Message, name: str, act: Act) -> None:
        block, button, option = found_on(card, name, self._asked(act))
        asks = "" if act.confirm is None else f", and on being asked: {'yes' if act.confirm else 'not yet'}"
        label = option["text"]["text"] if option else label_of(block, button)
        self._transcript.did(person.name, f"[{label}]{asks}")
        await self._acting.read_first(person, name)
        await person.clicks.element(card, block, button, option and option["value"], confirm=act.confirm)
        if act.fill is not None and act.group is not None:
            await self._fill_in_one_of(person, act.group, act.fill)
        elif act.fill is not None:
            await self._fill_in(person, act.fill)
        if act.reads is not None:
            await self._slack.until(lambda: person.modal.views)
            spec = person.modal.view.spec
            self._transcript.opened(spec["title"]["text"], spec["blocks"])
            _expect(act.reads, lines_of(self._slack.world, spec["blocks"]))
            await person.modal.close()

    async def _fill_in(self, person: Person, fields: Fields) -> None:
        """Fill in the window that opens, and send it off."""
        await self._slack.until(lambda: person.modal.views)
        await self._asked_more(person, fields)
        title = person.modal.view.spec["title"]["text"]
        form = filled(person.modal.view, fields, self._framework)
        told = (line for field in form for line in field.told())
        self._transcript.did(person.name, f"(window) {title}", *told)
        if errors := await person.modal.submit({field.block_id: field.values for field in form}):
            raise CannotAct(f"“{title}” was not taken: {' '.join(errors.values())}")

    async def _fill_in_one_of(self, person: Person, group: str, fields: Fields) -> None:
        """The same of a form that opens from a window, which shows then what was filled in, and is closed."""
        await self._slack.until(lambda: person.modal.views)
        window = person.modal.view
        before, (block, button) = window.hash, button_about(window, group)
        await person.modal.click(action_id=button["action_id"], block_id=block["block_id"])
        await self._slack.until(lambda: len(person.modal.views) > 1)
        await self._fill_in(person, fields)
        await self._slack.until(lambda: window.hash != before)
        await person.modal.close()

    async def _asked_more(self, person: Person, fields: Fields) -> None:
        """Make the choice that the form waits for. Its name says then for which choice it asks the rest."""
        view = person.modal.view
        if (more := asks_more(view, fields)) is not None:
            element, value = more
            await person.modal.click(action_id=element["action_id"], value=value)
            await self._slack.until(lambda: view.spec["callback_id"].endswith(f"_{value}"))


def has_played(slack: Sandbox, example: Example) -> bool:
    """Whether it stands in its channel already: to its end, or as far as somebody let it come."""
    messages = slack.person(example.start.who).sees.messages(example.channel)
    return any(
        kind_of(message) is CardKind.HEADLINE and example.start.title in message.text for message in messages
    )


async def _explained(where: str, work: Awaitable[T]) -> T:
    """The result of `work`; what people could not do, or waited for in vain, becomes PlayFailed."""
    try:
        return await work
    except (ActFailed, TimeoutError) as error:
        raise PlayFailed(f"{where}: {error}") from None


def _expect(words: str, lines: list[str]) -> None:
    there = " ".join(lines)
    if words not in there:
        raise CannotAct(f"expected to read “{words}”, but it says: {there}")
