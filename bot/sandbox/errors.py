"""What can go wrong, on the wire and for the people in the workspace."""

from typing import Any


class ApiError(Exception):
    """A Web API method's refusal, as Slack words it."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra: dict[str, Any] = extra


class ActFailed(Exception):
    """Something a person tried in the client did not work; the text is what they read."""


class CannotAct(ActFailed):
    """The client offers no such act: no such button, not a member, channel archived."""


class NotAcknowledged(ActFailed):
    """The app did not answer in time, and the person sees Slack's warning."""


class CommandFailed(NotAcknowledged):
    """A slash command that the app did not acknowledge."""


class NotDelivered(Exception):
    """One attempt to deliver to the app failed; `reason` is Slack's word for why."""

    def __init__(self, reason: str, *, injected: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.injected = injected
        """Whether a fault did it, and not the app."""
