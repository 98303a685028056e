"""“n/a” without a reason: Balance asks for it, and the “because” that comes next is why, of that question."""

from hashlib import sha256

from bot.listeners.context import Balance
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.framework import Question


async def ask(balance: Balance, assessment: Assessment, act: Act, question: Question) -> None:
    """Remember for which question this person is asked why it does not apply."""
    await _remember(balance, assessment, act, question, _answers(assessment, act.person))


async def asked_for(balance: Balance, assessment: Assessment, act: Act) -> Question | None:
    """The question of which they were asked that, if they have answered none since. Where the question at
    hand is another one, it was asked for once, and their next reason is for an answer of theirs; not this
    one, which Slack may send again."""
    asked = await balance.remembering.about(act.workspace, _about(assessment, act.person))
    if asked is None:
        return None
    number, turn, still = asked.split(":", 2)
    if still not in (_answers(assessment, act.person), act.key):
        return None
    question = assessment.framework.questions[int(number) - 1]
    if question != assessment.progress.question:
        if still != act.key and assessment.turn != int(turn) and assessment.moved_by == act.person:
            return None  # they have gone on themselves
        await _remember(balance, assessment, act, question, act.key)
    return question


async def _remember(
    balance: Balance, assessment: Assessment, act: Act, question: Question, still: str
) -> None:
    """`still`: what tells the reason that is waited for from others."""
    asked = f"{assessment.framework.number(question.id)}:{assessment.turn}:{still}"
    await balance.remembering.put(act.workspace, _about(assessment, act.person), asked)


def _about(assessment: Assessment, person: str) -> str:
    """Their id stands in its middle, by which it goes when they are forgotten."""
    return f"asked_why:{person}:{assessment.id}:"


def _answers(assessment: Assessment, person: str) -> str:
    """Tells what they have answered so far from what they will have once they answer again. Not by a moment:
    clocks may differ."""
    return sha256(repr(sorted(assessment.answers_of(person))).encode()).hexdigest()[:8]
