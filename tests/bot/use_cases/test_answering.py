"""The use cases, each on a real SQLite file: what is taken, what is refused, and with which words."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from bot.use_cases.in_time import AnsweredBefore
from bot.use_cases.requests import Act, NotThere, TakenBefore
from bot.use_cases.starting import StartForm
from flows.answer import Answer
from flows.machine import Trigger
from flows.permissions import check_may_read
from flows.refusals import NotAllowed, NotPossible, NotTaken, OutOfDate, Refusal, Why
from storage.answering import read_history
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.frameworks import FrameworkStore
from storage.surface_rows import SurfaceKind
from storage.tables import ACTIVITY
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.bot.use_cases.office import HERE, Office
from tests.refused import refused
from tests.storage.samples import NOW

ELSEWHERE = Workspace("T0OTHER")
FOUR = Answer.rated(4)


@pytest.fixture
async def office(sqlite: Database) -> Office:
    made = Office(sqlite)
    await made.start()
    return made


# --- starting


@pytest.mark.parametrize(("title", "length"), [("", 0), ("   \n ", 0), ("ab", 2), ("x" * 151, 151)])
async def test_a_title_that_does_not_fit_is_refused_with_its_length(
    title: str, length: int, office: Office
) -> None:
    form = StartForm(title, "", HOUSING)
    assert form.errors(date(2026, 1, 1))["title"].length == length
    with refused(Why.TITLE_LENGTH):
        await office.starting.start(office.act(), form)


@pytest.mark.parametrize("title", ["abc", "x" * 150, "  abc  ", "🙂" * 150])
def test_a_title_that_just_fits_is_taken(title: str) -> None:
    assert StartForm(title, "", HOUSING).errors(date(2026, 1, 1)) == {}


def test_every_field_of_the_form_is_checked_at_once() -> None:
    wrong = StartForm("", "x" * 1_001, "").errors(date(2026, 1, 1))
    assert set(wrong) == {"title", "about", "channel"}
    assert (wrong["about"].length, wrong["about"].most) == (1_001, 1_000)


async def test_nothing_is_started_with_questions_that_were_changed_under_their_version(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Another process has begun with the changed file, and nobody had used the questions before."""
    office = Office(sqlite)
    changed = replace(office.starting.framework, name="In other words")
    sqlite.write_now(lambda transaction: FrameworkStore().keep(transaction, changed, NOW))
    with refused(Why.QUESTIONS_CHANGED):
        await office.start()
    assert "Give the changed file a new version, and start Balance again." in caplog.text
    assert office.log() == []


async def test_a_form_that_was_sent_twice_starts_one_assessment(office: Office) -> None:
    form = StartForm("Once", "", HOUSING)
    first = await office.starting.start(office.act(key="form:V1"), form)
    again = await office.starting.start(office.act(key="form:V1"), form)
    assert (first.repeated, again.repeated) == (False, True)
    assert (await office.reading.get(HERE, first.assessment.id)).title == "Once"
    with pytest.raises(NotThere):
        await office.reading.get(HERE, again.assessment.id)


async def test_a_form_that_comes_again_with_another_title_starts_nothing_and_says_so(office: Office) -> None:
    def filled_in(title: str) -> tuple[Act, StartForm]:
        return replace(office.act(key="form:V1"), content=title), StartForm(title, "", HOUSING)

    await office.starting.start(*filled_in("The first title"))
    assert (await office.starting.start(*filled_in("The first title"))).repeated
    for _ in range(2):
        with pytest.raises(TakenBefore):
            await office.starting.start(*filled_in("Another title"))


# --- answering


async def test_a_click_answers_and_goes_on(office: Office) -> None:
    await office.click(5, TOM)
    found = await office.now()
    assert found.state == "a-2"
    assert found.given["a-1"].by == TOM
    assert found.given["a-1"].answer.rating == 5


async def test_a_click_that_slack_sends_again_counts_once(office: Office) -> None:
    act = office.act(key="click:1")
    for repeated in (False, True):
        outcome = await office.use.move(act, office.id, Trigger.ANSWER, answer=FOUR)
        assert outcome.repeated == repeated
    assert (await office.now()).state == "a-2"


