"""What a person did in Slack, reduced to what a use case needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from flows.actor import Actor
from flows.refusals import Refusal, Why
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Act:
    """One click, typed message, command or submitted form.

    `key` is unique to it, however often Slack sends it. `ts` is Slack's clock. `channel` is where it
    happened, or where the form was opened; None where there is no telling (App Home). `content` stands for
    what was filled in, where the same form can come with other words. `sees` and `of_partner`: see Acting.
    """

    workspace: Workspace
    person: str
    key: str
    ts: str = "0"
    channel: str | None = None
    content: str = ""
    sees: Mapping[str, bool | None] = field(default_factory=dict)
    of_partner: bool = False

    def knowing(self, channel: str, sees: bool | None) -> Self:
        """The same, with what was found out about one more channel."""
        return replace(self, sees={**self.sees, channel: sees})

    def actor(self, at: datetime) -> Actor:
        """Who acts, as an assessment sees it."""
        return Actor(self.person, at, self.ts, self.channel, self.sees, self.of_partner)


def message_key(channel: str, ts: str) -> str:
    """The key of the act of typing this message."""
    return f"message:{channel}:{ts}"


class TakenBefore(Refusal):
    """A form that was taken comes again with other words: whoever sent it did not see that it was."""

    def __init__(self) -> None:
        super().__init__(Why.SAVED_BEFORE)


class NotThere(Refusal):
    """No such assessment in this workspace: a forged or foreign id, or one that was removed."""

    def __init__(self) -> None:
        super().__init__(Why.NOT_HERE)
