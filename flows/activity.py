"""What happened to an assessment, as the activity log keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the log. `detail` holds small facts, never what somebody wrote in an answer; `words` are
    those that this person wrote for an answer then, and that may stand no longer."""

    at: datetime
    by: str
    what: str
    question: str | None
    detail: Mapping[str, Any]
    words: str = ""
