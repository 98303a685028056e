"""A channel goes on under another id, as a private one does that is shared: everything follows it, whether or
not Slack's word of it came through."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, union, update

from bot.cards.callbacks import Do, View
from bot.cards.refusals import words
from bot.demo.cards import use
from bot.listeners.changed_channels import LOOKED_FOR, NOT_FOUND
from bot.listeners.changed_messages import EDITED
from bot.sandbox import Sandbox
from bot.sandbox.faults.fault import Fault
from bot.sandbox.world import TEAM_ID, ChannelKind
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, SOCIAL_CARE, TOM
from flows.refusals import Refusal, Why
from flows.settings import ChannelSettings
from storage.chains import verify
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.tables import ASSESSMENTS, SURFACES
from storage.workspace import Workspace
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_evidence import recorded

HERE = Workspace(TEAM_ID)
NOT_KNOWN_NOW = words(Refusal(Why.THREAD_NOT_KNOWN_NOW), TOM)


async def under_way(slack: Sandbox) -> Team:
    """Two questions are answered, in a private channel."""
    slack.limits.enforced = False
    slack.world.channels[HOUSING].kind = ChannelKind.PRIVATE
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "3"])
    return team


def stored(database: Path, channel: str) -> list[str]:
    """The channels that assessments and what stands of them are known by, but for direct messages."""
    store = Database(f"sqlite:///{database}")
    columns = union(select(ASSESSMENTS.c.channel_id), select(SURFACES.c.channel_id))
    found = store.read_now(lambda transaction: transaction.execute(columns).scalars().all())
    store.close()
    return sorted(one for one in found if one[0] == "C" and one != channel)


async def test_everything_follows_when_slack_says_so(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await under_way(slack)
    store = Database(f"sqlite:///{database}")
    rules = ChannelSettings(reminders=False)
    store.write_now(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, rules))
    team.channel = slack.neighbours.change_id(HOUSING)
    await slack.settled()
    await recorded(lambda: not stored(database, team.channel))
    kept = store.read_now(lambda t: SettingsStore(t, HERE).channels([HOUSING, team.channel]))
    store.close()
    assert kept == {team.channel: rules}
    await team.ticked(team.type("5", TOM))
    await team.question(4)
    await team.click("2", PRIYA)
    await team.question(5)
    tom = slack.person(TOM)
    tom.home.open()
    await slack.until(lambda: tom.home.view and "housing arrears" in str(tom.home.view.spec))
    assert not slack.log.errors


@pytest.mark.parametrize("way", ["typed", "clicked"])
async def test_a_change_that_was_missed_is_noticed_when_somebody_acts(
    slack: Sandbox, bot: Bot, database: Path, way: str
) -> None:
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    if way == "typed":
        await team.ticked(team.type("5", TOM))
    else:
        await team.click("5", TOM)
    await team.question(4)
    assert stored(database, team.channel) == []
    await team.click("2", PRIYA)
    await team.question(5)


def cannot_be_asked(slack: Sandbox, how: str) -> Fault[Any]:
    """Slack does not say whose a thread is, the first time."""
    calls, asking = slack.faults.calls, "conversations.replies"
    match how:
        case "limited":
            return calls.rate_limit(asking, retry_after=1, times=1)
        case "dropped":
            return calls.drop(asking, times=2)  # what is only read is sent twice by itself
        case "stumbles":
            return calls.server_error(asking, times=1)
        case _:
            return calls.refuse(asking, error="internal_error", times=1)


@pytest.mark.parametrize("how", ["limited", "dropped", "stumbles", "in doubt"])
async def test_what_is_typed_while_slack_does_not_say_whose_thread_it_is_is_taken_later(
    slack: Sandbox, bot: Bot, database: Path, how: str
) -> None:
    """And in the order in which it was typed; its author is told at once that it waits."""
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    fault = cannot_be_asked(slack, how)
    typed = team.type("5", TOM)
    await team.told(LOOKED_FOR, TOM)
    behind = team.type("2 because it is not signed", TOM)
    for ts in (typed, behind):
        await team.ticked(ts)
    assert "not signed" in (await team.question(5)).text
    assert not fault.active
    assert stored(database, team.channel) == []
    assert len([m for m in slack.person(TOM).sees.ephemerals(team.channel) if m.text == LOOKED_FOR]) <= 2


async def test_who_clicks_while_slack_does_not_say_is_told_so_and_can_a_moment_later(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    cannot_be_asked(slack, "limited")
    await team.click("5", TOM)
    await team.told(NOT_KNOWN_NOW, TOM)
    await recorded(lambda: not stored(database, team.channel))
    await team.click("5", TOM)
    await team.question(4)


async def test_what_slack_will_never_say_is_told_to_who_typed(slack: Sandbox, bot: Bot) -> None:
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    with slack.faults.calls.refuse("conversations.replies", error="missing_scope"):
        team.type("5", TOM)
        await team.told(NOT_FOUND, TOM)
    await team.ticked(team.type("4", TOM))


async def test_a_thread_that_only_begins_at_the_same_moment_is_left_alone(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    """However often somebody types a number there, Slack is asked once."""
    team = await under_way(slack)
    here = slack.person(PRIYA)
    post = here.types.post(SOCIAL_CARE, "Who brings the cake?")
    store = Database(f"sqlite:///{database}")
    moved = {"thread_ts": post}
    store.write_now(lambda t: t.execute(update(ASSESSMENTS).values(moved)))
    headline = update(SURFACES).where(SURFACES.c.kind == SurfaceKind.HEADLINE).values(ts=post)
    store.write_now(lambda t: t.execute(headline))
    store.close()
    cannot_be_asked(slack, "limited")
    for _ in range(3):
        here.types.post(SOCIAL_CARE, "2", thread_ts=post)
    await slack.until(lambda: len(asked_whose(slack, post)) == 2 or None)
    here.types.post(SOCIAL_CARE, "3", thread_ts=post)
    await slack.settled()
    assert len(asked_whose(slack, post)) == 2
    assert team.channel == HOUSING


def asked_whose(slack: Sandbox, thread: str) -> list[object]:
    return [one for one in slack.log.of("conversations.replies") if one.args.get("ts") == thread]


async def test_a_file_of_answers_and_an_edit_wait_too(slack: Sandbox, bot: Bot, database: Path) -> None:
    """Of these nobody is told that they wait: they are of use only where it is known whose thread it is."""
    team = await under_way(slack)
    typed = team.type("5", TOM)
    await team.ticked(typed)
    await team.question(4)
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    cannot_be_asked(slack, "limited")
    slack.person(TOM).types.edit(team.channel, typed, "4")
    await team.told(EDITED, TOM)
    assert not [m for m in slack.person(TOM).sees.ephemerals(team.channel) if m.text == LOOKED_FOR]


async def test_evidence_is_added_to_what_stands_under_another_id(slack: Sandbox, bot: Bot) -> None:
    team = await under_way(slack)
    note = team.type("Here is what the contract says", TOM)
    await slack.settled()
    team.channel = slack.neighbours.change_id(HOUSING, told=False)
    tom = slack.person(TOM)
    cannot_be_asked(slack, "limited")
    await tom.clicks.shortcut(View.USE_AS_EVIDENCE, team.channel, note)
    await slack.until(lambda: tom.modal.views)
    assert NOT_KNOWN_NOW in str(tom.modal.view.spec)


@pytest.mark.parametrize("told", [True, False])
async def test_what_was_heard_in_its_threads_is_known_by_the_new_id(
    slack: Sandbox, bot: Bot, database: Path, told: bool
) -> None:
    """A file that was posted is offered as evidence, and the next card comes below the talk."""
    team = await under_way(slack)
    file = ("contract.pdf", b"%PDF")
    slack.person(PRIYA).types.post(HOUSING, "This is the one", thread_ts=team.thread, files=[file])
    await slack.settled()
    talked_below = await team.question(3)
    team.channel = slack.neighbours.change_id(HOUSING, told=told)
    if told:
        await recorded(lambda: not stored(database, team.channel))
    amina = slack.person(AMINA)
    await use(amina, talked_below, Do.EVIDENCE)
    await slack.until(lambda: amina.modal.views)
    assert "contract.pdf" in str(amina.modal.view.spec)
    await amina.modal.close()
    await team.click("5", AMINA)
    assert (await team.question(4)).ts > talked_below.ts


async def test_the_same_change_told_twice_is_one(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING)
    told = {"old_channel_id": HOUSING, "new_channel_id": team.channel, "event_ts": "1.0"}
    slack._core.events.send("channel_id_changed", {"type": "channel_id_changed"} | told)
    await slack.settled()
    await team.ticked(team.type("5", AMINA))
    await team.question(4)


async def test_the_record_still_holds(slack: Sandbox, bot: Bot, database: Path) -> None:
    """What changed behind nobody's back is part of the chain."""
    team = await under_way(slack)
    team.channel = slack.neighbours.change_id(HOUSING)
    await recorded(lambda: not stored(database, team.channel))
    await team.ticked(team.type("5", AMINA))
    await bot.stop()
    store, load = Database(f"sqlite:///{database}"), FrameworkStore().load
    assert store.read_now(lambda transaction: verify(transaction, load)).found == []
    store.close()
