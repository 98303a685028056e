"""files.*: uploading a file and sharing it.

https://docs.slack.dev/reference/methods/files.getUploadURLExternal
https://docs.slack.dev/reference/methods/files.completeUploadExternal
https://docs.slack.dev/reference/methods/files.delete
https://docs.slack.dev/reference/methods/files.info
"""

import json

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.lookup import joined_channel
from bot.sandbox.wire.blockkit import accept_blocks
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.file_shapes import file_json
from bot.sandbox.world import BOT_USER, Channel, ChannelKind, dm_id
from bot.sandbox.world.types import Json

LONGEST_ALT_TEXT = 1_000
LARGEST = 1_000_000_000
"""Bytes: "files up to 1 GB". https://slack.com/help/articles/201330736"""
MOST_CHANNELS = 100


def get_upload_url(core: Core, args: Args) -> Json:
    length, alt_text = args.whole("length", 0), args.text("alt_txt") or ""
    if length <= 0:
        raise ApiError(
            "invalid_arguments",
            response_metadata={"messages": ["[ERROR] must be greater than 0 [json-pointer:/length]"]},
        )
    if length > LARGEST:
        raise ApiError("file_upload_size_restricted")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    path, file = core.files.begin(args.text("filename") or "", length, alt_text)
    return {"upload_url": core.base_url + path, "file_id": file}


def complete_upload(core: Core, args: Args) -> Json:
    """The answer comes before Slack has shared the files: where they are, `files.info` says a moment later.
    https://github.com/slackapi/bolt-js/issues/2115"""
    titles = _titles(args)
    channels = _channels(core, args)
    comment = args.text("initial_comment") or ""
    # "If the initial_comment field is provided, the blocks field is ignored."
    blocks = [] if comment else accept_blocks(args.raw("blocks"))
    files = core.files.complete(titles)
    answer = {"files": [file_json(core.world, file, is_shared=False) for file in files]}
    ids = [file.id for file in files]
    for channel in channels:
        core.posts.bot_posts(channel, comment, blocks, thread_ts=args.text("thread_ts"), files=ids)
    return answer


def info(core: Core, args: Args) -> Json:
    file = core.world.files.get(args.text("file") or "")
    if file is None or not core.files.bot_sees(file):
        raise ApiError("file_not_found")
    if file.is_deleted:
        raise ApiError("file_deleted")
    return {"file": file_json(core.world, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(core: Core, args: Args) -> Json:
    file = core.world.files.get(args.text("file") or "")
    if file is None:
        raise ApiError("file_not_found")
    if file.is_deleted:
        raise ApiError("file_deleted")
    if file.user != BOT_USER:
        raise ApiError("cant_delete_file")
    core.files.delete(file)
    return {}


def _titles(args: Args) -> dict[str, str]:
    """What each file is to be called, by its id."""
    raw = args.raw("files")
    try:
        files = json.loads(raw) if isinstance(raw, str) else raw
        titles = {str(file["id"]): str(file.get("title") or "") for file in files}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ApiError("invalid_arguments") from None
    if not titles:
        raise ApiError("invalid_arguments")
    return titles


def _channels(core: Core, args: Args) -> list[Channel]:
    """Where to share it; nowhere, and it stays the app's own."""
    named = [name.strip() for name in (args.text("channels") or "").split(",") if name.strip()]
    if len(named) > MOST_CHANNELS:
        raise ApiError("channels_limit_exceeded")
    # Only `channels` takes "channel IDs or user IDs".
    targets = [dm_id(name) if name in core.world.people else name for name in named]
    if one := args.text("channel_id"):
        targets.append(one)
    return [_open_channel(core, target) for target in dict.fromkeys(targets)]


def _open_channel(core: Core, target: str) -> Channel:
    channel = joined_channel(core, target)
    # This method has no `is_archived` and no `messages_tab_disabled` of its own.
    if channel.archived or (channel.kind is ChannelKind.IM and not core.manifest.messages_tab):
        raise ApiError("posting_to_channel_denied")
    return channel
