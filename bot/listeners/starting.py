"""Starting an assessment: the form, wherever it is opened from, and what it begins."""

import contextlib

from bot.cards import starting as cards
from bot.cards.callbacks import Do, View
from bot.cards.home import began
from bot.cards.home_state import Look
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.feature import Actions, Shortcuts, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import publish
from bot.listeners.interaction import Interaction
from bot.listeners.opening import in_time
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.own_day import own_day
from bot.listeners.payload import Shortcut
from bot.listeners.relocating import card_link
from bot.listeners.submission import SubmittedForm
from bot.use_cases.starting import StartForm
from flows.assessment import Assessment
from flows.permissions import check_sees
from flows.refusals import NotAllowed, OwnWork, Refusal, Why
from storage.errors import StorageError

FIRST_QUESTION_SECONDS = 10.0
"""How long to wait for the first question, to which somebody is led."""


def open_form(
    balance: Balance,
    reply_to: ReplyTo,
    trigger_id: str,
    *,
    title: str = "",
    channel: str = "",
    opened: str = "",
) -> None:
    """With the reviewers whom the channel's settings suggest, if the channel is known."""

    async def opening() -> None:
        suggested = None
        if channel:
            # Where they cannot be read, the form asks on its way back, as for a channel chosen in it.
            with contextlib.suppress(StorageError):
                suggested = await balance.starting.suggested(balance.workspace, channel, reply_to.person)
        view = cards.start(title=title, channel=channel, suggested=suggested, opened=opened)
        await balance.slack.open_view(trigger_id, view)

    in_time(balance, reply_to, opening())


async def _on_click(balance: Balance, click: Interaction) -> None:
    # In a direct message a team is rarely meant: the channel is left for the person to choose. So it is where
    # Slack does not say that they are in it, for the form shows what is set there.
    channel = next((here for here in click.act.sees if not here.startswith("D")), "")
    opened = cards.AT_HOME if click.view_id else "" if channel else cards.IN_DIRECT_MESSAGE
    open_form(balance, click.reply_to, click.trigger_id, title=click.value, channel=channel, opened=opened)


async def _on_shortcut(balance: Balance, shortcut: Shortcut) -> None:
    open_form(balance, shortcut.reply_to, shortcut.trigger_id)


async def _start(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    decides, way = form.field_like(cards.DECIDES), form.chosen(cards.HOW)
    wanted = StartForm(
        title=form.field("title"),
        about=form.field("about"),
        recipients=form.field("recipients"),
        channel=form.chosen_channel("channel"),
        assessors=form.chosen_people("assessors"),
        reviewers=form.chosen_people(decides),
        alone=way in (cards.Way.ALONE, cards.Way.NAMED),
        named=way == cards.Way.NAMED,
        until=form.chosen_day(cards.UNTIL),
    )
    # Only a day is asked about: most who start do not wait for what Slack says of them.
    today = await own_day(balance, form) if wanted.until else balance.starting.today
    if errors := wanted.errors(today):
        return errors
    try:
        check_sees(wanted.channel, form.act, Why.NOT_IN_THAT_CHANNEL)  # before anything is told of it
        await _suggest_anew(balance, form, wanted, decides.removeprefix(f"{cards.DECIDES}_"))
        outcome = await balance.starting.start(form.act, wanted)
    except OwnWork as error:
        return {decides: error}
    except NotAllowed as error:
        return {decides if error.why is Why.ONLY_LEADS_CHOOSE else "channel": error}
    if not outcome.repeated:
        tell_who_cannot_see(balance, form.reply_to, outcome.assessment, outcome.assessment.reviewers)
        if wanted.alone:
            tell_who_cannot_see(balance, form.reply_to, outcome.assessment, wanted.assessors, to_do="answer")
        if form.metadata in (cards.AT_HOME, cards.IN_DIRECT_MESSAGE):
            balance.later(_tell_it_began(balance, outcome.assessment, form), "began")
    return {}


async def _tell_it_began(balance: Balance, started: Assessment, form: SubmittedForm) -> None:
    """Where the form was opened: with a link, which is there as soon as the first question is."""
    await balance.reconciler.settled(started.id, FIRST_QUESTION_SECONDS)
    assessment = await balance.reading.get(balance.workspace, started.id)
    card = began(assessment, await card_link(balance, assessment))
    if form.metadata == cards.AT_HOME:
        publish(balance, form.act.person, balance.queries.looks.get(form.act.person) or Look(), card.blocks)
    else:
        balance.tell(ReplyTo(form.act.person), card)


async def _suggest_anew(balance: Balance, form: SubmittedForm, wanted: StartForm, seen: str) -> None:
    """Raises Anew where the channel is not the one whose reviewers the person saw (`seen`; empty: of none),
    and they left the field as it was: nobody is chosen to decide, or left out, unseen."""
    act, channel = form.act, wanted.channel
    if channel == seen:
        return
    suggested = await balance.starting.suggested(act.workspace, channel, act.person)
    before = await balance.starting.suggested(act.workspace, seen, act.person) if seen else frozenset()
    if wanted.reviewers == before != suggested:
        opened = form.metadata
        raise Anew(cards.start(channel=channel, suggested=suggested, reconsider=True, opened=opened))


ACTIONS: Actions = {Do.START: _on_click}
SHORTCUTS: Shortcuts = {View.START: _on_shortcut}
VIEWS: Views = {View.START: Form(_start, "title")}
