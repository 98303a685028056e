"""who took part stays

Whoever gave an answer that somebody else replaced does not decide since this version. Who that is stands in the history of
answers; what waits for a decision is said anew at the next start (storage/filling.py), and looked at by the next sweep for
reminders.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
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
