"""Assessments written into a folder, one after the other. What is there already as it was written stays;
what is not is replaced."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.exports.forms import Form, FormFailed, Material
from bot.exports.whole_file import WholeFiles
from flows.record.kept import Kept
from flows.record.writing import record_of

_ONLY_THE_OWNER = 0o700


@dataclass(slots=True)
class Outcome:
    """`written` and `unchanged` count assessments. `failed`: by file, why one could not be made, the first
    time that it could not. `unreadable`: the assessments that could not be read."""

    written: int = 0
    unchanged: int = 0
    failed: dict[str, FormFailed] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Export:
    """An export into a folder. Each file is whole or not there: it can be stopped at any time, and begun
    again. After a power cut, what was written last may be empty or cut: it is written anew then."""

    files: WholeFiles
    forms: Sequence[Form]
    without_names: bool = False
    outcome: Outcome = field(default_factory=Outcome)

    def add(self, kept: Kept) -> Material:
        """Write one assessment in every form. Raises OSError."""
        record = record_of(kept, without_names=self.without_names)
        material = Material(record, None if self.without_names else kept)
        written = [self._write(form, material) for form in self.forms]
        if any(written) or not self.forms:
            self.outcome.written += 1
        else:
            self.outcome.unchanged += 1
        return material

    def _write(self, form: Form, material: Material) -> bool:
        """Whether there is something new."""
        file = self.files.folder / material.record.id / form.file
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
        if file.is_file() and form.is_made_of(file, material):  # a pipe or a device is replaced, unread
            return False
        try:
            data = form.make(material)
        except FormFailed as error:
            self.outcome.failed.setdefault(form.file, error)
            return False
        file.parent.mkdir(mode=_ONLY_THE_OWNER, parents=True, exist_ok=True)
        with self.files.filling(file) as target:
            target.write(data)
        return True
