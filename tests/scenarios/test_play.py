"""The examples: played through the running bot, in the terminal and for the first look at the sandbox."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bot.config import ExitCode
from bot.demo import command, example, summary_card
from bot.demo.bot_process import BotProcess
from bot.demo.cards import OFFERS, question_of
from bot.demo.example import Example, ExampleError, Score, Summary
from bot.demo.player import Player, PlayFailed
from bot.sandbox import Sandbox
from bot.sandbox.people.clicks import Clicks
from bot.sandbox.world.kept_file import KeptFile
from bot.sandbox.world.riverside import AMINA, HOUSING
from flows.framework import default_framework
from tests.scenarios.conftest import Bot
from tests.scenarios.team import headlines

SAME_TAP = 1.5
"""Seconds within which the same person and the same number are one tap, by docs/reliability.md."""
MINIMAL = """
about: The shortest one.
channel: "#housing-data"
start: {who: Tom Fletcher, title: A title}
steps:
  - {at: 1, who: Tom Fletcher, click: 4}
summary: {principles: {}, cons: {}, open: []}
"""


@pytest.fixture(autouse=True)
def _leave_logging_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.log.configure", lambda _level: None)


@pytest.fixture
def play_changed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have `play` find a changed example."""

    def change(**update: object) -> None:
        changed = example.load("falls-prevention").model_copy(update=update)
        monkeypatch.setattr(example, "load", lambda _name: changed)

    return change


# --- in the terminal


async def test_the_conversation_is_told_as_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    await command.play("housing-arrears")
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "Amina Yusuf /balance Sharing housing arrears data with adult social care",
        "Balance Question 1 of 18 · Purposeful",
        "Tom Fletcher 7 Balance (only to Tom Fletcher) Ratings are whole numbers from 1 to 5.",
        "Priya Nair [3] Tom Fletcher [2] Balance (only to Tom Fletcher) @Priya Nair has already answered",
        "Balance Purposeful 3.3 of 5 · Mixed · 4 of 5 rated · 1 does not apply",
        "Tom Fletcher [Pause] Balance Paused at question 14 of 18",
        "Amina Yusuf resume Balance ✓",
        "Tom Fletcher [Submit], and on being asked: not yet",
        "Responsible -?=+?- 2.8 so far 4 of 6 rated, between 2.2 and 3.5",
        "Grace Okafor (window) Decide What do you decide?: Ask for changes",
        "Questions to look at again: • 7. Only the data needed: 2 • 9.",
        "Balance Changes asked for @Grace Okafor asked on",
        "Amina Yusuf [Begin with Only the data needed] Balance Question 7 of 18",
        "• Only the data needed 2 → 4, by @Amina Yusuf. • Not changed yet: Clear limits (3)",
        "Conditions: • Each of the 40 tenants gets a letter of their own and can say no,",
        "Balance @Amina Yusuf submitted this again. @Grace Okafor can decide now. The summary says what",
        "Balance @Grace Okafor approved this with conditions. @Amina Yusuf sees to them.",
        "Summary 2. Approved, 0 of 2 conditions met. By @Grace Okafor on",
    ):
        assert words in told
    for question in default_framework().questions:
        assert question.text in told, "each question is told before it is answered"


async def test_what_is_typed_loosely_is_taken_offered_back_or_left_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    script = example.load("warm-homes")
    clicks = {step.click for step in script.steps if step.click}
    assert clicks <= {*OFFERS, "submit"}, "up to the decision it is typed"
    await command.play("warm-homes")
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "Tom Fletcher I'd say 4 Balance ✓",
        "Tom Fletcher 3ish Balance (only to Tom Fletcher)",
        "Tom Fletcher [Save 3] Balance ✓",
        "Tom Fletcher 3 flats in my block alone, by the way Tom Fletcher 2 Balance ✓",
        "Tom Fletcher undo Balance Question 7 of 18",
        "Amina Yusuf (edits it to) 4, no names on that list Balance (only to Amina Yusuf)",
        "Tom Fletcher let's stop here for today Balance Paused at question 10 of 18",
        "Priya Nair back Balance Question 9 of 18",
        "Amina Yusuf wrong, I meant 3 Balance (only to Amina Yusuf)",
    ):
        assert words in told


