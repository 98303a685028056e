"""processes

Since this version each bot writes down that it runs, for `balance status`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "processes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("connected_since", moment, nullable=True),
        sa.Column("lost_at", moment, nullable=True),
        sa.Column("heard_at", moment, nullable=True),
        sa.Column("written_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processes")),
    )
