"""Programs that some tests need, and that not every machine has."""

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Where the first of them is. Without one the test is skipped, or fails where BALANCE_SKIP_NOTHING=1."""
    if found := next(filter(None, map(shutil.which, names)), None):
        return found
    if os.environ.get("BALANCE_SKIP_NOTHING") == "1":
        pytest.fail(f"BALANCE_SKIP_NOTHING=1, but {names[0]} is not on this machine.")
    pytest.skip(f"{names[0]} is not on this machine.")
