"""App Home: what waits for a person, all other assessments, and a view of many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cards import ballot, blocks, comparing, concerns, fields, overview, panel
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block, Card
from bot.cards.home_state import PERIODS, TEXT_MAX, Look, Shown
from bot.cards.rows import STAGE_WORDS, row, waiting_row
from bot.cards.text import channel_link, count, escape, in_quotes, mention
from bot.cards.words import answered_phrase, stands_at, state_line
from flows.assessment import Assessment
from flows.listing import WaitingList
from flows.progress import Progress
from flows.standing import standing_of
from flows.states import ENDED

PURPOSE = (
    "Balance helps a team decide whether to share data. It asks its questions one by one in a "
    "thread, and ends with a summary of what speaks for sharing and what speaks against."
)
INCOMPLETE = (
    "Slack could not say just now which channels you are in, so what belongs to private channels is not "
    "shown. Please look again in a minute."
)
NOT_READ = "The assessments could not be read just now. Please look again in a moment."
FOUND = "found"


def home(shown: Shown, look: Look, url: str, now: datetime, news: Sequence[Block] = ()) -> dict[str, Any]:
    """The view. `url` is the workspace's. `news`: what has just been done here."""
    drawn: list[Block] = [
        *news,
        blocks.section(PURPOSE),
        blocks.actions(
            blocks.button("Start an assessment", Do.START, style="primary"),
            blocks.button("Settings", Do.MY_SETTINGS),
        ),
    ]
    if not shown.complete:
        drawn.append(blocks.section(INCOMPLETE))
    found, of_concern = _found(shown, look, url, now), look.wanted.concern is not None
    if shown.concerns is not None:
        lead = blocks.header("For governance leads")
        drawn += [blocks.divider(), lead, *concerns.heads(shown.concerns)]
    if of_concern:  # next to what was clicked
        drawn += found
    drawn += _waiting(shown, now, url)
    if not of_concern:
        drawn += found
    drawn += [blocks.divider(), blocks.header("Overview"), *_overview(shown, look, now)]
    return {"type": "home", "blocks": drawn, "private_metadata": look.encode()}


def began(assessment: Assessment, link: str | None) -> Card:
    """What somebody has just started, from where it does not appear by itself; `link` leads to its card."""
    where = channel_link(assessment.channel)
    words = f"This began in {where}. " + (
        "Its first question is in the thread there." if link else "It appears there in a moment."
    )
    opens = blocks.button("Open", Do.LINK, Ref.of(assessment).encode(), url=link) if link else None
    return Card(
        f"{escape(assessment.title)}: {words}",
        [blocks.typed(assessment.title, opens), blocks.context(words)],
    )


def unread(words: str) -> dict[str, Any]:
    """What stands there when the store cannot be read: that it is so."""
    return {"type": "home", "blocks": [blocks.section(words)]}


def filter_form(look: Look) -> dict[str, Any]:
    """What all assessments can be narrowed to. Everything in it can be left empty."""
    wanted = look.wanted
    return blocks.modal(
        "Find assessments",
        View.FILTER,
        [
            fields.text(
                "Words",
                "text",
                optional=True,
                initial=wanted.text,
                hint=f"In the title or the description. Up to {TEXT_MAX} characters.",
            ),
            fields.menu(
                "Where it stands",
                "stage",
                [blocks.option(words, stage) for stage, words in STAGE_WORDS.items()],
                wanted.stage or "",
            ),
            fields.channel("Channel", "channel", initial=wanted.channel, optional=True),
            fields.person(
                "Person",
                "person",
                placeholder="Anybody",
                initial=wanted.person,
                hint="Who has a part in it.",
                optional=True,
            ),
        ],
        metadata=look.encode(),
        submit="Show",
    )


def hidden(waiting: WaitingList) -> str:
    """What waits for a person, but may not be shown."""
    return hidden_words(waiting.hidden, more=waiting.total > 0) if waiting.hidden else ""


def hidden_words(number: int, *, more: bool) -> str:
    """So many things in channels that somebody cannot see; `more`: besides what they are shown."""
    other = "more " if more else ""
    things = count(number, f"{other}thing is", f"{other}things are")
    return (
        f"{things} waiting for you in a channel that you or Balance are not in, so nothing of it is shown "
        "here. Somebody there can invite you, or Balance."
    )


def criteria(look: Look) -> str:
    """What the list is narrowed to, without the words that were typed."""
    wanted = look.wanted
    parts = [
        STAGE_WORDS[wanted.stage] if wanted.stage else "",
        f"in {channel_link(wanted.channel)}" if wanted.channel else "",
        f"with {mention(wanted.person)}" if wanted.person else "",
        concerns.CONCERN_WORDS[wanted.concern].lower() if wanted.concern else "",
        f"begun in {PERIODS[wanted.days].lower()}" if wanted.days else "",
    ]
    return ", ".join(part for part in parts if part)


