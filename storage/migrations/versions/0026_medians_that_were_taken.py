"""medians that were taken

Since this version an answer keeps that it is the median of a panel: whoever took it only entered it. Of answers from before, that
is not known: what was taken alone cannot be told from a rating of one's own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("answers", "answer_changes"):
        op.add_column(table, sa.Column("is_median", sa.Boolean(), server_default=sa.false(), nullable=False))
