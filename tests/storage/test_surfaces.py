"""What stands in Slack and what should: nothing wanted is lost, and nothing is posted twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from flows.assessment import Assessment
from flows.notes import Note, Told
from storage.claims import Claims, Surface
from storage.lease import LEASE
from storage.repository import Repository
from storage.surface_rows import SurfaceKind
from storage.surfaces import InSight, Surfaces
from storage.tables import ASSESSMENTS, SURFACES
from tests.storage.conftest import Store
from tests.storage.samples import (
    AMINA,
    HERE,
    HOUSING,
    NOW,
    OTHER_TEAM,
    SOCIAL_CARE,
    assessment,
    later,
)

ME, ANOTHER = "host:1:aa", "host:2:bb"
THREAD = "1700.000001"
LONG = NOW.replace(year=9999)
"""When a lease ends that lasts, whatever the database's clock says."""


def alive(_holder: str) -> bool:
    return True


def dead(_holder: str) -> bool:
    return False


def claims(surfaces: Surfaces) -> Claims:
    return Claims(surfaces, NOW)


class Desk:
    """One assessment with its surfaces, each act in a transaction of its own."""

    def __init__(self, store: Store, assessment: Assessment) -> None:
        self.store = store
        self.assessment = assessment
        store.run(lambda repository: repository.add(assessment, NOW))
        self.do(lambda surfaces: surfaces.open(assessment))

    def do(self, work: Callable[[Surfaces], object]) -> None:
        self.store.surfaces(work)

    def claim(
        self,
        holder: str = ME,
        at: datetime = NOW,
        alive: Callable[[str], bool] = alive,
        *,
        only_notices: bool = False,
    ) -> list[Surface] | None:
        def work(repository: Repository) -> list[Surface] | None:
            found = repository.get(self.assessment.id, lock=True)
            assert found is not None
            lease, surfaces = repository.lease(found.id), Surfaces(repository.transaction)
            claimed = Claims(surfaces, at).claim(found.id, lease, holder, alive, only_notices=only_notices)
            repository.save_lease(found.id)
            return claimed

        return self.store.run(work)

    def later(self, time: timedelta) -> None:
        """Let so much of the database's time go by, as far as leases can tell."""
        moved = update(ASSESSMENTS).values(drawn_until=self._until - time)
        self.store.rows(lambda transaction: transaction.execute(moved))

    @property
    def _until(self) -> datetime:
        query = select(ASSESSMENTS.c.drawn_until)
        until: datetime = self.store.rows(lambda transaction: transaction.execute(query).scalar_one())
        return until

    def claimed(self, *, only_notices: bool = False) -> list[Surface]:
        """What is claimed, with the lease given back."""
        claimed = self.claim(only_notices=only_notices)
        assert claimed is not None
        self.do(lambda surfaces: claims(surfaces).release(self.assessment.id, ME))
        return claimed

    def kinds(self) -> list[SurfaceKind]:
        return [surface.kind for surface in self.claimed()]

    def show(self, headline_ts: str = "") -> list[Surface]:
        """Claim what is behind, and write down that it stands in Slack."""
        claimed = self.claimed()
        for surface in claimed:
            new = headline_ts if surface.kind is SurfaceKind.HEADLINE else f"1800.{surface.id}"[:20]
            self.stands(surface, surface.ts or new)
        self.assessment.thread_ts = headline_ts or self.assessment.thread_ts
        return claimed

    def stands(self, surface: Surface, ts: str) -> None:
        self.do(lambda surfaces: claims(surfaces).shown(surface, ts=ts))

    def card(self) -> str | None:
        return self.store.surfaces(lambda surfaces: surfaces.ts_of(self.assessment.id, SurfaceKind.CARD))

    def behind(self) -> list[str]:
        return self.store.surfaces(lambda surfaces: claims(surfaces).behind(HERE))

    def rows(self) -> Sequence[Row[Any]]:
        return self.store.rows(lambda transaction: transaction.execute(select(SURFACES)).all())


@pytest.fixture
def desk(store: Store) -> Desk:
    """A new assessment of which nothing stands in Slack yet."""
    return Desk(store, assessment())


