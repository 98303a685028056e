"""The sheet of facts over the wire: filled in on several days by several people, and kept by decisions."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cards.callbacks import Do, View
from bot.cards.for_the_record import NOT_RECORDED, TITLE, block
from bot.cards.refusals import words
from bot.demo.cards import found_on, use
from bot.sandbox import Sandbox
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.wire import payloads
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, TOM
from flows.decision import Verdict
from flows.entry import Entry, counted, values
from flows.record.kept import Kept
from flows.record.reading import kept_of, read
from flows.record.writing import record_of, to_json
from flows.refusals import Refusal, Why
from flows.sheet import default_sheet
from storage.chains import verify
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.records import RecordStore, ids
from tests.scenarios.conftest import Bot, settings_for
from tests.scenarios.team import chooses
from tests.scenarios.test_deciding import TICKED, WHY, Board, shown
from tests.scenarios.test_forged import send

SHEET = default_sheet()
A_DAY = 86_400.0


def name(field: str) -> str:
    return SHEET.field(field).label


def kept(bot: Bot) -> Kept:
    """The one assessment as the store has it, of which the chain holds."""
    database = Database(bot.settings.database_url)
    try:
        [one] = ids(database)
        found = database.read_now(lambda transaction: RecordStore().read(transaction, [one]))[one]
        verified = database.read_now(lambda transaction: verify(transaction, FrameworkStore().load))
        assert verified.found == []
        return found
    finally:
        database.close()


def stands(bot: Bot) -> dict[str, str]:
    return values(kept(bot).assessment.entries)


def entries(bot: Bot) -> tuple[Entry, ...]:
    return kept(bot).assessment.entries


async def opens(board: Board, by: str) -> Person:
    """The window of all facts: from the summary, or before there is one from the card."""
    person = board.person(by)
    card = board.summaries()[0] if board.summaries() else board.card()
    assert card is not None
    await use(person, card, Do.SHEET)
    await board.slack.until(lambda: person.modal.views)
    return person


async def opens_group(slack: Sandbox, person: Person, group: str) -> None:
    called = SHEET.group(group).name
    blocks = person.modal.view.spec["blocks"]
    found = next(one for one in blocks if f"*{called}*" in str(one.get("text", "")))
    before = len(person.modal.views)
    await person.modal.click(action_id=Do.FACTS, block_id=found["block_id"])
    await slack.until(lambda: len(person.modal.views) > before)


async def fills(board: Board, by: str, group: str, facts: Mapping[str, object]) -> dict[str, str] | None:
    """Open the window, fill in a group, save it, and close the window."""
    person = await opens(board, by)
    await opens_group(board.slack, person, group)
    beneath = person.modal.views[0]
    before = beneath.hash
    errors = await person.modal.submit({name(field): value for field, value in facts.items()})
    await board.slack.until(lambda: errors or beneath.hash != before)
    await person.modal.close(all=True)
    return errors


async def test_it_is_filled_in_on_several_days_by_several_people(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start(fields={"Who decides?": [GRACE]})
    first = {"asked-by": "Priya Nair, nurse", "purpose": "To help."}
    assert await fills(board, TOM, "request", first) is None
    await slack.pass_time(2 * A_DAY)
    await bot.stop()
    await bot.start()
    assert await fills(board, PRIYA, "request", {"purpose": "To help people at risk."}) is None
    assert await fills(board, AMINA, "dates", {"starts-on": "2027-05-03"}) is None
    assert await fills(board, GRACE, "law", {"lawful-basis": "Public task, Art. 6(1)(e)"}) is None
    assert [(one.field, one.value, one.by) for one in entries(bot)] == [
        ("asked-by", "Priya Nair, nurse", TOM),
        ("purpose", "To help.", TOM),
        ("purpose", "To help people at risk.", PRIYA),
        ("starts-on", "2027-05-03", AMINA),
        ("lawful-basis", "public-task", GRACE),
    ]
    assert entries(bot)[2].at > entries(bot)[1].at

    tom = await opens(board, TOM)
    assert f"4 of {counted(SHEET, entries(bot)).total} recorded." in shown(tom)
    assert "To help people at risk." in shown(tom)
    assert "3 May 2027" in shown(tom)
    await tom.modal.close()
    headline = board.messages()[0]
    await use(tom, headline, Do.HISTORY)
    await slack.until(lambda: tom.modal.views)
    assert f"<@{PRIYA}> recorded {name('purpose')}" in shown(tom)
    assert "To help." in shown(tom), "what stood before stays in History"
    assert not slack.log.errors


async def test_cancel_leads_back_and_what_was_saved_shows(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "law")
    assert tom.modal.view.spec["callback_id"] == View.FACTS
    await tom.modal.close()
    assert tom.modal.view.spec["callback_id"] == View.READ
    await opens_group(slack, tom, "law")
    assert await tom.modal.submit({name("legal-power"): "Care Act 2014, section 6"}) is None
    await slack.until(lambda: "Care Act 2014" in shown(tom))


async def test_a_fact_is_taken_out_again_and_stays_in_the_record(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    assert await fills(board, TOM, "law", {"agreement": "Signed", "legal-power": "Care Act"}) is None
    assert await fills(board, TOM, "law", {"agreement": "Not recorded", "legal-power": ""}) is None
    assert stands(bot) == {}
    assert len(entries(bot)) == 4


async def test_of_two_at_once_the_second_sees_what_the_first_wrote(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "law")
    facts = {"legal-power": "Care Act <!channel>", "agreement": "Signed"}
    assert await fills(board, PRIYA, "law", facts) is None
    mine = {name("legal-power"): "Housing Act", name("lawful-basis"): "Consent, Art. 6(1)(a)"}
    assert await tom.modal.submit(mine) is None
    assert tom.modal.view.spec["callback_id"] == View.FACTS, "the form has come back"
    assert f"<@{PRIYA}> recorded this" in shown(tom)
    assert "Care Act &lt;!channel&gt;" in shown(tom)
    assert stands(bot)["legal-power"] == facts["legal-power"], "nothing of hers is replaced"
    assert "lawful-basis" not in stands(bot), "nothing of his is saved yet"
    assert tom.modal.view.values[block("legal-power", 2)]["value"]["value"] == "Housing Act"
    chosen = tom.modal.view.values[block("agreement", 2)]["value"]["selected_option"]
    assert chosen["value"] == "signed", "what he did not touch is as she left it"
    assert await tom.modal.submit() is None
    assert stands(bot) == {"legal-power": "Housing Act", "agreement": "signed", "lawful-basis": "consent"}
    assert [one.by for one in entries(bot)] == [PRIYA, PRIYA, TOM, TOM]


async def test_two_who_fill_in_different_facts_at_once_are_both_kept(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "law")
    assert await fills(board, PRIYA, "law", {"legal-power": "Care Act"}) is None
    assert await tom.modal.submit({name("agreement"): "Signed"}) is None
    assert stands(bot) == {"legal-power": "Care Act", "agreement": "signed"}


async def test_the_same_form_sent_twice_counts_once(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "law")
    tom.modal.fill({name("legal-power"): "Care Act"})
    payload = payloads.view_submission(slack._core, slack.world.people[TOM], tom.modal.view)
    for _ in range(2):
        assert "errors" not in await send(slack, payload)
    assert await fills(board, PRIYA, "law", {"legal-power": "Housing Act"}) is None
    await send(slack, payload)
    assert [one.value for one in entries(bot)] == ["Care Act", "Housing Act"]


async def test_an_overruled_advice_says_why_at_its_field(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "dpia")
    errors = await tom.modal.submit({name("dpo-followed"): "Overruled"})
    assert errors == {
        block("dpo-overruled-why", 0): words(Refusal(Why.FACT_MISSING), TOM, in_form=True),
    }
    assert stands(bot) == {}
    assert await tom.modal.submit({name("dpo-overruled-why"): "The board knows more."}) is None
    assert stands(bot) == {"dpo-followed": "overruled", "dpo-overruled-why": "The board knows more."}


HOSTILE = "=HYPERLINK(1) <!channel> <@U0PRIYA0001> *bold* ```code``` &amp; \u202eltr {{ 7 * 7 }} #import"


async def test_whatever_is_typed_stays_text_and_too_much_is_refused(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "request")
    tom.modal.fill({name("data"): "x" * 10_000, name("asked-by"): "y" * 201})
    payload = payloads.view_submission(slack._core, slack.world.people[TOM], tom.modal.view)
    answer = await send(slack, payload)
    assert set(answer["errors"]) == {block("data", 0), block("asked-by", 0)}
    assert await tom.modal.submit({name("data"): HOSTILE * 10, name("asked-by"): HOSTILE}) is None
    assert stands(bot) == {"data": HOSTILE * 10, "asked-by": HOSTILE}
    await slack.until(lambda: "HYPERLINK" in shown(tom))
    assert "<!channel>" not in shown(tom)
    data = to_json(record_of(kept(bot)))
    assert to_json(record_of(kept_of(read(data)))) == data


async def test_a_forged_choice_or_group_changes_nothing(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    tom = await opens(board, TOM)
    await opens_group(slack, tom, "law")
    payload = payloads.view_submission(slack._core, slack.world.people[TOM], tom.modal.view)
    basis = payload["view"]["state"]["values"][block("lawful-basis", 0)]["value"]
    basis["selected_option"] = {"value": "because"}
    assert set((await send(slack, payload))["errors"]) == {block("lawful-basis", 0)}
    payload["view"]["private_metadata"] = payload["view"]["private_metadata"].replace("|law|", "|lore|")
    assert set((await send(slack, payload))["errors"]) <= {*payload["view"]["state"]["values"]}
    assert entries(bot) == ()


async def test_who_was_not_chosen_reads_along(slack: Sandbox, bot: Bot) -> None:
    """Who answers, who decides and who owns it record; others in the channel read every word."""
    board = Board(slack)
    await board.start(fields={"Who answers?": [TOM], "Who decides?": [GRACE]})
    assert await fills(board, GRACE, "law", {"legal-power": "Care Act"}) is None
    priya = await opens(board, PRIYA)
    await opens_group(slack, priya, "law")
    assert priya.modal.view.spec["callback_id"] == View.READ
    assert "Care Act" in shown(priya)
    assert f"<@{GRACE}>" in shown(priya)
    assert NOT_RECORDED in shown(priya)
    grace = await opens(board, GRACE)
    await opens_group(slack, grace, "law")
    payload = payloads.view_submission(slack._core, slack.world.people[PRIYA], grace.modal.view)
    assert "errors" in await send(slack, payload)
    assert len(entries(bot)) == 1


async def test_a_guest_records_where_they_are_and_who_left_does_not(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.start()
    slack.world.people[PRIYA].is_guest = True
    assert await fills(board, PRIYA, "law", {"legal-power": "Care Act"}) is None
    priya = await opens(board, PRIYA)
    await opens_group(slack, priya, "law")
    priya.channels.leave(board.channel)
    await slack.settled()
    errors = await priya.modal.submit({name("legal-power"): "None"})
    assert errors
    assert stands(bot) == {"legal-power": "Care Act"}


async def test_who_has_decide_open_is_shown_what_was_recorded_meanwhile(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    assert await fills(board, TOM, "dpia", {"dpo-advice": "No objection."}) is None
    grace = await board.open(Verdict.APPROVE, GRACE)
    assert await fills(board, TOM, "dpia", {"dpo-advice": "The DPO advises against it."}) is None
    assert await grace.modal.submit(TICKED) is None
    assert "Facts were recorded for the record while you had it open" in shown(grace)
    assert "“The DPO advises against it.”" in shown(grace)
    assert kept(bot).assessment.decisions == ()
    assert await grace.modal.submit({"Before you decide": "I have seen what changed"}) is None, "all stayed"
    await board.says("Approved")
    [decision] = kept(bot).assessment.decisions
    assert (decision.entries, decision.words) == (2, TICKED[WHY])
    assert not slack.log.errors


async def test_what_changed_is_told_whichever_way_is_chosen_until_it_is_ticked(
    slack: Sandbox, bot: Bot
) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    grace = await board.open(Verdict.APPROVE, GRACE)
    assert await fills(board, TOM, "dpia", {"dpo-advice": "The DPO advises against it."}) is None
    await grace.modal.submit(TICKED)
    for way, filled_in in ((Verdict.DECLINE, {"Why?": "Too much."}), (Verdict.APPROVE, TICKED)):
        await chooses(slack, grace, way)
        assert "“The DPO advises against it.”" in shown(grace)
        assert await grace.modal.submit(filled_in), "the box is to be ticked"
        assert kept(bot).assessment.decisions == ()
    assert await grace.modal.submit({"Before you decide": "I have seen what changed"}) is None
    await board.says("Approved")
    assert not slack.log.errors


async def test_a_decision_keeps_what_stood_and_what_comes_later_is_later(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    assert (
        await fills(board, GRACE, "dpia", {"dpo-advice": "Do not share.", "dpia": "Not considered"}) is None
    )
    grace = await board.open(Verdict.APPROVE, GRACE)
    missing = counted(SHEET, entries(bot)).needed(Verdict.APPROVE)
    assert f"{TITLE}: 2 of " in shown(grace)
    assert missing[0].label in shown(grace)
    assert await grace.modal.submit(TICKED) is None, "to record the advice does not cost the decision"
    await board.says("Approved")
    assert await fills(board, TOM, "dates", {"starts-on": "2027-05-03"}) is None
    assert await fills(board, TOM, "dpia", {"dpo-advice": "Share."}) is None
    made = kept(bot).assessment
    [decision] = made.decisions
    assert values(made.entries[: decision.entries]) == {
        "dpo-advice": "Do not share.",
        "dpia": "not-considered",
    }
    tom = await board.open(Do.DECISIONS, TOM)
    assert f"{TITLE}: 2 of " in shown(tom)
    await tom.modal.close()
    await board.use_summary(Do.CLOSE, GRACE)
    grace = board.person(GRACE)
    await slack.until(lambda: grace.modal.views)
    await grace.modal.click(action_id=Do.CLOSE_NOW)
    await board.says("Closed")
    await grace.modal.close()
    grace = await opens(board, GRACE)
    await opens_group(slack, grace, "dates")
    assert grace.modal.view.spec["callback_id"] == View.READ, "what is on record stands"


async def test_it_comes_back_from_an_export_and_holds(slack: Sandbox, bot: Bot) -> None:
    board = Board(slack)
    await board.hand_in(GRACE)
    assert await fills(board, GRACE, "law", {"legal-power": "Care Act"}) is None
    before = kept(bot)
    assert before.assessment.sheet == SHEET
    data = to_json(record_of(before))
    back = kept_of(read(data))
    assert back.assessment.entries == before.assessment.entries
    assert back.assessment.sheet == SHEET
    assert to_json(record_of(back)) == data
    nameless = json.loads(to_json(record_of(before, without_names=True)))["record"]
    assert [one["by"] for one in nameless["entries"]] == ["Person 2"] or GRACE not in str(nameless["entries"])


OWN = """
id: own
version: "1"
name: Ours
groups:
  - id: law
    name: The law
    fields:
      - {id: power, label: Power, help: Which Act., kind: line, source: Our rules, needed_for: any}
