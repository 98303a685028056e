"""The faults as the switchboard offers them: what each is called, and what it can be told."""

from bot.sandbox.faults.faults import Faults
from bot.sandbox.faults.offer import FaultKind, Field, FieldKind

_LASTING = Field("lasting", FieldKind.SECONDS, "For how many seconds")
_EXTENT = (
    Field("times", FieldKind.COUNT, "How often"),
    _LASTING,
    Field("skip", FieldKind.COUNT, "How many go by first"),
    Field("chance", FieldKind.SHARE, "How likely, from 0 to 1"),
)
_CHANNEL = Field("channel", FieldKind.CHANNEL, "Only in this channel")
_AFTER = Field("after", FieldKind.FLAG, "After the call took effect")
_CALLS = (Field("method", FieldKind.METHOD, "Only this method"), _CHANNEL)
_ANY_CALL = (*_CALLS, _AFTER, *_EXTENT)
_EVENTS = (
    Field("what", FieldKind.TEXT, "Only this kind, such as message or block_actions"),
    _CHANNEL,
    Field("user", FieldKind.PERSON, "Only from this person"),
    *_EXTENT,
)
_SPAN = (
    Field("seconds", FieldKind.SECONDS, "Seconds", required=True),
    Field("up_to", FieldKind.SECONDS, "Up to seconds, at random"),
)
_WHERE = Field("channel", FieldKind.CHANNEL, "Channel", required=True)
_REASONS = ("warning", "refresh_requested", "link_disabled")

KINDS: dict[str, FaultKind] = {
    kind.name: kind
    for kind in (
        FaultKind("latency", "Slow answers", (*_SPAN, *_ANY_CALL), Faults.latency),
        FaultKind(
            "rate_limit",
            "Too many requests (429)",
            (*_CALLS, Field("retry_after", FieldKind.COUNT, "Seconds to wait"), *_EXTENT),
            Faults.rate_limit,
        ),
        FaultKind("enforce_limits", "Slack’s own rate limits", (_LASTING,), Faults.enforce_limits),
        FaultKind(
            "server_error",
            "Server errors (5xx)",
            (
                Field("status", FieldKind.TEXT, "Status", choices=("500", "502", "503", "504")),
                *_ANY_CALL,
            ),
            lambda faults, status="503", **more: faults.server_error(status=int(status), **more),
        ),
        FaultKind(
            "refuse",
            "Refusals",
            (Field("error", FieldKind.TEXT, "Slack’s word for why"), *_ANY_CALL),
            Faults.refuse,
        ),
        FaultKind("drop", "Broken connections", _ANY_CALL, Faults.drop),
        FaultKind(
            "spoil_response_urls",
            "Expired response links",
            (Field("used_up", FieldKind.FLAG, "Used up, not expired"), *_EXTENT),
            Faults.spoil_response_urls,
        ),
        FaultKind("lose", "Lost events", _EVENTS, Faults.lose),
        FaultKind("lose_ack", "Lost acknowledgements", _EVENTS, Faults.lose_ack),
        FaultKind(
            "duplicate",
            "Events sent twice",
            (
                Field("copies", FieldKind.COUNT, "How many more"),
                Field("gap", FieldKind.SECONDS, "Seconds apart"),
                *_EVENTS,
            ),
            Faults.duplicate,
        ),
        FaultKind("delay", "Late events", (*_SPAN, *_EVENTS), Faults.delay),
        FaultKind(
            "reorder",
            "Events out of order",
            (
                Field("together", FieldKind.COUNT, "How many at a time"),
                Field("longest", FieldKind.SECONDS, "Held for at most so many seconds"),
                *_EVENTS,
            ),
            Faults.reorder,
        ),
        FaultKind(
            "disconnect",
            "Announced disconnect",
            (Field("reason", FieldKind.TEXT, "Reason", choices=_REASONS),),
            Faults.disconnect,
        ),
        FaultKind("cut_sockets", "Abrupt disconnect", (), Faults.cut_sockets),
        FaultKind(
            "refuse_sockets",
            "No new connection",
            (
                Field("at", FieldKind.TEXT, "Where", choices=("open", "websocket")),
                Field("uses_up_ticket", FieldKind.FLAG, "The refused link is used up"),
                *_EXTENT,
            ),
            Faults.refuse_sockets,
        ),
        FaultKind("ghost_socket", "A second, dead connection", _EXTENT, Faults.ghost_socket),
        FaultKind(
            "delete_message",
            "Delete a message",
            (_WHERE, Field("ts", FieldKind.TEXT, "Timestamp", required=True)),
            Faults.delete_message,
        ),
        FaultKind("archive", "Archive a channel", (_WHERE, _LASTING), Faults.archive),
        FaultKind(
            "rename",
            "Rename a channel",
            (_WHERE, Field("name", FieldKind.TEXT, "New name", required=True), _LASTING),
            Faults.rename,
        ),
        FaultKind("make_private", "Make a channel private", (_WHERE, _LASTING), Faults.make_private),
        FaultKind("remove_bot", "Remove the app from a channel", (_WHERE, _LASTING), Faults.remove_bot),
        FaultKind(
            "deactivate",
            "Deactivate an account",
            (Field("user", FieldKind.PERSON, "Person", required=True), _LASTING),
            Faults.deactivate,
        ),
        FaultKind(
            "revoke_token",
            "Revoke the token",
            (
                Field(
                    "error",
                    FieldKind.TEXT,
                    "Slack’s word for it",
                    choices=("token_revoked", "account_inactive", "invalid_auth"),
                ),
                _LASTING,
            ),
            Faults.revoke_token,
        ),
    )
}
