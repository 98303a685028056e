"""The sheets of a spreadsheet that somebody saved, as a stream: as a tree, ten megabytes that are made for it
would take half a gigabyte."""

import re
from collections.abc import Collection, Mapping
from typing import Final
from xml.parsers import expat

from bot.voices.invitation import NotRead
from bot.voices.sheet_cells import Attributes, Cell, Row, spaces

Sheet = dict[int, list[str]]
"""By the number of each row in which anything stands, its cells; both count from 1."""

MOST_ROWS: Final = 1_000
MOST_ELEMENTS: Final = 200_000
"""With their attributes. For the answers of 200 people to 40 questions, programs make some 110,000."""
MOST_DEPTH: Final = 100
MOST_TAG: Final = 200_000
"""Bytes from one tag to the next."""
_AT_ONCE: Final = 65_536
"""Bytes. After a refusal the rest of them is still gone through."""
_FOREIGN: Final = re.compile(rb"<(?:[!?]|[^<]{%d})" % MOST_TAG)
"""What no spreadsheet program writes, and what can cost more than it seems to."""
_LOOK: Final = 1_000_000
"""Bytes, after which others have their turn: a pattern lets nobody else do anything."""
_DECLARED: Final = 5
"""Bytes at the beginning, where `<?xml` may stand."""
_NAMES: Final[Mapping[str, str]] = {
    "xmlns:office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "xmlns:table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "xmlns:text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
"""As all programs call them. Names that expat makes whole could each be as long as a file likes."""
_ALL, _TABLE, _ROW, _PARAGRAPH = "office:spreadsheet", "table:table", "table:table-row", "text:p"
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
_LAYOUT: Final = (_TABLE, _ROW, *_CELLS)
_SIGNS: Final[Mapping[str, str]] = {"text:tab": "\t", "text:line-break": "\n"}


def sheets(content: bytes, names: Collection[str]) -> dict[str, Sheet]:
    """Those with these names, out of the `content.xml` of a spreadsheet; whatever is repeated, as often as it
    is. Raises NotRead with the place; expat.ExpatError for what is damaged, or something else."""
    for at in range(_DECLARED, len(content), _LOOK):
        if found := _FOREIGN.search(content, at, at + _LOOK + MOST_TAG):
            what = "a tag or a text without end" if len(found[0]) > 2 else "an entity or a comment"
            raise NotRead(f"Here is {what}.", f"content.xml, byte {found.start() + 1}")
    if b"\0" in content:  # UTF-16, say, in which nothing of the above would be found
        raise expat.ExpatError("not UTF-8")
    reader = _Reader(names)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    for at in range(0, len(content), _AT_ONCE):
        parser.Parse(content[at : at + _AT_ONCE], False)
    parser.Parse(b"", True)
    return reader.found


class _Reader:
    """Where the parser is."""

    def __init__(self, names: Collection[str]) -> None:
        self.found: dict[str, Sheet] = {}
        self._names = names
        self._path: list[str] = []
        self._elements = self._rows = 0
        self._next = 1  # the number of the next row
        self._sheet = ""
        self._row: Row | None = None  # only within a sheet
        self._cell: Cell | None = None  # only within a row

    def start(self, tag: str, attributes: Attributes) -> None:
        above = self._path[-1] if self._path else ""
        self._path.append(tag)
        self._elements += 1 + len(attributes)
        if self._elements > MOST_ELEMENTS or len(self._path) > MOST_DEPTH:
            raise NotRead("It holds more than a spreadsheet with answers.", self._where)
        if not above and any(attributes.get(name) != known for name, known in _NAMES.items()):
            raise expat.ExpatError("no spreadsheet")
        if self._cell is not None and tag not in _LAYOUT:
            _start_within(self._cell, above, tag, attributes)
        elif self._row is not None and tag in _CELLS and above == _ROW:
            self._cell = self._row.cell(attributes)
        elif self._sheet and self._row is None and tag == _ROW:
            self._start_row(attributes)
        elif self._sheet and tag in _LAYOUT:
            raise NotRead("It is not laid out as a spreadsheet.", self._where)
        elif tag == _TABLE and above == _ALL:
            self._start_sheet(attributes.get("table:name", ""))

    def text(self, words: str) -> None:
        if self._cell is not None and self._cell.is_read:
            self._cell.add(words)

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._cell is not None and tag == _PARAGRAPH and self._path[-1] in _CELLS:
            self._cell.is_read = False
        elif self._cell is not None and self._row is not None and tag in _CELLS:
            self._row.add(self._cell)
            self._cell = None
        elif self._row is not None and tag == _ROW:
            self._end_row(self._row)
            self._row = None
        elif tag == _TABLE:
            self._sheet = ""

    def _start_sheet(self, name: str) -> None:
        if name in self._names and name not in self.found:
            self._sheet, self._rows, self._next = name, 0, 1
            self.found[name] = {}

    def _start_row(self, attributes: Attributes) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise NotRead(f"It has more than {MOST_ROWS:,} rows.", self._where)
        self._row = Row(self._sheet, self._next, attributes)

    def _end_row(self, row: Row) -> None:
        self._next += row.times
        if row.cells and self._next - 1 > MOST_ROWS:
            raise NotRead(f"It goes on after row {MOST_ROWS:,}.", row.where)
        if row.cells:
            self.found[self._sheet].update((row.number + time, row.cells) for time in range(row.times))

    @property
    def _where(self) -> str:
        here = self._cell or self._row
        if here is not None:
            return here.where
        return f"sheet {self._sheet}" if self._sheet else "content.xml"


def _start_within(cell: Cell, above: str, tag: str, attributes: Attributes) -> None:
    if tag == _PARAGRAPH and above in _CELLS:
        cell.new_line()
    elif cell.is_read and tag == "text:s":
        cell.add(spaces(attributes.get("text:c")))
    elif cell.is_read and tag in _SIGNS:
        cell.add(_SIGNS[tag])
