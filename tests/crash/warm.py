"""Imported once, by the server that bots are forked from: what each would otherwise load at its start."""

from sqlalchemy.orm import configure_mappers

from storage import schema
from storage.database import Database

configure_mappers()
_database = Database("sqlite://")
schema.upgrade(_database)
_database.close()