@pytest.fixture
def standing(desk: Desk) -> Desk:
    """One with its headline and its card in Slack."""
    desk.show(THREAD)
    desk.show()
    assert desk.behind() == []
    return desk


def test_only_what_was_changed_of_a_surface_is_written(standing: Desk) -> None:
    def change(surfaces: Surfaces) -> None:
        row = surfaces.rows.one("one", SurfaceKind.CARD)
        assert row is not None
        surfaces.transaction.execute(update(SURFACES).values(channel_id=SOCIAL_CARE))
        row.subject = "new"
        surfaces.rows.write(row)
        row.wanted = 7
        surfaces.rows.rename(row)

    standing.do(change)
    [card] = [row for row in standing.rows() if row.kind == "card"]
    assert (card.channel_id, card.subject, card.wanted) == (SOCIAL_CARE, "new", 7)


# --- from the beginning


def test_a_new_assessment_begins_with_its_headline(desk: Desk) -> None:
    assert desk.behind() == ["one"]
    [headline] = desk.claimed()
    assert (headline.kind, headline.channel, headline.thread_ts, headline.ts) == (
        SurfaceKind.HEADLINE,
        HOUSING,
        None,
        None,
    )


def test_the_headline_opens_the_thread_for_everything_else(desk: Desk) -> None:
    desk.show(THREAD)
    [card] = desk.claimed()
    assert (card.kind, card.thread_ts) == (SurfaceKind.CARD, THREAD)
    found = desk.store.run(lambda repository: repository.in_thread(HOUSING, THREAD))
    assert found is not None


def test_opening_the_thread_is_no_conflict_for_somebody_who_answers_meanwhile(desk: Desk) -> None:
    before = desk.store.run(lambda repository: repository.get("one"))
    desk.show(THREAD)
    after = desk.store.run(lambda repository: repository.get("one"))
    assert before is not None
    assert after is not None
    assert before.version == after.version


def test_a_post_that_may_have_gone_out_is_in_doubt_for_the_next_one(desk: Desk) -> None:
    [first] = desk.claimed()
    [again] = desk.claimed()
    assert not first.in_doubt
    assert again.in_doubt
    assert again.id == first.id
    assert again.posting_since == NOW


def test_a_post_that_surely_failed_is_not_in_doubt(desk: Desk) -> None:
    [headline] = desk.claimed()
    desk.do(lambda surfaces: claims(surfaces).not_shown(headline))
    [again] = desk.claimed()
    assert not again.in_doubt


def test_a_post_in_doubt_stays_so_until_it_was_looked_for(desk: Desk) -> None:
    [headline] = desk.claimed()
    desk.do(lambda surfaces: claims(surfaces).not_shown(headline, in_doubt=True))
    [again] = desk.claimed()
    assert again.in_doubt


def test_a_post_that_was_found_is_drawn_once_more_in_its_place(desk: Desk) -> None:
    [headline] = desk.claimed()
    desk.do(lambda surfaces: claims(surfaces).found(headline, ts=THREAD))
    found = {surface.kind: surface for surface in desk.claimed()}
    assert found[SurfaceKind.HEADLINE].ts == THREAD
    assert not found[SurfaceKind.HEADLINE].in_doubt
    assert found[SurfaceKind.CARD].thread_ts == THREAD


# --- going on


def test_what_is_shown_is_not_behind(standing: Desk) -> None:
    assert standing.kinds() == []
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).due_in("one")) is None


def test_ten_changes_are_one_redraw(standing: Desk) -> None:
    for _ in range(10):
        standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    assert [surface.kind for surface in standing.show()] == [SurfaceKind.CARD]
    assert standing.behind() == []


