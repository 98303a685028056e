"""What assessments are pinned to, kept so that old ones stay readable: their frameworks, and their sheets of
facts. A body that an assessment is pinned to is never rewritten."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from sqlalchemy import Column, Select, Table, bindparam, func, insert, select, update

from storage.errors import PinnedChanged
from storage.transaction import Transaction


class Pinnable(Protocol):
    """Known by its id and version; its words by their digest."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def digest(self) -> str: ...

    def to_json(self) -> str: ...


T = TypeVar("T", bound=Pinnable)
_GIVE_IT_A_VERSION: Final = "Give the changed file a new version"


class Pinned(ABC, Generic[T]):
    """Those of one kind, by id and version, read from the store once and kept in memory. Only those are read
    that an assessment is pinned to, and these never change.

    A kind says in which `table` they are, by which columns an assessment is pinned to one (`pins`), what
    people know such a file as (`called`), and what is raised where its words are not those that the store
    has (`changed`).
    """

    table: ClassVar[Table]
    pins: ClassVar[tuple[Column[Any], Column[Any]]]
    called: ClassVar[str]
    changed: ClassVar[type[PinnedChanged]]
    _stored_for_pinning: ClassVar[Select[Any]]
    _stored_for_change: ClassVar[Select[Any]]

    def __init_subclass__(cls) -> None:
        of = cls.table.c
        stored = select(of.digest).where(
            of.id == bindparam("this_id"), of.version == bindparam("this_version")
        )
        # On PostgreSQL one who pins and one who stores other words wait for each other. On SQLite all
        # writers do.
        cls._stored_for_pinning = stored.with_for_update(read=True)
        cls._stored_for_change = stored.with_for_update()

    @staticmethod
    @abstractmethod
    def read(body: str) -> T:
        """The one that this text was written from."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], T] = {}

    def keep(self, transaction: Transaction, one: T, at: datetime) -> None:
        """Store the one in use. Raises PinnedChanged when assessments hold the same version with other words:
        what they say would silently mean something else."""
        words = {"digest": one.digest, "body": one.to_json(), "stored_at": at}
        stored = transaction.execute(self._stored_for_change, _key(one)).scalar()
        if stored is None:
            transaction.execute(insert(self.table).values(id=one.id, version=one.version, **words))
        elif stored != one.digest:
            if self._in_use(transaction, one):
                raise self.changed(
                    f"the {self.called} {one.id} was changed, but its version is still "
                    f"{one.version}. Assessments were made with the earlier text. {_GIVE_IT_A_VERSION}."
                )
            of = self.table.c
            this = (of.id == one.id, of.version == one.version)
            transaction.execute(update(self.table).where(*this).values(words))

    def add(self, transaction: Transaction, one: T, at: datetime) -> None:
        """Store one that an assessment from another store is pinned to. Raises PinnedChanged when this store
        has other words under that version."""
        stored = transaction.execute(self._stored_for_change, _key(one)).scalar()
        if stored is None:
            self.keep(transaction, one, at)
        elif stored != one.digest:
            raise self.changed(
                f"its {self.called} is {one.id}, version {one.version}, and this store has other "
                "words under that version"
            )

    def load(self, transaction: Transaction, id: str, version: str) -> T:
        key = (id, version)
        if key not in self._known:
            of = self.table.c
            body = select(of.body).where(of.id == id, of.version == version)
            self._known[key] = self.read(transaction.execute(body).scalar_one())
        return self._known[key]

    @classmethod
    def check_for_pinning(cls, transaction: Transaction, one: T) -> None:
        """Raises PinnedChanged unless the store has these very words under this version: another process may
        have stored others since this one began. Until the transaction ends they stay as they are."""
        stored = transaction.execute(cls._stored_for_pinning, _key(one)).scalar()
        if stored != one.digest:
            raise cls.changed(
                f"the {cls.called} {one.id} was changed while Balance was running, but its version is "
                f"still {one.version}. {_GIVE_IT_A_VERSION}, and start Balance again."
            )

    def _in_use(self, transaction: Transaction, one: T) -> bool:
        id, version = self.pins
        query = select(func.count()).where(id == one.id, version == one.version)
        return bool(transaction.execute(query).scalar())


def _key(one: Pinnable) -> dict[str, str]:
    return {"this_id": one.id, "this_version": one.version}
