"""Which words a person was told last, so that the next ones are others."""

from sqlalchemy import select

from storage.statements import insert_or_update
from storage.surface_rows import SurfaceKind, assessments_shown
from storage.tables import PEOPLE, SURFACES
from storage.transaction import Transaction
from storage.workspace import Workspace


class LastWords:
    """What the people of one workspace were told, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def to(self, person: str) -> str:
        """Empty if none are remembered."""
        this = (self._workspace.rows_of(PEOPLE), PEOPLE.c.user_id == person)
        return str(self._transaction.execute(select(PEOPLE.c.said_last).where(*this)).scalar() or "")

    def was_written_to(self, person: str) -> bool:
        """Whether a word about an assessment stands in their direct messages."""
        there = (
            SURFACES.c.kind == SurfaceKind.TOLD,
            SURFACES.c.subject.endswith(f":{person}", autoescape=True),
            SURFACES.c.ts.is_not(None),
        )
        found = assessments_shown(self._workspace).where(*there).limit(1)
        return self._transaction.execute(found).first() is not None

    def remember(self, person: str, words: str) -> None:
        key = self._workspace.columns | {"user_id": person}
        insert_or_update(self._transaction, PEOPLE, key, {"said_last": words})
