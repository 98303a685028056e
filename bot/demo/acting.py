"""How people act in a play: nobody reads a card, or clicks twice, in no time at all."""

from bot.demo.reading import lines_of
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Message

TICK = "white_check_mark"
A_MOMENT = 2.0
"""Seconds until somebody who has read a card types: more than the order of acts is in doubt for."""


class Acting:
    """Of everybody in one play."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._rated = ("", "", 0.0)
        """Who clicked a number last, which one, and when."""

    async def look_around(self, person: Person) -> None:
        """People take a moment before they type, and Balance takes nobody's word for an answer to a card
        that cannot have been in sight yet. A visit to the Home tab is such a moment; their clock has gone on
        meanwhile."""
        before = person.home.view and person.home.view.hash
        person.home.open()
        await self._slack.until(lambda: person.home.view is not None and person.home.view.hash != before)
        await self._slack.pass_time(A_MOMENT)

    async def read_first(self, person: Person, name: str) -> None:
        """The same number by the same person, at once, would be taken for a second tap on the same card."""
        if not name.isdecimal():
            return
        who, number, at = self._rated
        if (who, number) == (person.id, name) and self._slack.now() - at < A_MOMENT:
            await self._slack.pass_time(A_MOMENT)
        self._rated = (person.id, name, self._slack.now())

    async def taken(self, person: Person, channel: str, ts: str, heard: set[str]) -> None:
        """Wait until Balance has taken what somebody typed. Raises CannotAct with what it says instead."""

        def answered() -> Message | bool:
            return (
                TICK in person.sees.message(channel, ts).reactions or whisper(person, channel, heard) or False
            )

        answer = await self._slack.until(answered)
        if isinstance(answer, Message):
            words = person.sees.message(channel, ts).text
            said = " ".join(lines_of(self._slack.world, answer.blocks))
            raise CannotAct(f"Balance did not take “{words}”, but said: {said}")


def whisper(person: Person, channel: str, heard: set[str]) -> Message | None:
    """The first private word to this person that they have not heard before."""
    return next((m for m in person.sees.ephemerals(channel) if m.ts not in heard), None)


def heard_by(person: Person, channel: str) -> set[str]:
    """The ts of each private word to them so far."""
    return {message.ts for message in person.sees.ephemerals(channel)}
