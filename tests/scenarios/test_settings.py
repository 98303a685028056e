"""Settings of a channel and of a person: who may change them, and what follows."""

from functools import partial
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, TOM
from flows.retention_rules import Outcome
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_forged import send

USUALLY, DECIDES = "Who usually decides?", "Who decides?"
LEADS, MUST = "Governance leads", "Who must always decide in every channel?"
CHOOSES = "Who chooses who decides?"
OWN_WORK = "May people decide on what they answered or own?"
SINCE = "since you opened this form"
SELF_REVIEW = "May a channel let people decide on what they answered or own?"


async def settings(slack: Sandbox, by: str) -> Message:
    """What /balance settings answers, in private."""
    person = slack.person(by)
    before = len(person.sees.ephemerals(HOUSING))
    await person.types.command(HOUSING, "/balance", "settings")
    return await slack.until(lambda: next(reversed(person.sees.ephemerals(HOUSING)[before:]), None))


async def opens(slack: Sandbox, by: str, action: str) -> tuple[Message, Person]:
    """A form of settings: the message that it was opened from, and who has it open."""
    shown, person = await settings(slack, by), slack.person(by)
    await person.clicks.button(HOUSING, shown.ts, action_id=action)
    await slack.until(lambda: person.modal.views)
    return shown, person


async def save_channel(slack: Sandbox, by: str, **fields: object) -> dict[str, str] | None:
    _, person = await opens(slack, by, Do.SETTINGS)
    return await person.modal.submit(fields)


async def test_everybody_sees_what_is_set_and_an_admin_changes_it(slack: Sandbox, bot: Bot) -> None:
    shown = await settings(slack, TOM)
    assert "Reviewers: none by default." in shown.text
    assert "Anyone may start" in shown.text
    errors = await save_channel(slack, AMINA, **{USUALLY: [GRACE]})
    assert errors is None
    shown = await settings(slack, TOM)
    assert f"Reviewers: <@{GRACE}>." in shown.text


async def change(
    slack: Sandbox, by: str, fields: dict[str, Any], action: str = Do.WORKSPACE_SETTINGS
) -> Message:
    """Change the rules of the workspace, or what else `action` opens; returns the message that it was opened
    from."""
    shown, person = await opens(slack, by, action)
    assert await person.modal.submit(fields) is None
    return shown


@pytest.mark.parametrize("action", [Do.SETTINGS, Do.WORKSPACE_SETTINGS])
async def test_nobody_else_changes_it_and_is_told_who_can_before_there_is_a_form(
    slack: Sandbox, bot: Bot, action: str
) -> None:
    _, tom = await opens(slack, TOM, action)
    assert [block["type"] for block in tom.modal.view.spec["blocks"]] == ["section"]
    assert "Workspace admins can" in str(tom.modal.view.spec)


async def test_who_is_no_admin_any_more_is_told_so_at_save(slack: Sandbox, bot: Bot) -> None:
    _, amina = await opens(slack, AMINA, Do.SETTINGS)
    profile = amina.client.core.world.people[AMINA]
    profile.is_admin = False
    await amina.modal.submit({"Reminders by direct message": "Off"})
    assert [block["type"] for block in amina.modal.view.spec["blocks"]] == ["section"]
    assert "Reminders: on." in (await settings(slack, TOM)).text


def tells(person: Person, shown: Message, words: str) -> bool:
    """Whether the message says this, as it stands now."""
    return any(m.ts == shown.ts and words in m.text for m in person.sees.ephemerals(HOUSING))


