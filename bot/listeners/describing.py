"""The owner changes what an assessment is called, what it is about and who answers."""

import asyncio
from collections.abc import Collection

from bot.cards import starting as cards
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.home import refresh
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.submission import SubmittedForm
from bot.use_cases.base import Outcome
from flows.actor import still_there
from flows.assessment import Assessment
from flows.particulars import ABOUT, ASSESSORS, RECIPIENTS, TITLE, Particulars
from flows.permissions import check_may_describe
from flows.refusals import Refusal, Why

_OF_ASSESSORS = (Why.DECIDES_ON_IT, Why.PANEL_SIZE)


async def _open(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_describe(assessment, click.act)
    open_modal(balance, click, cards.describe(assessment, window_ref(assessment, click.act)))


async def _describe(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref = form.ref
    before = await in_view(balance, form.act, ref.assessment)
    wanted = particulars(form, Particulars.of(before).assessors)
    if errors := wanted.errors():
        return errors
    try:
        outcome = await _change(balance, form, before, wanted)
    except Refusal as refusal:
        if refusal.why in _OF_ASSESSORS:
            return {ASSESSORS: refusal}
        raise
    if not outcome.repeated:
        # Of those who were chosen before, it was told then.
        chosen = wanted.assessors - before.assessors
        tell_who_cannot_see(balance, form.reply_to, outcome.assessment, chosen, to_do="answer")
    refresh(balance, form.act.person)
    return {}


async def _change(balance: Balance, form: SubmittedForm, before: Assessment, wanted: Particulars) -> Outcome:
    seen = form.ref.seen
    if before.panel is None:
        return await balance.describing.describe(form.act, before.id, wanted, seen=seen)
    alone = before.panel.people if before.progress.is_alone else ()
    people = sorted(still_there(one.person for one in alone))
    asked = [balance.visibility.can_see(person, before.channel) for person in people]
    try:
        sees = await form.budget.within(asyncio.gather(*asked))
    except TimeoutError:
        sees = [None for _ in people]
    # While Slack does not say, the old title stands on: no harm, where the new one could be.
    away = [person for person, is_there in zip(people, sees, strict=True) if not is_there]
    return await balance.panels.describe(form.act, before.id, wanted, seen=seen, away=away)


def particulars(form: SubmittedForm, answering: Collection[str]) -> Particulars:
    """As they were filled in. `answering`: who answered before."""
    title, about, recipients = (form.field(name) for name in (TITLE, ABOUT, RECIPIENTS))
    return Particulars.typed(title, about, recipients, form.chosen_people(ASSESSORS, answering))


ACTIONS: Actions = {Do.DESCRIBE: _open}
VIEWS: Views = {View.DESCRIBE: Form(_describe, TITLE)}
