"""nobody to decide

That nobody can decide on what was submitted waits for its owner since this version. What waits in these is said anew at the
next start (storage/filling.py), and looked at by the next sweep for reminders.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "DELETE FROM waits WHERE assessment_id IN "
        "(SELECT id FROM assessments WHERE state IN ('submitted', 'withdrawn'))"
    )
    op.execute(
        "UPDATE assessments SET waits_kept = false, remind_from = updated_at "
        "WHERE state IN ('submitted', 'withdrawn')"
    )
