"""The assessment and the question that a click or a form is about, as they are now, for who can see them."""

from bot.cards.callbacks import Ref
from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.framework import Question
from flows.permissions import check_may_see
from flows.who_decides import would_lose_decision


async def in_view(balance: Balance, act: Act, assessment_id: str, *, of_others: bool = False) -> Assessment:
    """For who can see it at this moment, and in their ballot what is `of_others`. Raises NotThere,
    NotAllowed, and MustAsk where that is to be found out first."""
    return await balance.reading.in_view(act, assessment_id, of_others=of_others)


async def clicked(balance: Balance, click: Interaction, *, of_others: bool = False) -> Assessment:
    """The same of a click, for what asks by a rule of its own who may."""
    return await in_view(balance, click.act, click.need_ref().assessment, of_others=of_others)


async def seen(balance: Balance, click: Interaction, *, of_others: bool = False) -> Assessment:
    """Raises NotAllowed for who may not see it."""
    assessment = await clicked(balance, click, of_others=of_others)
    check_may_see(assessment, click.act)
    return assessment


async def costs_decision(balance: Balance, assessment: Assessment, person: str) -> bool:
    """Whether this person decides, by the rules that hold now too, and could not once they took part in
    answering: a form tells them so before."""
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    return would_lose_decision(assessment, person, rules)


def window_ref(assessment: Assessment, act: Act) -> Ref:
    """What a window carries: the assessment as it stands, and where the window was opened."""
    return Ref.of(assessment).at(act.channel or "")


def asked_about(assessment: Assessment, click: Interaction) -> Question:
    """Raises BadPayload for a question that is not in the framework."""
    question_id = click.need_ref().question
    try:
        return assessment.framework.question(question_id)
    except KeyError:
        raise BadPayload("no question") from None
