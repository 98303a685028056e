"""People who answer alone first, as a team: each in their own direct messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.callbacks import Do
from bot.cards.starting import Way
from bot.demo import ballots
from bot.demo.cards import offered_by, use
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.scenarios.team import TITLE, Team

PANEL = (AMINA, TOM, PRIYA)


@dataclass
class PanelTeam(Team):
    """Like a team; `thread` is that of the assessment in the channel."""

    async def convene(
        self,
        people: Sequence[str] = PANEL,
        *,
        way: Way = Way.ALONE,
        title: str = TITLE,
        until: str = "",
        decides: Sequence[str] = (),
    ) -> Message:
        """Start, and wait until everybody is asked."""
        amina = self.person(AMINA)
        await amina.types.command(self.channel, "/balance", title)
        await self.slack.until(lambda: amina.modal.views)
        fields: dict[str, object] = {"Who answers?": list(people), "How will you answer?": way.value}
        if until:
            fields["Reveal on"] = until
        if decides:
            fields["Who decides?"] = list(decides)
        await self.sends_off(amina, fields)
        headline = await self.slack.until(lambda: self.headline(title, amina))
        self.thread = headline.ts
        for person in people:
            await self.asked(person)
        return await self.offers(Do.REVEAL)

    async def asked(self, person: str) -> Message:
        return await Ballot(self, person).asked()

    async def click_alone(self, action: str, by: str) -> None:
        """Click, on the card that stands in the thread while everybody answers alone."""
        await use(self.person(by), await self.offers(Do.REVEAL), action, confirm=True)

    async def offers(self, action: str) -> Message:
        """Wait for a message in the assessment's thread on which this can be done."""
        return await self.slack.until(lambda: offered_by(self.bots(), action))

    async def begins(self, person: str) -> "Ballot":
        ballot = Ballot(self, person)
        await ballot.begin()
        return ballot

    async def answers(self, person: str, ratings: Sequence[int]) -> "Ballot":
        """All of it, up to the end."""
        ballot = await self.begins(person)
        await ballot.answers(ratings)
        await ballot.done()
        return ballot


class Ballot(ballots.Ballot):
    """That of one of the team."""

    def __init__(self, team: PanelTeam, who: str) -> None:
        super().__init__(team.slack, team.person(who), team.framework)

    async def type(self, words: str) -> str:
        """In the thread that Balance answered in last."""
        threads = [m.thread_ts for m in self.messages() if m.user == BOT_USER and m.thread_ts]
        return self.person.types.post(self.person.dm, words, thread_ts=threads[-1])

    def top(self, words: str) -> str:
        """Type in the conversation, not in the thread."""
        return self.person.types.post(self.person.dm, words)

    async def answers(self, ratings: Sequence[int], start: int = 1) -> None:
        for number, rating in enumerate(ratings, start=start):
            await self.question(number)
            await self.click(str(rating))
