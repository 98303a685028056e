"""What is chosen on lists, in private answers and in App Home."""

from dataclasses import replace
from functools import partial

from bot.cards import home, overview
from bot.cards.callbacks import Do, View
from bot.cards.home_state import TEXT_MAX, Look
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.home import publish
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.private_lists import (
    Answer,
    found_card,
    or_why_not,
    overview_card,
    tell,
    tell_waiting,
)
from bot.listeners.submission import SubmittedForm
from flows.listing import Concern, Wanted
from flows.refusals import Refusal
from flows.stages import Stage
from flows.typed import too_long


async def _waiting(balance: Balance, click: Interaction) -> None:
    tell_waiting(balance, click.reply_to)


async def _turn_found(step: int, balance: Balance, click: Interaction) -> None:
    if click.view_id:
        _redraw_home(balance, click, Look.decode(click.metadata).turned(step))
    else:
        look = Look.decode(click.value).turned(step)
        _replace(balance, click, partial(found_card, balance, click.reply_to, look))


async def _turn_waiting(step: int, balance: Balance, click: Interaction) -> None:
    _redraw_home(balance, click, Look.decode(click.metadata).waiting_turned(step))


async def _open_filter(balance: Balance, click: Interaction) -> None:
    open_modal(balance, click, home.filter_form(Look.decode(click.metadata)))


async def _filter(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """The form to find assessments: App Home is drawn anew."""
    text, stage = form.field("text").strip(), form.chosen("stage")
    if len(text) > TEXT_MAX:
        return {"text": too_long(len(text), TEXT_MAX)}
    try:
        wanted = Wanted(
            Stage(stage) if stage else None,
            form.chosen_channel("channel"),
            form.chosen_person("person"),
            text,
        )
    except ValueError:
        raise BadPayload("no stage") from None
    publish(balance, form.act.person, Look.decode(form.metadata).at(wanted))
    return {}


async def _show_all(balance: Balance, click: Interaction) -> None:
    _redraw_home(balance, click, Look.decode(click.metadata).at(Wanted()))


async def _show(balance: Balance, click: Interaction) -> None:
    """The assessments that a concern is about: in App Home its list, elsewhere a private one."""
    try:
        wanted = Wanted(concern=Concern(click.value))
    except ValueError:
        raise BadPayload("no concern") from None
    _show_wanted(balance, click, wanted)


async def _show_counted(balance: Balance, click: Interaction) -> None:
    try:
        wanted = overview.wanted_of(_looked_at(click), click.value)
    except ValueError:
        raise BadPayload("counted by nothing") from None
    _show_wanted(balance, click, wanted)


def _show_wanted(balance: Balance, click: Interaction, wanted: Wanted) -> None:
    if click.view_id:
        _redraw_home(balance, click, Look.decode(click.metadata).at(wanted))
    else:
        tell(balance, click.reply_to, partial(found_card, balance, click.reply_to, Look(wanted)))


async def _days(balance: Balance, click: Interaction) -> None:
    if not click.value.isdecimal():
        raise BadPayload("no period")
    _look_over(balance, click, replace(_looked_at(click), days=int(click.value[:9])))


async def _channel(balance: Balance, click: Interaction) -> None:
    _look_over(balance, click, replace(_looked_at(click), channel=click.value))


async def _everywhere(balance: Balance, click: Interaction) -> None:
    _look_over(balance, click, replace(_looked_at(click), channel=""))


def _looked_at(click: Interaction) -> Look:
    """What the clicked overview was about: in App Home the view says it, in a message the block."""
    return Look.decode(click.metadata) if click.view_id else overview.look_of(click.block_id)


def _look_over(balance: Balance, click: Interaction, look: Look) -> None:
    look = Look.decode(look.encode())  # a period that there is
    if click.view_id:
        _redraw_home(balance, click, look)
    else:
        _replace(balance, click, partial(overview_card, balance, click.act.person, look))


def _redraw_home(balance: Balance, click: Interaction, look: Look) -> None:
    publish(balance, click.act.person, look)


def _replace(balance: Balance, click: Interaction, answer: Answer) -> None:
    """A private list turns into what was chosen, in place; if its address is used up, a new one comes."""

    async def later() -> None:
        card = await or_why_not(answer)
        address = click.own_address
        message = {"text": card.text, "blocks": card.blocks}
        if not address or not await balance.slack.respond(address, replace_original=True, **message):
            balance.tell(click.reply_to, card)

    balance.later(later(), "list")


ACTIONS: Actions = {
    Do.LIST: _waiting,
    Do.FOUND_BACK: partial(_turn_found, -1),
    Do.FOUND_ON: partial(_turn_found, 1),
    Do.WAITING_BACK: partial(_turn_waiting, -1),
    Do.WAITING_ON: partial(_turn_waiting, 1),
    Do.FILTER: _open_filter,
    Do.SHOW_ALL: _show_all,
    **{f"{Do.SHOW}_{concern}": _show for concern in Concern},
    Do.SHOW_COUNTED: _show_counted,
    Do.OVERVIEW_DAYS: _days,
    Do.OVERVIEW_CHANNEL: _channel,
    Do.OVERVIEW_EVERYWHERE: _everywhere,
}
VIEWS: Views = {View.FILTER: Form(_filter, "text", for_people=False)}
