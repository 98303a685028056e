"""Who may see which channel: Slack's word counts, for a minute, and nothing is assumed without it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.slack.errors import InDoubt, NoPlace, TryLater
from bot.slack.visibility import AT_MOST, BELIEVED, Seen, Visibility

OPEN, BOARD, LOBBY = "C0OPEN", "C0BOARD", "C0LOBBY"
"""A public channel and a private one that the bot is in, and a public one that it is not in."""
AMINA, TOM = "U0AMINA", "U0TOM"
BOT = ""


@dataclass
class Workspace:
    """Slack as the bot asks it."""

    channels: dict[str, dict[str, bool]] = field(
        default_factory=lambda: {
            BOT: {OPEN: False, BOARD: True},
            AMINA: {OPEN: False, BOARD: True, LOBBY: False},
            TOM: {},
        }
    )
    guests: set[str] = field(default_factory=set)
    public: set[str] = field(default_factory=lambda: {OPEN, LOBBY})
    silent: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody was asked about."""
    time: float = 1_000.0
    answer_now: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.answer_now.set()
        self.places = Visibility(self._channels_of, self._is_guest, self._is_private, lambda: self.time)

    async def _channels_of(self, person: str) -> dict[str, bool]:
        self.asked[person] += 1
        if person:
            self.heard.set()
        said = dict(self.channels[person])
        await self.answer_now.wait()
        if "channels" in self.silent or person in self.silent:
            raise TryLater("users.conversations", "ratelimited", 30.0)
        return said

    async def _is_guest(self, person: str) -> bool:
        if "guests" in self.silent:
            raise InDoubt("users.info", "TimeoutError")
        return person in self.guests

    async def _is_private(self, channel: str) -> bool:
        if "channels" in self.silent or channel not in self.public:
            raise NoPlace("conversations.info", "channel_not_found")
        return False

    async def seen(self, person: str, here: str = "") -> Seen:
        return await self.places.seen_by(person, here)


@pytest.fixture
def slack() -> Workspace:
    return Workspace()


async def test_public_channels_are_for_everybody_and_private_ones_for_their_members(slack: Workspace) -> None:
    assert await slack.seen(AMINA) == Seen(frozenset({OPEN, BOARD, LOBBY}), complete=True)
    assert await slack.seen(TOM) == Seen(frozenset({OPEN}), complete=True)


async def test_who_is_not_in_a_private_channel(slack: Workspace) -> None:
    assert await slack.places.without(BOARD, {AMINA, TOM}) == [TOM]
    slack.asked.clear()
    assert await slack.places.without(OPEN, {AMINA, TOM}) == []
    assert await slack.places.without("C0UNKNOWN", {AMINA, TOM}) == []
    assert not slack.asked, "what everybody can see, or nobody knows, is not asked about"


async def test_of_whom_slack_says_nothing_nothing_is_said(slack: Workspace) -> None:
    slack.silent = {TOM}
    assert await slack.places.without(BOARD, {AMINA, TOM}) == []
    slack.silent = {"channels"}
    slack.places.forget()
    slack.channels[AMINA] = {}
    assert await slack.places.without(BOARD, {AMINA, TOM}) == []


async def test_a_guest_sees_only_where_they_are(slack: Workspace) -> None:
    slack.guests = {AMINA, TOM}
    assert (await slack.seen(TOM)).channels == frozenset()
    assert (await slack.seen(AMINA)).channels == {OPEN, BOARD, LOBBY}


async def test_who_acts_in_a_channel_sees_it(slack: Workspace) -> None:
    assert (await slack.seen(TOM, here=BOARD)).channels == {OPEN, BOARD}


async def test_an_answer_is_believed_for_a_minute(slack: Workspace) -> None:
    await slack.seen(AMINA)
    slack.channels[AMINA] = {}
    slack.time += BELIEVED - 1
    assert BOARD in (await slack.seen(AMINA)).channels
    assert slack.asked[AMINA] == 1
    slack.time += 1
    assert BOARD not in (await slack.seen(AMINA)).channels


