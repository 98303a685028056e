"""What commands say in the terminal."""

import sys


def say(line: str) -> None:
    """What was asked for."""
    print(line, flush=True)  # noqa: T201 - it is for the terminal


def complain(problem: str) -> None:
    """Why it cannot be had."""
    print(f"balance: {problem}", file=sys.stderr, flush=True)  # noqa: T201 - likewise
