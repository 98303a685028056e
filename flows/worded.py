"""What an assessment is pinned to word for word."""

import hashlib
import json
from abc import ABC, abstractmethod
from functools import cached_property


class Worded(ABC):
    """Two of a kind are the same if they say exactly the same."""

    @abstractmethod
    def plain(self) -> dict[str, object]:
        """All that it says, as JSON can hold it."""

    def to_json(self) -> str:
        """All that it says, as canonical text: the same words always give the same text."""
        return json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `to_json`, in hex: what an assessment is pinned to."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self is other or self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)
