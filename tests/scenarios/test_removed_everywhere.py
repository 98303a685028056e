"""Every button and every form there is, used by somebody who was removed from the private channel since.
It is refused, and nothing is changed or sent but the refusal. What is left out of it says why."""

import contextlib
import copy
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.cards import settling
from bot.cards.callbacks import Do, Ref, View
from bot.cards.deciding import callback
from bot.cards.evidence_form import Opened
from bot.demo.cards import ACTIONS, CardKind, use
from bot.listeners import registrar
from bot.sandbox import Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE
from bot.slack.rate_limits import Limits
from flows.decision import Verdict
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import Team
from tests.scenarios.test_conditions import actions_of, opens, presses
from tests.scenarios.test_deciding import RATINGS, TICKED, Board, shown
from tests.scenarios.test_for_the_record import SHEET, opens_group
from tests.scenarios.test_forged import send
from tests.scenarios.test_removed import (
    AWAY,
    assessment_of,
    button,
    forged,
    listed_in_a_direct_message,
    open_history,
    remove,
)
from tests.scenarios.test_settings import LEADS, change

Json = dict[str, Any]

ABOUT_NO_ASSESSMENT: Final = "it is about no assessment"
ONLY_WHAT_THEY_SEE: Final = "it shows only what they can see now: tests/scenarios/test_lists.py"
NOT_TRIED: Final[dict[str, str]] = {
    Do.START: "it opens an empty form, which is looked at when it is sent",
    Do.HELP: ABOUT_NO_ASSESSMENT,
    Do.COMMAND: "it is a command, which says where it was given",
    Do.LINK: "the client itself opens it",
    Do.MORE: "it is a menu, and carries another one",
    Do.REFUSE_OFFER: "it only puts away a private word of their own",
    Do.LEAVE_VOICES: "it only puts away a private word of their own",
    Do.TOMORROW: "it is about their own reminders, and tells nothing",
    Do.STOP_REMINDING: "it is about their own reminders, and tells nothing",
    Do.SETTINGS: "it is about a channel: test_removed.py",
    **dict.fromkeys(
        (Do.MY_SETTINGS, Do.WORKSPACE_SETTINGS, Do.RETENTION, Do.STOP_DIGEST), ABOUT_NO_ASSESSMENT
    ),
    **dict.fromkeys(
        (
            *(Do.LIST, Do.FILTER, Do.SHOW_ALL, Do.FOUND_BACK, Do.FOUND_ON, Do.WAITING_BACK, Do.WAITING_ON),
            *(Do.SHOW, Do.SHOW_COUNTED, Do.OVERVIEW_DAYS, Do.OVERVIEW_CHANNEL, Do.OVERVIEW_EVERYWHERE),
        ),
        ONLY_WHAT_THEY_SEE,
    ),
}
OF_A_BALLOT: Final = frozenset({Do.BALLOT_DONE, Do.BALLOT_BACK})
"""Tried on one, below."""
SEVERAL: Final = {
    Do.RATE: tuple(f"{Do.RATE}_{rating}" for rating in range(1, 6)),
    Do.OFFER: (f"{Do.OFFER}_1", f"{Do.OFFER}_2"),
}
IN_A_WINDOW: Final = frozenset({Do.COMPARE_WITH, Do.ABANDON_NOW, Do.CLOSE_NOW, Do.REOPEN_NOW, Do.TAKE_BACK})
"""They go by what their window carries, or answer in it."""
TRIED: Final = frozenset(Do) - NOT_TRIED.keys() - OF_A_BALLOT

FORMS_NOT_TRIED: Final[dict[str, str]] = {
    View.START: "nothing is there yet; where it may begin is looked at: test_removed.py",
    View.CHANNEL_SETTINGS: "it is about a channel: test_removed.py",
    View.FILTER: ONLY_WHAT_THEY_SEE,
    **dict.fromkeys((View.MY_SETTINGS, View.WORKSPACE_SETTINGS, View.RETENTION), ABOUT_NO_ASSESSMENT),
}

