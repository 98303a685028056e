"""Migrations: they make exactly the tables that the models describe, and leave a newer database alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage import schema
from storage.database import Database
from storage.errors import NewerDatabase, StoreUnavailable
from storage.models import Base


def test_an_empty_database_gets_every_table(url: str) -> None:
    database = Database(url)
    assert schema.state(database)[0] is None
    revision = schema.upgrade(database)
    assert schema.state(database) == (revision, revision)
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    database.close()
    assert tables == set(Base.metadata.tables) | {"alembic_version"}


def test_upgrading_again_changes_nothing(database: Database) -> None:
    assert schema.upgrade(database) == schema.state(database)[1]


def test_the_migrations_make_what_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_of_a_newer_balance_is_refused_and_left_as_it_is(database: Database) -> None:
    database.write_now(
        lambda transaction: transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    for look in (schema.upgrade, schema.state):
        with pytest.raises(NewerDatabase) as caught:
            look(database)
        assert "the database is at version 9999, which this Balance does not know" in str(caught.value)
        assert "Install the newer Balance again, or use another database." in str(caught.value)
    version = database.write_now(
        lambda transaction: transaction.execute(text("SELECT version_num FROM alembic_version")).scalar()
    )
    assert version == "9999"


def test_two_bots_can_start_together_on_an_empty_database(url: str) -> None:
    databases = [Database(url), Database(url)]
    with ThreadPoolExecutor(2) as both:
        revisions = list(both.map(schema.upgrade, databases))
    for one in databases:
        one.close()
    assert revisions[0] == revisions[1]


def test_a_server_that_is_not_there_is_said_to_be_away() -> None:
    away = Database("postgresql://balance@127.0.0.1:9/balance")
    for look in (schema.upgrade, schema.state):
        with pytest.raises(StoreUnavailable):
            look(away)
    away.close()
