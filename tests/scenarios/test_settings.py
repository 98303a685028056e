"""Settings of a channel and of a person: who may change them, and what follows."""

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team

USUALLY, DECIDES = "Who usually decides?", "Who decides?"


async def settings(slack: Sandbox, by: str) -> Message:
    """What /balance settings answers, in private."""
    person = slack.person(by)
    before = len(person.sees.ephemerals(HOUSING))
    await person.types.command(HOUSING, "/balance", "settings")
    return await slack.until(lambda: next(reversed(person.sees.ephemerals(HOUSING)[before:]), None))


async def save_channel(slack: Sandbox, by: str, **fields: object) -> dict[str, str] | None:
    shown = await settings(slack, by)
    person = slack.person(by)
    await person.clicks.button(HOUSING, shown.ts, action_id=Do.SETTINGS)
    await slack.until(lambda: person.modal.views)
    return await person.modal.submit(fields)


async def test_everybody_sees_what_is_set_and_an_admin_changes_it(slack: Sandbox, bot: Bot) -> None:
    shown = await settings(slack, TOM)
    assert "Reviewers: none by default." in shown.text
    assert "Anyone may start" in shown.text
    errors = await save_channel(slack, AMINA, **{USUALLY: [GRACE]})
    assert errors is None
    shown = await settings(slack, TOM)
    assert f"Reviewers: <@{GRACE}>." in shown.text


async def test_nobody_else_changes_it_and_is_told_who_can(slack: Sandbox, bot: Bot) -> None:
    errors = await save_channel(slack, TOM, **{"Reminders by direct message": "Off"})
    assert errors == {"reviewers": "Workspace admins can change the settings of this channel."}
    assert "Reminders: on." in (await settings(slack, TOM)).text


async def test_who_invited_balance_may_change_the_settings(slack: Sandbox, bot: Bot) -> None:
    slack.person(TOM).channels.kick_bot(HOUSING)
    slack.person(TOM).channels.invite_bot(HOUSING)
    await slack.until(
        lambda: any("Balance is here" in m.text for m in slack.person(TOM).sees.messages(HOUSING))
    )
    assert await save_channel(slack, TOM, **{"Reminders by direct message": "Off"}) is None
    assert "Reminders: off." in (await settings(slack, TOM)).text


async def test_half_of_the_quiet_hours_is_refused_at_the_form(slack: Sandbox, bot: Bot) -> None:
    errors = await save_channel(slack, AMINA, **{"Quiet hours from": "12:00"})
    assert errors
    assert "both a beginning and an end" in errors["reviewers"]


async def test_balance_itself_is_nobodys_reviewer(slack: Sandbox, bot: Bot) -> None:
    errors = await save_channel(slack, AMINA, **{USUALLY: [GRACE, BOT_USER]})
    assert errors is not None
    assert set(errors) == {"reviewers"}


async def test_only_those_who_may_start_do(slack: Sandbox, bot: Bot) -> None:
    await save_channel(slack, AMINA, **{"Who may start an assessment?": [GRACE]})
    tom = slack.person(TOM)
    await tom.types.command(HOUSING, "/balance", "Sharing arrears data")
    await slack.until(lambda: tom.modal.views)
    errors = await tom.modal.submit({})
    assert errors
    assert "can start an assessment" in errors["channel"]
    await Team(slack).start(by=GRACE)


async def test_a_person_sets_their_own_reminders(slack: Sandbox, bot: Bot) -> None:
    shown = await settings(slack, TOM)
    tom = slack.person(TOM)
    await tom.clicks.button(HOUSING, shown.ts, action_id=Do.MY_SETTINGS)
    await slack.until(lambda: tom.modal.views)
    fields = {
        "When may Balance remind you?": "Once a day, all in one message",
        "If once a day, at what hour?": "14:00",
    }
    assert await tom.modal.submit(fields) is None
    assert "once a day, all in one message, at 14:00" in (await settings(slack, TOM)).text
