"""Panels for the tests of their cards: people answered alone, and it was revealed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from flows import panel_acts
from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.framework import Framework
from flows.panel import Dissent, Panel, Panellist, Round
from flows.progress import Progress
from flows.states import State
from flows.triggers import Trigger
from tests.bot.cards.samples import AMINA, NOW, assessment


def members(many: int) -> list[str]:
    return [AMINA, *(f"U0MEMBER{number:03}" for number in range(2, many + 1))]


def revealed(
    ratings: Mapping[str, Sequence[Answer]],
    *,
    named: bool = False,
    again: Mapping[str, Sequence[Answer]] | None = None,
    of: Framework | None = None,
) -> Assessment:
    """What each of a panel said, by question; `again`: in a second round. The team has answered nothing."""
    found = assessment("new", framework=of)
    questions = [question.id for question in found.framework.questions]
    many = max(map(len, ratings.values()))
    people = tuple(
        Panellist(person, number, f"ballot-{number}", NOW)
        for number, person in enumerate(members(many), start=1)
    )
    rounds = [_round(1, {question: ratings.get(question, ()) for question in questions})]
    rounds += [_round(number, {id: said}) for number, (id, said) in enumerate((again or {}).items(), start=2)]
    found.panel = Panel(people, named, rounds=tuple(rounds))
    found.progress = Progress(found.framework, State.REVIEW)
    return found


def _round(number: int, said: Mapping[str, Sequence[Answer]]) -> Round:
    answers = {question: dict(enumerate(given, start=1)) for question, given in said.items() if given}
    at = NOW + timedelta(hours=number)
    return Round(number, tuple(said), AMINA, at, AMINA, at, answers)


def rated(*ratings: int) -> list[Answer]:
    return [Answer.rated(rating) for rating in ratings]


def settle(found: Assessment, question: str, rating: int) -> None:
    """The team answers it."""
    found.progress.given = {**found.given, question: Given(Answer.rated(rating), AMINA, NOW)}


def take(found: Assessment, question: str, rating: int) -> Given:
    """The median is taken as the team's answer."""
    given = Given(Answer.rated(rating), AMINA, NOW, is_median=True)
    found.progress.given = {**found.given, question: given}
    return given


def dissent(found: Assessment, *said: Dissent) -> None:
    assert found.panel is not None
    found.panel = replace(found.panel, dissents=(*found.panel.dissents, *said))


def rating_again(found: Assessment, question: str, first: int) -> Assessment:
    """A ballot of its panel, in which this one question is rated once more, and was rated so `first`."""
    ballot = _ballot_of(found)
    by = Actor(AMINA, NOW)
    for one in ballot.framework.questions:
        rating = first if one.id == question else 3
        ballot.fire(Trigger.ANSWER, by, answer=Answer.rated(rating))
    ballot.fire(Trigger.DONE, by)
    panel_acts.rate_again(found, {ballot.id: ballot}, question, by)
    return ballot


def _ballot_of(found: Assessment) -> Assessment:
    ballot = assessment("new", framework=found.framework)
    ballot.id, ballot.panel_of, ballot.channel, ballot.everyone = "ballot-1", found.id, "D0AMINA0001", False
    return ballot