def test_a_change_while_it_is_drawn_is_drawn_after_that(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    [card] = standing.claimed()
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    standing.do(lambda surfaces: claims(surfaces).shown(card, ts=card.ts))
    assert standing.kinds() == [SurfaceKind.CARD]


def test_everything_is_brought_in_its_order(standing: Desk) -> None:
    def want_all(surfaces: Surfaces) -> None:
        surfaces.notice(standing.assessment, "is_archived")
        surfaces.tick(standing.assessment, "1900.000001")
        surfaces.want(standing.assessment, SurfaceKind.SUMMARY)
        surfaces.want(standing.assessment, SurfaceKind.CARD)
        surfaces.recap(standing.assessment, "a", takes_card=False)
        surfaces.want(standing.assessment, SurfaceKind.HEADLINE)

    standing.do(want_all)
    assert standing.kinds() == [
        SurfaceKind.HEADLINE,
        SurfaceKind.RECAP,
        SurfaceKind.CARD,
        SurfaceKind.SUMMARY,
        SurfaceKind.TICK,
        SurfaceKind.NOTICE,
    ]


def test_a_card_that_moves_leaves_a_closed_one_behind(standing: Desk) -> None:
    old = standing.card()
    standing.do(lambda surfaces: surfaces.move_card(standing.assessment))
    closed, card = standing.claimed()
    assert (closed.kind, closed.ts, closed.subject) == (SurfaceKind.CLOSED, old, old)
    assert (card.kind, card.ts) == (SurfaceKind.CARD, None)


def test_a_closed_card_is_forgotten_once_it_stands(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.move_card(standing.assessment))
    standing.show()
    assert {row.kind for row in standing.rows()} == {SurfaceKind.HEADLINE, SurfaceKind.CARD}


def test_the_line_of_a_principle_takes_the_place_of_the_card_that_was_clicked(standing: Desk) -> None:
    old = standing.card()

    def complete(surfaces: Surfaces) -> None:
        surfaces.recap(standing.assessment, "a", takes_card=True)
        surfaces.move_card(standing.assessment)

    standing.do(complete)
    recap, card = standing.claimed()
    assert (recap.kind, recap.ts) == (SurfaceKind.RECAP, old)
    assert (card.kind, card.ts) == (SurfaceKind.CARD, None)


def test_after_a_typed_answer_the_line_stands_alone(standing: Desk) -> None:
    old = standing.card()

    def complete(surfaces: Surfaces) -> None:
        surfaces.recap(standing.assessment, "a", takes_card=False)
        surfaces.move_card(standing.assessment)

    standing.do(complete)
    assert [(surface.kind, surface.ts) for surface in standing.claimed()] == [
        (SurfaceKind.RECAP, None),
        (SurfaceKind.CLOSED, old),
        (SurfaceKind.CARD, None),
    ]


def test_a_card_that_may_have_gone_out_is_looked_for_before_it_moves_again(desk: Desk) -> None:
    desk.show(THREAD)
    desk.claimed()  # the card's post begins, and nobody knows how it ends
    desk.do(lambda surfaces: surfaces.move_card(desk.assessment))
    [card] = desk.claimed()
    assert card.in_doubt
    desk.do(lambda surfaces: claims(surfaces).found(card, ts="1800.000001"))
    assert [(surface.kind, surface.ts) for surface in desk.claimed()] == [
        (SurfaceKind.CLOSED, "1800.000001"),
        (SurfaceKind.CARD, None),
    ]


def test_a_check_mark_is_put_once_and_forgotten(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.tick(standing.assessment, "1900.000001"))
    [tick] = standing.show()
    assert (tick.kind, tick.ts, tick.subject) == (SurfaceKind.TICK, "1900.000001", "1900.000001")
    assert SurfaceKind.TICK not in {row.kind for row in standing.rows()}


def test_the_card_is_in_sight_only_at_the_turn_that_it_shows(standing: Desk) -> None:
    def in_sight(turn: int) -> InSight | None:
        standing.assessment.turn = turn
        return standing.store.surfaces(lambda surfaces: surfaces.card_in_sight(standing.assessment))

    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    [card] = standing.claimed()
    detail = {"turn": 3, "since": "1800.000009", "question": "a-1"}
    standing.do(lambda surfaces: claims(surfaces).shown(card, ts=card.ts, detail=detail))
    assert in_sight(3) == InSight("1800.000009", exactly=False)
    assert in_sight(4) is None
    standing.do(lambda surfaces: claims(surfaces).shown(card, ts="1800.000009"))
    assert in_sight(3) == InSight("1800.000009", exactly=True)


# --- what is gone


def test_a_card_that_was_deleted_is_posted_anew(standing: Desk) -> None:
    card_ts = standing.card() or ""
    gone = standing.store.surfaces(lambda surfaces: surfaces.message_gone(HERE, HOUSING, card_ts))
    assert gone == "one"
    [card] = standing.claimed()
    assert (card.kind, card.ts) == (SurfaceKind.CARD, None)


def test_a_card_deleted_before_its_ts_was_written_down_is_drawn_once_more(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.move_card(standing.assessment))
    card = next(surface for surface in standing.claimed() if surface.kind is SurfaceKind.CARD)
    standing.do(lambda surfaces: surfaces.message_gone(HERE, HOUSING, "1900.000009"))
    standing.do(lambda surfaces: claims(surfaces).shown(card, ts="1900.000009"))
    again = next(surface for surface in standing.claimed() if surface.kind is SurfaceKind.CARD)
    assert again.ts == "1900.000009", "the next drawing finds out whether it is there"


def test_a_headline_that_was_deleted_is_found_out_when_it_is_drawn(standing: Desk) -> None:
    gone = standing.store.surfaces(lambda surfaces: surfaces.message_gone(HERE, HOUSING, THREAD))
    assert gone == "one"
    [headline] = standing.claimed()
    assert (headline.kind, headline.ts) == (SurfaceKind.HEADLINE, THREAD)


def test_somebody_elses_message_may_go(standing: Desk) -> None:
    assert standing.store.surfaces(lambda s: s.message_gone(HERE, HOUSING, "9999.000001")) is None
    assert standing.store.surfaces(lambda s: s.message_gone(HERE, SOCIAL_CARE, THREAD)) is None


def test_a_message_that_slack_says_is_gone_is_posted_anew(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    [card] = standing.claimed()
    standing.do(lambda surfaces: claims(surfaces).not_shown(card, gone=True))
    [again] = standing.claimed()
    assert (again.ts, again.in_doubt) == (None, False)


@pytest.mark.parametrize("kind", [SurfaceKind.TICK, SurfaceKind.CLOSED, SurfaceKind.RECAP])
def test_a_line_of_the_past_that_is_gone_is_not_posted_again(kind: SurfaceKind, standing: Desk) -> None:
    def want_it(surfaces: Surfaces) -> None:
        if kind is SurfaceKind.TICK:
            surfaces.tick(standing.assessment, "1900.000001")
        elif kind is SurfaceKind.CLOSED:
            surfaces.move_card(standing.assessment)
        else:
            surfaces.recap(standing.assessment, "a", takes_card=False)

    standing.do(want_it)
    [past] = [surface for surface in standing.claimed() if surface.kind is kind]
    standing.do(lambda surfaces: claims(surfaces).not_shown(past, gone=True))
    assert kind not in standing.kinds()


# --- who draws


def test_only_one_process_draws_an_assessment(desk: Desk) -> None:
    assert desk.claim(ME)
    assert desk.claim(ANOTHER) is None


def test_the_same_process_can_claim_again(desk: Desk) -> None:
    assert desk.claim(ME)
    assert desk.claim(ME)


def test_another_process_takes_over_when_the_lease_is_over(desk: Desk) -> None:
    assert desk.claim(ME)
    desk.later(LEASE - timedelta(seconds=2))
    assert desk.claim(ANOTHER) is None
    desk.later(timedelta(seconds=3))
    assert desk.claim(ANOTHER)


@pytest.mark.parametrize("skew", [-600, -45, 45, 600])
def test_a_host_with_another_clock_does_not_take_over_before_that(desk: Desk, skew: int) -> None:
    assert desk.claim(ME)
    assert desk.claim(ANOTHER, at=NOW + timedelta(seconds=skew)) is None


def test_another_process_takes_over_at_once_from_one_that_is_dead(desk: Desk) -> None:
    assert desk.claim(ME)
    assert desk.claim(ANOTHER, alive=dead)


def test_a_lease_that_was_given_back_is_free(desk: Desk) -> None:
    assert desk.claim(ME)
    desk.do(lambda surfaces: claims(surfaces).release("one", ANOTHER))
    assert desk.claim(ANOTHER) is None, "nobody can give back what another one holds"
    desk.do(lambda surfaces: claims(surfaces).release("one", ME))
    assert desk.claim(ANOTHER)


def test_a_lease_on_which_nothing_is_left_to_draw_is_given_back(standing: Desk) -> None:
    assert standing.claim(ME) == []
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    assert standing.claim(ANOTHER)


# --- trouble


def test_the_owner_is_told_once_until_things_are_well_again(desk: Desk) -> None:
    for _ in range(3):
        desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    [notice] = desk.claimed(only_notices=True)
    assert (notice.kind, notice.channel, notice.subject) == (SurfaceKind.NOTICE, AMINA, "is_archived")
    desk.do(lambda surfaces: claims(surfaces).shown(notice, ts="1900.000001"))
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    assert desk.claimed(only_notices=True) == []

    desk.do(lambda surfaces: surfaces.notices_are_over("one"))
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    assert len(desk.claimed(only_notices=True)) == 1


def test_a_trouble_that_is_over_before_it_was_told_is_not_told(desk: Desk) -> None:
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    desk.do(lambda surfaces: surfaces.notices_are_over("one"))
    assert desk.claimed(only_notices=True) == []


def test_when_the_trouble_is_over_the_owners_message_says_so(desk: Desk) -> None:
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    [notice] = desk.claimed(only_notices=True)
    desk.do(lambda surfaces: claims(surfaces).shown(notice, channel="D1", ts="1900.000001"))
    desk.do(lambda surfaces: surfaces.notices_are_over("one"))
    [over] = desk.claimed(only_notices=True)
    assert (over.channel, over.ts, over.detail) == ("D1", "1900.000001", {"reader": AMINA, "over": True})
    desk.do(lambda surfaces: claims(surfaces).shown(over))
    assert not [row for row in desk.rows() if row.kind == SurfaceKind.NOTICE]


def test_a_trouble_that_ends_while_its_owner_is_being_told_is_said_to_be_over(desk: Desk) -> None:
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    [notice] = desk.claimed(only_notices=True)
    desk.do(lambda surfaces: surfaces.notices_are_over("one"))
    desk.do(lambda surfaces: claims(surfaces).shown(notice, channel="D1", ts="1900.000001"))
    [over] = desk.claimed(only_notices=True)
    assert (over.channel, over.ts, over.detail["over"]) == ("D1", "1900.000001", True)


def test_where_it_was_doubtful_whether_the_owner_was_told_nothing_is_said_of_the_end(desk: Desk) -> None:
    desk.do(lambda surfaces: surfaces.notice(desk.assessment, "is_archived"))
    [notice] = desk.claimed(only_notices=True)
    desk.do(lambda surfaces: surfaces.notices_are_over("one"))
    desk.do(lambda surfaces: claims(surfaces).shown(notice))
    assert not [row for row in desk.rows() if row.kind == SurfaceKind.NOTICE]


def test_what_the_owner_was_told_of_a_place_is_over_once_it_is_moved(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.notice(standing.assessment, "is_archived"))
    [notice] = standing.claimed(only_notices=True)
    standing.do(lambda surfaces: claims(surfaces).shown(notice, channel="D1", ts="1900.000001"))
    standing.assessment.channel, standing.assessment.thread_ts = SOCIAL_CARE, None
    standing.do(lambda surfaces: surfaces.relocate(standing.assessment, tell_there=False))
    [over] = standing.claimed(only_notices=True)
    assert (over.channel, over.ts, over.detail["over"]) == ("D1", "1900.000001", True)


def test_moving_to_another_channel_posts_everything_anew_there(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    standing.show()
    before = {row.kind: row.id for row in standing.rows()}
    standing.do(lambda surfaces: surfaces.tick(standing.assessment, "1900.000001"))
    standing.assessment.channel, standing.assessment.thread_ts = SOCIAL_CARE, None
    standing.do(lambda surfaces: surfaces.relocate(standing.assessment, tell_there=True))

    [headline] = standing.show("1950.000001")
    assert (headline.kind, headline.channel, headline.ts) == (SurfaceKind.HEADLINE, SOCIAL_CARE, None)
    *closed, card, summary = standing.claimed()
    assert [(row.kind, row.channel, row.detail) for row in closed] == [
        (SurfaceKind.CLOSED, HOUSING, {"moved": True})
    ] * 3, "what stood there says where it went"
    assert len({row.ts for row in closed} - {None}) == 3
    assert (card.kind, card.channel, card.thread_ts, card.ts) == (
        SurfaceKind.CARD,
        SOCIAL_CARE,
        "1950.000001",
        None,
    )
    assert (summary.kind, summary.channel) == (SurfaceKind.SUMMARY, SOCIAL_CARE)
    anew = [row for row in standing.rows() if row.kind in before]
    assert all(row.id != before[row.kind] for row in anew), "or the old posts would be found"


def _revealed(desk: Desk, principle: str, number: int) -> Callable[[Surfaces], None]:
    return lambda surfaces: surfaces.reveal(desk.assessment, principle, number)


def test_what_a_panel_revealed_moves_with_it_in_the_same_order(standing: Desk) -> None:
    for number, principle in enumerate(("zeal", "awe"), start=1):
        standing.do(_revealed(standing, principle, number))
    standing.show()
    old = {row.ts for row in standing.rows() if row.kind == SurfaceKind.REVEAL}
    standing.assessment.channel, standing.assessment.thread_ts = SOCIAL_CARE, None
    standing.do(lambda surfaces: surfaces.relocate(standing.assessment, tell_there=True))
    standing.show("1950.000001")
    claimed = standing.claimed()
    anew = [row for row in claimed if row.kind is SurfaceKind.REVEAL]
    assert [(row.subject, row.channel, row.thread_ts, row.ts) for row in anew] == [
        ("zeal", SOCIAL_CARE, "1950.000001", None),
        ("awe", SOCIAL_CARE, "1950.000001", None),
    ]
    assert claimed.index(anew[-1]) < [row.kind for row in claimed].index(SurfaceKind.CARD)
    assert old <= {row.ts for row in claimed if row.detail == {"moved": True}}, "no button is left there"


def test_what_a_panel_revealed_is_posted_anew_where_it_was_deleted(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.reveal(standing.assessment, "zeal", 1))
    [shown] = standing.show()
    [row] = [row for row in standing.rows() if row.kind == SurfaceKind.REVEAL]
    assert standing.store.surfaces(lambda surfaces: surfaces.message_gone(HERE, HOUSING, row.ts)) == "one"
    [anew] = standing.claimed()
    assert (anew.kind, anew.subject, anew.ts) == (SurfaceKind.REVEAL, shown.subject, None)


def test_moving_away_from_where_nothing_can_be_written_leaves_what_stands_there(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.relocate(standing.assessment, tell_there=False))
    assert not [row for row in standing.rows() if row.kind is SurfaceKind.CLOSED]


# --- only one's own workspace


def test_nothing_of_another_workspace_is_behind_waiting_or_gone(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    surfaces = standing.store.surfaces
    assert (
        surfaces(lambda s: claims(s).behind(HERE))
        == surfaces(lambda s: claims(s).behind(HERE, HOUSING))
        == ["one"]
    )
    assert surfaces(lambda s: claims(s).behind(OTHER_TEAM)) == []
    assert surfaces(lambda s: claims(s).behind(OTHER_TEAM, HOUSING)) == []
    assert surfaces(lambda s: s.message_gone(OTHER_TEAM, HOUSING, THREAD)) is None


def test_what_waits_in_a_channel_is_told_once(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.HEADLINE))
    waiting = standing.store.surfaces(lambda surfaces: claims(surfaces).behind(HERE, HOUSING))
    assert waiting == ["one"]
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).behind(HERE, SOCIAL_CARE)) == []


def test_a_surface_that_is_no_more_can_be_written_down_without_harm(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.tick(standing.assessment, "1900.000001"))
    [tick] = standing.show()
    standing.do(lambda surfaces: claims(surfaces).shown(tick))
    standing.do(lambda surfaces: claims(surfaces).not_shown(tick))
    standing.do(lambda surfaces: claims(surfaces).found(tick, ts=None))


def test_it_is_known_where_the_summary_stands(standing: Desk) -> None:
    def summary(surfaces: Surfaces) -> str | None:
        return surfaces.ts_of("one", SurfaceKind.SUMMARY)

    assert standing.store.surfaces(summary) is None
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    standing.show()
    assert standing.store.surfaces(summary)


def test_only_this_assessments_surfaces_are_wanted_by_their_message(standing: Desk) -> None:
    card = standing.card() or ""
    other = assessment("two")
    standing.store.run(lambda repository: repository.add(other, later(1)))
    assert not standing.store.surfaces(lambda surfaces: surfaces.want_in(other.id, card))
    assert standing.store.surfaces(lambda surfaces: surfaces.want_in(standing.assessment.id, card))
    assert standing.kinds() == [SurfaceKind.CARD]


def test_what_may_wait_is_drawn_when_nothing_put_it_off_any_more(standing: Desk) -> None:
    soon, later_on = NOW + timedelta(seconds=30), NOW + timedelta(seconds=50)
    standing.do(lambda surfaces: surfaces.put_off(standing.assessment, SurfaceKind.HEADLINE, soon))
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).due_in("one")) is None, "nothing to tell"
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.HEADLINE, by=soon))
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).due_in("one")) == 30
    standing.do(lambda surfaces: surfaces.put_off(standing.assessment, SurfaceKind.HEADLINE, later_on))
    assert standing.behind() == [], "not before its time"
    assert standing.claim(at=NOW + timedelta(seconds=49)) == []
    claimed = standing.claim(at=NOW + timedelta(seconds=50)) or []
    assert [surface.kind for surface in claimed] == [SurfaceKind.HEADLINE]


