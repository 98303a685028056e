"""Who is inside: everybody who can come along, by each way in, over the wire.

Of our own organisation are the people of the workspace, guests too, and those of a sibling workspace;
payloads call their team the workspace or the enterprise. A partner's people see; the channel's settings can
let them answer.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Update, update

from bot.cards.callbacks import Do
from bot.cards.refusals import words
from bot.config import ConfigError
from bot.demo.cards import found_on, use
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.neighbours import ENTERPRISE, PARTNER_TEAM, SIBLING_TEAM
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.wire.events import CHANNEL_TYPE
from bot.sandbox.wire.outbox import Kind
from bot.sandbox.world import BOT_USER, TEAM_ID, Profile
from bot.sandbox.world.conversations import SLACKBOT
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from flows.refusals import Refusal, Why
from flows.settings import ChannelSettings
from storage.database import Database
from storage.settings import SettingsStore
from storage.tables import ASSESSMENTS, PARTICIPANTS, WAITS
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.scenarios.conftest import Bot, settings_for
from tests.scenarios.team import Team
from tests.scenarios.test_forged import send
from tests.scenarios.test_reminders import DAY, sweep_goes_by, to_monday
from tests.scenarios.test_settings import save_channel

Json = dict[str, Any]
UNKNOWN = "U0UNKNOWN01"
HELD = (ASSESSMENTS.c.owner_id, PARTICIPANTS.c.user_id, WAITS.c.user_id)
"""Where it stands whose an assessment is, and for whom it waits."""
PARTNERS = "People from partner organisations in this channel"
WHY_NOT = "Why does this question not apply?"


class Comer:
    """Somebody who comes along. `person` is None for who has no client: an app, Slack, nobody."""

    def __init__(self, id: str, home: str, person: Person | None, *, comes_in: bool, why: Why | None) -> None:
        self.id = id
        self.home = home
        self.person = person
        self.comes_in = comes_in
        self.why = why


def _member(slack: Sandbox) -> Comer:
    return Comer(TOM, TEAM_ID, slack.person(TOM), comes_in=True, why=None)


def _sibling(slack: Sandbox) -> Comer:
    slack.neighbours.join_enterprise()
    person = slack.neighbours.sibling("Sam Sibling", HOUSING)
    return Comer(person.id, SIBLING_TEAM, person, comes_in=True, why=None)


def _by_enterprise(slack: Sandbox) -> Comer:
    slack.neighbours.join_enterprise(says_enterprise=True)
    return Comer(TOM, ENTERPRISE, slack.person(TOM), comes_in=True, why=None)


def _sibling_by_enterprise(slack: Sandbox) -> Comer:
    slack.neighbours.join_enterprise(says_enterprise=True)
    person = slack.neighbours.sibling("Sam Sibling", HOUSING)
    return Comer(person.id, ENTERPRISE, person, comes_in=True, why=None)


def _partner(slack: Sandbox) -> Comer:
    person = slack.neighbours.partner("Pat Partner", HOUSING)
    return Comer(person.id, PARTNER_TEAM, person, comes_in=False, why=Why.PARTNERS_SEE)


def _partner_of_enterprise(slack: Sandbox) -> Comer:
    slack.neighbours.join_enterprise(says_enterprise=True)
    person = slack.neighbours.partner("Pat Partner", HOUSING, enterprise="E0PARTNER01")
    return Comer(person.id, "E0PARTNER01", person, comes_in=False, why=Why.PARTNERS_SEE)


def _partner_who_may(slack: Sandbox) -> Comer:
    person = slack.neighbours.partner("Pat Partner", HOUSING)
    return Comer(person.id, PARTNER_TEAM, person, comes_in=True, why=Why.PARTNERS_ANSWER)


def _guest(slack: Sandbox) -> Comer:
    slack.world.people[TOM].is_guest = True
    return _member(slack)


def _single_channel_guest(slack: Sandbox) -> Comer:
    slack.world.people[TOM].is_single_channel_guest = True
    return _member(slack)


def _bot(slack: Sandbox) -> Comer:
    slack.world.people["U0OTHERAPP1"] = Profile("U0OTHERAPP1", "Other app", "other.app", is_bot=True)
    return Comer("U0OTHERAPP1", "", None, comes_in=False, why=Why.STRANGER)


def _slackbot(slack: Sandbox) -> Comer:
    return Comer(SLACKBOT, "", None, comes_in=False, why=Why.STRANGER)


def _unknown(slack: Sandbox) -> Comer:
    return Comer(UNKNOWN, "", None, comes_in=False, why=Why.STRANGER)


COMERS: dict[str, Callable[[Sandbox], Comer]] = {
    "member": _member,
    "member, by the enterprise": _by_enterprise,
    "sibling": _sibling,
    "sibling, by the enterprise": _sibling_by_enterprise,
    "guest": _guest,
    "single-channel guest": _single_channel_guest,
    "partner": _partner,
    "partner, by their enterprise": _partner_of_enterprise,
    "partner who may answer": _partner_who_may,
    "app": _bot,
    "Slackbot": _slackbot,
    "unknown": _unknown,
}
everybody = pytest.mark.parametrize("kind", COMERS)


async def comes(slack: Sandbox, database: Path, kind: str) -> tuple[Team, Comer]:
    """An assessment in a channel where they are, at its first question."""
    slack.limits.enforced = False
    comer = COMERS[kind](slack)
    if comer.why is Why.PARTNERS_ANSWER:
        store = Database(f"sqlite:///{database}")
        rules = ChannelSettings(partners_answer=True)
        store.write_now(lambda t: SettingsStore(t, Workspace(TEAM_ID)).keep_channel(HOUSING, rules))
        store.close()
    team = Team(slack)
    await team.start()
    return team, comer


async def says_no(slack: Sandbox, team: Team, comer: Comer, why: Why) -> None:
    """They are told why, in private, and the question still stands."""
    assert comer.person
    await told(slack, comer.person, why)
    assert team.stands_at(1)


async def told(slack: Sandbox, person: Person, why: Why) -> None:
    no = words(Refusal(why), person.id)
    await slack.until(lambda: no in [message.text for message in person.sees.ephemerals(HOUSING)])


async def at_rest(slack: Sandbox, team: Team) -> None:
    """What came before is taken or left: an answer of Amina's, which comes after it, is."""
    team_ts = team.type("5", AMINA)
    await team.ticked(team_ts)
    await team.question(2)


