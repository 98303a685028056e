"""After the summary, over the wire: actions that are added and ticked off, and another look a year later."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.cards.text import day, escape
from bot.demo.cards import CardKind, found_on, use
from bot.reconciler import reconciler
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.world import BOT_USER, TEAM_ID, Message
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Decision, Verdict
from flows.refusals import Why
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.flows.moves import fire
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team, headlines, summaries
from tests.scenarios.test_lists import answer_to, at_home, words

CONDITION = "Only <!channel> *addresses* leave the housing system."
DAY = 86_400.0
RATINGS = ["4"] * 8 + ["2", Do.NOT_SURE] + ["4"] * 8
"""Question 9, Clear limits, is a 2; question 10, Care with sensitive data, is open."""


def today() -> date:
    return datetime.now(UTC).date()


@dataclass
class Desk:
    """An assessment that is handed in, and a way to what the bot keeps of it."""

    team: Team
    bot: Bot

    @property
    def slack(self) -> Sandbox:
        return self.team.slack

    def person(self, user: str = AMINA) -> Person:
        return self.team.person(user)

    def summary(self) -> Message:
        """The first summary: that of the first look."""
        return summaries(self.person().sees.messages(HOUSING))[0]

    async def says(self, *words: str) -> Message:
        """Wait until the summary says all of this."""

        def there() -> Message | None:
            message = self.summary()
            return message if all(word in message.text for word in words) else None

        return await self.slack.until(there)

    async def click(self, action: str, by: str = AMINA) -> None:
        """On the first summary, or in its menu."""
        await use(self.person(by), self.summary(), action)

    async def opens(self, action: str, by: str = AMINA) -> Person:
        """Click this on the summary, and wait for the window."""
        person = self.person(by)
        await self.click(action, by)
        await self.slack.until(lambda: person.modal.views)
        return person

    async def ticks(self, by: str) -> None:
        """In the window of all actions: the first one."""
        person = await self.opens(Do.ACTIONS, by)
        await person.modal.click(action_id=Do.TICK_ACTION)

    async def add(self, by: str = TOM, **fields: Any) -> dict[str, str] | None:
        person = await self.opens(Do.ADD_ACTION, by)
        what = {
            "About what?": "Clear limits: 2 of 5",
            "What is to be done?": "List the fields",
            "Who does it?": "Priya Nair",
            "By when?": (today() + timedelta(days=7)).isoformat(),
        }
        errors = await person.modal.submit(what | fields)
        if errors:
            await person.modal.close()
        return errors

    async def approve(self, condition: str = "", look_again_on: date | None = None) -> None:
        """Stands in for a decision of Grace's, in a transaction past the bot."""

        def change(assessment: Assessment, surfaces: Surfaces) -> None:
            verdict = Verdict.CONDITIONS if condition else Verdict.APPROVE
            last = assessment.last_submission
            assert last is not None
            fire(assessment.progress, verdict.trigger)
            assessment.reviewers = frozenset({GRACE})
            assessment.decisions += (
                Decision(
                    1,
                    verdict,
                    GRACE,
                    datetime.now(UTC),
                    last.number,
                    last.mark(assessment.framework),
                    conditions=(Condition(condition),) if condition else (),
                ),
            )
            assessment.look_again_on = look_again_on
            assessment.turn += 1
            surfaces.want(assessment, SurfaceKind.SUMMARY)

        await self.change(change)

    async def make_late(self) -> None:
        """Stands in for days that go by: every open action was due yesterday."""

        def change(assessment: Assessment, surfaces: Surfaces) -> None:
            yesterday = today() - timedelta(days=1)
            assessment.actions = tuple(replace(action, by=yesterday) for action in assessment.actions)
            surfaces.want(assessment, SurfaceKind.SUMMARY)

        await self.change(change)

    async def look_again(self) -> Team:
        """Approved a year ago, and due since yesterday: the team of the next look, at its first question."""
        await self.approve(look_again_on=today() - timedelta(days=1))
        await self.says("It is time to look again, since ")
        await self.click(Do.LOOK_AGAIN)
        headline = await self.slack.until(
            lambda: next((m for m in self._headlines() if m.ts != self.team.thread), None)
        )
        team = Team(self.slack, thread=headline.ts)
        await team.question(1)
        return team

    def _headlines(self) -> list[Message]:
        return headlines(self.person().sees.messages(HOUSING))

    async def change(self, change: Callable[[Assessment, Surfaces], None]) -> None:
        """Change the assessment where the bot keeps it, and have the bot start anew, so that it draws it."""
        await self.bot.stop()
        database = Database(self.bot.settings.database_url)
        frameworks = FrameworkStore()
        workspace = Workspace(TEAM_ID)

        def work(transaction: Transaction) -> None:
            repository = Repository(transaction, workspace, frameworks.load, frameworks.parts)
            found = repository.in_thread(HOUSING, self.team.thread)
            assert found is not None
            change(found, Surfaces(transaction))
            repository.save(found, datetime.now(UTC))

        database.write_now(work)
        database.close()
        await self.bot.start()


