"""What a person did in Slack, reduced to what a use case needs."""

from dataclasses import dataclass

from flows.errors import FlowError
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Act:
    """One click, typed message, command or submitted form.

    `key` is unique to it, however often Slack sends it. `ts` is Slack's clock. `channel` is where it
    happened, or None where there is no telling (App Home). `content` stands for what was filled in, where the
    same form can come with other words.
    """

    workspace: Workspace
    person: str
    key: str
    ts: str = "0"
    channel: str | None = None
    content: str = ""


class Refusal(FlowError):
    """Not done, and nothing changed. `change` offers the person a way to change that answer."""

    def __init__(self, words: str, *, change: tuple[str, str] | None = None) -> None:
        super().__init__(words)
        self.change = change


class OutOfDate(Refusal):
    """A card was used that is no longer the current one, or somebody else was faster."""


class NotAllowed(Refusal):
    """This person may not do that."""


class TakenBefore(Refusal):
    """A form that was taken comes again with other words: whoever sent it did not see that it was."""

    def __init__(self) -> None:
        super().__init__(
            "This was saved already, as you had first filled it in. To change it, close this window and open "
            "it again."
        )


class NotThere(Refusal):
    """No such assessment in this workspace: a forged or foreign id, or one that was removed."""

    def __init__(self) -> None:
        super().__init__("This assessment is not here. Nothing was changed.")
