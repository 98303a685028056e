"""Sending files: announced, sent to an address of their own, and shared.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.calls import SlackCalls


@dataclass(frozen=True, slots=True)
class SharedFile:
    """`title` is what it is called where it is shared, `name` what it is saved as."""

    name: str
    title: str
    content: bytes


async def share(
    calls: SlackCalls, to: str, files: Sequence[SharedFile], words: str, thread_ts: str | None
) -> None:
    """`to`: a channel, or a person, to whom it comes as a direct message. Needs files:write. Raises
    SlackProblem; then nothing is shared."""
    ids = [await _upload(calls, file) for file in files]
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
