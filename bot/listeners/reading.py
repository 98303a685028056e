"""Clicks that only show something: a modal, a list, a private word."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.acts import Refusal
from bot.balance import Balance
from bot.cards import help, modals
from bot.cards.refs import Do
from bot.desk import check_may_answer, check_may_read
from bot.listeners.opening import open_modal, open_start, update_modal
from bot.listeners.payload import BadPayload, Interaction
from flows.assessment import Assessment
from flows.framework import Question


async def _why(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    open_modal(balance, click, modals.why(_question(assessment, click)))


async def _reason(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    check_may_answer(assessment, click.act)
    question = _question(assessment, click)
    given = assessment.given.get(question.id)
    if given is None:
        raise Refusal("This question has no answer yet. Answer it first, then add the reason.")
    ref = replace(click.need_ref().at(click.act.channel or ""), seen=given.mark)
    open_modal(balance, click, modals.reason(question, given, ref))


async def _not_applicable(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    check_may_answer(assessment, click.act)
    ref = click.need_ref().at(click.act.channel or "")
    open_modal(balance, click, modals.not_applicable(_question(assessment, click), ref))


async def _all_answers(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    ref = click.need_ref().at(click.act.channel or "")
    open_modal(balance, click, modals.all_answers(assessment, ref))


async def _turn_page(step: int, balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    ref = click.need_ref()
    update_modal(balance, click, modals.all_answers(assessment, ref.on_page(max(0, ref.page + step))))


async def _scores(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    open_modal(balance, click, modals.how_scores_work(assessment.framework))


async def _start(balance: Balance, click: Interaction) -> None:
    here = click.act.channel or ""
    # In a direct message a team is rarely meant: the channel is left for the person to choose.
    channel = "" if here.startswith("D") else here
    open_start(balance, click.reply_to, click.trigger_id, title=click.value, channel=channel)


async def _help(balance: Balance, click: Interaction) -> None:
    balance.tell(click.reply_to, help.command_help())


async def _move_place(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    open_modal(balance, click, modals.move(assessment))


async def _nothing(_balance: Balance, _click: Interaction) -> None:
    """A link button: the person's own browser has done it."""


async def _assessment(balance: Balance, click: Interaction) -> Assessment:
    assessment = await balance.assessments.get(balance.workspace, click.need_ref().assessment)
    check_may_read(assessment, click.act)
    return assessment


def _question(assessment: Assessment, click: Interaction) -> Question:
    question_id = click.need_ref().question
    try:
        return assessment.framework.question(question_id)
    except KeyError:
        raise BadPayload(f"no question {question_id!r:.80}") from None


HANDLERS: dict[str, Callable[[Balance, Interaction], Awaitable[None]]] = {
    Do.WHY: _why,
    Do.REASON: _reason,
    Do.NOT_APPLICABLE: _not_applicable,
    Do.ALL_ANSWERS: _all_answers,
    Do.PAGE_BACK: partial(_turn_page, -1),
    Do.PAGE_ON: partial(_turn_page, 1),
    Do.SCORES: _scores,
    Do.START: _start,
    Do.HELP: _help,
    Do.MOVE: _move_place,
    Do.LINK: _nothing,
}
