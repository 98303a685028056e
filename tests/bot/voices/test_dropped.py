"""Which files of a message are offered: as a button carries it, and by group."""

from dataclasses import replace

import pytest

from bot.cards.callbacks import MOST_SEEN, Ref
from bot.voices.dropped import MOST_FILES, Dropped, by_group, check_together, read_seen, seen
from bot.voices.invitation import NotRead
from bot.voices.reading import MOST_BYTES, MOST_TOGETHER, AnswerFile, opened
from tests.bot.voices.samples import text
from tests.bot.voices.test_reading import HERE

DIGEST = "0123456789abcdef"


def file(name: str, data: str) -> AnswerFile:
    found = opened(name, data.encode())
    assert found is not None
    return found


def dropped(number: int) -> list[Dropped]:
    """With ids as long as Slack's can be."""
    found = file("answers.txt", text(HERE, "4"))
    return [(f"F{n:019}", found) for n in range(number)]


def test_what_a_button_carries_is_read_back_and_has_room_for_the_most_files() -> None:
    files = dropped(MOST_FILES)
    check_together(files)
    value = seen(files)
    assert len(value) <= MOST_SEEN
    assert read_seen(value) == [(id, found.digest[: len(DIGEST)]) for id, found in files]
    ref = Ref(HERE.id, 7, seen=value)
    assert Ref.decode(ref.encode()) == ref


def test_one_file_alone_stands_there_as_it_always_did() -> None:
    assert read_seen(f"F0ABC.{DIGEST}") == [("F0ABC", DIGEST)]


@pytest.mark.parametrize(
    "value",
    ["", "F0ABC", f"F0ABC.{DIGEST}0", f"F0ABC.{DIGEST}_", f"F0ABC.{DIGEST}_F0ABC.{DIGEST}", f"f.{DIGEST}"],
)
def test_anything_else_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no files"):
        read_seen(value)


def test_more_than_one_message_can_bring_in_is_refused() -> None:
    with pytest.raises(NotRead, match="balance voices import"):
        check_together(dropped(MOST_FILES + 1))
    large = [(id, replace(found, size=MOST_BYTES)) for id, found in dropped(MOST_TOGETHER // MOST_BYTES)]
    check_together(large)
    with pytest.raises(NotRead, match="20 MB together"):
        check_together([*large, *dropped(1)])


def test_files_for_other_people_are_another_group() -> None:
    own, others = file("1.txt", text(HERE, "4")), file("2.txt", text(HERE, "4", whose="patients"))
    assert by_group([("F1", own), ("F2", others), ("F3", own)]) == [
        [("F1", own), ("F3", own)],
        [("F2", others)],
    ]
    with pytest.raises(NotRead, match=r"^3.txt, line 1: “Check” is missing"):
        by_group([("F1", own), ("F2", file("3.txt", text(HERE).replace("Check: ", "Chess: ")))])
