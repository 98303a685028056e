"""Every feature is hooked into Bolt: what can be sent has one handler, and a click is asked about first."""

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from unittest.mock import Mock

import pytest
from slack_bolt.async_app import AsyncApp

from bot import listeners
from bot.cards.callbacks import Do, View
from bot.listeners import insiders, registrar
from bot.listeners.registrar import one_each
from flows.decision import Verdict
from flows.listing import Concern

KINDS = ("ACTIONS", "VIEWS", "EVENTS", "COMMANDS", "SHORTCUTS")
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.iter_modules(listeners.__path__, "bot.listeners.")
]
FEATURES = [
    module for module in MODULES if module is not registrar and any(hasattr(module, kind) for kind in KINDS)
]

RATINGS = {f"{Do.RATE}_{rating}" for rating in (1, 2, 3, 4, 5)}
OFFERS = {f"{Do.OFFER}_{number}" for number in (1, 2)}
CONCERNS = {f"{Do.SHOW}_{concern}" for concern in Concern}
DECISIONS = {f"{View.DECIDE}_{verdict}" for verdict in Verdict}


def exported(module: ModuleType, kind: str) -> Mapping[str, object]:
    mapping: Mapping[str, object] = getattr(module, kind, {})
    return mapping


def test_every_button_has_a_handler_and_every_handler_a_button() -> None:
    """A rating is one of five, an offer one of two, and MORE is a menu that carries another action."""
    one_of_many = {Do.RATE, Do.OFFER, Do.MORE, Do.SHOW}
    assert set(registrar.ACTIONS) == {*Do} - one_of_many | RATINGS | OFFERS | CONCERNS


def test_every_form_has_a_handler_and_every_handler_a_form() -> None:
    """That of a decision has a name for each verdict that is chosen in it; what is only read is not
    sent, nor is a shortcut."""
    assert set(registrar.VIEWS) == {*View} - {View.READ, View.USE_AS_EVIDENCE} | DECISIONS


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_feature_exports_is_hooked_in_once(kind: str) -> None:
    together = exported(registrar, kind)
    names = [name for feature in FEATURES for name in exported(feature, kind)]
    assert sorted(names) == sorted(together)
    for feature in FEATURES:
        for name, handler in exported(feature, kind).items():
            assert together[name] is handler


def test_two_features_cannot_want_the_same() -> None:
    assert one_each({"a": 1}, {"b": 2}) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="two features want b"):
        one_each({"a": 1, "b": 2}, {"b": 2})


def test_a_click_is_asked_about_before_anything_else() -> None:
    app = Mock(spec=AsyncApp)
    registrar.register(app, Mock())
    asked = [
        name for name, _, _ in app.method_calls if name in ("action", "event", "view", "command", "shortcut")
    ]
    assert asked[0] == "action"
    assert asked.count("action") == 1


def test_what_partners_may_do_is_something_that_can_be_done() -> None:
    assert registrar.ACTIONS.keys() >= insiders.ANSWERING
    assert insiders.READING - {Do.GO_ON, Do.LINK} <= registrar.ACTIONS.keys()
    assert registrar.VIEWS.keys() >= insiders.FORMS