def test_what_may_wait_does_not_wait_for_what_may_not(standing: Desk) -> None:
    by = NOW + timedelta(seconds=30)
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.HEADLINE, by=by))
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.HEADLINE))
    assert standing.kinds() == [SurfaceKind.HEADLINE]
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.HEADLINE, by=by))
    assert standing.kinds() == [SurfaceKind.HEADLINE], "and is not put off again"
    standing.do(lambda surfaces: surfaces.put_off(standing.assessment, SurfaceKind.HEADLINE, by))
    assert standing.kinds() == [SurfaceKind.HEADLINE]


def test_it_is_known_who_holds_an_assessment(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    assert standing.claim(ME)
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).is_held("one", ME))
    assert not standing.store.surfaces(lambda surfaces: claims(surfaces).is_held("one", ANOTHER))


def test_a_lease_is_saved_along_with_the_assessment(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))

    def change(repository: Repository) -> None:
        found = repository.get("one", lock=True)
        assert found is not None
        claims = Claims(Surfaces(repository.transaction), NOW)
        assert claims.claim("one", repository.lease("one"), ME, alive)
        repository.save(found, NOW)

    standing.store.run(change)
    assert standing.claim(ANOTHER) is None


def test_saving_leaves_a_lease_alone_that_another_process_took(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))

    def change(repository: Repository) -> None:
        found = repository.get("one")
        assert found is not None
        repository.transaction.execute(update(ASSESSMENTS).values(drawn_by=ANOTHER, drawn_until=LONG))
        repository.save(found, NOW)

    standing.store.run(change)
    assert standing.claim(ME) is None


