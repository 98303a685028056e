"""The machine's clock is set while the bot runs over HTTP: clicks go on, and what is old stays refused."""

import asyncio
import json
import time

import pytest

from bot.sandbox.world.riverside import AMINA, HOUSING
from bot.slack import asked_time
from tests.bot.transports.conftest import Server

BODY = json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()
HOUR = 3_600.0
PATIENCE = 30.0
"""Seconds that a test waits for Slack's answer, however slow the machine is."""


@pytest.fixture(autouse=True)
def _in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_time, "WAIT_SECONDS", PATIENCE)


def asked(server: Server) -> int:
    """How often the bot has asked who it is, which it does for the time."""
    return len(server.slack.log.of("auth.test"))


async def sent(server: Server, ago: float = 0.0) -> int:
    """A request that Slack signed so many seconds ago."""
    return (await server.send(BODY, server.signed(BODY, at=time.time() - ago)))[0]


@pytest.mark.parametrize("step", [-HOUR, HOUR])
async def test_not_one_click_is_lost_when_the_clock_is_set(server: Server, step: float) -> None:
    before = asked(server)
    server.skew = step
    assert [await sent(server) for _ in range(5)] == [200] * 5
    assert asked(server) == before + 1
    amina = server.slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "")
    await server.slack.until(lambda: amina.modal.views)


@pytest.mark.parametrize("step", [-HOUR, HOUR])
async def test_nor_when_it_is_set_right_again(
    server: Server, step: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_time, "EVERY_SECONDS", 0.0)
    for skew in (step, 0.0, step):
        server.skew = skew
        assert await sent(server) == 200


async def test_a_click_from_an_hour_ago_stays_refused_when_the_clock_is_set_back_to_it(
    server: Server,
) -> None:
    server.skew = -HOUR
    assert await sent(server, ago=HOUR) == 401
    assert await sent(server) == 200


async def test_who_sends_an_old_click_again_and_again_has_slack_asked_once(server: Server) -> None:
    before = asked(server)
    answers = await asyncio.gather(*(sent(server, ago=HOUR) for _ in range(20)))
    assert set(answers) == {401}
    assert asked(server) == before + 1


@pytest.mark.parametrize("step", [0.0, -HOUR])
async def test_who_cannot_sign_has_slack_asked_nothing(server: Server, step: float) -> None:
    before = asked(server)
    server.skew = step
    for at in (time.time(), time.time() - HOUR):
        forged = server.signed(BODY, at=at, secret="another secret")
        assert (await server.send(BODY, forged))[0] == 401
    assert asked(server) == before


async def test_while_slack_does_not_answer_a_click_is_judged_by_the_clock_that_there_is(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_time, "EVERY_SECONDS", 0.0)
    with server.slack.faults.calls.drop("auth.test"):
        server.skew = -60.0
        assert await sent(server) == 200
        server.skew = -HOUR
        assert await sent(server) == 401
    assert await sent(server) == 200


async def test_the_log_tells_of_it_once(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.skew = -HOUR
    for _ in range(5):
        await sent(server)
    told = [record for record in caplog.records if record.name == "bot.slack.clock"]
    assert len(told) == 1
