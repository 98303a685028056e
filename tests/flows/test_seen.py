"""A form takes back unseen nothing that was changed since it was opened."""

from dataclasses import replace

import pytest

from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA
from flows.particulars import Particulars
from flows.refusals import OutOfDate, Why
from flows.retention_rules import Period, Retention, Unit
from flows.seen import check_seen
from flows.settings import ChannelSettings, WorkspaceSettings
from tests.refused import refused

WORKSPACE = WorkspaceSettings(leads=(GRACE,), must_decide=(PRIYA,))
Shown = WorkspaceSettings | ChannelSettings | Retention | Particulars
KEPT = Retention(approved=Period(90, Unit.DAYS))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WORKSPACE, replace(WORKSPACE, leads=(GRACE, PRIYA))),
        (WORKSPACE, replace(WORKSPACE, self_review=False)),
        (ChannelSettings(), ChannelSettings(quiet_from=9, quiet_to=10)),
        (KEPT, replace(KEPT, approved=Period(90, Unit.YEARS))),
        (KEPT, replace(KEPT, approved=None, declined=KEPT.approved)),
        (Particulars("A title", ""), Particulars("A title", "", frozenset({AMINA}))),
        (Particulars("A title", "Names"), Particulars("A title", "", recipients="Names")),
    ],
)
def test_what_was_changed_since_is_told_from_what_was_seen(one: Shown, other: Shown) -> None:
    check_seen(one.mark, one.mark, Why.SETTINGS_CHANGED)
    check_seen(one.mark, None, Why.SETTINGS_CHANGED)
    for seen in (other.mark, ""):
        with refused(Why.SETTINGS_CHANGED, OutOfDate):
            check_seen(one.mark, seen, Why.SETTINGS_CHANGED)


def test_how_long_things_are_kept_has_a_mark_of_its_own() -> None:
    assert replace(WORKSPACE, retention=KEPT).mark == WORKSPACE.mark


def test_people_have_no_order() -> None:
    people = [f"U{number}" for number in range(40)]
    marks = {Particulars("A title", "", frozenset(some)).mark for some in (people, people[::-1])}
    assert len(marks) == 1