async def test_a_double_click_answers_one_question_and_nobody_is_told_off(office: Office) -> None:
    for _ in range(2):
        await office.use.move(office.act(), office.id, Trigger.ANSWER, turn=0, question="a-1", answer=FOUR)
    found = await office.now()
    assert (set(found.given), found.state) == ({"a-1"}, "a-2")


async def test_a_second_form_with_other_words_is_no_double_click(office: Office) -> None:
    async def send(why: str) -> None:
        answer = Answer.not_applicable(why)
        await office.use.move(
            office.act(), office.id, Trigger.NOT_APPLICABLE, turn=0, question="a-1", answer=answer
        )

    for _ in range(2):
        await send("short")
    with refused(Why.ANSWERED_BEFORE, OutOfDate):
        await send("what the lawyer dictated")
    assert (await office.now()).given["a-1"].answer.reason == "short"


async def test_the_second_person_is_told_what_the_first_one_chose_and_can_change_it(office: Office) -> None:
    await office.click(5, TOM, turn=0)
    with refused(Why.ANSWERED_BEFORE, AnsweredBefore) as caught:
        await office.use.move(
            office.act(PRIYA), office.id, Trigger.ANSWER, turn=0, question="a-1", answer=Answer.rated(1)
        )
    assert caught.value.people == (TOM,)
    assert caught.value.answer == Answer.rated(5)
    assert caught.value.change == (office.id, "a-1")
    assert (await office.now()).given["a-1"].answer.rating == 5


async def test_the_same_person_is_told_that_it_was_them(office: Office) -> None:
    await office.click(5, turn=0)
    with refused(Why.ANSWERED_BEFORE, OutOfDate):
        await office.use.move(office.act(), office.id, Trigger.ANSWER, turn=0, question="a-1", answer=FOUR)


async def test_a_click_on_an_old_card_does_not_overwrite(office: Office) -> None:
    for rating in (1, 2, 3):
        await office.click(rating)
    with pytest.raises(OutOfDate):
        await office.use.move(office.act(), office.id, Trigger.ANSWER, turn=1, question="a-2", answer=FOUR)
    found = await office.now()
    assert [found.given[question].answer.rating for question in ("a-1", "a-2", "b-1")] == [1, 2, 3]


async def test_what_was_refused_can_be_tried_again_with_the_same_key(office: Office) -> None:
    await office.click(turn=0)
    act = office.act(TOM, key="click:7")
    with pytest.raises(OutOfDate):
        await office.use.move(act, office.id, Trigger.ANSWER, turn=0, question="a-1", answer=FOUR)
    assert not (await office.use.move(act, office.id, Trigger.ANSWER, turn=1, answer=FOUR)).repeated


async def test_an_answer_can_be_changed_and_one_comes_back_to_where_one_was(office: Office) -> None:
    await office.click(4)
    await office.click(5)
    await office.fire(Trigger.GO_TO, to="a-1")
    await office.click(1, PRIYA)
    found = await office.now()
    assert found.state == "b-1"
    assert (found.given["a-1"].answer.rating, found.given["a-1"].by) == (1, PRIYA)


async def test_a_question_that_is_not_there_cannot_be_gone_to(office: Office) -> None:
    with refused(Why.NO_SUCH_QUESTION, NotPossible):
        await office.fire(Trigger.GO_TO, to="forged")


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_not_applicable_needs_its_reason(reason: str) -> None:
    with refused(Why.NOT_APPLICABLE_WHY, NotTaken):
        Answer.not_applicable(reason)


# --- reasons


async def test_a_reason_is_put_to_an_answer_that_stands(office: Office) -> None:
    await office.click()
    await office.use.give_reason(office.act(TOM), office.id, "a-1", " Because. ", "A paper.")
    given = (await office.now()).given["a-1"]
    assert (given.answer.reason, given.answer.evidence) == ("Because.", "A paper.")
    assert given.by == AMINA, "who gave the answer is who gave it"


