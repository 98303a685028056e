"""A person at the app's Home tab."""

from typing import Any

from bot.sandbox.errors import CannotAct
from bot.sandbox.people.client import Client
from bot.sandbox.people.modals import Modals
from bot.sandbox.wire.shapes import view_json
from bot.sandbox.world import View
from bot.sandbox.world.types import Json


class HomeTab:
    def __init__(self, client: Client, modals: Modals) -> None:
        self._client = client
        self._core = client.core
        self._modals = modals

    def open(self, tab: str = "home") -> None:
        """Open the app's Home tab, or its Messages tab."""
        self._client.check_active()
        manifest = self._core.manifest
        if not self._client.has_app:
            raise CannotAct("The app is not installed in this person’s workspace.")
        if not (manifest.home_tab if tab == "home" else manifest.messages_tab):
            raise CannotAct(f"The app has no {tab} tab.")
        event: Json = {
            "type": "app_home_opened",
            "user": self._client.id,
            "channel": self._client.dm,
            "tab": tab,
            "event_ts": self._core.stamps.next(),
        }
        if tab == "home" and (view := self.view) is not None:
            event["view"] = view_json(view)
        self._core.events.send("app_home_opened", event)

    @property
    def view(self) -> View | None:
        """What the Home tab shows."""
        return self._core.world.homes.get(self._client.id)

    async def click(
        self,
        *,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        value: Any = None,
        confirm: bool | None = None,
    ) -> None:
        """Click or choose something on the Home tab."""
        view = self.view
        if view is None:
            raise CannotAct("The Home tab is empty.")
        await self._modals.act_on(view, action_id, label, block_id, value, confirm)
