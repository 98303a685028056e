"""What a governance lead looks after: on App Home, and once a week in a direct message."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.cards import blocks
from bot.cards.callbacks import Do
from bot.cards.card import Block, Card, first_whole
from bot.cards.parts import about
from bot.cards.rows import row, spoken
from bot.cards.text import count
from flows.listing import TOO_LONG, Concern, Concerned

CONCERN_WORDS: Final = {
    Concern.DECISIONS: f"Waiting more than {TOO_LONG.days} days for a decision",
    Concern.ONES: "Approved although something is rated 1",
    Concern.OVERDUE: "With an overdue condition",
    Concern.CONDITIONS: "Approved with conditions that are not met yet",
    Concern.ACTIONS: "With an overdue action",
    Concern.LOOKS: "Due to be looked at again",
}
NOTHING = "Nothing needs you as a governance lead now."


def leads_to_conditions(concern: Concern | None) -> bool:
    """Whether that is what a governance lead wants to look at in an assessment."""
    return concern in (Concern.OVERDUE, Concern.CONDITIONS)


def heads(concerns: Sequence[Concerned]) -> list[Block]:
    """Each with how many there are, and a way to all of them."""
    return [_head(one) for one in concerns] or [blocks.section(NOTHING)]


def digest(concerns: Sequence[Concerned], url: str, now: datetime) -> Card:
    """The same with the newest of each, in a message; fewer of these where Slack would not take it."""
    most = max((len(one.first) for one in concerns), default=0)
    return first_whole(_digest(concerns, url, now, fewer) for fewer in range(most, -1, -1))


def _digest(concerns: Sequence[Concerned], url: str, now: datetime, most: int) -> Card:
    head = "This week, for governance leads"
    drawn, said = [blocks.section(f"*{head}*")], [head]
    for one in concerns:
        drawn.append(_head(one))
        said.append(f"{CONCERN_WORDS[one.concern]}: {_many(one)}.")
        for listed in one.first[:most]:
            part = row(listed, now, url, to_conditions=leads_to_conditions(one.concern))
            drawn += about(listed.id, part, drawn)
            said.append(spoken(listed, now))
    settings = blocks.button("My settings", Do.MY_SETTINGS)
    drawn.append(blocks.actions(settings, blocks.button("Stop this message", Do.STOP_DIGEST)))
    return Card("\n".join(said), drawn)


def _head(one: Concerned) -> Block:
    words, concern = CONCERN_WORDS[one.concern], one.concern
    show = blocks.button("Show all", f"{Do.SHOW}_{concern}", concern, spoken=f"Show all: {words}")
    return blocks.section(f"*{words}* · {_many(one)}") | ({"accessory": show} if one.seen else {})


def _many(one: Concerned) -> str:
    """How many there are; of what is in channels that its reader or the bot is not in, nothing else is
    said."""
    where = "a channel" if one.hidden == 1 else "channels"
    hidden = f"{one.hidden} in {where} that you or Balance are not in"
    if not one.hidden:
        return count(one.seen, "assessment")
    return f"{count(one.seen, 'assessment')}, and {hidden}" if one.seen else hidden