async def test_a_form_for_a_reason_that_an_earlier_version_opened_is_taken_if_nothing_changed(
    office: Office,
) -> None:
    await office.click()
    seen = (await office.now()).given["a-1"].mark
    await office.use.give_reason(office.act(TOM), office.id, "a-1", "Because.", seen=seen)
    with refused(Why.CHANGED_MEANWHILE, OutOfDate) as refusal:
        await office.use.give_reason(office.act(PRIYA), office.id, "a-1", "So it is.", seen=seen)
    assert not refusal.value.people, "its mark does not tell who changed what"


async def test_a_reason_has_a_limit_that_is_said(office: Office) -> None:
    await office.click()
    await office.use.give_reason(office.act(), office.id, "a-1", "x" * 2_000)
    with refused(Why.REASON_TOO_LONG, NotTaken):
        await office.use.give_reason(office.act(), office.id, "a-1", "x" * 2_001)
    with refused(Why.EVIDENCE_TOO_LONG, NotTaken):
        await office.use.give_reason(office.act(), office.id, "a-1", "x", "y" * 2_001)
    assert (await office.now()).given["a-1"].answer.reason == "x" * 2_000


async def test_the_reason_of_not_applicable_cannot_be_taken_away(office: Office) -> None:
    answer = Answer.not_applicable("No people in it.")
    await office.use.move(office.act(), office.id, Trigger.NOT_APPLICABLE, answer=answer)
    with pytest.raises(NotTaken):
        await office.use.give_reason(office.act(), office.id, "a-1", "")


@pytest.mark.parametrize("question", ["a-1", "forged"])
async def test_a_question_without_an_answer_takes_no_reason(question: str, office: Office) -> None:
    with refused(Why.NO_ANSWER_YET):
        await office.use.give_reason(office.act(), office.id, question, "Because.")


async def test_because_alone_goes_to_ones_own_latest_answer(office: Office) -> None:
    await office.click(person=TOM)
    await office.click(person=PRIYA)
    await office.use.add_reason(office.act(TOM, ts="3000.000001"), office.id, "we asked.")
    await office.use.add_reason(office.act(TOM, ts="3000.000002"), office.id, "and they agreed.")
    found = await office.now()
    assert found.given["a-1"].answer.reason == "we asked.\nand they agreed."
    assert found.given["a-2"].answer.reason == ""
    with refused(Why.NOTHING_ANSWERED):
        await office.use.add_reason(office.act(GRACE), office.id, "I say so.")


async def test_because_is_for_the_answer_that_its_author_went_back_to(office: Office) -> None:
    """Their own, or a colleague's, beside whose reason it stands."""
    for person in (TOM, PRIYA, TOM):
        await office.click(person=person)
    for number, (question, author) in enumerate((("a-1", TOM), ("a-2", TOM), ("a-2", PRIYA)), start=3):
        await office.fire(Trigger.GO_TO, author, to=question)
        await office.use.add_reason(office.act(author, ts=f"{number}000.000001"), office.id, "we asked")
    found = await office.now()
    reasons = {question: [one.by for one in given.reasons] for question, given in found.given.items()}
    assert reasons == {"a-1": [TOM], "a-2": [TOM, PRIYA], "b-1": []}


async def test_because_is_for_the_answer_given_last_once_the_next_question_is_asked(office: Office) -> None:
    """Though that has an answer too, of an earlier time."""
    for _ in range(3):
        await office.click(person=TOM)
    await office.fire(Trigger.GO_TO, TOM, to="a-1")
    await office.click(2, TOM)
    found = await office.now()
    await office.use.add_reason(office.act(TOM, ts="3000.000001"), office.id, "we asked")
    assert (await office.now()).given["a-1"].answer.reason == "we asked", found.state


