"""What people type, out of what Slack makes of it: decoded once, where it comes in."""

import re
from typing import Final

from flows.hearing.spoken_to import without_name

# What Slack puts between angle brackets; those that people type come escaped. Only a date has spaces in it.
_MARKED: Final = re.compile(r"<(?P<kind>[@#!]?)(?P<target>(?<=!)[^<>|]+|[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")
_NAMELESS: Final = {"subteam": "a group", "date": "a date"}
"""What is read of a special mention that says nothing of itself, by how it begins."""


def decoded(text: str) -> str:
    """The text as it was typed, with links and mentions as they were read on the screen.

    https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """
    text = _MARKED.sub(_as_read, text)
    # Slack escapes exactly these three: https://docs.slack.dev/messaging/formatting-message-text#escaping
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def addressed(text: str, user_id: str) -> tuple[str, bool]:
    """A text without the bot's name, still to be decoded, and whether it was there: as a mention of this id,
    or as plain text."""
    return without_name(text, rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>")


def _as_read(marked: re.Match[str]) -> str:
    """`<https://a.example|a.example>` was typed as a.example, and `<!here>` as @here. Who a mention names
    only Slack can tell, unless it says so itself."""
    kind, target, label = marked["kind"], marked["target"], marked["label"]
    if kind == "@":
        return f"@{label or 'somebody'}"
    if kind == "#":
        return f"#{label}" if label else "a channel"
    if kind == "!":
        return _special(target, label or "")
    return label or target.removeprefix("mailto:")


def _special(target: str, label: str) -> str:
    what, divided, _ = target.partition("^")
    if what == "date":
        return label or _NAMELESS[what]
    named = label or ("" if divided else what)
    return f"@{named.removeprefix('@')}" if named else _NAMELESS.get(what, what)
