"""Before the reveal nothing that leaves the process or stands in a log depends on what somebody answered, but
what goes to that person: the same is played with other answers, and all of it compared."""

import asyncio
import contextlib
import copy
import io
import json
import os
import random
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, offered_by, use
from bot.records.verify import verify_store
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.wire.log import ApiCall
from bot.sandbox.wire.response_urls import ResponseUrls
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, TOM
from bot.status import tell
from bot.use_cases import starting
from tests.conftest import DRAW
from tests.logging_to import logging_to
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.seen_early import seen_early
from tests.scenarios.test_describing import choose
from tests.scenarios.test_lists import answer_to, at_home
from tests.scenarios.test_reminders import DAY, reminded, to_monday
from tests.scenarios.test_settings import LEADS, change

SECRET = "the Carter family"
SAID = (
    *("1", "2", "3", "4", "5"),
    *(f"1 because of {SECRET}", f"5 because {SECRET} asked"),
    *("not sure", f"not sure because of {SECRET}", f"n/a because of {SECRET}"),
)
"""What somebody may type to a question. Of each, as much goes out."""
OTHERWISE = ("1", f"1 because of {SECRET}", f"not sure because of {SECRET}")
"""What stands on a ballot that differs from one with 4."""
_MASKS = (
    (re.compile(r"\b\d{10}(?:\.\d{1,6})?\b|\b\d{1,2}:\d{2}\b"), "<moment>"),
    (re.compile(r"\bp\d{16}\b"), "<moment>"),
    (re.compile(r"https?://[^\s\"|>\\]+"), "<address>"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "<id>"),
    (re.compile(r'"block_id": "(?:[\w-]{6}|b0\w{9})"'), "<id of Slack's>"),
)
_FIGURES = re.compile(r"\d+(?:[.:]\d+)*")
"""Seconds, bytes, numbers of processes: what a command says of a machine is compared without any."""
_LONG_FIGURES = re.compile(r"\d+(?:[.:]\d+)+|\d{2,}")
"""In the log a rating would be a single one."""


def masked(what: object) -> str:
    """Without what is drawn by chance, or differs with the time of day."""
    text = what if isinstance(what, str) else json.dumps(what, sort_keys=True, default=str)
    for pattern, stands_for in _MASKS:
        text = pattern.sub(stands_for, text)
    return text


def without(figures: re.Pattern[str], text: str) -> str:
    return figures.sub("<figure>", masked(text))


@dataclass
class Seen:
    """All that somebody else can know. What was sent is kept by where it went, in order."""

    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    methods: set[str] = field(default_factory=set)
    standing: dict[str, list[str]] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    logged: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    early: dict[str, str] = field(default_factory=dict)
    since: int = 0
    """How many calls came before anything was answered that is not to be known."""

    def send(self, where: str, what: str) -> None:
        if self.sent[where][-1:] != [what]:
            self.sent[where].append(what)


def _is_behind(bot: Bot) -> bool:
    path = bot.settings.database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as store:
        due = "SELECT 1 FROM surfaces WHERE shown < wanted AND due_at IS NULL"
        return store.execute(due).fetchone() is not None


async def shown(slack: Sandbox, bot: Bot) -> None:
    """Wait until all that is wanted stands in Slack: the store says so, and tells nobody when it changes."""
    await slack.settled()
    while _is_behind(bot):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await slack.settled()


async def play(slack: Sandbox, bot: Bot, says: list[str], seen: Seen) -> None:
    """Tom answers all of it, Priya a part, Amina nothing; then everybody else looks wherever they can."""
    await to_monday(slack)
    await change(slack, AMINA, {LEADS: [GRACE]})
    team = PanelTeam(slack)
    await team.convene()
    await slack.pass_time(60.0)
    await slack.until(lambda: "Open the thread" in str(team.bots()[0].blocks))
    await shown(slack, bot)
    tom = await team.begins(TOM)
    await shown(slack, bot)
    for number, words in enumerate(says, start=1):
        await tom.question(number)
        await tom.type(words)
        if number == len(says) // 2:
            await tom.question(number + 1)
            await look(slack, seen)
    await tom.offers(Do.BALLOT_DONE)
    await tom.done()
    await shown(slack, bot)
    await tom_changes_one(tom)
    await shown(slack, bot)
    priya = await team.begins(PRIYA)
    await priya.answers([4, 2])
    await priya.question(3)
    await priya.click(Do.PAUSE)
    await priya.offers(Do.RESUME)
    await shown(slack, bot)
    await look(slack, seen)
    await the_owner_tries(team, seen)
    await slack.pass_time(3 * DAY)
    for who in (AMINA, PRIYA):
        seen.told.append(masked((await reminded(slack, who, 1)).blocks))
    await shown(slack, bot)


