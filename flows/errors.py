"""What can go wrong in flows: a refusal (refusals.py), or a file of questions or facts that is no good."""

from dataclasses import dataclass


class FlowError(Exception):
    """Something was asked that cannot be done."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in such a file: where, and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class DefinitionError(FlowError):
    """A file that says what is asked cannot be used; names the file and every problem found in it."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__(self._words())

    @property
    def place(self) -> str:
        """Where the first problem is."""
        return self.problems[0].place

    @property
    def reason(self) -> str:
        """What the first problem is."""
        return self.problems[0].reason

    def _words(self) -> str:
        if len(self.problems) == 1:
            return f"{self.file}: {self.problems[0]}"
        lines = "\n".join(f"- {problem}" for problem in self.problems)
        return f"{self.file}: {len(self.problems)} things are wrong.\n{lines}"


class FrameworkError(DefinitionError):
    """A question file cannot be used."""


class SheetError(DefinitionError):
    """A sheet of facts cannot be used."""
