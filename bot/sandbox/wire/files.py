"""Files: how they come in, by three steps of which the middle one needs no token, and how they go.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.events import Events
from bot.sandbox.world import BOT_USER, File, World
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.ids import Stamps, new_id


@dataclass(slots=True)
class Upload:
    """A file that is on its way. `length` is how many bytes were announced; `content` is None until they
    have come."""

    id: str
    name: str
    length: int
    alt_text: str
    content: bytes | None = None


class Files:
    """What is on its way goes with the sandbox; what has come stands in the world."""

    def __init__(self, world: World, events: Events, stamps: Stamps, clock: Clock) -> None:
        self._world = world
        self._events = events
        self._stamps = stamps
        self._clock = clock
        self._uploads: dict[str, Upload] = {}
        """By the path that the bytes come to."""

    def begin(self, name: str, length: int, alt_text: str) -> tuple[str, str]:
        """The path to send the bytes to, and the id that the file will have."""
        upload = Upload(new_id("F"), name, length, alt_text)
        path = f"upload/v1/{secrets.token_urlsafe(24)}"
        self._uploads[path] = upload
        return path, upload.id

    def receive(self, path: str, content: bytes) -> bool:
        """Take the bytes; False where no such upload is under way, or they are not those announced. What
        Slack does with others is written nowhere: the sandbox refuses them."""
        upload = self._uploads.get(path)
        if upload is None or len(content) != upload.length:
            return False
        upload.content = content
        return True

    def complete(self, titles: dict[str, str]) -> list[File]:
        """Have these files stand in the world. By their ids, `titles` says what to call them; empty: as they
        are named. Raises `file_not_found`, and takes none, unless all have come."""
        ready = {
            upload.id: (path, upload, upload.content)
            for path, upload in self._uploads.items()
            if upload.content is not None
        }
        if not titles.keys() <= ready.keys():
            raise ApiError("file_not_found")
        now, files = int(self._clock.now()), []
        for id, title in titles.items():
            path, upload, content = ready[id]
            del self._uploads[path]
            files.append(File(id, upload.name, title or upload.name, BOT_USER, now, content, upload.alt_text))
        self._world.files |= {file.id: file for file in files}
        self._world.changed("files")
        return files

    def add(self, user: str, files: Sequence[tuple[str, bytes]]) -> list[str]:
        """Files that a person has chosen, by name and content; returns their ids. A client of Slack sends
        them, and then shares them with a message."""
        now = int(self._clock.now())
        made = [File(new_id("F"), name, name, user, now, content) for name, content in files]
        self._world.files |= {file.id: file for file in made}
        self._world.changed("files")
        return [file.id for file in made]

    def bot_sees(self, file: File) -> bool:
        """Whether the app may ask about it: its own, and what is shared where it is a member. Of a deleted
        one nobody knows where it was."""
        if file.user == BOT_USER or file.is_deleted:
            return True
        return any(channel.has(BOT_USER) for channel, _ in self._world.shares(file.id))

    def delete(self, file: File) -> None:
        """Take it away wherever it is shared. The messages stay, and say that there was one."""
        file.delete()
        self._world.changed("files")
        for channel, message in self._world.shares(file.id):
            self._world.changed("messages", channel.id, message.thread_ts)
        # https://docs.slack.dev/reference/events/file_deleted
        event = {"type": "file_deleted", "file_id": file.id, "event_ts": self._stamps.next()}
        self._events.send("file_deleted", event)
