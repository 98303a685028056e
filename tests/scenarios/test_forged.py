"""What no client of Slack would send, over the real wire: refused, logged, and nothing changed."""

import asyncio
import contextlib
import copy
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.callbacks import Do, Ref
from bot.demo.cards import found_on
from bot.sandbox import Sandbox
from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire import payloads
from bot.sandbox.wire.outbox import Attempt, Kind
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from flows.hearing import hear
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team

Json = dict[str, Any]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("x" * 4_000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
DICTIONARY = st.dictionaries(st.sampled_from(["id", "team_id", "type", "state", "private_metadata"]), JSON)
PART = st.sampled_from(
    ["user", "team", "view", "type", "actions", "container", "channel", "message", "response_url"]
)
FEW = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


BRIEFLY = 1.0
"""Seconds to wait for an answer to nonsense, which mostly has none; what comes later is seen by the next."""


async def send(
    slack: Sandbox, payload: Json, kind: Kind = Kind.INTERACTIVE, waits: float | None = None
) -> Json:
    """As Slack sends it, once; what the bot answers, empty if it does not acknowledge."""
    with contextlib.suppress(NotDelivered, TimeoutError):
        async with asyncio.timeout(waits):
            return await slack._core.outbox.transport.deliver(kind, payload, Attempt())
    return {}


def kept(database: Path) -> list[list[Any]]:
    """All that the store says of assessments; not what it has heard of."""
    tables = ("assessments", "answers", "answer_changes", "activity", "submissions")
    with contextlib.closing(sqlite3.connect(database)) as store:
        rows = [store.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]
    own = {"drawn_by", "drawn_until", "remind_from"}  # what the bot writes down for itself, at any time
    with contextlib.closing(sqlite3.connect(database)) as store:
        names = [row[1] for row in store.execute("PRAGMA table_info(assessments)")]
    rows[0] = [tuple(v for n, v in zip(names, row, strict=True) if n not in own) for row in rows[0]]
    return rows


async def answered_once(slack: Sandbox) -> Team:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"])
    return team


async def open_form(team: Team, name: str) -> Json:
    """What Slack would send for this form, filled in."""
    amina = team.person(AMINA)
    await team.click(name)
    await team.slack.until(lambda: amina.modal.views)
    amina.modal.fill({"reason": "a reason"})
    sent: Json = payloads.view_submission(team.slack._core, amina.profile, amina.modal.view)
    await amina.modal.close()
    return sent


def click_on(team: Team, name: str, user: str = AMINA) -> Json:
    """What Slack would send for a click on this button of the current card."""
    card = team.card()
    assert card is not None
    block, element, option = found_on(card, name)
    core, person = team.slack._core, team.person(user)
    action = payloads.action(core, block, element, option and option["value"])
    return payloads.message_action(core, person.profile, core.world.channels[HOUSING], card, action)


def nobody_saw_a_traceback(team: Team, log: pytest.LogCaptureFixture) -> None:
    """Neither people nor whoever reads the log, Bolt's lines in it too."""
    words = [message.text for user in (AMINA, TOM) for message in team.person(user).sees.ephemerals(HOUSING)]
    assert not [word for word in words if "Reference:" in word or "Traceback" in word]
    assert not [record for record in log.records if record.exc_info]


METADATA = st.one_of(
    st.text(max_size=60),
    st.just("x" * 3_000),
    st.builds(
        lambda id, turn, question, seen: Ref(id, turn, question, HOUSING, seen=seen).encode(),
        st.sampled_from(["0123456789ab", "' OR 1=1 --", "<!channel>"]),
        st.integers(0, 99),
        st.sampled_from(["clear-purpose", "", "forged"]),
        st.text("0123456789abcdef", max_size=12),
    ),
)


@pytest.mark.parametrize("name", [Do.REASON, Do.NOT_APPLICABLE])
@FEW
@given(metadata=METADATA)
async def test_a_form_with_forged_metadata_changes_nothing(
    name: Do, metadata: str, forms: "Forms", caplog: pytest.LogCaptureFixture
) -> None:
    form = copy.deepcopy(await forms.get(name))
    form["view"]["private_metadata"] = metadata
    form["view"]["id"] += "F"
    await send(forms.slack, form)
    assert forms.unchanged
    nobody_saw_a_traceback(await forms.team(), caplog)


@FEW
@given(wrong=st.tuples(PART, JSON) | st.tuples(st.sampled_from(["user", "team", "view"]), DICTIONARY))
async def test_an_interaction_with_a_part_that_is_wrong_changes_nothing(
    wrong: tuple[str, object], forms: "Forms", caplog: pytest.LogCaptureFixture
) -> None:
    name, value = wrong
    form = await forms.get(Do.NOT_APPLICABLE)
    if name in ("user", "team", "view", "type"):
        forged = {**form, name: value, "view": value if name == "view" else without_values(form)}
    else:
        forged = {**click_on(await forms.team(), Do.WHY), name: value}
    await send(forms.slack, forged, waits=BRIEFLY)
    assert forms.unchanged
    nobody_saw_a_traceback(await forms.team(), caplog)


@pytest.mark.parametrize("part", ["user", "team"])
@pytest.mark.parametrize("value", [True, 7], ids=repr)
async def test_what_bolt_stumbles_over_is_refused_without_a_traceback(
    part: str, value: object, slack: Sandbox, bot: Bot, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    team = await answered_once(slack)
    before = kept(database)
    await send(slack, click_on(team, "4") | {part: value})
    await slack.settled()
    assert kept(database) == before
    nobody_saw_a_traceback(team, caplog)


@pytest.mark.parametrize("actions", [[], {}, None, 4], ids=repr)
async def test_a_click_without_an_action_is_refused_in_words_and_without_a_traceback(
    actions: object, slack: Sandbox, bot: Bot, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    team = await answered_once(slack)
    before = kept(database)
    click = click_on(team, Do.WHY) | {"actions": actions}
    await send(slack, click)
    await team.told("Balance could not use that. Nothing was changed.")
    assert kept(database) == before
    assert "Refused:" in caplog.text
    nobody_saw_a_traceback(team, caplog)


COUNTED = ["score:public-benefit:" + "9" * 30, "score:public-benefit:7", "stage:none", ""]


@pytest.mark.parametrize("counted", COUNTED)
async def test_a_forged_choice_in_the_overview_is_refused_in_words(
    counted: str, slack: Sandbox, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    amina = slack.person(AMINA)
    amina.home.open()
    view = await slack.until(lambda: amina.home.view)
    action = {
        "type": "static_select",
        "action_id": Do.SHOW_COUNTED,
        "block_id": "counted",
        "selected_option": {"value": counted},
        "action_ts": slack._core.stamps.next(),
    }
    await send(slack, payloads.view_action(slack._core, amina.profile, view, action))
    words = "Balance could not use that. Nothing was changed."
    await slack.until(lambda: [m for m in amina.sees.messages(amina.dm) if words in m.text])
    assert not [record for record in caplog.records if record.exc_info]


def without_values(form: Json) -> Json:
    """The view of this form with nothing typed: so that only what is drawn could be what is taken."""
    return {**form["view"], "id": "V0FORGED", "state": {"values": {}}}


async def test_what_comes_from_another_workspace_changes_nothing(
    slack: Sandbox, bot: Bot, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    team = await answered_once(slack)
    other = {"id": "T0OTHER0001", "domain": "other"}
    click, form = click_on(team, "5"), await open_form(team, Do.NOT_APPLICABLE)
    event = {"type": "message", "user": AMINA, "channel": HOUSING, "thread_ts": team.thread, "text": "5"}
    body = {"type": "event_callback", "team_id": other["id"], "event_id": "Ev1", "event": event}
    before = kept(database)
    with caplog.at_level(logging.WARNING):
        await send(slack, click | {"team": other})
        # Of a form, the view says whose it is: the team can be that of who sends it, in a shared channel.
        await send(slack, form | {"view": form["view"] | {"app_installed_team_id": other["id"]}})
        await send(slack, body | {"event": event | {"ts": f"{float(team.thread) + 900:.6f}"}}, Kind.EVENT)
    assert kept(database) == before
    assert caplog.text.count("from another workspace: T0OTHER0001") == 3


async def test_what_is_sent_again_changes_nothing(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await answered_once(slack)
    click = click_on(team, "5")
    await send(slack, click)
    await team.question(3)
    form = await open_form(team, Do.NOT_APPLICABLE)
    await send(slack, form)
    await team.question(4)
    ts = team.type("2 because we asked")
    await team.ticked(ts)
    await team.question(5)
    event = {"type": "message", "user": AMINA, "channel": HOUSING, "channel_type": "channel"}
    event |= {"text": "2 because we asked", "ts": ts, "thread_ts": team.thread}
    body = {"type": "event_callback", "team_id": click["team"]["id"], "event_id": "Ev2", "event": event}
    before = kept(database)
    for payload, kind in ((click, Kind.INTERACTIVE), (form, Kind.INTERACTIVE), (body, Kind.EVENT)) * 2:
        await send(slack, payload, kind)
    assert kept(database) == before


@FEW
@given(
    text=st.text(min_size=1, max_size=200) | st.sampled_from(["<!channel>", "4" * 39_000, "@here 4", "‮4‬?"])
)
async def test_whatever_is_typed_it_is_an_answer_or_changes_nothing(
    text: str, forms: "Forms", caplog: pytest.LogCaptureFixture
) -> None:
    team = await forms.team()
    before = kept(forms.database)
    if not text.strip() or text.startswith("/") or hear(text) is not None:
        return
    team.type(text)
    await forms.slack.settled()
    assert kept(forms.database) == before
    nobody_saw_a_traceback(team, caplog)


class Forms:
    """One assessment with one answer, for many tries that must not change it."""

    def __init__(self, slack: Sandbox, database: Path) -> None:
        self.slack = slack
        self.database = database
        self._team: Team | None = None
        self._forms: dict[str, Json] = {}
        self._before: list[list[Any]] = []

    async def team(self) -> Team:
        self._team = self._team or await answered_once(self.slack)
        return self._team

    async def get(self, name: str) -> Json:
        if name not in self._forms:
            self._forms[name] = await open_form(await self.team(), name)
            self._before = kept(self.database)
        return self._forms[name]

    @property
    def unchanged(self) -> bool:
        """Whether nothing changed since a form was opened."""
        return kept(self.database) == self._before


@pytest.fixture
def forms(slack: Sandbox, bot: Bot, database: Path) -> Forms:
    return Forms(slack, database)
