"""A question about an assessment: which one it is about, and where that stands. One that it does not name is
never answered of."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.cards import asked, direct
from bot.cards.asked import MOST_NAMED, Found
from bot.cards.card import Card
from bot.listeners.context import Balance, ReplyTo
from flows.folding import has_words
from flows.intents import Ask
from flows.listing import Listed, Wanted


async def answer(
    balance: Balance, reply_to: ReplyTo, question: Ask, told_before: Callable[[], Awaitable[bool]]
) -> Card:
    """`told_before`: whether they have just been told what Balance does not answer, and it is said again."""
    named, complete = await _named(balance, reply_to, question)
    if named:
        return await _standing(balance, reply_to, named)
    questions = len(balance.starting.framework.questions)
    if not question.standing:
        return direct.for_people(questions, again=await told_before())
    theirs = await _theirs(balance, reply_to)
    if len(theirs) == 1:
        return await _standing(balance, reply_to, theirs, lead=asked.MAY_MEAN)
    if question.named and not question.this:
        return asked.not_found(
            question.named,
            questions,
            again=await told_before(),
            complete=complete,
            start=direct.start_button(),
        )
    if theirs:
        return await _standing(balance, reply_to, theirs, lead=asked.WHICH)
    return direct.for_people(questions, again=await told_before())


async def of_another(balance: Balance, reply_to: ReplyTo, question: Ask, here: str) -> Card | None:
    """What was asked in the thread of one with this title, if it names others and not that one."""
    if question.this or not question.named or has_words(here, question.chiefly):
        return None
    named, _ = await _named(balance, reply_to, question)
    return await _standing(balance, reply_to, named) if named else None


async def who_decides(balance: Balance, reply_to: ReplyTo) -> Card:
    """Of what is theirs."""
    person = reply_to.person
    ids = [listed.id for listed in await _theirs(balance, reply_to)]
    found = [await balance.reading.get(balance.workspace, one) for one in ids[:MOST_NAMED]]
    return asked.who_decides_in(found, person)


async def _named(balance: Balance, reply_to: ReplyTo, question: Ask) -> tuple[Sequence[Listed], bool]:
    """What has all words of the question in its title, else what has those that count; and whether Slack said
    which channels the person is in."""
    complete = True
    for words in () if question.this else dict.fromkeys((question.named, question.chiefly)):
        if words:
            found, complete = await balance.queries.named(reply_to.person, words, reply_to.channel or "")
            if found:
                return found, complete
    return (), complete


async def _theirs(balance: Balance, reply_to: ReplyTo) -> Sequence[Listed]:
    """What waits for the person, and all else that they have a part in, newest first."""
    person, here = reply_to.person, reply_to.channel or ""
    today = (await balance.now_for(person)).date()
    waiting, _ = await balance.queries.waiting(person, today)
    page, _ = await balance.queries.all(person, Wanted(person=person), 0, here)
    return _once([*(one.listed for one in waiting.page.items if not one.listed.is_ballot), *page.items])


def _once(found: Iterable[Listed]) -> Sequence[Listed]:
    return list({listed.id: listed for listed in found}.values())


async def _standing(balance: Balance, reply_to: ReplyTo, found: Sequence[Listed], *, lead: str = "") -> Card:
    shown: list[Found] = [
        (one, await balance.reading.get(balance.workspace, one.id)) for one in found[:MOST_NAMED]
    ]
    now = await balance.now_for(reply_to.person)
    return asked.standing(
        shown,
        reply_to.person,
        now.date(),
        balance.identity.url,
        lead=lead,
        more=len(found) - len(shown),
    )
