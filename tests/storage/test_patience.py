"""What a driver's error means, without what people typed."""

import sqlite3

from sqlalchemy.exc import OperationalError

from storage.patience import unavailable


def test_of_a_damaged_file_nothing_is_told_that_stands_in_it() -> None:
    said = "Could not decode to UTF-8 column 'reason' with text 'the tenant drinks'"
    error = unavailable(OperationalError("SELECT", {}, sqlite3.OperationalError(said)))
    assert str(error) == "Could not decode to UTF-8 column 'reason'"
