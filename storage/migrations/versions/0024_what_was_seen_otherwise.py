"""what was seen otherwise

Since this version a sentence of somebody who sees it otherwise than the team keeps what the team had answered then, in which round
its author had rated it, and the sentences that it took the place of. Of those from before, none of that was kept: the round is
read off the moments, what the team had answered and earlier sentences are not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dissents", sa.Column("team_kind", sa.String(length=20), nullable=True))
    op.add_column("dissents", sa.Column("team_rating", sa.Integer(), nullable=True))
    op.add_column("dissents", sa.Column("around", sa.Integer(), nullable=True))
    op.add_column("dissents", sa.Column("earlier", sa.JSON(), server_default="[]", nullable=False))