def _execute(statement: Update, transaction: Transaction) -> None:
    transaction.execute(statement)


def as_event(team: Team, comer: Comer, text: str) -> Json:
    """What Slack would send of a message by somebody who has no client."""
    slack = team.slack
    ts = slack._core.stamps.next()
    event = {"type": "message", "user": comer.id, "text": text, "ts": ts, "event_ts": ts, "channel": HOUSING}
    where = slack.world.channels[HOUSING]
    event |= {"thread_ts": team.thread, "channel_type": CHANNEL_TYPE[where.kind]}
    event |= {"bot_id": "B0OTHERAPP1"} if comer.id.startswith("U0OTHER") else {}
    return slack._core.events._body(event, where)


def as_theirs(payload: Json, comer: Comer) -> Json:
    """What a member's client sent, as if somebody had who has none."""
    user = payload["user"] | {"id": comer.id}
    if comer.home:
        user |= {"team_id": comer.home}
    else:
        user.pop("team_id")
    return payload | {"user": user}


@everybody
async def test_typed(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    team, comer = await comes(slack, database, kind)
    if comer.person is None:
        await send(slack, as_event(team, comer, "4"), Kind.EVENT)
        await at_rest(slack, team)
        return
    ts = team.type("4 because we asked", comer.id)
    if comer.comes_in:
        await team.ticked(ts)
        await team.question(2)
    else:
        assert comer.why
        await says_no(slack, team, comer, comer.why)


@everybody
async def test_clicked(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    team, comer = await comes(slack, database, kind)
    card = team.card()
    assert card is not None
    if comer.person is None:
        amina = slack.person(AMINA).profile
        block, element, _ = found_on(card, "4")
        action = payloads.action(slack._core, block, element)
        click = payloads.message_action(slack._core, amina, slack.world.channels[HOUSING], card, action)
        await send(slack, as_theirs(click, comer))
        await at_rest(slack, team)
        return
    await use(comer.person, card, "4")
    if comer.comes_in:
        await team.question(2)
    else:
        assert comer.why
        await says_no(slack, team, comer, comer.why)


@everybody
async def test_sent_in_a_form(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    """Of a form, the team is a partner's own. Who sees only can open none, so theirs is one that was open
    when the channel's settings were changed."""
    team, comer = await comes(slack, database, kind)
    opener = comer.person if comer.comes_in and comer.person else slack.person(AMINA)
    await team.click(Do.NOT_APPLICABLE, opener.id)
    await slack.until(lambda: opener.modal.views)
    if opener is comer.person:
        assert await opener.modal.submit({WHY_NOT: "It has no people in it"}) is None
        await team.question(2)
        return
    view = opener.modal.view
    view.values = {"reason": {"reason": {"type": "plain_text_input", "value": "None"}}}
    profile = comer.person.profile if comer.person else slack.person(AMINA).profile
    form = payloads.view_submission(slack._core, profile, view)
    answer = await send(slack, form if comer.person else as_theirs(form, comer))
    assert comer.why
    assert words(Refusal(comer.why), comer.id, in_form=True) in answer["errors"].values()
    assert team.stands_at(1)


@pytest.mark.parametrize("kind", [kind for kind in COMERS if kind not in ("app", "Slackbot", "unknown")])
async def test_the_command(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    """Neither an app nor Slack has a box to type it in."""
    _, comer = await comes(slack, database, kind)
    person = comer.person
    assert person
    if slack.world.is_outside(person.id):
        with pytest.raises(CannotAct):  # it is not installed where they are
            await person.types.command(HOUSING, "/balance", "status")
        return
    await person.types.command(HOUSING, "/balance", "status")
    await slack.until(lambda: person.sees.ephemerals(HOUSING))


@everybody
async def test_the_home(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    _, comer = await comes(slack, database, kind)
    person = comer.person
    if person and slack._core.world.is_outside(person.id):
        with pytest.raises(CannotAct):
            person.home.open()
    if person and not slack._core.world.is_outside(person.id):
        person.home.open()
        await slack.until(lambda: person.home.view)
        return
    opened = {"type": "app_home_opened", "user": comer.id, "channel": "D0", "tab": "home", "event_ts": "1.0"}
    await send(slack, slack._core.events._body(opened, None), Kind.EVENT)
    slack.person(AMINA).home.open()
    await slack.until(lambda: slack.person(AMINA).home.view)
    assert comer.id not in slack.world.homes


@everybody
async def test_reminded(slack: Sandbox, bot: Bot, database: Path, kind: str) -> None:
    """Whoever is none of our own gets no direct message, also if something waits for them."""
    await to_monday(slack)
    _, comer = await comes(slack, database, kind)
    store = Database(f"sqlite:///{database}")
    for of in HELD:
        given = update(of.table).where(of == AMINA).values({of.name: comer.id})
        store.write_now(partial(_execute, given))
    store.close()
    await slack.pass_time(3 * DAY)
    await slack.pass_time(DAY)  # nobody is reminded at a weekend
    await sweep_goes_by(slack)
    is_ours = comer.person is not None and not slack.world.is_outside(comer.id)
    dm = slack.world.channels.get(f"D{comer.id[1:]}")
    written = [message for message in dm.messages.values() if message.user == BOT_USER] if dm else []
    assert bool(written) == is_ours


@pytest.mark.parametrize("kind", [kind for kind in COMERS if "partner" in kind])
async def test_what_is_more_than_an_answer_is_for_our_own_people(
    slack: Sandbox, bot: Bot, database: Path, kind: str
) -> None:
    team, comer = await comes(slack, database, kind)
    assert comer.person
    assert comer.why
    await team.click(Do.PAUSE, comer.id)
    await told(slack, comer.person, comer.why)
    team.type("pause", comer.id)
    await slack.until(lambda: comer.person and len(comer.person.sees.ephemerals(HOUSING)) == 2)
    team.person(comer.id).types.post(HOUSING, "@Balance start Falls data")
    await slack.until(lambda: comer.person and len(comer.person.sees.ephemerals(HOUSING)) == 3)
    assert team.stands_at(1)
    await team.click(Do.WHY, comer.id)  # what stands there anyway is for everybody who sees it


async def test_the_settings_of_a_channel_let_partners_answer(slack: Sandbox, bot: Bot) -> None:
    partner = slack.neighbours.partner("Pat Partner", HOUSING)
    team = Team(slack)
    await team.start()
    await team.click("4", partner.id)
    await told(slack, partner, Why.PARTNERS_SEE)
    assert await save_channel(slack, AMINA, **{PARTNERS: "May answer"}) is None
    await slack.until(
        lambda: [m for m in slack.person(TOM).sees.messages(HOUSING) if "partner organisations" in m.text]
    )
    await team.click("4", partner.id)
    await team.question(2)
    assert "Pat Partner" in (await team.question(2)).text


async def test_a_partner_is_told_in_a_direct_message_whose_balance_it_is(slack: Sandbox, bot: Bot) -> None:
    partner = slack.neighbours.partner("Pat Partner", HOUSING)
    partner.types.post(partner.dm, "list")
    no = words(Refusal(Why.ONLY_OUR_PEOPLE), partner.id)
    await slack.until(lambda: no in [message.text for message in partner.sees.messages(partner.dm)])


async def test_nobody_of_a_partner_is_chosen(slack: Sandbox, bot: Bot) -> None:
    partner = slack.neighbours.partner("Pat Partner", HOUSING)
    amina = slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "Falls data")
    await slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Who decides?": [partner.id]})
    assert list((errors or {}).values()) == [words(Refusal(Why.PARTNER_CHOSEN), AMINA, in_form=True)]


# --- where we are


async def test_an_assessment_goes_on_when_the_workspace_joins_an_enterprise(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    await team.answer_all(["4", "3", "5"])
    await bot.stop()
    slack.neighbours.join_enterprise()
    await bot.start()
    await team.ticked(team.type("2", TOM))
    await team.question(5)
    await team.click("4")
    await team.question(6)
    tom = slack.person(TOM)
    tom.home.open()
    await slack.until(lambda: tom.home.view and "housing arrears" in str(tom.home.view.spec))


async def test_an_app_for_a_whole_organisation_does_not_start(slack: Sandbox, database: Path) -> None:
    slack.world.is_org_install = True
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN"):
        await Bot(slack, settings_for(slack, database)).start()


async def test_a_workspace_can_join_while_the_bot_runs(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    slack.neighbours.join_enterprise(says_enterprise=True)
    sibling = slack.neighbours.sibling("Sam Sibling", HOUSING)
    await team.ticked(team.type("4", TOM))
    await team.question(2)
    await team.click("3", sibling.id)
    await team.question(3)


async def test_in_a_channel_that_a_partner_hosts_our_people_answer(slack: Sandbox, bot: Bot) -> None:
    slack.neighbours.partner("Pat Partner", HOUSING)
    slack.neighbours.hosted_by_partner(HOUSING)
    team = Team(slack)
    await team.start()
    await team.ticked(team.type("4", TOM))
    await team.question(2)
    slack.person(TOM).types.post(HOUSING, "@Balance hello")
    await slack.until(lambda: slack.person(TOM).sees.ephemerals(HOUSING))
