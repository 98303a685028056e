"""A disk that is full from a certain moment on, whatever the machine."""

import contextlib
import resource
from collections.abc import Iterator
from pkgutil import resolve_name
from typing import Any

import pytest


@contextlib.contextmanager
def full_from(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Once this function has returned, this process can write nothing more into any file."""
    function, soft_and_hard = resolve_name(name), resource.getrlimit(resource.RLIMIT_FSIZE)
    came_there = []

    def and_full(*given: Any, **named: Any) -> Any:
        result = function(*given, **named)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, soft_and_hard[1]))  # Python has SIGXFSZ ignored
        came_there.append(result)
        return result

    monkeypatch.setattr(name, and_full)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, soft_and_hard)
    assert came_there
