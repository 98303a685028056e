"""What was handed in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.answer import Answer, Given, answers_in
from flows.framework import Framework


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: a snapshot that later answers do not touch. `number` counts from 1. `evidence` is
    that which stood then: the mark of each piece, by its number."""

    number: int
    by: str
    at: datetime
    given: Mapping[str, Given]
    evidence: Mapping[int, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, Answer]:
        return answers_in(self.given)

    def mark(self, framework: Framework) -> str:
        """Tells these very answers to these very questions, with their evidence, from any others. Without
        evidence, it is what it was before there could be any."""
        what = (framework.digest, self.number, *sorted((q, given.mark) for q, given in self.given.items()))
        if self.evidence:
            what = (*what, *sorted(self.evidence.items()))
        return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
