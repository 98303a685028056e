"""What is said of records that hold, and of each way in which they do not."""

import pytest

from bot.records.verify import words
from storage.chains import Fault, Found, Verified


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_is_said_with_what_it_is_about(fault: Fault) -> None:
    said, verdict = words(Verified(1, 12, 2, found=[Found(fault, "ab12", 7, "answer:q3", "2026-03-04")]))
    assert said.startswith("ab12: ")
    needed = {
        Fault.ROW: "7",
        Fault.END: "7",
        Fault.LOG: "7",
        Fault.STANDS: "answer:q3",
        Fault.GONE: "2026-03-04",
        Fault.OTHER: "2026-03-04",
        Fault.DAY: "2026-03-04",
    }
    assert needed.get(fault, "") in said
    assert "holds" not in verdict


def test_what_was_looked_at_is_counted_and_what_nothing_is_said_of() -> None:
    lines = list(words(Verified(3, 40, 2, before=5, erased=1, former=4)))
    assert len(lines) == 4
    assert all(number in lines[0] for number in ("3", "40", "2"))
    for number, line in zip(("5", "1", "4"), lines[1:], strict=True):
        assert number in line
