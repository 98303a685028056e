"""for the record

A sheet of facts beside the answers is kept since this version. What began before has none, until somebody records a fact or
decides on it: then it gets the one that the bot runs with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheets",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=50), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_sheets")),
    )
    op.create_table(
        "entries",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_entries_assessment_id_assessments")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "number", name=op.f("pk_entries")),
    )
    op.add_column("assessments", sa.Column("sheet_id", sa.String(length=100), nullable=True))
    op.add_column("assessments", sa.Column("sheet_version", sa.String(length=50), nullable=True))
    op.add_column("decisions", sa.Column("entries", sa.Integer(), nullable=True))
