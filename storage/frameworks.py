"""Frameworks that assessments are pinned to, kept so that old assessments stay readable."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows.framework import Framework, from_json
from storage.cache import PartsCache
from storage.errors import FrameworkChanged
from storage.models import AssessmentRow, FrameworkRow


class FrameworkStore:
    """Frameworks by id and version, read from the store once and kept in memory."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Framework] = {}
        self.parts = PartsCache()

    def keep(self, session: Session, framework: Framework, at: datetime) -> None:
        """Store the framework in use. Raises FrameworkChanged when assessments hold the same
        version with other words: their scores would silently mean something else."""
        key = (framework.id, framework.version)
        row = session.get(FrameworkRow, key)
        if row is None:
            session.add(
                FrameworkRow(
                    id=framework.id,
                    version=framework.version,
                    digest=framework.digest,
                    body=framework.to_json(),
                    stored_at=at,
                )
            )
        elif row.digest != framework.digest:
            if _in_use(session, framework):
                raise FrameworkChanged(
                    f"the question file {framework.id} was changed, but its version is still "
                    f"{framework.version}. Assessments were made with the earlier text. "
                    "Give the changed file a new version."
                )
            row.digest, row.body, row.stored_at = framework.digest, framework.to_json(), at
        self._known[key] = framework

    def load(self, session: Session, framework_id: str, version: str) -> Framework:
        key = (framework_id, version)
        if key not in self._known:
            row = session.get_one(FrameworkRow, key)
            self._known[key] = from_json(row.body)
        return self._known[key]


def _in_use(session: Session, framework: Framework) -> bool:
    query = select(func.count()).where(
        AssessmentRow.framework_id == framework.id, AssessmentRow.framework_version == framework.version
    )
    return bool(session.scalar(query))