async def test_after_the_clock_was_set_back_slack_is_asked_again(slack: Workspace) -> None:
    await slack.seen(AMINA)
    slack.channels[AMINA] = {}
    slack.time -= 3_600
    assert BOARD not in (await slack.seen(AMINA)).channels


async def test_a_channel_that_became_private_is_no_longer_for_everybody(slack: Workspace) -> None:
    await slack.seen(TOM)
    slack.channels[BOT][OPEN] = True
    slack.places.forget()
    assert (await slack.seen(TOM)).channels == frozenset()


async def test_who_was_invited_sees_it_at_once(slack: Workspace) -> None:
    await slack.seen(TOM)
    slack.channels[TOM] = {BOARD: True}
    slack.places.joined(TOM, BOARD, "1.0")
    assert (await slack.seen(TOM)).channels == {OPEN, BOARD}


async def test_what_was_asked_before_a_change_is_not_kept(slack: Workspace) -> None:
    slack.answer_now.clear()
    before = asyncio.ensure_future(slack.seen(TOM))
    await slack.heard.wait()
    slack.heard.clear()
    slack.channels[TOM] = {BOARD: True}
    slack.places.joined(TOM, BOARD, "1.0")
    after = asyncio.ensure_future(slack.seen(TOM))
    await slack.heard.wait()
    slack.answer_now.set()
    assert BOARD not in (await before).channels
    assert BOARD in (await after).channels
    assert BOARD in (await slack.seen(TOM)).channels


async def test_many_who_look_at_once_ask_once(slack: Workspace) -> None:
    slack.answer_now.clear()
    looks = [asyncio.ensure_future(slack.seen(AMINA)) for _ in range(20)]
    await slack.heard.wait()
    looks[0].cancel()
    slack.answer_now.set()
    for seen in await asyncio.gather(*looks[1:]):
        assert BOARD in seen.channels
    assert slack.asked[AMINA] == 1


async def test_without_slacks_word_nothing_private_is_seen(slack: Workspace) -> None:
    slack.silent = {AMINA}
    assert await slack.seen(AMINA) == Seen(frozenset({OPEN}), complete=False)
    slack.silent = {"channels"}
    slack.places.forget()
    assert await slack.seen(AMINA) == Seen(frozenset(), complete=False)


async def test_membership_is_not_believed_longer_because_slack_is_silent(slack: Workspace) -> None:
    await slack.seen(AMINA)
    slack.silent = {"channels"}
    slack.time += BELIEVED
    assert await slack.seen(AMINA) == Seen(frozenset({OPEN}), complete=False)
    slack.time += AT_MOST - BELIEVED
    assert await slack.seen(AMINA) == Seen(frozenset(), complete=False)


async def test_who_may_be_a_guest_counts_as_one(slack: Workspace) -> None:
    slack.silent = {"guests"}
    assert await slack.seen(TOM) == Seen(frozenset(), complete=False)


# --- one channel


async def test_whether_somebody_can_see_a_channel(slack: Workspace) -> None:
    can_see = slack.places.can_see
    assert await can_see(AMINA, BOARD) is True
    assert await can_see(TOM, BOARD) is False
    assert await can_see(TOM, OPEN) is True
    assert await can_see(TOM, LOBBY) is True, "public, and the bot is not in it"


async def test_a_guest_sees_a_public_channel_only_from_inside(slack: Workspace) -> None:
    slack.guests = {AMINA, TOM}
    assert await slack.places.can_see(AMINA, OPEN) is True
    assert await slack.places.can_see(TOM, OPEN) is False


async def test_where_the_bot_is_not_nobody_knows_who_is(slack: Workspace) -> None:
    assert await slack.places.can_see(AMINA, "C0SECRET") is None


async def test_while_slack_does_not_say_only_what_may_be_private_is_doubtful(slack: Workspace) -> None:
    await slack.seen(AMINA)
    slack.silent = {AMINA, "guests"}
    slack.time += BELIEVED
    assert await slack.places.can_see(AMINA, OPEN) is True
    assert await slack.places.can_see(AMINA, BOARD) is None
    slack.silent = {"channels"}
    slack.places.forget()
    assert await slack.places.can_see(AMINA, OPEN) is None


