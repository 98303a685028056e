"""The property test of panels: people answer alone first, and what must hold of that is stated in
panel_model.py. How it is run, and a plan that failed played again: see exploring.py."""

import pytest

from tests.crash.exploring import explore
from tests.crash.panel_plan import panel_plans
from tests.crash.panel_play import play_panel

EXAMPLES = 4
"""Of each seed."""


@pytest.mark.timeout(0)
def test_whatever_happens_to_a_panel_the_six_statements_hold() -> None:
    failures = explore(play_panel, panel_plans(), EXAMPLES)
    assert not failures, "\n\n".join(failures)
