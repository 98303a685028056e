"""What can go wrong with the store, in words that say what to do."""

import logging
from typing import Final

from sqlalchemy.exc import NoResultFound

from flows.errors import FlowError


class StorageError(Exception):
    """The store cannot be used; nothing was changed."""

    level = logging.ERROR
    """At which whoever could not do its work for it tells the log so."""


class WrongAddress(StorageError):
    """What should be the address of a database is none, or that of one that cannot be used. It is not quoted:
    it may hold a password."""


DAMAGED: Final = (
    FlowError,
    NoResultFound,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of reading what nobody can have written so. Their words may quote what stands there, so they are
never shown."""


class StoreUnavailable(StorageError):
    """The database could not be reached, is locked, is read-only, full or damaged."""


class OutOfReach(StoreUnavailable):
    """The database does not answer, or its file is no longer there. A commit whose answer was lost may have
    been made all the same; an act that comes again is known by its key."""

    level = logging.DEBUG  # an outage says so itself, once


class NoAnswer(OutOfReach):
    """A server that was connected to is silent. So what is set is right, and to try again may help."""


class StoreBusy(StoreUnavailable):
    """Another process holds the store's lock, longer than somebody in Slack can be kept waiting."""


class StoreHeld(StoreBusy):
    """On SQLite that is one lock for all: while another program holds it, nobody can write."""

    level = logging.DEBUG  # it is said once, as an outage is


class NotWritable(StoreUnavailable):
    """The database answers, and takes no change: it only reads, as a standby does, or its disk is full, or
    reports an error."""

    level = logging.DEBUG  # it is said once, as an outage is


class CannotCopy(StorageError):
    """A copy was asked for that cannot be made like this."""


class Conflict(StorageError):
    """Another process changed the same thing first; the use case runs again on what is there now."""


class NotAStore(StorageError):
    """There is a file, but nothing of Balance is in it: it is not taken for a new store."""


class NewerDatabase(StorageError):
    """The database was made by a newer version of Balance."""


class PinnedChanged(StorageError):
    """A file that assessments are pinned to was changed, but its version was not."""


class FrameworkChanged(PinnedChanged):
    """So was the question file."""


class SheetChanged(PinnedChanged):
    """So was the sheet of facts."""
