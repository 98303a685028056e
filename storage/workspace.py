"""The workspace that a row belongs to: bots of several workspaces may share one store, so every query is
scoped by it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, bindparam


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a person or an assessment belongs: the team id, and nothing else. It is unique in all of Slack,
    and stays when the workspace joins an Enterprise Grid organisation or leaves it; the organisation's id
    comes and goes. https://docs.slack.dev/enterprise"""

    team_id: str

    @property
    def columns(self) -> dict[str, str]:
        """What a row of this workspace begins with."""
        return {"team_id": self.team_id}

    @property
    def scope(self) -> dict[str, str]:
        """The values that a statement with `in_workspace` is run with."""
        return {"team": self.team_id}

    def rows_of(self, table: Table) -> ColumnElement[bool]:
        """The condition that a row of this table belongs to this workspace."""
        return table.c.team_id == self.team_id


def in_workspace(table: Table) -> ColumnElement[bool]:
    """The same in a statement that is built once, and run with the `scope` of a workspace."""
    # Not by the columns' own names: in an UPDATE those stand for new values.
    return table.c.team_id == bindparam("team")
