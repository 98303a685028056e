"""What one check of balance doctor found, and what to do about it."""

import textwrap
from dataclasses import dataclass

from bot.config import ExitCode


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `to_do` is only said of a problem; `exit_code` is what that costs."""

    about: str
    words: str
    to_do: str = ""
    exit_code: ExitCode = ExitCode.FINE

    def __str__(self) -> str:
        sign = "problem" if self.exit_code else "ok"
        line = f"{sign:<9}{self.about}: {self.words}"
        return line + (f"\n{textwrap.indent(self.to_do, ' ' * 9)}" if self.to_do else "")
