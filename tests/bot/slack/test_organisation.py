"""Whose people belong to the organisation, by what users.info and auth.test say."""

from dataclasses import replace

import pytest

from bot.slack.client import Identity, User
from bot.slack.errors import TryLater
from bot.slack.organisation import ASKED_AGAIN, Organisation
from tests.conftest import Hands

TEAM, ENTERPRISE = "T0HERE", "E0ORG"
ALONE = Identity("", TEAM, "Riverside", "U0BALANCE", "B0", "https://x.example/", frozenset())
JOINED = replace(ALONE, enterprise_id=ENTERPRISE)
SOMEBODY = User("U0AMINA", False, False, False, "Europe/London")
SIBLING = replace(SOMEBODY, team="T0SIBLING", enterprise=ENTERPRISE, teams=frozenset({"T0SIBLING"}))
PARTNER = replace(SOMEBODY, team="T0PARTNER")


class AuthTest:
    """Says who we are, and counts how often it was asked; None: it does not answer."""

    def __init__(self, now: Identity | None) -> None:
        self.now = now
        self.asked = 0

    async def __call__(self) -> Identity:
        self.asked += 1
        if self.now is None:
            raise TryLater("auth.test", "ratelimited", 1.0)
        return self.now


@pytest.mark.parametrize(
    ("user", "is_ours", "is_home"),
    [
        (replace(SOMEBODY, team=TEAM), True, True),
        (SOMEBODY, True, True),
        (replace(SIBLING, teams=frozenset({"T0SIBLING", TEAM})), True, True),
        (SIBLING, True, False),
        (replace(SOMEBODY, team=ENTERPRISE), True, False),
        (PARTNER, False, False),
        (replace(PARTNER, enterprise="E0OTHER"), False, False),
        (replace(PARTNER, is_stranger=True), False, False),
        (replace(SIBLING, is_stranger=True), False, False),
        (replace(SOMEBODY, enterprise="E0OTHER", teams=frozenset({"T0OTHER"})), False, False),
    ],
)
async def test_who_belongs(user: User, is_ours: bool, is_home: bool) -> None:
    ours = Organisation(JOINED, AuthTest(JOINED))
    assert (await ours.has(user), ours.is_home_of(user)) == (is_ours, is_home)


def test_a_payload_names_the_workspace_or_the_enterprise() -> None:
    for identity, named in ((ALONE, {TEAM}), (JOINED, {TEAM, ENTERPRISE})):
        ours = Organisation(identity, AuthTest(identity))
        homes = ("", TEAM, ENTERPRISE, "T0PARTNER")
        assert {home for home in homes if ours.is_named(home)} == named


async def test_that_the_workspace_joined_is_found_out_and_not_asked_for_each_person(hands: Hands) -> None:
    auth = AuthTest(ALONE)
    ours = Organisation(ALONE, auth, hands)
    assert [await ours.has(SIBLING), await ours.has(SIBLING), auth.asked] == [False, False, 1]
    auth.now = JOINED
    assert not await ours.has(SIBLING)
    hands.now += ASKED_AGAIN
    assert await ours.has(SIBLING)
    assert ours.is_named(ENTERPRISE)


async def test_of_a_partner_without_an_enterprise_nothing_is_asked(hands: Hands) -> None:
    auth = AuthTest(ALONE)
    assert not await Organisation(ALONE, auth, hands).has(PARTNER)
    assert auth.asked == 0


async def test_while_slack_does_not_say_who_we_are_we_are_who_we_were(hands: Hands) -> None:
    ours = Organisation(JOINED, AuthTest(None), hands)
    assert not await ours.has(replace(PARTNER, enterprise="E0OTHER"))
    assert await ours.has(SIBLING)
