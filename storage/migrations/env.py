"""How Alembic reaches our database: through the connection that storage.schema hands it."""

from typing import Literal

from alembic import context

from storage.tables import METADATA
from storage.tables.columns import UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration stands on its own: no type of ours, which may change, is named in it."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_item=render_item,
    render_as_batch=True,  # SQLite cannot alter most things in place
)
with context.begin_transaction():
    context.run_migrations()
