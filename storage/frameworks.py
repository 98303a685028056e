"""Frameworks that assessments are pinned to, kept so that old assessments stay readable."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from flows.framework import Framework, from_json
from storage.cache import PartsCache
from storage.errors import FrameworkChanged
from storage.tables import ASSESSMENTS, FRAMEWORKS
from storage.transaction import Transaction

_STORED = select(FRAMEWORKS.c.digest).where(
    FRAMEWORKS.c.id == bindparam("this_framework"), FRAMEWORKS.c.version == bindparam("this_version")
)
# On PostgreSQL one who pins and one who stores other words wait for each other. On SQLite all writers do.
_STORED_FOR_PINNING = _STORED.with_for_update(read=True)
_STORED_FOR_CHANGE = _STORED.with_for_update()


class FrameworkStore:
    """Frameworks by id and version, read from the store once and kept in memory. Only those are read that an
    assessment is pinned to, and these never change."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Framework] = {}
        self.parts = PartsCache()

    def keep(self, transaction: Transaction, framework: Framework, at: datetime) -> None:
        """Store the framework in use. Raises FrameworkChanged when assessments hold the same
        version with other words: their scores would silently mean something else."""
        words = {"digest": framework.digest, "body": framework.to_json(), "stored_at": at}
        stored = transaction.execute(_STORED_FOR_CHANGE, _key(framework)).scalar()
        if stored is None:
            added = insert(FRAMEWORKS).values(id=framework.id, version=framework.version, **words)
            transaction.execute(added)
        elif stored != framework.digest:
            if _in_use(transaction, framework):
                raise FrameworkChanged(
                    f"the question file {framework.id} was changed, but its version is still "
                    f"{framework.version}. Assessments were made with the earlier text. "
                    "Give the changed file a new version."
                )
            this = (FRAMEWORKS.c.id == framework.id, FRAMEWORKS.c.version == framework.version)
            transaction.execute(update(FRAMEWORKS).where(*this).values(words))

    def add(self, transaction: Transaction, framework: Framework, at: datetime) -> None:
        """Store one that an assessment from another store is pinned to. Raises FrameworkChanged when this
        store has other words under that version."""
        stored = transaction.execute(_STORED_FOR_CHANGE, _key(framework)).scalar()
        if stored is None:
            self.keep(transaction, framework, at)
        elif stored != framework.digest:
            raise FrameworkChanged(
                f"its questions are {framework.id}, version {framework.version}, and this store has other "
                "words under that version"
            )

    def load(self, transaction: Transaction, framework_id: str, version: str) -> Framework:
        key = (framework_id, version)
        if key not in self._known:
            this = (FRAMEWORKS.c.id == framework_id, FRAMEWORKS.c.version == version)
            body = transaction.execute(select(FRAMEWORKS.c.body).where(*this)).scalar_one()
            self._known[key] = from_json(body)
        return self._known[key]


def check_for_pinning(transaction: Transaction, framework: Framework) -> None:
    """Raises FrameworkChanged unless the store has these very words under this version: another process may
    have stored others since this one began. Until the transaction ends they stay as they are."""
    stored = transaction.execute(_STORED_FOR_PINNING, _key(framework)).scalar()
    if stored != framework.digest:
        raise FrameworkChanged(
            f"the question file {framework.id} was changed while Balance was running, but its version is "
            f"still {framework.version}. Give the changed file a new version, and start Balance again."
        )


def _key(framework: Framework) -> dict[str, str]:
    return {"this_framework": framework.id, "this_version": framework.version}


def _in_use(transaction: Transaction, framework: Framework) -> bool:
    query = select(func.count()).where(
        ASSESSMENTS.c.framework_id == framework.id, ASSESSMENTS.c.framework_version == framework.version
    )
    return bool(transaction.execute(query).scalar())
