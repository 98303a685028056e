"""A team at work on one assessment, as people: they see cards, click on them and type words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.cards.callbacks import Do, View
from bot.cards.text import escape
from bot.demo.cards import LIVING, CardKind, kind_of, question_of, use
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, HOUSING
from flows.decision import Verdict
from flows.framework import Framework, default_framework

TITLE = "Sharing housing arrears data with adult social care"


@dataclass
class Team:
    """The thread of an assessment. Everything waits for what should be seen."""

    slack: Sandbox
    channel: str = HOUSING
    thread: str = ""
    framework: Framework = field(default_factory=default_framework, kw_only=True)

    def person(self, user: str = AMINA) -> Person:
        return self.slack.person(user)

    async def start(
        self,
        title: str = TITLE,
        by: str = AMINA,
        *,
        fields: Mapping[str, object] | None = None,
    ) -> Message:
        """Start with /balance, fill in these fields by their labels, and wait for the first question."""
        person = self.person(by)
        await person.types.command(self.channel, "/balance", title)
        await self.slack.until(lambda: person.modal.views)
        await self.sends_off(person, dict(fields or {}))
        headline = await self.slack.until(lambda: self.headline(title, person))
        self.thread = headline.ts
        return await self.question(1)

    async def sends_off(self, person: Person, fields: dict[str, object]) -> None:
        """The form that they have open."""
        errors = await person.modal.submit(fields)
        assert errors is None, errors

    def headline(self, title: str, person: Person) -> Message | None:
        found = [m for m in headlines(person.sees.messages(self.channel)) if escape(title)[:20] in m.text]
        return found[-1] if found else None

    def messages(self, by: str = AMINA) -> list[Message]:
        return [m for m in self.person(by).sees.thread(self.channel, self.thread) if m.ephemeral_for is None]

    def bots(self) -> list[Message]:
        return [message for message in self.messages() if message.user == BOT_USER]

    def card(self) -> Message | None:
        """The current card: the last one on which something is asked."""
        cards = self.cards()
        return cards[-1] if cards else None

    def cards(self) -> list[Message]:
        return [message for message in self.bots() if kind_of(message) in LIVING]

    def summaries(self) -> list[Message]:
        return summaries(self.bots())

    def stands_at(self, place: CardKind | int) -> Message | None:
        """The one card, if it is of this kind, or asks the question of this number."""
        cards = self.cards()
        if len(cards) != 1:
            return None
        if isinstance(place, CardKind):
            return cards[0] if kind_of(cards[0]) is place else None
        return cards[0] if question_of(cards[0]) == self.framework.questions[place - 1].id else None

    async def question(self, number: int) -> Message:
        """Wait until question `number` is asked on the one card."""
        return await self.slack.until(lambda: self.stands_at(number))

    async def sees(self, kind: CardKind) -> Message:
        """Wait until there is exactly one card, of this kind."""
        return await self.slack.until(lambda: self.stands_at(kind))

    async def click(self, name: str, by: str = AMINA, *, confirm: bool | None = None) -> None:
        """Click on the current card: a rating by its number, everything else by its action."""
        card = self.card()
        assert card is not None
        await use(self.person(by), card, name, confirm=confirm)

    async def use_summary(self, action: str, by: str = AMINA) -> None:
        """Click on the summary, or choose in its menu."""
        await use(self.person(by), await self.summary(), action)

    async def opens_window(self, action: str, by: str = AMINA) -> Person:
        """The same, where it opens a window: for a decision with the way to decide chosen in it."""
        person = self.person(by)
        way = Verdict(action) if action in list(Verdict) else None
        await self.use_summary(Do.DECIDE if way else action, by)
        await self.slack.until(lambda: person.modal.views)
        if way and person.modal.view.spec["callback_id"] == View.DECIDE:
            await chooses(self.slack, person, way)
        return person

    async def reopens(self, by: str = AMINA) -> None:
        """Have answers changed after all, and close the window in which that was asked and told."""
        person = await self.opens_window(Do.REOPEN, by)
        await person.modal.click(action_id=Do.REOPEN_NOW)
        await self.slack.until(lambda: "thread." in str(person.modal.view.spec["blocks"]))
        await person.modal.close()

    def type(self, words: str, by: str = AMINA) -> str:
        return self.person(by).types.post(self.channel, words, thread_ts=self.thread)

    async def answer_all(self, ratings: list[str], by: str = AMINA, start: int = 1) -> Message:
        """Click these from question `start` on, and wait for what comes after."""
        for number, rating in enumerate(ratings, start=start):
            await self.question(number)
            await self.click(rating, by)
        following = start + len(ratings)
        if following > len(self.framework.questions):
            return await self.sees(CardKind.REVIEW)
        return await self.question(following)

    async def summary(self) -> Message:
        def there() -> Message | None:
            found = summaries(self.person().sees.messages(self.channel))
            assert len(found) <= 1, "a summary was posted twice"
            return found[0] if found else None

        return await self.slack.until(there)

    async def ticked(self, ts: str) -> None:
        await self.slack.until(lambda: "white_check_mark" in self._message(ts).reactions)

    async def told(self, words: str, by: str = AMINA) -> Message:
        """Wait until this person is told something in private."""

        def there() -> Message | None:
            whispers = [m for m in self.person(by).sees.ephemerals(self.channel) if words in m.text]
            return whispers[-1] if whispers else None

        return await self.slack.until(there)

    async def refused(self, words: str, by: str) -> None:
        """Wait until this person reads in a window why something is not possible: on a summary, which stands
        in the channel and in the thread, a private word might be looked for in the wrong place."""
        person = self.person(by)
        await self.slack.until(lambda: person.modal.views)
        assert words in str(person.modal.view.spec["blocks"])
        assert not [message for message in person.sees.ephemerals(self.channel) if words in message.text]
        await person.modal.close()

    async def direct_message(self, words: str, by: str = AMINA) -> Message:
        person = self.person(by)

        def there() -> Message | None:
            found = [m for m in person.sees.messages(person.dm) if words in m.text]
            return found[-1] if found else None

        return await self.slack.until(there)

    def _message(self, ts: str) -> Message:
        return next(m for m in self.messages() if m.ts == ts)


async def chooses(slack: Sandbox, person: Person, way: Verdict) -> None:
    """In the window of a decision; and wait until it asks for what this way needs."""
    view = person.modal.view
    await person.modal.click(action_id=Do.VERDICT, value=way.value)
    await slack.until(lambda: view.spec["callback_id"] == f"{View.DECIDE}_{way}")


def headlines(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if kind_of(message) is CardKind.HEADLINE]


def summaries(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if kind_of(message) is CardKind.SUMMARY]