async def test_where_a_colleague_went_back_it_is_asked_which_answer_because_is_for(office: Office) -> None:
    for person in (TOM, PRIYA, TOM):
        await office.click(person=person)
    await office.fire(Trigger.GO_TO, PRIYA, to="a-1")
    with refused(Why.REASON_OF_WHICH, Refusal) as caught:
        await office.use.add_reason(office.act(TOM, ts="3000.000001"), office.id, "we asked")
    assert [one.id for one in caught.value.questions] == ["a-1"]
    await office.use.add_reason(office.act(TOM, ts="1990.000001"), office.id, "it is published")
    given = (await office.now()).given
    assert given["b-1"].answer.reason == "it is published", "it was typed before that"
    assert not given["a-1"].reasons
    await office.fire(Trigger.GO_TO, PRIYA, to="b-1")
    await office.use.add_reason(office.act(TOM, ts="4000.000001"), office.id, "they agreed")
    assert "they agreed" in (await office.now()).given["b-1"].answer.reason, "it is one and the same"


async def test_because_is_no_reason_of_an_earlier_answer_for_who_went_to_an_open_question(
    office: Office,
) -> None:
    await office.click(4, TOM)
    await office.fire(Trigger.GO_TO, TOM, to="b-1")
    with refused(Why.NO_ANSWER_YET, Refusal):
        await office.use.add_reason(office.act(TOM, ts="3000.000001"), office.id, "we asked")
    assert not (await office.now()).given["a-1"].reasons


async def test_because_is_taken_of_who_gave_the_same_answer_before_a_colleague(office: Office) -> None:
    await office.click(4, TOM)
    await office.fire(Trigger.BACK, PRIYA)
    await office.click(4, PRIYA)
    await office.use.add_reason(office.act(TOM, ts="3000.000001"), office.id, "we asked")
    given = (await office.now()).given["a-1"]
    assert (given.by, [(one.by, one.words) for one in given.reasons]) == (PRIYA, [(TOM, "we asked")])


async def test_because_is_not_for_the_answer_before_one_that_was_changed(office: Office) -> None:
    await office.click(4, TOM)
    await office.click(5, TOM)
    await office.fire(Trigger.GO_TO, PRIYA, to="a-2")
    await office.click(1, PRIYA)
    for way in (
        office.use.add_reason(office.act(TOM), office.id, "the trial showed it"),
        office.use.undo(office.typed(TOM, ts="3000.000001"), office.id),
    ):
        with refused(Why.ANSWERED_ANEW, OutOfDate) as caught:
            await way
        assert caught.value.people == (PRIYA,)
        assert [one.id for one in caught.value.questions] == ["a-2"]
    assert not any(given.reasons for given in (await office.now()).given.values())


async def test_a_because_from_before_ones_last_answer_is_late(office: Office) -> None:
    await office.click(4, TOM)
    await office.click(5, TOM)
    early, on_time = "1990.000001", "2010.000001"
    with refused(Why.LATE_MESSAGE, OutOfDate):
        await office.use.add_reason(office.act(TOM, ts=early), office.id, "it is published")
    with refused(Why.SAME_MOMENT, OutOfDate):
        await office.use.add_reason(office.act(TOM, ts=office.ts()), office.id, "it is published")
    await office.use.add_reason(office.act(TOM, ts=on_time), office.id, "they agreed")
    assert (await office.now()).given["a-2"].answer.reason == "they agreed"


async def test_each_because_after_an_answer_is_taken_however_late_all_of_them_come(office: Office) -> None:
    for number, rating in enumerate((4, 5)):
        typed = office.typed(TOM, ts=f"2000.{number}00001")
        await office.use.type(typed, office.id, Trigger.ANSWER, answer=Answer.rated(rating))
    for number, said in ((3, "we asked."), (4, "they agreed.")):
        await office.use.add_reason(office.typed(TOM, ts=f"2000.{number}00001"), office.id, said)
    await office.click(3, PRIYA)
    await office.use.add_reason(office.typed(TOM, ts="2000.500001"), office.id, "It is published.")
    assert (await office.now()).given["a-2"].answer.reason == "we asked.\nthey agreed.\nIt is published."


