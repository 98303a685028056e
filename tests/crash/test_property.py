"""The property test: random people, acts, faults and restarts, and the five statements at the end of each.

How it is run, and a plan that failed played again: see exploring.py."""

import pytest

from tests.crash.exploring import explore
from tests.crash.plan import plans
from tests.crash.play import play

EXAMPLES = 12
"""Of each seed."""


@pytest.mark.timeout(0)
def test_whatever_happens_the_five_statements_hold() -> None:
    failures = explore(play, plans(), EXAMPLES)
    assert not failures, "\n\n".join(failures)
