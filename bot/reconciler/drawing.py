"""Which card belongs on which surface."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from bot.cards import exchange, headline, help, minutes, notes, question, reveal, summary, told
from bot.cards.card import Card
from bot.cards.known import Known
from bot.cards.text import channel_link
from flows import look_again, standing
from flows.answer import Given
from flows.assessment import Assessment
from flows.earlier import Earlier
from flows.permissions import holds_alone
from storage.claims import Surface
from storage.surface_rows import SurfaceKind

THREAD_GONE = "thread_gone"


def draw(assessment: Assessment, surface: Surface, known: Known) -> Card:
    """What should stand on this surface. A tick needs no card."""
    if holds_alone(assessment, assessment.owner):
        known = replace(known, reader=assessment.owner)
    match surface.kind:
        case SurfaceKind.HEADLINE:
            return headline.headline(assessment, known)
        case SurfaceKind.CARD:
            return question.current_card(assessment, known, str(surface.detail.get("minutes", "")))
        case SurfaceKind.REVEAL:
            return reveal.reveal_card(assessment, surface.subject, known)
        case SurfaceKind.RECAP:
            return minutes.of_principle(assessment, surface.subject, known)
        case SurfaceKind.NOTE:
            return notes.drawn(assessment, surface.detail)
        case SurfaceKind.QUERY:
            return exchange.query(assessment, surface.subject)
        case SurfaceKind.TOLD:
            return told.drawn(assessment, surface.detail, surface.reader)
        case SurfaceKind.CLOSED if surface.detail.get("moved"):
            return headline.moved(assessment)
        case SurfaceKind.CLOSED:
            return question.closed_card(assessment, str(surface.detail.get("question", "")), known)
        case SurfaceKind.SUMMARY:
            return summary.summary(assessment, known.today)
        case SurfaceKind.NOTICE if surface.detail.get("over"):
            return help.place_found(assessment)
        case SurfaceKind.NOTICE:
            return help.no_place(assessment, trouble_words(assessment, surface.subject))
        case SurfaceKind.TICK:
            raise ValueError("a check mark is not drawn")


def draw_unnamed(assessment: Assessment, notice: Surface) -> Card:
    """A notice for somebody who may not see which assessment it is about."""
    if notice.detail.get("over"):
        return help.unnamed_found(assessment)
    return help.unnamed_no_place(assessment, trouble_words(assessment, notice.subject))


def tells_of_changes(surface: Surface) -> bool:
    """Whether what belongs there says what a question was answered before it was changed."""
    is_line = surface.kind in (SurfaceKind.RECAP, SurfaceKind.CLOSED)
    return is_line or (surface.kind is SurfaceKind.CARD and bool(surface.detail.get("minutes")))


def people_on(assessment: Assessment, surface: Surface, earlier: Mapping[str, Earlier]) -> frozenset[str]:
    """Who is named, not mentioned, on what belongs on this surface."""
    progress, given = assessment.progress, list(assessment.given.values())
    match surface.kind:
        case SurfaceKind.CARD | SurfaceKind.HEADLINE if progress.is_alone and assessment.panel:
            return frozenset(one.person for one in assessment.panel.people)
        case SurfaceKind.REVEAL if assessment.panel and (
            assessment.panel.named or assessment.panel.open_round
        ):
            return frozenset(one.person for one in assessment.panel.people)
        case SurfaceKind.CARD if progress.question is not None:
            latest = assessment.latest_given
            if latest is None:
                return frozenset([assessment.owner])  # not on it yet, but soon
            return _who_said([one for one in (assessment.given.get(progress.state), latest[1]) if one])
        case SurfaceKind.CARD if progress.at_review or progress.changes_asked:
            return frozenset(one.by for one in given)
        case SurfaceKind.RECAP | SurfaceKind.CLOSED | SurfaceKind.CARD:
            return _who_said(given).union(*(_who_said_before(one) for one in earlier.values()))
        case _:
            return frozenset()


def _who_said(given: Collection[Given]) -> frozenset[str]:
    """Whoever gave these answers, or wrote why."""
    return frozenset(one.by for one in given).union(*(one.explainers for one in given))


def _who_said_before(earlier: Earlier) -> frozenset[str]:
    return frozenset(earlier.also).union([earlier.other.by] if earlier.other else [])


def is_waited_for(assessment: Assessment, surface: Surface) -> bool:
    """Whether people look at it, and wait for it to change: the card. While everybody answers alone, a room
    follows the headline instead, and it wants to see there what is revealed."""
    if assessment.progress.is_alone:
        return surface.kind is SurfaceKind.HEADLINE
    is_revealed = assessment.panel is not None and assessment.panel.open_round is None
    is_news = is_revealed and not (assessment.given or assessment.submissions)
    return surface.kind is SurfaceKind.CARD or (surface.kind is SurfaceKind.HEADLINE and is_news)


def true_until(assessment: Assessment, surface: Surface, now: datetime) -> datetime | None:
    """When what is drawn now will be out of date by itself. None: as long as nobody does anything."""
    if surface.kind is SurfaceKind.HEADLINE and surface.ts is None:
        return now + standing.REST  # then it leads to its thread; an answer before that puts it off
    if surface.kind is not SurfaceKind.SUMMARY:
        return None
    day = look_again.changes_with_the_day(assessment, now.date())
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
