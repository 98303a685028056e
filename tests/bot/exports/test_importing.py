"""`balance import`: all that was exported comes back, or nothing is changed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Table

from flows.record.reading import MOST_BYTES
from storage import listening, processes
from storage.database import Database
from storage.erasing import erase
from storage.forgetting import about, forget
from storage.listening import Span
from storage.processes import Process
from storage.tables import ASSESSMENTS, LISTENING, METADATA, PROCESSES
from storage.workspace import Workspace
from tests.bot.cards.samples import HOSTILE, NOW, PRIYA, Words
from tests.bot.exports.conftest import Balance, Stores, files
from tests.flows.record.samples import everything, kept
from tests.postgres import Postgres


def export(stores: Stores, balance: Balance, to: Path, *more: str) -> list[Path]:
    assert balance("export", "--all", "--to", to, "--format", "json", *more) == 0
    return sorted(to.rglob("record.json"))


def test_exported_imported_and_exported_again_is_the_same_to_the_byte(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*everything(Words.hostile(HOSTILE["right to left"])))
    found = export(stores, balance, folder)
    stores.use("other")
    assert balance("import", *found) == 0
    assert f"{len(found)} imported.\n" in capsys.readouterr().out
    export(stores, balance, folder.with_name("again"))
    assert files(folder) == files(folder.with_name("again"))


def test_a_server_that_cannot_keep_every_sign_is_2_and_named(
    stores: Stores, folder: Path, balance: Balance, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(kept())
    found = export(stores, balance, folder)
    stores.use_url(postgres.in_encoding("LATIN1"))
    assert balance("import", *found) == 2
    assert "BALANCE_DATABASE_URL: " in capsys.readouterr().err


def test_records_move_to_postgresql_and_back_and_are_looked_after_there(
    stores: Stores,
    folder: Path,
    balance: Balance,
    postgres: Postgres,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each command that reads or changes records, on a server."""
    stores.add(*everything(Words.hostile(HOSTILE["right to left"])))
    found = export(stores, balance, folder)
    stores.use_url(postgres.fresh())
    assert balance("db", "upgrade") == 0
    assert balance("import", *found) == 0
    there = export(stores, balance, folder.with_name("there"))
    assert files(folder) == files(folder.with_name("there"))
    assert balance("verify", "--store") == 0
    assert balance("verify", *there) == 0
    stores.use("back")
    assert balance("import", *there) == 0
    export(stores, balance, folder.with_name("back"))
    assert files(folder) == files(folder.with_name("back"))

    stores.use_url(stores.before)
    capsys.readouterr()
    assert balance("about", PRIYA) == 0
    assert ASSESSMENTS.name in json.loads(capsys.readouterr().out)["tables"]
    assert balance("forget", PRIYA) == 0, "it only says where they are"
    assert balance("forget", PRIYA, "--yes") == 0
    capsys.readouterr()
    assert balance("about", PRIYA) == 0
    assert json.loads(capsys.readouterr().out)["tables"] == {}
    gone = there[0].parent.name
    assert balance("erase", gone) == 0, "it only says what there is"
    assert balance("erase", gone, "--yes", "--by", "Grace", "--why", "Asked for") == 1, "Slack is not there"
    assert balance("export", gone, "--to", folder.with_name("gone")) == 2
    capsys.readouterr()
    assert balance("verify", "--store") == 0
    assert f"{gone} was erased" in capsys.readouterr().out


def test_importing_twice_changes_nothing(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*list(everything())[:3])
    found = export(stores, balance, folder)
    before = dumped(stores)
    capsys.readouterr()
    assert balance("import", *found, *found) == 0
    assert capsys.readouterr().out == "0 imported, 6 here already and the same.\n"
    assert dumped(stores) == before


def dumped(stores: Stores) -> list[str]:
    database = Database(stores.url)
    connection = database.engine.raw_connection()
    rows = list(connection.driver_connection.iterdump())  # type: ignore[union-attr]
    connection.close()
    database.close()
    return rows


def test_one_that_is_refused_keeps_all_others_out(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*list(everything())[:3])
    found = export(stores, balance, folder)
    found[2].write_bytes(found[2].read_bytes()[:-100])
    stores.use("other")
    assert balance("import", *found) == 2
    assert str(found[2]) in (said := capsys.readouterr().err)
    assert "cut off" in said
    assert "Nothing was imported." in said
    assert not (stores.folder / "other.db").exists()


