"""YAML without its traps: what is written stays as it is written, and no text takes long to refuse.

Only PyYAML's composer is used. Its constructor makes numbers, dates and truth values of plain words, and
passes on whatever Python says of one that is too long.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import yaml

MAX_DEPTH: Final = 20
MAX_NODES: Final = 10_000
"""Fields, texts and lists; a question file with all that it may hold has about 1,000."""
_TEXT: Final = "tag:yaml.org,2002:str"
_MERGE: Final = "tag:yaml.org,2002:merge"
_UNSHOWABLE: Final = ("Cc", "Cs")
"""Control characters, and halves of a character, which UTF-8 cannot hold."""


class YamlProblem(ValueError):
    """The text is not YAML, or more than is read of it; `str()` says why and in which line."""


@dataclass(frozen=True, slots=True)
class Bare:
    """What YAML reads as something other than text: 1.5, yes, 2026-01-31, or nothing at all."""

    written: str

    def __str__(self) -> str:
        return self.written


class _Composer(yaml.SafeLoader):
    """Gives up on what is nested too deep, or holds too much. What is written once and meant several times
    counts each time: a few lines can stand for millions."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = self._nodes = 0
        self._sizes: dict[str, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        line, anchor = _line(event.start_mark), str(getattr(event, "anchor", None) or "")
        before = self._nodes
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias and anchor in self.anchors and anchor not in self._sizes:
            raise YamlProblem(f"holds itself in line {line}.")
        if self._depth == MAX_DEPTH:
            raise YamlProblem(f"is nested too deep in line {line}.")
        self._nodes += self._sizes.get(anchor, 1) if is_alias else 1
        if self._nodes > MAX_NODES:
            raise YamlProblem(f"holds more than such a file can, from line {line} on.")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if anchor and not is_alias:
            self._sizes[anchor] = self._nodes - before
        return node


def parse(text: str) -> object:
    """What a YAML text holds: dicts, lists, text, and Bare for all else; YamlProblem if it is broken."""
    node = _compose(text)
    return None if node is None else _content(node)


def _compose(text: str) -> yaml.Node | None:
    try:
        composer = _Composer(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlProblem(f"is not valid YAML in line {line}: {error.reason}.") from error
    try:
        return composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        place = f" in line {_line(error.problem_mark)}" if error.problem_mark else ""
        raise YamlProblem(f"is not valid YAML{place}: {error.problem}.") from error
    except YamlProblem:
        raise
    except (ValueError, OverflowError) as error:  # Python's, of a number in a directive or of an escape
        line = composer.line + 1
        raise YamlProblem(f"is not valid YAML in line {line}: no such number or character.") from error


def _content(node: yaml.Node) -> object:
    match node:
        case yaml.MappingNode():
            return _fields(node)
        case yaml.SequenceNode():
            return [_content(one) for one in node.value]
        case yaml.ScalarNode():
            _check_shown(node)
            return node.value if node.tag == _TEXT else Bare(node.value)
    raise AssertionError("unreachable")


def _fields(node: yaml.MappingNode) -> dict[str, object]:
    own: dict[str, object] = {}
    merged: dict[str, object] = {}
    for key, value in node.value:
        line = _line(key.start_mark)
        if key.tag == _MERGE:
            merged = _merged(value, line) | merged
            continue
        name = _content(key)
        if not isinstance(name, str):
            written = f"“{name.written:.40}”" if isinstance(name, Bare) else "a list or a group of fields"
            raise YamlProblem(f"{written} in line {line} cannot be the name of a field: it is not text.")
        if name in own:
            raise YamlProblem(f"“{name:.40}” is given twice, the second time in line {line}.")
        own[name] = _content(value)
    return merged | own


def _merged(value: yaml.Node, line: int) -> dict[str, object]:
    """The fields of “<<”, of several groups those of the first: https://yaml.org/type/merge.html"""
    content = _content(value)
    fields: dict[str, object] = {}
    for group in content if isinstance(content, list) else [content]:
        if not isinstance(group, dict):
            raise YamlProblem(f"“<<” in line {line} must name a group of fields.")
        fields = group | fields
    return fields


def _check_shown(node: yaml.ScalarNode) -> None:
    for character in node.value:
        if character not in "\t\n" and unicodedata.category(character) in _UNSHOWABLE:
            line, code = _line(node.start_mark), ord(character)
            raise YamlProblem(
                f"has a character that cannot be shown, U+{code:04X}, in the text of line {line}."
            )


def _line(mark: Any) -> int:
    """From 1. PyYAML has two kinds of marks."""
    return int(mark.line) + 1
