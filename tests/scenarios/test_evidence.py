"""Evidence over the wire: from the menu of a message, from the card, by whom, and what becomes of it."""

import asyncio
import contextlib
import hashlib
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.cards import evidence_form as form
from bot.cards.callbacks import Do, View
from bot.cards.evidence import NO_ACCESS
from bot.cards.refusals import why_words
from bot.demo.cards import use
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.people.person import Person
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HELEN, HOUSING, PRIYA, TOM
from flows.decision import Verdict
from flows.evidence import EvidenceKind
from flows.record.document import Record
from flows.record.reading import read
from flows.record.writing import record_of, to_json
from flows.refusals import Why
from storage.database import Database
from storage.records import RecordStore, ids
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.team import TITLE, Team
from tests.scenarios.test_exporting import A_WHILE, exports, shared

T = TypeVar("T")

REPORT = b"name,arrears\nnobody,0\n"
HOSTILE = "../../=cmd|' /C calc'!A0 \u202egpj.csv *bold* <!channel> #let 🎉.csv"


def records(database: Path) -> list[Record]:
    """What is on record, as it is exported and read back."""
    store = Database(f"sqlite:///{database}")
    try:
        every = list(ids(store))
        found = store.read_now(lambda rows: RecordStore().read(rows, every))
        return [read(to_json(record_of(found[one]))) for one in every]
    finally:
        store.close()


def evidence(database: Path) -> tuple[Any, ...]:
    return tuple(one for record in records(database) for one in record.evidence)


@contextlib.asynccontextmanager
async def other_app(
    database: Path, migrated_file: Path, *, without_scope: str = "", without_event: str = ""
) -> AsyncIterator[tuple[Sandbox, Bot]]:
    """A bot whose app was granted less, or is told of less."""
    shutil.copy(migrated_file, database)
    whole = AppManifest.read(ROOT / "manifest.yml")
    less = replace(whole, scopes=whole.scopes - {without_scope}, events=whole.events - {without_event})
    async with Sandbox(manifest=less, ack_seconds=ACK_SECONDS, trigger_seconds=TRIGGER_SECONDS) as slack:
        running = Bot(slack, settings_for(slack, database))
        await running.start()
        yield slack, running
        await running.stop()


async def recorded(condition: Callable[[], T | None]) -> T:
    """Wait until the store says so: what is only written down changes nothing in Slack."""
    async with asyncio.timeout(30):
        while not (found := condition()):  # noqa: ASYNC110 - a store tells nobody
            await asyncio.sleep(0.05)
        return found


async def begun(slack: Sandbox, **fields: object) -> Team:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start(fields=fields)
    return team


async def uses(team: Team, ts: str, by: str = AMINA) -> Person:
    """Choose the shortcut in the menu of a message, and wait for the window."""
    person = team.person(by)
    await person.clicks.shortcut(View.USE_AS_EVIDENCE, team.channel, ts)
    await team.slack.until(lambda: person.modal.views)
    return person


async def opens(team: Team, by: str = AMINA) -> Person:
    """Choose Add evidence in the menu of the card."""
    person = team.person(by)
    card = team.card()
    assert card is not None
    await use(person, card, Do.EVIDENCE)
    await team.slack.until(lambda: person.modal.views)
    return person


def posts(team: Team, *files: tuple[str, bytes], text: str = "", by: str = AMINA) -> str:
    return team.person(by).types.post(team.channel, text, thread_ts=team.thread, files=files)


async def test_a_file_in_the_thread_becomes_evidence_and_the_record_says_when_it_is_deleted(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack)
    ts = posts(team, (HOSTILE, REPORT), ("second.pdf", b"%PDF"))
    person = await uses(team, ts)
    assert await person.modal.submit() is None
    await slack.until(lambda: "2 pieces of evidence" in str(team.card() and team.card().blocks))  # type: ignore[union-attr]
    digest = hashlib.sha256(REPORT).hexdigest()
    await recorded(lambda: evidence(database)[0].file.sha256 == digest)
    first, second = evidence(database)
    assert (first.file.name, first.file.size, first.kind) == (HOSTILE, len(REPORT), EvidenceKind.FILE)
    assert (first.by, first.channel) == (AMINA, HOUSING)
    assert ts.replace(".", "") in first.link
    assert AMINA not in first.link
    person.files.delete(second.file.id)
    await recorded(lambda: evidence(database)[1].file.deleted_at is not None)
    assert evidence(database)[0].file.deleted_at is None


