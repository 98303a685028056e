"""A typed reply in an assessment's thread: which use case it means."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.cards import asked, ballot, blocks, help, home
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Card
from bot.cards.refusals import why_words
from bot.cards.review import before_submitting
from bot.cards.text import escape
from bot.cards.words import note
from bot.listeners import asked_why, talk
from bot.listeners.context import Balance, ReplyTo
from bot.use_cases.base import Outcome
from bot.use_cases.requests import Act
from flows import intents
from flows.answer import Answer
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import can
from flows.permissions import check_may_answer
from flows.refusals import NotPossible, Refusal, Why
from flows.states import ENDED
from flows.triggers import Trigger
from flows.why_not import why_not


async def reply(
    balance: Balance,
    assessment: Assessment,
    act: Act,
    reply_to: ReplyTo,
    intent: intents.Intent | None,
    *,
    spoken_to: bool,
) -> None:
    """Do what was typed. Raises FlowError with the reason if it cannot be taken."""

    async def tell(card: Card) -> None:
        if await balance.remembering.first_time(act.workspace, act.key):
            balance.tell(reply_to, card)

    match intent:
        case None:
            if spoken_to:
                await talk.in_thread(balance, assessment, act, reply_to, None)
        case _ if isinstance(intent, _TALK):
            await talk.in_thread(balance, assessment, act, reply_to, intent)
        case _ if told := _TOLD.get(type(intent)):
            await tell(told(assessment))
        case intents.WhoDecides():
            of = assessment
            if assessment.panel_of:
                of = await balance.reading.get(act.workspace, assessment.panel_of)
            await tell(note(asked.who_decides(of, act.person)))
        case intents.Invalid(why=why):
            check_may_answer(assessment, act)
            raise Refusal(why)
        case _ if assessment.panel_of and assessment.state in ENDED:
            await tell(note(ballot.rests(assessment)))
        case intents.Submit() if asks_first(assessment):
            check_may_answer(assessment, act)
            await tell(_ask_before_submitting(assessment))
        case _:
            if outcome := await _change(balance, assessment, act, intent):
                balance.tell_lost_decision(outcome, reply_to)


async def _change(
    balance: Balance, assessment: Assessment, act: Act, intent: intents.Intent
) -> Outcome | None:
    use, id = balance.answering, assessment.id
    await _check_named(balance, assessment, act, intent)
    if isinstance(intent, intents.NotApplicable) and not intent.reason:
        await _ask_why(balance, assessment, act)
    if given := as_answer(intent):
        trigger, answer = given
        return await use.type(act, id, trigger, answer=answer)
    if move := _MOVES.get(type(intent)):
        return await use.type(act, id, move)
    match intent:
        case intents.Because(reason=reason):
            return await _give_reason(balance, assessment, act, reason)
        case intents.GoTo(question=number):
            return await use.type(act, id, Trigger.GO_TO, to=numbered(assessment, number).id)
        case intents.Review():
            return await use.type(act, id, Trigger.GO_TO, to="review")
        case intents.Resume():
            return await use.bring_card(act, id, typed=True)
        case intents.Undo():
            return await use.undo(act, id)
        case intents.Submit() if assessment.panel_of:
            return await balance.panels.finish(act, id, typed=True)
        case intents.Submit():
            return await use.submit(act, id, typed=True)
    return None


def as_answer(intent: intents.Intent) -> tuple[Trigger, Answer] | None:
    """What is answered by these words; None: nothing. Raises Refusal where a reason is missing."""
    match intent:
        case intents.Rate(rating=rating, reason=reason):
            return Trigger.ANSWER, Answer.rated(rating, reason)
        case intents.NotSure(reason=reason):
            return Trigger.NOT_SURE, Answer.not_sure(reason)
        case intents.NotApplicable(reason=reason):
            if not reason:
                raise Refusal(Why.NOT_APPLICABLE_TYPED_WHY)
            return Trigger.NOT_APPLICABLE, Answer.not_applicable(reason)
    return None


async def _check_named(balance: Balance, assessment: Assessment, act: Act, intent: intents.Intent) -> None:
    """Raises Refusal where the words name another question than the one at hand."""
    progress = assessment.progress
    if not (progress.question_at_hand or progress.at_review):
        return
    if named := named_another(assessment, intent):
        check_may_answer(assessment, act)
        if isinstance(intent, intents.NotApplicable) and not intent.reason:
            await asked_why.ask(balance, assessment, act, named)
        raise Refusal(Why.NAMES_ANOTHER, questions=[named], number=assessment.framework.number(named.id))


async def _ask_why(balance: Balance, assessment: Assessment, act: Act) -> None:
    """Why the question does not apply: what they type next is taken as the reason."""
    check_may_answer(assessment, act)
    question = assessment.progress.question
    if question is None:
        raise NotPossible(why_not(assessment.progress, Trigger.NOT_APPLICABLE))
    await asked_why.ask(balance, assessment, act, question)


async def _give_reason(balance: Balance, assessment: Assessment, act: Act, reason: str) -> Outcome:
    """For the last answer of whoever typed it; or why a question does not apply, if they were asked that."""
    question = await asked_why.asked_for(balance, assessment, act)
    if question is None:
        return await balance.answering.add_reason(act, assessment.id, reason)
    if question != assessment.progress.question:
        number = assessment.framework.number(question.id)
        raise Refusal(Why.REASON_OF_ANOTHER, questions=[question], number=number)
    said = Answer.not_applicable(reason)
    return await balance.answering.type(act, assessment.id, Trigger.NOT_APPLICABLE, answer=said)


def named_another(assessment: Assessment, intent: intents.Intent) -> Question | None:
    """The question that an answer names, where that is not the one at hand. Raises Refusal where there is
    none of that number."""
    match intent:
        case (
            intents.Rate(question=int(number))
            | intents.NotSure(question=int(number))
            | intents.NotApplicable(question=int(number))
        ):
            named = numbered(assessment, number)
            return None if named == assessment.progress.question_at_hand else named
    return None


def numbered(assessment: Assessment, number: int) -> Question:
    """The question with this number. Raises Refusal."""
    questions = assessment.framework.questions
    if not 1 <= number <= len(questions):
        raise Refusal(Why.NO_QUESTION_OF_THIS_NUMBER, number=number, most=len(questions))
    return questions[number - 1]


def asks_first(assessment: Assessment) -> bool:
    """Whether something is said before it is handed in, with a button to do so."""
    progress = assessment.progress
    if assessment.panel_of:
        return can(progress, Trigger.DONE) and bool(ballot.unanswered(assessment))
    return can(progress, Trigger.SUBMIT) and bool(before_submitting(assessment))


def _ask_before_submitting(assessment: Assessment) -> Card:
    if assessment.panel_of:
        return ballot.ask_before_done(assessment)
    words = f"{escape(' '.join(before_submitting(assessment)))} Choose Submit to hand it in like this."
    ref = Ref.of(assessment).encode()
    return Card(
        words,
        [blocks.section(words), blocks.actions(blocks.button("Submit", Do.SUBMIT, ref, style="primary"))],
    )


def _why(assessment: Assessment) -> Card:
    progress, question = assessment.progress, assessment.progress.question_at_hand
    if question is None:
        words = why_words(why_not(progress, Trigger.ANSWER))
        return note(words if progress.at_review else f"No question is being asked just now. {words}")
    return note(
        f"{escape(question.text)}\n{escape(question.why)}\nWhat would show this? {escape(question.evidence)}"
    )


_TALK: Final = (
    *(intents.Start, intents.List, intents.Hello, intents.Thanks, intents.Okay),
    *(intents.Scores, intents.Questions, intents.Ask, intents.StopReminding, intents.RemindAgain),
)
"""What means the same in a thread as anywhere that somebody talks with the bot."""
_TOLD: Final[Mapping[type[object], Callable[[Assessment], Card]]] = {
    intents.Help: help.thread_help,
    intents.Status: home.status,
    intents.HowLong: asked.how_long,
    intents.WhoSees: asked.who_sees,
    intents.Explain: _why,
}
"""What is answered by how the assessment stands."""
_MOVES: Final[Mapping[type[object], Trigger]] = {
    intents.Back: Trigger.BACK,
    intents.Keep: Trigger.KEEP,
    intents.Pause: Trigger.PAUSE,
}
"""What says all of a step of the machine."""
