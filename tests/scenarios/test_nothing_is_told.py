"""A whole afternoon with everything that can go wrong, at DEBUG: nothing that somebody typed and nothing that
works as a key is printed, by whomever."""

import asyncio
import contextlib
import inspect
import io
import json
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cards import erasing, evidence_form, inviting, settling
from bot.cards.callbacks import Do, View
from bot.config import ExitCode, Settings
from bot.demo.cards import CardKind, ref_of, use
from bot.exports.command import Wanted, export
from bot.exports.importing import import_files
from bot.records.backups import restore_from
from bot.records.erase import erase_one
from bot.records.people import forget_one, write_about
from bot.records.verify import verify_store
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import CannotAct, NotAcknowledged
from bot.sandbox.page.switchboard.kinds import KINDS
from bot.sandbox.page.switchboard.offer import Group
from bot.sandbox.wire.outbox import Attempt, Kind, Transport
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from flows.decision import Verdict
from flows.record.reading import kept_of
from storage.backup import back_up
from tests.bot.voices.samples import text
from tests.logging_to import logging_to
from tests.ports import HOST, free_port
from tests.scenarios.conftest import ROOT, Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import Team
from tests.scenarios.test_deciding import RATINGS, TICKED, Board
from tests.scenarios.test_erasing import only_id
from tests.scenarios.test_evidence import records
from tests.scenarios.test_exporting import A_WHILE
from tests.scenarios.test_for_the_record import fills
from tests.scenarios.test_forged import send
from tests.scenarios.test_reminders import DAY, click, reminded, to_monday
from tests.scenarios.test_removed import forged
from tests.scenarios.test_settings import LEADS, change

WORD = "quillwort"
"""In everything that somebody types."""

FAULTS: dict[str, dict[str, Any]] = {
    "latency": {"seconds": 0.1},
    "rate_limit": {"retry_after": 1, "times": 3},
    "enforce_limits": {},
    "slow_lane": {"every": 1, "lasting": 5},
    "server_error": {"times": 3},
    "refuse": {"error": "invalid_blocks", "times": 1},
    "drop": {"times": 3},
    "spoil_response_urls": {},
    "lose": {"what": "*", "times": 2},
    "lose_ack": {"what": "*", "times": 2},
    "duplicate": {"what": "*"},
    "delay": {"what": "*", "seconds": 0.1},
    "reorder": {"what": "*", "longest": 0.2},
    "ghost_socket": {"times": 2},
    "cut_sockets": {},
    "disconnect": {},
    "refuse_sockets": {"at": "websocket", "times": 1},
    "rename": {"channel": HOUSING, "name": WORD},
    "make_private": {"channel": HOUSING},
    "remove_bot": {"channel": HOUSING},
    "deactivate": {"user": TOM},
    "revoke_token": {},
    "archive": {"channel": HOUSING},
    "delete_message": {"channel": HOUSING},
}
"""Each that the sandbox has, and how far it goes; the last one takes the thread away."""

UNSEEN = {"enforce_limits", "slow_lane"}
"""They do not strike: they hold."""