async def test_a_message_becomes_evidence_with_its_words_and_a_link(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack)
    ts = team.type("The agreement is signed & <filed>", by=TOM)
    person = await uses(team, ts, PRIYA)
    question = team.framework.questions[4]
    await person.modal.click(action_id=Do.EVIDENCE_FOR, value=question.id)
    assert "The agreement is signed" in str(person.modal.view.spec["blocks"])
    fields = [block["block_id"] for block in person.modal.view.spec["blocks"]]
    assert form.WORDS not in fields, "nobody's words are changed"
    assert await person.modal.submit() is None
    [one] = await recorded(lambda: evidence(database))
    assert (one.kind, one.words, one.question) == (
        EvidenceKind.MESSAGE,
        "The agreement is signed & <filed>",
        question.id,
    )
    assert (one.by, one.said_by) == (PRIYA, TOM)


async def test_words_stay_their_authors_wherever_evidence_is_shown(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    """Tom only wrote: he has done nothing by which Balance knew his name."""
    team = await begun(slack)
    signed = team.type("The DPO has signed this off.", by=TOM)
    with_file = posts(team, ("report.csv", REPORT), text="The figures of May.", by=TOM)
    for ts in (signed, with_file):
        amina = await uses(team, ts)
        assert f"as those of <@{TOM}>" in str(amina.modal.view.spec["blocks"])
        assert await amina.modal.submit() is None
    await recorded(lambda: len(evidence(database)) == 2)
    assert {(one.by, one.said_by) for one in evidence(database)} == {(AMINA, TOM)}
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    by_tom = f"by <@{TOM}>"
    window = await team.opens_window(Do.ALL_ANSWERS, PRIYA)
    shown = str(window.modal.view.spec["blocks"])
    assert f"Message {by_tom}, added by <@{AMINA}>" in shown
    assert f"File, {len(REPORT)} bytes, with words {by_tom}, added by <@{AMINA}>" in shown
    await window.modal.close()
    window = await team.opens_window(Do.HISTORY, PRIYA)
    while Do.HISTORY_OLDER in (shown := str(window.modal.view.spec["blocks"])) and by_tom not in shown:
        await window.modal.click(action_id=Do.HISTORY_OLDER)
    assert f", a message {by_tom}." in shown
    assert f", with words {by_tom}." in shown
    await exports(team, HELEN, As=["Data", "Web page"])
    await slack.until(lambda: len(shared(team)) == 3, A_WHILE)
    page = next(one.content.decode() for one in shared(team) if one.name.endswith(".html"))
    assert "Message by Tom Fletcher in channel" in page
    assert ", with words by Tom Fletcher in channel" in page


async def test_what_an_app_wrote_is_nobodys(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack)
    card = team.card()
    assert card is not None
    person = await uses(team, card.ts)
    assert await person.modal.submit() is None
    [one] = await recorded(lambda: evidence(database))
    assert (one.by, one.said_by) == (AMINA, "")


async def test_whoever_is_quoted_can_decide(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack, **{"Who decides?": [GRACE]})
    amina = await uses(team, team.type("I signed it in May.", by=GRACE))
    assert await amina.modal.submit() is None
    await recorded(lambda: evidence(database))
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    grace = await team.opens_window(Verdict.APPROVE, GRACE)
    assert grace.modal.view.spec["callback_id"].startswith(View.DECIDE)


async def test_a_link_is_added_from_the_card_seen_among_all_answers_and_taken_back(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack)
    await team.click("4")
    await team.question(2)
    link = "https://riverside.example/agreement?page=4&of=9"
    person = await opens(team)
    assert await person.modal.submit({form.WORDS: link}) is None
    [one] = await recorded(lambda: evidence(database))
    assert (one.kind, one.link, one.words) == (EvidenceKind.LINK, link, "")
    person = await opens(team)
    assert link.replace("&", "&amp;") in str(person.modal.view.spec["blocks"])
    await person.modal.click(action_id=Do.TAKE_BACK)
    await recorded(lambda: evidence(database)[0].taken_back_by == AMINA)


async def test_only_who_added_it_and_the_owner_take_it_back(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack)
    tom = await opens(team, TOM)
    assert await tom.modal.submit({form.WORDS: "We asked the supplier."}) is None
    await recorded(lambda: evidence(database))
    priya = await opens(team, PRIYA)
    assert Do.TAKE_BACK not in str(priya.modal.view.spec["blocks"])
    amina = await opens(team, AMINA)
    await amina.modal.click(action_id=Do.TAKE_BACK)
    await recorded(lambda: evidence(database)[0].taken_back_by == AMINA)
    said = f"<@{AMINA}> took back evidence for"
    [line] = await slack.until(lambda: [m.text for m in team.messages() if said in m.text])
    assert f"<@{TOM}>" in line


async def test_elsewhere_it_is_said_where_it_works(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack)
    ts = team.person(TOM).types.post(HOUSING, "Not in any thread")
    person = await uses(team, ts, TOM)
    assert why_words(Why.NOT_IN_A_THREAD)[:30] in str(person.modal.view.spec["blocks"])
    assert evidence(database) == ()


async def test_whoever_was_not_chosen_to_answer_adds_none(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack, **{"Who answers?": [TOM]})
    ts = team.type("It is in the contract", by=PRIYA)
    person = await uses(team, ts, PRIYA)
    assert person.modal.view.spec["callback_id"] == View.READ
    assert evidence(database) == ()


async def test_a_form_sent_twice_and_the_same_by_two_counts_once(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack)
    ts = posts(team, ("report.csv", REPORT))
    amina, tom = await uses(team, ts, AMINA), await uses(team, ts, TOM)
    assert await amina.modal.submit() is None
    errors = await tom.modal.submit()
    assert errors is not None
    assert form.QUESTION in errors
    assert len(evidence(database)) == 1


async def test_who_decides_is_told_before_it_costs_them_the_decision(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack, **{"Who decides?": [GRACE]})
    ts = team.type("We checked that", by=GRACE)
    grace = await uses(team, ts, GRACE)
    assert form.COSTS_DECISION in str(grace.modal.view.spec["blocks"])
    assert await grace.modal.submit() is None
    await recorded(lambda: evidence(database))
    await team.told("cannot decide", GRACE)


async def test_what_is_submitted_holds_the_evidence_of_then(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await begun(slack)
    person = await opens(team)
    await person.modal.submit({form.WORDS: "The register of May."})
    await recorded(lambda: evidence(database))
    await team.answer_all(["4"] * 18)
    ts = team.type("One more thing", by=TOM)
    await team.click(Do.SUBMIT)
    summary = await team.summary()
    assert "Evidence for 1 of 18 answers" in summary.text
    late = await uses(team, ts, TOM)
    assert late.modal.view.spec["callback_id"] == View.READ
    await late.modal.close()
    window = await team.opens_window(Do.ALL_ANSWERS, PRIYA)
    assert "The register of May." in str(window.modal.view.spec["blocks"])
    [record] = records(database)
    [submission] = record.submissions
    assert [one.number for one in submission.evidence] == [1]


async def test_a_file_whose_deletion_was_not_heard_of_is_found_out_when_somebody_looks(
    database: Path, migrated_file: Path
) -> None:
    async with other_app(database, migrated_file, without_event="file_deleted") as (slack, running):
        team = await begun(slack)
        person = await uses(team, posts(team, ("report.csv", REPORT)))
        assert await person.modal.submit() is None
        await recorded(lambda: evidence(database) and evidence(database)[0].file.sha256)
        await team.answer_all(["4"] * 18)
        await team.click(Do.SUBMIT)
        await team.summary()
        person.files.delete(evidence(database)[0].file.id)
        await running.stop()
        await running.start()
        await team.opens_window(Do.ALL_ANSWERS, TOM)
        await recorded(lambda: evidence(database)[0].file.deleted_at is not None)


async def test_without_files_read_files_are_named_and_not_read(database: Path, migrated_file: Path) -> None:
    async with other_app(database, migrated_file, without_scope="files:read") as (slack, _):
        team = await begun(slack)
        person = await uses(team, posts(team, ("report.csv", REPORT)))
        assert await person.modal.submit() is None
        [one] = await recorded(lambda: evidence(database))
        assert (one.file.name, one.file.sha256) == ("report.csv", None)
        await slack.settled()
        assert not [call for call in slack.log if call.method == "files.info"]


async def test_files_posted_lately_can_be_ticked_on_the_card(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await begun(slack)
    posts(team, ("report.csv", REPORT), text="here it is")
    await slack.settled()
    person = await opens(team)
    assert await person.modal.submit({form.USE: ["report.csv"]}) is None
    [one] = await recorded(lambda: evidence(database))
    assert one.file.name == "report.csv"


async def test_who_is_not_where_a_file_was_sees_its_name_and_that_they_have_no_access(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    slack.limits.enforced = False
    team = Team(slack, GOVERNANCE)
    await team.start()
    amina = await uses(team, posts(team, ("report.csv", REPORT)))
    assert await amina.modal.submit() is None
    await recorded(lambda: evidence(database))
    headline = team.headline(TITLE, amina)
    assert headline is not None
    await use(amina, headline, Do.MOVE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": HOUSING}) is None
    team.channel = HOUSING
    moved = await slack.until(lambda: team.headline(TITLE, amina))
    team.thread = moved.ts
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    for who, has_access in ((TOM, False), (AMINA, True)):
        window = await team.opens_window(Do.ALL_ANSWERS, who)
        drawn = str(window.modal.view.spec["blocks"])
        assert "report.csv" in drawn
        assert (NO_ACCESS in drawn) is not has_access
