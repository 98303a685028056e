"""Our own words without Slack: what a card says, with names in place of mentions."""

import re
from collections.abc import Callable

_NAMED = re.compile(r"<(@|#)([^<>]+)>")


def plain(words: str, name: Callable[[str], str]) -> str:
    """The words of a card as a page shows them. What people typed is escaped in them, so whatever stands in
    angle brackets is ours. `name` says what somebody is called."""
    named = _NAMED.sub(lambda found: name(found[2]) if found[1] == "@" else f"channel {found[2]}", words)
    return named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
