"""who gets it

With whom something is to be shared is a field of its own since this version. What was begun before has none: it stands in the
description, and is found there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("recipients", sa.Text(), server_default="", nullable=False)
    op.add_column("assessments", column)