async def test_about_one_person_slack_is_asked_once_a_minute(slack: Workspace) -> None:
    for _ in range(5):
        await slack.places.can_see(TOM, BOARD)
        await slack.places.can_see(TOM, "C0SECRET")
    assert slack.asked[TOM] == 1


async def test_who_was_just_seen_there_is_not_asked_about(slack: Workspace) -> None:
    slack.places.sightings.heard(True)
    slack.places.sightings.saw(TOM, BOARD, "5.0")
    assert await slack.places.can_see(TOM, BOARD) is True
    assert not slack.asked
    slack.places.left(TOM, BOARD, "6.0")
    assert await slack.places.can_see(TOM, BOARD) is False


async def test_a_conversation_with_the_bot_is_for_whoever_writes_in_it(slack: Workspace) -> None:
    slack.places.sightings.saw(TOM, "D0TOM", "5.0")
    assert await slack.places.can_see(TOM, "D0TOM") is True
    assert await slack.places.can_see(AMINA, "D0TOM") is False
    assert await slack.places.can_see(AMINA, "D0NOBODY") is False
    assert not slack.asked


async def test_an_answer_that_nobody_waits_for_any_more_is_still_kept(slack: Workspace) -> None:
    await slack.places.can_see(TOM, BOARD)
    slack.heard.clear()
    slack.answer_now.clear()
    asking = asyncio.ensure_future(slack.places.can_see(AMINA, BOARD))
    await slack.heard.wait()
    asking.cancel()
    slack.answer_now.set()
    assert await slack.places.can_see(AMINA, BOARD) is True
    assert slack.asked[AMINA] == 1


async def test_where_slack_does_not_say_people_are_where_they_were_last(
    slack: Workspace,
) -> None:
    slack.places.sightings.heard(True)
    slack.places.sightings.saw(TOM, BOARD, "5.0")
    assert await slack.places.is_or_was_there(TOM, BOARD)
    slack.places.forget()
    assert not await slack.places.is_or_was_there(TOM, BOARD), "Slack says that he is not there"
    del slack.channels[BOT][BOARD]  # the bot was removed
    slack.places.forget()
    assert await slack.places.is_or_was_there(TOM, BOARD)
    assert not await slack.places.is_or_was_there(AMINA, "C0SECRET")


async def found_to_see(slack: Workspace) -> None:
    slack.places.sightings.heard(everything=True)
    assert await slack.places.can_see(AMINA, BOARD)


async def test_whom_slack_says_to_be_there_is_not_asked_about_at_each_thing_they_do(slack: Workspace) -> None:
    await found_to_see(slack)
    for _ in range(10):
        slack.time += BELIEVED
        await found_to_see(slack)
    assert slack.asked[AMINA] == 1


async def test_until_they_leave_or_the_channel_is_another_one(slack: Workspace) -> None:
    await found_to_see(slack)
    slack.channels[AMINA] = {}
    slack.places.left(AMINA, BOARD, f"{slack.time}")
    assert await slack.places.can_see(AMINA, BOARD) is False
    slack.channels[AMINA] = {BOARD: True}
    slack.time += BELIEVED
    await found_to_see(slack)
    slack.channels[AMINA] = {}
    slack.places.forget()
    assert await slack.places.can_see(AMINA, BOARD) is False


async def test_who_leaves_while_slack_is_asked_is_not_there(slack: Workspace) -> None:
    slack.places.sightings.heard(everything=True)
    slack.answer_now.clear()
    slack.channels[BOT] = {BOARD: True}
    asking = asyncio.create_task(slack.places.can_see(AMINA, BOARD))
    await asyncio.sleep(0)
    slack.places.left(AMINA, BOARD, f"{slack.time}")
    slack.answer_now.set()
    await asking
    slack.channels[AMINA] = {}
    slack.places._channels.forget(AMINA)
    assert await slack.places.can_see(AMINA, BOARD) is False
