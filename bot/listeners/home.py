"""App Home: drawn when somebody opens it, and when they choose something on it."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards import home
from bot.cards.home_state import Look
from bot.listeners.context import Balance
from bot.listeners.payload import BadPayload, check_event_team, part
from storage.errors import StorageError


def register(app: AsyncApp, balance: Balance) -> None:
    async def opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        check_event_team(balance, body)
        person = event.get("user")
        if not isinstance(person, str):
            raise BadPayload("App Home without a person")
        if event.get("tab", "home") == "home":
            # What somebody looked for still stands there when they come back from an assessment.
            look = Look.decode(str(part(event, "view").get("private_metadata") or ""))
            balance.tasks.spawn(publish(balance, person, look), "App Home")

    app.event("app_home_opened")(opened)


def refresh(balance: Balance, person: str) -> None:
    """Something that waited for this person is done: if they have App Home before them, it says so."""
    if look := balance.lists.looks.get(person):
        balance.tasks.spawn(publish(balance, person, look), "App Home")


async def publish(balance: Balance, person: str, look: Look | None = None) -> None:
    look = look or Look()
    try:
        shown = await balance.lists.home(person, look)
    except StorageError:
        await balance.slack.publish_home(person, home.unread())
        raise
    view = home.home(shown, look, balance.identity.url, await balance.now_for(person))
    await balance.slack.publish_home(person, view)
