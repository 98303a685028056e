"""Conditions of an approval: all of them in a window, said to be met, confirmed or sent back, and changed."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from bot.cards import conditions as cards
from bot.cards.callbacks import Do, View
from bot.listeners.budget import AskBudget
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh, refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.refusing import words
from bot.listeners.submission import SubmittedForm
from bot.slack.errors import SlackProblem
from bot.slack.users import Person
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.condition import BY, OWNER, WHEN, TermsForm
from flows.conditions import (
    Confirmers,
    check_may_change,
    check_may_confirm,
    check_may_look,
    check_may_meet,
    in_force,
    the_one,
)
from flows.refusals import Refusal


def terms_form(form: SubmittedForm) -> TermsForm:
    """As the form of a decision and that of a single condition ask for it."""
    by_the_day = form.chosen(WHEN) == cards.LATER
    return TermsForm(form.chosen_person(OWNER), form.chosen_day(BY), before_sharing=not by_the_day)


async def _show(balance: Balance, click: Interaction) -> None:
    """A window of its own; from a form that was opened in one, in its place."""
    assessment = await clicked(balance, click)
    others = await _others(balance, assessment, click, opens=True)
    check_may_look(assessment, click.act, others)
    _put(balance, click, _window(balance, assessment, click.act, others))


async def _open_meet(balance: Balance, click: Interaction) -> None:
    """From the window, a reminder, or App Home."""
    assessment = await clicked(balance, click)
    one = the_one(assessment, click.need_ref().question)
    check_may_meet(assessment, one, click.act)
    _put(balance, click, cards.meet(one, window_ref(assessment, click.act)))


async def _open_send_back(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    one = the_one(assessment, click.need_ref().question)
    check_may_confirm(assessment, one, click.act, await _others(balance, assessment, click, opens=True))
    _put(balance, click, cards.send_back(one, window_ref(assessment, click.act)))


async def _open_change(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    one = the_one(assessment, click.need_ref().question)
    check_may_change(assessment, one, click.act, await _others(balance, assessment, click, opens=True))
    _put(balance, click, cards.change(one, window_ref(assessment, click.act)))


async def _confirm(balance: Balance, click: Interaction) -> None:
    """In the window, which says what came of it: a private word would be hidden behind it."""
    ref, said = click.need_ref(), ""
    before = await clicked(balance, click)
    others = await _others(balance, before, click)
    try:
        await balance.conditions.confirm(click.act, ref.assessment, ref.question, ref.seen, others=others)
    except Refusal as refusal:
        said = words(refusal, click.act.person)
    now = await clicked(balance, click)
    update_modal(balance, click, _window(balance, now, click.act, others, said))
    refresh_if_open(balance, click)


async def _meet(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref = form.ref
    outcome = await balance.conditions.say_met(
        form.act, ref.assessment, ref.question, ref.seen, form.field(cards.NOTE)
    )
    raise Anew(await _afterwards(balance, outcome.assessment, form))


async def _send_back(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref = form.ref
    before = await in_view(balance, form.act, ref.assessment)
    others = await _others(balance, before, form)
    missing = form.field(cards.MISSING)
    outcome = await balance.conditions.send_back(
        form.act, ref.assessment, ref.question, ref.seen, missing, others=others
    )
    raise Anew(await _afterwards(balance, outcome.assessment, form, others))


async def _change(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, wanted = form.ref, terms_form(form)
    if errors := wanted.errors(balance.conditions.today):
        return errors
    before = await in_view(balance, form.act, ref.assessment)
    others = await _others(balance, before, form)
    outcome = await balance.conditions.set_terms(
        form.act, ref.assessment, ref.question, ref.seen, wanted, others=others
    )
    tell_who_cannot_see(balance, form.reply_to, outcome.assessment, {wanted.owner}, to_do="see to it")
    raise Anew(await _afterwards(balance, outcome.assessment, form, others))


async def _afterwards(
    balance: Balance, assessment: Assessment, form: SubmittedForm, others: Confirmers | None = None
) -> dict[str, Any]:
    """In the place of a form that is saved: how they stand now."""
    refresh(balance, form.act.person)
    others = others or await _others(balance, assessment, form)
    return _window(balance, assessment, form.act, others)


async def _others(
    balance: Balance, assessment: Assessment, asked: Interaction | SubmittedForm, *, opens: bool = False
) -> Confirmers:
    """Who stands in for whoever set a condition. Who left is asked of Slack for who would stand in alone, and
    as it is now: who is back confirms again themselves. For what only `opens`, as it was within a minute."""
    person = asked.act.person
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    if person not in rules.leads:
        return Confirmers(rules.leads)
    setters = sorted({one.set_by for one in in_force(assessment)} - {person})
    ask = balance.people.just_now if opens else balance.people.as_they_are_now
    found = await asyncio.gather(*(_has_left(ask(setter), asked.budget) for setter in setters))
    has_left = dict(zip(setters, found, strict=True))
    left, unsure = ([one for one in setters if has_left[one] is said] for said in (True, None))
    return Confirmers(rules.leads, left, unsure)


async def _has_left(asking: Awaitable[Person], budget: AskBudget) -> bool | None:
    """None: Slack does not say in time."""
    try:
        return (await budget.within(asking)).has_left
    except (SlackProblem, TimeoutError):
        return None


def _window(
    balance: Balance, assessment: Assessment, act: Act, others: Confirmers, said: str = ""
) -> dict[str, Any]:
    return cards.everything(
        assessment, window_ref(assessment, act), act.person, others, balance.conditions.today, said
    )


def _put(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    """In the window where it was clicked, else in one of its own."""
    if click.in_modal:
        update_modal(balance, click, view)
    else:
        open_modal(balance, click, view)


ACTIONS: Actions = {
    Do.CONDITIONS: _show,
    Do.MEET_CONDITION: _open_meet,
    Do.CONFIRM_CONDITION: _confirm,
    Do.SEND_BACK_CONDITION: _open_send_back,
    Do.CONDITION_TERMS: _open_change,
}
VIEWS: Views = {
    View.MEET_CONDITION: Form(_meet, cards.NOTE),
    View.SEND_BACK_CONDITION: Form(_send_back, cards.MISSING),
    View.CONDITION_TERMS: Form(_change, OWNER),
}
