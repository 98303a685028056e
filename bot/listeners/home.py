"""App Home: what waits for a person, drawn when they open it."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.balance import Balance
from bot.cards import home
from bot.listeners.payload import BadPayload, check_event_team


def register(app: AsyncApp, balance: Balance) -> None:
    async def opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        check_event_team(balance, body)
        person = event.get("user")
        if not isinstance(person, str):
            raise BadPayload("App Home without a person")
        if event.get("tab", "home") == "home":
            balance.tasks.spawn(publish(balance, person), "App Home")

    app.event("app_home_opened")(opened)


async def publish(balance: Balance, person: str) -> None:
    waiting = await balance.assessments.waiting_for(balance.workspace, person)
    finished = await balance.assessments.finished_for(balance.workspace, person)
    await balance.slack.publish_home(person, home.home(waiting, finished, balance.identity.url))
