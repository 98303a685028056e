"""What is kept in memory stays within its bounds."""

from bot.newest import Newest


def test_what_was_put_in_longest_ago_is_dropped_first() -> None:
    kept: Newest[str, int] = Newest(2)
    kept["a"], kept["b"] = 1, 2
    kept["a"] = 3  # newer than b now
    kept["c"] = 4
    assert dict(kept) == {"a": 3, "c": 4}
