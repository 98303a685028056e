"""What the app declared about itself: its scopes, events, commands and shortcuts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class SlashCommand:
    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    name: str
    callback_id: str
    description: str
    type: str = "global"


@dataclass(frozen=True, slots=True)
class AppManifest:
    """The parts of an app manifest that decide what Slack grants and sends."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False

    @classmethod
    def read(cls, path: Path) -> "AppManifest":
        """The manifest in a YAML file."""
        return cls.from_mapping(yaml.safe_load(path.read_text(encoding="utf-8")))

    @classmethod
    def from_mapping(cls, manifest: Mapping[str, Any]) -> "AppManifest":
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        settings = manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name") or manifest["display_information"]["name"],
            # Whoever installs the app here grants what is optional, too.
            scopes=frozenset((*scopes.get("bot", ()), *scopes.get("bot_optional", ()))),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=tuple(
                SlashCommand(
                    command["command"],
                    command["description"],
                    command.get("usage_hint", ""),
                    command.get("should_escape", False),
                )
                for command in features.get("slash_commands", ())
            ),
            shortcuts=tuple(
                Shortcut(item["name"], item["callback_id"], item["description"], item["type"])
                for item in features.get("shortcuts", ())
            ),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            # Slack takes the Messages tab as read-only unless the manifest says otherwise.
            messages_read_only=home.get("messages_tab_read_only_enabled", True),
        )
