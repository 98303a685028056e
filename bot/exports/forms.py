"""The forms that a record is exported in: one file each, in the folder of its assessment."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bot.exports.pack import Pack
from bot.exports.packing import pack_of
from bot.exports.source import Source
from flows import plain_file
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import kept_of, names_of
from flows.record.writing import sha256, to_json

MOST_BYTES: Final = 100_000_000
"""So much is read of a file that may be ours: the page of the largest record has 42 MB."""
_TO_COME: Final = b"0" * 64


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
    def made_of(self) -> str:
        """This record and this version of Balance."""
        return f"balance-{version('balance-bot')}-{sha256(self.record)}"

    @property
    def stamp(self) -> str:
        """Stands in each file that is made of that, with room for a digest of the whole file."""
        return f"{self.made_of}-{_TO_COME.decode()}"


@dataclass(frozen=True, slots=True)
class Form:
    """`make` may raise FormFailed. `is_made_of` tells whether a file is this form of that very record."""

    file: str
    make: Callable[[Material], bytes]
    is_made_of: Callable[[Path, Material], bool]


def _is_data(file: Path, material: Material) -> bool:
    return plain_file.read(file, len(material.data) + 1) == material.data


def stamped(data: bytes, material: Material) -> bytes:
    """With its digest in each stamp, which so says also that nothing of the file was cut, damaged or edited:
    to make it anew and compare would take a hundred times as long."""
    return _with(data, material, _TO_COME, hashlib.sha256(data).hexdigest().encode())


def holds_stamp(file: Path, material: Material) -> bool:
    data = plain_file.read(file, min(MOST_BYTES, file.stat().st_size) + 1)
    _, is_there, after = data.partition(f"{material.made_of}-".encode())
    digest = after[: len(_TO_COME)]
    return is_there != b"" and stamped(_with(data, material, digest, _TO_COME), material) == data


def _with(data: bytes, material: Material, before: bytes, digest: bytes) -> bytes:
    beginning = f"{material.made_of}-".encode()
    return data.replace(beginning + before, beginning + digest)


DATA = Form("record.json", lambda material: material.data, _is_data)
