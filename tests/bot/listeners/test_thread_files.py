"""The latest files of threads, newest first."""

from bot.cards.evidence_form import PostedFile
from bot.listeners.thread_files import KEPT, ThreadFiles

THREAD = "1700.000001"


def file(id: str) -> PostedFile:
    return PostedFile(id, f"{id}.pdf", "application/pdf", 12, "1800.000001")


def test_the_newest_come_first_and_only_so_many_are_kept() -> None:
    files = ThreadFiles()
    for number in range(KEPT + 2):
        files.heard("C1", THREAD, [file(f"F{number}")])
    assert [one.id for one in files.of("C1", THREAD)] == [f"F{KEPT + 1 - number}" for number in range(KEPT)]


def test_they_are_known_by_the_other_id_of_their_channel() -> None:
    files = ThreadFiles()
    files.heard("C1", THREAD, [file("F1"), file("F2")])
    files.heard("C9", THREAD, [file("F3"), file("F1")])
    files.heard("C2", THREAD, [file("F4")])
    files.moved("C1", "C9")
    assert [one.id for one in files.of("C9", THREAD)] == ["F3", "F1", "F2"]
    assert files.of("C1", THREAD) == ()
    assert [one.id for one in files.of("C2", THREAD)] == ["F4"]
