"""What a typed message means, if it is meant for the bot.

`parse` is for the thread of an assessment and strict; `parse_mention` is for messages that are surely
meant for the bot, in a DM or by @mention, and a little more lenient. Both take the text as it was typed.
"""

from flows.intents import (
    Back,
    Because,
    Explain,
    Hello,
    Help,
    Intent,
    Invalid,
    Keep,
    List,
    NotApplicable,
    NotSure,
    Pause,
    Rate,
    Resume,
    Review,
    Start,
    Status,
    Submit,
)
from flows.lenient import parse_mention
from flows.strict import parse

__all__ = [
    "Back",
    "Because",
    "Explain",
    "Hello",
    "Help",
    "Intent",
    "Invalid",
    "Keep",
    "List",
    "NotApplicable",
    "NotSure",
    "Pause",
    "Rate",
    "Resume",
    "Review",
    "Start",
    "Status",
    "Submit",
    "parse",
    "parse_mention",
]
