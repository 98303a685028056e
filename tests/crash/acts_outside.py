"""What an owner does with answers of people from outside, by its name."""

import contextlib

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, offered_by, use
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world.riverside import AMINA
from tests.bot.voices.samples import PANEL, text
from tests.crash.act import ALWAYS, FILE, POST, RESPOND, UPDATE, WHERE, Act
from tests.crash.panel_acts import TITLE, KilledTeam
from tests.crash.process import KillableBot
from tests.crash.store import Store
from tests.scenarios.test_voices import drop, offers

WORDS = "We were not asked."


async def offered(team: KilledTeam) -> None:
    """It is submitted, and its owner has dropped what one of them answered."""
    await team.start(TITLE)
    await team.answer_all(["4"] * 4)
    await team.click(Do.SUBMIT)
    await team.summary()
    [store] = Store.read_all(team.bot.url)
    drop(team, "answers.txt", text(store.assessment, f"1, {WORDS}"))
    await team.slack.until(lambda: offers(team))


async def bring_in(team: KilledTeam) -> None:
    """As long as it is offered: whoever was given no answer tries again."""
    for offer in offers(team):
        with contextlib.suppress(NotAcknowledged):
            await use(team.person(), offer, Do.BRING_IN_VOICES)


def is_brought_in(team: KilledTeam) -> bool:
    return bool(_notes(team)) and "1 voice" in team.summaries()[0].text and not offers(team)


async def check_brought_in(team: KilledTeam, bot: KillableBot) -> None:
    [store] = Store.read_all(bot.url)
    [group] = store.assessment.voices
    assert (group.whose, group.by, len(group.voices)) == (PANEL, AMINA, 1)
    assert [answer.words for answer in group.voices[0].values()] == [WORDS]
    assert [row.what for row in store.activity].count("bring_in_voices") == 1
    assert len(_notes(team)) == 1
    assert len(team.summaries()) == 1
    await team.reopens()
    await team.sees(CardKind.REVIEW)


def _notes(team: KilledTeam) -> list[str]:
    """What the thread is told of it."""
    notes = [one for one in team.bots() if one not in team.summaries()]
    return [one.text for one in notes if PANEL in one.text and not offered_by([one], Do.ALL_ANSWERS)]


OUTSIDE: dict[str, Act] = {
    "bring in voices": Act(
        bring_in,
        offered,
        is_brought_in,
        check_brought_in,
        ALWAYS | {RESPOND, POST, UPDATE, FILE},
        about=24,
        may_cross=frozenset(WHERE),
    ),
}
