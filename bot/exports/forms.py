"""The forms that a record is exported in: one file each, in the folder of its assessment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from bot.exports.pack import Pack
from bot.exports.packing import pack_of
from bot.exports.source import Source
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import kept_of, names_of
from flows.record.writing import sha256, to_json


class FormFailed(Exception):
    """This form cannot be made; the others can. The text says why; so does `code`, which quotes nothing."""

    def __init__(self, why: str, code: str = "failed") -> None:
        super().__init__(why)
        self.code = code


class Material:
    """What all forms of one record are made from, each made once. `kept` is what the record was made of, if
    it holds the same people."""

    def __init__(self, record: Record, kept: Kept | None = None) -> None:
        self.record = record
        self._kept = kept

    @cached_property
    def data(self) -> bytes:
        return to_json(self.record)

    @cached_property
    def source(self) -> Source:
        """With the names that the record has: the store may know more, and each form must say the same."""
        if self._kept is None:
            return Source(self.record, kept_of(self.record))
        return Source(self.record, replace(self._kept, names=names_of(self.record)))

    @cached_property
    def pack(self) -> Pack:
        return pack_of(self.source)

    @cached_property
    def stamp(self) -> str:
        """Stands in each file that is made of this record by this version of Balance."""
        return f"balance-{version('balance-bot')}-{sha256(self.record)}"


@dataclass(frozen=True, slots=True)
class Form:
    """`make` may raise FormFailed. `is_made_of` tells whether a file is this form of that very record."""

    file: str
    make: Callable[[Material], bytes]
    is_made_of: Callable[[Path, Material], bool]


def _is_data(file: Path, material: Material) -> bool:
    return file.read_bytes() == material.data


def holds_stamp(file: Path, material: Material) -> bool:
    return material.stamp.encode() in file.read_bytes()


DATA = Form("record.json", lambda material: material.data, _is_data)
