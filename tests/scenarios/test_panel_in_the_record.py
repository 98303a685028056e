"""What people answer alone, beside all that leaves the store: it stays in, and goes with its assessment."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cards import erasing as cards
from bot.cards.callbacks import Do
from bot.config import ExitCode
from bot.demo.cards import CardKind, offered_by, use
from bot.exports.command import Wanted, export
from bot.records.erase import erase_one
from bot.records.people import forget_one, write_about
from bot.records.verify import verify_store
from bot.sandbox import Sandbox
from bot.sandbox.wire import payloads
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from flows.actor import FORMER
from storage.backup import back_up
from storage.database import Database
from storage.panels import ballots_of
from storage.records import ids
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.test_exporting import A_WHILE
from tests.scenarios.test_forged import send
from tests.scenarios.test_settings import LEADS, change

FOURS = [4] * 17
SECRET = "nobody told the families"


@pytest.fixture
def team(slack: Sandbox, bot: Bot) -> PanelTeam:
    slack.limits.enforced = False
    return PanelTeam(slack)


def parent_of(bot: Bot) -> str:
    database = Database(bot.settings.database_url)
    try:
        [found] = ids(database)
    finally:
        database.close()
    return found


def ballots(bot: Bot) -> list[str]:
    database, parent = Database(bot.settings.database_url), parent_of(bot)
    try:
        return database.read_now(lambda t: ballots_of(t, parent))
    finally:
        database.close()


def file_of(bot: Bot) -> Path:
    return Path(bot.settings.database_url.removeprefix("sqlite:///"))


async def balance_export(bot: Bot, to: Path, *which: str) -> ExitCode:
    wanted = Wanted(which, None, ("json", "html", "csv"), to)
    return await asyncio.to_thread(export, bot.settings, wanted)


async def erase(bot: Bot, id: str) -> ExitCode:
    return await asyncio.to_thread(erase_one, bot.settings, id, by="Grace", why="Asked for", sure=True)


def ours(team: PanelTeam, people: Sequence[str]) -> list[Message]:
    """What stands of Balance in the thread, and in the threads in which people answer alone."""
    theirs = [message for person in people for message in Ballot(team, person).messages()]
    return [one for one in [*team.messages(), *theirs] if one.user == BOT_USER and one.thread_ts]


async def under_way(team: PanelTeam) -> Ballot:
    """Amina is done; Tom has answered one question, with a reason."""
    await team.convene([AMINA, TOM])
    await team.answers(AMINA, [4, *FOURS])
    ballot = await team.begins(TOM)
    await ballot.type(f"1 because {SECRET}")
    await ballot.question(2)
    return ballot


async def test_before_the_reveal_nothing_that_was_answered_leaves_but_in_a_backup(
    bot: Bot, team: PanelTeam, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await under_way(team)
    assert await balance_export(bot, tmp_path / "out") is ExitCode.FINE
    out = {file: file.read_text(encoding="utf-8") for file in (tmp_path / "out").rglob("*.*")}
    assert [file.parent.name for file in out if file.name == "record.json"] == [parent_of(bot)]
    assert not [file for file, text in out.items() if SECRET in text]
    record = json.loads(next(text for file, text in out.items() if file.name == "record.json"))["record"]
    assert [one["done_at"] is not None for one in record["panel"]["people"]] == [True, False]
    assert [one["answers"] for one in record["panel"]["rounds"]] == [[]]
    assert "rating" not in json.dumps(record["history"])
    about = tmp_path / "about.json"
    assert await asyncio.to_thread(write_about, bot.settings, TOM, about) is ExitCode.FINE
    assert SECRET not in about.read_text(encoding="utf-8")
    assert "panellists" in json.loads(about.read_text(encoding="utf-8"))["tables"]
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE
    assert "2 ballots" in capsys.readouterr().out
    back_up(bot.settings.database_url, tmp_path / "copy.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert SECRET in "\n".join(copy.iterdump())


async def test_a_ballot_is_not_exported_and_not_erased_by_itself(
    bot: Bot, team: PanelTeam, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await under_way(team)
    for ballot in ballots(bot):
        capsys.readouterr()
        assert await balance_export(bot, tmp_path / "out", ballot) is ExitCode.WRONG
        assert "revealed first" in capsys.readouterr().err
        assert await erase(bot, ballot) is ExitCode.WRONG
        assert parent_of(bot) in capsys.readouterr().err
    assert len(ballots(bot)) == 2


@pytest.mark.parametrize("act", [Do.EXPORT, Do.ERASE])
async def test_nor_by_a_forged_click(slack: Sandbox, bot: Bot, team: PanelTeam, act: str) -> None:
    ballot = await under_way(team)
    tom, card = ballot.person, ballot.card()
    assert card is not None
    block = next(one for one in card.blocks if one["type"] == "actions")
    forged = payloads.action(slack._core, block, block["elements"][0]) | {"action_id": act}
    channel = slack.world.channels[tom.dm]
    before = len(ballot.messages())
    await send(slack, payloads.message_action(slack._core, tom.profile, channel, card, forged))
    await slack.until(lambda: len(ballot.messages()) > before or tom.modal.views)
    assert not tom.modal.views
    assert len(ballots(bot)) == 2


async def test_in_slack_a_lead_is_told_before_that_it_goes_too(
    slack: Sandbox, bot: Bot, team: PanelTeam
) -> None:
    await team.convene([AMINA, TOM])
    await team.answers(AMINA, [4, *FOURS])
    await team.answers(TOM, [4, *FOURS])
    await use(team.person(AMINA), await team.sees(CardKind.REVIEW), Do.TAKE_MEDIANS)
    await slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))
    await team.click(Do.SUBMIT)
    await team.summary()
    await change(slack, AMINA, {LEADS: [PRIYA]})
    priya = await team.opens_window(Do.ERASE, PRIYA)
    assert "what 2 people answered alone" in str(priya.modal.view.spec["blocks"])
    assert await priya.modal.submit({"why": "Asked for", cards.SURE: [cards.SURE]}) is None
    await slack.until(lambda: not ours(team, [AMINA, TOM]), A_WHILE)


async def test_what_people_answered_alone_goes_with_the_assessment_from_the_store_and_from_slack(
    bot: Bot, team: PanelTeam, capsys: pytest.CaptureFixture[str]
) -> None:
    await under_way(team)
    id = parent_of(bot)
    assert ours(team, [AMINA, TOM])
    assert await asyncio.to_thread(erase_one, bot.settings, id, by="", why="", sure=False) is ExitCode.FINE
    assert "What 2 people answered alone goes with it" in capsys.readouterr().out
    assert await erase(bot, id) is ExitCode.FINE
    assert ours(team, [AMINA, TOM]) == []
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE
    with contextlib.closing(sqlite3.connect(file_of(bot))) as store:
        assert SECRET not in "\n".join(store.iterdump())


async def test_somebody_who_answered_alone_is_forgotten_and_the_others_go_on(
    bot: Bot, team: PanelTeam
) -> None:
    await team.convene()
    await team.answers(TOM, [1, *FOURS])
    assert await asyncio.to_thread(forget_one, bot.settings, TOM, sure=True) is ExitCode.FINE
    await team.answers(AMINA, [5, *FOURS])
    await team.answers(PRIYA, [5, *FOURS])
    await team.offers(Do.RATE_AGAIN)
    assert not [message for message in team.bots() if TOM in str(message.blocks)]
    assert await asyncio.to_thread(verify_store, bot.settings) is ExitCode.FINE
    with contextlib.closing(sqlite3.connect(file_of(bot))) as store:
        seats = store.execute("SELECT user_id FROM panellists").fetchall()
    assert sorted(seats) == sorted([(FORMER,), (AMINA,), (PRIYA,)])