"""


@pytest.mark.parametrize("sheet", ["own", "none"])
async def test_an_organisation_has_its_own_sheet_or_none(
    slack: Sandbox, database: Path, tmp_path: Path, sheet: str
) -> None:
    file = tmp_path / "own.yml"
    file.write_text(OWN)
    bot = Bot(slack, settings_for(slack, database, BALANCE_SHEET=str(file) if sheet == "own" else "none"))
    await bot.start()
    board = Board(slack)
    await board.start(fields={"Who decides?": [GRACE]})
    card = board.card()
    assert card is not None
    if sheet == "none":
        with pytest.raises(CannotAct):
            found_on(card, Do.SHEET)
    else:
        tom = await opens(board, TOM)
        assert "0 of 1 recorded. Needed and not recorded: Power." in shown(tom)
    assert bool(kept(bot).assessment.sheet) == (sheet == "own")
    await bot.stop()


async def test_what_began_without_a_sheet_gets_one_with_its_first_fact(
    slack: Sandbox, database: Path
) -> None:
    without = Bot(slack, settings_for(slack, database, BALANCE_SHEET="none"))
    await without.start()
    board = Board(slack)
    await board.start()
    await without.stop()
    bot = Bot(slack, settings_for(slack, database))
    await bot.start()
    await board.click("4", TOM)
    await board.question(2)
    assert kept(bot).assessment.sheet is None
    assert await fills(board, TOM, "law", {"legal-power": "Care Act"}) is None
    assert kept(bot).assessment.sheet == SHEET
    await bot.stop()
