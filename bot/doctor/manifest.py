"""The app's manifest as it is shipped: what Slack is asked to grant."""

from pathlib import Path
from typing import Any

import yaml

FILE = "manifest.yml"


def path() -> Path:
    """Where it lies: inside an installed package, or at the root of the repository."""
    package = Path(__file__).parents[1]
    return next(file for folder in (package, package.parent) if (file := folder / FILE).is_file())


def load() -> dict[str, Any]:
    """What it says."""
    manifest: dict[str, Any] = yaml.safe_load(path().read_text(encoding="utf-8"))
    return manifest


def scopes() -> frozenset[str]:
    """The bot scopes that Balance needs."""
    return frozenset(load()["oauth_config"]["scopes"]["bot"])


def optional_scopes() -> frozenset[str]:
    """Those that it can do without, less well."""
    return frozenset(load()["oauth_config"]["scopes"]["bot_optional"])
