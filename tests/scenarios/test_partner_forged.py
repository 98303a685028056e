"""What people of a partner organisation may do holds for what stands in the channel that lets them."""

import asyncio
from pathlib import Path

import pytest

from bot.cards.callbacks import Do, Ref
from bot.cards.refusals import words
from bot.demo.cards import ref_of
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, HOUSING, SOCIAL_CARE
from flows.refusals import Refusal, Why
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_exporting import moves
from tests.scenarios.test_forged import send
from tests.scenarios.test_removed import assessment_of, forged
from tests.scenarios.test_who_is_inside import comes


@pytest.mark.parametrize("kind", ["partner", "partner who may answer"])
async def test_they_do_not_end_a_pause(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    team, comer = await comes(slack, database, kind)
    its = assessment_of(await team.question(1))
    await team.click(Do.PAUSE, AMINA)
    paused = await slack.until(lambda: next((m for m in team.bots()[-1:] if "Paused" in m.text), None))
    before = paused.text
    await send(slack, forged(slack, paused, comer.id, Do.GO_ON, Ref(its).encode()))
    await slack.settled()
    for _ in range(40):  # what would still come, comes by then
        await asyncio.sleep(0.02)
    assert team.bots()[-1].text == before


async def test_the_rules_of_another_channel_do_not_let_them_answer(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team, comer = await comes(slack, database, "partner who may answer")
    slack.world.channels[SOCIAL_CARE].members.append(comer.id)
    await team.click("4", comer.id)
    old = await team.question(2)
    await moves(team, SOCIAL_CARE)  # where they only see
    there = Team(slack, SOCIAL_CARE)
    there.thread = (await slack.until(lambda: there.headline("", slack.person(AMINA)))).ts
    ref = ref_of(await there.question(2))
    value = Ref(ref.assessment, ref.turn, ref.question).encode()
    await send(slack, forged(slack, old, comer.id, f"{Do.RATE}_3", value))
    refusal = words(Refusal(Why.PARTNERS_ELSEWHERE), comer.id)
    assert comer.person is not None
    sees = comer.person.sees
    await slack.until(lambda: refusal in [m.text for m in sees.ephemerals(HOUSING)])
    assert there.stands_at(2)
