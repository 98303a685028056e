"""A panel as a record writes it, and reads it again.

Numbers stand beside people only where it was agreed that names stand beside ratings. Elsewhere nothing says
whose rating is whose: no number, and no order in which people stand.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from pydantic import Field

from flows import answer, framework, panel
from flows.answer import AnswerKind
from flows.record.answers import Ref
from flows.record.parts import Moment, Part, Person, QuestionId, Several, Text, left_out_if_empty

DrawLots = Callable[[list[int]], None]
_shuffle: DrawLots = secrets.SystemRandom().shuffle


class Panellist(Part):
    """Somebody who is asked to answer alone."""

    person: Person
    number: int | None = Field(
        description="Under which their answers stand. null: names do not stand beside ratings."
    )
    done_at: Moment | None


class PanelAnswer(Part):
    """What somebody answered alone. `number` stands for them."""

    number: int
    kind: AnswerKind
    rating: int | None
    reason: Text
    evidence: Text


class PanelAnswers(Part):
    question: QuestionId
    answers: Several[PanelAnswer]


class PanelRound(Part):
    """Once through some questions, alone: all of them, or one that is rated again."""

    number: int
    questions: Several[QuestionId]
    begun_by: Person
    begun_at: Moment
    revealed_by: Person | None = Field(description="null: not yet. “the reveal day”: nobody had to.")
    revealed_at: Moment | None
    answers: Several[PanelAnswers] = Field(description="None before the reveal.")


_TEAM = "What the team had answered then, where that was kept."
_AROUND = "The round in which they had rated it last, where that was kept."


class TeamAnswer(Part):
    kind: AnswerKind
    rating: int | None = left_out_if_empty("Of a rating.", None)


class Sentence(Part):
    """How somebody sees it who rated it differently from the team, and what they said it to."""

    words: Text
    at: Moment
    team: TeamAnswer | None = left_out_if_empty(_TEAM, None)
    around: int | None = left_out_if_empty(_AROUND, None)


class Dissent(Part):
    """The last such sentence of one person to one question. `number` stands for them."""

    question: QuestionId
    number: int
    words: Text
    at: Moment
    team: TeamAnswer | None = left_out_if_empty(_TEAM, None)
    around: int | None = left_out_if_empty(_AROUND, None)
    earlier: Several[Sentence] = left_out_if_empty("Those that it took the place of, oldest first.")


class Panel(Part):
    """Who answers alone first, and what they said once it is revealed."""

    named: bool = Field(description="Whether names stand beside ratings, as everybody was told before.")
    until: date | None = Field(description="The day on which it is revealed with whoever is done.")
    people: Several[Panellist] = Field(description="In the order of their ids.")
    rounds: Several[PanelRound]
    dissents: Several[Dissent]


def written(kept: panel.Panel | None, asked: framework.Framework, ref: Ref) -> Panel | None:
    if kept is None:
        return None
    begun_at = kept.rounds[0].begun_at
    return Panel(
        named=kept.named,
        until=kept.until,
        people=tuple(
            Panellist(
                person=ref(one.person, one.done_at or begun_at),
                number=one.number if kept.named else None,
                done_at=one.done_at,
            )
            for one in sorted(kept.people, key=_place_of)
        ),
        rounds=tuple(_round(one, asked, ref) for one in kept.rounds),
        dissents=tuple(
            Dissent(
                question=one.question,
                number=one.number,
                words=one.words,
                at=one.at,
                team=_team(one),
                around=one.around,
                earlier=tuple(
                    Sentence(words=said.words, at=said.at, team=_team(said), around=said.around)
                    for said in one.earlier
                ),
            )
            for one in kept.dissents
        ),
    )


def _place_of(one: panel.Panellist) -> tuple[str, str]:
    """Several may be former colleagues. Their numbers tell nothing of their places either."""
    return one.person, one.done_at.isoformat() if one.done_at else ""


def _round(one: panel.Round, asked: framework.Framework, ref: Ref) -> PanelRound:
    return PanelRound(
        number=one.number,
        questions=one.questions,
        begun_by=ref(one.begun_by, one.begun_at),
        begun_at=one.begun_at,
        revealed_by=ref(one.revealed_by, one.revealed_at or one.begun_at) if one.revealed_by else None,
        revealed_at=one.revealed_at,
        answers=tuple(
            PanelAnswers(question=question.id, answers=_answers(one.answers[question.id]))
            for question in asked.questions
            if question.id in one.answers
        ),
    )


def _team(said: panel.Dissent) -> TeamAnswer | None:
    return TeamAnswer(kind=said.team.kind, rating=said.team.rating) if said.team else None


def _answers(said: Mapping[int, answer.Answer]) -> tuple[PanelAnswer, ...]:
    return tuple(
        PanelAnswer(number=number, kind=one.kind, rating=one.rating, reason=one.reason, evidence=one.evidence)
        for number, one in sorted(said.items())
    )


def read(
    found: Panel | None, asked: framework.Framework, draw_lots: DrawLots = _shuffle
) -> panel.Panel | None:
    """The panel again. Nobody's ballot comes along, so whoever had begun begins anew; where no names stand
    beside ratings and it is still under way, the lots are drawn afresh. Raises ValueError or KeyError."""
    if found is None:
        return None
    rounds = tuple(_read_round(one, asked) for one in found.rounds)
    if not rounds:
        raise ValueError("a panel without a round")
    if any((one.number is None) is found.named for one in found.people):
        raise ValueError("whose rating is whose is said otherwise than it was agreed on")
    numbers: list[int] = list(range(1, len(found.people) + 1))
    draw_lots(numbers)
    is_lot = not found.named and not any(one.is_revealed for one in rounds)
    return panel.Panel(
        people=tuple(
            panel.Panellist(
                one.person,
                lot if is_lot else one.number,
                done_at=one.done_at,
            )
            for one, lot in zip(found.people, numbers, strict=True)
        ),
        named=found.named,
        until=found.until,
        rounds=rounds,
        dissents=tuple(
            replace(
                _read_sentence(one, asked.question(one.question).id, one.number),
                earlier=tuple(_read_sentence(said, one.question, one.number) for said in one.earlier),
            )
            for one in found.dissents
        ),
    )


def _read_sentence(said: Dissent | Sentence, question: str, number: int) -> panel.Dissent:
    team = panel.Rated(said.team.kind, said.team.rating) if said.team else None
    return panel.Dissent(question, number, said.words, said.at, team, said.around)


def _read_round(one: PanelRound, asked: framework.Framework) -> panel.Round:
    return panel.Round(
        one.number,
        tuple(asked.question(question).id for question in one.questions),
        one.begun_by,
        one.begun_at,
        one.revealed_by,
        one.revealed_at,
        {
            asked.question(of.question).id: {
                said.number: answer.Answer(said.kind, said.rating, said.reason, said.evidence)
                for said in of.answers
            }
            for of in one.answers
        },
    )
