"""Statement 3: what Slack shows is what the store says. Each card is drawn anew by the product's own pure
functions, and compared with what stands in the sandbox."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from bot.cards.known import NOBODY_KNOWN, Known
from bot.cards.text import escape
from bot.reconciler.drawing import draw
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.types import Json
from storage.claims import Surface
from storage.surface_rows import DIRECT, SurfaceKind, SurfaceRow
from tests.crash.answered import Broken, must
from tests.crash.people import People
from tests.crash.store import Store

AT_ANY_TURN = (SurfaceKind.SUMMARY, SurfaceKind.REVEAL)
"""The buttons on these work at any turn."""


def shown(store: Store, people: People) -> None:
    """Raises Broken."""
    here = (store.assessment.channel, store.assessment.thread_ts)
    there = (people.team.channel, people.team.thread)
    must(here == there, 3, f"the thread is at {there}, and the store has it at {here}")
    messages = people.team.messages()
    must(not store.behind, 3, f"not shown: {store.behind}")
    standing = {message.ts: message for message in messages}
    for row in store.surfaces:
        if row.kind in DIRECT or (row.ts is None and row.kind == SurfaceKind.RECAP):
            continue  # a line of the past whose card was deleted is not posted again
        message = standing.get(row.ts or "")
        if message is None:
            raise Broken(f"statement 3: the {row.kind} is nowhere: {row}")
        as_drawn(store, row, message, people.slack)
    ours = {row.ts for row in store.surfaces}
    stray = [m for m in messages if people.team.is_card(m) and m.ts not in ours and _values(m.blocks)]
    must(not stray, 3, f"cards that the store does not know: {texts(stray)}")


def as_drawn(store: Store, row: Row[Any], message: Message, slack: Sandbox) -> None:
    """This message shows what belongs on this surface. Raises Broken."""
    known = Known(datetime.now(UTC).date(), {}, store.earlier, slack.url)
    fresh = draw(store.assessment, Surface.of(SurfaceRow.of(dict(row._mapping))), known)
    shows = nameless(message.text, slack)
    must(shows == fresh.text, 3, f"the {row.kind} shows {shows!r} where the store says {fresh.text!r}")
    said, wanted = _values(message.blocks), _values(fresh.blocks)
    if row.kind in AT_ANY_TURN:
        said, wanted = [action for action, _ in said], [action for action, _ in wanted]
    must(said == wanted, 3, f"the buttons of the {row.kind} are of another turn: {said} {wanted}")


def nameless(text: str, slack: Sandbox) -> str:
    """A card does not wait for a name that Slack did not tell in time."""
    for profile in slack.world.people.values():
        for name in (profile.name, profile.username):
            text = text.replace(escape(name), NOBODY_KNOWN)
    return text


def texts(messages: Iterable[Message]) -> list[str]:
    return [message.text[:60] for message in messages]


def _values(blocks: Iterable[Json]) -> list[Any]:
    return [(element["action_id"], element.get("value")) for _, element in interactive(list(blocks))]
