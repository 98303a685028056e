"""What those say who see it otherwise than the team: each sentence with the ratings that it was written with,
and whether it still holds."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flows.answer import Answer
from flows.panel import Dissent, Panel, Rated


class SeenOtherwise(NamedTuple):
    """`rating`: how its author had rated the question then; None: not known. `team`: what the team had
    answered, where that is not what it answers now. `holds`: its author still rates it as they did then, and
    otherwise than the team answers it; else it was said earlier."""

    said: Dissent
    rating: Answer | None
    team: Rated | None
    holds: bool


def on_question(panel: Panel, question: str, team: Answer | None) -> Iterator[SeenOtherwise]:
    """All that was ever said to it: each one's last sentence after those that it took the place of. `team`:
    what the team answers."""
    for said in panel.dissents:
        if said.question == question:
            yield from (_shown(panel, one, team, holds=False) for one in said.earlier)
            yield _shown(panel, said, team, holds=_holds(panel, said, team))


def holding(panel: Panel, team: Mapping[str, Answer]) -> list[SeenOtherwise]:
    """What holds where the team answers like this, in the order in which it was said."""
    return [
        _shown(panel, said, answer, holds=True)
        for said in sorted(panel.dissents, key=lambda one: one.at)
        if _holds(panel, said, answer := team.get(said.question))
    ]


def round_of(panel: Panel, said: Dissent) -> int | None:
    """The number of the round in which its author had rated the question last. Where that was not kept, the
    moments tell: only what is revealed already is seen otherwise. None: nobody rated it."""
    if said.around is not None:
        return said.around
    rounds = panel.rounds_of(said.question)
    before = [one for one in rounds if one.revealed_at and one.revealed_at <= said.at]
    return next((one.number for one in (*reversed(before), *rounds)), None)


def _holds(panel: Panel, said: Dissent, team: Answer | None) -> bool:
    """What its author has rated otherwise since, or the team has come round to, is not what they say now. Who
    did not rate it again, or rated it the same, says it still."""
    then, mine = _rating(panel, said), panel.latest(said.question).get(said.number)
    if then and mine and not mine.says_the_same_as(then):
        return False
    return not (mine and team and team.says_the_same_as(mine))


def _shown(panel: Panel, said: Dissent, team: Answer | None, *, holds: bool) -> SeenOtherwise:
    then = None if team and said.team == Rated.of(team) else said.team
    return SeenOtherwise(said, _rating(panel, said), then, holds)


def _rating(panel: Panel, said: Dissent) -> Answer | None:
    return panel.latest(said.question, round_of(panel, said)).get(said.number)
