"""Export on the summary: the record as files, to who asks for it or into the thread."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from bot.cards import exporting
from bot.cards.callbacks import Do
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import File, Message, dm_id
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.team import Team

A_WHILE = 120.0
"""Seconds. A process of its own starts for it."""


async def submitted(slack: Sandbox) -> Team:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    return team


async def exports(team: Team, by: str, **fields: object) -> Person:
    """Submit the window, filled in by its blocks."""
    person = await team.opens_window(Do.EXPORT, by)
    errors = await person.modal.submit(fields)
    assert errors is None, errors
    return person


def shared(team: Team) -> list[File]:
    return list(team.slack.world.files.values())


async def test_who_asks_gets_the_record_as_a_direct_message(slack: Sandbox, bot: Bot) -> None:
    team = await submitted(slack)
    await exports(team, PRIYA)
    await slack.until(lambda: shared(team), A_WHILE)
    [file] = shared(team)
    assert file.name.endswith(".pdf")
    assert file.content.startswith(b"%PDF")
    person = team.person(PRIYA)
    [message] = [one for one in person.sees.messages(dm_id(PRIYA)) if one.files]
    assert file.id in message.files


async def test_several_forms_without_names_go_into_the_thread(slack: Sandbox, bot: Bot) -> None:
    team = await submitted(slack)
    fields = {
        "As": ["Data", "Web page"],
        "Names": ["Leave names out"],
        "Where to": "Into the thread",
    }
    await exports(team, AMINA, **fields)
    await slack.until(lambda: len(shared(team)) == 2, A_WHILE)
    message = await slack.until(lambda: next((one for one in team.bots() if one.files), None), A_WHILE)
    assert len(message.files) == 2
    [data] = [file for file in shared(team) if file.name.endswith(".json")]
    record = json.loads(data.content)["record"]
    assert record["names_left_out"]
    assert AMINA not in json.dumps(record)


async def test_where_files_may_not_be_sent_who_asks_is_told_what_makes_them(
    database: Path, migrated_file: Path
) -> None:
    shutil.copy(migrated_file, database)
    manifest = AppManifest.read(ROOT / "manifest.yml")
    without = replace(manifest, scopes=manifest.scopes - {"files:write"})
    async with Sandbox(manifest=without, ack_seconds=ACK_SECONDS, trigger_seconds=TRIGGER_SECONDS) as slack:
        running = Bot(slack, settings_for(slack, database))
        await running.start()
        team = await submitted(slack)
        await exports(team, TOM)
        await slack.until(lambda: any("balance export" in one.text for one in told(team, TOM)), A_WHILE)
        assert shared(team) == []
        await running.stop()


async def test_nothing_is_exported_where_no_form_is_ticked_or_slack_fails(slack: Sandbox, bot: Bot) -> None:
    team = await submitted(slack)
    person = await team.opens_window(Do.EXPORT, TOM)
    errors = await person.modal.submit({"As": []})
    assert errors is not None
    assert exporting.FORM in errors
    slack.faults.calls.refuse("files.completeUploadExternal", error="posting_to_channel_denied")
    await person.modal.submit({"As": ["Data"]})
    await slack.until(lambda: any("balance export" in one.text for one in told(team, TOM)), A_WHILE)


def told(team: Team, by: str) -> list[Message]:
    person = team.person(by)
    return [*person.sees.messages(dm_id(by)), *person.sees.ephemerals(HOUSING)]
