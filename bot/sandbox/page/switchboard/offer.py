"""How the switchboard offers a fault, and reads what was filled in for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import CannotAct
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.faults import Faults
from bot.sandbox.world.types import Json

Done = Fault[Any] | Awaitable[None] | None


class FieldKind(StrEnum):
    """What stands in a field, so that the page can draw the right control."""

    METHOD = "method"
    NEWS = "news"
    CHANNEL = "channel"
    PERSON = "person"
    MESSAGE = "message"
    TEXT = "text"
    SECONDS = "seconds"
    COUNT = "count"
    SHARE = "share"
    FLAG = "flag"


class Group(StrEnum):
    """Where in the list a fault stands; `{app}` is the app's name."""

    CALLS = "When {app} asks Slack for something"
    EVENTS = "When Slack tells {app} something"
    CONNECTION = "The connection"
    WORKSPACE = "The workspace"


def as_choices(words: Mapping[str, str]) -> list[Json]:
    """What can be chosen, and what each is called."""
    return [{"value": value, "words": called} for value, called in words.items()]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: FieldKind
    words: str
    required: bool = False
    start: str = ""
    """What stands in it at first."""
    empty: str = ""
    """What holds if it is left empty, in words."""
    choices: Mapping[str, str] = dataclass_field(default_factory=dict)
    """What is allowed, and what each is called; anything, if there are none."""
    rare: bool = False
    """Few people want it: it stands behind the others."""

    def read(self, value: Any) -> Any:
        """The value in its type; raises CannotAct in words for the person at the switchboard."""
        if self.choices and value not in self.choices:
            raise CannotAct(f"“{self.words}” is one of {', '.join(self.choices)}.")
        match self.kind:
            case FieldKind.FLAG:
                return value in (True, "true", "on", "1")
            case FieldKind.SECONDS | FieldKind.SHARE:
                return self._number(value, float)
            case FieldKind.COUNT:
                return self._number(value, int)
        return str(value)

    def _number(self, value: Any, number: type[int] | type[float]) -> float:
        try:
            read = number(value)
        except (TypeError, ValueError):
            read = -1
        # A comparison that is also false for a NaN.
        if not 0 <= read <= (1 if self.kind is FieldKind.SHARE else 1_000_000):
            raise CannotAct(f"“{self.words}” needs a number that makes sense.")
        return read


@dataclass(frozen=True, slots=True)
class FaultKind:
    name: str
    group: Group
    words: str
    about: str
    """What it does, in a sentence or two for somebody who has never seen it; `{app}` is the app's name."""
    fields: tuple[Field, ...]
    method: Callable[[Faults], Callable[..., Done]]
    """What puts it in force."""
    once: bool = False
    """It happens and is over: there is nothing to stop."""

    def start(self, faults: Faults, values: Mapping[str, Any]) -> Done:
        """Put it in force with what was filled in; empty fields are left out."""
        known = {field.name: field for field in self.fields}
        given = {name: value for name, value in values.items() if value not in (None, "")}
        if strangers := set(given) - set(known):
            raise CannotAct(f"“{self.words}” knows no “{min(strangers)}”.")
        for field in self.fields:
            if field.required and field.name not in given:
                raise CannotAct(f"“{field.words}” is missing.")
        return self.method(faults)(**{name: known[name].read(value) for name, value in given.items()})

    def as_json(self, app: str) -> Json:
        fields = [
            asdict(field) | {"kind": field.kind.value, "choices": as_choices(field.choices)}
            for field in self.fields
        ]
        return {
            "fault": self.name,
            "group": self.group.replace("{app}", app),
            "words": self.words.replace("{app}", app),
            "about": self.about.replace("{app}", app),
            "once": self.once,
            "fields": fields,
        }
