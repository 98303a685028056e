"""Another look at what was approved or declined: its day, whom it is given to, its beginning, and the way
from one look to the next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.cards import agreed, look_again, modals
from bot.cards.callbacks import Do, Ref, View
from bot.cards.text import link, permalink
from bot.cards.words import note
from bot.listeners.clicked import clicked, in_view, seen, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh, refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.refusing import words
from bot.listeners.relocating import link_to_card
from bot.listeners.submission import SubmittedForm
from bot.slack.errors import SlackProblem
from bot.use_cases.base import Outcome
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.look_again import check_can, check_can_give
from flows.permissions import holds_alone
from flows.refusals import Refusal, Why

Begin = Callable[[Act, str], Awaitable[Outcome]]


async def _open_day(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_can(assessment, click.act)
    open_modal(balance, click, _day_form(balance, assessment, click.act))


async def _set_day(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    never = form.chosen("when") == look_again.NEVER
    day = None if never else form.chosen_day("day")
    if day is None and not never:
        return {"day": Refusal(Why.LOOK_DAY_MISSING)}
    ref, why = form.ref, form.field("why")
    try:
        await balance.looking_again.set_day(form.act, ref.assessment, day, why, seen=ref.seen)
    except Refusal as refusal:
        if refusal.why not in (Why.LOOK_WHY_MISSING, Why.LOOK_IS_DUE):
            raise
        if "why" in form.values:
            return {"why": refusal}
        # The day has come since the form was opened: now it is to say why.
        assessment = await in_view(balance, form.act, ref.assessment)
        raise Anew(_day_form(balance, assessment, form.act)) from None
    refresh(balance, form.act.person)
    return {}


def _day_form(balance: Balance, assessment: Assessment, act: Act) -> dict[str, Any]:
    draw = look_again.put_off if balance.looking_again.is_due(assessment) else look_again.set_day
    return draw(assessment, window_ref(assessment, act))


async def _open_giving(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    check_can_give(assessment, click.act, rules.leads)
    open_modal(balance, click, look_again.give(assessment, window_ref(assessment, click.act)))


async def _give(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, to = form.ref, form.chosen_person("person")
    if not to:
        return {"person": Refusal(Why.LOOKER_MISSING)}
    assessment = await in_view(balance, form.act, ref.assessment)
    await _check_can_look(balance, form, assessment, to)
    await balance.looking_again.give(form.act, ref.assessment, to, seen=ref.seen)
    refresh(balance, form.act.person)
    return {}


async def _check_can_look(balance: Balance, form: SubmittedForm, assessment: Assessment, person: str) -> None:
    """Only somebody who is there: no app, no guest, nobody who cannot see the channel."""
    try:
        async with asyncio.timeout(form.budget.left):
            found = await balance.people.as_they_are_now(person)
            if not found.can_be_told:
                raise Refusal(Why.LOOKER_GONE)
            if found.is_guest:
                raise Refusal(Why.LOOKER_IS_GUEST)
            alone = holds_alone(assessment, person)
            if not alone and await balance.visibility.can_see(person, assessment.channel) is False:
                raise Refusal(Why.LOOKER_OUTSIDE)
    except (SlackProblem, TimeoutError):
        raise Refusal(Why.PERSON_NOT_KNOWN_NOW, people=[person]) from None


async def _look_again(balance: Balance, click: Interaction) -> None:
    await _begin(balance, click, balance.looking_again.start, "Another look began")


async def _start_again(balance: Balance, click: Interaction) -> None:
    await _begin(balance, click, balance.looking_again.start_again, "This was started again")


async def _begin(balance: Balance, click: Interaction, begin: Begin, done: str) -> None:
    """Say where it went; whoever is too late is led to what began before."""
    click.lend_address(balance.reconciler.addresses)
    old = click.need_ref().assessment
    try:
        await begin(click.act, old)
        said = f"{done}. "
    except Refusal as refusal:
        if refusal.why not in (Why.LOOK_BEGAN, Why.BEGAN_AGAIN):
            raise
        said = f"{words(refusal, click.act.person)} "
    if new := (await in_view(balance, click.act, old)).next:
        await in_view(balance, click.act, new)
        balance.reconciler.wake(new)
        link_to_card(balance, click, Ref(new), said, settles=True)
    refresh_if_open(balance, click)


async def _agreed(balance: Balance, click: Interaction) -> None:
    """What was agreed last time, as it stands now."""
    assessment = await seen(balance, click)
    if not assessment.previous:
        raise BadPayload("no look before this one")
    previous = await in_view(balance, click.act, assessment.previous)
    open_modal(balance, click, agreed.in_full(previous))


async def _other_look(balance: Balance, click: Interaction) -> None:
    """The way from one look to the next or the last one: its summary if there is one, else its thread."""
    assessment = await clicked(balance, click)  # Slack itself shows what it leads to, or does not
    links = await balance.relocating.links(assessment)
    where = links.summary_ts or assessment.thread_ts
    if not where:
        raise Refusal(Why.NOT_POSTED_YET)
    url = permalink(balance.identity.url, assessment.channel, where, assessment.thread_ts)
    what, are = ("summary", "is") if links.summary_ts else ("questions", "are")
    if click.stands_twice:
        words = "Its summary is in the channel." if links.summary_ts else "It has no summary yet."
        open_modal(balance, click, modals.link(assessment, words, url, label=f"Open the {what}"))
    else:
        balance.tell(click.reply_to, note(f"Its {what} {are} {link(url, 'here')}."))


ACTIONS: Actions = {
    Do.LOOK_AGAIN_ON: _open_day,
    Do.LOOK_AGAIN: _look_again,
    Do.GIVE_LOOK: _open_giving,
    Do.START_AGAIN: _start_again,
    Do.AGREED: _agreed,
    Do.NEXT_LOOK: _other_look,
    Do.LAST_LOOK: _other_look,
}
VIEWS: Views = {
    View.LOOK_AGAIN_ON: Form(_set_day, "day"),
    View.GIVE_LOOK: Form(_give, "person", for_people=False),
}
