"""What people type, out of what Slack makes of it: decoded once, where it comes in."""

import re
from typing import Final

# What Slack puts between angle brackets; those that people type come escaped.
_MARKED: Final = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")


def decoded(text: str) -> str:
    """The text as it was typed, with links and mentions as they were read on the screen.

    https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """
    text = _MARKED.sub(_as_read, text)
    # Slack escapes exactly these three: https://docs.slack.dev/messaging/formatting-message-text#escaping
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def addressed(text: str, user_id: str) -> tuple[str, bool]:
    """A text without the name of whom it speaks to, still to be decoded, and whether that name was there.

    What stands between the name and the rest goes with it (“@Balance: 4”), but “:four:” begins with a colon
    of its own.
    """
    name = rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>"
    rest = re.sub(rf"^\s*{name}[\s,;!–—]*(?::\s+)?", "", text, count=1)
    rest = re.sub(name, " ", rest).strip()
    return rest, re.search(name, text) is not None


def _as_read(marked: re.Match[str]) -> str:
    """`<https://a.example|a.example>` was typed as a.example, and `<!here>` as @here. Who a mention names
    only Slack can tell, unless it says so itself."""
    kind, target, label = marked["kind"], marked["target"], marked["label"]
    if kind == "@":
        return f"@{label or 'somebody'}"
    if kind in ("#", "!"):
        return f"{'#' if kind == '#' else '@'}{label or target}"
    return label or target
