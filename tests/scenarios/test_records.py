"""An example that was played in Slack leaves it as a record."""

from pathlib import Path

import pdfua
import pytest

from bot.cli import main
from bot.config import ExitCode
from bot.demo import command
from tests.bot.exports.conftest import files
from tests.bot.exports.reading import html_text


@pytest.mark.parametrize("name", ["falls-prevention", "housing-arrears"])
async def test_a_played_example_can_be_filed_and_comes_back(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.log.configure", lambda _level: None)
    monkeypatch.chdir(tmp_path)
    assert await command.play(name, "played") is ExitCode.FINE
    monkeypatch.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path}/played.db")
    assert main(["export", "--all", "--to", "out"]) is ExitCode.FINE
    record = next(one for one in map(Path, files(Path("out"))) if one.name == "record.json")
    record = "out" / record
    text = html_text(record.with_suffix(".html").read_bytes())
    assert "Grace Okafor" in text
    assert "U0GRACE0001" not in text, "everybody who took part has a name"
    assert "did this:" not in text, "each event has words"
    assert list(pdfua.validate(str(record.with_suffix(".pdf"))).findings) == []
    monkeypatch.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert main(["import", str(record)]) is ExitCode.FINE
    assert main(["export", "--all", "--to", "again"]) is ExitCode.FINE
    written = files(Path("out"))
    same = [file for file in written if not file.endswith(".ods")]  # a sheet says when it was made
    assert {file: files(Path("again"))[file] for file in same} == {file: written[file] for file in same}