def test_who_lost_the_lease_is_told_so_when_giving_it_back(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.CARD))
    assert standing.claim(ME)
    assert not standing.store.surfaces(lambda surfaces: claims(surfaces).release("one", ANOTHER))
    assert standing.store.surfaces(lambda surfaces: claims(surfaces).release("one", ME))
    assert not standing.store.surfaces(lambda surfaces: claims(surfaces).release("one", ME))


# --- what changes with the day


def test_what_will_be_out_of_date_is_drawn_anew_on_that_day(standing: Desk) -> None:
    midnight = NOW + timedelta(hours=14)
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    [summary] = standing.claimed()
    standing.do(lambda surfaces: claims(surfaces).shown(summary, ts="1900.1", until=midnight))
    assert standing.behind() == []
    assert standing.claimed() == []
    due = standing.store.surfaces(lambda surfaces: claims(surfaces).due_in("one"))
    assert due == timedelta(hours=14).total_seconds()
    found = standing.claim(at=midnight)
    assert found is not None
    assert [surface.kind for surface in found] == [SurfaceKind.SUMMARY]


@pytest.mark.parametrize("touch", ["wanted", "deleted", "clicked"])
def test_until_that_day_whatever_happens_to_it_is_drawn_at_once(touch: str, standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    [summary] = standing.claimed()
    later = NOW + timedelta(days=365)
    standing.do(lambda surfaces: claims(surfaces).shown(summary, ts="1900.1", until=later))
    happens: dict[str, Callable[[Surfaces], object]] = {
        "wanted": lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY),
        "deleted": lambda surfaces: surfaces.message_gone(HERE, HOUSING, "1900.1"),
        "clicked": lambda surfaces: surfaces.want_in("one", "1900.1"),
    }
    standing.do(happens[touch])
    assert standing.kinds() == [SurfaceKind.SUMMARY]


