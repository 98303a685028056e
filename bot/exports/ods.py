"""`record.ods`: the assessment, its answers, evidence, facts, panel and voices, with the rows of the CSV
tables."""

import io
from pathlib import Path

from odfdo import Document

from bot.documents import unpacking
from bot.documents.cells import sheet
from bot.documents.legible import legible
from bot.exports.forms import Form, Material
from bot.exports.rows import TABLES

_META = "meta.xml"
_META_BYTES = 1_000_000
"""Ours has a thousand."""


def sheets(material: Material) -> bytes:
    source = material.source
    document = Document("spreadsheet")
    document.meta.set_language("en-GB")
    document.meta.set_title(legible(material.record.title))
    document.meta.set_generator(material.stamp)
    document.body.clear()
    for one in TABLES:
        columns = [column.name for column in one.columns]
        document.body.append(sheet(one.name, [columns, *one.rows(source)]))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _is_of(file: Path, material: Material) -> bool:
    try:
        with unpacking.opened(file, _META_BYTES) as parts:
            return material.stamp.encode() in parts.read(_META)
    except (unpacking.NotUnpacked, unpacking.OverLimit):
        return False


SHEET = Form("record.ods", sheets, _is_of)
