"""Imported once, by the server that bots are forked from: what each would otherwise load at its start."""

import encodings.idna  # noqa: F401 - looked up by name at the first connection

import slack_bolt.listener_matcher.async_builtins  # noqa: F401 - imported by Bolt as listeners are added
from sqlalchemy.orm import configure_mappers

from bot.transports import event_loop  # noqa: F401 - a library in C: it takes longer than all of the start
from storage import schema
from storage.database import Database

configure_mappers()
_database = Database("sqlite://")
schema.upgrade(_database)
_database.close()
