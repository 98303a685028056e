"""Clicks that only show something: a modal, a list, a private word."""

import contextlib
from functools import partial
from typing import Any

from bot.cards import all_reasons, answers, help, history, method, modals, record
from bot.cards.callbacks import Do, Ref
from bot.listeners.clicked import asked_about, seen, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from flows.assessment import Assessment


async def _why(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    open_modal(balance, click, modals.why(asked_about(assessment, click)))


async def _all_answers(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    open_modal(balance, click, await _answers(balance, click, ref))
    assessment = await seen(balance, click)
    balance.later(balance.file_looks.look(assessment), "files")


async def _turn_page(step: int, balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    page = ref.on_page(max(0, ref.page + step))
    update_modal(balance, click, await _answers(balance, click, page))


async def _version(balance: Balance, click: Interaction) -> None:
    update_modal(balance, click, await _answers(balance, click, click.need_ref()))


async def _answers(balance: Balance, click: Interaction, ref: Ref) -> dict[str, Any]:
    assessment = await seen(balance, click)
    exchanges = await balance.deciding.exchanges(assessment)
    without = await _without_access(balance, click, assessment)
    return answers.all_answers(assessment, ref.at(click.act.channel or ""), exchanges, without)


async def _all_reasons(balance: Balance, click: Interaction) -> None:
    open_modal(balance, click, await _reasons(balance, click, click.need_ref()))


async def _turn_reasons(step: int, balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    update_modal(balance, click, await _reasons(balance, click, ref.on_page(max(0, ref.page + step))))


async def _reasons(balance: Balance, click: Interaction, ref: Ref) -> dict[str, Any]:
    """Of an assessment for all who see it; of a ballot for its own person, as long as they surely do."""
    assessment = await seen(balance, click, of_others=True)
    question = asked_about(assessment, click)
    return all_reasons.all_reasons(assessment, question, ref.at(click.act.channel or ""))


async def _without_access(balance: Balance, click: Interaction, assessment: Assessment) -> set[str]:
    """The channels of its evidence that this person cannot see. In most there is none but its own, which they
    see; where Slack does not say in time, nothing is said either."""
    person = click.act.person
    places = {
        one.channel: one.by for one in assessment.evidence if one.channel not in ("", assessment.channel)
    }
    found = {place for place, by in places.items() if place.startswith("D") and by != person}
    for channel in places:
        if channel.startswith("D"):
            continue  # a direct message is its own person's
        with contextlib.suppress(TimeoutError):
            if await click.budget.within(balance.visibility.can_see(person, channel)) is False:
                found.add(channel)
    return found


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
    assessment = await seen(balance, click)
    skip, most = page * history.EVENTS_A_PAGE, history.EVENTS_A_PAGE
    found, total = await balance.reading.happened(
        balance.workspace, assessment.id, without=history.LEFT_OUT, skip=skip, most=most
    )
    ref = window_ref(assessment, click.act).on_page(page)
    return history.history(assessment, ref, found, total)


async def _decisions(balance: Balance, click: Interaction) -> None:
    open_modal(balance, click, record.in_full(await seen(balance, click)))


async def _scores(balance: Balance, click: Interaction) -> None:
    """Of an assessment; from a conversation, of those that start now."""
    framework = (await seen(balance, click)).framework if click.ref else balance.starting.framework
    open_modal(balance, click, method.how_scores_work(framework))


async def _help(balance: Balance, click: Interaction) -> None:
    balance.tell(click.reply_to, help.command_help())


ACTIONS: Actions = {
    Do.WHY: _why,
    Do.ALL_ANSWERS: _all_answers,
    Do.PAGE_BACK: partial(_turn_page, -1),
    Do.PAGE_ON: partial(_turn_page, 1),
    Do.VERSION: _version,
    Do.ALL_REASONS: _all_reasons,
    Do.REASONS_BACK: partial(_turn_reasons, -1),
    Do.REASONS_ON: partial(_turn_reasons, 1),
    Do.REASONS_TO: partial(_turn_reasons, 0),
    Do.HISTORY: _history,
    Do.HISTORY_NEWER: partial(_turn_history, -1),
    Do.HISTORY_OLDER: partial(_turn_history, 1),
    Do.DECISIONS: _decisions,
    Do.SCORES: _scores,
    Do.HELP: _help,
}
