"""The form to start: whoever starts sees who will decide before it begins."""

import re

import pytest

from bot.cards.callbacks import View
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from tests.scenarios.conftest import ROOT, Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_settings import DECIDES, USUALLY, save_channel


async def opened(slack: Sandbox, by: str = TOM) -> Person:
    """The form, opened by /balance in the channel whose settings suggest Grace."""
    assert await save_channel(slack, AMINA, **{USUALLY: [GRACE]}) is None
    person = slack.person(by)
    await person.types.command(HOUSING, "/balance", TITLE)
    await slack.until(lambda: person.modal.views)
    return person


def in_the_field(person: Person) -> list[str]:
    """Who stands in the field of those who decide."""
    (block,) = (b for b in person.modal.view.spec["blocks"] if b.get("label", {}).get("text") == DECIDES)
    chosen: list[str] = person.modal.view.values[block["block_id"]]["value"]["selected_users"]
    return chosen


def hint(person: Person) -> str:
    (block,) = (b for b in person.modal.view.spec["blocks"] if b.get("label", {}).get("text") == DECIDES)
    return str(block["hint"]["text"])


async def headline(slack: Sandbox, channel: str = HOUSING) -> str:
    team = Team(slack, channel)
    begun = await slack.until(lambda: [m for m in team.person().sees.messages(channel) if TITLE in m.text])
    return begun[-1].text


async def test_who_usually_decides_stands_in_the_form(slack: Sandbox, bot: Bot) -> None:
    tom = await opened(slack)
    assert in_the_field(tom) == [GRACE]
    assert "The settings of the channel suggest these." in hint(tom)
    assert await tom.modal.submit({}) is None
    assert not tom.modal.views
    assert f"Who decides: <@{GRACE}>." in await headline(slack)


@pytest.mark.parametrize("chosen", [[PRIYA], []])
async def test_what_the_person_chooses_wins(slack: Sandbox, bot: Bot, chosen: list[str]) -> None:
    tom = await opened(slack)
    assert await tom.modal.submit({DECIDES: chosen}) is None
    assert not tom.modal.views
    said = await headline(slack)
    assert GRACE not in said
    assert ("Who decides:" in said) == bool(chosen)


async def test_nobody_is_suggested_to_decide_on_what_they_start(slack: Sandbox, bot: Bot) -> None:
    grace = await opened(slack, by=GRACE)
    assert in_the_field(grace) == []
    assert "You can also choose later." in hint(grace)


async def test_for_a_channel_chosen_in_the_form_it_comes_back_with_who_usually_decides(
    slack: Sandbox, bot: Bot
) -> None:
    await save_channel(slack, AMINA, **{USUALLY: [GRACE]})
    tom = slack.person(TOM)
    await tom.clicks.shortcut(View.START)
    await slack.until(lambda: tom.modal.views)
    assert in_the_field(tom) == []
    form = {"Title": TITLE, "Who answers?": [TOM], "Channel": HOUSING}
    assert await tom.modal.submit(form) is None
    words = str(tom.modal.view.spec["blocks"][0])
    assert f"Not started yet. Who usually decides in <#{HOUSING}> stands under" in words
    assert f"now: <@{GRACE}>." in words
    assert in_the_field(tom) == [GRACE]
    assert await tom.modal.submit({}) is None, "all else that was filled in is still there"
    assert not tom.modal.views
    said = await headline(slack)
    assert f"Who decides: <@{GRACE}>." in said
    assert f"Who answers: <@{TOM}>." in said


async def test_another_channel_leaves_no_suggestion_of_the_first(slack: Sandbox, bot: Bot) -> None:
    priya = await opened(slack, by=PRIYA)
    assert await priya.modal.submit({"Channel": SOCIAL_CARE}) is None
    assert f"Nobody is suggested to decide in <#{SOCIAL_CARE}>" in str(priya.modal.view.spec["blocks"][0])
    assert in_the_field(priya) == []
    assert await priya.modal.submit({}) is None
    assert not priya.modal.views
    assert "Who decides:" not in await headline(slack, SOCIAL_CARE)


async def test_who_was_chosen_stays_whatever_channel_is_chosen_then(slack: Sandbox, bot: Bot) -> None:
    amina = await opened(slack, by=AMINA)
    assert await amina.modal.submit({"Channel": SOCIAL_CARE, DECIDES: [PRIYA]}) is None
    assert not amina.modal.views
    assert f"Who decides: <@{PRIYA}>." in await headline(slack, SOCIAL_CARE)


async def test_with_a_channel_where_nobody_is_suggested_nothing_is_asked_again(
    slack: Sandbox, bot: Bot
) -> None:
    tom = slack.person(TOM)
    await tom.clicks.shortcut(View.START)
    await slack.until(lambda: tom.modal.views)
    assert await tom.modal.submit({"Title": TITLE, "Channel": HOUSING}) is None
    assert not tom.modal.views
    assert "Who decides:" not in await headline(slack)


async def test_what_the_readme_types_opens_a_form_and_the_form_a_thread(slack: Sandbox, bot: Bot) -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    said = re.search(
        r"types `/balance ([^`]+)` in a channel. A form opens: .* Once it is sent, a thread", readme
    )
    assert said, "the README tells it otherwise"
    title, tom = said[1], slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", title)
    await slack.until(lambda: tom.modal.views)
    assert not [message for message in tom.sees.messages(HOUSING) if title in message.text]
    assert await tom.modal.submit({}) is None
    await slack.until(lambda: [message for message in tom.sees.messages(HOUSING) if title in message.text])
