"""panels

Since this version people can answer alone first. Each of them does so in an assessment of its own, which says whose panel it
belongs to. What began before has no panel.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessments", sa.Column("panel_of", sa.String(length=32), nullable=True))
    op.create_index("ix_assessments_panel_of", "assessments", ["panel_of"], unique=False)
    op.create_table(
        "panels",
        _assessment_id(),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reveal_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("panels", "assessment_id"),
    )
    op.create_index("ix_panels_until", "panels", ["until"], unique=False)
    op.create_table(
        "panellists",
        _assessment_id(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("ballot_id", sa.String(length=32), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("panellists", "assessment_id", "place"),
    )
    op.create_table(
        "panel_rounds",
        _assessment_id(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("begun_by", sa.String(length=20), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revealed_by", sa.String(length=20), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        *_keys("panel_rounds", "assessment_id", "number"),
    )
    op.create_table(
        "dissents",
        _assessment_id(),
        sa.Column("question_id", sa.String(length=100), nullable=False),
        sa.Column("panellist", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("dissents", "assessment_id", "question_id", "panellist"),
    )


def _assessment_id() -> sa.Column[str]:
    return sa.Column("assessment_id", sa.String(length=32), nullable=False)


def _keys(table: str, *primary: str) -> tuple[sa.Constraint, sa.Constraint]:
    return (
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f(f"fk_{table}_assessment_id_assessments")
        ),
        sa.PrimaryKeyConstraint(*primary, name=op.f(f"pk_{table}")),
    )
