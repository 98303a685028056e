"""Who was forgotten: known again by the digest of their id where they come back, and forgotten again."""

from collections.abc import Set
from datetime import datetime

from sqlalchemy import select

from flows.actor import is_person, people_in_links
from storage.forgetting import digest_of, forget, tables, texts_in
from storage.tables import FORGOTTEN
from storage.transaction import Transaction


def forgotten(transaction: Transaction) -> frozenset[str]:
    """The digests of all who were."""
    return frozenset(transaction.execute(select(FORGOTTEN.c.digest)).scalars())


def forget_again(transaction: Transaction, digests: Set[str], at: datetime) -> int:
    """Forget everybody of `digests` who stands anywhere in the store; how many these were."""
    if not digests:
        return 0
    again = [person for person in _people(transaction) if digest_of(person) in digests]
    for person in again:
        forget(transaction, person, at)
    return len(again)


def _people(transaction: Transaction) -> set[str]:
    """The ids of all who stand anywhere in the store."""
    found: set[str] = set()
    for table in tables():
        for row in transaction.execute(select(table)):
            for text in (text for value in row for text in texts_in(value)):
                found.update([text] if is_person(text) else people_in_links(text))
    return found
