"""Which parts people have in an assessment."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    OWNER = "owner"
    ASSESSOR = "assessor"  # chosen to answer
    ANSWERER = "answerer"  # an answer of theirs stands
    REVIEWER = "reviewer"


HELPING: Final = (Role.OWNER, Role.ASSESSOR, Role.ANSWERER)
"""Whoever has one of these can go on with it from anywhere."""

Roles = Mapping[tuple[Role, str], datetime | None]
"""Since when each person has had a role; None: not recorded."""