@pytest_asyncio.fixture
async def desk(slack: Sandbox, bot: Bot) -> AsyncIterator[Desk]:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(RATINGS, by=TOM)
    await team.click(Do.SUBMIT, confirm=True)
    await team.summary()
    yield Desk(team, bot)
    assert list(slack.log.errors) == []


# --- actions


async def test_an_action_stands_on_the_summary_until_it_is_ticked_off(desk: Desk) -> None:
    assert await desk.add() is None
    await desk.says("Actions: 1 open, 0 done.")
    amina = await desk.opens(Do.ACTIONS)
    for said in ("List the fields", "<@U0PRIYA0001> by ", "About Clear limits"):
        assert said in str(amina.modal.view.spec["blocks"])
    said = "added an action for <@U0PRIYA0001>, about Clear limits."
    await desk.slack.until(lambda: any(said in m.text for m in desk.team.bots()))
    await desk.ticks(PRIYA)
    await desk.says("Actions: 0 open, 1 done.")
    await desk.slack.until(lambda: any("ticked off an action" in m.text for m in desk.team.bots()))


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"By when?": (today() - timedelta(days=3)).isoformat()}, "by", why_words(Why.DAY_IS_PAST)),
        ({"What is to be done?": "x" * 2001}, "what", "2,000 characters"),
        ({"Who does it?": None}, "who", ""),
        ({"Who does it?": BOT_USER}, "who", "Choose a person"),
        ({"By when?": None}, "by", ""),
        ({"About what?": None}, "about", ""),
    ],
)
async def test_an_action_that_is_not_complete_is_refused_at_its_field(
    desk: Desk, fields: dict[str, Any], field: str, said: str
) -> None:
    errors = await desk.add(**fields)
    assert errors is not None
    assert list(errors) == [field]
    assert said in errors[field]
    assert "Actions" not in desk.summary().text


async def test_only_whoever_does_it_the_owner_and_the_reviewers_tick_off(desk: Desk) -> None:
    await desk.add()
    await desk.says("Actions: 1 open")
    await desk.ticks(TOM)
    tom = desk.person(TOM)
    why_not = "Only <@U0PRIYA0001>, <@U0AMINA0001> and the reviewers can tick this off"
    await desk.slack.until(lambda: why_not in str(tom.modal.view.spec["blocks"]))
    await desk.says("Actions: 1 open")
    await desk.ticks(AMINA)
    await desk.says("Actions: 0 open, 1 done")


async def test_a_second_person_who_ticks_it_off_is_told_who_was_first(desk: Desk) -> None:
    await desk.add()
    await desk.says("Actions: 1 open")
    amina = await desk.opens(Do.ACTIONS)
    await desk.ticks(PRIYA)
    await desk.says("0 open, 1 done")
    await amina.modal.click(action_id=Do.TICK_ACTION)
    await desk.slack.until(lambda: "already ticked this off." in str(amina.modal.view.spec["blocks"]))
    assert "Done by <@U0PRIYA0001>" in str(amina.modal.view.spec["blocks"])


async def test_a_window_takes_back_no_tick_that_it_does_not_show(desk: Desk) -> None:
    def shows(person: Person, words: str) -> bool:
        return words in str(person.modal.view.spec["blocks"])

    await desk.approve()
    await desk.add()
    await desk.says("Actions: 1 open")
    await desk.ticks(PRIYA)
    await desk.says("0 open, 1 done")
    amina, grace = await desk.opens(Do.ACTIONS), await desk.opens(Do.ACTIONS, GRACE)
    await grace.modal.click(action_id=Do.UNTICK_ACTION)
    await desk.slack.until(lambda: shows(grace, "1 open action"))
    await grace.modal.click(action_id=Do.TICK_ACTION)
    await desk.slack.until(lambda: shows(grace, f"Done by <@{GRACE}>"))
    assert shows(amina, f"Done by <@{PRIYA}>")
    await amina.modal.click(action_id=Do.UNTICK_ACTION)
    await desk.slack.until(lambda: shows(amina, "ticked this off since"))
    assert shows(amina, f"Done by <@{GRACE}>")
    assert shows(await desk.opens(Do.ACTIONS, TOM), f"Done by <@{GRACE}>")


