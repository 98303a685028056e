"""What a test expects to be refused: by its code, whatever the words for it are."""

from typing import TypeVar

import pytest

from flows.refusals import Refusal, Why

R = TypeVar("R", bound=Refusal)


def refused(why: Why, kind: type[R] = Refusal) -> "pytest.RaisesExc[R]":  # type: ignore[assignment]
    return pytest.raises(kind, match=f"^{why.value}$")
