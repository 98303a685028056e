"""manifest.yml asks for what the code uses, and for nothing else."""

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from bot.doctor import manifest
from bot.listeners import registrar

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
NEEDS: dict[str, dict[str, list[str]]] = json.loads((DATA / "slack-scopes.json").read_text(encoding="utf-8"))

GROUP_MESSAGES = {"mpim:history", "mpim:read"}
"""An assessment is held in a channel or in a direct message; Balance is not in group messages."""


def methods_called() -> set[str]:
    """Every name of a Web API method that stands in the one room that calls them."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "bot" / "slack").glob("*.py"))
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(\.[a-zA-Z]+)+", text)}


def test_the_manifest_is_valid_by_slacks_own_schema() -> None:
    schema = json.loads((DATA / "manifest.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(MANIFEST, schema)


def test_the_lengths_are_those_that_slack_takes() -> None:
    display = MANIFEST["display_information"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4_000
    assert all(len(shortcut["name"]) <= 24 for shortcut in MANIFEST["features"]["shortcuts"])


def test_every_method_that_is_called_is_known_with_its_scopes() -> None:
    assert methods_called() == set(NEEDS["methods"]), "bring tests/data/slack-scopes.json up to date"


def test_the_scopes_are_those_that_methods_events_and_commands_need() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands"}
    needed.update(scope for method in methods_called() for scope in NEEDS["methods"][method])
    needed.update(scope for event in events for scope in NEEDS["events"][event])
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert sorted(needed - GROUP_MESSAGES) == sorted([*scopes["bot"], *scopes["bot_optional"]])


def test_the_events_are_those_that_somebody_listens_for() -> None:
    # message.channels, message.groups and message.im all arrive as `message`.
    subscribed = {e.partition(".")[0] for e in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == set(registrar.EVENTS)


def test_the_commands_are_those_that_somebody_listens_for() -> None:
    assert {c["command"] for c in MANIFEST["features"]["slash_commands"]} == set(registrar.COMMANDS)


def test_the_shortcuts_are_those_that_somebody_listens_for() -> None:
    assert {s["callback_id"] for s in MANIFEST["features"]["shortcuts"]} == set(registrar.SHORTCUTS)


def test_messages_can_be_typed_to_the_bot() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_the_manifest_goes_into_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"manifest.yml": f"bot/{manifest.FILE}"}
    assert manifest.load() == MANIFEST
