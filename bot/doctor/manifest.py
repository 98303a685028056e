"""The app's manifest as it is shipped: what Slack is asked to grant."""

from importlib import resources
from pathlib import Path
from typing import Any

import yaml

FILE = "manifest.yml"


def load() -> dict[str, Any]:
    """The manifest: inside an installed package, or at the root of the repository."""
    packaged = resources.files("bot") / FILE
    text = (packaged if packaged.is_file() else Path(__file__).parents[1] / FILE).read_text(encoding="utf-8")
    manifest: dict[str, Any] = yaml.safe_load(text)
    return manifest


def scopes() -> frozenset[str]:
    """The bot scopes that Balance asks for."""
    return frozenset(load()["oauth_config"]["scopes"]["bot"])
