"""The scores of the principles, with bars, ranges and how many answers stand behind them."""

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.text import escape, score_bar
from bot.cards.words import band_phrase, range_phrase, rated_phrase, score_phrase
from flows.scoring import Result


def scores(result: Result) -> Card:
    drawn: list[Block] = []
    spoken = []
    for score in result.principles:
        name = escape(score.principle.name)
        parts = (band_phrase(score), rated_phrase(score), range_phrase(score))
        facts = " · ".join(part for part in parts if part)
        # What comes after the bar stands in the next line: on a phone it would be broken in two.
        drawn.append(blocks.section(f"*{name}*  {score_bar(score.score)}  *{score_phrase(score)}*\n{facts}"))
        spoken.append(f"{name}: {score_phrase(score)} · {facts}.")
    return Card("\n".join(spoken), drawn)
