"""another look

Since this version another look can be given to somebody, waits for who approved as well, and is told of more than once; what was
declined can be started again; and lists say what a closed one had been decided to. What waits, and what it came to, is said anew
at the next start (storage/filling.py), and looked at by the next sweep for reminders.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("looker_id", sa.String(length=20), nullable=True),
        sa.Column("previous_verdict", sa.String(length=30), nullable=True),
        sa.Column("verdict", sa.String(length=30), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("assessments", column)
    op.execute(
        "DELETE FROM waits WHERE assessment_id IN (SELECT id FROM assessments "
        "WHERE state IN ('approved', 'approved-with-conditions', 'declined', 'closed'))"
    )
    op.execute(
        "UPDATE assessments SET waits_kept = false "
        "WHERE state IN ('approved', 'approved-with-conditions', 'declined', 'closed')"
    )
    op.execute("UPDATE assessments SET remind_from = updated_at WHERE look_again_on IS NOT NULL")
