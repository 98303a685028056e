"""Answers from outside, as files."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from odfdo import Document, Table

from bot.voices import answer_file, spreadsheet
from bot.voices.invitation import Invitation
from bot.voices.reading import gathered, opened
from flows.assessment import Assessment
from flows.voices import Voices

PANEL = "tenants’ panel"
A_BOMB = 200_000_000
"""Bytes, of which a packed file has a thousandth."""


def text(assessment: Assessment, *answers: str, copy: str = "", whose: str = PANEL) -> str:
    """What somebody saved or mailed; `answers` stand behind the questions, from the first on."""
    invitation = Invitation.of(assessment, whose)
    head = answer_file.head_of(invitation) + (f"\n{answer_file.COPY}: {copy}" if copy else "")
    starts = answer_file.starts_of_lines(assessment.framework)
    said = [*answers, *[""] * (len(starts) - len(answers))]
    lines = [f"{start}{answer}" for start, answer in zip(starts, said, strict=True)]
    return "\n".join([head, "", *lines, answer_file.END, ""])


def sheet(
    assessment: Assessment,
    rows: Sequence[Sequence[str | int]] = (),
    *,
    whose: str = PANEL,
    change: Callable[[Table, Table], None] = lambda answers, about: None,
) -> bytes:
    """A spreadsheet that was filled in: a row for each person, with what stands behind its first cell.
    `change`: what else was done to its two sheets."""
    document = Document(io.BytesIO(spreadsheet.blank(Invitation.of(assessment, whose), assessment.framework)))
    answers, about = (document.body.get_table(name=name) for name in ("Answers", "About"))
    assert isinstance(answers, Table)
    assert isinstance(about, Table)
    for number, row in enumerate(rows):
        answers.set_row_values(number + 2, [number + 1, *row])
    change(answers, about)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(assessment: Assessment, *files: bytes | str) -> Voices:
    """Raises NotRead."""
    found = []
    for number, data in enumerate(files, start=1):
        one = opened(f"file {number}", data.encode() if isinstance(data, str) else data)
        assert one is not None
        found.append(one)
    return gathered(found, assessment)


def packed(whole: bytes, parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A spreadsheet with these parts in place of, or beside, its own, packed in this way."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content, compress_type=method)
    return file.getvalue()


def content_of(whole: bytes) -> bytes:
    """What a spreadsheet holds, as XML."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return archive.read("content.xml")


def bomb(whole: bytes, part: str, claimed: int) -> bytes:
    """A packed file of which one part claims to be as large as this, and holds A_BOMB."""
    packing, zeros = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(1_000_000)
    data = b"".join(packing.compress(zeros) for _ in range(A_BOMB // len(zeros))) + packing.flush()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.infolist():
            if one.filename != part:
                new.writestr(one, old.read(one))
        new.writestr(part, data)  # as if it were not packed
    made = bytearray(file.getvalue())
    entry = made.rindex(part.encode()) - 46  # in the directory at the end
    header = int.from_bytes(made[entry + 42 : entry + 46], "little")
    for at in (entry + 10, header + 8):
        made[at : at + 2] = zipfile.ZIP_DEFLATED.to_bytes(2, "little")
    for at in (entry + 24, header + 22):
        made[at : at + 4] = claimed.to_bytes(4, "little")
    return bytes(made)
