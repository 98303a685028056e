"""Whoever gives somebody a part who cannot see the assessment is told so: in private, and afterwards."""

from collections.abc import Set

from bot.cards.reviewing import cannot_see
from bot.listeners.context import Balance, ReplyTo
from flows.assessment import Assessment


def tell_who_cannot_see(
    balance: Balance, to: ReplyTo, assessment: Assessment, people: Set[str], to_do: str = "decide"
) -> None:
    """`to_do` is their part. Slack is asked after the acknowledgement. Where it does not say who is there,
    nothing is told."""
    others = people - {to.person}
    if not others:
        return

    async def look() -> None:
        is_direct = assessment.channel.startswith("D")  # nobody but its owner is there, and no need to ask
        away = sorted(others) if is_direct else await balance.visibility.without(assessment.channel, others)
        if away:
            balance.tell(to, cannot_see(assessment, away, to_do))

    balance.later(look(), "who cannot see")
