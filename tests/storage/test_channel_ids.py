"""A channel that goes on under another id: what is known by the old one follows, and nothing else does."""

from functools import partial

import pytest
from sqlalchemy import insert, select, update

from flows import evidence_acts
from flows.actor import Actor
from flows.assessment import Assessment
from flows.evidence import EvidenceKind, Piece
from flows.settings import ChannelSettings
from storage import channel_ids
from storage.channel_ids import Headline
from storage.deduplication import SeenEvents
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.tables import ERASED, SEEN_EVENTS, SURFACES
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, HOUSING, NOW, OTHER_TEAM, SOCIAL_CARE, TOM, assessment

NEW, THREAD = "C0ANOTHERID", "1700.000001"


@pytest.fixture
def standing(store: Store) -> Store:
    """One assessment in the channel, one in another."""
    for id, channel in (("one", HOUSING), ("two", SOCIAL_CARE)):
        made = assessment(id)
        made.channel = channel
        store.add(made)
        store.surfaces(partial(Surfaces.open, assessment=made))
    return store


def follow(store: Store, old: str = HOUSING) -> None:
    store.rows(lambda t: channel_ids.follow(t, HERE, old, NEW))


def test_what_stands_in_slack_follows(standing: Store) -> None:
    follow(standing)
    query = select(SURFACES.c.assessment_id, SURFACES.c.channel_id).distinct()
    found = dict(map(tuple, standing.rows(lambda t: t.execute(query).all())))
    assert found == {"one": NEW, "two": SOCIAL_CARE}


def test_of_another_workspace_nothing_follows(standing: Store) -> None:
    standing.rows(lambda t: channel_ids.follow(t, OTHER_TEAM, HOUSING, NEW))
    assert standing.rows(lambda t: channel_ids.concerned(t, OTHER_TEAM, HOUSING)) == []
    channels = standing.rows(lambda t: t.execute(select(SURFACES.c.channel_id)).scalars().all())
    assert NEW not in channels


@pytest.mark.parametrize("under_new", [None, ChannelSettings(all_decide=True)])
def test_settings_follow_and_what_is_set_already_holds(
    store: Store, under_new: ChannelSettings | None
) -> None:
    before = ChannelSettings(reminders=False)

    def keep(of: SettingsStore) -> None:
        of.keep_channel(HOUSING, before)
        of.keep_inviter(HOUSING, AMINA)
        of.keep_inviter(NEW, TOM)
        if under_new:
            of.keep_channel(NEW, under_new)

    store.rows(lambda t: keep(SettingsStore(t, HERE)))
    follow(store)
    of = store.rows(lambda t: SettingsStore(t, HERE).channels([HOUSING, NEW]))
    assert of == {NEW: under_new or before}
    inviter = store.rows(lambda t: SettingsStore(t, HERE).invited_by(NEW))
    assert inviter == (TOM if under_new else AMINA), "who brought it in anew has no right over what was set"


def test_what_was_taken_there_is_known_and_the_channel_is_not_welcomed_again(store: Store) -> None:
    def keep(seen: SeenEvents) -> None:
        for key in (f"message:{HOUSING}:1.5", f"edit:{HOUSING}:1.5", f"welcome:{HOUSING}", "click:abc"):
            assert seen.first_time(key, NOW)
        assert seen.first_time(f"message:{SOCIAL_CARE}:1.5", NOW)

    store.rows(lambda t: keep(SeenEvents(t, HERE)))
    follow(store)
    known = {f"message:{NEW}:1.5", f"edit:{NEW}:1.5", f"welcome:{NEW}", "click:abc"}
    known |= {f"message:{SOCIAL_CARE}:1.5"}
    assert set(store.rows(lambda t: t.execute(select(SEEN_EVENTS.c.key)).scalars().all())) == known


def test_what_is_still_to_be_deleted_is_looked_for_under_the_new_id(store: Store) -> None:
    gone = {"assessment_id": "gone", "team_id": HERE.team_id, "started_at": NOW, "erased_at": NOW}
    gone |= {"erased_by": "Amina", "why": "", "rows": 1, "digest": ""}
    messages = [[HOUSING, "1.5"], [SOCIAL_CARE, "2.5"]]
    store.rows(lambda t: t.execute(insert(ERASED).values(**gone, messages=messages)))
    follow(store)
    found = store.rows(lambda t: t.execute(select(ERASED.c.messages)).scalar_one())
    assert found == [[NEW, "1.5"], [SOCIAL_CARE, "2.5"]]


def test_a_thread_is_found_by_its_moment_in_whichever_channel(standing: Store) -> None:
    def post(surfaces: Surfaces) -> str:
        row = surfaces.rows.one("one", SurfaceKind.HEADLINE)
        assert row is not None
        row.ts = THREAD
        surfaces.rows.write(row)
        surfaces.open_thread("one", THREAD)
        return row.id

    token = standing.surfaces(post)
    assert standing.rows(lambda t: channel_ids.headlines(t, HERE, THREAD)) == [Headline(HOUSING, token)]
    assert standing.rows(lambda t: channel_ids.headlines(t, OTHER_TEAM, THREAD)) == []
    assert standing.rows(lambda t: channel_ids.headlines(t, HERE, "1700.000009")) == []


def test_threads_of_before_follow_and_other_channels_do_not(standing: Store) -> None:
    before = [[HOUSING, THREAD], [SOCIAL_CARE, THREAD]]
    headline = (SURFACES.c.assessment_id == "two", SURFACES.c.kind == SurfaceKind.HEADLINE)
    standing.rows(lambda t: t.execute(update(SURFACES).where(*headline).values(detail={"before": before})))
    follow(standing)
    found = standing.rows(lambda t: t.execute(select(SURFACES.c.detail).where(*headline)).scalar_one())
    assert found["before"] == [[NEW, THREAD], [SOCIAL_CARE, THREAD]]


def test_who_has_evidence_from_there_is_concerned(standing: Store) -> None:
    def show(two: Assessment) -> None:
        piece = Piece(EvidenceKind.MESSAGE, "", "https://riverside.slack.com/archives/C/p1", HOUSING)
        evidence_acts.add(two, two.framework.questions[0].id, [piece], Actor(AMINA, NOW))

    standing.change(show, "two")
    assert standing.rows(lambda t: channel_ids.concerned(t, HERE, HOUSING)) == ["one", "two"]
    standing.change(lambda two: two.channel_became(HOUSING, NEW), "two")
    assert {one.channel for one in standing.load("two").evidence} == {NEW}
    assert standing.load("two").channel == SOCIAL_CARE
