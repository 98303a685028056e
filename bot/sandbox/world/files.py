"""A file of the workspace, as an app or a person has uploaded it."""

import mimetypes
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(slots=True)
class File:
    """One file. Of a deleted one nothing is left but that there was one."""

    id: str
    name: str
    title: str
    user: str
    created: int
    """Seconds since 1970."""
    content: bytes = b""
    alt_text: str = ""
    is_deleted: bool = False

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def kind(self) -> str:
        """Its ending, as Slack names the kind of a file; `binary` without one."""
        return PurePath(self.name).suffix.removeprefix(".").lower() or "binary"

    def delete(self) -> None:
        self.content, self.title, self.alt_text, self.is_deleted = b"", "", "", True
