"""A row of a sheet that somebody saved, and its cells: only so much of them, and nothing is computed."""

import re
from collections.abc import Mapping
from typing import Final

from bot.voices.invitation import MOST_CHARACTERS, NotRead, quoted, too_long

MOST_COLUMNS: Final = 500
_TIMES: Final = re.compile(r"[1-9][0-9]{0,6}")
_NUMBER: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?")
"""With as many digits as a spreadsheet keeps. Others can stand for more zeros than memory holds."""

Attributes = Mapping[str, str]


class Cell:
    """`where` is its place. `is_read`: what comes next stands in it; what others noted beside it does not."""

    def __init__(self, attributes: Attributes, where: str, times: int) -> None:
        self.where, self.times = where, times
        self.is_read = False
        self._number = _number(attributes, where)
        self._words: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """A whole number without a point; all else as it is shown."""
        return self._number or "".join(self._words).strip()

    def new_line(self) -> None:
        self.is_read = True
        if self._words:
            self.add("\n")

    def add(self, words: str) -> None:
        """Raises NotRead."""
        self._length += len(words)
        if self._length > MOST_CHARACTERS:
            raise too_long("cell", self.where)
        self._words.append(words)


class Row:
    """`times`: it stands for so many rows, of which it is the first. `cells` are without the empty ones at
    the end."""

    def __init__(self, sheet: str, number: int, attributes: Attributes) -> None:
        self.sheet, self.number = sheet, number
        self.where = f"sheet {sheet}, row {number}"
        self.times = _times(attributes.get("table:number-rows-repeated"), self.where)
        self.cells: list[str] = []
        self._empty = self._found = 0

    def cell(self, attributes: Attributes) -> Cell:
        """The next one. Raises NotRead."""
        self._found += 1
        if self._found > MOST_COLUMNS:
            raise NotRead(f"It has more than {MOST_COLUMNS} cells.", self.where)
        where = place(self.sheet, self.number, self._column)
        if "table:formula" in attributes:
            raise NotRead("This is a formula. Write what comes of it.", where)
        return Cell(attributes, where, _times(attributes.get("table:number-columns-repeated"), where))

    def add(self, cell: Cell) -> None:
        """Raises NotRead."""
        text = cell.text
        if not text:
            self._empty += cell.times
            return
        if self._column + cell.times - 1 > MOST_COLUMNS:
            raise NotRead(f"It goes on after column {MOST_COLUMNS}.", self.where)
        self.cells += [""] * self._empty + [text] * cell.times
        self._empty = 0

    @property
    def _column(self) -> int:
        return len(self.cells) + self._empty + 1


def place(sheet: str, row: int, column: int) -> str:
    """`sheet Answers, cell C7`. Both count from 1."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"sheet {sheet}, cell {letters}{row}"


def spaces(written: str | None) -> str:
    """So many, and no more than fit a cell."""
    found = _TIMES.fullmatch(written or "1")
    return " " * min(int(found[0]) if found else 1, MOST_CHARACTERS + 1)


def _times(written: str | None, where: str) -> int:
    if written is None:
        return 1
    if not _TIMES.fullmatch(written):
        raise NotRead(f"It is repeated “{quoted(written)}” times.", where)
    return int(written)


def _number(attributes: Attributes, where: str) -> str:
    """Empty for what is none. Raises NotRead for one that no spreadsheet keeps so."""
    written = attributes.get("office:value", "")
    if not written or attributes.get("office:value-type") != "float":
        return ""
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise NotRead(f"“{quoted(written)}” is no number that can be read. Write it as a text.", where)
    sign, whole, rest = found.groups(default="")
    number, rest = f"{sign}{int(whole)}", rest.rstrip("0")
    return f"{number}.{rest}" if rest else number
