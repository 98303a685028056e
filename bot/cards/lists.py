"""Private lists: what /balance and the direct conversation answer."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import blocks, comparing
from bot.cards.callbacks import Do
from bot.cards.card import Block, Card
from bot.cards.concerns import leads_to_conditions
from bot.cards.home import INCOMPLETE, hidden, turning
from bot.cards.home_state import Look
from bot.cards.rows import open_button, resume_button, row, spoken, spoken_waiting, waiting_row
from bot.cards.text import escape, in_quotes
from bot.cards.words import and_more
from flows.listing import Listed, Page, WaitingList
from flows.states import ENDED

TO_START = "Type /balance and a title to start one."


def waiting(what: WaitingList, *, complete: bool, now: datetime) -> Card:
    """What waits for somebody, with a way on for each."""
    notes = [INCOMPLETE] if not complete else [note for note in (hidden(what),) if note]
    if not what.total:
        words = f"Nothing is waiting for you. {TO_START}"
        return Card("\n".join([words, *notes]), [blocks.section(words), *map(blocks.context, notes)])
    if more := and_more(what.total - len(what.page.items)):
        notes.insert(0, more)
    drawn: list[Block] = [blocks.section("*Waiting for you*, oldest first")]
    for wait in what.page.items:
        drawn += waiting_row(wait, now)
    aloud = [spoken_waiting(wait, now) for wait in what.page.items]
    text = "\n".join(["Waiting for you, oldest first:", *aloud, *notes])
    return Card(text, [*drawn, *map(blocks.context, notes)])


def standing(rows: Sequence[Listed], *, now: datetime, url: str, here: str, person: str) -> Card:
    """What is not decided in the channel where somebody is."""
    title = "Not finished in this channel"
    if not rows:
        words = f"Nothing is unfinished in this channel. {TO_START}"
        return Card(words, [blocks.section(words)])
    drawn: list[Block] = [blocks.section(f"*{title}*")]
    for listed in rows:
        drawn += row(listed, now, url, may_resume=_may_resume(listed, here, person))
    return Card("\n".join([f"{title}:", *(spoken(listed, now) for listed in rows)]), drawn)


def one(status: Card, listed: Listed, url: str) -> Card:
    """Where one assessment stands, with a way on."""
    buttons = [resume_button(listed) if listed.state not in ENDED else None, open_button(listed, url)]
    return Card(status.text, [*status.blocks, *([blocks.actions(*buttons)] if any(buttons) else [])])


def found(
    title: str,
    page: Page[Listed],
    look: Look,
    *,
    complete: bool,
    now: datetime,
    url: str,
    here: str = "",
    person: str = "",
) -> Card:
    """A page of assessments. Who has a part in one, or is in its channel, can go on from here."""
    notes = [] if complete else [INCOMPLETE]
    text = look.wanted.text
    head: list[Block] = [blocks.section(f"*{title}*")]
    if text:
        head.append(blocks.typed_context(f"With the words {in_quotes(text)}"))
    said = f"{title}, with the words {escape(in_quotes(text))}" if text else title
    if not page.items:
        none = "Nothing was found." if text else f"There are none yet. {TO_START}"
        drawn = [*head, blocks.section(none), *map(blocks.context, notes)]
        return Card("\n".join([f"{said}: {none}", *notes]), drawn)
    drawn, to_conditions = list(head), leads_to_conditions(look.wanted.concern)
    for listed in page.items:
        resumes = _may_resume(listed, here, person)
        drawn += row(listed, now, url, may_resume=resumes, to_conditions=to_conditions)
    back, on = page.page > 0, not page.is_last
    drawn += turning(Do.FOUND_BACK if back else None, Do.FOUND_ON if on else None, look.encode())
    if on:
        notes.insert(0, "There are more: choose Next page.")
    # The fullest message has no room for it, and pages that are turned to are no way in.
    if not back and (compare := comparing.offer(page.items)):
        drawn.append(blocks.actions(compare))
    drawn += [blocks.context(note) for note in notes]
    aloud = [spoken(listed, now) for listed in page.items]
    return Card("\n".join([f"{said}:", *aloud, *notes]), drawn)


def _may_resume(listed: Listed, here: str, person: str) -> bool:
    """As far as a row tells; whoever may not is told so."""
    return listed.owner == person or (listed.everyone and listed.channel == here)
