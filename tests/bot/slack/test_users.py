"""What people are called, as cards ask for it."""

import asyncio
from typing import cast

import pytest

from bot.slack.client import Slack, User
from bot.slack.errors import Refused, SlackProblem
from bot.slack.users import FRESH, JUST_NOW, MAY_BE_BACK, NO_NAMES_SECONDS, People
from flows.actor import FORMER
from tests.conftest import Hands


class Told:
    """A Slack that tells of these people, and counts how often it was asked."""

    def __init__(self, **names: str) -> None:
        self.names = names
        self.left: set[str] = set()
        self.asked: list[str] = []

    async def user(self, user: str) -> User:
        self.asked.append(user)
        await asyncio.sleep(0)
        if user not in self.names:
            raise Refused("users.info", "missing_scope")
        return User(user, False, user in self.left, False, "Europe/London", name=self.names[user])


def people(told: Told, hands: Hands) -> People:
    return People(cast(Slack, told), hands)


async def test_each_person_is_asked_for_once_while_it_is_fresh(hands: Hands) -> None:
    told = Told(U1="Amina Yusuf", U2="Tom Fletcher")
    known = people(told, hands)
    for _ in range(2):
        assert await known.names(["U1", "U2"], ask=True) == {"U1": "Amina Yusuf", "U2": "Tom Fletcher"}
    assert sorted(told.asked) == ["U1", "U2"]
    hands.now += FRESH + 1
    await known.names(["U1"], ask=True)
    assert told.asked.count("U1") == 2


async def test_who_is_asked_for_by_several_at_once_is_asked_for_once(hands: Hands) -> None:
    told = Told(U1="Amina Yusuf")
    known = people(told, hands)
    async with asyncio.TaskGroup() as together:
        for _ in range(5):
            together.create_task(known.names(["U1"], ask=True))
        together.create_task(known.sees_only_their_own("U1"))
    assert not await known.sees_only_their_own("U1")
    assert told.asked == ["U1"]
    hands.now += JUST_NOW + 1
    await known.sees_only_their_own("U1")
    assert told.asked == ["U1", "U1"], "how they are now"


async def test_until_somebody_may_be_asked_for_a_handle_serves(hands: Hands) -> None:
    told = Told(U1="Amina Yusuf")
    known = people(told, hands)
    known.met("U1", "amina.yusuf")
    assert await known.names(["U1", "U2"], ask=False) == {"U1": "amina.yusuf"}
    assert told.asked == []
    assert await known.names(["U1"], ask=True) == {"U1": "Amina Yusuf"}
    assert await known.names(["U1"], ask=False) == {"U1": "Amina Yusuf"}


async def test_after_a_refusal_nobody_is_asked_for_a_while(hands: Hands) -> None:
    told = Told()
    known = people(told, hands)
    known.met("U1", "amina.yusuf")
    for _ in range(3):
        assert await known.names(["U1"], ask=True) == {"U1": "amina.yusuf"}
    assert told.asked == ["U1"]
    hands.now += NO_NAMES_SECONDS
    told.names["U1"] = "Amina Yusuf"
    assert await known.names(["U1"], ask=True) == {"U1": "Amina Yusuf"}


async def test_what_slack_refuses_otherwise_is_still_an_error(hands: Hands) -> None:
    known = people(Told(), hands)
    with pytest.raises(SlackProblem, match="missing_scope"):
        await known.one("U1")


async def test_whoever_keeps_names_is_told_of_handles_and_names(hands: Hands) -> None:
    kept: list[tuple[str, str, bool]] = []

    def keep(person: str, name: str, *, is_handle: bool = False) -> None:
        kept.append((person, name, is_handle))

    known = People(cast(Slack, Told(U1="Amina Yusuf")), hands, keep)
    known.met("U1", "amina.yusuf")
    await known.one("U1")
    assert kept == [("U1", "amina.yusuf", True), ("U1", "Amina Yusuf", False)]


async def test_that_somebody_left_is_believed_for_minutes_and_their_name_for_long(hands: Hands) -> None:
    told = Told(U1="Amina Yusuf")
    told.left = {"U1"}
    known = people(told, hands)
    for _ in range(2):
        assert (await known.one("U1")).has_left
    assert told.asked == ["U1"]
    told.left = set()
    hands.now += MAY_BE_BACK + 1
    assert await known.names(["U1"], ask=True) == {"U1": "Amina Yusuf"}
    assert told.asked == ["U1"]
    assert not (await known.one("U1")).has_left


async def test_that_an_account_takes_no_message_is_believed_until_somebody_acts_with_it(hands: Hands) -> None:
    told = Told(U1="Amina Yusuf")
    known = people(told, hands)
    known.left("U1")
    hands.now += MAY_BE_BACK + 1
    assert (await known.one("U1")).has_left
    assert (await known.as_they_are_now("U1")).has_left, "asked of them, Slack need not say so"
    known.acted("U1")
    assert not (await known.one("U1")).has_left


async def test_who_was_forgotten_has_left_and_slack_is_not_asked(hands: Hands) -> None:
    told = Told()
    assert (await people(told, hands).as_they_are_now(FORMER)).has_left
    assert told.asked == []
