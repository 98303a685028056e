"""Reasons over the wire: each stands under the name of who wrote it, and a reviewer knows what one costs."""

from bot.cards.callbacks import Do
from bot.cards.modals import COSTS_DECISION
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team, summaries
from tests.scenarios.test_action_plan import RATINGS, Desk
from tests.scenarios.test_settings import MUST, change

HERS = "the contract forbids it"
WHOSE = {"Who decides?": [GRACE]}


async def opens_reason(team: Team, person: str) -> Person:
    await team.click(Do.REASON, person)
    somebody = team.person(person)
    await team.slack.until(lambda: somebody.modal.views)
    return somebody


async def amina_explains(team: Team, decides: str = GRACE) -> None:
    await team.start(fields={"Who decides?": [decides]})
    team.type(f"2 because {HERS}", AMINA)
    await team.question(2)


async def chooses_who_decides(team: Team, reviewer: str) -> None:
    """Amina, in the menu of the first message."""
    amina = team.person(AMINA)
    await amina.clicks.choose(HOUSING, team.thread, Do.MORE, "Choose who decides")
    await team.slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who decides?": [reviewer]}) is None


def shown(person: Person) -> str:
    return str(person.modal.view.spec["blocks"])


async def all_answers(team: Team, person: str) -> str:
    """What All answers shows after it is submitted."""
    await team.answer_all(["4"] * 17, start=2)
    await team.click(Do.SUBMIT, confirm=True)
    summary = await team.summary()
    somebody = team.person(person)
    await somebody.clicks.button(HOUSING, summary.ts, action_id=Do.ALL_ANSWERS)
    await team.slack.until(lambda: somebody.modal.views)
    return shown(somebody)


async def test_another_persons_words_are_added_to_hers_and_said_in_the_thread(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await amina_explains(team)
    tom = await opens_reason(team, TOM)
    assert HERS in shown(tom), "hers are shown"
    assert await tom.modal.submit({"Reason": "legal told me so too"}) is None
    await slack.until(lambda: [m for m in team.bots() if f"<@{TOM}> wrote a reason of their own" in m.text])
    answers = await all_answers(team, TOM)
    assert f"Reason: “{HERS}”" in answers
    assert "Reason: “legal told me so too”" in answers
    assert answers.index(HERS) < answers.index(f"<@{TOM}>, on ") < answers.index("legal told me so too")


async def test_who_clicks_the_same_number_does_not_get_her_reason(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await amina_explains(team)
    await team.click(Do.BACK, TOM)
    await team.question(1)
    await team.click("2", TOM)
    await team.question(2)
    answers = await all_answers(team, TOM)
    assert answers.index(f"<@{AMINA}>, on ") < answers.index(HERS)


async def test_a_reviewer_is_told_what_a_reason_costs_before_and_after(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await amina_explains(team)
    grace = await opens_reason(team, GRACE)
    assert "You are asked to decide on this assessment" in shown(grace)
    assert await grace.modal.submit({"Reason": "it does not"}) is None
    await team.told("You have taken part in answering now", GRACE)


async def test_so_is_who_must_decide_by_a_rule_of_since(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await amina_explains(team, PRIYA)
    await change(slack, AMINA, {MUST: [GRACE]})
    grace = await opens_reason(team, GRACE)
    assert COSTS_DECISION in str(grace.modal.view.spec["blocks"])
    assert await grace.modal.submit({"Reason": "it does not"}) is None
    await team.told("You have taken part in answering now", GRACE)


async def test_somebody_chosen_to_decide_while_the_form_was_open_is_told_before_it_is_saved(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    team.type(f"2 because {HERS}", AMINA)
    await team.question(2)
    grace = await opens_reason(team, GRACE)
    assert "You are asked to decide" not in shown(grace)
    await chooses_who_decides(team, GRACE)
    errors = await grace.modal.submit({"Reason": "it does not"})
    assert errors is not None
    assert "Nothing was saved" in errors["reason"]


async def test_a_reviewer_who_answers_is_told_that_they_cannot_decide_any_more(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start(fields=WHOSE)
    await team.click("4", GRACE)
    await team.told("You have taken part in answering now", GRACE)


async def test_history_shows_words_that_were_replaced(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await amina_explains(team)
    amina = await opens_reason(team, AMINA)
    assert await amina.modal.submit({"Reason": "the new contract forbids it"}) is None
    head = team.headline("Sharing", amina)
    assert head is not None
    await amina.clicks.choose(HOUSING, head.ts, Do.MORE, "History")
    await slack.until(lambda: amina.modal.views)
    assert HERS in shown(amina)
    assert "the new contract forbids it" in shown(amina)


async def test_an_answer_that_a_colleague_changed_still_costs_the_decision(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start(fields={"Who decides?": [GRACE, PRIYA]})
    await team.click("5", GRACE)
    await team.question(2)
    await team.click(Do.BACK, TOM)
    await team.question(1)
    await team.click("3", TOM)
    await team.answer_all(["4"] * 17, start=2)
    await team.click(Do.SUBMIT, confirm=True)
    await team.use_summary(Do.DECIDE, GRACE)
    await team.refused("You answered question 1, so you cannot decide on it.", GRACE)


async def test_who_decides_on_another_look_keeps_that_though_a_colleague_keeps_their_reason(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.click("4", TOM)
    await team.question(2)
    priya = await opens_reason(team, PRIYA)
    assert await priya.modal.submit({"Reason": "The purpose is published."}) is None
    await team.answer_all(RATINGS[1:], by=TOM, start=2)
    await team.click(Do.SUBMIT, confirm=True)
    await team.summary()
    look, amina = await Desk(team, bot).look_again(), team.person(AMINA)
    await slack.until(lambda: amina.modal.views and Do.LINK in shown(amina))
    await amina.modal.close()
    await chooses_who_decides(look, PRIYA)
    await look.click(Do.KEEP, by=TOM)
    await look.answer_all(["4"] * 17, by=TOM, start=2)
    await look.click(Do.SUBMIT, by=TOM, confirm=True)
    summary = await slack.until(lambda: summaries(amina.sees.messages(HOUSING))[1:])
    assert f"Waiting for a decision by <@{PRIYA}>" in summary[0].text
