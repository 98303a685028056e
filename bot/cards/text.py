"""Words: escaping what people typed, cutting it to a limit, plurals, and small pictures made of text."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_MARKS = str.maketrans(dict.fromkeys("*_~`@#<>"))
_IN_ADDRESS = re.compile(r"://|\.(?=\w)")
_HALF = re.compile(r"(?:&\w*|<[^<>]*)$")


def escape(typed: str) -> str:
    """Make typed text harmless: no mention, no link, no channel ping.

    Slack decodes exactly these three: https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unmarked(typed: str) -> str:
    """What people chose themselves, to stand in our own words: no marks, nothing that calls anybody."""
    return typed.translate(_MARKS)


def unlinked(typed: str) -> str:
    """Nothing that Slack would make a link of: a space stands behind the dots and the colon of an address."""
    return _IN_ADDRESS.sub(lambda found: f"{found[0][0]} ", typed)


def mention(user_id: str) -> str:
    """A person's name as Slack shows it; what is not a user id is shown as text."""
    return f"<@{user_id}>" if _USER.fullmatch(user_id) else escape(user_id)


def people(user_ids: Iterable[str]) -> str:
    return listed([mention(user_id) for user_id in user_ids])


def channel_link(channel_id: str) -> str:
    """A channel's name as Slack shows it. A conversation with the bot has no name that others see."""
    return "a direct message" if channel_id.startswith("D") else f"<#{channel_id}>"


def link(url: str, words: str) -> str:
    """Our own words that lead somewhere."""
    return f"<{url}|{words}>"


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def few(items: Sequence[str], most: int) -> list[str]:
    """All of them; of more than `most`, the first, and in the last place how many more there are."""
    left = len(items) - most + 1
    return list(items) if left <= 1 else [*items[: most - 1], f"{left} more"]


_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SINGLE: Final = {"‘": "“❝🙶〝‶", "’": "”❞🙷〞″ʺˮ", "‚": "„❠🙸〟⹂", "‛": "‟", "'": '"＂'}
"""Quotes within ours are single ones, as in print: each stands here for the double ones that look like it."""
_WITHIN: Final = str.maketrans(
    {double: single for single, doubles in _SINGLE.items() for double in doubles} | dict.fromkeys(_TURNING)
)
_TWO_AS_ONE: Final = re.compile(r"(['‘’‚‛❛❜❟′‵ʹʼ`´])(?:['‘’‚‛❛❜❟′‵ʹʼ`´])+")


def in_quotes(typed: str) -> str:
    """What somebody typed, in our quotes. They cannot end them, or seem to, and go on as if another had said
    it, nor turn the direction of what follows."""
    return f"“{within_quotes(typed)}”"


def within_quotes(typed: str) -> str:
    """The same for where the quotes are set by a template."""
    return _TWO_AS_ONE.sub(r"\1", typed.translate(_WITHIN))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut ends after a whole word, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    whole_words = cut.rpartition(" ")[0] if text[limit - 1 : limit].strip() else cut
    # A single word as long as the whole must be cut in the middle.
    return (whole_words if len(whole_words) > limit // 2 else cut).rstrip() + "…"


def fit(text: str, most: int) -> str:
    """At most `most` bytes of a text that is escaped already; no mention and no escape is cut in two."""
    if len(text.encode()) <= most:
        return text
    ellipsis = "…"
    cut = text.encode()[: most - len(ellipsis.encode())].decode(errors="ignore")
    return _HALF.sub("", cut) + ellipsis


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 question`, `2 questions`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(moment: date) -> str:
    """`3 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def steps_bar(done: int, total: int, width: int = 18) -> str:
    """How far along a way of `total` steps."""
    filled = done * width // total if total else 0
    return "▰" * filled + "▱" * (width - filled)


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None) -> str:
    """The address of a message, made without a call; with `thread_ts`, be it its own, where it stands in its
    thread.

    Form as in the examples of https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts else address
