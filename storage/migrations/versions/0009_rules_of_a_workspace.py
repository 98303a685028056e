"""rules of a workspace

What was submitted before goes by the rules that there were: the owner chooses who decides, and nobody must.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("enterprise_id", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "team_id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "digests",
        sa.Column("enterprise_id", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "team_id", "user_id", "week", name=op.f("pk_digests")),
    )
    op.add_column("assessments", sa.Column("must_decide", sa.JSON(), server_default="[]", nullable=False))
    for name in ("owner_chooses", "owner_replaces"):
        op.add_column("assessments", sa.Column(name, sa.Boolean(), server_default=sa.true(), nullable=False))
