"""balance about and balance forget: what is said of where somebody stands."""

from bot.records.people import WHERE
from storage.forgetting import tables


def test_each_table_that_may_name_somebody_has_words() -> None:
    assert set(WHERE) == {table.name for table in tables()}
