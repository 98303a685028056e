"""App Home, lists, and what the bot says when it is spoken to."""

from collections.abc import Sequence
from typing import Any

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.refs import Do, Ref
from bot.cards.words import position, state_line
from bot.text import channel_link, count, escape, permalink
from flows.assessment import Assessment
from flows.states import ENDED

MOST_WAITING = 20
MOST_LISTED = 10
"""A message holds less than App Home."""

PURPOSE = (
    "Balance helps a team to decide whether to share data. It asks its questions one by one in a "
    "thread, and ends in a summary of what speaks for sharing and what speaks against."
)


def home(waiting: Sequence[Assessment], finished: Sequence[Assessment], workspace_url: str) -> dict[str, Any]:
    drawn: list[Block] = [
        blocks.section(PURPOSE),
        blocks.actions(blocks.button("Start an assessment", Do.START, style="primary")),
        blocks.divider(),
        blocks.header("Waiting for you"),
    ]
    if not waiting:
        drawn.append(blocks.section("Nothing is waiting for you."))
    for assessment in waiting[:MOST_WAITING]:
        drawn += _row(assessment, blocks.button("Resume", Do.BRING, Ref.of(assessment).encode()))
    if len(waiting) > MOST_WAITING:
        drawn.append(blocks.context(f"And {len(waiting) - MOST_WAITING} more."))
    if finished:
        drawn += [blocks.divider(), blocks.header("Finished")]
        for assessment in finished:
            drawn += _row(assessment, _open_thread(assessment, workspace_url))
    return {"type": "home", "blocks": drawn}


def listing(title: str, assessments: Sequence[Assessment], workspace_url: str) -> Card:
    """A private list: each with where it stands, and a way on."""
    if not assessments:
        words = f"{title}: none. Type /balance and a title to start one."
        return Card(words, [blocks.section(words)])
    drawn: list[Block] = [blocks.section(f"*{title}*")]
    spoken = [f"{title}:"]
    for assessment in assessments[:MOST_LISTED]:
        ended = assessment.progress.state in ENDED
        accessory = (
            _open_thread(assessment, workspace_url)
            if ended
            else blocks.button("Resume", Do.BRING, Ref.of(assessment).encode())
        )
        drawn += _row(assessment, accessory)
        spoken.append(f"{escape(assessment.title)}: {_where_and_in(assessment)}")
    if (more := len(assessments) - MOST_LISTED) > 0:
        words = f"And {more} more."
        drawn.append(blocks.context(words))
        spoken.append(words)
    return Card("\n".join(spoken), drawn)


def status(assessment: Assessment) -> Card:
    """Where one assessment stands, in a few lines."""
    _, _, *progress = assessment.standing()
    lines = [
        f"{escape(principle.name)}: {words}"
        for principle, words in zip(assessment.framework.principles, progress, strict=True)
    ]
    still_open = count(len(assessment.progress.open_questions), "open question")
    lines.append(f"{where(assessment)} {still_open}.")
    return Card(
        f"{escape(assessment.title)}\n" + "\n".join(lines),
        [blocks.typed(assessment.title), *blocks.sections(lines)],
    )


def where(assessment: Assessment) -> str:
    """Where it stands, in one sentence."""
    progress = assessment.progress
    if progress.state in ENDED or progress.changes_asked:
        return state_line(assessment)
    question = None if progress.place == "review" else assessment.framework.question(progress.place)
    place = position(assessment, question) if question else "At the review"
    return f"{place}{', paused' if progress.is_paused else ''}."


def _row(assessment: Assessment, accessory: dict[str, Any] | None) -> list[Block]:
    return [
        blocks.typed(assessment.title, accessory),
        blocks.context(_where_and_in(assessment)),
    ]


def _where_and_in(assessment: Assessment) -> str:
    return f"{where(assessment)} In {channel_link(assessment.channel)}."


def _open_thread(assessment: Assessment, workspace_url: str) -> dict[str, Any] | None:
    if not assessment.thread_ts:
        return None
    url = permalink(workspace_url, assessment.channel, assessment.thread_ts)
    return blocks.button("Open", Do.LINK, Ref.of(assessment).encode(), url=url)