def test_a_change_that_came_while_it_was_drawn_is_not_put_off(standing: Desk) -> None:
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    [summary] = standing.claimed()
    standing.do(lambda surfaces: surfaces.want(standing.assessment, SurfaceKind.SUMMARY))
    until = NOW + timedelta(days=1)
    standing.do(lambda surfaces: claims(surfaces).shown(summary, ts="1900.1", until=until))
    assert standing.kinds() == [SurfaceKind.SUMMARY]


def test_notes_are_brought_in_the_order_in_which_they_were_said(standing: Desk) -> None:
    said = [f"U0PERSON{number}" for number in range(12)]
    for person in said:
        standing.do(partial(Surfaces.note, assessment=standing.assessment, note=Note.CLOSED, by=person))
    assert [str(surface.detail["by"]) for surface in standing.claimed()] == said


def tell(desk: Desk, told: Told = Told.WITHDREW, about: str = "decision 1") -> None:
    desk.do(lambda surfaces: surfaces.tell(desk.assessment, AMINA, told, about, decision=1))


def words_to_people(desk: Desk) -> list[tuple[str, str | None]]:
    """What about and to whom, and where it stands."""
    return [(row.subject, row.ts) for row in desk.rows() if row.kind == SurfaceKind.TOLD]


def test_a_word_to_one_person_needs_no_place_in_the_channel_and_is_said_once(desk: Desk) -> None:
    tell(desk)
    (told,) = desk.claimed(only_notices=True)
    assert (told.kind, told.channel, told.reader, told.thread_ts, told.detail) == (
        SurfaceKind.TOLD,
        AMINA,
        AMINA,
        None,
        {"told": Told.WITHDREW, "decision": 1},
    )
    desk.do(lambda surfaces: claims(surfaces).shown(told, channel="D1", ts="1800.000001"))
    assert words_to_people(desk) == []


