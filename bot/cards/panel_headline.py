"""What of a panel stands in the channel: one message, to be read across a room and on a phone. While people
answer alone it says how many are done, and who is not; after the reveal, on how many questions they are
split, and on which.

Before the reveal nothing here depends on any answer, and after it nothing tells whose rating is whose.
"""

from collections import Counter
from collections.abc import Sequence

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.dots import VIEW_WORDS, dots, spoken, unrated
from bot.cards.known import Known
from bot.cards.panel import missing_lines, standing_phrase
from bot.cards.text import count, escape
from flows.agreement import View
from flows.assessment import Assessment
from flows.framework import Framework, Question
from flows.panel import Panel

MOST_SHOWN = (40, 12, 6, 2)
"""Names in a row, and split questions: as many as Slack takes. 40 is all of them."""


def for_the_room(assessment: Assessment, known: Known, most: int) -> Card:
    """In large type, right below the title; nothing where there is no panel, or a summary says it by now."""
    panel = assessment.panel
    if panel is None or assessment.is_over or assessment.submissions:
        return Card("", [])
    return _revealed(assessment, panel, most) if panel.is_revealed else _alone(panel, known, most)


def _alone(panel: Panel, known: Known, most: int) -> Card:
    done, lines = standing_phrase(panel), missing_lines(panel, known, most)
    said = "\n".join([f"{done}.", *lines]).replace("*", "")
    return Card(said, [blocks.header(done), *_open(lines)])


def _revealed(assessment: Assessment, panel: Panel, most: int) -> Card:
    framework = assessment.framework
    views = {question: panel.view(question.id) for question in framework.questions}
    many = Counter(views.values())
    tally = ", ".join(f"{many[view]} {VIEW_WORDS[view]}" for view in View if many[view])
    head = f"{count(len(views), 'question')}: {tally}"
    split = [question for question, view in views.items() if view is View.SPLIT]
    again = _again(framework, panel)
    shown = [_split(framework, panel, question) for question in split]
    told = [f"{escape(question.label)}: split, {spoken(panel.agreement(question.id))}." for question in split]
    lines = [*_first(shown, most), *again]
    said = [f"{head}.", *_first(told, most), *again]
    return Card("\n".join(said).replace("*", ""), [blocks.header(head), *_open(lines)])


def _open(lines: list[str]) -> list[Block]:
    """Nobody in the room can choose “See more”."""
    return [block | {"expand": True} for block in blocks.sections(lines)]


def _split(framework: Framework, panel: Panel, question: Question) -> str:
    """By name, and with a dot for each rating: no figure stands for it."""
    agreement = panel.agreement(question.id)
    figures = ", ".join([dots(agreement), *unrated(agreement)])
    return f"*{framework.number(question.id)}. {escape(question.label)}*\n{figures}"


def _again(framework: Framework, panel: Panel) -> list[str]:
    """Which question is being rated again, and how many are done with that."""
    asked = panel.open_round.questions if panel.open_round else ()
    done = sum(panel.is_done(one) for one in panel.heard)
    return [
        f"*Being rated again, alone*: {framework.number(one)}. {escape(framework.question(one).label)}. "
        f"{done} of {len(panel.heard)} done."
        for one in asked
    ]


def _first(lines: Sequence[str], most: int) -> list[str]:
    """Those for which there is room."""
    left = len(lines) - most
    return [*lines] if left <= 0 else [*lines[:most], f"And {left} more that are split."]
