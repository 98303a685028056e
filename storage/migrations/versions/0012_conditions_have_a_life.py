"""conditions have a life

A condition was a text in its decision. Now it has a row, with who sees to it, by when, and whether it is met. Of those
from before only the text is known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DECISIONS = sa.table(
    "decisions",
    sa.column("assessment_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("conditions", sa.JSON),
)


def upgrade() -> None:
    conditions = op.create_table(
        "conditions",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=True),
        sa.Column("by", sa.Date(), nullable=True),
        sa.Column("before_sharing", sa.Boolean(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_by", sa.String(length=20), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_words", sa.Text(), nullable=True),
        sa.Column("sent_back_by", sa.String(length=20), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_words", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=20), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_conditions_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "decision", "number", name=op.f("pk_conditions")),
    )
    connection = op.get_bind()
    rows = [
        {
            "assessment_id": decision.assessment_id,
            "decision": decision.number,
            "number": number,
            "text": text,
        }
        for decision in connection.execute(sa.select(DECISIONS))
        for number, text in enumerate(decision.conditions)
    ]
    if rows:
        connection.execute(sa.insert(conditions), rows)
    op.drop_column("decisions", "conditions")
    op.add_column("assessments", sa.Column("conditions", sa.Integer(), server_default="0", nullable=False))
    op.add_column("assessments", sa.Column("conditions_met", sa.Integer(), nullable=True))
