"""Whose people belong to the organisation that Balance works for: those of its workspace, and those of the
other workspaces of the same Enterprise Grid organisation."""

import contextlib
import math
import time
from collections.abc import Awaitable, Callable

from bot.slack.client import Identity, User
from bot.slack.errors import SlackProblem

ASKED_AGAIN = 60.0
"""Seconds. That the workspace joined an enterprise while Balance runs is noticed when somebody of another
workspace in it comes, unless Slack was asked just before."""


class Organisation:
    """`ask` gives who we are now: an enterprise's id can come later, or another one."""

    def __init__(
        self,
        identity: Identity,
        ask: Callable[[], Awaitable[Identity]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.team = identity.team_id
        self.enterprise = identity.enterprise_id
        self._ask = ask
        self._clock = clock
        self._asked = -math.inf

    def is_named(self, home: str) -> bool:
        """Whether a payload names ours as somebody's home. It may name the workspace or the enterprise: "The
        user.team_id will report an enterprise organization ID (which starts with an E) instead of team ID".
        https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
        return bool(home) and home in (self.team, self.enterprise)

    async def has(self, user: User) -> bool:
        """Whether somebody belongs here, by what users.info says. Slack may be asked who we are now."""
        if self.is_home_of(user) or self._is_sibling(user):
            return True
        if user.enterprise or user.team.startswith("E"):
            await self._look_again()
        return self._is_sibling(user)

    def is_home_of(self, user: User) -> bool:
        """Whether they are of the very workspace. Of people of an enterprise, the team may be missing, or be
        the enterprise; then `teams` says where they are.
        https://docs.slack.dev/reference/objects/user-object"""
        if user.is_stranger:
            return False
        says_where = user.team or user.enterprise or user.teams
        return user.team == self.team or self.team in user.teams or not says_where

    def _is_sibling(self, user: User) -> bool:
        is_named = self.enterprise in (user.enterprise, user.team)
        return bool(self.enterprise) and is_named and not user.is_stranger

    async def _look_again(self) -> None:
        if self._clock() - self._asked < ASKED_AGAIN:
            return
        self._asked = self._clock()
        with contextlib.suppress(SlackProblem):
            self.enterprise = (await self._ask()).enterprise_id
