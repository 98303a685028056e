"""What was handed in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.answer import Answer, Given, answers_in
from flows.framework import Framework


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: a snapshot that later answers do not touch. `number` counts from 1."""

    number: int
    by: str
    at: datetime
    given: Mapping[str, Given]

    @property
    def answers(self) -> dict[str, Answer]:
        return answers_in(self.given)

    @property
    def people(self) -> frozenset[str]:
        """Everybody whose answer or reason was handed in."""
        given = self.given.values()
        return frozenset(one.by for one in given).union(*(one.explainers for one in given))

    def mark(self, framework: Framework) -> str:
        """Tells these very answers to these very questions from any others."""
        what = (framework.digest, self.number, *sorted((q, given.mark) for q, given in self.given.items()))
        return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
