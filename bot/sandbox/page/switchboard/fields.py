"""What can be told to many faults alike."""

from bot.sandbox.page.switchboard.offer import Field, FieldKind

LASTING = Field("lasting", FieldKind.SECONDS, "For how many seconds", empty="Until you stop it")
TIMES = Field("times", FieldKind.COUNT, "How many times", empty="Every time")
_LUCK = (
    Field("skip", FieldKind.COUNT, "How many go well first", empty="None", rare=True),
    Field("chance", FieldKind.SHARE, "How likely, from 0 to 1", empty="1, which is always", rare=True),
)
EXTENT = (TIMES, LASTING, *_LUCK)

METHOD = Field("method", FieldKind.METHOD, "What it asks", empty="Anything")
ONLY_IN = Field("channel", FieldKind.CHANNEL, "Only in this channel", empty="Everywhere", rare=True)
AFTER = Field("after", FieldKind.FLAG, "Slack does it first, then it goes wrong", rare=True)
ANY_CALL = (METHOD, *EXTENT, ONLY_IN, AFTER)
EVENTS = (
    Field("what", FieldKind.NEWS, "Which news", empty="All but clicks, forms and commands"),
    Field("user", FieldKind.PERSON, "Only from this person", empty="From anybody"),
    *EXTENT,
    ONLY_IN,
)
WHERE = Field("channel", FieldKind.CHANNEL, "Channel", required=True)


def span(start: str) -> tuple[Field, Field]:
    """A time in seconds, or a shortest and a longest one."""
    return (
        Field("seconds", FieldKind.SECONDS, "Seconds", required=True, start=start),
        Field("up_to", FieldKind.SECONDS, "Longest, if the time varies", empty="Always the same", rare=True),
    )
