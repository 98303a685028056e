import pytest

from flows.framework import Framework, default_framework


@pytest.fixture(scope="session")
def default() -> Framework:
    """The 18 questions that ship with Balance."""
    return default_framework()