OWN: Final = frozenset({"processes", "listening", "seen_events", "names", "surfaces", "reminders", "digests"})
"""Tables in which the bot writes down for itself what it does and hears, at any time."""
OWN_COLUMNS: Final = frozenset({"drawn_by", "drawn_until", "remind_from", "retain_from", "surfaces_version"})


def everything(database: Path) -> Json:
    """What the store says of assessments and of all that belongs to them, by table."""
    with contextlib.closing(sqlite3.connect(database)) as store:
        names = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: Json = {}
        for name in sorted({*names} - OWN):
            rows = store.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in rows.description]
            kept = [{c: v for c, v in zip(columns, row, strict=True) if c not in OWN_COLUMNS} for row in rows]
            found[name] = sorted(kept, key=str)
    assert found["assessments"]
    return found


@dataclass
class Removed:
    """What these people can still read, and what the store says, from the moment on at which they were
    removed."""

    slack: Sandbox
    database: Path
    people: Sequence[str]
    before: Json = field(init=False)
    said: dict[str, set[str]] = field(init=False)
    files: int = field(init=False)

    @classmethod
    async def now(cls, slack: Sandbox, database: Path, *people: str) -> "Removed":
        for person in people:
            remove(slack, person)
        await slack.settled()
        removed = cls(slack, database, people)
        removed.before, removed.files = everything(database), len(slack.world.files)
        removed.said = {person: {m.ts for m in removed._direct(person)} for person in people}
        return removed

    def told(self, person: str) -> list[Message]:
        """What they were told since."""
        return [m for m in self._direct(person) if m.ts not in self.said[person]]

    def check(self) -> None:
        """Nothing is other than it was, and they were told nothing but no."""
        assert everything(self.database) == self.before
        assert len(self.slack.world.files) == self.files
        for person in self.people:
            assert [m.text for m in self.told(person) if AWAY not in m.text] == []

    def _direct(self, user: str) -> list[Message]:
        person = self.slack.person(user)
        tops = person.sees.messages(person.dm)
        threads = [one for top in tops for one in person.sees.thread(person.dm, top.ts)]
        return [m for m in {m.ts: m for m in (*tops, *threads)}.values() if m.user == BOT_USER]


def test_every_button_is_tried_or_says_why_not() -> None:
    names = {name for do in TRIED for name in SEVERAL.get(do, (do,))}
    assert names <= registrar.ACTIONS.keys()
    assert TRIED | NOT_TRIED.keys() | OF_A_BALLOT == {*Do}
    assert not TRIED & (NOT_TRIED.keys() | OF_A_BALLOT)


