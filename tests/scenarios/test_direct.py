"""A direct message to Balance: each thing that people say there gets an answer that fits, and no answer comes
twice in a row."""

import pytest

from bot.cards import help
from bot.cards.callbacks import Do
from bot.cards.text import permalink
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team


def said_to(person: Person) -> list[Message]:
    return [message for message in person.sees.messages(person.dm) if message.is_bot]


async def says(slack: Sandbox, words: str, user: str = TOM) -> Message:
    """Type this in the direct message, and wait for the answer."""
    person = slack.person(user)
    before = len(said_to(person))
    person.types.post(person.dm, words)
    return (await slack.until(lambda: said_to(person)[before:]))[0]


def elements(message: Message) -> list[dict[str, str]]:
    found = [element for block in message.blocks for element in block.get("elements", [])]
    return [*found, *(block["accessory"] for block in message.blocks if "accessory" in block)]


def links(message: Message) -> list[str]:
    return [element["url"] for element in elements(message) if "url" in element]


def does(message: Message) -> set[str]:
    return {element["action_id"] for element in elements(message) if "action_id" in element}


@pytest.mark.parametrize(
    "words",
    [
        "hello",
        "thanks",
        "ok",
        "help",
        "how do scores work?",
        "what do you ask?",
        "can we share housing data with the NHS?",
        "stop sending me messages",
        "4",
        "the printer is broken",
    ],
)
async def test_no_answer_comes_twice_in_a_row(slack: Sandbox, bot: Bot, words: str) -> None:
    first, second, third = [await says(slack, words) for _ in range(3)]
    assert first.text != second.text != third.text
    assert len(second.text) <= len(first.text)


async def test_what_it_asks_and_how_scores_work(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    asked = await says(slack, "what do you ask?")
    assert all(question.label in asked.text for question in team.framework.questions)
    assert Do.START in does(asked)
    scores = await says(slack, "how do scores work?")
    tom = slack.person(TOM)
    await tom.clicks.button(tom.dm, scores.ts, action_id=Do.SCORES)
    await slack.until(lambda: tom.modal.views)


async def test_reminders_stop_and_come_again_when_somebody_says_so(slack: Sandbox, bot: Bot) -> None:
    told = await says(slack, "please stop sending me messages")
    assert "remind me again" in told.text
    tom = slack.person(TOM)
    await tom.clicks.button(tom.dm, told.ts, action_id=Do.MY_SETTINGS)
    await slack.until(lambda: tom.modal.views)
    assert chosen(tom) == "off"
    await tom.modal.close()
    await says(slack, "remind me again")
    await tom.clicks.button(tom.dm, told.ts, action_id=Do.MY_SETTINGS)
    await slack.until(lambda: tom.modal.views)
    assert chosen(tom) == "on"


def chosen(person: Person) -> str:
    value: str = person.modal.view.values["reminders"]["value"]["selected_option"]["value"]
    return value


async def test_a_number_leads_to_the_one_question_that_is_open(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    assert "No question is waiting for you" in (await says(slack, "4", AMINA)).text
    await team.start()
    card = await team.answer_all(["4"])
    told = await says(slack, "probably a 3", AMINA)
    assert TITLE in told.text
    assert links(told) == [link_to(slack, card, team.thread)]
    assert team.stands_at(2), "nothing was answered"
    assert "stop reminding me" in (await says(slack, "stop", AMINA)).text


async def test_of_several_open_questions_there_is_a_short_list(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    for number in range(6):
        await team.start(f"Assessment number {number}")
    told = await says(slack, "4", AMINA)
    assert len(links(told)) == 5
    assert "And 1 more." in told.text


async def test_a_question_for_people_is_answered_with_who_can(slack: Sandbox, bot: Bot) -> None:
    assert Do.START in does(await says(slack, "can we share housing data with the NHS?", GRACE))
    team = Team(slack)
    await team.start(fields={"Who decides?": [GRACE]})
    told = await says(slack, "can we share housing data with the NHS?", AMINA)
    assert TITLE in told.text
    assert f"<@{GRACE}> decides." in told.text
    assert not [m for m in slack.person(GRACE).sees.messages(slack.person(GRACE).dm) if TITLE in m.text]


async def test_what_is_in_a_channel_out_of_sight_is_not_named(slack: Sandbox, bot: Bot) -> None:
    secret = Team(slack, channel=GOVERNANCE)
    await secret.start("Sharing disciplinary records", GRACE)
    slack.person(GRACE).channels.leave(GOVERNANCE)
    await slack.settled()
    for words in ("4", "may we share this?"):
        assert "disciplinary" not in (await says(slack, words, GRACE)).text


async def test_in_its_thread_a_mention_asks_the_owner_and_the_reviewer(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start(fields={"Who decides?": [GRACE]})
    team.type("@Balance what does the law say?", TOM)
    told = await team.told("cannot answer that", TOM)
    assert f"<@{AMINA}>" in told.text
    assert f"<@{GRACE}>" in told.text
    team.type("@Balance thanks", TOM)
    await team.told("You are welcome", TOM)
    team.type("can we share this with the NHS?", TOM)
    await slack.settled()
    assert len(team.person(TOM).sees.ephemerals(HOUSING)) == 2, "what is not said to it is talk"


async def test_the_first_visit_is_not_blank_and_the_second_brings_nothing(slack: Sandbox, bot: Bot) -> None:
    tom = slack.person(TOM)
    tom.home.open("messages")
    (greeting,) = await slack.until(lambda: said_to(tom))
    assert greeting.text == help.greeting("greet").text
    tom.home.open("messages")
    await slack.settled()
    assert (await says(slack, "hello")).text != greeting.text
    assert len(said_to(tom)) == 2


def link_to(slack: Sandbox, message: Message, thread: str) -> str:
    """The address of a message in a thread."""
    return permalink(slack.url, message.channel, message.ts, thread)
