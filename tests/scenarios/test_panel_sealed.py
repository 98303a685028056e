"""While people answer alone, only they themselves find their ballot: in lists, App Home, counts and reminders
of others there is the assessment, as something that everybody answers alone first."""

from bot.cards.ballot import CLOSED
from bot.cards.callbacks import Do
from bot.cards.words import ALONE_FIRST
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.listing import Listing
from storage.listing_parts import Sight
from storage.overview import overview
from storage.tables import ASSESSMENTS
from storage.transaction import Transaction
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import TITLE
from tests.scenarios.test_lists import answer_to, at_home, home_of
from tests.scenarios.test_reminders import DAY, HERE, reminded, reminders, to_monday

BEGUN = "To answer alone"


async def test_their_own_ballot_is_found_where_they_look_for_what_waits(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    await at_home(slack, TOM, "Waiting for you · 1", BEGUN, ALONE_FIRST, "Begin")
    ballot = await team.begins(TOM)
    await ballot.answers([4, 4])
    await ballot.question(3)
    shown = await at_home(slack, TOM, "Waiting for you · 1", BEGUN, "At question 3 of 18")
    assert shown.count(TITLE) == 2, "their own ballot, and the assessment that it is for"
    found = await answer_to(slack, TOM, "resume")
    assert "At question 3 of 18" in found.text
    await slack.person(TOM).clicks.button(HOUSING, found.ts, action_id=Do.BRING)
    await ballot.question(3)
    await ballot.click(Do.PAUSE)
    await at_home(slack, TOM, "Waiting for you · 1", "Paused at question 3 of 18")


async def test_others_are_shown_the_assessment_and_no_ballot(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    before = await at_home(slack, GRACE, ALONE_FIRST)
    ballot = await team.begins(TOM)
    await ballot.answers([1, 2])
    await ballot.question(3)
    await (await team.begins(AMINA)).question(1)
    assert await at_home(slack, GRACE, ALONE_FIRST) == before
    assert before.count(TITLE) == 1
    for command in ("list", "status", "overview"):
        said = await answer_to(slack, GRACE, command)
        assert "question 3" not in f"{said.text}{said.blocks}"
    await at_home(slack, AMINA, "Waiting for you · 1", "At question 1 of 18")
    assert "question 3" not in home_of(slack, AMINA), "not even the owner sees where Tom is"


async def test_what_is_counted_has_no_ballots(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for person in (TOM, AMINA):
        await team.answers(person, [4] * 18)
    database, frameworks = Database(bot.settings.database_url), FrameworkStore()

    def counted(transaction: Transaction) -> tuple[dict[str, int], int]:
        seen = Sight(TOM, frozenset({HOUSING}))
        found = overview(Listing(transaction, HERE, frameworks.load, seen))
        return {stage.value: many for stage, many in found.stages.items()}, found.waits["answering"].count  # type: ignore[index]

    assert database.read_now(counted) == ({"answering": 1}, 1)
    database.close()


async def test_of_a_ballot_only_its_own_person_is_reminded(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await ballot.answers([2])
    await ballot.question(2)
    await slack.pass_time(3 * DAY)
    told = await reminded(slack, TOM, 1)
    assert "You answer this alone. At question 2 of 18" in told.text
    assert "Hand over" not in str(told.blocks)
    for person in (AMINA, PRIYA):
        told = await reminded(slack, person, 1)
        assert "asked to answer this alone first, and have not begun" in told.text
        assert "question 2" not in told.text
    await slack.pass_time(4 * DAY)
    for person in (AMINA, PRIYA, TOM):
        await reminded(slack, person, 2)
    assert not reminders(slack, GRACE)


async def test_begun_from_a_reminder(slack: Sandbox, bot: Bot) -> None:
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene()
    await slack.pass_time(3 * DAY)
    told = await reminded(slack, PRIYA, 1)
    priya = slack.person(PRIYA)
    await priya.clicks.button(priya.dm, told.ts, action_id=Do.BALLOT)
    await slack.until(lambda: "*Begun* (1): Priya Nair" in str(team.bots()[0].blocks))


async def test_what_was_abandoned_ends_for_those_who_answer_alone_and_is_kept_as_one(
    slack: Sandbox, bot: Bot
) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    await ballot.answers([2])
    await ballot.question(2)
    await team.click_alone(Do.ABANDON, AMINA)
    amina = slack.person(AMINA)
    await slack.until(lambda: amina.modal.views)
    await amina.modal.click(action_id=Do.ABANDON_NOW)
    await slack.until(lambda: CLOSED in ballot.messages()[-1].text)
    await at_home(slack, TOM, "Nothing is waiting for you.")
    database = Database(bot.settings.database_url)

    def retained(transaction: Transaction) -> list[bool]:
        rows = transaction.execute(
            ASSESSMENTS.select().where(ASSESSMENTS.c.retain_from.is_not(None))
        ).mappings()
        return [row["panel_of"] is not None for row in rows]

    assert database.read_now(retained) == [False], "the ballot goes with what it is for"
    database.close()