async def test_answers_are_in_order_though_time_as_it_is_known_runs_back(office: Office) -> None:
    moments = iter([NOW, NOW - timedelta(seconds=0.9), NOW - timedelta(seconds=0.8)])
    use = replace(office.use, now=lambda: next(moments))
    for number in range(3):
        act = office.typed(TOM, ts=f"3000.00000{number}")
        await use.type(act, office.id, Trigger.ANSWER, answer=Answer.rated(number + 1))
    given = (await office.now()).given
    assert sorted(given, key=lambda question: given[question].at) == ["a-1", "a-2", "b-1"]
    assert (await office.now()).last_answered_by(TOM) == "b-1"


async def test_an_undo_in_the_moment_of_ones_own_click_is_asked_back(office: Office) -> None:
    await office.click(4, TOM)
    await office.use.move(
        office.act(TOM, ts=CLICKED), office.id, Trigger.ANSWER, answer=Answer.rated(5), question="a-2"
    )
    with refused(Why.SAME_MOMENT, OutOfDate):
        await office.use.undo(office.typed(TOM, ts="3000.400001"), office.id)
    await office.use.undo(office.typed(TOM, ts="3002.000001"), office.id)
    assert (await office.now()).state == "a-2"


async def test_who_takes_their_reason_back_is_not_said_to_have_written_one(office: Office) -> None:
    await office.click(4, AMINA)
    for words in ("It is published.", ""):
        await office.use.give_reason(office.act(TOM), office.id, "a-1", words)
    assert office.log()[-2:] == [(TOM, "reason"), (TOM, "take_back_reason")]
    [_, _, last] = office.database.read_now(lambda t: read_history(t, [office.id]))[office.id]
    assert (last.by, last.given.by, last.given.reasons) == (TOM, AMINA, ())
    assert last.at
    assert last.at > last.given.at


# --- typing


async def test_a_typed_answer_is_ticked_and_brings_a_new_card(office: Office) -> None:
    await office.use.type(office.act(ts="3000.000001"), office.id, Trigger.ANSWER, answer=FOUR)
    assert office.wanted()[SurfaceKind.TICK] == 1
    assert office.wanted()[SurfaceKind.CARD] == 2


async def test_one_person_may_type_on_without_waiting_for_the_next_card(office: Office) -> None:
    for number in range(3):
        act = office.typed(ts=f"3000.00000{number}")
        await office.use.type(act, office.id, Trigger.ANSWER, answer=FOUR)
    assert (await office.now()).state == "b-2"


async def test_what_another_one_typed_before_the_next_card_was_there_was_meant_for_the_one_before(
    office: Office,
) -> None:
    await office.use.type(office.typed(TOM, ts="3000.000001"), office.id, Trigger.ANSWER, answer=FOUR)
    with pytest.raises(AnsweredBefore) as caught:
        await office.use.type(
            office.typed(PRIYA, ts="3000.000002"), office.id, Trigger.ANSWER, answer=Answer.rated(1)
        )
    assert caught.value.change == (office.id, "a-1")
    assert set((await office.now()).given) == {"a-1"}


# --- in the same moment: nobody knows what came first

CLICKED = "3000.500000"


async def clicked_by_tom(office: Office, trigger: Trigger = Trigger.ANSWER) -> None:
    answer = FOUR if trigger is Trigger.ANSWER else None
    await office.use.move(office.act(TOM, ts=CLICKED), office.id, trigger, answer=answer)


@pytest.mark.parametrize("ts", ["2999.600000", "3000.000001", "3000.499999", "3000.500001", "3001.400000"])
async def test_an_answer_in_the_moment_of_ones_own_click_is_asked_back(ts: str, office: Office) -> None:
    await clicked_by_tom(office)
    with refused(Why.SAME_MOMENT, OutOfDate) as caught:
        await office.use.type(office.typed(TOM, ts=ts), office.id, Trigger.ANSWER, answer=FOUR)
    assert [question.id for question in caught.value.questions] == ["a-2"]
    assert set((await office.now()).given) == {"a-1"}


@pytest.mark.parametrize("trigger", [Trigger.BACK, Trigger.NOT_SURE])
async def test_so_is_whatever_does_something_else_at_each_question(trigger: Trigger, office: Office) -> None:
    await clicked_by_tom(office)
    answer = Answer.not_sure() if trigger is Trigger.NOT_SURE else None
    with refused(Why.SAME_MOMENT, OutOfDate):
        await office.use.type(office.typed(TOM, ts="3000.000001"), office.id, trigger, answer=answer)


