"""what is looked for

Title and description as they are compared when somebody looks for them: a database cannot fold letters beyond ASCII.
"""

import sqlalchemy as sa
from alembic import op

# The program's own function: the column holds what the program looks for. One that folds otherwise comes with a
# migration that fills the column anew.
from flows.folding import folded

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 500

ASSESSMENTS = sa.table(
    "assessments",
    sa.column("id", sa.String),
    sa.column("title", sa.Text),
    sa.column("about", sa.Text),
    sa.column("folded", sa.Text),
)


def upgrade() -> None:
    op.add_column("assessments", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    of, connection, last = ASSESSMENTS.c, op.get_bind(), ""
    some = sa.select(of.id, of.title, of.about).order_by(of.id).limit(AT_ONCE)
    fill = sa.update(ASSESSMENTS).where(of.id == sa.bindparam("this")).values(folded=sa.bindparam("words"))
    while rows := connection.execute(some.where(of.id > last)).all():
        words = [{"this": row.id, "words": folded(f"{row.title}\n{row.about}")} for row in rows]
        connection.execute(fill, words)
        last = rows[-1].id
