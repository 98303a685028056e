"""What a summary says of a panel: how far it agreed, each split by name with its dots, and who sees it
otherwise."""

from collections.abc import Mapping

from bot.cards.dots import beside, dots
from bot.cards.text import few, people
from bot.cards.words import quoted
from flows.agreement import View
from flows.answer import Answer
from flows.assessment import Assessment
from flows.panel import Dissent, Panel

SPLIT, OTHERWISE = "The panel is split", "Seen otherwise"
"""What these lines stand under."""
MOST_DISSENT = 3


def agreed_on(assessment: Assessment) -> Mapping[str, int]:
    """On how many of its questions the panel agreed, by principle; empty where there was none."""
    panel = _revealed(assessment)
    if panel is None:
        return {}
    return {
        principle.id: sum(panel.view(question.id) is View.AGREED for question in principle.questions)
        for principle in assessment.framework.principles
    }


def who_looked(assessment: Assessment) -> str:
    """Whose view it is, where a panel answered alone first: of two looks, one may be of other people."""
    panel = _revealed(assessment)
    if panel is None:
        return ""
    who = people(sorted(one.person for one in panel.heard))
    return f"A panel of {len(panel.heard)} answered alone first: {who}."


def split_lines(assessment: Assessment) -> list[str]:
    """`• Fair access: 1 ●●  2 ·  3 ·  4 ·  5 ●●, median 3`: no figure stands without its dots. As typed."""
    panel = _revealed(assessment)
    if panel is None:
        return []
    return [
        f"• {question.label}: {dots(agreement)}, {beside(agreement)}"
        for question in assessment.framework.questions
        if (agreement := panel.agreement(question.id)).view is View.SPLIT
    ]


def dissent_lines(assessment: Assessment, limit: int) -> list[str]:
    """`• Fair access, 2 of 5 see it at 2: “words”`. As typed."""
    panel = _revealed(assessment)
    if panel is None:
        return []
    lines = [f"• {_dissent(assessment, panel, one, limit)}" for one in panel.dissents]
    return few(lines, MOST_DISSENT)


def seen_so(panel: Panel, question: str, answer: Answer | None) -> str:
    """`2 of 5 see it at 2`: how many say what this one says."""
    said = panel.latest(question)
    alike = sum(answer is not None and one.says_the_same_as(answer) for one in said.values())
    where = f"at {answer.word}" if answer and answer.rating else f"as {answer.word if answer else 'open'}"
    return f"{alike} of {len(said)} {'sees' if alike == 1 else 'see'} it {where}"


def _dissent(assessment: Assessment, panel: Panel, one: Dissent, limit: int) -> str:
    label = assessment.framework.question(one.question).label
    head = f"{label}, {seen_so(panel, one.question, panel.latest(one.question).get(one.number))}:"
    return f"{head} {quoted(one.words, limit)}"


def _revealed(assessment: Assessment) -> Panel | None:
    panel = assessment.panel
    return panel if panel and panel.is_revealed else None
