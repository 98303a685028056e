"""what waits for whom

What an assessment says of who is waited for is stored as it changes. `waits_kept` is false for those from before:
the next start asks each of them once (storage/waits.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_waits_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "matter", "user_id", "subject", name=op.f("pk_waits")),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index("ix_waits_user", ["user_id", "matter"], unique=False)
    # Not in a batch: SQLite would make the table anew, and other tables point to it.
    op.add_column(
        "assessments",
        sa.Column("waits_kept", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    # Whoever gave an answer that stands has a part in it, as whoever was chosen to answer has.
    op.execute(
        "INSERT INTO participants (assessment_id, user_id, role) "
        "SELECT DISTINCT assessment_id, answered_by, 'answerer' FROM answers"
    )
