"""Whether a database takes changes, without changing anything in it."""

from sqlalchemy import delete, text

from storage.errors import NotWritable
from storage.tables import SEEN_EVENTS
from storage.transaction import Transaction

ASK_WHETHER_IT_ONLY_READS, IT_DOES = "SHOW transaction_read_only", "on"
"""Of PostgreSQL. A standby says so too."""


def write_nothing(transaction: Transaction) -> None:
    """Really write, where that leaves everything as it is: a lock, a full disk and missing rights show
    themselves."""
    if transaction.is_sqlite:
        number = transaction.execute(text("PRAGMA user_version")).scalar()
        transaction.execute(text(f"PRAGMA user_version = {int(number or 0)}"))
    else:
        # Asks for the right to write: no event has an empty key.
        transaction.execute(delete(SEEN_EVENTS).where(SEEN_EVENTS.c.key == ""))


def check_use(transaction: Transaction) -> None:
    """Ask so little that anybody may ask for it each second. Raises NotWritable where a server says that it
    only reads; of a file nobody knows before something is written."""
    if transaction.is_sqlite:
        transaction.execute(text("SELECT 1"))
    elif transaction.execute(text(ASK_WHETHER_IT_ONLY_READS)).scalar_one() == IT_DOES:
        raise NotWritable("it only reads, as a standby does")