async def test_the_same_number_is_not_clicked_twice_in_a_breath(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be taken for a second tap on the same card."""
    clicked: list[float] = []
    element = Clicks.element

    async def click(self: Clicks, *what: Any, **how: Any) -> None:
        clicked.append(slack.now())
        await element(self, *what, **how)

    monkeypatch.setattr(Clicks, "element", click)
    two = "  - {at: 1, who: Tom Fletcher, click: 4}\n  - {at: 2, who: Tom Fletcher, click: 4}\n"
    script = example.parse(MINIMAL.replace("  - {at: 1, who: Tom Fletcher, click: 4}\n", two), "short.yml")
    await Player(slack, script).play()
    first, second = clicked
    assert second - first >= SAME_TAP


async def test_an_unknown_example_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert await command.play("nothing-like-it") == ExitCode.WRONG
    assert (
        "There are: falls-prevention, housing-arrears, safeguarding-panel, warm-homes."
        in capsys.readouterr().err
    )


async def test_a_wrong_summary_is_told_line_by_line(
    play_changed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    right = example.load("falls-prevention").summary
    purposeful = right.principles["Purposeful"].model_copy(update={"score": "4.4"})
    play_changed(
        summary=right.model_copy(
            update={
                "principles": {**right.principles, "Purposeful": purposeful},
                "cons": {},
                "open": ["Likely to work"],
            }
        )
    )
    assert await command.play("falls-prevention") == ExitCode.FAILED
    problem = capsys.readouterr().err
    assert "Purposeful, score: expected 4.4, the card says 4.3" in problem
    assert "Against (-):\n    on the card, but not expected: Kept secure: 2" in problem
    assert "Open (?):\n    expected, but not on the card: Likely to work" in problem


async def test_a_decision_that_the_card_does_not_show_is_told(
    play_changed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    script = example.load("falls-prevention")
    assert script.decision is not None
    says = [*script.decision.says, "Declined by @Grace Okafor"]
    summary = script.summary.model_copy(update={"cons": {}})
    play_changed(decision=script.decision.model_copy(update={"says": says, "summary": summary}))
    assert await command.play("falls-prevention") == ExitCode.FAILED
    out, err = capsys.readouterr()
    assert "Approved by @Grace Okafor on" in out
    assert "not on the card: Declined by @Grace Okafor" in err
    assert "not on the card: Approved" not in err
    assert "Against (-):\n    on the card, but not expected: Kept secure: 2" in err


async def test_an_approval_takes_note_of_each_weak_point(
    play_changed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    script = example.load("falls-prevention")
    assert script.decision is not None
    *asked, approved = script.decision.steps
    steps = [*asked, approved.model_copy(update={"fill": {"verdict": "approve", "words": "Yes."}})]
    play_changed(decision=script.decision.model_copy(update={"steps": steps}))
    assert await command.play("falls-prevention") == ExitCode.FAILED
    problem = capsys.readouterr().err
    where = f"Step {len(steps)} of the decision (Grace Okafor, at summary)"
    assert f"{where}: “Decide” was not taken: Please complete" in problem


async def test_a_step_that_cannot_be_done_is_named(
    play_changed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    steps = example.load("falls-prevention").steps
    play_changed(steps=[steps[0], steps[1].model_copy(update={"click": "resume"})])
    assert await command.play("falls-prevention") == ExitCode.FAILED
    problem = capsys.readouterr().err
    assert "Step 2 (Priya Nair, at 2): There is no “resume” here." in problem


async def test_words_that_balance_refuses_end_the_play(slack: Sandbox, bot: Bot) -> None:
    script = example.parse(MINIMAL.replace("click: 4", "type: 6"), "six.yml")
    with pytest.raises(PlayFailed, match="Balance did not take “6”, but said: Ratings are whole numbers"):
        await Player(slack, script).play()


async def test_an_example_can_be_left_half_way(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    await Player(slack, example.load("housing-arrears")).play(until_question=10)
    amina = slack.person(AMINA)
    [headline] = headlines(amina.sees.messages(HOUSING))
    asked = question_of(amina.sees.thread(HOUSING, headline.ts)[-1])
    assert asked == default_framework().questions[9].id
    assert not slack.log.errors


# --- what an example must hold


def test_an_example_may_be_as_short_as_this() -> None:
    assert isinstance(example.parse(MINIMAL, "short.yml"), Example)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (("steps:", "steps: ["), "short.yml is not valid YAML"),
        (("who: Tom Fletcher, click", "who: Tom, click"), "steps → 1 → who: a person is one of Amina Yusuf,"),
        (("#housing-data", "#attic"), "channel: a channel is one of #housing-data,"),
        (("#housing-data", "#adult-social-care"), "Tom Fletcher is not in #adult-social-care"),
        (
            ("click: 4", "click: 4, say: Hello"),
            "steps → 1: needs exactly one of click, choose, type, edit, say and brings",
        ),
        (("click: 4", "type: 4, confirm: true"), "steps → 1: fill, reads and confirm go with a click"),
        (("click: 4", "edit: Hello"), "steps → 1: edit needs hears"),
        (("click: 4", "say: Hello, hears: Hello"), "steps → 1: hears does not go with say"),
        (("click: 4", "clack: 4"), "steps → 1 → clack: "),
        (("click: 4", "click: Perhaps"), "steps → 1 → click: a click is one of not_sure, "),
        (("at: 1", "at: 0"), "steps → 1 → at: "),
        (("at: 1", "at: nowhere"), "steps → 1 → at: "),
        (("about: The shortest one.", ""), "about: "),
        (("about:", "decision: {steps: [], says: [Approved]}\nabout:"), "decision → steps: "),
    ],
)
def test_a_broken_example_says_what_is_wrong_and_where(wrong: tuple[str, str], problem: str) -> None:
    with pytest.raises(ExampleError, match=re.escape(problem)) as error:
        example.parse(MINIMAL.replace(*wrong), "short.yml")
    assert "short.yml" in str(error.value)


def test_who_decides_is_in_the_channel() -> None:
    steps = "steps: [{at: summary, who: Tom Fletcher, click: decide}]"
    text = MINIMAL.replace("who: Tom", "who: Priya").replace("Priya Fletcher", "Priya Nair")
    text = text.replace("#housing-data", "#adult-social-care")
    assert example.parse(text, "short.yml").decision is None
    with pytest.raises(ExampleError, match="Tom Fletcher is not in #adult-social-care"):
        example.parse(f"{text}decision: {{{steps}, says: [Declined]}}", "short.yml")


def test_the_same_entries_in_another_order_are_a_difference() -> None:
    right = example.load("housing-arrears").summary
    turned = right.model_copy(update={"cons": dict(reversed(right.cons.items()))})
    assert summary_card.differences(right, right) == []
    found = summary_card.differences(turned, right)
    assert found[0] == "Against (-):"
    assert found[1].startswith("  expected in this order: People told and heard: 2, ")


def test_a_principle_without_any_answer_is_read_as_well() -> None:
    lines = ["Purposeful ?????? no score", "  0 of 6 rated, between 1.0 and 5.0"]
    shown = summary_card.read([*lines, "Open (?)", "• Root causes: not answered.", "0 for sharing (+)."])
    score = Score(marks="??????", score="no score", band="none", rated="0 of 6", range="1.0 to 5.0")
    assert shown == Summary(principles={"Purposeful": score}, cons={}, open=["Root causes"])


# --- the sandbox


@pytest.fixture
def balance_sandbox() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`balance sandbox` as a process of its own, with all that it says on its stdout."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "sandbox", *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _lines_until(process: subprocess.Popen[str], words: str) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.strip())
        if words in line:
            break
    return lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_sandbox_shows_both_examples_until_it_is_stopped(
    balance_sandbox: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    process = balance_sandbox("--port", "0")
    lines = _lines_until(process, "examples")
    assert lines[-1] == "Two examples are there: one is decided, one waits at question 10."
    address = lines[0].removeprefix("Balance is at ")
    with urllib.request.urlopen(f"{address}sandbox/messages?channel={HOUSING}") as answer:
        shown = answer.read().decode()
    assert "Summary: Sharing falls data with the home adaptations team." in shown
    assert "Assessment: Sharing housing arrears data with adult social care." in shown
    database = Path(lines[2].removeprefix("The database is ").split(". It is deleted")[0])
    assert database.exists()
    process.send_signal(number)
    rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")
    assert not database.exists()


def test_what_is_kept_is_gone_on_with_even_after_a_kill(
    balance_sandbox: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    keep = str(tmp_path / "trial")
    first = balance_sandbox("--port", "0", "--keep", keep)
    before = _shown(_lines_until(first, "Two examples are there")[0])
    first.kill()
    first.wait()
    again = balance_sandbox("--port", "0", "--keep", keep)
    lines = _lines_until(again, "examples")
    assert lines[-1] == "Two examples are there. Both were kept, and are as you left them."
    assert lines[2] == f"This goes on from what was kept in {keep}.db and {keep}.world."
    assert _shown(lines[0]) == before
    assert before.count("Assessment: ") == 2
    beside = balance_sandbox("--port", "0", "--keep", keep)
    said, _ = beside.communicate(timeout=60)
    assert (beside.returncode, "is in use" in said) == (2, True)
    again.terminate()
    again.communicate(timeout=60)
    assert again.returncode == 0
    played = balance_sandbox("--play", "falls-prevention", "--keep", keep)
    said, _ = played.communicate(timeout=60)
    assert played.returncode == 0
    assert said == f"falls-prevention is in {keep}.world already, so it is not played again.\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["trial.db", "trial.world"]


def _shown(line: str) -> str:
    address = line.removeprefix("Balance is at ")
    with urllib.request.urlopen(f"{address}sandbox/messages?channel={HOUSING}") as answer:
        messages = json.load(answer)["messages"]
    return "\n".join(f"{message['ts']} {message['text']} {message['reply_count']}" for message in messages)


@pytest.mark.parametrize("ending", ["db", "world"])
def test_a_file_of_something_else_is_refused_in_plain_words(
    balance_sandbox: Callable[..., subprocess.Popen[str]], tmp_path: Path, ending: str
) -> None:
    KeptFile(tmp_path / "trial.world").close()
    (tmp_path / "trial.db").touch()
    wrong = tmp_path / f"trial.{ending}"
    wrong.write_text("A shopping list", encoding="utf-8")
    process = balance_sandbox("--port", "0", "--keep", str(tmp_path / "trial"))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.startswith(f"balance: {wrong} ")
    assert "Traceback" not in said
    assert wrong.read_text(encoding="utf-8") == "A shopping list"


def test_a_taken_port_is_said_plainly(
    slack: Sandbox, balance_sandbox: Callable[..., subprocess.Popen[str]]
) -> None:
    port = slack.url.rstrip("/").rpartition(":")[2]
    process = balance_sandbox("--port", port)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.startswith(f"balance: port {port} cannot be used: Address already in use.")


BOTH = {command.FINISHED, command.HALF_DONE}


@pytest.mark.parametrize("kept", [set(), {command.FINISHED}, {command.HALF_DONE}, BOTH])
async def test_only_what_was_not_kept_is_played_and_all_of_it_is_said(
    kept: set[str], slack: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played: set[str] = set()

    async def play(player: Player, *, until_question: int | None = None) -> None:
        played.add(player._example.start.title)

    async def nothing(_player: Player, *_what: object) -> list[str]:
        return []

    titles = {name: example.load(name).start.title for name in BOTH}
    monkeypatch.setattr(Player, "play", play)
    monkeypatch.setattr(Player, "summary", nothing)
    monkeypatch.setattr(Player, "decide", nothing)
    monkeypatch.setattr(
        command, "has_played", lambda _slack, script: script.start.title in {titles[name] for name in kept}
    )
    await command._play_examples(slack)
    assert played == {titles[name] for name in titles.keys() - kept}
    said = capsys.readouterr().out
    assert "Two examples are there" in said
    assert ("one was kept" in said, "Both were kept" in said) == (len(kept) == 1, len(kept) == 2)


async def test_a_bot_that_does_not_connect_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def never(_process: BotProcess) -> None:
        raise TimeoutError

    monkeypatch.setattr(BotProcess, "start", never)
    assert await command.play("falls-prevention") is ExitCode.FAILED
    assert "has not connected within 30 seconds" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "default"),
    [
        ("BALANCE_FRAMEWORK", "frameworks/data-for-public-benefit.yml"),
        ("BALANCE_SHEET", "records/uk-data-sharing.yml"),
    ],
)
def test_own_questions_or_facts_leave_the_examples_out(
    balance_sandbox: Callable[..., subprocess.Popen[str]], tmp_path: Path, variable: str, default: str
) -> None:
    file = tmp_path / "own.yml"
    file.write_text((resources.files("flows") / default).read_text(encoding="utf-8"), encoding="utf-8")
    process = balance_sandbox("--port", "0", **{variable: str(file)})
    assert "the examples are left out" in _lines_until(process, variable)[-1]
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
