"""The thread that a team leaves behind reads as the minutes of its meeting, and costs little."""

from datetime import timedelta

import pytest

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, kind_of
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from bot.use_cases import in_time
from flows import standing
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team


def lines_of(team: Team, number: int) -> list[str]:
    """The lines of the principle of this number, without its heading; empty while they are not there."""
    principle = team.framework.principles[number - 1]
    said = [message.text.splitlines() for message in team.bots() if kind_of(message) is not CardKind.SUMMARY]
    found = [
        lines[at + 1 : at + 1 + len(principle.questions)]
        for lines in said
        for at, line in enumerate(lines)
        if line.startswith(f"{principle.name}: ") and " rated" in line
    ]
    assert len(found) <= 1
    return found[0] if found else []


def answers_in(lines: list[str]) -> list[str]:
    """What each line says after its label, without its author."""
    return [line.split(": ", 1)[1].split(" · ")[0] for line in lines]


async def test_an_assessment_that_is_clicked_through_costs_eight_calls_that_count(
    slack: Sandbox, bot: Bot
) -> None:
    slack.log.clear()
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    await slack.until(lambda: "Submitted by" in team.messages()[0].text)
    counted = [call.method for call in slack.log.calls if call.counted]
    assert len(counted) <= 8, counted
    await slack.until(lambda: [len(lines_of(team, number)) for number in (1, 2, 3)] == [6, 6, 6])


async def test_the_minutes_say_what_stands_and_what_it_was(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click("4", by=TOM)
    await team.question(2)
    await team.click(Do.BACK)
    await team.question(1)
    await team.click("2", by=PRIYA)
    await team.answer_all(["5"] * 5, start=2)
    first = team.framework.questions[0]
    assert lines_of(team, 1)[0] == f"1. {first.label}: 2 · Priya Nair (was 4, Tom Fletcher). {first.level(2)}"
    await slack.until(lambda: team.stands_at(7))
    await team.click("3")
    await team.question(8)


async def test_who_gives_the_same_answer_stands_beside_who_gave_it_first(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.click("2", by=AMINA)
    await team.question(2)
    await team.click(Do.BACK, by=TOM)
    await team.question(1)
    await team.click("2", by=TOM)
    await team.answer_all(["5"] * 5, start=2)
    await slack.until(lambda: lines_of(team, 1))
    assert "2 · Tom Fletcher (also Amina Yusuf)" in lines_of(team, 1)[0]


async def test_each_principle_has_its_lines_however_it_was_answered(slack: Sandbox, bot: Bot) -> None:
    """Half of them by jumping to the review, and one left open."""
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "3"])
    await team.ticked(team.type("review"))
    await team.sees(CardKind.REVIEW)
    assert lines_of(team, 1) == []
    await team.click(Do.SUBMIT, confirm=True)
    await team.summary()
    await slack.until(lambda: lines_of(team, 1))
    assert answers_in(lines_of(team, 1)) == ["4", "3", *["not answered"] * 4]
    assert lines_of(team, 2) == [], "nothing was answered there: the summary says that all is open"


async def test_a_closed_card_says_its_answer_and_goes_on_to_say_what_stands(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    card = await team.start()
    first = team.framework.questions[0]
    await team.ticked(team.type("4 because it is on our page"))
    await team.question(2)

    def closed() -> str:
        return team._message(card.ts).text

    await slack.until(lambda: f"4 · Amina Yusuf. {first.level(4)} “it is on our page”" in closed())
    await team.click(Do.BACK)
    await team.question(1)
    await team.click("1", by=TOM)
    await team.question(2)
    await slack.until(lambda: f"1 · Tom Fletcher (was 4, Amina Yusuf). {first.level(1)}" in closed())


# --- the card stays below the talk


async def test_a_click_brings_the_next_question_below_what_people_said(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    first = await team.start()
    talk = team.type("I will ask legal about that one", TOM)
    await slack.settled()
    slack.log.clear()
    await team.click("4")
    second = await team.question(2)
    assert first.ts < talk < second.ts
    assert not has_buttons(team._message(first.ts))
    assert slack.log.counted <= 2
    await team.click("5")
    assert (await team.question(3)).ts == second.ts, "nobody talked below this one"


async def test_after_a_start_nobody_knows_who_talked_and_the_card_turns_in_place(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    first = await team.start()
    team.type("I will ask legal about that one", TOM)
    await slack.settled()
    await bot.stop()
    await bot.start()
    await team.click("4")
    assert (await team.question(2)).ts == first.ts


def has_buttons(message: Message) -> bool:
    return any(block["type"] == "actions" for block in message.blocks)


# --- one finger that comes down twice


@pytest.fixture
def in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_time, "SECOND_TAP", 1.5)


@pytest.mark.parametrize("name", ["4", Do.NOT_SURE])
async def test_two_taps_of_one_finger_answer_one_question(
    slack: Sandbox, bot: Bot, in_a_moment: None, name: str
) -> None:
    team = Team(slack)
    await team.start()
    await team.click(name)
    await team.question(2)
    await team.click(name)
    await slack.settled()
    assert team.stands_at(2)
    assert not team.person().sees.ephemerals(HOUSING)
    await slack.pass_time(2)
    await team.click(name)
    await team.question(3)


async def test_another_number_and_another_person_count_at_once_and_so_does_a_click_after_typing(
    slack: Sandbox, bot: Bot, in_a_moment: None
) -> None:
    team = Team(slack)
    await team.start()
    await team.ticked(team.type("4"))
    await team.question(2)
    await team.click("4")
    await team.question(3)
    await team.click(Do.BACK)
    await team.question(2)
    await team.click("5")
    await team.question(3)
    await team.click("5", by=TOM)
    await team.question(4)


# --- the headline


async def test_the_headline_says_what_it_takes_then_how_far_it_is_and_leads_to_the_thread(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "REST", timedelta(seconds=0.2))
    team = Team(slack)
    await team.start()

    def headline() -> Message:
        return team.messages()[0]

    assert f"About {team.framework.minutes} minutes" in headline().text
    assert "in progress" not in headline().text
    link = await slack.until(lambda: next(iter(links_of(headline())), None))
    assert team.thread.replace(".", "") in link
    await team.answer_all(["4", "3"])
    await slack.until(lambda: "2 of 18 answered" in headline().text)


def links_of(message: Message) -> list[str]:
    return [
        element["url"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "url" in element
    ]


# --- what a reader will ask


async def test_the_review_names_what_has_no_reason_and_leads_to_the_form_of_each(
    slack: Sandbox, bot: Bot
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["3"] * 16 + ["5", "1"])
    review = await team.sees(CardKind.REVIEW)
    labels = [question.label for question in team.framework.questions]
    assert names_without_reason(review) == [f"{labels[17]}: 1", f"{labels[16]}: 5"]
    person = team.person()
    await person.clicks.choose(HOUSING, review.ts, Do.REASON, f"18. {labels[17]}: 1")
    await slack.until(lambda: person.modal.views)
    assert await person.modal.submit({"Reason": "nobody was asked"}) is None
    await slack.until(lambda: names_without_reason(team.cards()[0]) == [f"{labels[16]}: 5"])


def names_without_reason(review: Message) -> list[str]:
    return [
        option["text"]["text"].partition(". ")[2]
        for block in review.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == Do.REASON
        for option in element["options"]
        if "description" in option
    ]


async def test_reasons_typed_one_after_the_other_are_sentences_of_their_own(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.ticked(team.type("4 because they asked"))
    await team.question(2)
    await team.ticked(team.type("because we signed it"))
    await slack.until(lambda: "“they asked. we signed it”" in team.cards()[0].text)