async def test_a_typed_submit_in_the_moment_of_a_click_is_asked_back(office: Office) -> None:
    for rating in (3, 5, 3):
        await office.click(rating)
    await clicked_by_tom(office)
    with refused(Why.SAME_MOMENT, OutOfDate) as caught:
        await office.use.submit(office.typed(ts="3000.000001"), office.id, typed=True)
    assert caught.value.questions == ()


@pytest.mark.parametrize(("trigger", "to"), [(Trigger.PAUSE, None), (Trigger.GO_TO, "review")])
async def test_what_does_the_same_at_every_question_is_taken(
    trigger: Trigger, to: str | None, office: Office
) -> None:
    await clicked_by_tom(office)
    await office.use.type(office.typed(TOM, ts="3000.000001"), office.id, trigger, to=to)
    assert (await office.now()).turn == 2


async def test_what_cannot_be_done_anyway_is_refused_for_that(office: Office) -> None:
    for rating in (3, 5, 3):
        await office.click(rating)
    await clicked_by_tom(office)
    with refused(Why.AT_REVIEW):
        await office.use.type(office.typed(TOM, ts="3000.000001"), office.id, Trigger.ANSWER, answer=FOUR)


async def test_the_first_answer_is_for_the_first_question_whenever_the_start_was(office: Office) -> None:
    await office.use.type(office.typed(ts="0.000001"), office.id, Trigger.ANSWER, answer=FOUR)
    assert set((await office.now()).given) == {"a-1"}


async def test_outside_that_moment_the_order_is_known(office: Office) -> None:
    await clicked_by_tom(office)
    with refused(Why.LATE_MESSAGE):
        before = office.typed(TOM, ts="2999.400000")
        await office.use.type(before, office.id, Trigger.ANSWER, answer=FOUR)
    await office.use.type(office.typed(TOM, ts="3001.600000"), office.id, Trigger.ANSWER, answer=FOUR)
    assert set((await office.now()).given) == {"a-1", "a-2"}


async def test_a_late_word_to_go_on_takes_no_later_pause_back(office: Office) -> None:
    await office.use.type(office.typed(TOM, ts="3000.000001"), office.id, Trigger.ANSWER, answer=FOUR)
    await office.use.type(office.typed(AMINA, ts="3005.000001"), office.id, Trigger.PAUSE)
    with refused(Why.LATE_MESSAGE, OutOfDate):
        await office.use.bring_card(office.typed(TOM, ts="3002.000001"), office.id, typed=True)
    assert (await office.now()).progress.is_paused
    await office.use.bring_card(office.typed(TOM, ts="3009.000001"), office.id, typed=True)
    assert not (await office.now()).progress.is_paused


# --- who may


async def test_anyone_in_the_channel_may_answer(office: Office) -> None:
    await office.click(person=GRACE)
    assert (await office.now()).given["a-1"].by == GRACE


async def test_only_those_who_were_chosen_and_the_owner_may_answer(office: Office) -> None:
    await office.start(assessors=frozenset({TOM}))
    with refused(Why.NOT_CHOSEN_TO_ANSWER, NotAllowed) as caught:
        await office.click(person=PRIYA)
    assert caught.value.people == (AMINA, TOM)
    await office.click(person=TOM)
    await office.click(person=AMINA)
    assert set((await office.now()).given) == {"a-1", "a-2"}


async def test_every_way_to_change_something_asks_who_it_is(office: Office) -> None:
    await office.start(assessors=frozenset({TOM}))
    await office.click(person=TOM)
    stranger = office.act(PRIYA)
    ways = [
        office.use.move(stranger, office.id, Trigger.ANSWER, answer=FOUR),
        office.use.type(stranger, office.id, Trigger.ANSWER, answer=FOUR),
        office.use.give_reason(stranger, office.id, "a-1", "x"),
        office.use.add_reason(stranger, office.id, "x"),
        office.use.bring_card(stranger, office.id),
        office.use.submit(stranger, office.id),
        office.use.abandon(stranger, office.id),
        office.relocating.move_to(stranger, office.id, SOCIAL_CARE),
    ]
    before = await office.now()
    for way in ways:
        with pytest.raises(NotAllowed):
            await way
    assert await office.now() == before