async def test_what_is_overdue_says_so_and_can_be_ticked_off_in_the_list(desk: Desk) -> None:
    await desk.add()
    await desk.make_late()
    await desk.says("Actions: 1 open, 1 overdue, 0 done.")
    amina = await desk.opens(Do.ACTIONS)
    await amina.modal.click(action_id=Do.TICK_ACTION)
    await desk.says("Actions: 0 open, 1 done")
    await desk.slack.until(lambda: "Done by" in str(amina.modal.view.spec["blocks"]))
    await amina.modal.click(action_id=Do.UNTICK_ACTION)
    await desk.says("Actions: 1 open, 1 overdue, 0 done")


@pytest.fixture
def no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the one at a start: what is drawn is drawn because the clock was moved."""
    monkeypatch.setattr(reconciler, "SWEEP_SECONDS", 3600.0)


@pytest.mark.parametrize("restarted", [False, True], ids=["with a timer", "after a restart"])
async def test_a_jump_of_the_clock_draws_what_is_overdue_and_what_is_to_be_looked_at_again(
    no_sweep: None, desk: Desk, restarted: bool
) -> None:
    await desk.approve(look_again_on=today() + timedelta(days=300))
    await desk.add()
    await desk.says("Actions: 1 open, 0 done.", "To be looked at again on ")
    if restarted:
        await desk.bot.stop()
        await desk.bot.start()
    await desk.slack.pass_time(9 * DAY)
    await desk.says("Actions: 1 open, 1 overdue, 0 done.", "To be looked at again on ")
    await desk.slack.pass_time(365 * DAY)
    await desk.says("It is time to look again")


async def test_an_action_can_be_about_a_condition(desk: Desk) -> None:
    await desk.approve(CONDITION)
    await desk.says("Approved with 1 condition by")
    assert await desk.add(by=GRACE, **{"About what?": escape(CONDITION)}) is None
    text = (await desk.says("Actions: 1 open")).text
    assert "<!channel>" not in text
    shown = str((await desk.opens(Do.ACTIONS)).modal.view.spec["blocks"])
    assert "Condition: “Only" in shown
    assert "&lt;!channel&gt;" in shown
    await desk.slack.until(lambda: any("about a condition" in m.text for m in desk.team.bots()))


async def test_many_actions_do_not_fill_the_channel(desk: Desk) -> None:
    for number in range(7):
        by = today() + timedelta(days=10 - number)
        await desk.add(**{"What is to be done?": f"Step {number}.", "By when?": by.isoformat()})
    text = (await desk.says("Actions: 7 open, 0 done.")).text
    assert "Step" not in text
    shown = str((await desk.opens(Do.ACTIONS)).modal.view.spec["blocks"])
    assert all(f"Step {number}." in shown for number in range(7))
    assert shown.index("Step 6.") < shown.index("Step 2."), "the most urgent first"


# --- another look


async def test_the_owner_changes_the_day_or_sets_none(desk: Desk) -> None:
    await desk.approve(look_again_on=today() + timedelta(days=365))
    await desk.says("To be looked at again on ")
    amina = await desk.opens(Do.LOOK_AGAIN_ON)
    errors = await amina.modal.submit({"Day": today().isoformat()})
    assert errors == {"day": "Choose a day after today, or choose Never."}
    assert await amina.modal.submit({"Day": (today() + timedelta(days=30)).isoformat()}) is None
    await desk.slack.until(lambda: any("set the day to look again to" in m.text for m in desk.team.bots()))
    amina = await desk.opens(Do.LOOK_AGAIN_ON, by=GRACE)
    assert await amina.modal.submit({"When?": "Never"}) is None
    await desk.says("No day to look again is set.")


async def test_nobody_else_changes_the_day_or_looks_again(desk: Desk) -> None:
    await desk.approve(look_again_on=today())
    await desk.says("It is time to look again")
    await desk.click(Do.LOOK_AGAIN_ON, by=TOM)
    await desk.team.refused("Only <@U0AMINA0001> and the reviewers can look again", by=TOM)
    await desk.click(Do.LOOK_AGAIN, by=PRIYA)
    await desk.team.refused("Only <@U0AMINA0001> and the reviewers can look again", by=PRIYA)


async def test_each_answer_is_confirmed_or_changed_and_the_summary_says_what_moved(desk: Desk) -> None:
    team = await desk.look_again()
    assert "Another look at what was approved" in team.messages()[0].text
    card = await team.question(1)
    assert ": 4." in card.text.split("Last time, on ")[1]
    assert "Answer so far" not in card.text
    for number in range(1, 9):
        await team.question(number)
        await team.click(Do.KEEP, by=PRIYA)
    await team.question(9)
    await team.ticked(team.type("4 because the fields are listed now", by=PRIYA))
    await team.question(10)
    await team.ticked(team.type("keep", by=PRIYA))
    card = await team.question(11)
    assert "Just answered: Care with sensitive data: not sure" in card.text
    await team.answer_all(["4"] * 7, by=PRIYA, start=11)
    await team.click(Do.KEEP, by=PRIYA)
    await team.sees(CardKind.REVIEW)
    await team.click(Do.SUBMIT, by=PRIYA, confirm=True)

    def there() -> Message | None:
        found = summaries(desk.person().sees.messages(HOUSING))
        return found[1] if len(found) == 2 else None

    new = await desk.slack.until(there)
    assert "Since the last look: 17 answers confirmed, 1 changed." in new.text
    tom = desk.person(TOM)
    await tom.clicks.button(HOUSING, new.ts, action_id=Do.ALL_ANSWERS)
    await desk.slack.until(lambda: tom.modal.views)
    shown = str(tom.modal.view.spec["blocks"])
    assert "• Clear limits 2 → 4, by <@U0PRIYA0001>." in shown
    assert "Answered by <@U0PRIYA0001>." in shown
    await tom.modal.close()

    async def leads_to(other: Message) -> None:
        """In a window: a private word on a summary might be looked for in the wrong place."""
        await desk.slack.until(lambda: tom.modal.views)
        assert f"/p{other.ts.replace('.', '')}?" in str(tom.modal.view.spec["blocks"])
        await tom.modal.close()

    await use(tom, new, Do.LAST_LOOK)
    await leads_to(desk.summary())
    await desk.click(Do.NEXT_LOOK, by=TOM)
    await leads_to(new)
    await tom.clicks.choose(HOUSING, new.ts, Do.MORE, "Compare with the last look")
    await desk.slack.until(lambda: tom.modal.views)
    assert "Clear limits: Last look *2*, This look *4*" in str(tom.modal.view.spec["blocks"])


async def test_what_was_not_looked_at_this_time_is_open(desk: Desk) -> None:
    team = await desk.look_again()
    await team.click(Do.KEEP)
    await team.question(2)
    team.type("review")
    review = await team.sees(CardKind.REVIEW)
    assert "17 questions are not answered yet" in review.text
    await team.click(Do.SUBMIT, confirm=True)
    await desk.slack.until(
        lambda: any("1 answer confirmed, 0 changed, 17 not looked at." in m.text for m in team.bots())
    )


async def test_only_one_next_look_is_begun(desk: Desk) -> None:
    await desk.look_again()
    text = (await desk.says("Another look has begun.")).text
    assert "It is time" not in text
    assert found_on(desk.summary(), Do.NEXT_LOOK)
    with pytest.raises(CannotAct):
        found_on(desk.summary(), Do.LOOK_AGAIN)
    assert len(desk._headlines()) == 2


async def test_lists_tell_another_look_from_the_one_before(desk: Desk) -> None:
    await desk.look_again()
    look = f"Another look of {day(today())}"
    listed = await answer_to(desk.slack, TOM, "list")
    (new,) = [line for line in listed.text.splitlines() if look in line]
    assert new.startswith(f"{TITLE}: {look} · At question 1 of 18")
    assert len([line for line in listed.text.splitlines() if line.startswith(f"{TITLE}: ")]) == 2
    assert words(listed.blocks).count(look) == 1
    home = await at_home(desk.slack, AMINA, "All other assessments", look)
    assert home.count(look) == 1, "where it waits for her"
    assert home.count(TITLE) == 2, "each of them stands there once"
