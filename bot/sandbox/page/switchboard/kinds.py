"""The faults as the switchboard offers them: what each is called, and what it can be told."""

from bot.sandbox.page.switchboard.fields import EXTENT, LASTING, WHERE
from bot.sandbox.page.switchboard.offer import FaultKind, Field, FieldKind, Group
from bot.sandbox.page.switchboard.wire_kinds import CALL_KINDS, EVENT_KINDS

_CONNECTION = (
    FaultKind(
        "cut_sockets",
        Group.CONNECTION,
        "Cut the connection",
        "The line between Slack and {app} breaks at once, without a word. {app} can connect again.",
        (),
        lambda faults: faults.sockets.cut,
        once=True,
    ),
    FaultKind(
        "disconnect",
        Group.CONNECTION,
        "Ask {app} to connect again",
        "Slack says that it will hang up, and does so after 10 seconds.",
        (
            Field(
                "reason",
                FieldKind.TEXT,
                "Why",
                start="warning",
                choices={
                    "warning": "This line will end soon",
                    "refresh_requested": "It is time for a new line",
                    "link_disabled": "Lines are switched off",
                },
                rare=True,
            ),
        ),
        lambda faults: faults.sockets.disconnect,
        once=True,
    ),
    FaultKind(
        "refuse_sockets",
        Group.CONNECTION,
        "No new connection",
        "Once its connection is gone, {app} gets no new one.",
        (
            *EXTENT,
            Field(
                "at",
                FieldKind.TEXT,
                "Where it fails",
                start="open",
                choices={
                    "open": "When it asks for a new line",
                    "websocket": "When it takes up the new line",
                },
                rare=True,
            ),
            Field("uses_up_ticket", FieldKind.FLAG, "A line that failed cannot be tried again", rare=True),
        ),
        lambda faults: faults.sockets.refuse,
    ),
    FaultKind(
        "ghost_socket",
        Group.CONNECTION,
        "A second, dead connection",
        "Slack sends some of the news down a line where nobody listens.",
        EXTENT,
        lambda faults: faults.sockets.ghost,
    ),
)

_WORKSPACE = (
    FaultKind(
        "delete_message",
        Group.WORKSPACE,
        "Delete a message",
        "An admin deletes a card, or the start of a thread. It does not come back.",
        (WHERE, Field("ts", FieldKind.MESSAGE, "Message", required=True)),
        lambda faults: faults.workspace.delete_message,
        once=True,
    ),
    FaultKind(
        "archive",
        Group.WORKSPACE,
        "Archive a channel",
        "Nobody can write there any more.",
        (WHERE, LASTING),
        lambda faults: faults.workspace.archive,
    ),
    FaultKind(
        "rename",
        Group.WORKSPACE,
        "Rename a channel",
        "The channel gets another name.",
        (
            WHERE,
            Field("name", FieldKind.TEXT, "New name", required=True, start="new-name"),
            LASTING,
        ),
        lambda faults: faults.workspace.rename,
    ),
    FaultKind(
        "make_private",
        Group.WORKSPACE,
        "Make a channel private",
        "Only its members can see it.",
        (WHERE, LASTING),
        lambda faults: faults.workspace.make_private,
    ),
    FaultKind(
        "remove_bot",
        Group.WORKSPACE,
        "Remove {app} from a channel",
        "{app} can no longer write there.",
        (WHERE, LASTING),
        lambda faults: faults.workspace.remove_bot,
    ),
    FaultKind(
        "deactivate",
        Group.WORKSPACE,
        "Deactivate an account",
        "Somebody has left the organisation.",
        (Field("user", FieldKind.PERSON, "Person", required=True), LASTING),
        lambda faults: faults.workspace.deactivate,
    ),
    FaultKind(
        "revoke_token",
        Group.WORKSPACE,
        "Shut {app} out",
        "Slack no longer accepts the key that {app} signs in with.",
        (
            LASTING,
            Field(
                "error",
                FieldKind.TEXT,
                "Why",
                start="token_revoked",
                choices={
                    "token_revoked": "The key was taken back",
                    "account_inactive": "The app was switched off",
                    "invalid_auth": "Slack does not know the key",
                },
                rare=True,
            ),
        ),
        lambda faults: faults.workspace.revoke_token,
    ),
)

KINDS: dict[str, FaultKind] = {
    kind.name: kind for kind in (*CALL_KINDS, *EVENT_KINDS, *_CONNECTION, *_WORKSPACE)
}
"""By name, in the order in which they are offered."""
