"""How somebody answers alone: begins from the message that asks them, answers in a thread that nobody else
reads, and is done."""

from dataclasses import dataclass

from bot.cards.callbacks import Do
from bot.cards.text import escape
from bot.demo.cards import LIVING, kind_of, offered_by, question_of, use
from bot.sandbox.people.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Message
from flows.framework import Framework


@dataclass
class Ballot:
    """What one person has of a panel in their direct messages with Balance. Everything waits for what should
    be seen. `title`: of the assessment, where they are asked for several."""

    slack: Sandbox
    person: Person
    framework: Framework
    title: str = ""

    async def asked(self) -> Message:
        """The message in which they can begin."""
        return await self.offers(Do.BALLOT)

    async def begin(self) -> None:
        await use(self.person, await self.asked(), Do.BALLOT)
        await self.question(1)

    def messages(self) -> list[Message]:
        """In threads and out of them, the oldest first."""
        tops = [m for m in self.person.sees.messages(self.person.dm) if escape(self.title) in m.text]
        threads = {m.ts for m in tops if m.thread_ts in (None, m.ts)}
        found = {m.ts: m for ts in threads for m in self.person.sees.thread(self.person.dm, ts)}
        return [found[ts] for ts in sorted(found)]

    def card(self) -> Message | None:
        cards = [m for m in self.messages() if m.is_bot and kind_of(m) in LIVING]
        return cards[-1] if cards else None

    async def question(self, number: int) -> Message:
        wanted = self.framework.questions[number - 1].id

        def there() -> Message | None:
            card = self.card()
            return card if card and question_of(card) == wanted else None

        return await self.slack.until(there)

    async def click(self, name: str) -> None:
        await use(self.person, self._current(), name)

    async def type(self, words: str) -> str:
        return self.person.types.post(self.person.dm, words, thread_ts=self._current().thread_ts)

    async def offers(self, action: str) -> Message:
        """The message on which this can be done, once it is there."""
        return await self.slack.until(lambda: offered_by(self.messages(), action))

    async def done(self) -> None:
        """Wait until it is taken: then they can go back to it, unless they were the last, and all of it was
        revealed."""
        await use(self.person, await self.offers(Do.BALLOT_DONE), Do.BALLOT_DONE, confirm=True)
        await self.slack.until(lambda: not offered_by(self.messages(), Do.BALLOT_DONE))

    def _current(self) -> Message:
        card = self.card()
        assert card is not None, f"{self.person.name} is asked nothing"
        return card
