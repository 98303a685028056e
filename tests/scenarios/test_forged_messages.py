"""Buttons that their client has made up, in messages that everybody sees: nobody's message is deleted or
replaced by it, no check mark is set beside others' words, and no file is named."""

import asyncio
import copy
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.cards.callbacks import Do, Ref
from bot.cards.home_state import Look
from bot.cards.offer import Offered
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, TOM
from flows.intents import Pause, Rate
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_forged import send
from tests.scenarios.test_offers import TAKE, offered
from tests.scenarios.test_removed import assessment_of, forged

MADE_UP: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "put away answers from outside": lambda its, own: (Do.LEAVE_VOICES, "x"),
    "refuse an offer": lambda its, own: (Do.REFUSE_OFFER, Ref("0" * 12).encode()),
    "accept an offer": lambda its, own: (f"{Do.OFFER}_1", Offered(Ref(its), "1.0", Rate(5, "")).encode()),
    "turn a list": lambda its, own: (Do.FOUND_ON, Look().encode()),
    "look over another time": lambda its, own: (Do.OVERVIEW_DAYS, "30"),
    "look at their settings": lambda its, own: (Do.MY_SETTINGS, "x"),
    "end a reminder": lambda its, own: (Do.STOP_REMINDING, Ref(its, 0, f"answer.{its}").encode()),
    "an old card of their own": lambda its, own: (f"{Do.RATE}_1", Ref(own, 0, "clear-purpose").encode()),
}
"""What is clicked in a message of an assessment (`its`) by somebody who has one of their `own`."""


SAYS_NOTHING = ("put away answers from outside", "refuse an offer")


def told_privately(slack: Sandbox, user: str) -> list[Message]:
    """What they were told, in the channel or in a direct message."""
    person = slack.person(user)
    return [*person.sees.ephemerals(HOUSING), *person.sees.messages(person.dm)]


def as_everybody_sees(slack: Sandbox, team: Team, ts: str) -> Message:
    """As it is now."""
    amina = slack.person(AMINA)
    seen = [*amina.sees.messages(HOUSING), *amina.sees.thread(HOUSING, team.thread)]
    return copy.deepcopy(next(m for m in seen if m.ts == ts))


@pytest.mark.parametrize("what", MADE_UP)
async def test_a_message_for_all_stays_as_it_is(slack: Sandbox, bot: Bot, what: str) -> None:
    slack.limits.enforced = False
    team, other = Team(slack), Team(slack)
    card = await team.start(fields={"Who answers?": [AMINA]})
    its, own = assessment_of(card), assessment_of(await other.start("Of Tom alone", by=TOM))
    await other.click("4", by=TOM)
    await other.question(2)
    messages = [next(m for m in team.messages() if m.ts == team.thread), card]
    before = [as_everybody_sees(slack, team, message.ts) for message in messages]
    for message in messages:
        action, value = MADE_UP[what](its, own)
        click = forged(slack, message, TOM, action, value)
        click["actions"][0]["block_id"] = next(block["block_id"] for block, _ in interactive(message.blocks))
        told = len(told_privately(slack, TOM))
        await send(slack, click)
        await slack.settled()
        if what == "look at their settings":
            await slack.until(lambda: slack.person(TOM).modal.views)
            await slack.person(TOM).modal.submit()
        elif what not in SAYS_NOTHING:
            await slack.until(lambda: len(told_privately(slack, TOM)) > told)  # noqa: B023 - waited for here
    for _ in range(40):  # what would still come, comes by then
        await asyncio.sleep(0.02)
    assert [as_everybody_sees(slack, team, message.ts) for message in messages] == before


@pytest.mark.parametrize("ts", ["9999999999.000000", "inf", "abc", "of a colleague"])
@pytest.mark.parametrize("meant", [Rate(5, "Amina agreed"), Pause()], ids=["answer", "wish"])
async def test_what_was_not_offered_is_not_taken(
    slack: Sandbox, bot: Bot, ts: str, meant: Rate | Pause
) -> None:
    team = Team(slack)
    card = await team.start()
    said = slack.person(AMINA).types.post(HOUSING, "I never agreed to share this with anyone.")
    ts = said if ts == "of a colleague" else ts
    value = Offered(Ref(assessment_of(card)), ts, meant).encode()
    await send(slack, forged(slack, card, TOM, f"{Do.OFFER}_1", value))
    await slack.settled()
    assert as_everybody_sees(slack, team, said).reactions == {}
    team.type("4", by=AMINA)
    await team.question(2)


async def test_an_offer_is_taken_as_it_was_made(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    shown = await offered(team, "probably a 3, they asked most of them")
    buttons = [element for _, element in interactive(shown.blocks)]
    value = next(button["value"] for button in buttons if button["action_id"] == TAKE)
    other = replace(Offered.decode(value), intent=Rate(5, "they asked all of them")).encode()
    await send(slack, forged(slack, shown, AMINA, TAKE, other))
    await slack.settled()
    assert team.stands_at(1)
    await send(slack, forged(slack, shown, AMINA, TAKE, value))
    assert "3" in (await team.question(2)).text


async def test_a_file_that_was_not_offered_is_not_named(slack: Sandbox, bot: Bot) -> None:
    secret = Team(slack, GOVERNANCE)
    await secret.start("Disciplinary records", by=GRACE)
    grace = slack.person(GRACE)
    grace.types.post(GOVERNANCE, "", thread_ts=secret.thread, files=[("dismissal-of-tom.txt", b"secret")])
    await slack.settled()
    [file] = slack.world.files
    team = Team(slack)
    card = await team.start(by=TOM)
    value = Ref(assessment_of(card), seen=f"{file}.{'0' * 16}").encode()
    await send(slack, forged(slack, card, TOM, Do.BRING_IN_VOICES, value))
    said = await team.told("changed or deleted", by=TOM)
    assert "dismissal" not in said.text