async def test_from_elsewhere_only_those_may_act_who_have_a_part_in_it(office: Office) -> None:
    for channel in (None, SOCIAL_CARE):
        with refused(Why.NOT_HERE_TO_ANSWER, NotAllowed):
            await office.use.bring_card(office.act(PRIYA, channel=channel), office.id)
        await office.use.bring_card(office.act(AMINA, channel=channel), office.id)
    await office.click(person=PRIYA)
    await office.use.bring_card(office.act(PRIYA, channel=None), office.id)


async def test_from_elsewhere_only_those_may_read_who_have_a_part_in_it(office: Office) -> None:
    found = await office.now()
    check_may_read(found, office.act(PRIYA).actor(NOW))
    check_may_read(found, office.act(AMINA, channel=None).actor(NOW))
    with pytest.raises(NotAllowed):
        check_may_read(found, office.act(PRIYA, channel=None).actor(NOW))


async def test_another_workspace_finds_nothing_here(office: Office) -> None:
    with refused(Why.NOT_HERE, NotThere):
        await office.reading.get(ELSEWHERE, office.id)
    with pytest.raises(NotThere):
        await office.use.move(office.act(workspace=ELSEWHERE), office.id, Trigger.ANSWER, answer=FOUR)
    assert (await office.now()).given == {}


@pytest.mark.parametrize("id", ["", "forged", "' OR 1=1 --"])
async def test_a_forged_id_finds_nothing(id: str, office: Office) -> None:
    with pytest.raises(NotThere):
        await office.use.submit(office.act(), id)


async def test_only_the_owner_can_abandon_or_move_it(office: Office) -> None:
    await office.fire(Trigger.PAUSE)
    with refused(Why.ONLY_OWNER_ABANDONS, NotAllowed):
        await office.use.abandon(office.act(TOM), office.id)
    with refused(Why.ONLY_OWNER_MOVES, NotAllowed):
        await office.relocating.move_to(office.act(TOM), office.id, SOCIAL_CARE)
    await office.use.abandon(office.act(AMINA), office.id)
    assert (await office.now()).progress.is_abandoned


# --- the end


async def test_submitting_keeps_a_snapshot_and_wants_the_summary(office: Office) -> None:
    await office.answer_all()
    await office.use.submit(office.act(TOM), office.id)
    found = await office.now()
    assert found.progress.is_handed_in
    assert found.last_submission is not None
    assert found.last_submission.by == TOM
    assert found.last_submission.given == found.given
    assert office.wanted()[SurfaceKind.SUMMARY] == 1


async def test_nothing_that_is_not_rated_can_be_submitted(office: Office) -> None:
    await office.fire(Trigger.GO_TO, to="review")
    with refused(Why.NOTHING_RATED, NotPossible):
        await office.use.submit(office.act(), office.id)
    assert SurfaceKind.SUMMARY not in office.wanted()


async def test_after_submitting_nothing_is_answered_until_it_is_reopened(office: Office) -> None:
    await office.answer_all()
    await office.use.submit(office.act(), office.id)
    with refused(Why.SUBMITTED):
        await office.use.move(office.act(), office.id, Trigger.ANSWER, answer=FOUR)
    with refused(Why.SUBMITTED):
        await office.use.give_reason(office.act(), office.id, "a-1", "Because.")
    with refused(Why.SUBMITTED_SINCE, OutOfDate):
        await office.click(turn=0)

    await office.fire(Trigger.REOPEN)
    await office.fire(Trigger.GO_TO, to="a-1")
    await office.click(1)
    await office.use.submit(office.act(), office.id)
    found = await office.now()
    assert [s.given["a-1"].answer.rating for s in found.submissions] == [4, 1]
    assert office.wanted()[SurfaceKind.SUMMARY] == 3, "at each submit, and to say that it is being changed"


