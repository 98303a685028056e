"""What stands after /balance: a command however it is written, or a title."""

import pytest

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team


async def answer(slack: Sandbox, text: str) -> tuple[Person, Message]:
    """Tom types /balance and this, and is told something in private."""
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", text)
    told = await slack.until(lambda: tom.sees.ephemerals(HOUSING))
    return tom, told[-1]


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


@pytest.mark.parametrize(
    "text",
    [
        "list\u00a0housing",
        "list\thousing",
        "list\nhousing",
        "List: *housing*",
        "\u3000*list* housing",
        "“list housing”",
    ],
)
async def test_the_command_and_its_words_are_found_whatever_divides_them(
    slack: Sandbox, bot: Bot, text: str
) -> None:
    await Team(slack).start()
    await Team(slack).start("Something else")
    tom, told = await answer(slack, text)
    assert TITLE in told.text
    assert "Something else" not in told.text
    assert not tom.modal.views


@pytest.mark.parametrize("text", ["*list*", "_LIST_", "list.", "`list`", "ｌｉｓｔ", "“list”"])
async def test_marks_around_a_command_do_not_make_it_a_title(slack: Sandbox, bot: Bot, text: str) -> None:
    await Team(slack).start()
    _, told = await answer(slack, text)
    assert TITLE in told.text


async def test_one_word_can_be_a_title(slack: Sandbox, bot: Bot) -> None:
    tom, told = await answer(slack, "Arrears")
    assert buttons(told) == [Do.START, Do.HELP]
    assert "/balance list" not in str(told.blocks), "the commands stand behind Help"
    await tom.clicks.button(HOUSING, told.ts, action_id=Do.HELP)
    await slack.until(lambda: "/balance list" in tom.sees.ephemerals(HOUSING)[-1].text)
    await tom.clicks.button(HOUSING, told.ts, action_id=Do.START)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({}) is None
    await slack.until(lambda: Team(slack).headline("Arrears", tom))


@pytest.mark.parametrize("text", ["stauts", "statis", "Staus", "statuss"])
async def test_a_slip_suggests_the_command_first(slack: Sandbox, bot: Bot, text: str) -> None:
    await Team(slack).start()
    tom, told = await answer(slack, text)
    assert buttons(told) == [Do.COMMAND, Do.START, Do.HELP]
    await tom.clicks.button(HOUSING, told.ts, action_id=Do.COMMAND)
    await slack.until(lambda: TITLE in tom.sees.ephemerals(HOUSING)[-1].text)


async def test_a_title_of_several_words_stays_one_whatever_divides_them(slack: Sandbox, bot: Bot) -> None:
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", "Status\u00a0of *repairs*\nand voids")
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({}) is None
    await slack.until(lambda: Team(slack).headline("Status of repairs and voids", tom))


@pytest.mark.parametrize("text", ["Größe", "STRASSE", "strasse gro\u0308\u00dfe"])
async def test_a_title_is_found_however_its_letters_are_written(slack: Sandbox, bot: Bot, text: str) -> None:
    title = "Gro\u0308\u00dfe der Straße"
    await Team(slack).start(title)
    await Team(slack).start("Something else")
    _, told = await answer(slack, f"list {text}")
    assert title in told.text
    assert "Something else" not in told.text
