"""Files that an owner drops in the thread: answers of people from outside are offered to them, in private,
and brought in once they say so. Of all other files nothing is said."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

from bot.cards import inviting as cards
from bot.cards.callbacks import Do
from bot.cards.evidence_form import PostedFile
from bot.cards.words import note
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
from bot.voices.invitation import NotRead
from bot.voices.reading import MOST_BYTES, NO_ANSWERS, AnswerFile, gathered, opened
from flows.assessment import Assessment
from flows.refusals import Refusal
from flows.voices import Voices, check, check_may_bring
from storage.errors import StorageError

_ENDINGS: Final = (".txt", ".ods")
_OURS: Final = "balance-answers-"
"""How the names begin of what our form saves: of one that cannot be read, only so much is known."""
_DIGITS: Final = 16


async def heard(balance: Balance, files: Sequence[PostedFile], message: Typed) -> None:
    """Look into what may be answers, after the acknowledgement. Raises StorageError and NotSaid."""
    likely = [file for file in files if file.name.lower().endswith(_ENDINGS) and file.size <= MOST_BYTES]
    act, to = message.act, message.reply_to
    if not likely or not to.thread_ts:
        return
    assessment = await in_thread(balance, act.channel or "", to.thread_ts, message.budget)
    if assessment is None or act.person != assessment.owner:
        return
    if await kind_of(balance, act.person, message.home) is not Kind.MEMBER:
        return
    for file in likely:
        balance.later(_offer(balance, assessment, to, file), "answers from outside")


async def _offer(balance: Balance, assessment: Assessment, to: ReplyTo, file: PostedFile) -> None:
    """In doubt it is no such file: most files in a thread are not."""
    is_ours = file.name.startswith(_OURS)
    try:
        content = await _content(balance, file.id)
        found = await _opened(balance, content) if content is not None else None
        if found is None and content is not None and is_ours:
            raise NotRead(NO_ANSWERS)
        if found is None:
            return
        is_ours = True
        voices = await _voices(balance, found, assessment)
        check(assessment, voices)
    except NotRead as problem:
        if is_ours:
            balance.tell(to, cards.not_taken(str(problem)))
    except Refusal as refusal:
        balance.tell(to, cards.not_taken(words(refusal, to.person)))
    except Exception as error:  # a fault of ours too: of their own file, its owner is told
        if isinstance(error, SlackProblem) and not (is_ours or balance.file_looks.may_read):
            return
        said = failed("A file of answers was not looked into", error, _not_read(balance, assessment, error))
        if is_ours:
            balance.tell(to, note(said))
    else:
        seen = f"{file.id}.{found.digest[:_DIGITS]}"
        balance.tell(to, cards.found(assessment, voices.whose, len(voices.voices), seen))


async def _bring_in(balance: Balance, click: Interaction) -> None:
    """What was seen is looked at again: nothing of it was kept. The offer stands until there is an answer to
    it: whoever was given none, for whatever reason, tries again."""
    assessment = await clicked(balance, click)
    check_may_bring(assessment, click.act)
    file, _, digest = click.need_ref().seen.partition(".")
    if not file or len(digest) != _DIGITS:
        raise BadPayload("no file of answers")
    promised(
        balance,
        click.reply_to,
        _take(balance, click, assessment, file, digest),
        "Answers from outside were not brought in",
        partial(_not_taken, balance, assessment),
    )


async def _take(balance: Balance, click: Interaction, assessment: Assessment, file: str, digest: str) -> None:
    """Raises Refusal, SlackProblem or StorageError."""
    try:
        content = await _content(balance, file)
        found = await _opened(balance, content) if content is not None else None
        if found is None or not found.digest.startswith(digest):
            raise NotRead("It is another file than the one that you dropped.")
        await balance.voices.bring_in(click.act, assessment.id, await _voices(balance, found, assessment))
    except NotRead as problem:
        balance.tell(click.reply_to, cards.not_taken(str(problem)))
    except Refusal as refusal:
        balance.tell(click.reply_to, cards.not_taken(words(refusal, click.act.person)))
    _put_away(balance, click)


def _not_taken(balance: Balance, assessment: Assessment, error: Exception) -> str:
    if isinstance(error, StorageError):
        return NOT_TAKEN
    return _not_read(balance, assessment, error)


def _not_read(balance: Balance, assessment: Assessment, error: Exception) -> str:
    if isinstance(error, SlackProblem):
        return cards.not_read(assessment, may_read=balance.file_looks.may_read)
    return UNEXPECTED


async def _content(balance: Balance, file: str) -> bytes | None:
    """None: it is gone, or cannot be one. Raises SlackProblem."""
    known = await balance.slack.file(file)
    if known.is_deleted or known.is_external or not known.address or known.size > MOST_BYTES:
        return None
    return await balance.slack.content_of(known)


async def _opened(balance: Balance, content: bytes) -> AnswerFile | None:
    """None: it is something else. Raises NotRead. In a thread, as all that goes through what somebody sent:
    nobody else waits for it."""
    async with balance.one_file:
        return await asyncio.to_thread(opened, "", content)


async def _voices(balance: Balance, found: AnswerFile, assessment: Assessment) -> Voices:
    """Raises NotRead."""
    async with balance.one_file:
        return await asyncio.to_thread(gathered, [found], assessment)


async def _leave(balance: Balance, click: Interaction) -> None:
    _put_away(balance, click)


def _put_away(balance: Balance, click: Interaction) -> None:
    if click.response_url:
        balance.later(balance.slack.respond(click.response_url, delete_original=True), "answers from outside")


ACTIONS: Actions = {Do.BRING_IN_VOICES: _bring_in, Do.LEAVE_VOICES: _leave}
