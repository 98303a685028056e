"""The workspace that a row belongs to: bots of several workspaces may share one store, so every query is
scoped by it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, bindparam


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a person or an assessment belongs. On Enterprise Grid ids are unique only together."""

    enterprise_id: str
    team_id: str

    @property
    def columns(self) -> dict[str, str]:
        """What a row of this workspace begins with."""
        return {"enterprise_id": self.enterprise_id, "team_id": self.team_id}

    @property
    def scope(self) -> dict[str, str]:
        """The values that a statement with `in_workspace` is run with."""
        return {"enterprise": self.enterprise_id, "team": self.team_id}

    def rows_of(self, table: Table) -> ColumnElement[bool]:
        """The condition that a row of this table belongs to this workspace."""
        return and_(table.c.enterprise_id == self.enterprise_id, table.c.team_id == self.team_id)


def in_workspace(table: Table) -> ColumnElement[bool]:
    """The same in a statement that is built once, and run with the `scope` of a workspace."""
    # Not by the columns' own names: in an UPDATE those stand for new values.
    return and_(table.c.enterprise_id == bindparam("enterprise"), table.c.team_id == bindparam("team"))
