"""What works as a key wherever it stands: Slack's tokens, the addresses of its webhooks, and whoever signs in
with a password in an address. No line of the log and none in the terminal shows one, whichever setting it
slipped into."""

import re

_TOKENS = re.compile(r"(xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]+")
# Known by its host alone: taken for a path, it has lost a slash of its scheme.
# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
_WEBHOOKS = re.compile(r"(hooks\.slack(?:-gov)?\.com)(?::\d+)?/[\w/?=&%-]+", re.IGNORECASE)
_SIGNS_IN = re.compile(
    r"(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:/{1,3})[^\s/@\"']*:[^\s\"']*@", re.IGNORECASE
)


def without_tokens(text: str) -> str:
    return _SIGNS_IN.sub(r"\1…@", _WEBHOOKS.sub(r"\1/…", _TOKENS.sub(r"\1-…", text)))