class Keys:
    """Stands before the way to the app, and remembers what works as a key."""

    def __init__(self, slack: Sandbox) -> None:
        self.known = {slack.bot_token, slack.app_token, slack.signing_secret}
        self._way: Transport = slack._core.outbox.transport
        slack._core.outbox.transport = self
        self._new_ticket = slack.sockets.new_ticket
        slack.sockets.new_ticket = self._ticket  # type: ignore[method-assign]
        self._files = slack.world.files
        self._new_upload = slack._core.files.begin
        slack._core.files.begin = self._upload  # type: ignore[method-assign]

    async def deliver(self, kind: Kind, payload: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
        for name in ("token", "trigger_id", "response_url"):
            if key := str(payload.get(name) or ""):
                self.known |= {key, key.rpartition("/")[2]}
        return await self._way.deliver(kind, payload, attempt)

    def _ticket(self) -> str:
        ticket = self._new_ticket()
        self.known.add(ticket)
        return ticket

    def _upload(self, name: str, length: int, alt_text: str) -> tuple[str, str]:
        """Whoever has the address can send something in its place."""
        path, file = self._new_upload(name, length, alt_text)
        self.known.add(path.rpartition("/")[2])
        return path, file

    def told_in(self, printed: str) -> list[str]:
        """And the addresses of files, which say their names."""
        self.known |= {f"files-pri/{file}" for file in self._files}
        return [key for key in {*self.known, WORD} if key.lower() in printed.lower()]


class Printing:
    """The bot as a process of its own, and all that it prints."""

    def __init__(self, slack: Sandbox, folder: Path, *command: str) -> None:
        self._slack = slack
        self._command = command
        self._file = folder / "printed"
        self.database = folder / "balance.db"
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONDEVMODE": "1",  # asyncio's debug mode and all warnings
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": f"sqlite:///{self.database}",
            "BALANCE_LOG_LEVEL": "DEBUG",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._file.open("wb") as printed:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.cli",
                *self._command,
                env=self._environment,
                stdout=printed,
                stderr=asyncio.subprocess.STDOUT,
            )

    async def stop(self) -> str:
        """What it has printed, once it has ended well."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        assert await self._process.wait() == 0, self._file.read_text()
        return self._file.read_text()


@contextlib.asynccontextmanager
async def printing(over: str, folder: Path) -> AsyncIterator[tuple[Sandbox, Printing, Keys]]:
    manifest, port = AppManifest.read(ROOT / "manifest.yml"), free_port()
    url = f"http://{HOST}:{port}"
    by_http = f"{url}/slack/events" if over == "HTTP" else None
    async with Sandbox(manifest=manifest, deliver_http_to=by_http, retry_delays=(0, 1, 2)) as slack:
        keys = Keys(slack)
        bot = Printing(slack, folder, *(["serve", "--port", str(port)] if by_http else ["run"]))
        await bot.start()
        await (_listens(url) if by_http else slack.wait_connected())
        yield slack, bot, keys


async def _listens(url: str) -> None:
    async with aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientConnectorError):
                async with http.get(f"{url}/health"):
                    return
            await asyncio.sleep(0.01)


async def fill_in(team: Team, by: str, **fields: object) -> None:
    person = team.person(by)
    await team.slack.until(lambda: person.modal.views)
    assert await person.modal.submit(fields) is None


async def asks_for(team: Team, by: str, **fields: object) -> None:
    """The same, where the window then says that it comes in a moment."""
    await fill_in(team, by, **fields)
    await team.person(by).modal.close()


async def afternoon(slack: Sandbox, database: Path) -> Board:
    """Everything that can be typed or sent, in one assessment, and in one that people answer alone first."""
    await change(slack, AMINA, {LEADS: [GRACE]})
    board = Board(slack)
    await board.start(
        f"Sharing the {WORD}",
        fields={"Who decides?": [GRACE], "What is to be shared, and why?": f"The {WORD}, because"},
    )
    await board.ticked(board.type(f"4 because of the {WORD}", TOM))
    await board.question(2)
    await board.click(Do.REASON)
    await fill_in(board, AMINA, Reason=f"It is {WORD}")
    await board.click(Do.NOT_APPLICABLE, TOM)
    await fill_in(board, TOM, **{"Why does this question not apply?": f"No {WORD} is named"})
    await board.question(3)
    await prove_and_record(board)
    board.type(f"@Balance what about the {WORD}?", TOM)
    await board.told("cannot answer that", TOM)
    board.type(f"we talk of {WORD} among ourselves")
    slack.person(GRACE).types.post(slack.person(GRACE).dm, f"start {WORD}")
    for number, rating in enumerate(RATINGS[2:], start=3):  # the same twice by one of them would be one tap
        await board.answer_all([rating], by=TOM if number % 2 else AMINA, start=number)
    await board.click(Do.SUBMIT, by=TOM, confirm=True)
    await board.summary()
    assert await board.decide(Verdict.CONDITIONS, **TICKED, Conditions=f"Delete the {WORD}") is None
    await board.says(f"Delete the {WORD}")
    await board.open(Do.ADD_ACTION, TOM)
    action = {"About what?": "Clear limits: 2 of 5", "Who does it?": "Priya Nair", "By when?": "2099-12-31"}
    await fill_in(board, TOM, **action, **{"What is to be done?": f"Count the {WORD}"})
    await board.says("Actions: 1 open")
    await hear_others(board, database)
    await take_it_along(board)
    await answer_alone(slack)
    return board


async def prove_and_record(board: Board) -> None:
    """Files, a message and words as evidence, and facts for the record."""
    slack, amina = board.slack, board.person(AMINA)
    files = [(f"{WORD}.csv", f"{WORD}\n".encode()), (f"{WORD}.pdf", b"%PDF")]
    shared = amina.types.post(board.channel, f"The {WORD} is here", thread_ts=board.thread, files=files)
    said = board.type(f"It says {WORD}, they said", TOM)
    for ts in (shared, said):
        await amina.clicks.shortcut(View.USE_AS_EVIDENCE, board.channel, ts)
        await fill_in(board, AMINA)
    await board.click(Do.EVIDENCE)
    await fill_in(board, AMINA, **{evidence_form.WORDS: f"See the {WORD}"})
    await slack.until(lambda: "4 pieces of evidence" in str(board.card() and board.card().blocks))  # type: ignore[union-attr]
    assert await fills(board, TOM, "request", {"asked-by": f"The {WORD} team"}) is None
    amina.files.delete(next(file.id for file in slack.world.files.values() if file.name.endswith(".pdf")))


async def hear_others(board: Board, database: Path) -> None:
    """People from outside: the form for them, and what comes back. Slack loses the first form on its way."""
    slack, amina = board.slack, board.person(AMINA)
    lost = slack.faults.calls.drop(method="upload")
    await board.open(Do.INVITE, AMINA)
    await asks_for(board, AMINA, **{inviting.WHOSE: f"Friends of {WORD}"})
    await board.told("could not be sent", AMINA)
    lost.end()
    await board.open(Do.INVITE, AMINA)
    await asks_for(board, AMINA, **{inviting.WHOSE: f"Friends of {WORD}"})
    await slack.until(lambda: [m for m in amina.sees.messages(amina.dm) if len(m.files) == 2])
    [record] = [one for one in records(database) if WORD in one.title]
    answers = text(kept_of(record).assessment, f"1, because of the {WORD}", whose=f"Friends of {WORD}")
    for name, content in (
        (f"balance-answers-{WORD}-1.txt", answers.replace(": 1", f": {WORD}")),
        (f"balance-answers-{WORD}-2.txt", answers),
    ):
        amina.types.post(board.channel, "", thread_ts=board.thread, files=[(name, content.encode())])
    await board.told("cannot be brought in", AMINA)
    offered = await board.told("Nothing is saved yet", AMINA)
    await use(amina, offered, Do.BRING_IN_VOICES)
    await board.says("1 voice")


async def take_it_along(board: Board) -> None:
    """Exported, kept longer, and read over once more."""
    slack, grace = board.slack, board.person(GRACE)
    await board.open(Do.EXPORT, GRACE)
    await asks_for(board, GRACE, As=["PDF", "Web page", "Spreadsheet", "Data"])
    await slack.until(lambda: [m for m in grace.sees.messages(grace.dm) if len(m.files) == 4], A_WHILE)
    summary = board.summaries()[0]
    ref = ref_of(summary)
    await send(slack, forged(slack, summary, GRACE, Do.KEEP_LONGER, ref.encode()))
    await fill_in(board, GRACE, **{"Until when?": "2098-12-31", "Why?": f"The {WORD} runs on"})
    await board.open(Do.ALL_ANSWERS, GRACE)
    await grace.modal.close()


async def answer_alone(slack: Sandbox) -> None:
    """A panel: what they type and write as they answer alone, and after the reveal."""
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM), title=f"Alone on the {WORD}")
    for person, first, other in ((AMINA, 2, 1), (TOM, 4, 5)):  # the same twice would be one tap
        ballot = await team.begins(person)
        await ballot.type(f"{first} because of the {WORD}")
        await ballot.question(2)
        await ballot.answers([other, *[first, other] * 8], start=2)
        await ballot.done()
    amina = team.person(AMINA)
    await use(amina, await team.sees(CardKind.REVIEW), Do.CHANGE)
    await team.question(1)
    await team.click("2", AMINA)
    await team.sees(CardKind.REVIEW)
    await use(team.person(TOM), await team.offers(Do.DISSENT), Do.DISSENT)
    said = {settling.QUESTION: team.framework.questions[0].id, settling.WORDS: f"The {WORD} was not asked"}
    await fill_in(team, TOM, **said)
    await amina.clicks.choose(team.channel, team.thread, "more", "Edit title and who answers")
    await fill_in(team, AMINA, title=f"Alone on all of the {WORD}")


async def erased(board: Board) -> None:
    """For good, and why."""
    slack, grace = board.slack, board.person(GRACE)
    await board.open(Do.ERASE, GRACE)
    await fill_in(board, GRACE, why=f"The {WORD} is over", **{erasing.SURE: [erasing.SURE]})
    await slack.until(lambda: [m for m in grace.sees.messages(grace.dm) if erasing.THEIRS in m.text], A_WHILE)


async def bad_moment(team: Team, name: str, values: dict[str, Any]) -> None:
    """This fault, while people go on."""
    slack, amina = team.slack, team.person()
    done = KINDS[name].start(slack.faults, values)
    if inspect.isawaitable(done):
        await done
    if name == "refuse_sockets":
        await slack.faults.sockets.cut()
    amina.home.open()
    for rating in ("3", "4"):
        with contextlib.suppress(CannotAct, NotAcknowledged):
            team.type(f"{rating} because of the {WORD}")
        with contextlib.suppress(CannotAct, NotAcknowledged):
            if team.card():
                await team.click(rating, AMINA)
    with contextlib.suppress(CannotAct, NotAcknowledged):
        await amina.types.command(SOCIAL_CARE, "/balance", "help")  # is answered through its own address
    await slack.until(lambda: name in UNSEEN or any(one.fault == name for one in slack.log.injected))
    slack.faults.clear()
    await slack.settled()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("over", ["Socket Mode", "HTTP"])
async def test_nothing_typed_and_no_key_is_printed(over: str, tmp_path: Path) -> None:
    assert set(FAULTS) == set(KINDS), "every fault that there is"
    async with printing(over, tmp_path) as (slack, bot, keys):
        await erased(await afternoon(slack, bot.database))
        team = Team(slack)
        await team.start(f"Another {WORD}")
        other = sqlite3.connect(bot.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        team.type(f"5 because of the {WORD}", TOM)
        await slack.settled()  # Slack has given up
        other.execute("ROLLBACK")
        other.close()
        for name, values in FAULTS.items():
            if over == "HTTP" and KINDS[name].group is Group.CONNECTION:
                continue
            if name == "delete_message":
                values = values | {"ts": team.thread}
            await bad_moment(team, name, values)
            if over == "Socket Mode":
                await slack.wait_connected()
        await Team(slack, SOCIAL_CARE).start(f"After all this, {WORD}", by=GRACE)
        printed = await bot.stop()
    assert "database is locked" in printed
    if over == "Socket Mode":
        assert "WSServerHandshakeError" in printed, "where a ticket would be"
    assert keys.told_in(printed) == []
    assert len(keys.known) > 30
    assert any(key.startswith("files-pri/") for key in keys.known)


LIBRARIES = (
    "aiohttp",
    "alembic",
    "asyncio",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "transitions",
    "uvicorn",
)


async def test_even_with_every_library_at_debug_nothing_is_logged(
    slack: Sandbox, bot: Bot, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who looks for a fault may turn them all up. And with days that go by: a reminder, and a hand-over."""
    keys = Keys(slack)
    loggers = [logging.getLogger(name) for name in ("", *LIBRARIES)]
    with logging_to("DEBUG", io.StringIO()) as written:
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        await bot.stop()
        await bot.start()
        await to_monday(slack)
        team = Team(slack)
        await team.start(f"Sharing the {WORD}")
        await team.ticked(team.type(f"4 because of the {WORD}", TOM))
        await slack.pass_time(3 * DAY)
        await click(slack, AMINA, await reminded(slack, AMINA, 1), Do.HAND_OVER)
        await fill_in(team, AMINA, **{"New owner": TOM})
        await team.direct_message("handed this assessment over to you", by=TOM)
        await bot.stop()
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    ours = [line for line in lines if not line["logger"].startswith("bot.sandbox")]
    assert [line for line in ours if line["message"] == "Connected"]
    assert keys.told_in(json.dumps(ours) + "".join(capfd.readouterr())) == []


