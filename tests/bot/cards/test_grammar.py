"""Where several people or questions may be named, the verb after them is not that of one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.cards

FILES = sorted(Path(bot.cards.__path__[0]).glob("*.py"))
LISTS = {"people", "listed", "labels", "of"}
"""What joins names: `people(…)`, `listed(…)`, `names.labels(…)`, `names.of(…)`."""
OF_ONE = re.compile(r" (?:is|has|was|does|\w+s)\b")
NO_VERBS = {"this", "his", "its", "as", "others", "always"}


def listing(value: ast.expr) -> bool:
    """Whether this may be several names, also where a capital is put on them."""
    return isinstance(value, ast.Call) and (
        getattr(value.func, "id", getattr(value.func, "attr", "")) in LISTS or any(map(listing, value.args))
    )


def sentences(file: Path) -> Iterator[tuple[str, str]]:
    """What stands before each list of names, and what after it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = ["" if isinstance(one, ast.FormattedValue) else str(one.value) for one in node.values]  # type: ignore[attr-defined]
            for number, one in enumerate(node.values):
                if isinstance(one, ast.FormattedValue) and listing(one.value):
                    yield "".join(parts[:number]), "".join(parts[number + 1 : number + 2])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_list_of_names_goes_on_with_the_verb_of_one(file: Path) -> None:
    for before, after in sentences(file):
        found = OF_ONE.match(after)
        is_of_one = found and found[0].strip() not in NO_VERBS and not before.endswith("One of ")
        assert not is_of_one, f"{before}…{after}"


def test_lists_of_names_are_found() -> None:
    assert sum(len(list(sentences(file))) for file in FILES) > 50
