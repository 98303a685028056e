"""App Home: drawn when somebody opens it, and when they choose something on it."""

from collections.abc import Sequence

from bot.cards import home
from bot.cards.card import Block
from bot.cards.home_state import Look
from bot.listeners import talk
from bot.listeners.context import Balance
from bot.listeners.feature import Events
from bot.listeners.insiders import Kind, kind_of
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload, Payload, event_of, id_of, part, text_of
from bot.listeners.promised import failed
from bot.slack.client import SLACKBOT


async def _opened(balance: Balance, body: Payload) -> None:
    event = event_of(balance, body)
    person = id_of(event, "user")
    if not person:
        raise BadPayload("App Home without a person")
    if person == SLACKBOT:
        return
    if event.get("tab") == "messages":
        await talk.greet_once(balance, person, id_of(event, "channel"))
    elif event.get("tab", "home") == "home":
        # What somebody looked for still stands there when they come back from an assessment.
        publish(balance, person, Look.decode(text_of(part(event, "view"), "private_metadata") or ""))


def refresh_if_open(balance: Balance, click: Interaction) -> None:
    """What was clicked in App Home, or in a window over it, may no longer wait there."""
    if click.view_id:
        refresh(balance, click.act.person)


def refresh(balance: Balance, person: str) -> None:
    """Something that waited for this person is done: if they have App Home before them, it says so."""
    if look := balance.queries.looks.get(person):
        publish(balance, person, look)


def publish(balance: Balance, person: str, look: Look, news: Sequence[Block] = ()) -> None:
    """`news` stands above all until App Home is drawn the next time."""
    balance.later(_publish(balance, person, look, news), "App Home")


async def _publish(balance: Balance, person: str, look: Look, news: Sequence[Block]) -> None:
    if await kind_of(balance, person, "") in (Kind.PARTNER, Kind.NOBODY):
        return
    now = await balance.now_for(person)
    try:
        shown = await balance.queries.home(person, look, now.date())
    except Exception as error:  # a fault of ours too: whoever opened it reads that it is not there
        words = failed("App Home could not be read", error, home.NOT_READ)
        await balance.slack.publish_home(person, home.unread(words))
        return
    view = home.home(shown, look, balance.identity.url, now, news)
    await balance.slack.publish_home(person, view)


EVENTS: Events = {"app_home_opened": _opened}