async def test_what_comes_after_a_decision_and_the_commands_for_records_log_nothing_either(
    slack: Sandbox, bot: Bot, tmp_path: Path
) -> None:
    """Conditions, a look that is put off and given away, with refusals and a database that is held; then all
    commands, whose own words are for whoever runs them."""
    slack.limits.enforced = False
    keys = Keys(slack)
    with logging_to("DEBUG", io.StringIO()) as written:
        await bot.stop()
        await bot.start()
        board = await after_a_decision(slack, Path(str(bot.settings.database_url).removeprefix("sqlite:///")))
        await asyncio.to_thread(look_after_records, bot.settings, only_id(bot), tmp_path)
        await board.slack.settled()
        await bot.stop()
        assert restore_from(bot.settings, tmp_path / "copy.db", sure=True) is ExitCode.FINE
        record = next((tmp_path / "out").rglob("record.json"))
        assert import_files(bot.settings, [record]) is ExitCode.WRONG, "it was erased"
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    ours = [line for line in lines if not line["logger"].startswith("bot.sandbox")]
    assert [line for line in ours if "database is locked" in line["message"]]
    assert keys.told_in(json.dumps(ours)) == []


async def after_a_decision(slack: Sandbox, database: Path) -> Board:
    board = Board(slack)
    await board.hand_in(GRACE)
    asked = {"Conditions": f"Delete the {WORD}", "Who sees to it?": "Priya Nair"}
    assert await board.decide(Verdict.CONDITIONS, **TICKED, **asked) is None
    await board.says(f"Delete the {WORD}")
    person = board.person(PRIYA)
    await board.open(Do.CONDITIONS, PRIYA)
    await person.modal.click(action_id=Do.MEET_CONDITION)
    await slack.until(lambda: "How is it met?" in str(person.modal.view.spec))
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with contextlib.suppress(CannotAct, NotAcknowledged):
        await person.modal.submit({"How is it met?": f"The {WORD} is gone"})
    other.execute("ROLLBACK")
    other.close()
    assert await person.modal.submit({"How is it met?": f"The {WORD} is gone"}) is None
    await person.modal.close()
    grace = await board.open(Do.CONDITIONS, GRACE)
    await grace.modal.click(action_id=Do.SEND_BACK_CONDITION)
    await slack.until(lambda: "What is missing?" in str(grace.modal.view.spec))
    assert await grace.modal.submit({"What is missing?": f"Which {WORD}?"}) is None
    await grace.modal.close()
    await slack.pass_time(371 * DAY)
    amina = await board.open(Do.LOOK_AGAIN_ON, AMINA)
    day = (datetime.fromtimestamp(slack.now(), UTC) + timedelta(days=30)).date().isoformat()
    assert await amina.modal.submit({"Until when?": day, "Why?": f"The {WORD} runs on"}) is None
    await board.is_said("put off the next look to ")
    amina = await board.open(Do.GIVE_LOOK, AMINA)
    assert await amina.modal.submit({"Who looks again?": TOM}) is None
    await board.direct_message("asks you to look at this again", by=TOM)
    return board


def look_after_records(settings: Settings, id: str, folder: Path) -> None:
    wanted = Wanted([id], None, ["json", "csv"], folder / "out")
    assert export(settings, wanted) is ExitCode.FINE
    back_up(settings.database_url, folder / "copy.db")
    assert verify_store(settings) is ExitCode.FINE
    assert write_about(settings, TOM, folder / "about.json") is ExitCode.FINE
    assert forget_one(settings, PRIYA, sure=True) is ExitCode.FINE
    by, why = f"The {WORD} team", f"The {WORD} is over"
    assert erase_one(settings, id, by=by, why=why, sure=True) is ExitCode.FINE
