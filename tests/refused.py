"""What a test expects to be refused: by its code, whatever the words for it are."""

import pytest

from flows.refusals import Refusal, Why


def refused(why: Why, kind: type[Refusal] = Refusal) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(kind, match=f"^{why.value}$")
