"""How the switchboard offers the faults of calls and events."""

from bot.sandbox.page.switchboard.fields import ANY_CALL, EVENTS, EXTENT, LASTING, METHOD, ONLY_IN, span
from bot.sandbox.page.switchboard.offer import FaultKind, Field, FieldKind, Group

CALL_KINDS = (
    FaultKind(
        "latency",
        Group.CALLS,
        "Slow answers",
        "Slack takes longer to answer {app}.",
        (*span("2"), *ANY_CALL),
        lambda faults: faults.calls.latency,
    ),
    FaultKind(
        "rate_limit",
        Group.CALLS,
        "Too many requests",
        "Slack tells {app} to wait and to ask again later.",
        (
            Field("retry_after", FieldKind.COUNT, "Seconds to wait", start="10"),
            METHOD,
            *EXTENT,
            ONLY_IN,
        ),
        lambda faults: faults.calls.rate_limit,
    ),
    FaultKind(
        "enforce_limits",
        Group.CALLS,
        "Slack’s own limits",
        "{app} may ask only so much in a minute, as in the real Slack.",
        (LASTING,),
        lambda faults: faults.calls.enforce_limits,
    ),
    FaultKind(
        "slow_lane",
        Group.CALLS,
        "Slow look back",
        "{app} may look into a channel, and into a thread, only once in a while, and sees only few messages.",
        (
            Field("every", FieldKind.SECONDS, "Seconds between two looks", start="60"),
            Field("most", FieldKind.COUNT, "Messages in one look", start="15", rare=True),
            LASTING,
        ),
        lambda faults: faults.calls.slow_lane,
    ),
    FaultKind(
        "server_error",
        Group.CALLS,
        "Server errors",
        "Slack is in trouble and sends an error page.",
        (
            *ANY_CALL,
            Field(
                "status",
                FieldKind.COUNT,
                "Number of the error",
                start="503",
                choices={number: number for number in ("500", "502", "503", "504")},
                rare=True,
            ),
        ),
        lambda faults: faults.calls.server_error,
    ),
    FaultKind(
        "refuse",
        Group.CALLS,
        "Refusals",
        "Slack says no to what {app} asks.",
        (
            *ANY_CALL,
            Field("error", FieldKind.TEXT, "Slack’s word for why", empty="internal_error", rare=True),
        ),
        lambda faults: faults.calls.refuse,
    ),
    FaultKind(
        "drop",
        Group.CALLS,
        "Broken connections",
        "The line breaks while {app} waits for an answer.",
        ANY_CALL,
        lambda faults: faults.calls.drop,
    ),
    FaultKind(
        "spoil_response_urls",
        Group.CALLS,
        "Expired reply links",
        "With each click, {app} gets a link for its answer. Slack no longer takes these links.",
        (*EXTENT, Field("used_up", FieldKind.FLAG, "The links are used up, not too old", rare=True)),
        lambda faults: faults.calls.spoil_response_urls,
    ),
)

EVENT_KINDS = (
    FaultKind(
        "lose",
        Group.EVENTS,
        "Lost news",
        "{app} does not hear what people do. Slack tries again at once, after 1 minute and after 5 minutes.",
        EVENTS,
        lambda faults: faults.events.lose,
    ),
    FaultKind(
        "lose_ack",
        Group.EVENTS,
        "Lost receipts",
        "{app} hears it, but Slack does not know that. So Slack says it again.",
        EVENTS,
        lambda faults: faults.events.lose_ack,
    ),
    FaultKind(
        "duplicate",
        Group.EVENTS,
        "News sent twice",
        "{app} hears the same thing again.",
        (
            *EVENTS,
            Field("copies", FieldKind.COUNT, "How many more", start="1", rare=True),
            Field("gap", FieldKind.SECONDS, "Seconds in between", start="0", rare=True),
        ),
        lambda faults: faults.events.duplicate,
    ),
    FaultKind(
        "delay",
        Group.EVENTS,
        "Late news",
        "{app} hears later what people do.",
        (*span("5"), *EVENTS),
        lambda faults: faults.events.delay,
    ),
    FaultKind(
        "reorder",
        Group.EVENTS,
        "News out of order",
        "{app} hears things in the wrong order.",
        (
            *EVENTS,
            Field("together", FieldKind.COUNT, "How many at a time", start="2", rare=True),
            Field("longest", FieldKind.SECONDS, "Longest wait in seconds", start="3", rare=True),
        ),
        lambda faults: faults.events.reorder,
    ),
)
