"""What a cold reader found once, and must not come back."""

import asyncio
import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, SOCIAL_CARE, TOM
from flows import standing
from flows.refusals import Why
from tests.scenarios.conftest import ROOT, Bot, settings_for
from tests.scenarios.team import Team, headlines


async def test_a_message_that_slack_sends_late_does_not_answer_the_next_question(database: Path) -> None:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=(0, 3, 6)) as slack:
        bot = Bot(slack, settings_for(slack, database))
        await bot.start()
        team = Team(slack)
        await team.start()
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        team.type("4")
        await team.told("could not be saved")
        other.execute("ROLLBACK")
        other.close()
        await team.ticked(team.type("5"))
        await team.told("came in late")
        card = await team.question(2)
        assert "Clear purpose: 5" in card.text
        await bot.stop()


async def test_a_limit_on_the_headline_holds_back_no_card(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "REST", timedelta(0))
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    slack.faults.calls.rate_limit("chat.update", retry_after=30)
    await team.answer_all(["4"] * 8)
    assert [fault for fault in slack.log.injected if "chat.update" in str(fault)]


async def test_what_waits_long_holds_back_no_card_that_waits_briefly(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    slack.faults.calls.rate_limit("chat.update", retry_after=300)  # for the old card, which is to be closed
    slack.faults.calls.rate_limit("chat.postMessage", retry_after=1, times=1)  # for the new one
    await team.ticked(team.type("4"))
    await slack.until(lambda: any(card.text.startswith("Question 2 of 18") for card in team.cards()))
    assert len(slack.log.injected) == 2


async def about_to_give_a_reason(team: Team) -> Person:
    """Tom, who answered the first question and has the form for its reason before him."""
    await team.start()
    await team.answer_all(["4"], by=TOM)
    await team.click(Do.REASON, TOM)
    tom = team.person(TOM)
    await team.slack.until(lambda: tom.modal.views)
    return tom


async def test_a_reason_goes_only_to_the_answer_that_was_seen(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    tom = await about_to_give_a_reason(team)
    await team.click(Do.BACK, PRIYA)
    await team.question(1)
    await team.click("2", PRIYA)
    await team.question(2)
    await tom.modal.submit({"Reason": "it is very clear indeed"})
    shown_anew = str(tom.modal.view.spec["blocks"])
    assert f"<@{PRIYA}> has since changed this answer" in shown_anew
    assert "it is very clear indeed" in shown_anew, "nothing is lost"


async def test_a_form_that_is_sent_again_with_other_words_is_not_said_to_be_saved(
    slack: Sandbox, bot: Bot
) -> None:
    """Who is not answered in time may change their words and send the same form once more."""
    team = Team(slack)
    tom = await about_to_give_a_reason(team)
    first, again, changed = await asyncio.gather(
        tom.modal.submit({"Reason": "the first words"}),
        tom.modal.submit({}),
        tom.modal.submit({"Reason": "other words"}),
    )
    assert (first, again) == (None, None)
    assert changed == {"reason": why_words(Why.SAVED_BEFORE)}
    card = await slack.until(lambda: next((card for card in team.cards() if "words" in card.text), None))
    assert "the first words" in card.text


async def test_talk_is_left_alone_also_while_the_store_is_locked(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    team.type("yes, at noon", TOM)
    await slack.settled()
    other.execute("ROLLBACK")
    other.close()
    await team.ticked(team.type("4"))
    assert not team.person(TOM).sees.ephemerals(HOUSING)


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
async def test_a_headline_that_cannot_be_edited_is_left_as_it_is(
    slack: Sandbox, bot: Bot, error: str
) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    slack.faults.calls.refuse("chat.update", error=error)
    await team.answer_all(["4"] * 8)
    amina = team.person(AMINA)
    assert not [m for m in amina.sees.messages(amina.dm) if "deleted" in m.text]


async def test_a_link_in_a_reason_is_shown_as_it_was_typed(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    team.type("4 because see https://example.org/plan")
    card = await team.question(2)
    assert "“see https://example.org/plan”" in card.text


async def test_a_wrong_app_token_is_said_and_ends_the_run(slack: Sandbox, database: Path) -> None:
    from bot.config import ConfigError

    bot = Bot(slack, settings_for(slack, database, SLACK_APP_TOKEN="xapp-wrong"))
    with pytest.raises(ConfigError, match=r"SLACK_APP_TOKEN: Slack refuses it"):
        await bot.start()


async def test_a_socket_whose_address_ran_out_is_replaced(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.bolt_guard.WATCH_SECONDS", 0.05)
    monkeypatch.setattr("bot.listeners.bolt_guard.AWAY_SECONDS", 0.2)
    await bot.stop()
    await bot.start()
    team = Team(slack)
    await team.start()
    slack.faults.sockets.refuse("websocket", uses_up_ticket=True, times=1)
    await slack.faults.sockets.cut()
    await slack.wait_connected(30)
    slack.faults.clear()
    await team.click("4")
    await team.question(2)


async def test_the_way_through_the_principles_is_told_in_one_update(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()

    def submitted() -> Message | None:
        headline = team.headline("", team.person())
        return headline if headline and "Submitted" in headline.text else None

    head = await slack.until(submitted)
    assert head.text.count("6 of 6") == 3
    assert len(slack.log.of("chat.update")) == 1
    free = {"response_url", "auth.test", "apps.connections.open"}
    assert len([call for call in slack.log if call.method not in free]) <= 8


async def test_where_the_word_about_trouble_got_lost_app_home_has_the_way_on(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = Team(slack)
    await team.start()
    slack.limits.enforced = False
    # A direct message in doubt is not sent a second time: the answer may have been all that was lost.
    slack.faults.calls.server_error("chat.postMessage", channel=AMINA, times=1)
    slack.faults.workspace.archive(HOUSING)
    slack.faults.calls.spoil_response_urls()
    await team.click("4")
    await _given_up(database)
    amina = team.person(AMINA)
    assert not amina.sees.messages(amina.dm)
    amina.home.open()
    await slack.until(lambda: amina.home.view)
    await amina.home.click(label="Resume")
    word = await team.direct_message("is archived. Move the assessment to another channel")
    await amina.clicks.button(amina.dm, word.ts, action_id=Do.MOVE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": SOCIAL_CARE}) is None
    await slack.until(lambda: headlines(amina.sees.messages(SOCIAL_CARE)))


async def test_a_card_in_an_archived_channel_is_not_taken_for_deleted(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    slack.faults.calls.spoil_response_urls()
    with slack.faults.workspace.archive(HOUSING):
        await team.click("4")
        word = await team.direct_message("is archived. Move the assessment to another channel")
    amina = team.person(AMINA)
    await amina.clicks.button(amina.dm, word.ts, action_id=Do.RETRY)
    card = await team.question(2)
    await team.direct_message("goes on in")
    assert team.cards() == [card]


async def test_a_change_to_a_card_does_not_mean_that_its_deleted_thread_is_back(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team, amina = Team(slack), slack.person(AMINA)
    await team.start()
    slack.faults.calls.spoil_response_urls()
    slack.faults.workspace.delete_message(HOUSING, team.thread)
    word = await team.direct_message("was deleted. Move the assessment to a new thread")
    await team.click("4")
    await amina.clicks.button(amina.dm, word.ts, action_id=Do.RETRY)
    await team.question(2)
    await team.direct_message("Balance tries again now")
    await bot.stop()
    with contextlib.closing(sqlite3.connect(database)) as store:
        assert store.execute("SELECT trouble FROM assessments").fetchone() == ("thread_gone",)
    assert len([m for m in amina.sees.messages(amina.dm) if "was deleted" in m.text]) == 1


async def _given_up(database: Path) -> None:
    """Wait until the bot does not try to send the word about trouble any more: only its store says so."""
    query = "SELECT count(*) FROM surfaces WHERE kind = 'notice' AND shown = wanted"
    for _ in range(1_200):
        with contextlib.closing(sqlite3.connect(database)) as store:
            if store.execute(query).fetchone()[0]:
                return
        await asyncio.sleep(0.05)
    pytest.fail("it is still tried")
