"""balance erase: what is said where Slack cannot be asked."""

import socket

import pytest

from bot.records.erase import NOTHING_YET
from storage.clearing import InSlack, Message, change_left
from storage.database import Database
from tests.bot.environment import nothing_is_set
from tests.bot.exports.conftest import Balance, Stores, balance, stores
from tests.flows.record.samples import kept

__all__ = ["balance", "stores"]

SURE = ("--yes", "--by", "Grace", "--why", "Asked for")
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def id(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of an assessment in the store; no token is set."""
    url = stores.url
    nothing_is_set(monkeypatch, stores.folder)
    stores.use_url(url)
    one = kept()
    stores.add(one)
    return one.assessment.id


def test_at_first_it_names_the_whole_command(id: str, balance: Balance, capsys: Shown) -> None:
    assert balance("erase", id) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == NOTHING_YET.format(id=id)
    assert f"balance erase {id} --yes --by NAME --why REASON" in said


def test_without_a_token_it_is_erased_and_what_is_left_in_slack_is_said(
    stores: Stores, id: str, balance: Balance, capsys: Shown
) -> None:
    assert balance("erase", id, *SURE) == 1
    found = capsys.readouterr()
    assert "It was erased from the database." in found.out
    assert "SLACK_BOT_TOKEN: is not set." in found.err
    assert "A running bot deletes it within minutes." in found.err
    assert f"balance erase {id} --yes" in found.err
    left = InSlack((Message("C0HOUSING", "1700.000001"),), files=("F1", "F2"))
    database = Database(stores.url)
    database.write_now(lambda rows: change_left(rows, id, lambda _: left))
    database.close()
    assert balance("erase", id, "--yes") == 1, "the same again"
    assert "Still in Slack of it: at least 1 message and 2 files." in capsys.readouterr().err


def test_where_slack_does_not_answer_it_is_said_to_be_erased_all_the_same(
    id: str, balance: Balance, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-1-a")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("SLACK_API_URL", f"http://127.0.0.1:{port}/api/")
    assert balance("erase", id, *SURE) == 1
    found = capsys.readouterr()
    assert "It was erased from the database." in found.out
    assert "nothing was done" not in found.err
    assert f"run: balance erase {id} --yes" in found.err


def damage(stores: Stores, change: str) -> None:
    database = Database(stores.url)
    with database.engine.begin() as connection:
        assert connection.exec_driver_sql(change).rowcount
    database.close()


@pytest.mark.parametrize(
    "change", ["UPDATE assessments SET before = 'ZEBRAWORDS'", "UPDATE answers SET kind = 'ZEBRAWORDS'"]
)
def test_one_that_is_damaged_is_erased_all_the_same(
    change: str, stores: Stores, id: str, balance: Balance, capsys: Shown
) -> None:
    damage(stores, change)
    assert balance("erase", id) == 0
    assert balance("erase", id, *SURE) == 1, "what is left in Slack"
    assert "It was erased from the database." in capsys.readouterr().out


def test_where_what_is_needed_for_it_is_damaged_that_is_said_without_what_stands_there(
    stores: Stores, id: str, balance: Balance, capsys: Shown
) -> None:
    damage(stores, "UPDATE assessments SET created_at = 'ZEBRAWORDS'")
    assert balance("erase", id, *SURE) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("balance: nothing was done: something in the database cannot be read")
    assert said.err.count("\n") == 1
    assert "ZEBRAWORDS" not in said.err


def test_once_all_was_tried_nothing_need_be_set(
    stores: Stores, id: str, balance: Balance, capsys: Shown
) -> None:
    assert balance("erase", id, *SURE) == 1
    database = Database(stores.url)
    database.write_now(lambda rows: change_left(rows, id, lambda _: InSlack()))
    database.close()
    capsys.readouterr()
    assert balance("erase", id, "--yes") == 0
    assert "Nothing of it is left in Slack." in capsys.readouterr().out
