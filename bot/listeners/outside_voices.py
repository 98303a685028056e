"""Files that an owner drops in the thread: answers of people from outside are offered to them, in private,
those of one group in one message together, and brought in once they say so. Of all other files nothing is
said."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from bot.cards import inviting as cards
from bot.cards.callbacks import Do
from bot.cards.evidence_form import PostedFile
from bot.cards.words import note
from bot.listeners.answer_files import is_named_ours, looked_into, same, shown, voices_in
from bot.listeners.card_clicks import put_away
from bot.listeners.changed_channels import in_thread
from bot.listeners.clicked import clicked
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.errors import NOT_TAKEN, UNEXPECTED
from bot.listeners.feature import Actions
from bot.listeners.insiders import Kind, kind_of
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload
from bot.listeners.promised import failed, promised
from bot.listeners.refusing import words
from bot.listeners.typed import Typed
from bot.slack.errors import SlackProblem
from bot.voices.dropped import Dropped, by_group, check_together, read_seen, seen
from bot.voices.invitation import NotRead
from bot.voices.reading import MOST_BYTES
from flows.assessment import Assessment
from flows.refusals import Refusal
from flows.voices import brought_before, check, check_may_bring
from storage.errors import StorageError

_ENDINGS: Final = (".txt", ".ods")


async def heard(balance: Balance, files: Sequence[PostedFile], message: Typed) -> None:
    """Look into what may be answers, after the acknowledgement. Raises StorageError and NotSaid."""
    likely = [file for file in files if file.name.lower().endswith(_ENDINGS)]
    likely = [file for file in likely if file.size <= MOST_BYTES or is_named_ours(file)]
    act, to = message.act, message.reply_to
    if not likely or not to.thread_ts:
        return
    assessment = await in_thread(balance, act.channel or "", to.thread_ts, message.budget)
    if assessment is None or act.person != assessment.owner:
        return
    if await kind_of(balance, act.person, message.home) is not Kind.MEMBER:
        return
    balance.later(_offer(balance, assessment, to, likely), "answers from outside")


async def _offer(balance: Balance, assessment: Assessment, to: ReplyTo, files: Sequence[PostedFile]) -> None:
    """What one message brings, group by group. In doubt a file is none of ours, for most in a thread are not.
    Beside one that is ours it is told of: a group should not come in without one of its people unseen."""
    dropped: list[Dropped] = []
    problems: list[tuple[PostedFile, Exception]] = []
    is_ours = False
    for file in files:
        try:
            if found := await looked_into(balance, file):
                dropped.append((file.id, found))
                check_together(dropped)
        except Exception as error:  # a fault of ours too: of their own file, its owner is told
            problems.append((file, error))
        is_ours = bool(dropped) or any(is_named_ours(file) for file, _ in problems)
        if problems and is_ours:
            break
    for file, why in problems[:1] if is_ours else problems:
        _tell_problem(balance, assessment, to, why, shown(file) if len(files) > 1 else "", is_ours=is_ours)
    if problems:
        return
    try:
        groups = by_group(dropped)
    except NotRead as problem:
        balance.tell(to, cards.not_taken(str(problem)))
        return
    for group in groups:
        await _offer_group(balance, assessment, to, group)


async def _offer_group(
    balance: Balance, assessment: Assessment, to: ReplyTo, group: Sequence[Dropped]
) -> None:
    files = [found for _, found in group]
    try:
        voices = await voices_in(balance, files, assessment)
        check(assessment, voices)
    except Exception as error:  # as above
        before = [one.name for one in files if brought_before(assessment, [one.digest])]
        name = before[0] if before and len(files) > 1 else ""
        _tell_problem(balance, assessment, to, error, name, is_ours=True)
    else:
        balance.tell(to, cards.found(assessment, voices, seen(group)))


def _tell_problem(
    balance: Balance, assessment: Assessment, to: ReplyTo, error: Exception, name: str, *, is_ours: bool
) -> None:
    """`name` is the file's, where several were dropped. Of what is not ours the log knows at most."""
    if isinstance(error, NotRead | Refusal):
        why = error if isinstance(error, NotRead) else NotRead(words(error, to.person), name)
        if is_ours:
            balance.tell(to, cards.not_taken(str(why)))
        return
    if isinstance(error, SlackProblem) and not (is_ours or balance.file_looks.may_read):
        return
    said = failed("A file of answers was not looked into", error, _not_read(balance, assessment, error, name))
    if is_ours:
        balance.tell(to, note(said))


async def _bring_in(balance: Balance, click: Interaction) -> None:
    """What was seen is looked at again: nothing of it was kept. The offer stands until there is an answer to
    it: whoever was given none, for whatever reason, tries again."""
    assessment = await clicked(balance, click)
    check_may_bring(assessment, click.act)
    try:
        files = read_seen(click.need_ref().seen)
    except ValueError as error:
        raise BadPayload(str(error)) from None
    promised(
        balance,
        click.reply_to,
        _take(balance, click, assessment, files),
        "Answers from outside were not brought in",
        partial(_not_taken, balance, assessment),
    )


async def _take(
    balance: Balance, click: Interaction, assessment: Assessment, files: Sequence[tuple[str, str]]
) -> None:
    """Raises Refusal, SlackProblem or StorageError."""
    try:
        found = [
            await same(balance, file, digest, f"File {number}" if len(files) > 1 else "")
            for number, (file, digest) in enumerate(files, start=1)
        ]
        await balance.voices.bring_in(click.act, assessment.id, await voices_in(balance, found, assessment))
    except NotRead as problem:
        balance.tell(click.reply_to, cards.not_taken(str(problem)))
    except Refusal as refusal:
        balance.tell(click.reply_to, cards.not_taken(words(refusal, click.act.person)))
    put_away(balance, click)


def _not_taken(balance: Balance, assessment: Assessment, error: Exception) -> str:
    if isinstance(error, StorageError):
        return NOT_TAKEN
    return _not_read(balance, assessment, error)


def _not_read(balance: Balance, assessment: Assessment, error: Exception, name: str = "") -> str:
    if isinstance(error, SlackProblem):
        return cards.not_read(assessment, may_read=balance.file_looks.may_read, name=name)
    return UNEXPECTED


async def _leave(balance: Balance, click: Interaction) -> None:
    put_away(balance, click)


ACTIONS: Actions = {Do.BRING_IN_VOICES: _bring_in, Do.LEAVE_VOICES: _leave}
