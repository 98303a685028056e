"""What somebody waits for after an acknowledgement: it comes, or they are told that it does not, under a
reference that the log has too."""

import logging
from collections.abc import Awaitable, Callable

from bot import metrics
from bot.cards.words import note, with_reference
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.refusing import words
from bot.log import reference_in
from bot.slack.errors import SlackProblem
from flows.refusals import Refusal
from storage.errors import StorageError

log = logging.getLogger(__name__)

Said = Callable[[Exception], str]
"""What a person is told of an error."""


def promised(
    balance: Balance,
    to: ReplyTo,
    work: Awaitable[object],
    line: str,
    said: Said,
    reference: str = "",
    *,
    refused: str = "",
) -> None:
    """Go on with this. `line` is what the log says where it does not come; `refused` stands before the reason
    where it is refused after all."""

    async def keep() -> None:
        try:
            await work
        except Refusal as refusal:
            balance.tell(to, note(f"{refused} {words(refusal, to.person)}".lstrip()))
        except Exception as error:  # a fault of ours too: whoever waits gets an answer all the same
            balance.tell(to, note(failed(line, error, said(error), reference)))

    balance.tasks.spawn(keep(), line)


def failed(line: str, error: Exception, said: str, reference: str = "") -> str:
    """What the person is told of it, once the log says so."""
    of_store = error.level if isinstance(error, StorageError) else logging.ERROR
    level = logging.WARNING if isinstance(error, SlackProblem) else of_store
    reference = reference_in(log, level, reference)
    about = {"reference": reference}
    if isinstance(error, SlackProblem):
        log.log(level, "%s: %s", line, error, extra=about)
    elif isinstance(error, StorageError):
        metrics.failed("store")
        log.log(level, "%s, because the database cannot be used: %s", line, error, extra=about)
    else:
        metrics.failed("unexpected")
        log.error("%s", line, exc_info=error, extra=about)
    return with_reference(said, reference)
