"""The part of a play in which people answer alone: in their direct messages, where nobody else looks."""

from collections.abc import Callable

from bot.demo.acting import Acting, heard_by
from bot.demo.ballots import Ballot
from bot.demo.example import Example, Step
from bot.demo.example_panel import NOT_SURE, Alone, Panel
from bot.demo.transcript import Transcript
from bot.sandbox.sandbox import Sandbox
from flows.answer import AnswerKind
from flows.framework import default_framework

A_WHILE = 60.0
"""Seconds until somebody comes to it. All at once, and Slack would not let Balance tell everybody in time."""
_BUTTONS = {NOT_SURE: AnswerKind.NOT_SURE.value}
"""What an answer is called on its button, where that is not the same."""


class PanelPlay:
    """Everybody on the panel of one example."""

    def __init__(self, slack: Sandbox, example: Example, acting: Acting, transcript: Transcript) -> None:
        self._slack = slack
        self._title = example.start.title
        self._acting = acting
        self._transcript = transcript

    async def answer_alone(self, panel: Panel, standing: Callable[[], str], show: Callable[[], None]) -> None:
        """One after the other; `show` what the thread says each time somebody is done. `standing`: what it
        says of who is."""
        for name, alone in panel.people.items():
            ballot = self._ballot(name)
            await self._slack.pass_time(A_WHILE)
            await ballot.begin()
            for number, rating, reason in alone.answers():
                await ballot.question(number)
                if reason:
                    await self._type(ballot, _typed(rating, reason))
                else:
                    await self._click(ballot, _BUTTONS.get(rating, rating))
            await self._done(ballot, standing)
            self._transcript.did(name, *_told(alone))
            show()

    async def _done(self, ballot: Ballot, standing: Callable[[], str]) -> None:
        before = standing()
        await ballot.done()
        await self._slack.until(lambda: standing() != before)

    async def rate_again(self, step: Step) -> None:
        """The one question that this person is asked once more; then they are done."""
        ballot = self._ballot(step.who)
        await self._slack.pass_time(A_WHILE)
        await self._slack.until(ballot.card)
        if step.type is not None:
            self._transcript.did(step.who, f"(alone) {step.type}")
            await self._type(ballot, step.type)
        elif step.click is not None:
            self._transcript.did(step.who, f"(alone) [{step.click}]")
            await self._click(ballot, step.click)
        await ballot.done()

    def _ballot(self, name: str) -> Ballot:
        return Ballot(self._slack, self._slack.person(name), default_framework(), self._title)

    async def _type(self, ballot: Ballot, words: str) -> None:
        person = ballot.person
        await self._acting.look_around(person)
        heard = heard_by(person, person.dm)
        await self._acting.taken(person, person.dm, await ballot.type(words), heard)

    async def _click(self, ballot: Ballot, name: str) -> None:
        await self._acting.read_first(ballot.person, name)
        await ballot.click(name)


def _told(alone: Alone) -> list[str]:
    """All answers in one line; under it, what was typed."""
    row = [rating if reason else f"[{rating}]" for _, rating, reason in alone.answers()]
    typed = [f"{number}. {_typed(rating, reason)}" for number, rating, reason in alone.answers() if reason]
    return [f"(alone) {' '.join(row)}", *typed]


def _typed(rating: str, reason: str) -> str:
    return f"{rating} because {reason}"
