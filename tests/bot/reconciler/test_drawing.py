"""Which message people wait for, and so goes ahead within Slack's limits."""

from dataclasses import replace

import pytest

from bot.reconciler.drawing import is_waited_for
from flows.assessment import Assessment
from flows.panel import Round
from storage.claims import Surface
from storage.surface_rows import SurfaceKind
from tests.bot.cards.samples import AMINA, HOUSING, NOW, assessment
from tests.bot.cards.test_panel_headline import CROWD, alone, revealed, two_camps

CARD, HEADLINE = SurfaceKind.CARD, SurfaceKind.HEADLINE


def rated_again() -> Assessment:
    one = revealed(two_camps, CROWD[:5])
    assert one.panel is not None
    again = Round(2, (one.framework.questions[0].id,), AMINA, NOW)
    one.panel = replace(one.panel, rounds=(*one.panel.rounds, again))
    return one


@pytest.mark.parametrize(
    ("one", "waited_for"),
    [
        (alone(CROWD, done=3), {HEADLINE}),
        (revealed(two_camps), {HEADLINE, CARD}),
        (rated_again(), {CARD}),
        (revealed(two_camps, state="at the review"), {CARD}),
        (revealed(two_camps, state="submitted"), {CARD}),
        (assessment("under way"), {CARD}),
    ],
    ids=["alone", "revealed", "rated again", "being settled", "submitted", "no panel"],
)
def test_a_room_waits_for_the_headline_of_a_panel_and_a_team_for_its_card(
    one: Assessment, waited_for: set[SurfaceKind]
) -> None:
    found = {
        kind
        for kind in SurfaceKind
        if is_waited_for(one, Surface("a", one.id, kind, "", HOUSING, None, "1.2", 1, False, None))
    }
    assert found == waited_for
