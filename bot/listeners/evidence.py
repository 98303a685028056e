"""Evidence: the form that the card, or the menu of a message, opens; and files that are deleted."""

from dataclasses import replace
from typing import Any

from bot.cards import evidence_form as cards
from bot.cards.callbacks import Do, Ref, View
from bot.cards.evidence_form import Opened, PostedFile
from bot.cards.text import permalink
from bot.listeners.changed_channels import NotSaid, in_thread, look_again
from bot.listeners.clicked import asked_about, costs_decision, in_view, seen
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Events, Shortcuts, Views
from bot.listeners.forms import Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, open_view, open_words, update_modal
from bot.listeners.payload import BadPayload, Payload, Shortcut, event_of, id_of, is_ts, text_of
from bot.listeners.posted_files import files_of, hidden_in
from bot.listeners.refusing import words as refusal_words
from bot.listeners.submission import SubmittedForm
from bot.listeners.typed import writer_of
from bot.slack.markup import decoded
from flows import evidence_acts
from flows.assessment import Assessment
from flows.evidence import EvidenceKind, FileRef, Piece, standing, typed_piece
from flows.framework import Question
from flows.permissions import check_may_answer, check_sees_it
from flows.refusals import Refusal, Why
from flows.typed import keepable


async def _open(balance: Balance, click: Interaction) -> None:
    """From the card. Without a question of its own, as at the review, one is chosen in the form."""
    assessment = await seen(balance, click)
    check_may_answer(assessment, click.act)
    asked = click.need_ref().question
    question = asked_about(assessment, click) if asked else _likely(assessment)
    evidence_acts.check_open(assessment, question.id)
    channel = click.act.channel or ""
    files = balance.thread_files.of(channel, assessment.thread_ts)
    known = {one.file.id for one in standing(assessment.evidence) if one.file}
    opened = Opened(Ref.of(assessment).at(channel), tuple(one for one in files if one.id not in known))
    open_modal(balance, click, await _form(balance, assessment, question, click.act.person, opened))


async def _open_on_message(balance: Balance, shortcut: Shortcut) -> None:
    """From the menu of a message, in the thread of an assessment."""
    act, message = shortcut.act, shortcut.message
    ts = text_of(message, "ts") or ""
    if act is None or act.channel is None or not is_ts(ts):
        raise BadPayload("no message")
    thread = text_of(message, "thread_ts") or ts
    try:
        assessment = await _of_thread(balance, act.channel, thread)
        if assessment is None:
            raise Refusal(Why.NOT_IN_A_THREAD)
        check_sees_it(assessment, act)
        check_may_answer(assessment, act)
        question = _likely(assessment)
        evidence_acts.check_open(assessment, question.id)
    except Refusal as refusal:
        # In a window, which is seen wherever the message is.
        open_words(balance, shortcut.reply_to, shortcut.trigger_id, refusal_words(refusal, act.person))
        return
    known = {one.file.id for one in standing(assessment.evidence) if one.file}
    # Where not all have room, those that are no evidence yet.
    files = sorted(files_of(message), key=lambda one: one.id in known)
    words = cards.kept_words(decoded(keepable(text_of(message, "text") or "")))
    ref = replace(Ref.of(assessment).at(act.channel), seen=ts)
    opened = Opened(ref, tuple(files), words=words, said_by=writer_of(balance, message) or "")
    view = await _form(balance, assessment, question, act.person, opened, hidden=hidden_in(message))
    open_view(balance, shortcut.reply_to, shortcut.trigger_id, view)


async def _of_thread(balance: Balance, channel: str, thread_ts: str) -> Assessment | None:
    try:
        return await in_thread(balance, channel, thread_ts)
    except NotSaid as unknown:
        look_again(balance, unknown)
        raise Refusal(Why.THREAD_NOT_KNOWN_NOW) from None


def _likely(assessment: Assessment) -> Question:
    """The question that is being asked, else the one that was answered last; within a round, one that a
    reviewer named."""
    framework, progress = assessment.framework, assessment.progress
    if progress.question_at_hand:
        return progress.question_at_hand
    latest = assessment.latest_given
    if progress.asked and (latest is None or latest[0] not in progress.asked):
        return framework.question(progress.asked[0])
    return framework.question(latest[0]) if latest else framework.questions[0]


async def _form(
    balance: Balance,
    assessment: Assessment,
    question: Question,
    person: str,
    opened: Opened,
    *,
    hidden: int = 0,
) -> dict[str, Any]:
    costs = await costs_decision(balance, assessment, person)
    opened = replace(opened, ref=opened.ref.warning(costs_decision=costs))
    return cards.form(assessment, question, person, opened, hidden=hidden)


async def _choose(balance: Balance, click: Interaction) -> None:
    """Another question is chosen in the form: below it stands what there is for that one."""
    assessment = await seen(balance, click)
    question = _question(assessment, click.value)
    opened = _opened(click.metadata)
    update_modal(balance, click, await _form(balance, assessment, question, click.act.person, opened))


async def _take_back(balance: Balance, click: Interaction) -> None:
    ref, opened = click.need_ref(), _opened(click.metadata)
    outcome = await balance.evidence.take_back(click.act, ref.assessment, ref.number)
    assessment = outcome.assessment
    question = _question(assessment, ref.question)
    update_modal(balance, click, await _form(balance, assessment, question, click.act.person, opened))


async def _add(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    opened = _opened(form.metadata)
    ref = opened.ref
    assessment = await in_view(balance, form.act, ref.assessment)
    question = form.chosen(cards.QUESTION) or ref.question
    ticked = form.chosen_options(cards.USE)
    files = cards.chosen(opened, ticked)
    pieces = [_piece_of(balance, assessment, opened, file) for file in files]
    if ref.seen:
        if cards.THE_MESSAGE in ticked:
            link = _address(balance, assessment, ref.channel, ref.seen)
            message = Piece(EvidenceKind.MESSAGE, opened.words, link, ref.channel, said_by=opened.said_by)
            pieces.append(message)
    elif words := form.field(cards.WORDS).strip():
        pieces.append(typed_piece(words))
    outcome = await balance.evidence.add(form.act, ref.assessment, question, pieces, warned=ref.warned)
    balance.tell_lost_decision(outcome, form.reply_to)
    balance.later(balance.file_looks.look(outcome.assessment), "files")
    if opened.said_by:  # they may never have done anything here by which their name was learnt
        balance.later(balance.people.names({opened.said_by}, ask=True), "names")
    return {}


def _piece_of(balance: Balance, assessment: Assessment, opened: Opened, file: PostedFile) -> Piece:
    """With what was said in its message, by whom, and a link there: a file's own address names the person who
    uploaded it, whom a record could then not forget."""
    channel, words = opened.ref.channel, opened.words
    link = _address(balance, assessment, channel, file.message)
    found = FileRef(file.id, file.name, file.media_type, file.size or None)
    return Piece(EvidenceKind.FILE, words, link, channel, found, said_by=opened.said_by if words else "")


def _address(balance: Balance, assessment: Assessment, channel: str, ts: str) -> str:
    thread = assessment.thread_ts if channel == assessment.channel else None
    return permalink(balance.identity.url, channel, ts, thread)


def _opened(metadata: str) -> Opened:
    """Raises BadPayload for what is not ours."""
    try:
        return Opened.decode(metadata)
    except ValueError:
        raise BadPayload("a form with metadata that is not ours") from None


def _question(assessment: Assessment, question: str) -> Question:
    """Raises BadPayload for one that is not in the framework."""
    try:
        return assessment.framework.question(question)
    except KeyError:
        raise BadPayload("no question") from None


async def _deleted(balance: Balance, body: Payload) -> None:
    """A file is gone from Slack. Whoever deletes it, wherever: the event says no more than which."""
    if file := id_of(event_of(balance, body), "file_id"):
        balance.thread_files.gone(file)
        await balance.evidence.file_deleted(balance.workspace, file)


ACTIONS: Actions = {
    Do.EVIDENCE: _open,
    Do.EVIDENCE_FOR: _choose,
    Do.TAKE_BACK: _take_back,
}
VIEWS: Views = {View.EVIDENCE: Form(_add, cards.QUESTION)}
EVENTS: Events = {"file_deleted": _deleted}
SHORTCUTS: Shortcuts = {View.USE_AS_EVIDENCE: _open_on_message}
