"""where reminders stand

Since this version it is kept where a reminder and a weekly message stand, and which assessments the latter names, so that what is
erased goes from them too. Reminders of before are looked for by their token; of the weekly messages of before, nothing is known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminders", sa.Column("ts", sa.String(length=20), nullable=True))
    op.add_column("digests", sa.Column("token", sa.String(length=32), server_default="", nullable=False))
    op.add_column("digests", sa.Column("channel_id", sa.String(length=20), nullable=True))
    op.add_column("digests", sa.Column("ts", sa.String(length=20), nullable=True))
    op.add_column("digests", sa.Column("names", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("erased", sa.Column("told", sa.JSON(), server_default="[]", nullable=False))
