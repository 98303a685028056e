"""What cannot be drawn, which is a fault of ours, keeps nothing else back."""

import logging
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.reconciler import delivery, drawing
from bot.sandbox import Sandbox
from bot.slack.client import Slack
from storage.claims import Surface
from storage.surface_rows import SurfaceKind
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team


async def test_a_team_gets_to_its_summary_past_what_cannot_be_drawn(
    slack: Sandbox,
    bot: Bot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    team = Team(slack)
    await team.start()

    def broken(assessment: Any, surface: Surface, known: Any) -> Any:
        if surface.kind is SurfaceKind.HEADLINE:
            raise KeyError("a fault of ours")
        return drawing.draw(assessment, surface, known)

    monkeypatch.setattr(delivery, "draw", broken)
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    failed = [record for record in caplog.records if record.name == delivery.log.name]
    assert {record.levelno for record in failed} == {logging.ERROR}


async def test_what_fails_on_its_way_leaves_a_doubt_and_is_looked_for_before_it_is_posted_again(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, failed = Slack.post, list[str]()

    async def broken(self: Any, channel: str, card: Any, **more: Any) -> Any:
        posted = await sent(self, channel, card, **more)
        if more.get("thread_ts") and not failed:
            failed.append(posted.ts)
            raise KeyError("a fault of ours")
        return posted

    monkeypatch.setattr(delivery, "REFUSED_SECONDS", 0.1)
    monkeypatch.setattr(Slack, "post", broken)
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 6)
    assert failed
    assert sum(message.ts == failed[0] for message in team.messages()) == 1
    await slack.until(lambda: team.stands_at(7))
