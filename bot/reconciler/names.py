"""The names of those who are at work, asked for at a start: a card that a click turns in place asks for none,
and would else call people by their handle, or a colleague, after each restart."""

from bot.slack.users import People
from flows.states import ENDED
from storage.database import Database
from storage.participants import of_unfinished
from storage.workspace import Workspace

MOST = 60
"""People. Slack allows about a hundred such calls a minute, and others need some."""
AT_ONCE = 10


async def get_to_know(database: Database, workspace: Workspace, people: People) -> None:
    """Raises StorageError. Whom Slack does not tell of is asked for again with the next new post."""
    found = await database.read(lambda session: of_unfinished(session, workspace, ENDED, MOST))
    for place in range(0, len(found), AT_ONCE):
        await people.names(found[place : place + AT_ONCE], ask=True)
