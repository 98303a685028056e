"""Clicks that only show something: a modal, a list, a private word."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.cards import answers, help, history, modals
from bot.cards.callbacks import Do, Ref
from bot.cards.text import mention
from bot.listeners.context import Balance
from bot.listeners.opening import open_modal, open_start, update_modal
from bot.listeners.payload import BadPayload, Interaction
from bot.use_cases.requests import NotAllowed, Refusal
from bot.use_cases.unit_of_work import check_may_answer, check_may_see
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
    open_modal(balance, click, await _answers(balance, click, click.need_ref()))


async def _turn_page(step: int, balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    page = ref.on_page(max(0, ref.page + step))
    update_modal(balance, click, await _answers(balance, click, page))


async def _version(balance: Balance, click: Interaction) -> None:
    update_modal(balance, click, await _answers(balance, click, click.need_ref()))


async def _answers(balance: Balance, click: Interaction, ref: Ref) -> dict[str, Any]:
    assessment = await _assessment(balance, click)
    exchanges = await balance.decisions.exchanges(assessment)
    return answers.all_answers(assessment, ref.at(click.act.channel or ""), exchanges)


async def _history(balance: Balance, click: Interaction) -> None:
    """From a message in a modal of its own; from All answers in its place."""
    view = await _history_page(balance, click, 0)
    if click.view_id:
        update_modal(balance, click, view)
    else:
        open_modal(balance, click, view)


async def _turn_history(step: int, balance: Balance, click: Interaction) -> None:
    update_modal(balance, click, await _history_page(balance, click, max(0, click.need_ref().page + step)))


async def _history_page(balance: Balance, click: Interaction, page: int) -> dict[str, Any]:
    assessment = await _assessment(balance, click)
    skip, most = page * history.EVENTS_A_PAGE, history.EVENTS_A_PAGE
    found, total = await balance.assessments.happened(
        balance.workspace, assessment.id, without=history.LEFT_OUT, skip=skip, most=most
    )
    ref = Ref.of(assessment).at(click.act.channel or "").on_page(page)
    return history.history(assessment, ref, found, total)


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
    if click.act.person != assessment.owner:
        raise NotAllowed(f"Only {mention(assessment.owner)} can move this assessment.")
    open_modal(balance, click, modals.move(assessment))


async def _nothing(_balance: Balance, _click: Interaction) -> None:
    """A link button: the person's own browser has done it."""


async def _assessment(balance: Balance, click: Interaction) -> Assessment:
    assessment = await balance.assessments.get(balance.workspace, click.need_ref().assessment)
    check_may_see(assessment, click.act)
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
    Do.VERSION: _version,
    Do.HISTORY: _history,
    Do.HISTORY_NEWER: partial(_turn_history, -1),
    Do.HISTORY_OLDER: partial(_turn_history, 1),
    Do.SCORES: _scores,
    Do.START: _start,
    Do.HELP: _help,
    Do.MOVE: _move_place,
    Do.LINK: _nothing,
}
