"""whose words evidence is

Since this version it is kept who wrote a message that is used as evidence, or that a file came with. Of evidence from before, it is
not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("said_by", sa.String(length=20), nullable=True))