def test_a_word_that_may_be_true_no_longer_is_changed_where_it_stands(desk: Desk) -> None:
    tell(desk, Told.DECIDED)
    (told,) = desk.claimed(only_notices=True)
    desk.do(lambda surfaces: claims(surfaces).shown(told, channel="D1", ts="1800.000001"))
    assert desk.claimed(only_notices=True) == []
    for about, again in (("decision 11", 0), ("decision 1", 1)):
        desk.do(lambda surfaces, about=about: surfaces.tell_otherwise(desk.assessment, about))  # type: ignore[misc]
        assert len(found := desk.claimed(only_notices=True)) == again
    assert (found[0].channel, found[0].ts, found[0].reader) == ("D1", "1800.000001", AMINA)


def test_a_word_that_is_no_longer_true_before_it_was_said_is_left_out(desk: Desk) -> None:
    tell(desk, Told.DECIDED)
    desk.do(lambda surfaces: surfaces.tell_otherwise(desk.assessment, "decision 1"))
    assert words_to_people(desk) == []


def test_a_word_of_which_nobody_knows_where_it_stands_is_not_kept(desk: Desk) -> None:
    """Its reader may not see it, or it was in doubt after a crash."""
    tell(desk, Told.DECIDED)
    (told,) = desk.claimed(only_notices=True)
    desk.do(lambda surfaces: claims(surfaces).shown(told))
    assert words_to_people(desk) == []


def test_trouble_that_is_over_takes_no_word_to_a_person_with_it(desk: Desk) -> None:
    tell(desk)
    desk.do(lambda surfaces: surfaces.notices_are_over(desk.assessment.id))
    assert words_to_people(desk) == [(f"decision 1:{AMINA}", None)]