async def test_every_button_is_refused_from_a_direct_message(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    ref = Ref(assessment_of(listed), 1, team.framework.questions[0].id, GOVERNANCE, seen=f"F1.{'0' * 16}")
    removed = await Removed.now(slack, database, GRACE)
    grace, number = slack.person(GRACE), 0
    for do in sorted(TRIED - IN_A_WINDOW):
        for name in SEVERAL.get(do, (do,)):
            number += 1
            await send(slack, forged(slack, listed, GRACE, name, value_of(do, ref, listed)))
            await slack.until(lambda number=number: len(removed.told(GRACE)) == number)  # type: ignore[misc]
            assert not grace.modal.views, name
    removed.check()


def value_of(do: Do, ref: Ref, message: Message) -> str:
    return json.dumps([ref.encode(), message.ts, "rate", 4, ""]) if do is Do.OFFER else ref.encode()


async def test_every_button_is_refused_in_a_window_that_is_still_open(
    slack: Sandbox, bot: Bot, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it was opened is not where they are now. Some are told no in the window itself."""
    slack.limits.enforced = False
    monkeypatch.setattr(Limits, "wait", lambda *_, **__: 0.0)  # else there is one message a second
    team = Team(slack, GOVERNANCE)
    listed = await listed_in_a_direct_message(slack, team)
    ref = Ref(assessment_of(listed), 1, team.framework.questions[0].id, GOVERNANCE, seen=f"F1.{'0' * 16}")
    await open_history(slack, team, GRACE)
    removed = await Removed.now(slack, database, GRACE)
    grace = slack.person(GRACE)
    view, spec = grace.modal.view, copy.deepcopy(grace.modal.view.spec)
    carried = {Do.TAKE_BACK: Opened(ref).encode(), Do.EVIDENCE_FOR: Opened(ref).encode()}
    for do in sorted(TRIED):
        for name in SEVERAL.get(do, (do,)):
            before = len(removed.told(GRACE))
            drawn = spec | {"private_metadata": carried.get(do, ref.encode())}
            view.spec = copy.deepcopy(drawn)
            action = button(slack, name, value_of(do, ref, listed))
            await send(slack, payloads.view_action(slack._core, grace.profile, view, action))

            def refused(before: int = before) -> bool:
                return len(removed.told(GRACE)) > before or AWAY in str(view.spec)

            await slack.until(refused)
            assert view.spec == drawn or AWAY in str(view.spec), name
            assert len(grace.modal.views) == 1, name
    removed.check()


# --- forms


@dataclass
class Forms:
    """Forms as they were open at the removal, filled in, by their callback."""

    slack: Sandbox
    sent: dict[str, tuple[str, Json]] = field(default_factory=dict)

    async def open(
        self, team: Team, message: Message, do: str, by: str, ref: Ref, /, **fields: object
    ) -> None:
        """From this message, as somebody who is still there."""
        await send(self.slack, forged(self.slack, message, by, do, ref.encode()))
        await self.slack.until(lambda: team.person(by).modal.views)
        await self.keep(team.person(by), **fields)

    async def keep(self, person: Person, /, **fields: object) -> None:
        """The one on top is filled in, and closed: what Slack would send of it may still come."""
        person.modal.fill(fields)
        view = person.modal.view
        form = payloads.view_submission(self.slack._core, person.profile, view)
        self.sent[view.spec["callback_id"]] = (person.id, copy.deepcopy(form))
        await person.modal.close(all=True)

    async def are_refused(self, removed: Removed) -> None:
        assert self.sent
        for callback_id, (_, form) in self.sent.items():
            answer = await send(self.slack, form)
            assert answer.get("response_action") == "errors", (callback_id, answer)
            assert AWAY in str(answer["errors"]), (callback_id, answer)
        await self.slack.settled()
        removed.check()


async def test_forms_of_what_is_being_answered_that_were_open_are_refused(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team, forms = Team(slack, GOVERNANCE), Forms(slack)
    await team.start(by=GRACE)
    card = team.card()
    assert card is not None
    question = team.framework.questions[0].id
    ref = Ref(assessment_of(card), 0, question, GOVERNANCE)

    async def opened(do: str, /, **fields: object) -> None:
        await forms.open(team, card, do, GRACE, ref, **fields)

    await opened(Do.CONVENE, assessors=[AMINA, GRACE])
    await opened(Do.DESCRIBE, title="Another title")
    await opened(Do.MOVE, channel=GOVERNANCE)
    await opened(Do.REVIEWERS, reviewers=[AMINA])
    await opened(Do.HAND_OVER, person=AMINA)
    await opened(Do.INVITE, invite_whose="Tenants’ panel")
    await opened(Do.NOT_APPLICABLE, reason="Nobody is concerned")
    await opened(Do.EVIDENCE, words="The contract, clause 4")
    await send(slack, forged(slack, card, GRACE, Do.SHEET, ref.encode()))
    grace = slack.person(GRACE)
    await slack.until(lambda: grace.modal.views)
    await opens_group(slack, grace, SHEET.groups[0].id)
    await forms.keep(grace)
    await team.click("4", by=GRACE)
    await team.question(2)
    await opened(Do.REASON, reason="They asked for it")
    await forms.are_refused(await Removed.now(slack, database, GRACE))
    assert set(forms.sent) == WHILE_ANSWERED


WHILE_ANSWERED: Final = {
    *(View.CONVENE, View.DESCRIBE, View.MOVE, View.REVIEWERS, View.HAND_OVER, View.INVITE),
    *(View.NOT_APPLICABLE, View.EVIDENCE, View.FACTS, View.REASON),
}
ONCE_HANDED_IN: Final = {
    *(View.EXPORT, View.ASK_ABOUT, View.ADD_ACTION, View.WITHDRAW, View.MEET_CONDITION),
    *(View.SEND_BACK_CONDITION, View.CONDITION_TERMS, View.LOOK_AGAIN_ON, View.GIVE_LOOK),
    *(View.KEEP_LONGER, View.ERASE),
    *(callback(way) for way in (None, *Verdict)),
}


def test_every_form_is_tried_or_says_why_not() -> None:
    tried = WHILE_ANSWERED | ONCE_HANDED_IN | {View.DISSENT}
    assert tried | FORMS_NOT_TRIED.keys() == set(registrar.VIEWS)
    assert not tried & FORMS_NOT_TRIED.keys()


async def opens_about(board: Board, condition: str, action: str, asked: str) -> None:
    """As Grace, from the window of all conditions, in its place."""
    grace = await opens(board, GRACE)
    await board.slack.until(lambda: action in actions_of(grace, condition))
    await presses(grace, condition, action)
    await board.slack.until(lambda: asked in shown(grace))


async def test_forms_of_what_was_handed_in_that_were_open_are_refused(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    """The export among them, by which the whole record would leave."""
    slack.limits.enforced = False
    await change(slack, AMINA, {LEADS: [GRACE]})
    board, forms = Board(slack, GOVERNANCE), Forms(slack)
    await board.start(fields={"Who decides?": [GRACE]})
    await board.answer_all(RATINGS)
    await board.click(Do.SUBMIT, confirm=True)
    summary = await board.summary()
    ref = Ref(assessment_of(summary), 0, "", GOVERNANCE)
    later = (datetime.fromtimestamp(slack.now(), UTC) + timedelta(days=900)).date().isoformat()

    async def opened(do: str, by: str = GRACE, /, **fields: object) -> None:
        await forms.open(board, summary, do, by, ref, **fields)

    await opened(Do.EXPORT, export_form=["PDF", "Data"])
    await opened(Do.ASK_ABOUT, question="9. Clear limits: 2", words="When does it end?")
    about = {"About what?": "Root causes: 2 of 5"}
    await opened(Do.ADD_ACTION, **about, what="List the fields", who=GRACE, by=later)
    await opened(Do.DECIDE, **{"What do you decide?": "Approve"})
    for way in Verdict:
        await forms.keep(await board.open(way))
    conditions = {"Conditions": "Sign it\nDelete it", "Who sees to it?": "Amina Okafor"}
    named = {"Who sees to it?": slack.world.people[AMINA].name}
    assert await board.decide(Verdict.CONDITIONS, **TICKED, **(conditions | named)) is None
    await board.says("0 of 2 conditions met")
    await opened(Do.WITHDRAW, words="I misread it")
    await opened(Do.LOOK_AGAIN_ON, day=later)
    await opened(Do.GIVE_LOOK, person=AMINA)
    await opened(Do.KEEP_LONGER, day=later, why="The ombudsman asked")
    await opened(Do.ERASE, why="It is over", sure=["sure"])
    amina = await opens(board, AMINA)
    await presses(amina, "Sign it", Do.MEET_CONDITION)
    await slack.until(lambda: "How is it met?" in shown(amina))
    assert await amina.modal.submit({"How is it met?": "It is signed"}) is None
    await presses(amina, "Delete it", Do.MEET_CONDITION)
    await slack.until(lambda: "How is it met?" in shown(amina))
    await forms.keep(amina, **{"How is it met?": "It is deleted"})
    await opens_about(board, "Sign it", Do.SEND_BACK_CONDITION, "What is missing?")
    await forms.keep(slack.person(GRACE), **{"What is missing?": "The date"})
    await opens_about(board, "Sign it", Do.CONDITION_TERMS, "Who sees to it?")
    await forms.keep(slack.person(GRACE))
    await forms.are_refused(await Removed.now(slack, database, GRACE, AMINA))
    assert set(forms.sent) == ONCE_HANDED_IN


# --- who answers alone


IN_A_BALLOT: Final = (
    *(str(rating) for rating in range(1, 6)),
    *(Do.NOT_SURE, Do.NOT_APPLICABLE, Do.BACK, Do.KEEP, Do.PAUSE, Do.RESUME, Do.CHANGE, Do.GO_TO),
    *(Do.REASON, Do.EVIDENCE, Do.WHY, Do.ALL_ANSWERS, Do.HISTORY, Do.BRING, Do.RETRY, Do.SHEET, Do.EXPORT),
    *(Do.BALLOT_DONE, Do.BALLOT_BACK),
)


async def test_a_ballot_is_out_of_reach_too_with_each_of_its_forms(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team, forms = PanelTeam(slack, GOVERNANCE), Forms(slack)
    await team.convene((AMINA, GRACE))
    ballot = await team.begins(GRACE)
    await ballot.answers([4])
    card = await ballot.question(2)
    first, second = (question.id for question in team.framework.questions[:2])
    ref = Ref(assessment_of(card), 1, second, ballot.person.dm)
    await forms.open(team, card, Do.NOT_APPLICABLE, GRACE, ref, reason="Nobody is concerned")
    await forms.open(team, card, Do.EVIDENCE, GRACE, ref, words="The contract, clause 4")
    about_first = Ref(ref.assessment, 1, first, ref.channel)
    await forms.open(team, card, Do.REASON, GRACE, about_first, reason="They asked for it")
    removed = await Removed.now(slack, database, GRACE)
    for number, do in enumerate(IN_A_BALLOT, start=1):
        await send(slack, forged(slack, card, GRACE, ACTIONS[do], ref.encode()))
        await slack.until(lambda number=number: len(removed.told(GRACE)) == number)  # type: ignore[misc]
        assert not ballot.person.modal.views, do
    for number, words in enumerate(("4", "back", "done"), start=len(IN_A_BALLOT) + 1):
        await ballot.type(words)
        await slack.until(lambda number=number: len(removed.told(GRACE)) == number)  # type: ignore[misc]
    await forms.are_refused(removed)
    assert set(forms.sent) == {View.NOT_APPLICABLE, View.EVIDENCE, View.REASON}


async def test_what_a_panel_said_cannot_be_gainsaid_from_outside(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team, forms = PanelTeam(slack, GOVERNANCE), Forms(slack)
    await team.convene((AMINA, GRACE))
    await team.answers(AMINA, [2] * 18)
    await team.answers(GRACE, [4] * 18)
    await use(team.person(AMINA), await team.sees(CardKind.REVIEW), Do.CHANGE)
    await team.question(1)
    await team.click("2")
    await team.sees(CardKind.REVIEW)
    grace = team.person(GRACE)
    await use(grace, await team.offers(Do.DISSENT), Do.DISSENT)
    await slack.until(lambda: grace.modal.views)
    question = team.framework.questions[0].id
    await forms.keep(grace, **{settling.QUESTION: question, settling.WORDS: "Nobody has asked them"})
    await forms.are_refused(await Removed.now(slack, database, GRACE))
    assert set(forms.sent) == {View.DISSENT}
