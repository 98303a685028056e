"""What a summary says of a panel: how far it agreed, each split by name with its dots, and who sees it
otherwise."""

from collections.abc import Mapping

from bot.cards.dots import beside, dots
from bot.cards.text import count, escape, few, listed, people
from bot.cards.words import quoted
from flows.agreement import View
from flows.answer import Answer
from flows.assessment import Assessment
from flows.panel import Panel
from flows.seen_otherwise import SeenOtherwise, holding
from flows.submission import Submission

SPLIT, OTHERWISE = "The panel is split", "Seen differently"
"""What these lines stand under."""
MOST_DISSENT = 3
MOST_NAMED = 4
"""Questions, where only a line is said of the panel."""


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


def in_short(assessment: Assessment) -> str:
    """`3 people answered alone. They were split on 2 questions: Fair access and Clear limits.`, escaped;
    empty: they were not. The dots stand on the summary."""
    panel = _revealed(assessment)
    questions = assessment.framework.questions if panel else ()
    split = [escape(one.label) for one in questions if panel and panel.view(one.id) is View.SPLIT]
    if panel is None or not split:
        return ""
    left = len(split) - MOST_NAMED
    named = listed([*split[:MOST_NAMED], *([f"{left} more"] if left > 0 else [])])
    alone = f"{count(len(panel.heard), 'person', 'people')} answered alone."
    return f"{alone} They were split on {count(len(split), 'question')}: {named}."


def some_are_low(assessment: Assessment) -> bool:
    """Whether anybody of its panel rates anything 1 or 2."""
    panel, asked = _revealed(assessment), assessment.framework.questions
    return panel is not None and any(any(panel.agreement(one.id).counts[:2]) for one in asked)


def dissent_lines(assessment: Assessment, submission: Submission, limit: int) -> list[str]:
    """`• Fair access, 2 of 5 see it at 2: “words”`, of who sees it otherwise than what was submitted: a few.
    As typed."""
    return few(all_dissent_lines(assessment, submission, limit), MOST_DISSENT)


def all_dissent_lines(assessment: Assessment, submission: Submission, limit: int) -> list[str]:
    """The same of everybody, in the order in which it was said."""
    panel = _revealed(assessment)
    if panel is None:
        return []
    return [f"• {_dissent(assessment, panel, one, limit)}" for one in holding(panel, submission.answers)]


def said_to(one: SeenOtherwise) -> str:
    """`, where the team said 2`: what it was said to, if the team says something else now."""
    return f", where the team said {one.team.word}" if one.team else ""


def after_decision(assessment: Assessment, one: SeenOtherwise) -> str:
    """Whoever decided before could not read it."""
    is_late = any(decision.at < one.said.at for decision in assessment.present_decisions)
    return ", written after a decision" if is_late else ""


def seen_so(panel: Panel, question: str, answer: Answer | None) -> str:
    """`2 of 5 see it at 2`: how many say what this one says."""
    said = panel.latest(question)
    alike = sum(answer is not None and one.says_the_same_as(answer) for one in said.values())
    where = f"at {answer.word}" if answer and answer.rating else f"as {answer.word if answer else 'open'}"
    return f"{alike} of {len(said)} {'sees' if alike == 1 else 'see'} it {where}"


def _dissent(assessment: Assessment, panel: Panel, one: SeenOtherwise, limit: int) -> str:
    question = assessment.framework.question(one.said.question)
    head = f"{question.label}, {seen_so(panel, question.id, one.rating)}{said_to(one)}"
    return f"{head}{after_decision(assessment, one)}: {quoted(one.said.words, limit)}"


def _revealed(assessment: Assessment) -> Panel | None:
    panel = assessment.panel
    return panel if panel and panel.is_revealed else None