def turning(back: Do | None, on: Do | None, value: str = "") -> list[Block]:
    """Buttons to the pages before and after, as far as there are any."""
    buttons = [
        blocks.button("Previous page", back, value) if back else None,
        blocks.button("Next page", on, value) if on else None,
    ]
    return [blocks.actions(*buttons)] if any(buttons) else []


def _waiting(shown: Shown, now: datetime, url: str) -> list[Block]:
    waiting = shown.waiting
    title = f"Waiting for you · {waiting.total}" if waiting.total else "Waiting for you"
    drawn: list[Block] = [blocks.divider(), blocks.header(title)]
    more = hidden(waiting) if shown.complete else ""
    if not waiting.total and not more:
        drawn.append(blocks.section("Nothing is waiting for you."))
    for wait in waiting.page.items:
        drawn += waiting_row(wait, now, url)
    page = waiting.page
    back, on = page.page > 0, not page.is_last
    drawn += turning(Do.WAITING_BACK if back else None, Do.WAITING_ON if on else None)
    if more:
        drawn.append(blocks.context(more))
    return drawn


def _found(shown: Shown, look: Look, url: str, now: datetime) -> list[Block]:
    everything, text = look.wanted.is_everything, look.wanted.text
    drawn: list[Block] = [
        blocks.divider(),
        blocks.header("All other assessments" if everything and shown.waiting.total else "All assessments"),
        blocks.actions(
            blocks.button("Find", Do.FILTER),
            comparing.offer(shown.found.items),
            None if everything else blocks.button("Back to all", Do.SHOW_ALL),
        ),
    ]
    if not everything:
        parts = [overview.criteria(look.wanted, shown.overview), criteria(look)]
        by = ", ".join(part for part in parts if part)
        narrowed = [blocks.mrkdwn(f"Only: {by}" if by else "Only with these words:")]
        drawn.append(
            {"type": "context", "elements": [*narrowed, *([blocks.plain(in_quotes(text))] if text else [])]}
        )
    if not shown.found.items:
        drawn.append(blocks.section(_none(shown) if everything else "Nothing was found."))
    to_conditions = concerns.leads_to_conditions(look.wanted.concern)
    leads = shown.concerns is not None
    for listed in shown.found.items:
        drawn += row(listed, now, url, to_conditions=to_conditions, may_erase=leads)
    back, on = shown.found.page > 0, not shown.found.is_last
    if back or on:
        drawn.append(blocks.context(f"Page {shown.found.page + 1}, newest first"))
    return drawn + turning(Do.FOUND_BACK if back else None, Do.FOUND_ON if on else None)


def _none(shown: Shown) -> str:
    more = "no others" if shown.waiting.total else "none"
    return f"There are {more} that you can see."


def _overview(shown: Shown, look: Look, now: datetime) -> list[Block]:
    what = overview.what(look)
    return [blocks.context(what[:1].upper() + what[1:]), *overview.sections(shown.overview, look, now)]


def status(assessment: Assessment) -> Card:
    """Where one assessment stands, in a few lines."""
    if assessment.progress.is_alone and assessment.panel:
        lines = [f"{where(assessment)} {panel.standing_phrase(assessment.panel)}."]
        return _status(assessment, lines)
    lines = [
        f"{escape(one.principle.name)}: {answered_phrase(one)} answered"
        for one in standing_of(assessment).principles
    ]
    lines.append(f"{where(assessment)} {_left(assessment.progress)}")
    return _status(assessment, lines)


def _left(progress: Progress) -> str:
    """What is still to be answered, and beside it what nobody knows; of what was handed in, what is open."""
    still_open, left = len(progress.open_questions), len(progress.unanswered)
    if progress.state in ENDED:
        return f"{count(still_open, 'open question')}."
    words = f"{left} left to answer." if left else "Every question is answered."
    unsure = still_open - left
    return f"{words} {count(unsure, 'answer is', 'answers are')} not sure." if unsure else words


def _status(assessment: Assessment, lines: list[str]) -> Card:
    return Card(
        f"{escape(assessment.title)}\n" + "\n".join(lines),
        [blocks.typed(assessment.title), *blocks.sections(lines)],
    )


def where(assessment: Assessment) -> str:
    """Where it stands, in one sentence."""
    progress = assessment.progress
    if assessment.panel_of and progress.state in ENDED:
        return ballot.rests(assessment)
    if progress.state in ENDED or progress.changes_asked:
        return state_line(assessment)
    return f"{stands_at(assessment, progress.place, paused=progress.is_paused)}."
