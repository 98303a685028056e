"""Another look that a panel of others takes: they answer it alone first, and what is compared shows who
looked."""

from collections.abc import Sequence

from bot.cards.callbacks import Do
from bot.cards.text import people
from bot.demo.cards import CardKind, offered_by, use
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GRACE, HELEN, OWEN, PRIYA, TOM
from flows.decision import Verdict
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.test_deciding import Board
from tests.scenarios.test_looks import YEAR, next_look
from tests.scenarios.test_panel import FOURS

TWO, OTHERS = (AMINA, TOM), (HELEN, OWEN, PRIYA)


async def submitted(team: PanelTeam, panel: Sequence[str], ratings: Sequence[int]) -> Message:
    """All of the panel say the same, and the team takes it: the summary in the thread."""
    for person in panel:
        await team.answers(person, ratings)
    await use(team.person(), await team.sees(CardKind.REVIEW), Do.TAKE_MEDIANS)
    await team.slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))
    await team.click(Do.SUBMIT, confirm=True)
    [summary] = await team.slack.until(team.summaries)
    return summary


async def look_of_others(slack: Sandbox) -> PanelTeam:
    """What a panel of two answered was approved; a year later, others are asked to answer it alone."""
    first = PanelTeam(slack)
    await first.convene(TWO, decides=(GRACE,))
    await submitted(first, TWO, FOURS)
    board = Board(slack, thread=first.thread)
    assert await board.decide(Verdict.APPROVE) is None
    await slack.until(lambda: offered_by(first.summaries(), Do.GIVE_LOOK))
    await slack.pass_time(YEAR)
    await use(first.person(), await first.offers(Do.LOOK_AGAIN), Do.LOOK_AGAIN)
    team = PanelTeam(slack, thread=(await next_look(board)).thread)
    amina = team.person()
    await slack.until(lambda: amina.modal.views)  # where it began
    await amina.modal.close()
    await use(amina, await team.question(1), Do.CONVENE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who answers?": list(OTHERS)}) is None
    await team.offers(Do.REVEAL)
    return team


async def test_another_look_is_taken_by_a_panel_of_others_and_what_is_compared_shows_who_looked(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = await look_of_others(slack)
    summary = await submitted(team, OTHERS, [3, *FOURS[1:]])
    amina = team.person()
    await use(amina, summary, Do.COMPARE_LOOKS)
    await slack.until(lambda: amina.modal.views)
    last, this = str(amina.modal.view.spec["blocks"]).split("*This look*")
    for shown, panel, elsewhere in ((last, TWO, OTHERS), (this, OTHERS, TWO)):
        assert f"panel of {len(panel)} " in shown
        assert people(sorted(panel)) in shown
        assert people(sorted(elsewhere)) not in shown
    assert "Last look *4*, This look *3*" in this
    assert not slack.log.errors
