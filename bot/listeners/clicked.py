"""The assessment and the question that a clicked button is about, as they are now."""

from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload
from flows.assessment import Assessment
from flows.framework import Question
from flows.permissions import check_may_see, check_sees_it


async def clicked(balance: Balance, click: Interaction) -> Assessment:
    """For what asks by a rule of its own who may. Raises NotAllowed for who cannot see it now."""
    assessment = await balance.answering.get(balance.workspace, click.need_ref().assessment)
    check_sees_it(assessment, click.act)
    return assessment


async def seen(balance: Balance, click: Interaction) -> Assessment:
    """Raises NotAllowed for who may not see it."""
    assessment = await clicked(balance, click)
    check_may_see(assessment, click.act)
    return assessment


def asked_about(assessment: Assessment, click: Interaction) -> Question:
    """Raises BadPayload for a question that is not in the framework."""
    question_id = click.need_ref().question
    try:
        return assessment.framework.question(question_id)
    except KeyError:
        raise BadPayload("no question") from None
