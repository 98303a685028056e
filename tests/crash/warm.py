"""Imported once, by the server that bots are forked from: what each would otherwise load at its start."""

import encodings.idna  # noqa: F401 - looked up by name at the first connection

import slack_bolt.listener_matcher.async_builtins  # noqa: F401 - imported by Bolt as listeners are added
from sqlalchemy.orm import configure_mappers

import tests.crash.hurried
import tests.crash.process  # noqa: F401 - what a bot of a test is
from bot.transports import (  # noqa: F401 - the event loop alone takes longer than all the rest of a start
    event_loop,
    socket_mode,
)
from storage import schema
from storage.database import Database

configure_mappers()
_database = Database("sqlite://")
schema.upgrade(_database)
_database.close()
