"""A whole assessment by clicks, from /balance to the summary card."""

import pytest

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team


async def test_a_team_goes_from_the_command_to_the_summary(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(
        ["4", "5", "3", "4", "2", "3", "5", "4", "4", "3", "3", "2", "4", "4", "5", "4", "3", "1"]
    )
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    assert "Purposeful: 3.5 of 5 · Mixed · 6 of 6 rated." in summary.text
    assert "Proportionate: 3.5 of 5 · Mixed · 6 of 6 rated." in summary.text
    assert "Responsible: 3.5 of 5 · Mixed · 6 of 6 rated." in summary.text
    assert summary.is_broadcast
    for label in ("Root causes: 2", "Protection from leaks: 2", "People told and heard: 1"):
        assert label in summary.text.split("Against (-):")[1]


async def test_a_whole_assessment_costs_at_most_ten_calls_that_count(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    slack.limits.enforced = False
    slack.log.clear()
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    await slack.until(lambda: "Submitted by" in team.messages()[0].text)
    assert slack.log.counted <= 10
    assert not slack.log.errors


async def test_a_click_costs_no_call_that_counts(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    slack.log.clear()
    await team.answer_all(["4"] * 5)
    assert slack.log.counted == 0


async def test_the_card_names_its_place_its_principle_and_all_five_levels(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    card = await team.answer_all(["4"] * 6)
    assert card.text.startswith("Question 7 of 18 · Proportionate")
    numbers, others = [block["elements"] for block in card.blocks if block["type"] == "actions"]
    assert [button["text"]["text"] for button in numbers] == ["1", "2", "3", "4", "5"]
    *buttons, menu, reason = others
    assert [button["text"]["text"] for button in buttons] == ["Not sure", "Not applicable", "Back"]
    assert [option["text"]["text"] for option in menu["options"]] == [
        "Why this question?",
        "Add evidence",
        "Add evidence: Measurable benefit",
        "Pause",
        "For the record",
    ]
    assert reason["text"]["text"] == "Add a reason: Measurable benefit"
    for rating in range(1, 6):
        assert f"{rating}: " in card.text


async def test_each_principle_leaves_its_lines_in_the_thread(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "4", "4", Do.NOT_SURE, "4", "4"])
    recap = next(m for m in team.bots() if m.text.startswith("Purposeful: "))
    assert "4.0 of 5 · Strong · 5 of 6 rated" in recap.text
    assert "between 3.5 and 4.2 once 1 open question is settled" in recap.text
    assert "4. Benefit to the public: not sure · Amina Yusuf" in recap.text


async def test_not_applicable_asks_for_a_reason_and_does_not_count_without(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click(Do.NOT_APPLICABLE)
    person = team.person()
    await slack.until(lambda: person.modal.views)
    errors = await person.modal.submit({"Why does this question not apply?": "   "})
    assert errors is not None
    assert set(errors) == {"reason"}
    assert team.stands_at(1)
    assert (
        await person.modal.submit({"Why does this question not apply?": "No people are named in it."}) is None
    )
    card = await team.question(2)
    assert "Just answered: Clear purpose: not applicable" in card.text


async def test_a_reason_can_be_added_and_shows_on_the_card(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    await team.click(Do.REASON)
    person = team.person()
    await slack.until(lambda: person.modal.views)
    too_long = await person.modal.submit({"Reason": "x" * 2001})
    assert too_long
    assert "2,000 characters" in too_long["reason"]
    assert "2,001" in too_long["reason"]
    assert await person.modal.submit({"Reason": "The leaflet says it in one sentence."}) is None
    await slack.until(lambda: "The leaflet says it in one sentence." in team.cards()[0].text)


async def test_changing_an_earlier_answer_comes_back_to_where_the_team_was(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "4", "4"])
    await team.click(Do.BACK)
    await team.question(3)
    await team.click("2")
    await team.question(4)
    await team.click(Do.BACK)
    await team.question(3)
    await team.click(Do.BACK)
    await team.question(2)
    await team.click(Do.KEEP)
    card = await team.question(4)
    assert "Just answered: Lasting benefit: 2 · " in card.text


async def test_the_review_goes_to_any_question_and_comes_back(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    review = await team.answer_all(["4"] * 17 + [Do.NOT_SURE])
    assert review.text.index("Open:") < review.text.index("Purposeful")
    await team.person().clicks.choose(HOUSING, review.ts, "go_to", "18. People told and heard: not sure")
    await team.question(18)
    await team.click("5")
    review = await team.sees(CardKind.REVIEW)


async def test_submitting_with_open_questions_asks_once_more_and_names_them(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 16 + [Do.NOT_SURE] * 2)
    card = team.card()
    assert card is not None
    submit = next(
        e for b in card.blocks if b["type"] == "actions" for e in b["elements"] if e["action_id"] == "submit"
    )
    assert "Worth the effort and People told and heard" in submit["confirm"]["text"]["text"]
    await team.click(Do.SUBMIT, confirm=False)
    assert team.stands_at(CardKind.REVIEW)
    await team.click(Do.SUBMIT, confirm=True)
    summary = await team.summary()
    assert "too many open questions" in summary.text
    assert "Open (?):\n• Worth the effort: not sure." in summary.text


async def test_nothing_rated_is_not_a_summary(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all([Do.NOT_SURE] * 18)
    await team.click(Do.SUBMIT, confirm=True)
    await team.told("rated")
    assert team.stands_at(CardKind.REVIEW)


async def test_changed_answers_update_the_summary_and_say_what_changed(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["2"] + ["4"] * 17)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    await team.reopens(TOM)
    review = await team.sees(CardKind.REVIEW)
    await slack.until(lambda: "Answers are being changed" in team._message(summary.ts).text)
    assert "Purposeful: 3.7 of 5" in team._message(summary.ts).text
    await team.person(TOM).clicks.choose(HOUSING, review.ts, "go_to", "1. Clear purpose: 2")
    await team.question(1)
    await team.click("5", TOM)
    await team.sees(CardKind.REVIEW)
    await team.click(Do.SUBMIT, TOM)
    await slack.until(lambda: "Changed: Clear purpose 2 → 5." in team._message(summary.ts).text)
    assert "Purposeful: 4.2 of 5" in (await team.summary()).text


async def test_all_answers_and_how_scores_work_are_one_click_away(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    priya = team.person(PRIYA)
    await priya.clicks.button(HOUSING, summary.ts, action_id=Do.ALL_ANSWERS)
    await slack.until(lambda: priya.modal.views)
    assert "Page 1 of 3" in str(priya.modal.view.spec["blocks"])
    await priya.modal.click(action_id=Do.PAGE_ON)
    await slack.until(lambda: "Page 2 of 3" in str(priya.modal.view.spec["blocks"]))
    await priya.modal.close()
    await team.opens_window(Do.SCORES, PRIYA)
    assert "score = sum of ratings / number rated" in str(priya.modal.view.spec["blocks"])


async def test_why_this_question_explains_itself(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click(Do.WHY)
    person = team.person()
    await slack.until(lambda: person.modal.views)
    assert "Why it matters" in str(person.modal.view.spec["blocks"])
    assert "What would show this?" in str(person.modal.view.spec["blocks"])


async def test_the_command_cannot_be_used_in_a_thread_but_typing_can(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    with pytest.raises(CannotAct):
        await team.person().types.command(HOUSING, "/balance", "resume", thread_ts=team.thread)
    await team.ticked(team.type("resume"))
    await team.question(1)


async def test_the_title_is_checked_at_its_field_and_kept(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: amina.modal.views)
    for title, has in (("ab", "This one has 2."), ("x" * 151, "This one has 151.")):
        errors = await amina.modal.submit({"Title": title})
        assert errors
        assert has in errors["title"]
        assert "3 to 150 characters" in errors["title"]
    # The client itself says that a field with only spaces is empty.
    assert set(await amina.modal.submit({"Title": "   "}) or {}) == {"title"}
    errors = await amina.modal.submit({"Title": TITLE, "What is to be shared, and why?": "y" * 1001})
    assert errors
    assert "1,000 characters" in errors["about"]
    assert await amina.modal.submit({"What is to be shared, and why?": "Arrears of 300 tenants."}) is None
    await Team(slack).slack.until(lambda: any(TITLE in m.text for m in amina.sees.messages(HOUSING)))
