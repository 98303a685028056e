"""Conditions on cards: how many are met, what is held up, and who is offered what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.cards import comparing, conditions, headline, home, notes, record, rows, summary, told
from bot.cards.callbacks import Do, Ref
from bot.cards.concerns import digest
from bot.cards.condition_words import NOT_RECORDED
from bot.cards.known import Known
from bot.cards.question import ended_card
from bot.cards.reminder import Entry, reminder
from bot.cards.words import state_line
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from bot.sandbox.world.forms import interactive
from flows.assessment import Assessment
from flows.comparing import compare
from flows.condition import Condition, Said, Terms
from flows.conditions import Confirmers, in_force
from flows.decision import Decision, Verdict
from flows.listing import Concern, Concerned, Listed, ListedWait
from flows.notes import Note, Told
from flows.waiting import Matter, Waiting
from tests.bot.cards.drawn import texts
from tests.bot.cards.samples import AMINA, GRACE, HOUSING, NOW, PRIYA, TOM, URL, assessment

TODAY = NOW.date()
LATE = TODAY + timedelta(days=1)
TERMS = Terms(TOM, TODAY, before_sharing=True, at=NOW)
NOBODY_ELSE = Confirmers()
EVERY_STATE = "approved with conditions in every state"
"""Not met, said to be met, sent back, met; and one of which only the text is known."""


def with_conditions(*made: Condition) -> Assessment:
    one = assessment("approved with conditions")
    one.decisions = (replace(one.decisions[0], conditions=made),)
    return one


def offered(one: Assessment, person: str, others: Confirmers = NOBODY_ELSE) -> list[list[str]]:
    """What a person can do about each condition, in its order; nothing of one that offers nothing."""
    view = conditions.everything(one, Ref.of(one), person, others, TODAY)
    found = [block for block in view["blocks"] if block["type"] == "actions"]
    return [[element["action_id"] for element in block["elements"]] for block in found]


def test_the_window_offers_each_reader_what_they_may_do() -> None:
    one = assessment(EVERY_STATE)
    assert offered(one, TOM) == [[Do.MEET_CONDITION], [Do.MEET_CONDITION]]
    assert offered(one, AMINA) == [[Do.MEET_CONDITION]] * 3, "also of one that has no owner"
    looks = [Do.CONFIRM_CONDITION, Do.SEND_BACK_CONDITION]
    change = [Do.CONDITION_TERMS]
    assert offered(one, GRACE) == [change, [*looks, *change], change, change]
    assert offered(one, PRIYA) == []
    assert offered(one, PRIYA, Confirmers(leads=(PRIYA,))) == []
    stands_in = Confirmers(leads=(PRIYA,), left=(GRACE,))
    assert offered(one, PRIYA, stands_in) == offered(one, GRACE)
    assert offered(one, GRACE, stands_in) == []


def test_the_window_says_of_each_who_and_when_and_how_far_it_is() -> None:
    one = assessment(EVERY_STATE)
    view = conditions.everything(one, Ref.of(one), TOM, NOBODY_ELSE, LATE, "Just said.")
    said = "\n".join(texts(view))
    for words in (
        "Just said.",
        "Approved, 1 of 5 conditions met.",
        f"<@{TOM}> sees to it, before sharing starts, by 4 March 2026. *Overdue.*",
        "Who sees to it, and by when: not recorded.",
        f"<@{GRACE}> is to confirm it.",
        f"<@{GRACE}> confirmed it on 4 March 2026.",
        f"<@{GRACE}> said what is missing on 4 March 2026.",
    ):
        assert words in said


def test_a_form_is_bound_to_the_condition_as_it_stood() -> None:
    one = assessment(EVERY_STATE)
    for number, found in enumerate(in_force(one)):
        view = conditions.meet(found, Ref.of(one).at(HOUSING))
        ref = Ref.decode(view["private_metadata"])
        assert (ref.question, ref.seen) == (f"1.{number}", found.condition.mark)
    marks = [found.condition.mark for found in in_force(one)]
    assert len(set(marks)) == len(marks)


def test_as_many_and_as_long_ones_as_there_can_be_fit_a_window() -> None:
    one = assessment("approved with conditions")
    long = Said(TOM, NOW, "W" * 2_000)
    many = tuple(Condition("&" * 2_000, TERMS, said=long, sent_back=long) for _ in range(20))
    people = [f"U0REVIEW{number}" for number in range(6)]
    one.reviewers, one.all_decide = frozenset(people), True
    one.decisions = tuple(
        Decision(number, Verdict.CONDITIONS, person, NOW, 1, "mark", conditions=many)
        for number, person in enumerate(people, start=1)
    )
    assert len(in_force(one)) == 120
    view = conditions.everything(one, Ref.of(one), people[0], NOBODY_ELSE, LATE)
    assert view_errors(view) == []
    assert "And 96 more" in "\n".join(texts(view))
    assert message_errors(summary.summary(one, LATE).blocks) == []


# --- the summary, and its one line


def test_the_card_says_how_many_are_met_and_that_nothing_is_to_be_shared_yet() -> None:
    one = assessment(EVERY_STATE)
    text = summary.summary(one, TODAY).text
    assert f"Approved, 1 of 5 conditions met. By <@{GRACE}> on 4 March 2026." in text
    assert "Not to be shared yet: 3 conditions to be met first." in text
    assert "3 conditions to be met first, 2 overdue." in summary.summary(one, LATE).text


def test_what_is_due_by_a_day_holds_up_nothing() -> None:
    one = with_conditions(Condition("Delete it.", replace(TERMS, before_sharing=False)))
    assert "Not to be shared" not in summary.summary(one, TODAY).text
    assert "1 condition is overdue." in summary.summary(one, LATE).text


def test_once_all_are_met_nothing_is_held_up() -> None:
    met = Condition("Delete it.", TERMS, said=Said(TOM, NOW, "Done."), confirmed=Said(GRACE, NOW))
    one = with_conditions(met)
    text = summary.summary(one, LATE).text
    assert "Approved, 1 of 1 condition met." in text
    assert "Not to be shared" not in text
    assert "overdue" not in text


def test_of_old_ones_it_is_said_that_nothing_is_recorded() -> None:
    one = with_conditions(Condition("Delete it."), Condition("Sign it."))
    text = summary.summary(one, LATE).text
    assert f"Approved with 2 conditions by <@{GRACE}> on 4 March 2026." in text
    assert NOT_RECORDED in text
    assert "Not to be shared" not in text
    assert NOT_RECORDED in "\n".join(texts(record.in_full(one)))


def test_what_is_closed_keeps_how_many_were_met() -> None:
    one = assessment(EVERY_STATE)
    one.progress.state = "closed"
    assert "Closed. Approved, 1 of 5 conditions met." in state_line(one)
    assert state_line(one).startswith(FIRST), "it is closed, and what comes first still does"


FIRST = "Not to be shared yet: 3 conditions to be met first."
SURFACES = {
    "the record": lambda one: state_line(one),
    "the first message of the thread": lambda one: headline.headline(one, Known(TODAY, {})).text,
    "the last card in the thread": lambda one: ended_card(one, Known(TODAY, {}), "").text,
    "where it stands": lambda one: home.where(one),
    "the reminder of a look": lambda one: reminder([due_look(one)]).text,
    "the message to its owner": lambda one: (
        told.drawn(one, {"told": Told.DECIDED, "decision": 1}, AMINA).text
    ),
    "side by side": lambda one: side_by_side(one),
    "the summary": lambda one: summary.summary(one, TODAY).text,
}


def side_by_side(one: Assessment) -> str:
    other = assessment("submitted")
    other.id = "another one"
    return "\n".join(texts(comparing.side_by_side(compare(one, other))))


def due_look(one: Assessment) -> Entry:
    return Entry(Waiting(Matter.LOOK, one.id, AMINA, NOW, TODAY), one, TODAY)


@pytest.mark.parametrize("said_by", SURFACES.values(), ids=SURFACES)
def test_nobody_reads_approved_before_they_read_that_nothing_is_to_be_shared_yet(
    said_by: Callable[[Assessment], str],
) -> None:
    one = assessment(EVERY_STATE)
    said = said_by(one)
    assert said.count("Not to be shared yet") == said.count(FIRST) >= 1
    if said_by is not SURFACES["the summary"]:  # there it is a line of its own, in bold
        assert said.index(FIRST) < said.index("Approved, 1 of 5 conditions met.")
    later = with_conditions(Condition("Delete it.", replace(TERMS, before_sharing=False)))
    assert "Not to be shared" not in said_by(later)


def conditions_of(one: Assessment) -> list[Condition]:
    return [found.condition for found in in_force(one)]


@pytest.mark.parametrize("today", [TODAY, LATE], ids=["open", "overdue"])
def test_the_way_to_the_conditions_stays_on_the_card_when_a_look_is_due(today: date) -> None:
    one = assessment(EVERY_STATE)
    one.look_again_on = TODAY
    assert shown_on(one, today) == ["Look again", "Conditions", "More"]
    assert "All answers" in in_the_menu(one), "and that is one tap further"
    assert shown_on(one, TODAY - timedelta(days=1)) == ["Conditions", "All answers", "More"]
    met = [replace(c, confirmed=Said(GRACE, NOW)) for c in conditions_of(one)]
    one.decisions = (replace(one.decisions[0], conditions=tuple(met)),)
    assert shown_on(one, TODAY) == ["Look again", "All answers", "More"], "none is left to be met"


def shown_on(one: Assessment, today: date) -> list[str]:
    """What stands on the card to be tapped."""
    [row] = [block for block in summary.summary(one, today).blocks if block["type"] == "actions"]
    return [element.get("text", element.get("placeholder"))["text"] for element in row["elements"]]


def in_the_menu(one: Assessment) -> list[str]:
    [row] = [block for block in summary.summary(one, TODAY).blocks if block["type"] == "actions"]
    return [option["text"]["text"] for option in row["elements"][-1]["options"]]


def test_the_first_message_makes_room_for_it() -> None:
    one = assessment(EVERY_STATE)
    said = headline.headline(one, Known(TODAY, {})).text
    assert "The summary is in the channel." in said
    assert "Submitted by" not in said
    assert (
        "Submitted by" in headline.headline(with_conditions(Condition("Delete it.")), Known(TODAY, {})).text
    )


def test_the_record_says_who_said_and_who_confirmed_what() -> None:
    one = assessment(EVERY_STATE)
    said = "\n".join(texts(record.in_full(one)))
    assert f"Condition 4: <@{TOM}> sees to it, before sharing starts, by 4 March 2026. *Met.*" in said
    one.decisions = (replace(one.decisions[0], withdrawn_at=NOW, withdrawn_why="No."),)
    assert "sees to it" not in "\n".join(texts(record.in_full(one)))


# --- the thread, lists and reminders


@pytest.mark.parametrize("note", [Note.SAID_MET, Note.SENT_BACK_CONDITION, Note.CONDITION_TERMS])
def test_the_line_in_the_thread_counts_them_and_calls_who_is_next(note: Note) -> None:
    one = assessment(EVERY_STATE)
    detail = {"note": note.value, "by": AMINA, "condition": "1.1", "to": TOM}
    text = notes.drawn(one, detail).text
    assert "condition 2 of 5" in text
    assert f"<@{TOM}>" in text
    one.decisions = (replace(one.decisions[0], withdrawn_at=NOW, withdrawn_why="No."),)
    assert "a condition" in notes.drawn(one, detail).text


def row_of(one: Assessment, met: int | None, first: int = 0) -> Listed:
    return Listed(
        one.id,
        one.title,
        one.channel,
        one.owner,
        one.state,
        one.framework,
        NOW,
        NOW,
        handed_in_at=NOW,
        conditions=2,
        conditions_met=met,
        conditions_first=first,
    )


@pytest.mark.parametrize(
    ("met", "words"), [(1, "Approved, 1 of 2 conditions met"), (None, "Approved with conditions")]
)
def test_a_row_says_how_many_are_met(met: int | None, words: str) -> None:
    assert rows.standing(row_of(assessment("approved with conditions"), met)) == words


def test_a_row_says_first_that_nothing_is_to_be_shared_yet_and_is_hardly_longer_for_it() -> None:
    one = row_of(assessment("approved with conditions"), 1, first=1)
    assert rows.standing(one) == "Not to be shared yet · 1 of 2 conditions met"
    closed = replace(one, state="closed", verdict=Verdict.CONDITIONS, decided_at=NOW)
    was = "Closed · was approved with conditions 4 March 2026"
    assert rows.standing(closed) == f"Not to be shared yet · {was}"


def test_a_lead_gets_from_a_row_to_the_conditions() -> None:
    one = row_of(assessment("approved with conditions"), 1)
    for concern, leads_there in ((Concern.OVERDUE, True), (Concern.CONDITIONS, True), (Concern.LOOKS, False)):
        card = digest([Concerned(concern, 1, 0, [one])], URL, NOW)
        found = [element["action_id"] for _, element in interactive(card.blocks)]
        assert (Do.CONDITIONS in found) == leads_there


@pytest.mark.parametrize(
    ("matter", "do", "words"),
    [
        (Matter.MEET, Do.MEET_CONDITION, "To meet"),
        (Matter.CONFIRM, Do.CONDITIONS, "To confirm that it is met"),
    ],
)
def test_what_waits_is_a_row_with_its_text_and_what_to_do(matter: Matter, do: Do, words: str) -> None:
    waiting = Waiting(matter, "one", TOM, NOW, TODAY if matter is Matter.MEET else None, "1.0")
    wait = ListedWait(waiting, row_of(assessment("approved with conditions"), 1), "Sign it.")
    drawn = rows.waiting_row(wait, NOW + timedelta(days=2), URL)
    assert [element["action_id"] for _, element in interactive(drawn)] == [do]
    assert message_errors(drawn) == []
    said = rows.spoken_waiting(wait, NOW + timedelta(days=2))
    assert "Sign it." in said
    assert words in said
    assert ("Overdue." in said) == (matter is Matter.MEET)


@pytest.mark.parametrize(
    ("matter", "person", "words"),
    [
        (Matter.MEET, TOM, "This condition was to be met by 4 March 2026."),
        (Matter.UNMET, AMINA, f"is not. <@{TOM}> sees to it."),
        (Matter.CONFIRM, GRACE, "please confirm it, or say what is missing."),
    ],
)
def test_a_reminder_says_which_and_what_to_do(matter: Matter, person: str, words: str) -> None:
    one = with_conditions(Condition("Sign it.", TERMS))
    waiting = Waiting(matter, one.id, person, NOW, None if matter is Matter.CONFIRM else TODAY, "1.0")
    card = reminder([Entry(waiting, one, LATE)])
    assert words in card.text
    assert "“Sign it.”" in card.text
    assert message_errors(card.blocks) == []


def test_that_who_sees_to_it_left_is_said_with_who_can_give_it_to_somebody_else() -> None:
    one = with_conditions(Condition("Sign it.", TERMS))
    waiting = Waiting(Matter.LEFT, one.id, AMINA, NOW, subject=TOM)
    text = reminder([Entry(waiting, one, LATE)]).text
    assert f"was to see to a condition. <@{GRACE}> can give it to somebody else." in text


def test_that_who_set_it_left_is_said_as_such() -> None:
    one = with_conditions(Condition("Sign it.", TERMS, said=Said(TOM, NOW, "Done.")))
    waiting = Waiting(Matter.LEFT, one.id, AMINA, NOW, subject=GRACE)
    assert "was to confirm that a condition is met" in reminder([Entry(waiting, one, LATE)]).text
