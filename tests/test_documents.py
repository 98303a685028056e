"""What the documents say of the tree is what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("flows", "storage", "bot")
BY_FOLDERS = (Path("storage/migrations"), Path("bot/sandbox"))
"""Rooms of which the picture tells the folders, not each file."""


def pictured() -> tuple[set[Path], set[Path]]:
    """The folders and the modules of the picture in architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    picture = text.split("## Rooms", 1)[1].split("```", 2)[1]
    folders, modules = set[Path](), set[Path]()
    inside: list[tuple[int, Path]] = []
    for line in picture.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent >= 24:  # the description goes on
            pass
        elif folder := re.match(r"\s*(\w+)/(?=\s|$)", line):
            inside = [entry for entry in inside if entry[0] < indent]
            path = inside[-1][1] / folder[1] if inside else Path(folder[1])
            inside.append((indent, path))
            folders.add(path)
        else:
            inside = [entry for entry in inside if entry[0] < indent]
        room = inside[-1][1] if inside else Path()
        modules |= {room / name for name in re.findall(r"(?<![\w/.])\w+\.py\b", line)}
    return folders, modules


def test_the_picture_of_the_rooms_is_the_tree() -> None:
    folders, modules = pictured()
    found = [
        path.relative_to(ROOT)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "__init__.py"
    ]
    there = {path for path in found if not any(path.is_relative_to(room) for room in BY_FOLDERS)}
    pictured_there = {path for path in modules if path.parts and path.parts[0] in ROOMS}
    assert pictured_there - there == set(), "in the picture, but not in the tree"
    assert there - pictured_there == set(), "in the tree, but not in the picture"
    rooms = {path.parent for path in there} | {Path("bot/sandbox") / name for name in sandbox_rooms()}
    assert rooms <= folders


def sandbox_rooms() -> list[str]:
    return [path.name for path in (ROOT / "bot" / "sandbox").iterdir() if (path / "__init__.py").exists()]


def test_where_to_go_to_change_something_is_there() -> None:
    text = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    table = text.split("## To change X, go to Y", 1)[1].split("## ", 1)[0]
    named = re.findall(r"`((?:flows|storage|bot|tests|docs)/[\w./-]*)`", table)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []
