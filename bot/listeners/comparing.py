"""Two assessments side by side: which ones, and what comes of it. All of it only reads."""

from bot.cards import comparing as cards
from bot.cards import modals
from bot.cards.callbacks import Do, Ref
from bot.listeners.clicked import clicked, in_view
from bot.listeners.context import Balance
from bot.listeners.feature import Actions
from bot.listeners.interaction import Interaction
from bot.listeners.opening import in_time, open_modal, update_modal
from bot.listeners.payload import BadPayload, ref_of
from bot.listeners.refusing import words
from flows.assessment import Assessment
from flows.comparing import compare, most_alike_first
from flows.refusals import Refusal, Why


async def _choose(balance: Balance, click: Interaction) -> None:
    """From a list, from a card's menu, or from within a window, which then turns into this one."""
    one = await clicked(balance, click) if click.ref else None

    async def show() -> None:
        # Slack is asked what the person can see, so this comes after the acknowledgement.
        # A window says where it was opened, not where the person is now.
        person, here = click.act.person, "" if click.in_modal else click.act.channel or ""
        framework = (one or balance.starting).framework
        others, complete = await balance.queries.comparable(person, framework.id, here)
        if one:
            offered = [other for other in others if other.id != one.id]
            others = most_alike_first(one.title, offered, (one.previous, one.next))
        view = cards.choose(one, others, complete=complete, here=here)
        if click.in_modal:
            await balance.slack.update_view(click.view_id or "", view)
        else:
            await balance.slack.open_view(click.trigger_id, view)

    in_time(balance, click.reply_to, show())


async def _chosen(balance: Balance, click: Interaction) -> None:
    one, other = ref_of(click.metadata), click.need_ref()
    if one is None:
        raise BadPayload("nothing to compare it with")
    try:
        found = compare(await _seen(balance, click, one), await _seen(balance, click, other))
        view = cards.side_by_side(found, click.act.channel or "")
    except Refusal as refusal:  # a private word would stand behind the window
        view = modals.no(words(refusal, click.act.person))
    update_modal(balance, click, view)


async def _with_last_look(balance: Balance, click: Interaction) -> None:
    this = await clicked(balance, click)
    if this.previous is None:
        raise Refusal(Why.NOT_COMPARABLE)
    last = await _seen(balance, click, Ref(this.previous))
    open_modal(balance, click, cards.side_by_side(compare(last, this), click.act.channel or ""))


async def _seen(balance: Balance, click: Interaction, ref: Ref) -> Assessment:
    """Whoever can see its channel at this moment can read its summary there. Raises NotAllowed."""
    return await in_view(balance, click.act, ref.assessment)


ACTIONS: Actions = {
    Do.COMPARE: _choose,
    Do.COMPARE_WITH: _chosen,
    Do.COMPARE_LOOKS: _with_last_look,
}
