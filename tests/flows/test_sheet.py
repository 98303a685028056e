"""A sheet of facts: what its file must hold, and what is said of one that is wrong."""

import json
from pathlib import Path

import pytest
import yaml

from flows.decision import Verdict
from flows.entry import counted
from flows.errors import SheetError
from flows.sheet import Kind, Needed, Sheet, default_sheet, from_json, read

OWN = """
id: own
version: "1"
name: Ours
groups:
  - id: law
    name: The law
    fields:
      - {id: basis, label: Basis, help: Which one., kind: choice, source: Art. 6, needed_for: approve,
         options: [{id: task, label: Public task}, {id: other, label: Another}]}
      - {id: why, label: Why another, help: Say why., kind: words, source: Art. 6,
         required_when: {field: basis, one_of: [other]}}
      - {id: power, label: Power, help: The Act., kind: line, source: Annex B, needed_for: any}
  - id: dates
    name: Dates
    fields:
      - {id: starts, label: Starts on, help: The first day., kind: day, source: Annex B}
"""


def own() -> Sheet:
    return written(OWN)


def written(text: str) -> Sheet:
    return from_json(json.dumps(yaml.safe_load(text)))


def test_the_sheet_that_comes_with_balance_asks_for_what_its_sources_do() -> None:
    sheet = default_sheet()
    assert {"lawful-basis", "legal-power", "dpia", "dpo-advice", "dpo-overruled-why", "departs-why"} <= {
        field.id for field in sheet.fields
    }
    for field in sheet.fields:
        assert any(name in field.source for name in ("ICO", "UK GDPR", "DPA 2018")), field.id
        assert field.help.endswith("."), field.id
    overruled = sheet.field("dpo-overruled-why")
    assert overruled.when is not None
    assert overruled.when.required
    assert "overruled" in overruled.when.options


def test_a_sheet_comes_back_from_its_text_and_has_a_digest_of_its_words() -> None:
    for sheet in (default_sheet(), own()):
        assert from_json(sheet.to_json()) == sheet
        assert from_json(sheet.to_json()).digest == sheet.digest
    assert own() != written(OWN.replace("Public task", "Public duty"))


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text(OWN)
    assert read(file) == own()
    assert [field.kind for field in own().fields] == [Kind.CHOICE, Kind.WORDS, Kind.LINE, Kind.DAY]


WRONG = {
    "no label": ("label: Power, ", "", "groups → The law → power → label"),
    "an unknown kind": ("kind: line", "kind: lines", "groups → The law → power → kind"),
    "the same id twice": ("id: power", "id: basis", "fields"),
    "a choice without options": ("kind: day", "kind: choice", "groups → Dates → starts → options"),
    "options of no choice": ("kind: choice", "kind: line", "groups → The law → basis → options"),
    "an option twice": ("id: other, label", "id: task, label", "groups → The law → basis → options"),
    "a field that is not further up": ("field: basis, one", "field: power, one", "required_when → field"),
    "an option that there is not": ("one_of: [other]", "one_of: [others]", "required_when → one_of"),
    "an unknown field": ("source: Art. 6, needed", "law: Art. 6, needed", "groups → The law → basis → law"),
    "a version that cannot be seen": ('version: "1"', 'version: "\u200b"', "version"),
    "a name that cannot be seen": ("name: Ours", "name: \u200b", "name"),
    "a label that cannot be seen": ("label: Power", "label: \u2060", "groups → The law → power → label"),
    "help that cannot be seen": ("help: The Act.", "help: \u200b", "groups → The law → power → help"),
    "an option that cannot be seen": (
        "label: Another}",
        "label: \u200b}",
        "groups → The law → basis → options → other → label",
    ),
    "too long a label": ("label: Basis", f"label: {'x' * 41}", "groups → The law → basis → label"),
}


@pytest.mark.parametrize(("old", "new", "place"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    file = tmp_path / "own.yml"
    assert old in OWN
    file.write_text(OWN.replace(old, new, 1))
    with pytest.raises(SheetError) as caught:
        read(file)
    assert caught.value.file == str(file)
    assert place in {problem.place for problem in caught.value.problems} or place in str(caught.value)


def test_broken_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text(OWN + "  - [broken\n")
    with pytest.raises(SheetError, match=r"own\.yml: is not valid YAML in line \d+"):
        read(file)
    with pytest.raises(SheetError, match="does not exist"):
        read(tmp_path / "nowhere.yml")
    with pytest.raises(SheetError, match="The stored sheet"):
        from_json("{")


def test_what_is_needed_hangs_on_the_decision() -> None:
    assert Needed.ANY.by(Verdict.DECLINE)
    assert Needed.APPROVE.by(Verdict.CONDITIONS)
    assert not Needed.APPROVE.by(Verdict.DECLINE)
    assert Needed.DECLINE.by(None)
    assert not Needed.ANY.by(Verdict.CHANGES)
    assert not Needed.NONE.by(None)
    missing = counted(own(), ())
    assert [field.id for field in missing.needed(Verdict.DECLINE)] == ["power"]
    assert [field.id for field in missing.needed(Verdict.APPROVE)] == ["basis", "power"]
