"""What somebody does while the bot is killed, what the bot does for it, and what must hold after it."""

import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.riverside import AMINA, HOUSING
from tests.crash.process import KillableBot
from tests.scenarios.team import Team

ALWAYS = frozenset({"a commit", "the acknowledgement"})
SEAMS = sorted(ALWAYS | {"chat.postMessage", "chat.update", "reactions.add", "response_url"})
"""Where the bot hands work over; each is crossed before it and after it."""


@dataclass(frozen=True, slots=True)
class Act:
    """`do` is it, after so many questions are `answered` (-1: none is asked yet). Then the card begins with
    the words `then`. On its way the bot `crosses` these beside those of every way, `about` so many in all."""

    do: Callable[[Team], Coroutine[Any, Any, None]]
    answered: int
    then: str
    crosses: frozenset[str]
    about: int


async def _click_four(team: Team) -> None:
    await _click(team, "4")


async def _click(team: Team, label: str) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.click(label)


async def _type(team: Team) -> None:
    team.type("4 because we asked")


async def _type_resume(team: Team) -> None:
    team.type("resume")


async def _submit(team: Team) -> None:
    await _click(team, "Submit")


async def _start(team: Team) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.person().submit({"Title": "A decision"})


def _act(
    do: Callable[[Team], Coroutine[Any, Any, None]], answered: int, then: str, *crosses: str, about: int
) -> Act:
    return Act(do, answered, then, ALWAYS | set(crosses), about)


POST, UPDATE, TICK, RESPOND = "chat.postMessage", "chat.update", "reactions.add", "response_url"
ACTS: dict[str, Act] = {
    "start": _act(_start, -1, "Question 1 of 4", POST, about=18),
    "a click within a principle": _act(_click_four, 0, "Question 2 of 4", RESPOND, about=10),
    "a click that ends a principle": _act(_click_four, 1, "Question 3 of 4", RESPOND, POST, UPDATE, about=24),
    "the last click": _act(_click_four, 3, "Review your answers", RESPOND, UPDATE, about=18),
    "a typed answer": _act(_type, 0, "Question 2 of 4", POST, UPDATE, TICK, about=22),
    "a typed answer that ends a principle": _act(
        _type, 1, "Question 3 of 4", RESPOND, POST, UPDATE, TICK, about=34
    ),
    "a typed resume": _act(_type_resume, 2, "Question 3 of 4", POST, UPDATE, TICK, about=22),
    "submit": _act(_submit, 4, "Submitted", RESPOND, POST, UPDATE, about=20),
}


async def prepare(team: Team, answered: int) -> None:
    """Bring the assessment to where the act begins."""
    if answered < 0:
        amina = team.person()
        await amina.command(HOUSING, "/balance", "")
        await team.slack.until(lambda: amina.views)
        return
    await team.start("A decision", number_of=4)
    for number in range(1, answered + 1):
        await team.sees(f"Question {number} of 4")
        await team.click("4")
    await team.sees(f"Question {answered + 1} of 4" if answered < 4 else "Review")


def is_there(team: Team, then: str) -> bool:
    """Whether the card says what it says after the act."""
    if not team.thread and (head := team._headline("A decision", team.person())):
        team.thread = head.ts
    if not team.thread:
        return False
    if then == "Submitted":
        return any(message.text.startswith("Summary") for message in team.bots())
    cards = team.cards()
    return len(cards) == 1 and cards[0].text.startswith(then)


async def check(team: Team, bot: KillableBot, then: str) -> None:
    """What must hold, in Slack and in the store."""
    heads = [m for m in team.person(AMINA).messages(HOUSING) if m.text.startswith("Assessment:")]
    assert len(heads) == 1, "one headline"
    summaries = [m for m in team.bots() if m.text.startswith("Summary")]
    assert len(summaries) == (1 if then == "Submitted" else 0)
    recaps = [m for m in team.bots() if m.text.startswith("Useful: ")]
    assert len(recaps) == (1 if then in ("Question 3 of 4", "Review your answers", "Submitted") else 0)
    given = bot.rows("SELECT count(*) FROM answers WHERE rating = 4")[0][0]
    logged = bot.rows("SELECT count(*) FROM activity WHERE what = 'answer'")[0][0]
    changes = bot.rows("SELECT count(*) FROM answer_changes")[0][0]
    expected = {"Question 1 of 4": 0, "Question 2 of 4": 1, "Question 3 of 4": 2}.get(then, 4)
    assert (given, logged, changes) == (expected, expected, expected), "each answer once, and in the log"
    await _goes_on(team, then)


async def _goes_on(team: Team, then: str) -> None:
    """Whatever happened, the next act works."""
    if then.startswith("Question"):
        number = int(then.split()[1])
        await team.click("5")
        await team.sees(f"Question {number + 1} of 4" if number < 4 else "Review")
    elif then.startswith("Review"):
        await team.click("Submit")
        await team.summary()
    else:
        summary = await team.summary()
        await team.person().click(HOUSING, summary.ts, label="Change answers", confirm=True)
        await team.sees("Review your answers")
