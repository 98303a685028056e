"""Several people have the form for a reason open at once: nobody is held up by what takes nothing from them,
and nobody's words are lost."""

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_reasons import opens_reason, shown

MINE = "the contract forbids it"


async def answered(slack: Sandbox) -> Team:
    team = Team(slack)
    await team.start()
    await team.click("2", AMINA)
    await team.question(2)
    return team


async def answers_anew(team: Team, rating: str, by: str) -> None:
    await team.click(Do.BACK, by)
    await team.question(1)
    await team.click(rating, by)
    await team.question(2)


async def saves_what_was_typed(person: Person) -> None:
    """What stands in the form that is shown anew."""
    assert person.modal.views, "it is still open"
    assert MINE in shown(person)
    assert await person.modal.submit({"Reason": MINE}) is None
    assert not person.modal.views


async def test_a_colleagues_reason_refuses_nobody(slack: Sandbox, bot: Bot) -> None:
    team = await answered(slack)
    people = [await opens_reason(team, one) for one in (TOM, PRIYA, AMINA)]
    for number, one in enumerate(people):
        assert await one.modal.submit({"Reason": f"reason {number}"}) is None
        assert not one.modal.views
    amina = await opens_reason(team, AMINA)
    assert all(f"reason {number}" in shown(amina) for number in range(3))


async def test_who_changed_the_answer_is_named_and_what_was_typed_can_be_saved(
    slack: Sandbox, bot: Bot
) -> None:
    team = await answered(slack)
    priya = await opens_reason(team, PRIYA)
    await answers_anew(team, "4", TOM)
    await priya.modal.submit({"Reason": MINE})
    assert priya.modal.views
    assert f"<@{TOM}> has since changed this answer" in shown(priya)
    await saves_what_was_typed(priya)


async def test_who_gives_the_same_answer_refuses_nobody(slack: Sandbox, bot: Bot) -> None:
    team = await answered(slack)
    amina = await opens_reason(team, AMINA)
    await answers_anew(team, "2", TOM)
    assert await amina.modal.submit({"Reason": MINE}) is None
    assert not amina.modal.views


async def test_own_words_that_changed_since_are_shown_beside_what_was_typed(slack: Sandbox, bot: Bot) -> None:
    team = await answered(slack)
    amina = await opens_reason(team, AMINA)
    typed = team.type("because nobody signed it", AMINA)
    await team.ticked(typed)
    await amina.modal.submit({"Reason": MINE})
    assert "nobody signed it" in shown(amina)
    await saves_what_was_typed(amina)