async def test_the_message_above_tells_what_was_saved(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    changes: list[tuple[str, dict[str, Any], str]] = [
        (Do.SETTINGS, {USUALLY: [GRACE]}, f"Reviewers: <@{GRACE}>."),
        (Do.WORKSPACE_SETTINGS, {LEADS: [PRIYA]}, f"Governance leads: <@{PRIYA}>."),
        (Do.MY_SETTINGS, {"When may Balance remind you?": "Never"}, "Reminders: never."),
    ]
    for action, fields, words in changes:
        shown = await change(slack, AMINA, fields, action)
        await slack.until(partial(tells, amina, shown, words))


async def opens_mine(slack: Sandbox, by: str) -> tuple[Message, dict[str, Any]]:
    """The message that it was opened from, and the form as Slack sends it: "Never" is chosen."""
    shown, person = await opens(slack, by, Do.MY_SETTINGS)
    person.modal.fill({"When may Balance remind you?": "Never"})
    return shown, payloads.view_submission(slack._core, person.profile, person.modal.view)


async def test_a_form_with_a_forged_address_or_channel_redraws_nothing(slack: Sandbox, bot: Bot) -> None:
    hers, her_form = await opens_mine(slack, AMINA)
    shown, form = await opens_mine(slack, TOM)
    key, her_key = (one["view"]["private_metadata"].split(" ")[1] for one in (form, her_form))
    before = len(slack.log.of("response_url"))
    places = [f"{HOUSING} {slack.url}/elsewhere", f"{HOUSING} {her_key}", f"{GOVERNANCE} {key}", HOUSING]
    for number, metadata in enumerate(places):
        forged = form | {"view": form["view"] | {"private_metadata": metadata, "id": f"V0FORGED{number}"}}
        assert await send(slack, forged) == {}
    await slack.settled()
    assert len(slack.log.of("response_url")) == before
    await send(slack, form)
    await slack.until(partial(tells, slack.person(TOM), shown, "Reminders: never."))
    assert not tells(slack.person(AMINA), hers, "Reminders: never.")


async def test_a_governance_lead_sets_rules_which_hold_in_the_channel_and_are_told_there(
    slack: Sandbox, bot: Bot
) -> None:
    await change(slack, AMINA, {LEADS: [PRIYA]})
    team = Team(slack)
    await team.start(fields={DECIDES: [TOM]})
    priya = slack.person(PRIYA)
    await change(slack, PRIYA, {MUST: [GRACE], CHOOSES: "Only governance leads"})
    told = await slack.until(
        lambda: next((m for m in priya.sees.messages(HOUSING) if "changed the rules here" in m.text), None)
    )
    assert f"Must always decide: <@{GRACE}>." in told.text
    assert f"Governance leads: <@{PRIYA}>." in (await settings(slack, TOM)).text, "a lead names no leads"

    amina = slack.person(AMINA)
    await amina.clicks.choose(HOUSING, team.thread, "more", "Choose who decides")
    await team.told(f"<@{PRIYA}> can", AMINA)
    await priya.clicks.choose(HOUSING, team.thread, "more", "Choose who decides")
    await slack.until(lambda: priya.modal.views)
    assert await priya.modal.submit({"Who decides?": [GRACE]}) is None
    await slack.until(lambda: f"Who decides: <@{GRACE}>." in team.messages()[0].text)


async def test_who_must_decide_does_on_what_is_started_from_then_on(slack: Sandbox, bot: Bot) -> None:
    await change(slack, AMINA, {MUST: [GRACE]})
    team = Team(slack)
    await team.start(fields={DECIDES: []})
    assert f"Who decides: <@{GRACE}>." in team.messages()[0].text


async def test_what_a_channel_allows_and_the_workspace_does_not_is_kept_and_not_applied(
    slack: Sandbox, bot: Bot
) -> None:
    await save_channel(slack, AMINA, **{OWN_WORK: "Yes, and the summary says so"})
    assert "People may decide on what they answered" in (await settings(slack, TOM)).text
    await change(slack, AMINA, {SELF_REVIEW: "No, nowhere"})
    shown = (await settings(slack, TOM)).text
    assert "People may decide on what they answered" not in shown
    assert "so it does not hold" in shown
    await change(slack, AMINA, {SELF_REVIEW: "Yes"})
    assert "People may decide on what they answered" in (await settings(slack, TOM)).text


async def test_who_invited_balance_may_change_the_settings(slack: Sandbox, bot: Bot) -> None:
    slack.person(TOM).channels.kick_bot(HOUSING)
    slack.person(TOM).channels.invite_bot(HOUSING)
    await slack.until(
        lambda: any("Balance is here" in m.text for m in slack.person(TOM).sees.messages(HOUSING))
    )
    assert await save_channel(slack, TOM, **{"Reminders by direct message": "Off"}) is None
    assert "Reminders: off." in (await settings(slack, TOM)).text


async def test_an_older_form_does_not_take_back_who_leads_governance_now(slack: Sandbox, bot: Bot) -> None:
    slack.world.people[TOM].is_admin = True
    _, tom = await opens(slack, TOM, Do.WORKSPACE_SETTINGS)
    await change(slack, AMINA, {LEADS: [PRIYA]})
    for _ in range(2):
        errors = await tom.modal.submit({MUST: [GRACE]}) or {}
        assert SINCE in errors.get("must_decide", "")
    text = (await settings(slack, TOM)).text
    assert f"Governance leads: <@{PRIYA}>." in text
    assert f"Must always decide: <@{GRACE}>." not in text
    await tom.modal.close()
    await change(slack, TOM, {MUST: [GRACE]})
    text = (await settings(slack, TOM)).text
    assert f"Governance leads: <@{PRIYA}>." in text
    assert f"Must always decide: <@{GRACE}>." in text


async def test_an_older_form_does_not_take_back_what_a_channel_has_set_since(
    slack: Sandbox, bot: Bot
) -> None:
    await change(slack, AMINA, {LEADS: [PRIYA]})
    _, priya = await opens(slack, PRIYA, Do.SETTINGS)
    await save_channel(slack, AMINA, **{USUALLY: [GRACE]})
    errors = await priya.modal.submit({"Reminders by direct message": "Off"}) or {}
    assert SINCE in errors.get("reviewers", "")
    text = (await settings(slack, TOM)).text
    assert f"Reviewers: <@{GRACE}>." in text
    assert "Reminders: on." in text
    same = {USUALLY: [GRACE], "Reminders by direct message": "On"}
    assert await priya.modal.submit(same) is None, "it is so already"


async def test_how_long_things_are_kept_and_the_other_rules_do_not_stand_in_each_others_way(
    slack: Sandbox, bot: Bot
) -> None:
    await change(slack, AMINA, {LEADS: [PRIYA]})
    _, priya = await opens(slack, PRIYA, Do.RETENTION)
    await change(slack, AMINA, {MUST: [GRACE]})
    _, amina = await opens(slack, AMINA, Do.WORKSPACE_SETTINGS)
    assert await priya.modal.submit({Outcome.DECLINED: "For 1 year"}) is None
    assert await amina.modal.submit({MUST: []}) is None
    text = (await settings(slack, TOM)).text
    assert "Declined: kept for 1 year, then erased." in text
    assert "Must always decide: nobody in particular." in text


async def test_what_a_form_has_no_field_for_stays_though_who_sends_it_may_set_it_by_now(
    slack: Sandbox, bot: Bot
) -> None:
    await change(slack, AMINA, {LEADS: [PRIYA]})
    _, priya = await opens(slack, PRIYA, Do.WORKSPACE_SETTINGS)
    slack.world.people[PRIYA].is_admin = True
    assert await priya.modal.submit({MUST: [GRACE]}) is None
    assert f"Governance leads: <@{PRIYA}>." in (await settings(slack, TOM)).text


async def test_half_of_the_quiet_hours_is_refused_at_the_form(slack: Sandbox, bot: Bot) -> None:
    errors = await save_channel(slack, AMINA, **{"Quiet hours from": "12:00"})
    assert list(errors or ()) == ["quiet_to"]


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
    _, tom = await opens(slack, TOM, Do.MY_SETTINGS)
    fields = {
        "When may Balance remind you?": "Once a day, all in one message",
        "If once a day, at what hour?": "14:00",
    }
    assert await tom.modal.submit(fields) is None
    assert "once a day, all in one message, at 14:00" in (await settings(slack, TOM)).text
