"""What was probably an answer is offered back to who typed it, in private, and taken once they choose it."""

from dataclasses import replace
from functools import partial

from bot.cards import offer
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Card
from bot.cards.offer import Offered
from bot.cards.words import note
from bot.listeners import thread
from bot.listeners.card_clicks import put_away
from bot.listeners.context import Balance, ReplyTo, patiently
from bot.listeners.feature import Actions
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload
from bot.slack.errors import InDoubt, NoPlace
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.intents import Intent, NotApplicable, NotSure, Offer, Rate
from flows.machine import can
from flows.permissions import check_may_answer
from flows.refusals import Refusal
from flows.triggers import Trigger

MOST_CHOICES = 2


async def make(
    balance: Balance, assessment: Assessment, act: Act, to: ReplyTo, found: Offer, *, surely: bool = False
) -> bool:
    """Offer this back. False where it cannot be meant, or be offered: then it is talk. `surely`: it was
    plainly meant, so that the offer is not dropped where Slack's limits hold it up."""
    try:
        check_may_answer(assessment, act)
    except Refusal:
        return False
    ends_a_pause = assessment.progress.is_paused and act.of_partner
    if ends_a_pause or not all(map(offer.can_be_chosen, found.choices)):
        return False
    ref = _about(assessment, act, found)
    if ref is None:
        return False
    offered = [Offered(ref, act.ts, choice) for choice in found.choices[:MOST_CHOICES]]
    choices = [one.encode() for one in offered]
    if not offer.fits(offered) or not await balance.offering.may_offer(act, assessment.id, choices):
        return False
    balance.later(_whisper(balance, to, offer.card(offered, assessment), surely=surely), "offer")
    return True


def instead(assessment: Assessment, heard: Intent | Offer | None) -> Offer | None:
    """What is offered back: what was heard as such, and a plain answer that cannot be taken as it is, as it
    is for another question than the one asked, or for the end of a pause."""
    if heard is None or isinstance(heard, Offer):
        return heard
    is_elsewhere = thread.named_another(assessment, heard) is not None
    return Offer((heard,)) if is_elsewhere or _waits_for_a_pause(assessment, heard) else None


def _waits_for_a_pause(assessment: Assessment, heard: Intent) -> bool:
    """A plain answer that cannot be taken because the assessment is paused: its words are kept until its
    author says whether to go on with it."""
    progress = assessment.progress
    is_answer = isinstance(heard, Rate | NotSure | NotApplicable)
    return is_answer and progress.is_paused and progress.question_at_hand is not None


def _about(assessment: Assessment, act: Act, found: Offer) -> Ref | None:
    """What an answer would answer: the question that is named, the one at hand, or the one that this person
    answered last. “sorry, 3” is for the question at hand where that is answered already, and where it is said
    by somebody who has not answered yet."""
    first, at_hand = found.choices[0], assessment.progress.question_at_hand
    if not isinstance(first, Rate | NotSure | NotApplicable):
        return offer.about(assessment)
    if first.question is not None:
        return _named(assessment, first.question)
    looks_again = assessment.progress.answer_here is not None
    mine = None if looks_again or not found.corrects else assessment.last_answered_by(act.person)
    about = mine or (at_hand.id if at_hand else "")
    if found.instead_of and not _is_rated(assessment, about, found.instead_of):
        return _named(assessment, found.instead_of)
    if mine:
        return offer.about(assessment, mine)
    return offer.about(assessment) if at_hand else None


def _is_rated(assessment: Assessment, question: str, rating: int) -> bool:
    given = assessment.given.get(question)
    return given is not None and given.answer.rating == rating


def _named(assessment: Assessment, number: int) -> Ref | None:
    """The question with this number, if it can be answered now. Raises Refusal where there is none."""
    question = thread.numbered(assessment, number)
    progress = assessment.progress
    if progress.question_at_hand == question:
        return offer.about(assessment)
    can_go = progress.is_paused or can(progress, Trigger.GO_TO, question.id)
    return offer.about(assessment, question.id) if can_go else None


async def _whisper(balance: Balance, to: ReplyTo, card: Card, *, surely: bool) -> None:
    """An offer that Slack's limits do not let through is dropped, because it would come too late; unless
    `surely`. In doubt it is made again: made twice, it does no harm. Who is not in the channel any more is
    told so, and not what is asked there."""
    send = partial(balance.post, to, card)
    try:
        await (patiently(send) if surely else send())
    except InDoubt:
        await send()
    except NoPlace:
        balance.tell(ReplyTo(to.person), note(offer.NOT_THERE))


async def _accept(balance: Balance, click: Interaction) -> None:
    try:
        offered = Offered.decode(click.value)
    except ValueError:
        raise BadPayload("unexpected value") from None
    try:
        await _take(balance, click, offered)
    finally:
        put_away(balance, click)


async def _take(balance: Balance, click: Interaction, offered: Offered) -> None:
    use, ref = balance.offering, offered.ref
    assessment = await use.offered(click.act, ref.assessment, click.value)
    if given := thread.as_answer(offered.intent):
        trigger, answer = given
        outcome = await use.take_offered(
            click.act,
            ref.assessment,
            trigger,
            answer,
            turn=ref.turn,
            question=ref.question,
            message=offered.ts,
            in_a_pause=offered.resumes,
        )
        balance.tell_lost_decision(outcome, click.reply_to)
        return
    # As if it had been typed plainly: the check mark goes to what was typed, and what has moved since counts.
    typed = replace(click.act, ts=offered.ts)
    await thread.reply(balance, assessment, typed, click.reply_to, offered.intent, spoken_to=False)


async def _refuse(balance: Balance, click: Interaction) -> None:
    """After two of them, this person gets no more offers there for the day."""
    await balance.offering.refuse_offer(click.act, click.need_ref().assessment)
    put_away(balance, click)


ACTIONS: Actions = {
    **{f"{Do.OFFER}_{number}": _accept for number in range(1, MOST_CHOICES + 1)},
    Do.REFUSE_OFFER: _refuse,
}
