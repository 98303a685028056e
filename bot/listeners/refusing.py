"""A no in words, as whoever acted is told it, and counted by why: every listener says it through here."""

from collections.abc import Mapping

from bot import metrics
from bot.cards import refusals
from flows.refusals import Refusal


def words(
    refusal: Refusal, reader: str, *, in_form: bool = False, names: Mapping[str, str] | None = None
) -> str:
    """As bot/cards/refusals.py says it."""
    metrics.refused(refusal.why.value)
    return refusals.words(refusal, reader, in_form=in_form, names=names)
