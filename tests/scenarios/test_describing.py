"""The owner changes the title, the description and who answers: seen in the channel, the thread, lists and
History."""

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_forged import send
from tests.scenarios.test_lists import answer_to, words

NEW = "Sharing <arrears> & *support* data"


async def choose(team: Team, do: Do, by: str) -> Person:
    """Choose this in the menu of the first message."""
    person = team.person(by)
    menu = next(block["accessory"] for block in team.messages()[0].blocks if "accessory" in block)
    chosen = next(one["value"] for one in menu["options"] if one["value"].startswith(f"{do}:"))
    await person.clicks.choose(team.channel, team.thread, Do.MORE, chosen)
    return person


async def test_the_new_title_is_seen_everywhere(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await slack.until(lambda: amina.modal.views)
    assert TITLE in str(amina.modal.view.values)
    assert await amina.modal.submit({"title": NEW, "about": "Names only", "assessors": [PRIYA]}) is None
    await slack.until(lambda: "&lt;arrears&gt; &amp; *support*" in team.messages()[0].text)
    head = team.messages()[0].text
    assert f"Who answers: <@{AMINA}> and <@{PRIYA}>." in head
    assert "Names only" in head
    line = "changed the title, the description and who answers"
    (note,) = await slack.until(lambda: [m for m in team.messages() if line in m.text])
    assert f"<@{PRIYA}>" not in note.text, "nobody is called"
    assert "support" in (await answer_to(slack, TOM, "list")).text
    assert "Nothing was found" in (await answer_to(slack, TOM, "list adult")).text
    team.type("4", TOM)
    await team.told("were chosen", TOM)
    await choose(team, Do.HISTORY, AMINA)
    await slack.until(lambda: amina.modal.views)
    shown = words(amina.modal.view.spec["blocks"])
    assert line in shown
    assert f"Title: “{TITLE}”" in shown


async def test_what_was_shared_and_with_whom_stands_in_history_when_it_reads_otherwise(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start()
    stood = {"about": "Names and arrears", "recipients": "Adult social care"}
    amina = team.person(AMINA)
    for filled_in in (stood, {"about": "Names only", "recipients": ""}):
        await choose(team, Do.DESCRIBE, AMINA)
        await slack.until(lambda: amina.modal.views)
        assert await amina.modal.submit(filled_in) is None
        await slack.settled()
    await choose(team, Do.HISTORY, AMINA)
    await slack.until(lambda: amina.modal.views)
    shown = words(amina.modal.view.spec["blocks"])
    assert all(one in shown for one in stood.values())


async def test_nobody_else_may_and_nobody_once_it_is_submitted(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    tom = await choose(team, Do.DESCRIBE, TOM)
    await team.told(f"Only <@{AMINA}> can change its title", TOM)
    assert not tom.modal.views
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await slack.until(lambda: amina.modal.views)
    team.type("4")
    await team.question(2)
    team.type("review")
    await slack.until(lambda: any("Review your answers" in card.text for card in team.cards()))
    team.type("submit")
    whisper = await team.told("still open")
    await amina.clicks.button(HOUSING, whisper.ts, action_id=Do.SUBMIT)
    await team.summary()
    errors = await amina.modal.submit({"title": NEW})
    assert errors is not None
    assert "stay as they were" in errors["title"]
    await amina.modal.close()
    await slack.until(lambda: "Submitted by" in team.messages()[0].text)
    assert str(Do.DESCRIBE) not in str(team.messages()[0].blocks)


async def test_an_older_form_takes_nothing_back(slack: Sandbox, bot: Bot) -> None:
    """Open at the owner's desk, while another one of theirs is saved on the way."""
    team = Team(slack)
    await team.start()
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await slack.until(lambda: amina.modal.views)
    amina.modal.fill({"title": NEW})
    older = payloads.view_submission(slack._core, amina.profile, amina.modal.view)
    older["view"]["id"] = "V0ATHERDESK"
    assert await amina.modal.submit({"title": TITLE, "assessors": [AMINA, PRIYA]}) is None
    who = f"Who answers: <@{AMINA}> and <@{PRIYA}>."
    await slack.until(lambda: who in team.messages()[0].text)
    answer = await send(slack, older)
    assert "since you opened this form" in str(answer.get("errors"))
    await slack.settled()
    assert TITLE in team.messages()[0].text
    assert who in team.messages()[0].text


async def test_a_title_that_is_too_short_is_refused_at_its_field(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start(fields={"Who decides?": [PRIYA]})
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await slack.until(lambda: amina.modal.views)
    assert set(await amina.modal.submit({"title": "ab"}) or {}) == {"title"}
    errors = await amina.modal.submit({"title": TITLE, "assessors": [PRIYA]})
    assert set(errors or {}) == {"assessors"}
