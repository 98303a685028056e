"""What /balance answers in private: lists, where things stand, the overview. Slack is asked who may see what,
so all of this comes after the acknowledgement."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.cards import home, lists, overview
from bot.cards.card import Card
from bot.cards.concerns import CONCERN_WORDS
from bot.cards.home_state import TEXT_MAX, Look
from bot.cards.words import note
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.promised import failed
from bot.listeners.refusing import words
from flows.listing import Listed, Wanted
from flows.refusals import Refusal

HERE = "Assessments in this channel"
EVERYWHERE = "Assessments that you can see"
COUNTED = "Counted in the overview"

Answer = Callable[[], Awaitable[Card]]


def tell_waiting(balance: Balance, reply_to: ReplyTo) -> None:
    """What waits for the person, in private."""

    async def answer() -> Card:
        now = await balance.now_for(reply_to.person)
        waiting, complete = await balance.queries.waiting(reply_to.person, now.date())
        return lists.waiting(waiting, complete=complete, now=now)

    tell(balance, reply_to, answer)


def tell_found(balance: Balance, reply_to: ReplyTo, text: str) -> None:
    """Without words the assessments of the channel where the person is, with words all that they may see."""
    text = text.strip()[:TEXT_MAX]
    here = "" if text or reply_to.is_direct else reply_to.channel or ""
    tell(balance, reply_to, partial(found_card, balance, reply_to, Look(Wanted(channel=here, text=text))))


def tell_status(balance: Balance, reply_to: ReplyTo) -> None:
    """Where everything in this channel stands that is not decided; in a direct message, what waits for
    the person."""
    channel = reply_to.channel or ""
    if not channel or reply_to.is_direct:
        tell_waiting(balance, reply_to)
        return

    async def answer() -> Card:
        rows = await balance.queries.unfinished(reply_to.person, channel)
        if len(rows) == 1:
            return await _status_of(balance, rows[0])
        now = await balance.now_for(reply_to.person)
        return lists.standing(rows, now=now, url=balance.identity.url, here=channel, person=reply_to.person)

    tell(balance, reply_to, answer)


def tell_overview(balance: Balance, reply_to: ReplyTo) -> None:
    """A manager's view of many, in private."""
    tell(balance, reply_to, partial(overview_card, balance, reply_to.person, Look()))


async def found_card(balance: Balance, reply_to: ReplyTo, look: Look) -> Card:
    here = reply_to.channel or ""
    page, complete = await balance.queries.all(reply_to.person, look.wanted, look.page, here)
    return lists.found(
        _title(look.wanted),
        page,
        look,
        complete=complete,
        now=await balance.now_for(reply_to.person),
        url=balance.identity.url,
        here=here,
        person=reply_to.person,
    )


def _title(wanted: Wanted) -> str:
    if wanted.concern:
        return CONCERN_WORDS[wanted.concern]
    if wanted.stage or wanted.principle or wanted.question:
        return COUNTED
    return HERE if wanted.channel else EVERYWHERE


async def _status_of(balance: Balance, listed: Listed) -> Card:
    assessment = await balance.reading.get(balance.workspace, listed.id)
    return lists.one(home.status(assessment), listed, balance.identity.url)


async def overview_card(balance: Balance, person: str, look: Look) -> Card:
    shown, complete = await balance.queries.overview(person, look)
    return overview.overview(shown, look, balance.queries.now(), "" if complete else home.INCOMPLETE)


def tell(balance: Balance, reply_to: ReplyTo, answer: Answer) -> None:
    """What an answer comes to, or that it could not be read."""

    async def later() -> None:
        balance.tell(reply_to, await or_why_not(answer))

    balance.later(later(), "list")


async def or_why_not(answer: Answer) -> Card:
    try:
        return await answer()
    except Refusal as refusal:
        return note(words(refusal, ""))
    except Exception as error:  # a fault of ours too: whoever asked waits for an answer
        return note(failed("A list could not be read", error, home.NOT_READ))
