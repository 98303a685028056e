"""`record.ods`: the assessment, its answers, evidence, facts, panel and voices, with the rows of the CSV
tables."""

import io
import struct
from typing import Final

from odfdo import Document

from bot.documents.cells import sheet
from bot.documents.legible import legible
from bot.exports.forms import Form, Material, holds_stamp, stamped
from bot.exports.rows import TABLES

_NO_COMMENT: Final = b"\0\0"
"""How a packed file (ZIP) ends: with the length of a comment to all of it, and the comment."""


def sheets(material: Material) -> bytes:
    source = material.source
    document = Document("spreadsheet")
    document.meta.set_language("en-GB")
    document.meta.set_title(legible(material.record.title))
    document.meta.set_generator(material.made_of)
    document.body.clear()
    for one in TABLES:
        columns = [column.name for column in one.columns]
        document.body.append(sheet(one.name, [columns, *one.rows(source)]))
    file = io.BytesIO()
    document.save(file)
    made, stamp = file.getvalue(), material.stamp.encode()
    assert made.endswith(_NO_COMMENT)
    return stamped(made[: -len(_NO_COMMENT)] + struct.pack("<H", len(stamp)) + stamp, material)


SHEET = Form("record.ods", sheets, holds_stamp)
