"""names kept

What people were called when they acted is kept since this version. Of earlier acts, the first name that is learnt counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "names",
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_handle", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", "since", name=op.f("pk_names")),
    )
