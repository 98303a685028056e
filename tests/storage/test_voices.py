"""Voices from outside in the store: kept as they came in, forgotten and erased with all else."""

from dataclasses import replace

from sqlalchemy import func, select

from flows.actor import FORMER
from flows.answer import AnswerKind
from flows.voices import WORDS_LIMIT, VoiceAnswer, Voices, bring_in
from storage.erasing import erase
from storage.forgetting import about, forget
from storage.tables import VOICES
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HOSTILE, NOW, TOM, assessment, later

PANEL = Voices(
    "tenants’ panel",
    (
        {"a-1": VoiceAnswer(AnswerKind.RATING, 2, HOSTILE), "b-2": VoiceAnswer(AnswerKind.NOT_SURE)},
        {"a-2": VoiceAnswer(AnswerKind.NOT_APPLICABLE)},
    ),
    ("ab" * 32, "cd" * 32),
)


def test_groups_are_read_back_as_they_were_also_by_another_process(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: bring_in(found, PANEL, AMINA, later(1)))
    store.change(lambda found: bring_in(found, replace(PANEL, files=("ef" * 32,)), "", later(2)), at=later(2))
    here = store.load().voices
    assert [(one.number, one.by, one.at) for one in here] == [(1, AMINA, later(1)), (2, "", later(2))]
    assert (here[0].voices, here[0].files) == (PANEL.voices, PANEL.files)
    assert Store(store.database).load().voices == here


def test_who_is_named_in_them_is_forgotten_also_where_there_is_no_more_room(store: Store) -> None:
    words = f"<@{TOM}>" * (WORDS_LIMIT // len(f"<@{TOM}>"))
    named = replace(PANEL, voices=({"a-1": VoiceAnswer(AnswerKind.RATING, 2, words)},))
    store.add(assessment(owner=TOM))
    store.change(lambda found: bring_in(found, named, TOM, later(1)))
    assert "voices" in store.rows(lambda transaction: about(transaction, TOM))
    store.rows(lambda transaction: forget(transaction, TOM, NOW))
    (group,) = Store(store.database).load().voices
    assert group.by == FORMER
    assert TOM not in group.voices[0]["a-1"].words
    assert len(group.voices[0]["a-1"].words) > WORDS_LIMIT
    assert store.rows(lambda transaction: about(transaction, TOM)) == {}


def test_they_are_erased_with_their_assessment(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: bring_in(found, PANEL, AMINA, later(1)))
    store.rows(lambda transaction: erase(transaction, "one", by="Sam", why="asked", at=later(2)))
    count = select(func.count()).select_from(VOICES)
    assert store.rows(lambda transaction: transaction.execute(count).scalar_one()) == 0
