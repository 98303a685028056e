"""Files that somebody asked for, sent to them or into the thread, and what they are told where that fails."""

from collections.abc import Sequence

from bot.cards.exporting import TO_THREAD, Unsent
from bot.listeners.context import Balance, ReplyTo
from bot.slack.errors import NoEntry, SlackProblem
from bot.slack.files import SharedFile
from bot.use_cases.requests import NotThere
from flows.assessment import Assessment
from flows.permissions import check_seen, holds_alone
from flows.refusals import OutOfDate, Why
from storage.errors import StorageError


async def send(
    balance: Balance,
    assessment: Assessment,
    to: ReplyTo,
    where: str,
    files: Sequence[SharedFile],
    words: str,
) -> None:
    """It took a while to make them. Raises Refusal, and shares nothing, if it was erased meanwhile, or who
    asked is not where it is by now, or Slack does not say whether they are; of the thread also if that is
    another one now. Raises SlackProblem or StorageError, if they could not be sent."""
    to_thread = where == TO_THREAD

    async def before(ids: Sequence[str]) -> None:
        # They may hold what was answered since it was asked for, in another channel.
        now = await balance.reading.get(balance.workspace, assessment.id)
        await _check_sees(balance, now, to.person)
        if to_thread and (now.channel, now.thread_ts) != (assessment.channel, assessment.thread_ts):
            raise OutOfDate(Why.MOVED_MEANWHILE)
        # They are written down, so that they go when the assessment is erased.
        if not await balance.erasing.note_files(balance.workspace, assessment.id, ids):
            raise NotThere

    await balance.slack.share(
        assessment.channel if to_thread else to.person,
        files,
        words,
        thread_ts=assessment.thread_ts if to_thread else None,
        before=before,
    )


async def _check_sees(balance: Balance, assessment: Assessment, person: str) -> None:
    """By the rule for whatever is shown of it, asked here and now: nobody acts any more."""
    if not holds_alone(assessment, person):
        sees = await balance.visibility.can_see(person, assessment.channel)
        check_seen(sees, Why.NOT_IN_ITS_CHANNEL)


def why_not(error: Exception) -> Unsent:
    match error:
        case NoEntry():
            return Unsent.NOT_ALLOWED
        case SlackProblem():
            return Unsent.NOT_TAKEN
        case StorageError():
            return Unsent.NO_STORE
    return Unsent.UNEXPECTED
