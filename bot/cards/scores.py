"""The scores of the principles, with bars, ranges and how many answers stand behind them."""

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.words import band_phrase, range_phrase, rated_phrase, score_phrase
from bot.text import escape, score_bar
from flows.scoring import Result


def scores(result: Result) -> Card:
    drawn: list[Block] = []
    spoken = []
    for score in result.principles:
        name = escape(score.principle.name)
        facts = [part for part in (rated_phrase(score), range_phrase(score)) if part]
        band = f" · {band_phrase(score)}" if band_phrase(score) else ""
        drawn.append(
            blocks.section(
                f"*{name}*  {score_bar(score.score)}  *{score_phrase(score)}*{band}\n{' · '.join(facts)}"
            )
        )
        spoken.append(f"{name}: {score_phrase(score)}{band} · {' · '.join(facts)}.")
    return Card("\n".join(spoken), drawn)
