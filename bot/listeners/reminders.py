"""The buttons of a reminder, and handing an assessment over."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.cards import reminder
from bot.cards.callbacks import Do
from bot.cards.text import mention, permalink
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.filled_in import chosen_person
from bot.listeners.forms import form_ref
from bot.listeners.opening import open_modal, settle
from bot.listeners.payload import Interaction, submission
from bot.slack.errors import SlackProblem
from bot.slack.users import Person
from bot.use_cases.requests import NotAllowed, Refusal
from bot.use_cases.unit_of_work import check_may_answer
from flows.assessment import Assessment
from flows.reminder_schedule import Reader

STOPPED_WORDS = (
    "Balance does not remind you of this again. In App Home, under Settings, you can turn all reminders off."
)


async def _tomorrow(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    zone = await balance.people.zone(click.act.person)
    until = await balance.reminding.put_off(click.act, ref.assessment, ref.question, Reader(zone))
    settle(balance, click, f"Balance reminds you again on {until.astimezone(zone):%A}.")


async def _stop(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await balance.reminding.stop(click.act, ref.assessment, ref.question)
    settle(balance, click, STOPPED_WORDS)


async def _hand_over(balance: Balance, click: Interaction) -> None:
    """Open the form for those who may; the rest are told who may."""
    ref = click.need_ref()
    assessment = await balance.assessments.get(balance.workspace, ref.assessment)
    check_may_answer(assessment, click.act)
    if click.act.person != assessment.owner and not (await _owner(balance, assessment)).has_left:
        raise NotAllowed(f"Only {mention(assessment.owner)} can hand this assessment over.")
    open_modal(balance, click, reminder.hand_over(assessment, ref.at(click.act.channel or "")))


async def hand_over(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    """The submitted form. Raises FlowError with words for the person."""
    act, _, metadata, values = submission(balance, body)
    ref = form_ref(metadata)
    to = chosen_person(values, "person")
    if not to:
        return {"person": "Choose the person who looks after it from now on."}
    before = await balance.assessments.get(balance.workspace, ref.assessment)
    heir = await _person(balance.people.as_they_are_now(to))
    if not heir.can_be_told:
        return {"person": "This person cannot look after it: the account is not in use, or is an app's."}
    owner = await _owner(balance, before)
    left = {owner.id} if owner.has_left else set()
    outcome = await balance.reminding.hand_over(act, ref.assessment, to, left=left)
    if not outcome.repeated and to not in (act.person, before.owner):
        _tell_heir(balance, outcome.assessment, act.person)
    return {}


def _tell_heir(balance: Balance, assessment: Assessment, by: str) -> None:
    thread = assessment.thread_ts
    link = permalink(balance.identity.url, assessment.channel, thread) if thread else None
    balance.tell(ReplyTo(assessment.owner), reminder.handed_over(assessment, by, link))


async def _owner(balance: Balance, assessment: Assessment) -> Person:
    return await _person(balance.people.one(assessment.owner))


async def _person(asking: Awaitable[Person]) -> Person:
    try:
        return await asking
    except SlackProblem:
        raise Refusal(
            "Slack does not say just now whether this person is still here. Please try again in a moment."
        ) from None


HANDLERS: dict[str, Callable[[Balance, Interaction], Awaitable[None]]] = {
    Do.TOMORROW: _tomorrow,
    Do.STOP_REMINDING: _stop,
    Do.HAND_OVER: _hand_over,
}
