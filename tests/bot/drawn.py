"""Everything that Balance draws of an assessment, and ways to look at what was drawn."""

import re
from collections.abc import Iterator
from typing import Any

from bot.cards import headline, help, home, modals, question, summary
from bot.cards.card import Card
from bot.cards.refs import Ref
from bot.drawing import trouble_words
from flows.assessment import Assessment
from tests.bot.samples import HOUSING, URL

Json = dict[str, Any]
TROUBLES = ("not_in_channel", "channel_not_found", "is_archived", "thread_gone", "restricted_action")


def messages(of: Assessment) -> Iterator[tuple[str, Card]]:
    """Each message that can be posted about it."""
    yield "headline", headline.headline(of)
    yield "current card", question.current_card(of)
    for principle in of.framework.principles:
        yield f"recap of {principle.id}", headline.recap(of, principle.id)
    for asked in of.framework.questions[:3]:
        yield f"closed card of {asked.id}", question.closed_card(of, asked.id)
    yield "closed card of a question that is no more", question.closed_card(of, "nothing")
    if of.last_submission:
        yield "summary", summary.summary(of)
    for trouble in TROUBLES:
        yield f"notice of {trouble}", help.no_place(of, trouble_words(of, trouble))
    yield "place found", help.place_found(of)
    yield "status", home.status(of)
    yield "ready to start", help.ready_to_start(of.title)
    yield "unknown word", help.unknown_word(of.title)
    yield "not understood", help.thread_not_understood(of)


def views(of: Assessment) -> Iterator[tuple[str, Json]]:
    """Each modal and the Home tab."""
    here = Ref.of(of, of.framework.questions[0].id).at(HOUSING)
    yield "start", modals.start(title=of.title, channel=HOUSING)
    yield "move", modals.move(of)
    yield "how scores work", modals.how_scores_work(of.framework)
    yield "link", modals.link(of, "The card is at the bottom of the thread.", URL)
    for asked in of.framework.questions[:2]:
        yield f"why {asked.id}", modals.why(asked)
        yield f"reason for {asked.id}", modals.reason(asked, of.given.get(asked.id), here)
        yield f"{asked.id} not applicable", modals.not_applicable(asked, here)
    for page in range(len(of.framework.questions) // modals.QUESTIONS_A_PAGE + 2):
        yield f"all answers, page {page}", modals.all_answers(of, here.on_page(page))


def texts(node: object, kind: str | None = None) -> Iterator[str]:
    """Every text object within, of one kind if that is given; what people edit is not among them."""
    if isinstance(node, list):
        for child in node:
            yield from texts(child, kind)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str) and kind in (None, node.get("type")):
            yield node["text"]
        for child in node.values():
            yield from texts(child, kind)


def read_aloud(card: Card) -> Iterator[str]:
    """What the eye reads on a card, without its buttons and menus."""
    for block in card.blocks:
        if block["type"] != "actions":
            yield from texts({name: part for name, part in block.items() if name != "accessory"})


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words(text: str) -> set[str]:
    """The words of a text, without what only the eye needs."""
    return set(re.findall(r"<[^>]+>|\w+", re.sub(r"[▰▱]", " ", text)))
