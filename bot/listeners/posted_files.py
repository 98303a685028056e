"""The files of messages, read with care.

https://docs.slack.dev/reference/objects/file-object
"""

from typing import Final

from bot.cards.evidence_form import PostedFile
from bot.listeners.payload import Payload, id_of, is_ts, list_of, text_of
from flows.evidence import NAME_LIMIT

_GONE: Final = ("tombstone", "hidden_by_limit")
_NO_NAME: Final = "A file"
"""What Slack does not tell the name of, as of a file from another organisation."""


def files_of(message: Payload) -> list[PostedFile]:
    """Those that can be used as evidence."""
    ts = text_of(message, "ts") or ""
    if not is_ts(ts):
        return []
    found = (_file(one, ts) for one in list_of(message, "files") if isinstance(one, dict))
    return list({one.id: one for one in found if one}.values())


def hidden_in(message: Payload) -> int:
    """How many are gone, or hidden."""
    return len(list_of(message, "files")) - len(files_of(message))


def _file(file: Payload, message: str) -> PostedFile | None:
    id = id_of(file, "id")
    if id is None or file.get("mode") in _GONE:
        return None
    name = text_of(file, "name") or text_of(file, "title") or _NO_NAME
    size = file.get("size")
    media_type = (text_of(file, "mimetype") or "")[:100]
    return PostedFile(id, name[:NAME_LIMIT], media_type, size if isinstance(size, int) else 0, message)
