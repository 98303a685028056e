"""What happened to an assessment, as the activity log keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the log. `detail` holds small facts, never what somebody wrote in an answer."""

    at: datetime
    by: str
    what: str
    question: str | None
    detail: Mapping[str, Any]
