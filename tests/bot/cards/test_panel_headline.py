"""The one message of a panel in the channel: how many are done and who is not, and after the reveal what is
split. It fits Slack with as many people, and as long names, as there can be."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.cards.card import MOST_BLOCKS, MOST_TEXT, Card
from bot.cards.headline import headline
from bot.cards.known import NAME_SHOWN, Known
from bot.sandbox.wire.blockkit.surfaces import message_errors
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.framework import Framework
from flows.panel import MOST, Panel, Panellist, Round
from flows.panel_acts import seat
from flows.states import State
from tests.bot.cards.drawn import read_aloud, texts, unescaped, words
from tests.bot.cards.samples import AMINA, NOW, PRIYA, TOM, URL, Words, assessment, large, questions

CROWD = [f"U0CROWD{number:04}" for number in range(MOST)]
NAMES = {
    "plain": lambda number: f"Person {number}",
    "long": lambda number: f"{number} {'Featherstonehaugh' * 4}"[:NAME_SHOWN],
    "ampersands": lambda number: "&" * NAME_SHOWN,
    "wide": lambda number: "漢" * NAME_SHOWN,
    "marks": lambda number: f"*{number}* <!channel> <@{AMINA}>",
}


def known(name_of: Callable[[int], str]) -> Known:
    names = {person: name_of(number) for number, person in enumerate(CROWD)}
    return Known(date(2026, 3, 4), names, url=URL)


def alone(people: list[str] = CROWD, *, done: int, begun: int = 0, words: Words | None = None) -> Assessment:
    """`done` of them are, and then so many have begun."""
    one = assessment("new", words)
    seat(one, people, Actor(AMINA, NOW), named=False, until=None)
    assert one.panel is not None
    for number, person in enumerate(sorted(people)[: done + begun]):
        panellist = one.panel.of(person)
        assert panellist is not None
        done_at = NOW if number < done else None
        one.panel = one.panel.with_(replace(panellist, ballot=f"{number:012}", done_at=done_at))
    return one


def revealed(
    said: Callable[[int, int], Answer],
    people: list[str] = CROWD,
    *,
    framework: Framework | None = None,
    words: Words | None = None,
    state: str = "at the review with nothing answered",
) -> Assessment:
    """`said`: what the panellist with this number says to the question in this place."""
    one = assessment(state, words, framework)
    asked = one.framework.questions
    numbers = range(1, len(people) + 1)
    answers = {q.id: {number: said(number, place) for number in numbers} for place, q in enumerate(asked)}
    around = Round(1, tuple(q.id for q in asked), AMINA, NOW, AMINA, NOW, answers)
    who = tuple(Panellist(person, number, "b", NOW) for number, person in enumerate(people, start=1))
    one.panel = Panel(who, named=False, rounds=(around,))
    one.assessors, one.everyone = frozenset(people), False
    return one


def two_camps(number: int, place: int) -> Answer:
    return Answer.rated(1 if number % 2 else 5)


def split_on_the_second(number: int, place: int) -> Answer:
    return two_camps(number, place) if place == 1 else Answer.rated(4)


def is_taken_whole(card: Card) -> None:
    assert message_errors(card.blocks) == []
    assert len(json.dumps(card.blocks, ensure_ascii=False)) <= MOST_BLOCKS
    assert len(card.text.encode()) <= MOST_TEXT
    assert card.is_whole


def headings(card: Card) -> list[str]:
    return [block["text"]["text"] for block in card.blocks if block["type"] == "header"]


@pytest.mark.parametrize("name_of", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize(("done", "begun"), [(0, 0), (0, 30), (12, 5), (29, 0), (30, 0)])
def test_thirty_people_fit_whatever_they_are_called(
    name_of: Callable[[int], str], done: int, begun: int
) -> None:
    card = headline(alone(done=done, begun=begun), known(name_of))
    is_taken_whole(card)
    count = f"{done} of 30 {'is' if done == 1 else 'are'} done"
    assert headings(card)[1] == count
    assert count in card.text
    shown = " ".join(read_aloud(card))
    assert (f"Begun* ({begun})" in shown) == (begun > 0)
    left = MOST - done - begun
    assert (f"Not begun* ({left})" in shown) == (left > 0)
    assert "<!" not in shown


def test_all_who_are_not_done_are_named_where_slack_takes_it() -> None:
    card = headline(alone(done=2, begun=10), known(NAMES["plain"]))
    shown = " ".join(read_aloud(card))
    named = [number for number in range(MOST) if f"Person {number}" in words_of(shown)]
    assert named == [*range(2, MOST)]
    assert words(shown) - words(card.text) == set()


def words_of(shown: str) -> list[str]:
    """Names are divided by commas and by “and”."""
    parts = shown.replace("\n", ", ").replace(" and ", ", ").replace("): ", ", ").split(", ")
    return [part.split(" Owner")[0].strip() for part in parts]


def test_where_there_is_no_room_for_all_names_it_says_how_many_more_there_are() -> None:
    card = headline(alone(done=0), known(NAMES["ampersands"]))
    assert "Not begun (30): " in card.text
    assert " more" in card.text


def test_the_order_of_names_tells_nothing_of_the_lot() -> None:
    drawn = [headline(alone(people, done=3, begun=9), known(NAMES["plain"])) for people in both_ways(CROWD)]
    assert drawn[0] == drawn[1]


def both_ways(people: list[str]) -> list[list[str]]:
    return [people, people[::-1]]


def test_after_the_reveal_it_says_how_many_are_split_and_names_each_with_its_dots() -> None:
    one = revealed(split_on_the_second, [AMINA, TOM, PRIYA])
    second = one.framework.questions[1]
    card = headline(one, known(NAMES["plain"]))
    assert headings(card)[1] == "18 questions: 1 split, 17 agreed"
    shown = " ".join(read_aloud(card))
    assert f"2. {second.label}*\n1 ●●  2 ·  3 ·  4 ·  5 ●" in shown
    assert f"{second.label}: split, 2 at 1, 1 at 5." in card.text
    assert not [q.label for q in one.framework.questions if q is not second and q.label in shown]
    assert "median" not in shown + card.text
    is_taken_whole(card)


def test_who_gave_no_rating_is_part_of_the_picture() -> None:
    def said(number: int, place: int) -> Answer:
        return Answer.not_sure("") if number == 5 else two_camps(number, place)

    one = revealed(said, CROWD[:5])
    assert "1 ●●  2 ·  3 ·  4 ·  5 ●●, 1 not sure" in str(headline(one, known(NAMES["plain"])).blocks)


def test_nothing_tells_whose_rating_is_whose() -> None:
    drawn = [
        headline(revealed(split_on_the_second, people), known(NAMES["plain"])) for people in both_ways(CROWD)
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("framework", [questions(), large()], ids=["18 questions", "40 wordy questions"])
@pytest.mark.parametrize(
    "typed", [Words(), Words.hostile("W"), Words.hostile("漢")], ids=["short", "long", "wide"]
)
def test_thirty_people_who_are_split_on_everything_fit(framework: Framework, typed: Words) -> None:
    card = headline(revealed(two_camps, framework=framework, words=typed), known(NAMES["long"]))
    is_taken_whole(card)
    many = len(framework.questions)
    shown = " ".join(read_aloud(card))
    named = sum(f"*{number}. " in shown for number in range(1, many + 1))
    assert headings(card)[-1] == f"{many} questions: {many} split"
    assert named == shown.count("1 ●×15  2 ·  3 ·  4 ·  5 ●×15") > 0
    assert (f"And {many - named} more that are split." in shown) == (named < many)


def test_what_is_rated_again_says_how_many_are_done() -> None:
    one = revealed(split_on_the_second, CROWD[:5])
    assert one.panel is not None
    second = one.framework.questions[1]
    again = Round(2, (second.id,), AMINA, NOW)
    some = tuple(
        replace(one, again_at=None if number else NOW) for number, one in enumerate(one.panel.people)
    )
    one.panel = replace(one.panel, people=some, rounds=(*one.panel.rounds, again))
    card = headline(one, known(NAMES["plain"]))
    for said in (card.text, " ".join(read_aloud(card)).replace("*", "")):
        assert f"Being rated again, alone: 2. {second.label}. 1 of 5 done." in said


@pytest.mark.parametrize("state", ["submitted", "reopened", "approved", "abandoned"])
def test_what_stands_on_a_summary_by_now_or_is_over_is_not_said_twice(state: str) -> None:
    card = headline(revealed(two_camps, CROWD[:5], state=state), known(NAMES["plain"]))
    assert len(headings(card)) == 1
    assert "●" not in str(card.blocks)
    assert unescaped(next(iter(texts(card.blocks))))


def test_what_was_abandoned_before_the_reveal_waits_for_nobody() -> None:
    one = alone(done=3)
    one.progress = replace(one.progress, state=State.ABANDONED)
    card = headline(one, known(NAMES["plain"]))
    assert len(headings(card)) == 1
    assert "Not begun" not in card.text
