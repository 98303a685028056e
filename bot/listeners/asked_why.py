"""“n/a” without a reason: Balance asks for it, and the “because” that comes next is why, of that question."""

from hashlib import sha256

from bot.listeners.context import Balance
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.framework import Question

_ASKED = "na"


async def ask(balance: Balance, assessment: Assessment, act: Act, question: Question) -> None:
    """Remember for which question this person is asked why it does not apply."""
    number = assessment.framework.number(question.id)
    asked = f"{_ASKED}|{assessment.id}|{number}|{_answers(assessment, act.person)}"
    await balance.remembering.remember(act.workspace, act.person, asked)


async def asked_for(balance: Balance, assessment: Assessment, act: Act) -> Question | None:
    """The question of which they were asked that, if they have answered none since. It is asked once."""
    match (await balance.remembering.last_words(act.workspace, act.person)).split("|"):
        case [name, of, number, answers] if name == _ASKED and of == assessment.id:
            await balance.remembering.remember(act.workspace, act.person, "because")
            is_still_so = answers == _answers(assessment, act.person)
            return assessment.framework.questions[int(number) - 1] if is_still_so else None
    return None


def _answers(assessment: Assessment, person: str) -> str:
    """Tells what they have answered so far from what they will have once they answer again. Not by a moment:
    clocks may differ."""
    return sha256(repr(sorted(assessment.answers_of(person))).encode()).hexdigest()[:8]