def test_an_assessment_that_is_here_and_differs_is_refused(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = list(everything())[:2]
    stores.add(first, second)
    found = export(stores, balance, folder)
    stores.use("other")
    first.assessment.title = "Another title"
    stores.add(first)
    before = dumped(stores)
    assert balance("import", *found) == 2
    assert "says something else" in capsys.readouterr().err
    assert dumped(stores) == before


def test_one_of_another_workspace_is_refused(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = list(everything())[:2]
    stores.add(first)
    found = export(stores, balance, folder)
    stores.use("other")
    stores.add(second, team="T0OTHER")
    assert balance("import", *found) == 2
    assert "another workspace, T0RIVERSIDE" in capsys.readouterr().err


def test_where_all_was_erased_the_store_is_still_of_its_workspace(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = list(everything())[:3]
    stores.add(first)
    found = export(stores, balance, folder)
    stores.use("other")
    stores.add(replace(second, team="T0OTHER"), replace(third, team="T0OTHER"), team="T0OTHER")
    own = export(stores, balance, folder.with_name("own"))
    database = Database(stores.url)
    for one in (second, third):
        id = one.assessment.id
        database.write_now(lambda rows, id=id: erase(rows, id, by="Grace", why="Asked for", at=NOW))  # type: ignore[misc]
    database.close()
    assert balance("import", *found) == 2
    assert "another workspace, T0RIVERSIDE. This database is of T0OTHER." in capsys.readouterr().err
    assert balance("import", *own) == 2
    assert "It was erased here" in capsys.readouterr().err


@pytest.mark.parametrize("table", [LISTENING, PROCESSES])
def test_a_store_in_which_a_bot_runs_is_of_its_workspace_before_there_is_an_assessment(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str], table: Table
) -> None:
    stores.add(kept())
    found = export(stores, balance, folder)
    stores.use("other")
    stores.add()
    database = Database(stores.url)
    process = Process("p1", "T0OTHER", 1, "host", "socket", "0.1.0", NOW)
    if table is PROCESSES:
        database.write_now(lambda rows: processes.write(rows, process))
    else:
        database.write_now(lambda rows: listening.remember(rows, Workspace("T0OTHER"), Span(NOW, NOW)))
    database.close()
    assert balance("import", *found) == 2
    assert "This database is of T0OTHER." in capsys.readouterr().err


def test_a_store_of_two_workspaces_moves_whole_into_a_new_one(
    stores: Stores, folder: Path, balance: Balance
) -> None:
    first, second = list(everything())[:2]
    stores.add(first)
    found = export(stores, balance, folder)
    stores.use("other")
    stores.add(replace(second, team="T0OTHER"), team="T0OTHER")
    own = export(stores, balance, folder.with_name("own"))
    stores.use("fresh")
    assert balance("import", *found, *own) == 0
    assert balance("import", *own) == 0, "it is here already"


def test_one_without_names_is_refused(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(kept())
    found = export(stores, balance, folder, "--without-names")
    assert balance("import", *found) == 2
    assert "without names" in capsys.readouterr().err


def test_a_huge_file_is_refused_without_being_read(
    stores: Stores, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    huge = stores.folder / "huge.json"
    with huge.open("wb") as file:
        file.truncate(2 * MOST_BYTES)
    assert balance("import", huge) == 2
    assert "larger than" in capsys.readouterr().err


def test_what_is_no_file_is_refused(
    stores: Stores, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    assert balance("import", stores.folder, stores.folder / "nothing.json") == 2
    folder = stores.folder
    said = f"{folder}: It is a folder. Name the files in it, as in {folder}/*/record.json."
    assert said in capsys.readouterr().err
    assert balance("import", folder / "nothing.json") == 2
    assert "No such file" in capsys.readouterr().err


def test_questions_with_other_words_are_refused(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(kept())
    found = export(stores, balance, folder)
    database = Database(stores.url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("UPDATE frameworks SET digest = 'another'")
        connection.exec_driver_sql("UPDATE assessments SET id = 'another'")
        for name, table in METADATA.tables.items():
            if "assessment_id" in table.c:
                connection.exec_driver_sql(f"UPDATE {name} SET assessment_id = 'another'")
    database.close()
    assert balance("import", *found) == 2
    assert "other words" in capsys.readouterr().err


def test_what_was_erased_here_is_not_put_back(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*list(everything())[:2])
    found = export(stores, balance, folder)
    database = Database(stores.url)
    gone = found[0].parent.name
    database.write_now(lambda rows: erase(rows, gone, by="Grace", why="Asked for", at=NOW))
    database.close()
    before = dumped(stores)
    assert balance("import", *found) == 2
    assert "It was erased here on" in capsys.readouterr().err
    assert dumped(stores) == before


def test_who_was_forgotten_here_does_not_come_back(stores: Stores, folder: Path, balance: Balance) -> None:
    one = kept()
    stores.add(one)
    found = export(stores, balance, folder)
    stores.use("other")
    stores.add(*list(everything())[1:2])
    owner = one.assessment.owner
    database = Database(stores.url)
    database.write_now(lambda rows: forget(rows, owner, NOW))
    assert balance("import", *found) == 0
    assert database.read_now(lambda rows: about(rows, owner)) == {}
    database.close()
