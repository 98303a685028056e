"""Sending files: announced, sent to an address of their own, and shared. And asking about files of others.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.calls import SlackCalls
from bot.slack.errors import Refused

WriteDown = Callable[[Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SharedFile:
    """`title` is what it is called where it is shared, `name` what it is saved as."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file as Slack knows it. `size` is in bytes; `address` is where it can be read with the bot's token,
    empty where Slack does not say. `is_external`: it is kept elsewhere, and Slack has only a link to it."""

    id: str
    size: int = 0
    address: str = ""
    is_external: bool = False
    is_deleted: bool = False
    name: str = ""


async def info(calls: SlackCalls, file: str) -> SlackFile:
    """Needs files:read. A file that the bot cannot see (any more) is not taken for deleted. Raises
    SlackProblem."""
    try:
        found = (await calls("files.info", file=file)).get("file")
    except Refused as problem:
        if problem.code == "file_deleted":
            return SlackFile(file, is_deleted=True)
        raise
    found = found if isinstance(found, dict) else {}
    size = found.get("size")
    return SlackFile(
        file,
        size if isinstance(size, int) else 0,
        str(found.get("url_private_download") or found.get("url_private") or ""),
        is_external=bool(found.get("is_external")) or found.get("mode") == "external",
        is_deleted=found.get("mode") == "tombstone",
        name=str(found.get("name") or ""),
    )


async def share(
    calls: SlackCalls,
    to: str,
    files: Sequence[SharedFile],
    words: str,
    thread_ts: str | None,
    before: WriteDown | None = None,
) -> None:
    """`to`: a channel, or a person, to whom it comes as a direct message. `before` is given the ids before
    anything is shared. Needs files:write. Raises SlackProblem, or what `before` raises; then nothing is
    shared."""
    ids = [await _upload(calls, file) for file in files]
    if before:
        await before(ids)
    titles = [{"id": id, "title": file.title} for id, file in zip(ids, files, strict=True)]
    # Only `channels` takes a person, and only `channel_id` goes with a thread.
    place: dict[str, Any] = {"channel_id": to, "thread_ts": thread_ts} if thread_ts else {"channels": to}
    await calls(
        "files.completeUploadExternal", gate=to, files=json.dumps(titles), initial_comment=words, **place
    )


async def _upload(calls: SlackCalls, file: SharedFile) -> str:
    answer = await calls("files.getUploadURLExternal", filename=file.name, length=len(file.content))
    await calls.upload(str(answer.get("upload_url", "")), file.content)
    return str(answer.get("file_id", ""))
