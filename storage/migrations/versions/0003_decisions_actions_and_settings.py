"""decisions, actions and settings"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("enterprise_id", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("channel_id", sa.String(length=20), nullable=False),
        sa.Column("invited_by", sa.String(length=20), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "team_id", "channel_id", name=op.f("pk_channels")),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(length=20), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_actions_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actions_assessment_id"), ["assessment_id"], unique=False)
        batch_op.create_index("ix_actions_waiting", ["who", "done_at"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=30), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("is_self_review", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_decisions_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "number", name=op.f("pk_decisions")),
    )
    op.create_table(
        "queries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=100), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_of", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_queries_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queries")),
    )
    with op.batch_alter_table("queries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queries_assessment_id"), ["assessment_id"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("enterprise_id", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("matter", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_reminders_assessment_id")
        ),
        sa.PrimaryKeyConstraint(
            "enterprise_id", "team_id", "user_id", "matter", "step", name=op.f("pk_reminders")
        ),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index("ix_reminders_assessment", ["assessment_id"], unique=False)
        batch_op.create_index("ix_reminders_token", ["token"], unique=False)
        batch_op.create_index("ix_reminders_state", ["state", "at"], unique=False)

    op.create_table(
        "scores",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("principle_id", sa.String(length=100), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_scores_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "principle_id", name=op.f("pk_scores")),
    )
    op.create_table(
        "troubles",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=100), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_troubles_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "question_id", name=op.f("pk_troubles")),
    )
    # Not as a batch: that would drop the table for a moment, and other tables lead to it.
    for column in (
        sa.Column("asked", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("all_decide", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("self_review", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("previous_id", sa.String(length=32), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("next_id", sa.String(length=32), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_from", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("assessments", column)
    op.execute(
        "UPDATE assessments SET handed_in_at = (SELECT max(submitted_at) FROM submissions "
        "WHERE submissions.assessment_id = assessments.id)"
    )
    op.create_index("ix_answers_person", "answers", ["answered_by", "assessment_id"])
    op.drop_index("ix_assessments_workspace", "assessments")
    workspace = ["enterprise_id", "team_id"]
    for index, columns in (
        ("workspace", ["state", "channel_id", "created_at", "handed_in_at", "owner_id"]),
        ("newest", ["created_at", "channel_id"]),
        ("channel", ["channel_id", "created_at"]),
    ):
        op.create_index(f"ix_assessments_{index}", "assessments", [*workspace, *columns])
    op.create_index("ix_assessments_remind_from", "assessments", [*workspace[:2], "remind_from"])
    # What is under way is looked at once; the sweep finds out whom it waits for, and since when.
    op.execute("UPDATE assessments SET remind_from = updated_at")
    op.add_column("participants", sa.Column("since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))

    op.execute(
        "UPDATE assessments SET handed_in_at = (SELECT max(submissions.submitted_at) FROM submissions "
        "WHERE submissions.assessment_id = assessments.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("settings")

    op.drop_column("participants", "since")
    for index in ("remind_from", "channel", "newest", "workspace"):
        op.drop_index(f"ix_assessments_{index}", "assessments")
    op.create_index("ix_assessments_workspace", "assessments", ["enterprise_id", "team_id", "state"])
    added = ("next_id", "before", "previous_id", "look_again_on", "self_review", "all_decide", "asked")
    for column in ("remind_from", "handed_in_at", *added):
        op.drop_column("assessments", column)
    op.drop_index("ix_answers_person", "answers")
    op.drop_table("troubles")
    op.drop_table("scores")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index("ix_reminders_state")
        batch_op.drop_index("ix_reminders_token")
        batch_op.drop_index("ix_reminders_assessment")

    op.drop_table("reminders")
    with op.batch_alter_table("queries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_queries_assessment_id"))

    op.drop_table("queries")
    op.drop_table("decisions")
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index("ix_actions_waiting")
        batch_op.drop_index(batch_op.f("ix_actions_assessment_id"))

    op.drop_table("actions")
    op.drop_table("channels")
