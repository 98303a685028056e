"""Which card belongs on which surface."""

from datetime import UTC, date, datetime, time

from bot.cards import exchange, headline, help, notes, question, summary
from bot.cards.card import Card
from bot.cards.text import channel_link
from flows import look_again
from flows.assessment import Assessment
from storage.claims import Surface
from storage.surface_rows import SurfaceKind

THREAD_GONE = "thread_gone"


def draw(assessment: Assessment, surface: Surface, today: date) -> Card:
    """What should stand on this surface on this day. A tick needs no card."""
    match surface.kind:
        case SurfaceKind.HEADLINE:
            return headline.headline(assessment)
        case SurfaceKind.CARD:
            return question.current_card(assessment)
        case SurfaceKind.RECAP:
            return headline.recap(assessment, surface.subject)
        case SurfaceKind.NOTE:
            return notes.drawn(assessment, surface.detail)
        case SurfaceKind.QUERY:
            return exchange.query(assessment, surface.subject)
        case SurfaceKind.TOLD:
            detail = surface.detail
            return exchange.changes_asked(assessment, int(detail["decision"]), str(detail["link"]))
        case SurfaceKind.CLOSED if surface.detail.get("moved"):
            return headline.moved(assessment)
        case SurfaceKind.CLOSED:
            return question.closed_card(assessment, str(surface.detail.get("question", "")))
        case SurfaceKind.SUMMARY:
            return summary.summary(assessment, today)
        case SurfaceKind.NOTICE if surface.detail.get("over"):
            return help.place_found(assessment)
        case SurfaceKind.NOTICE:
            return help.no_place(assessment, trouble_words(assessment, surface.subject))
        case SurfaceKind.TICK:
            raise ValueError("a check mark is not drawn")


def true_until(assessment: Assessment, surface: Surface, today: date) -> datetime | None:
    """When what is drawn today will be out of date by itself. None: as long as nobody does anything."""
    if surface.kind is not SurfaceKind.SUMMARY:
        return None
    day = look_again.changes_with_the_day(assessment, today)
    return datetime.combine(day, time(), UTC) if day else None


def trouble_words(assessment: Assessment, code: str) -> str:
    """Why an assessment cannot be shown where it is, and what its owner can do."""
    channel = channel_link(assessment.channel)
    invite = "Type /invite @Balance there, and it goes on by itself."
    archived = (
        f"The channel {channel} is archived. Move the assessment to another channel. "
        "If this one comes back, it goes on there by itself."
    )
    known = {
        "not_in_channel": f"Balance is not in {channel} yet. {invite}",
        "channel_not_found": f"Balance cannot see {channel}. {invite}",
        "is_archived": archived,
        "is_inactive": archived,
        THREAD_GONE: f"The thread in {channel} was deleted. Move the assessment to a new thread.",
    }
    return known.get(
        code,
        f"Slack does not let Balance post in {channel} ({code}). Move the assessment to another channel.",
    )
