"""Modals in their stacks, and App Homes: how the app opens, changes and closes them."""

import copy
import secrets

from bot.sandbox.errors import ApiError
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.forms import initial_values
from bot.sandbox.world.ids import new_id
from bot.sandbox.world.types import Json
from bot.sandbox.world.workspace import View, World

DEEPEST_STACK = 3


class Views:
    """What the app may do to views. The specs that come in have been checked."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock

    def open(self, user: str, spec: Json) -> View:
        """A new modal. It takes the place of any that was open."""
        view = self._new(user, spec)
        self._world.modals[user] = [view]
        self._world.changed("views", user=user)
        return view

    def push(self, user: str, spec: Json) -> View:
        """A modal on top of the ones that are open; Slack allows three."""
        stack = self._world.modal_stack(user)
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise ApiError("push_limit_reached")
        view = self._new(user, spec)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._world.changed("views", user=user)
        return view

    def publish(self, user: str, spec: Json, expected_hash: str | None) -> View:
        """A person's App Home."""
        old = self._world.homes.get(user)
        if expected_hash is not None and old is not None and expected_hash != old.hash:
            raise ApiError("hash_conflict")
        view = self._new(user, spec)
        if old is not None:
            view.id = view.root_id = old.id
        self._world.homes[user] = view
        self._world.changed("home", user=user)
        return view

    def update(self, view: View, spec: Json, expected_hash: str | None = None) -> View:
        """Replace a view's content; what was typed in inputs that stay is kept."""
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        if spec["type"] != view.spec["type"]:
            raise ApiError("invalid_arguments")
        kept = view.values
        view.spec, view.hash = copy.deepcopy(spec), self._hash()
        view.values = initial_values(view.spec["blocks"])
        for block_id, states in view.values.items():
            for action_id, state in states.items():
                before = kept.get(block_id, {}).get(action_id)
                if before is not None and before["type"] == state["type"]:
                    states[action_id] = before
        self._world.changed("views" if spec["type"] == "modal" else "home", user=view.user)
        return view

    def find(self, view_id: str | None) -> View:
        """An open modal or a Home; raises `not_found`."""
        everything = [
            *self._world.homes.values(),
            *(view for stack in self._world.modals.values() for view in stack),
        ]
        for view in everything:
            if view.id == view_id:
                return view
        raise ApiError("not_found")

    def close(self, view: View) -> None:
        """Take one modal off its stack; the one beneath shows again."""
        stack = self._world.modal_stack(view.user)
        if view in stack:
            stack.remove(view)
            self._world.changed("views", user=view.user)

    def clear(self, user: str) -> list[View]:
        """Close all of a person's modals; returns those that were open."""
        stack = self._world.modals.pop(user, [])
        self._world.changed("views", user=user)
        return stack

    def _new(self, user: str, spec: Json) -> View:
        view_id = new_id("V")
        spec = copy.deepcopy(spec)
        return View(view_id, user, spec, self._hash(), view_id, values=initial_values(spec["blocks"]))

    def _hash(self) -> str:
        return f"{int(self._clock.now())}.{secrets.token_hex(4)}"
