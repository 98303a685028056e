"""Who is inside: of whose organisation somebody is, and what people of a partner organisation may do.

In a channel that Slack Connect shares, people of other organisations read along, and their clicks and words
reach us as those of our own. What a payload calls their team is the workspace, or the enterprise that it
belongs to; of anything but ours, Slack is asked. https://docs.slack.dev/apis/slack-connect
"""

from dataclasses import replace
from enum import Enum, auto
from typing import Final

from bot.cards.callbacks import Do, View
from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.submission import SubmittedForm
from bot.slack.client import SLACKBOT
from bot.slack.errors import SlackProblem
from bot.use_cases.requests import Act
from flows import intents
from flows.intents import Intent, Offer
from flows.refusals import NotAllowed, Why

READING: Final = frozenset(
    {
        *(Do.WHY, Do.ALL_ANSWERS, Do.PAGE_BACK, Do.PAGE_ON, Do.SCORES, Do.DECISIONS, Do.HELP),
        *(Do.VERSION, Do.GO_ON, Do.LINK),
        *(Do.ALL_REASONS, Do.REASONS_BACK, Do.REASONS_ON, Do.REASONS_TO),
    }
)
"""What shows only what stands in the thread anyway: for whoever sees the card. History is not among them: it
quotes what was recorded on the sheet of facts, such as the advice of the data protection officer."""
ANSWERING: Final = frozenset(
    {
        *(f"{Do.RATE}_{rating}" for rating in range(1, 6)),
        *(Do.NOT_SURE, Do.NOT_APPLICABLE, Do.REASON, Do.BACK, Do.KEEP, Do.CHANGE),
        *(f"{Do.OFFER}_1", f"{Do.OFFER}_2", Do.REFUSE_OFFER),
    }
)
"""What people of a partner organisation may do where the channel lets them answer. Pausing, handing in,
choosing, deciding and setting are for the people of ours."""
FORMS: Final = frozenset({View.REASON, View.NOT_APPLICABLE})
TYPED: Final = (
    intents.Rate,
    intents.NotSure,
    intents.NotApplicable,
    intents.Because,
    intents.Invalid,
    intents.Back,
    intents.GoTo,
    intents.Keep,
    intents.Undo,
    intents.Explain,
    intents.Status,
    intents.WhoDecides,
)


class Kind(Enum):
    """MEMBER: of our organisation, guests too. PARTNER: of another one. NOBODY: none that Slack knows here,
    an app, or Slack itself. NOT_SAID: Slack does not say in time."""

    MEMBER = auto()
    PARTNER = auto()
    NOBODY = auto()
    NOT_SAID = auto()


async def kind_of(balance: Balance, person: str, home: str, budget: AskBudget | None = None) -> Kind:
    """`home` is what the payload calls their team; empty where it says nothing."""
    if balance.organisation.is_named(home):
        return Kind.MEMBER
    if person == SLACKBOT:
        return Kind.NOBODY
    try:
        found = await (budget or AskBudget()).within(balance.people.one(person))
    except (SlackProblem, TimeoutError):
        return Kind.NOT_SAID
    if found.is_partner:
        return Kind.PARTNER
    return Kind.NOBODY if found.is_nobody else Kind.MEMBER


async def checked_click(balance: Balance, click: Interaction) -> Interaction:
    """The same, with what was found out about who clicked. Raises NotAllowed for who may not click this."""
    kind = await kind_of(balance, click.act.person, click.home, click.budget)
    if kind is not Kind.PARTNER or click.action_id not in READING:
        _raise(await _why_not(balance, kind, click.act.channel, may=click.action_id in ANSWERING))
    return replace(click, act=_known(click.act, kind))


async def checked_form(balance: Balance, form: SubmittedForm) -> SubmittedForm:
    """The same, with what was found out about who sent it. Raises NotAllowed for who may not send it."""
    kind = await kind_of(balance, form.act.person, form.home, form.budget)
    _raise(await _why_not(balance, kind, form.act.channel, may=form.callback in FORMS))
    return replace(form, act=_known(form.act, kind))


def _known(act: Act, kind: Kind) -> Act:
    return replace(act, of_partner=kind is Kind.PARTNER)


async def check_member(balance: Balance, person: str, home: str) -> None:
    """Raises NotAllowed for who is not of our organisation."""
    _raise(await _why_not(balance, await kind_of(balance, person, home), None, may=False))


async def why_not_type(balance: Balance, act: Act, home: str, meant: Intent | Offer | None) -> Why | None:
    """Why somebody may not have this taken, if they may not. `meant` None: the bot was spoken to, and did not
    understand it."""
    kind = await kind_of(balance, act.person, home)
    all_meant = meant.choices if isinstance(meant, Offer) else (meant,)
    may = all(isinstance(one, TYPED) for one in all_meant)
    return await _why_not(balance, kind, act.channel, may=may)


def _raise(why: Why | None) -> None:
    if why:
        raise NotAllowed(why)


async def _why_not(balance: Balance, kind: Kind, channel: str | None, *, may: bool) -> Why | None:
    """`may`: it is for people of partner organisations too, where the channel's settings let them answer."""
    if kind is Kind.MEMBER:
        return None
    if kind is not Kind.PARTNER:
        return Why.STRANGER if kind is Kind.NOBODY else Why.HOME_NOT_KNOWN_NOW
    if not channel or channel.startswith("D"):
        return Why.ONLY_OUR_PEOPLE
    if not (await balance.settings.rules(balance.workspace, channel)).partners_answer:
        return Why.PARTNERS_SEE
    return None if may else Why.PARTNERS_ANSWER
