"""The one door to Slack: every call that Balance makes. How a call leaves is in calls.py."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.cards.card import Block, Card
from bot.slack.calls import SlackCalls, next_cursor
from bot.slack.clock import SlackClock
from bot.slack.errors import NoPlace, Refused, SlackProblem
from bot.slack.files import SharedFile, SlackFile, WriteDown, info, share
from bot.slack.rate_limits import POSTING
from bot.slack.searches import A_LOOK, Searches
from bot.slack.way_out import STRAIGHT_ON, WayOut

EVENT_TYPE = "balance_surface"


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands. `thread_ts` is None when Slack put it at top level."""

    channel: str
    ts: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, as auth.test says. `enterprise_id` is empty while the workspace belongs to none: it comes
    when the workspace joins one, so that no row is known by it."""

    enterprise_id: str
    team_id: str
    team_name: str
    user_id: str
    bot_id: str
    url: str
    scopes: frozenset[str]
    is_org_install: bool = False
    """Installed for a whole enterprise at once, not for a workspace."""


FOR_ONE_WORKSPACE = "the app is installed for a whole organisation. Balance works for one workspace."
"""Its rows are known by the team, of which such a token names none."""
SLACKBOT = "USLACKBOT"
"""Slack itself, which writes to everybody; of it, Slack does not say that it is a bot."""


@dataclass(frozen=True, slots=True)
class User:
    """A person of the workspace, as users.info says. `time_zone` is a name such as Europe/London,
    `utc_offset` its seconds ahead of UTC just now."""

    id: str
    is_admin: bool
    has_left: bool
    is_bot: bool
    time_zone: str
    utc_offset: int = 0
    name: str = ""
    """As people see it: the name they chose, or else their full one."""
    is_guest: bool = False
    """Sees no channel but those they are in, not even public ones."""
    team: str = ""
    """The workspace that they belong to, or its enterprise; empty where Slack does not say."""
    enterprise: str = ""
    teams: frozenset[str] = frozenset()
    """Of somebody in an enterprise: its id, and the workspaces in it that they are in."""
    is_stranger: bool = False
    """Of another organisation, and in no channel with the bot."""


class Slack:
    """Slack's Web API and response_urls for one workspace.

    Raises the children of SlackProblem and nothing else.
    """

    def __init__(self, calls: SlackCalls) -> None:
        self.calls = calls
        self._searches = Searches(calls)

    @classmethod
    def connect(
        cls,
        token: str,
        api_url: str,
        slack_clock: SlackClock,
        clock: Callable[[], float] = time.monotonic,
        way: WayOut = STRAIGHT_ON,
    ) -> Self:
        """Must be called inside the running event loop. `slack_clock` learns from what Slack answers;
        `clock` gives seconds, by which limits are kept."""
        return cls(SlackCalls.connect(token, api_url, clock, slack_clock, way))

    async def close(self) -> None:
        await self.calls.close()

    # --- who we are

    async def identity(self) -> Identity:
        answer = await self.calls("auth.test")
        return Identity(
            enterprise_id=str(answer.get("enterprise_id") or ""),
            team_id=str(answer.get("team_id") or ""),
            team_name=str(answer.get("team") or ""),
            user_id=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            url=str(answer.get("url") or ""),
            is_org_install=bool(answer.get("is_enterprise_install")),
            scopes=frozenset(
                scope for scope in answer.get("_scopes", "").replace(" ", "").split(",") if scope
            ),
        )

    async def user(self, user_id: str) -> User:
        """Needs users:read. An owner of the workspace counts as an admin."""
        found = (await self.calls("users.info", user=user_id)).get("user") or {}
        of_enterprise = found.get("enterprise_user") or {}
        return User(
            id=str(found.get("id") or user_id),
            is_admin=any(bool(found.get(name)) for name in ("is_admin", "is_owner", "is_primary_owner")),
            has_left=bool(found.get("deleted")),
            is_bot=bool(found.get("is_bot")) or user_id == SLACKBOT,
            time_zone=str(found.get("tz") or ""),
            utc_offset=int(found.get("tz_offset") or 0),
            name=_name(found),
            is_guest=any(bool(found.get(name)) for name in ("is_restricted", "is_ultra_restricted")),
            team=str(found.get("team_id") or ""),
            enterprise=str(of_enterprise.get("enterprise_id") or ""),
            teams=frozenset(map(str, of_enterprise.get("teams") or ())),
            is_stranger=bool(found.get("is_stranger")),
        )

    async def open_connection(self) -> str:
        """An address to connect to; needs the app-level token. It works as a secret."""
        return str((await self.calls("apps.connections.open")).get("url") or "")

    async def channels_of(self, user: str = "") -> dict[str, bool]:
        """The channels that a person is in, or the bot itself, and whether each is private. Of a person's
        private ones Slack tells those that the bot is in too.
        https://docs.slack.dev/reference/methods/users.conversations"""
        where: dict[str, Any] = {"types": "public_channel,private_channel", "limit": 999}
        if user:
            where["user"] = user
        found: dict[str, bool] = {}
        async for answer in self.calls.pages("users.conversations", **where):
            for channel in answer.get("channels") or []:
                # What does not say that it is public counts as private.
                found[str(channel["id"])] = channel.get("is_private") is not False
        return found

    async def is_private(self, channel: str) -> bool:
        """Of a private channel that the bot is not in, Slack says that there is none.
        https://docs.slack.dev/reference/methods/conversations.info"""
        answer = await self.calls("conversations.info", channel=channel)
        return (answer.get("channel") or {}).get("is_private") is not False

    # --- messages

    async def post(
        self,
        channel: str,
        card: Card,
        *,
        token: str,
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Posted:
        """Post a card. `token` goes into the metadata, so that `find` can tell whether it went out."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        if broadcast:
            extra["reply_broadcast"] = True
        answer = await self.calls(
            "chat.postMessage",
            gate=channel,
            who=token,
            channel=channel,
            text=card.text,
            blocks=card.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": token}},
            unfurl_links=False,
            unfurl_media=False,
            **extra,
        )
        place, ts = str(answer.get("channel") or channel), str(answer["ts"])
        message = answer.get("message")
        stands_in = message.get("thread_ts") if isinstance(message, dict) else None
        if thread_ts and stands_in is None and await self._stands_in(place, thread_ts, ts):
            stands_in = thread_ts
        return Posted(place, ts, stands_in)

    async def _stands_in(self, channel: str, thread_ts: str, ts: str) -> bool:
        """Slack says where a reply stands in its answer to the post. Where that is missing, the thread
        is asked: taking away a message that stands where it should would be worse than one more call."""
        where: dict[str, Any] = {"channel": channel, "ts": thread_ts, "oldest": ts, "latest": ts}
        try:
            answer = await self.calls("conversations.replies", inclusive=True, **where)
        except NoPlace:
            return False
        except SlackProblem:
            return True
        return any(message.get("ts") == ts for message in answer.get("messages") or [])

    def has_room(self, channel: str) -> bool:
        """Whether a message can be posted there now without waiting for a limit."""
        return self.calls.has_room(POSTING, channel)

    async def say(self, channel: str, card: Card, thread_ts: str | None = None) -> None:
        """Post something that is not kept up to date and need not be found again."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        await self.calls(
            "chat.postMessage", gate=channel, channel=channel, text=card.text, blocks=card.blocks, **extra
        )

    async def update(self, channel: str, ts: str, card: Card, *, patient: bool = False) -> None:
        """`patient`: nobody waits for it, so that it lets others go ahead when calls are scarce."""
        await self.calls(
            "chat.update",
            who=f"{channel} {ts}",
            patient=patient,
            channel=channel,
            ts=ts,
            text=card.text,
            blocks=card.blocks,
        )

    async def delete(self, channel: str, ts: str, *, patient: bool = False) -> None:
        """`patient`: see `update`."""
        await self.calls("chat.delete", who=f"{channel} {ts}", patient=patient, channel=channel, ts=ts)

    async def share(
        self,
        to: str,
        files: Sequence[SharedFile],
        words: str,
        *,
        thread_ts: str | None = None,
        before: WriteDown | None = None,
    ) -> None:
        """Files with a few words, into a channel, its thread, or the direct messages of a person. `before`
        is given their ids before anybody can see them."""
        await share(self.calls, to, files, words, thread_ts, before)

    async def delete_file(self, file_id: str) -> None:
        """Wherever it is shared. Needs files:write."""
        await self.calls("files.delete", file=file_id)

    async def file(self, file: str) -> SlackFile:
        """What Slack knows of a file. Needs files:read."""
        return await info(self.calls, file)

    async def sha256_of(self, file: SlackFile) -> str | None:
        """The digest of what a file holds, in hex; None where what came is not the whole file. Needs
        files:read."""
        return await self.calls.sha256_of(file.address, file.size)

    async def content_of(self, file: SlackFile) -> bytes | None:
        """What a small file holds; None where what came is not the whole file. Needs files:read."""
        return await self.calls.content_of(file.address, file.size)

    async def find(
        self, channel: str, token: str, since: float, thread_ts: str | None, until: float | None = None
    ) -> Posted | None:
        """Look for a post by its metadata. `since` is when posting began, in seconds on Slack's clock, and
        `until` when it was surely over. What TryLater ends goes on, the next time, where it was."""
        found = await self._searches.find(channel, token, since, thread_ts, until)
        return Posted(channel, str(found["ts"]), found.get("thread_ts")) if found else None

    async def blocks_of(self, channel: str, ts: str) -> list[Block] | None:
        """What a message at the top of a conversation shows; None if it is not there any more."""
        where: dict[str, Any] = {"channel": channel, "oldest": ts, "latest": ts, "limit": 1}
        answer = await self.calls("conversations.history", inclusive=True, **where)
        found = [one for one in answer.get("messages") or [] if one.get("ts") == ts]
        return [block for block in found[0].get("blocks") or [] if isinstance(block, dict)] if found else None

    async def is_known_by(self, token: str, channel: str, ts: str) -> bool:
        """Whether the message at the head of this thread was posted by us with this token."""
        where: dict[str, Any] = {"channel": channel, "ts": ts, "limit": 1, "include_all_metadata": True}
        answer = await self.calls("conversations.replies", **where)
        heads = [one for one in answer.get("messages") or [] if one.get("ts") == ts]
        metadata = [one.get("metadata") or {} for one in heads]
        return token in [(one.get("event_payload") or {}).get("id") for one in metadata]

    async def replies(
        self, channel: str, thread_ts: str, oldest: float, cursor: str = ""
    ) -> tuple[list[dict[str, Any]], str]:
        """A page of what stands in a thread since `oldest` (seconds since the epoch), and the cursor to
        the next one, empty after the last."""
        where: dict[str, Any] = {
            "channel": channel,
            "ts": thread_ts,
            "oldest": f"{oldest:.6f}",
            "limit": A_LOOK,
        }
        if cursor:
            where["cursor"] = cursor
        answer = await self.calls("conversations.replies", **where)
        messages = [message for message in answer.get("messages") or [] if isinstance(message, dict)]
        return messages, next_cursor(answer)

    async def whisper(self, channel: str, user: str, card: Card, thread_ts: str | None = None) -> None:
        """A word that only `user` sees."""
        extra: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        await self.calls(
            "chat.postEphemeral",
            who=f"{channel} {user}",
            channel=channel,
            user=user,
            text=card.text,
            blocks=card.blocks,
            **extra,
        )

    async def tick(self, channel: str, ts: str) -> None:
        """Put a check mark on a message. One that is there already is fine."""
        try:
            await self.calls(
                "reactions.add",
                who=f"{channel} {ts}",
                channel=channel,
                timestamp=ts,
                name="white_check_mark",
            )
        except Refused as problem:
            if problem.code != "already_reacted":
                raise

    # --- modals and App Home

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        await self.calls("views.open", trigger_id=trigger_id, view=view)

    async def push_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """On top of the modal that is open. Slack takes three on top of each other.
        https://docs.slack.dev/reference/methods/views.push"""
        await self.calls("views.push", trigger_id=trigger_id, view=view)

    async def update_view(self, view_id: str, view: dict[str, Any]) -> None:
        """One that was closed meanwhile needs it no more."""
        try:
            await self.calls("views.update", view_id=view_id, view=view)
        except Refused as problem:
            if problem.code != "not_found":
                raise

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        await self.calls("views.publish", gate=user, user_id=user, view=view)

    # --- response_url

    async def respond(self, response_url: str, **message: Any) -> bool:
        """Answer through a click's or command's own address; False if it is used up or expired."""
        return await self.calls.respond(response_url, **message)


def _name(user: dict[str, Any]) -> str:
    """https://docs.slack.dev/reference/objects/user-object"""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(name) for name in names if name), "")