async def play_again(slack: Sandbox, bot: Bot, says: list[str], seen: Seen) -> None:
    """What splits them is rated again: Tom does it and is done, Priya does it and is not, Amina does not."""
    await to_monday(slack)
    team = PanelTeam(slack)
    await team.convene()
    for who, said in {AMINA: "1 because nobody asked them", TOM: "2", PRIYA: "5"}.items():
        ballot = await team.begins(who)
        await ballot.type(said)
        await ballot.answers([4] * 17, start=2)
        await ballot.done()
    await team.sees(CardKind.REVIEW)
    amina = team.person(AMINA)
    await use(amina, await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    tom, priya = Ballot(team, TOM), Ballot(team, PRIYA)
    for ballot in (tom, priya, Ballot(team, AMINA)):
        await ballot.question(1)
    await slack.pass_time(60.0)
    await shown(slack, bot)
    seen.since = len(slack.log)
    for words in ("3", says[0]):  # he is done, and changes it after all
        if back := offered_by(tom.messages(), Do.BALLOT_BACK):
            await use(tom.person, back, Do.BALLOT_BACK)
            await tom.question(1)
        await tom.type(words)
        await tom.done()
        await shown(slack, bot)
    await priya.click("3")
    await priya.offers(Do.BALLOT_DONE)
    await shown(slack, bot)
    await look(slack, seen)
    for action in (Do.ALL_REASONS, Do.HISTORY):
        seen.told.append(masked(await window(team, action)))
    await slack.pass_time(3 * DAY)
    seen.told.append(masked((await reminded(slack, PRIYA, 1)).blocks))
    await shown(slack, bot)


async def window(team: PanelTeam, action: Do) -> list[dict[str, Any]]:
    """What the owner reads in it."""
    amina = team.person(AMINA)
    if action is Do.HISTORY:
        await choose(team, action, AMINA)
    else:
        await use(amina, await team.offers(action), action)
    await team.slack.until(lambda: amina.modal.views)
    found: list[dict[str, Any]] = amina.modal.view.spec["blocks"]
    await amina.modal.close()
    return found


async def tom_changes_one(tom: Ballot) -> None:
    await tom.person.clicks.button(
        tom.person.dm, (await tom.offers(Do.BALLOT_BACK)).ts, action_id=Do.BALLOT_BACK
    )
    await tom.offers(Do.BALLOT_DONE)
    await tom.done()


async def look(slack: Sandbox, seen: Seen) -> None:
    for who in (AMINA, GRACE, PRIYA):
        seen.told.append(masked(await at_home(slack, who)))
    for command in ("list", "list housing", "status", "resume", "overview"):
        seen.told.append(masked((await answer_to(slack, GRACE, command)).blocks))


async def the_owner_tries(team: PanelTeam, seen: Seen) -> None:
    """History, and to reveal what only one is done with."""
    seen.told.append(masked(await window(team, Do.HISTORY)))
    await team.click_alone(Do.REVEAL, AMINA)
    seen.told.append(masked((await team.told("At least 2 people must be done")).text))


def note_what_was_sent(slack: Sandbox, seen: Seen, used: list[tuple[str, dict[str, Any]]]) -> None:
    own = {TOM, slack.person(TOM).dm}
    for call in islice(slack.log, seen.since, None):
        where = str(call.args.get("channel") or call.args.get("user_id") or "")
        seen.methods.add(call.method)
        # When a message to one person is brought up to date may hang on how fast all this is.
        is_timed = call.method == "chat.update" and where.startswith("D")
        if call.method.startswith(("chat.", "views.publish", "files.")) and where not in own and not is_timed:
            seen.send(_line_of(slack, where, call), masked({"method": call.method, **call.args}))
    for channel, body in used:
        if channel not in own:
            seen.send(f"answers in {channel}", masked(body))
    for id, place in slack.world.channels.items():
        stands = [masked([m.text, m.blocks, m.metadata]) for m in place.messages.values()]
        if id in own:
            seen.own = stands
        else:
            seen.standing[id] = stands


def _line_of(slack: Sandbox, where: str, call: ApiCall) -> str:
    """Within which things have an order: a channel; one message, as several are changed side by side."""
    if call.method != "chat.update":
        return where
    return f"{where}, message {sorted(slack.world.channels[where].messages).index(call.args['ts'])}"


Play = Callable[[Sandbox, Bot, list[str], Seen], Awaitable[None]]


async def played(
    play: Play, says: list[str], database: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Seen:
    seen, used, answer = Seen(), list[tuple[str, dict[str, Any]]](), ResponseUrls._answer

    def noted(self: ResponseUrls, url: Any, body: dict[str, Any]) -> None:
        used.append((url.channel, copy.deepcopy(body)))
        answer(self, url, body)

    with logging_to("DEBUG", io.StringIO()) as log, monkeypatch.context() as patched:
        patched.setattr(ResponseUrls, "_answer", noted)
        patched.setattr(starting, "draw_lots", sorted)  # else numbers would differ, whatever was answered
        async with Sandbox(
            manifest=AppManifest.read(ROOT / "manifest.yml"),
            ack_seconds=ACK_SECONDS,
            trigger_seconds=TRIGGER_SECONDS,
        ) as slack:
            bot = Bot(slack, settings_for(slack, database))
            await bot.start()
            await play(slack, bot, says, seen)
            note_what_was_sent(slack, seen, used)
            capsys.readouterr()
            await asyncio.to_thread(tell, bot.settings, as_json=False)
            await asyncio.to_thread(verify_store, bot.settings)
            seen.told.append(without(_FIGURES, capsys.readouterr().out))
            folder = database.with_name(f"{database.stem}-early")
            everybody = (AMINA, TOM, PRIYA, GRACE)
            seen.early = await asyncio.to_thread(seen_early, bot.settings, folder, everybody, masked, capsys)
            await bot.stop()
            assert not slack.log.errors
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
    seen.logged = {
        without(_LONG_FIGURES, f"{line['level']} {line['logger']} {line['message']}")
        for line in lines
        if not line["logger"].startswith("bot.sandbox")
    }
    assert SECRET not in log.getvalue()
    counts = metrics.page({}, {}, {}).decode()
    seen.counted = {
        f"{sample.name} {sorted(sample.labels.items())}"
        for family in text_string_to_metric_families(counts)
        if family.name.startswith("balance")
        for sample in family.samples
    }
    return seen


@pytest.mark.parametrize(("play", "questions"), [(play, 18), (play_again, 1)])
async def test_nothing_that_others_can_know_depends_on_a_rating(
    play: Play,
    questions: int,
    tmp_path: Path,
    migrated_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    draw = random.Random(os.environ[DRAW])
    drawn = [draw.choice(SAID) for _ in range(questions - 1)]
    sheets = [["4"] * questions, [*drawn, draw.choice(OTHERWISE)]]
    stores = [Path(shutil.copy(migrated_file, tmp_path / f"{number}.db")) for number in range(2)]
    one, other = [
        await played(play, says, store, monkeypatch, capsys)
        for says, store in zip(sheets, stores, strict=True)
    ]
    for where in sorted(one.sent.keys() | other.sent.keys()):
        assert one.sent[where] == other.sent[where], f"in {where}, with {sheets[1]}"
    for where in sorted(one.standing.keys() | other.standing.keys()):
        assert one.standing[where] == other.standing[where], f"in {where}, with {sheets[1]}"
    assert one.told == other.told
    for what in sorted(one.early.keys() | other.early.keys()):
        assert one.early.get(what) == other.early.get(what), f"{what}, with {sheets[1]}"
    assert one.methods == other.methods
    assert one.logged == other.logged
    assert one.counted == other.counted, "a counter of its own would tell"
    assert any(where.startswith(HOUSING) for where in one.sent)
    assert one.own != other.own, "they were other answers"
