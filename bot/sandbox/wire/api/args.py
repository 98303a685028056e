"""A call's arguments, which come as form strings or as JSON and mean the same."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.world.types import Json


class Args:
    """Reads arguments by type; raises `invalid_arguments` for what cannot be meant."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def given(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def raw(self, name: str) -> Any:
        return self._values.get(name)

    def text(self, name: str) -> str | None:
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool | dict | list):
            raise _invalid(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def flag(self, name: str) -> bool:
        return self._values.get(name) in (True, 1, "1", "true", "True")

    def whole(self, name: str, default: int) -> int:
        value = self._values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise _invalid(f"must be an integer [json-pointer:/{name}]") from None

    def at_most(self, name: str, most: int) -> "Args":
        """The same, with a smaller number where there is a greater one or none."""
        return Args({**self._values, name: min(self.whole(name, most), most)})

    def as_json(self) -> Json:
        return dict(self._values)


def _invalid(problem: str) -> ApiError:
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {problem}"]})
