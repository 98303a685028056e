"""How files look on Slack's wire.

https://docs.slack.dev/reference/objects/file-object
"""

from urllib.parse import quote

from bot.sandbox.world import ChannelKind, File, World
from bot.sandbox.world.types import Json

_SHARED_IN = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.IM: "ims"}


def file_json(world: World, file: File, *, is_shared: bool = True) -> Json:
    """A file object. `is_shared` False: as it is told before Slack has shared the file."""
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    url = f"{world.url}files-pri/{file.id}/{quote(file.name, safe='')}"
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.media_type,
        "filetype": file.kind,
        "pretty_type": file.kind.upper(),
        "user": file.user,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "comments_count": 0,
        "is_starred": False,
        "file_access": "visible",
        "has_rich_preview": False,
        **({"alt_txt": file.alt_text} if file.alt_text else {}),
    }
    return shape | _shares(world, file if is_shared else None)


def _shares(world: World, file: File | None) -> Json:
    """In which channels it is, and as which messages."""
    places: dict[str, list[str]] = {name: [] for name in _SHARED_IN.values()}
    shares: dict[str, dict[str, list[Json]]] = {}
    for channel, message in world.shares(file.id) if file else ():
        if channel.id not in places[_SHARED_IN[channel.kind]]:
            places[_SHARED_IN[channel.kind]].append(channel.id)
        group = "public" if channel.kind is ChannelKind.PUBLIC else "private"
        share = {"ts": message.ts} | ({"thread_ts": message.thread_ts} if message.is_reply else {})
        shares.setdefault(group, {}).setdefault(channel.id, []).append(share)
    return {**places, "shares": shares, "is_public": bool(places["channels"])}