async def test_submitting_twice_at_once_makes_one_summary(office: Office) -> None:
    await office.answer_all()
    turn = (await office.now()).turn
    await office.use.submit(office.act(), office.id, turn=turn)
    with pytest.raises(OutOfDate):
        await office.use.submit(office.act(TOM), office.id, turn=turn)
    assert len((await office.now()).submissions) == 1


async def test_a_pause_keeps_the_place_and_a_fresh_card_goes_on(office: Office) -> None:
    await office.click()
    await office.fire(Trigger.PAUSE)
    with refused(Why.PAUSED, NotPossible):
        await office.use.move(office.act(), office.id, Trigger.ANSWER, answer=FOUR)
    await office.use.bring_card(office.act(), office.id)
    assert (await office.now()).state == "a-2"


# --- what is drawn, and what is logged


async def test_the_headline_counts_each_answer_and_waits_until_the_team_rests(office: Office) -> None:
    await office.answer_all()
    assert office.wanted()[SurfaceKind.HEADLINE] == 5
    await office.fire(Trigger.GO_TO, to="a-1")
    assert office.wanted()[SurfaceKind.HEADLINE] == 6, "who leaves the review is under way again"
    await office.fire(Trigger.GO_TO, to="a-2")
    assert office.wanted()[SurfaceKind.HEADLINE] == 6, "nothing that the channel is told has changed"


async def test_a_principle_that_is_done_gets_its_line_once(office: Office) -> None:
    await office.click()
    assert SurfaceKind.RECAP not in office.wanted()
    await office.click(5)
    assert office.wanted()[SurfaceKind.RECAP] == 1
    await office.fire(Trigger.GO_TO, to="a-1")
    await office.click(1)
    assert office.wanted()[SurfaceKind.RECAP] == 2, "changed later, it is drawn again in its place"


async def test_moving_to_another_channel_begins_a_new_thread(office: Office) -> None:
    await office.relocating.move_to(office.act(channel=None), office.id, SOCIAL_CARE)
    found = await office.now()
    assert (found.channel, found.thread_ts) == (SOCIAL_CARE, None)
    with pytest.raises(OutOfDate):
        await office.click(turn=0)


async def test_the_log_says_who_did_what_and_never_what_was_written(office: Office) -> None:
    answer = Answer.rated(2, "Something private.")
    await office.use.move(office.act(TOM), office.id, Trigger.ANSWER, answer=answer)
    await office.use.give_reason(office.act(PRIYA), office.id, "a-1", "Something more private.")
    assert office.log() == [(AMINA, "start"), (TOM, "answer"), (PRIYA, "reason")]

    def details(transaction: Transaction) -> str:
        return str([row.detail for row in transaction.execute(select(ACTIVITY))])

    assert "private" not in office.database.write_now(details)


async def test_the_same_lecture_is_never_told_twice_in_a_row(office: Office) -> None:
    choices = ("ask", "short", "greet")
    said = [await office.remembering.choose_words(HERE, AMINA, choices) for _ in range(6)]
    assert all(one != next_one for one, next_one in itertools.pairwise(said))
    assert await office.remembering.choose_words(HERE, TOM, choices) == "ask"


async def test_something_is_new_once(office: Office) -> None:
    assert await office.remembering.first_time(HERE, "welcome:C1")
    assert not await office.remembering.first_time(HERE, "welcome:C1")


async def test_when_the_store_is_locked_nothing_is_taken_and_it_can_be_tried_again(
    office: Office, tmp_path: Path
) -> None:
    other = Database(f"sqlite:///{tmp_path / 'balance.db'}")
    act = office.act(key="click:9")
    with (
        other.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin(),
        pytest.raises(StoreUnavailable),
    ):
        await office.use.move(act, office.id, Trigger.ANSWER, answer=FOUR)
    other.close()
    assert not (await office.use.move(act, office.id, Trigger.ANSWER, answer=FOUR)).repeated
    assert (await office.now()).state == "a-2"
