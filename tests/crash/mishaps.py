"""What went wrong in a run, as the sandbox wrote it down: what may be forgiven for it, and what may not."""

from dataclasses import dataclass

from bot.sandbox import Sandbox
from bot.sandbox.wire.log import Injected
from tests.crash.people import Act

WORDS = {"chat.postEphemeral", "chat.postMessage", "response_url"}
LOSES_WORDS = {"rate_limit", "server_error", "refuse", "drop", "revoke_token"}
TICKS = {"reactions.add"}
LOSES_TICKS = {"revoke_token", "archive", "remove_bot"}
NEVER_ARRIVED = {"lose", "ghost_socket"}
TWICE = {"duplicate", "lose_ack", "drop"}
BEFORE, AFTER = 1.5, 6.0
"""Seconds before an act began and after it ended in which a mishap may have swallowed what was said about it:
a limit holds a while, and a private word is tried three times."""


@dataclass(frozen=True, slots=True)
class Mishaps:
    struck: tuple[Injected, ...]
    ends: tuple[float, ...]
    """When a process of the bot was ended."""
    shut_out: bool = False
    """Whether the bot was out of the channel for a while, by removal or with its token."""

    @classmethod
    def of(cls, slack: Sandbox, ends: list[float], *, shut_out: bool) -> "Mishaps":
        return cls(tuple(slack.log.injected), tuple(ends), shut_out)

    def excuse_silence(self, act: Act) -> bool:
        """Whether a private word about this act may have been lost: it is said once, and not kept."""
        return self._near(act, WORDS, LOSES_WORDS)

    @property
    def words_were_lost(self) -> bool:
        """Whether a direct message about trouble may have got lost at any time."""
        struck = any(one.target in WORDS and one.fault in LOSES_WORDS for one in self.struck)
        return struck or bool(self.ends)

    def excuse_no_tick(self, act: Act) -> bool:
        """Whether its check mark may have been refused for good."""
        return self._near(act, TICKS, LOSES_TICKS)

    def excuse_deafness(self) -> bool:
        """Whether a typed message may never have come in: Slack tries four times, and tells nothing to a bot
        that is not in the channel."""
        return self.shut_out or sum(one.fault in NEVER_ARRIVED for one in self.struck) >= 3

    @property
    def interrupted(self) -> bool:
        """Whether there may have been a time without anybody who listened."""
        return bool(self.ends) or any(one.target in ("sockets", "websocket") for one in self.struck)

    @property
    def said_twice(self) -> int:
        """How many private words may have been said a second time: the first try seemed to have failed."""
        return sum(one.target == "response_url" for one in self.struck)

    @property
    def clicks_come_twice(self) -> bool:
        """A refused click leaves nothing in the store: sent twice (Slack does not), it is refused twice."""
        return any(one.fault in TWICE and one.target != "message" for one in self.struck)

    def _near(self, act: Act, targets: set[str], faults: set[str]) -> bool:
        moments = (one.at for one in self.struck if one.target in targets and one.fault in faults)
        until = max(act.began, act.ended) + AFTER
        return any(act.began - BEFORE <= at <= until for at in (*moments, *self.ends))
