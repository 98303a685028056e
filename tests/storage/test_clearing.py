"""What is left in Slack of what was erased is written down until it is gone, also by two at once."""

from dataclasses import replace

from sqlalchemy import select, update

from storage.clearing import InSlack, Message, Stays, Thread, What, change_left, is_told, to_clear
from storage.erasing import erase, find, note_files, tombstones
from storage.tables import ASSESSMENTS, ERASED, SHARED_FILES, SURFACES
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, OTHER_TEAM, SOCIAL_CARE, later
from tests.storage.test_chains import filled

__all__ = ["filled"]
THREAD = "1700.000000"


def posted(store: Store) -> None:
    """Its headline stands, its card is under way, and a file was sent."""
    found = store.load()
    store.surfaces(lambda surfaces: surfaces.open(found))

    def bring(transaction: Transaction) -> None:
        headline, card = SURFACES.c.kind == "headline", SURFACES.c.kind == "card"
        transaction.execute(update(SURFACES).where(headline).values(ts=THREAD))
        under_way = {"posting": True, "posting_since": later(1), "thread_ts": THREAD}
        transaction.execute(update(SURFACES).where(card).values(**under_way))
        transaction.execute(update(ASSESSMENTS).where(ASSESSMENTS.c.id == "one").values(thread_ts=THREAD))
        note_files(transaction, "one", ["F1"], later(2))

    store.rows(bring)


def erased(store: Store, tell: str | None = None) -> InSlack:
    store.rows(lambda t: erase(t, "one", by=AMINA, why="Asked for", at=later(99), tell=tell))
    [stone] = store.rows(tombstones)
    return stone.left


def test_what_stands_there_is_under_way_or_was_sent_is_all_written_down(filled: Store) -> None:
    posted(filled)
    found = filled.rows(lambda t: find(t, "one"))
    assert found is not None
    assert found.files == 1
    left = erased(filled)
    assert left.messages == (Message(SOCIAL_CARE, THREAD),)
    assert left.threads == (Thread(SOCIAL_CARE, THREAD),)
    assert [(post.channel, post.thread) for post in left.posts] == [(SOCIAL_CARE, THREAD)]
    assert left.files == ("F1",)


def test_it_is_to_be_cleared_until_all_was_tried_and_its_eraser_told(filled: Store) -> None:
    posted(filled)
    erased(filled, tell=AMINA)
    assert filled.rows(lambda t: to_clear(t, OTHER_TEAM, 9)) == []
    stays = InSlack(stays=(Stays(Message(SOCIAL_CARE, THREAD), "cant_delete_message"),))
    filled.rows(lambda t: change_left(t, "one", lambda _: stays))
    assert filled.rows(lambda t: to_clear(t, HERE, 9)) == ["one"], "she is to be told"
    assert filled.rows(lambda t: is_told(t, "one", AMINA))
    assert not filled.rows(lambda t: is_told(t, "one", AMINA)), "another process was first"
    assert filled.rows(lambda t: to_clear(t, HERE, 9)) == []
    assert filled.rows(lambda t: is_told(t, "one", AMINA, again=True))
    assert filled.rows(lambda t: to_clear(t, HERE, 9)) == ["one"]


def test_what_was_not_deleted_can_be_tried_again(filled: Store) -> None:
    posted(filled)
    left = erased(filled)
    message = left.messages[0]
    everything: tuple[What, ...] = (message, left.threads[0], left.posts[0], "F1")
    tried = InSlack(stays=tuple(Stays(one, "no") for one in everything), deleted=3)
    kept = filled.rows(lambda t: change_left(t, "one", lambda _: tried))
    assert kept == tried
    [stone] = filled.rows(tombstones)
    assert stone.left == tried, "as it was written down"
    assert stone.left.again == replace(left, deleted=3)
    assert stone.left.stays_by_why == {"no": 3}, "a thread and its first message stand at one place"


def test_what_an_earlier_version_wrote_down_is_read(filled: Store) -> None:
    posted(filled)
    erased(filled)
    old = [[SOCIAL_CARE, THREAD, "no"], ["F1", "", "no"]]
    filled.rows(lambda t: t.execute(update(ERASED).values(stays=old)))
    [stone] = filled.rows(tombstones)
    assert stone.left.stays == (Stays(Message(SOCIAL_CARE, THREAD), "no"), Stays("F1", "no"))


def test_what_stays_is_followed_to_the_new_id_of_its_channel(filled: Store) -> None:
    posted(filled)
    left = erased(filled)
    what: tuple[What, ...] = (*left.messages, *left.threads, *left.posts, *left.files)
    followed = InSlack(stays=tuple(Stays(one, "no") for one in what)).followed(SOCIAL_CARE, "C0NEW")
    assert followed.again == replace(left, deleted=0).followed(SOCIAL_CARE, "C0NEW")
    assert followed.again.messages == (Message("C0NEW", THREAD),)
    assert followed.again.files == left.files


def test_a_check_mark_stands_on_what_somebody_else_wrote_and_is_not_deleted(filled: Store) -> None:
    posted(filled)

    def tick(transaction: Transaction) -> None:
        card = SURFACES.c.kind == "card"
        theirs = {"kind": "tick", "ts": "1700.000007", "posting": False, "posting_since": None}
        transaction.execute(update(SURFACES).where(card).values(**theirs))

    filled.rows(tick)
    found = filled.rows(lambda t: find(t, "one"))
    assert found is not None
    assert found.messages == 1
    left = erased(filled)
    assert left.messages == (Message(SOCIAL_CARE, THREAD),)
    assert left.posts == ()


def test_a_file_of_one_that_is_gone_is_nothing_to_keep(filled: Store) -> None:
    posted(filled)
    erased(filled)
    assert filled.rows(lambda t: t.execute(select(SHARED_FILES)).all()) == []
