"""Export on the summary: the record as files, to who asks for it or into the thread."""

import asyncio
import errno
import json
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cards import exporting
from bot.cards.callbacks import Do
from bot.cards.refusals import words
from bot.demo.cards import use
from bot.records.exporter import Exporter, Made
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import File, Message, dm_id
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.erasing import Erasing
from flows.refusals import Refusal, Why
from storage.errors import StoreUnavailable
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_removed import AWAY, NOT_SAID, remove

A_WHILE = 120.0
"""Seconds. A process of its own starts for it."""


async def submitted(slack: Sandbox, channel: str = HOUSING) -> Team:
    slack.limits.enforced = False
    team = Team(slack, channel)
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


def refusal(team: Team, by: str, words: str, log: pytest.LogCaptureFixture) -> str:
    """What this person was told with these words, once the log has its reference too; empty until then."""
    said = "".join(one.text for one in told(team, by) if words in one.text)
    found = re.search(r"Reference: ([0-9a-f]{6})\.", said)
    logged = {getattr(record, "reference", None) for record in log.records}
    return said if found and found[1] in logged else ""


def without_typst(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """For the process that makes exports."""
    folder.mkdir()
    (folder / "typst.py").write_text("raise ImportError('it is not here')")
    monkeypatch.setenv("PYTHONPATH", str(folder))


async def test_without_typst_what_was_asked_for_beside_the_pdf_comes_and_the_words_name_it(
    slack: Sandbox,
    bot: Bot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    without_typst(monkeypatch, tmp_path / "elsewhere")
    team = await submitted(slack)
    await exports(team, PRIYA, As=["PDF", "Data"])
    await slack.until(lambda: refusal(team, PRIYA, "could not be made as PDF", caplog), A_WHILE)
    [file] = shared(team)
    assert file.name.endswith(".json")
    [message] = [one for one in team.person(PRIYA).sees.messages(dm_id(PRIYA)) if one.files]
    assert "could not be made as PDF" in message.text
    assert "typst_missing" in caplog.text


async def test_without_typst_who_asked_for_a_pdf_alone_is_told(
    slack: Sandbox,
    bot: Bot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    without_typst(monkeypatch, tmp_path / "elsewhere")
    team = await submitted(slack)
    await exports(team, TOM)
    await slack.until(lambda: refusal(team, TOM, "could not be made as PDF", caplog), A_WHILE)
    assert shared(team) == []
    assert "typst_missing" in caplog.text


async def test_where_there_is_no_room_to_make_it_who_asked_is_told(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    team = await submitted(slack)
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    await exports(team, TOM, As=["Data", "Web page"])
    await slack.until(lambda: refusal(team, TOM, "could not be made as Web page and Data", caplog))
    assert "disk_enospc" in caplog.text


Break = Callable[..., Awaitable[object]]


def raising(error: Exception) -> Break:
    async def fails(*_: object, **__: object) -> object:
        raise error

    return fails


@pytest.mark.parametrize(
    "error", [StoreUnavailable("it is held"), OSError(errno.EIO, "broken"), ValueError("a fault")]
)
async def test_whatever_goes_wrong_before_it_is_sent_who_asked_is_told(
    error: Exception,
    slack: Sandbox,
    bot: Bot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    team = await submitted(slack)
    monkeypatch.setattr(Exporter, "make", made_at_once)
    monkeypatch.setattr(Erasing, "note_files", raising(error))
    await exports(team, TOM)
    await slack.until(lambda: refusal(team, TOM, "could not be sent", caplog))
    assert shared(team) == []


async def made_at_once(*_: object, **__: object) -> Made:
    return Made({"pdf": b"%PDF"}, {})


@pytest.fixture
def made_later(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """From now on an export takes until this is set."""
    goes_on = asyncio.Event()

    async def make(*_: object, **__: object) -> Made:
        await goes_on.wait()
        return Made({"pdf": b"%PDF"}, {})

    monkeypatch.setattr(Exporter, "make", make)
    return goes_on


async def moves(team: Team, channel: str) -> None:
    """Its owner moves it there, and it goes on there."""
    amina = team.person(AMINA)
    headline = team.headline(TITLE, amina)
    assert headline is not None
    await use(amina, headline, Do.MOVE)
    await team.slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": channel}) is None
    await team.slack.until(lambda: Team(team.slack, channel).headline(TITLE, amina))


async def not_sent(team: Team, by: str, why: str) -> None:
    """They are told that it was not, and why; and it was not."""
    said = await team.slack.until(lambda: next((m.text for m in told(team, by) if why in m.text), ""))
    assert said.startswith(exporting.NOTHING_SENT)
    assert shared(team) == []


async def test_who_is_removed_while_it_is_made_does_not_get_it(
    slack: Sandbox, bot: Bot, made_later: asyncio.Event
) -> None:
    team = await submitted(slack, GOVERNANCE)
    await exports(team, GRACE)
    remove(slack, GRACE)
    await slack.settled()
    made_later.set()
    await not_sent(team, GRACE, AWAY)


async def test_who_is_removed_while_it_is_made_does_not_get_it_while_slack_does_not_say_where_they_are(
    slack: Sandbox, bot: Bot, made_later: asyncio.Event
) -> None:
    team = await submitted(slack, GOVERNANCE)
    await exports(team, GRACE)
    remove(slack, GRACE)
    await slack.settled()
    slack.faults.calls.refuse("users.conversations")
    made_later.set()
    await not_sent(team, GRACE, NOT_SAID)


async def test_whoever_is_not_where_it_was_moved_while_it_is_made_does_not_get_it(
    slack: Sandbox, bot: Bot, made_later: asyncio.Event
) -> None:
    """It is a private channel, and the record tells what is answered there."""
    team = await submitted(slack)
    await exports(team, TOM)
    await moves(team, GOVERNANCE)
    made_later.set()
    await not_sent(team, TOM, AWAY)


async def test_it_does_not_come_into_the_thread_that_was_left_while_it_is_made(
    slack: Sandbox, bot: Bot, made_later: asyncio.Event
) -> None:
    """Who asked sees the new place, but not everybody in the old one does."""
    team = await submitted(slack)
    amina = await exports(team, AMINA, **{"Where to": "Into the thread"})
    await amina.modal.close()
    await moves(team, GOVERNANCE)
    made_later.set()
    await not_sent(team, AMINA, words(Refusal(Why.MOVED_MEANWHILE), AMINA))


async def test_whoever_sees_where_it_was_moved_while_it_is_made_gets_it_all_the_same(
    slack: Sandbox, bot: Bot, made_later: asyncio.Event
) -> None:
    team = await submitted(slack)
    await exports(team, TOM)
    await moves(team, SOCIAL_CARE)
    made_later.set()
    await slack.until(lambda: shared(team))


def left_over(scratch: Path) -> tuple[Path, Path]:
    """What a killed bot left there, and a file in a folder of another program that is called alike."""
    scratch.mkdir()
    made = Path(tempfile.mkdtemp(prefix="balance-", suffix=".part", dir=scratch))
    (made / "record.json").touch()
    others = made.with_name("balance-sheets-2026.part") / "list.ods"
    others.parent.mkdir()
    others.touch()
    return made, others


async def test_what_a_killed_bot_left_of_an_export_goes_at_the_next_start(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.stop()
    made, others = left_over(tmp_path / "scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    await bot.start()
    await bot.stop()
    assert [made.exists(), others.exists()] == [False, True]
