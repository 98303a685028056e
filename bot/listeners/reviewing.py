"""Who decides, and what they ask the team before they do."""

from bot.cards import reviewing
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, in_view, seen
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.refusing import words as words_of
from bot.listeners.submission import SubmittedForm
from flows.deciding import check_can_be_asked, check_may_choose
from flows.refusals import OutOfDate, Refusal
from flows.who_decides import rules_of_choosing


async def _open_reviewers(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    check_may_choose(assessment, click.act, rules)
    under = rules_of_choosing(assessment, rules)
    open_modal(balance, click, reviewing.choose_reviewers(assessment, click.act.channel or "", under))


async def _choose_reviewers(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref = form.ref
    before = await in_view(balance, form.act, ref.assessment)
    reviewers = form.chosen_people("reviewers", before.reviewers)
    outcome = await balance.deciding.choose_reviewers(form.act, ref.assessment, reviewers, seen=ref.seen)
    # Of those who were chosen before, it was told then.
    tell_who_cannot_see(balance, form.reply_to, outcome.assessment, reviewers - before.reviewers)
    refresh(balance, form.act.person)
    return {}


async def _open_question(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    check_can_be_asked(assessment)
    open_modal(balance, click, reviewing.ask_about(assessment, click.act.channel or ""))


async def _ask(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    question, words = form.chosen("question"), form.field("words")
    act, ref = form.act, form.ref
    try:
        await balance.deciding.ask_about(act, ref.assessment, question, words, seen=ref.number or None)
    except OutOfDate as other:
        now = await in_view(balance, act, ref.assessment)
        told = words_of(other, act.person)
        form_now = reviewing.ask_about(now, ref.channel, told=told, question=question, words=words)
        raise Anew(form_now) from None
    return {}


ACTIONS: Actions = {
    Do.REVIEWERS: _open_reviewers,
    Do.ASK_ABOUT: _open_question,
}
VIEWS: Views = {
    View.REVIEWERS: Form(_choose_reviewers, "reviewers"),
    View.ASK_ABOUT: Form(_ask, "words"),
}
