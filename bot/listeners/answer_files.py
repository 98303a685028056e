"""Files in Slack that may be answers of people from outside: what is in them, and whether it is still the
same."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

from bot.cards.evidence_form import PostedFile
from bot.listeners.context import Balance
from bot.slack.files import SlackFile
from bot.voices.invitation import NotRead, quoted
from bot.voices.reading import MOST_BYTES, NO_ANSWERS, AnswerFile, gathered, opened
from flows.assessment import Assessment
from flows.voices import Voices

_OURS: Final = "balance-answers-"
"""How the names begin of what our form saves: of one that cannot be read, only so much is known."""
_OUT_OF_REACH: Final = f"It was deleted, is kept elsewhere, or has more than {MOST_BYTES // 1_000_000} MB."
_ANOTHER: Final = "It was changed or deleted since you dropped it. Please drop it again."
_NAME_SHOWN: Final = 80


async def looked_into(balance: Balance, file: PostedFile) -> AnswerFile | None:
    """None: it is something else. Raises NotRead with the file, and SlackProblem."""
    name, known = shown(file), await balance.slack.file(file.id)
    found = None
    if _may_be_one(known):
        content = await balance.slack.content_of(known)
        if content is None:
            raise NotRead("It did not arrive whole.", name)
        found = await _opened(balance, name, content)
    if found is None and is_named_ours(file):
        raise NotRead(NO_ANSWERS if _may_be_one(known) else _OUT_OF_REACH, name)
    return found


async def same(balance: Balance, file: str, digest: str, place: str) -> AnswerFile:
    """What was offered, as it was. `place` says which of several it is. Raises NotRead, and SlackProblem."""
    known = await balance.slack.file(file)
    content = await balance.slack.content_of(known) if _may_be_one(known) else None
    # The button says which file it is. Of one that was not offered nothing is said, nor its name.
    if content is None or not hashlib.sha256(content).hexdigest().startswith(digest):
        raise NotRead(_ANOTHER, place)
    found = await _opened(balance, quoted(known.name, _NAME_SHOWN), content)
    if found is None:
        raise NotRead(_ANOTHER, place)
    return found


def shown(file: PostedFile) -> str:
    return quoted(file.name, _NAME_SHOWN)


def is_named_ours(file: PostedFile) -> bool:
    return file.name.startswith(_OURS)


def _may_be_one(known: SlackFile) -> bool:
    return not (known.is_deleted or known.is_external or not known.address or known.size > MOST_BYTES)


async def _opened(balance: Balance, name: str, content: bytes) -> AnswerFile | None:
    """None: it is something else. Raises NotRead. In a thread, as all that goes through what somebody sent:
    nobody else waits for it."""
    async with balance.one_file:
        return await asyncio.to_thread(opened, name, content)


async def voices_in(balance: Balance, files: Sequence[AnswerFile], assessment: Assessment) -> Voices:
    """Raises NotRead."""
    async with balance.one_file:
        return await asyncio.to_thread(gathered, files, assessment)
