"""records are chains

Each row of the activity log is a link of a chain since this version. Rows from before stay as they are, and are not part of
it: the next thing that happens to an assessment begins its chain with all that stands then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_days",
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "day", name=op.f("pk_chain_days")),
    )
    for name, kind in (
        ("number", sa.Integer()),
        ("people", sa.JSON()),
        ("content", sa.Text()),
        ("salt", sa.String(length=32)),
        ("sealed", sa.String(length=64)),
        ("digest", sa.String(length=64)),
    ):
        op.add_column("activity", sa.Column(name, kind, nullable=True))
    for name in ("chain_length", "day_length"):
        op.add_column("assessments", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    digest = sa.Column("chain_digest", sa.String(length=64), server_default="", nullable=False)
    op.add_column("assessments", digest)
    op.create_table(
        "erased",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_erased")),
    )
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_forgotten")),
    )
