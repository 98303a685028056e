"""keeping and clearing

Since this version what has ended is erased by the rules of its workspace, if it has any; and what Balance posted is deleted in
Slack after it was erased from the store, message by message. When a workspace sets its first rule, what ended before is looked at
as well: nothing is marked here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("erase_on", "kept_until"):
        op.add_column("assessments", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("assessments", sa.Column("retain_from", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_assessments_retain_from", "assessments", ["enterprise_id", "team_id", "retain_from"], unique=False
    )
    for name in ("threads", "in_doubt", "files", "stays"):
        op.add_column("erased", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
    op.add_column("erased", sa.Column("deleted", sa.Integer(), server_default="0", nullable=False))
    op.add_column("erased", sa.Column("tell", sa.String(length=20), nullable=True))
    op.create_table(
        "shared_files",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_shared_files_assessment_id")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_shared_files")),
    )
    op.create_index("ix_shared_files_assessment_id", "shared_files", ["assessment_id"], unique=False)
