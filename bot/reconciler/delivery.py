"""One round to Slack: each surface by the cheapest way that works, and what came of it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, Protocol

from bot.cards.card import Card
from bot.cards.known import Known
from bot.reconciler.drawing import THREAD_GONE, draw, draw_unnamed, is_waited_for, people_on, true_until
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import InDoubt, MessageGone, NoEntry, NoPlace, Refused, SlackProblem, TryLater
from bot.slack.response_urls import ReplyAddresses
from bot.slack.visibility import Visibility
from flows.assessment import Assessment
from flows.earlier import Earlier
from flows.notes import Told
from flows.permissions import holds_alone
from flows.states import ENDED
from storage.claims import Surface
from storage.errors import StorageError
from storage.surface_rows import DIRECT, SurfaceKind

log = logging.getLogger(__name__)

NO_ENTRY_SECONDS = 30.0
REFUSED_SECONDS = 300.0
THREAD_LOST = {"thread_not_found", "cannot_reply_to_message"}


class Names(Protocol):
    """What people are called, as far as it is known; unless not to `ask`, as Slack says."""

    async def __call__(self, users: Collection[str], *, ask: bool) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is to be drawn now. `until`: no call may begin later, on the monotonic clock: then it may be for
    another process to draw. `earlier`: what questions that were answered anew were answered before, where
    that is drawn.
    `of_others`: the channel of what others answered, where somebody who rates it again has that in sight."""

    assessment: Assessment
    surfaces: list[Surface]
    until: float
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    of_others: str = ""


class DeliveryState(Enum):
    """What came of bringing a surface to Slack."""

    SHOWN = auto()
    FOUND = auto()  # a post in doubt had gone out after all; it may show an older state
    IN_DOUBT = auto()
    GONE = auto()  # the message is no more: post it anew
    NO_PLACE = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Delivered:
    """`seconds`: how long to wait before the next try. `code`: Slack's word, where there is no place, or
    nobody to be told.
    `looked`: a post in doubt was looked for, and is not there. `free`: it went through a response_url.
    `until`: when it should say something else, though nobody does anything. `put_off`: seconds until it
    alone is tried again, as it is at fault itself, or we are."""

    surface: Surface
    state: DeliveryState
    channel: str | None = None
    ts: str | None = None
    detail: dict[str, Any] | None = None
    seconds: float = 0.0
    code: str = ""
    looked: bool = False
    free: bool = False
    until: datetime | None = None
    put_off: float = 0.0

    @property
    def keeps_back(self) -> bool:
        """Whether what is to stand below it waits for it."""
        return self.state is not DeliveryState.SHOWN and not self.put_off

    @property
    def was_not_asked(self) -> bool:
        """Whether somebody who is to answer alone does not know of it: Slack takes no message for them."""
        is_asked = self.surface.detail.get("told") == Told.PANEL_ASKED and self.surface.ts is None
        return is_asked and bool(self.code) and self.ts is None

    def disproves(self, trouble: str) -> bool:
        """Whether the bot can write again where the assessment is held. What went through a click's own
        address tells nothing of that: it works in an archived channel too. Nor does a change to what stands
        in a thread whose parent is gone: only a new reply, or the parent itself, shows that it is there. Nor
        does a closed card, which may stand where the assessment was before it was moved."""
        if (
            self.state is not DeliveryState.SHOWN
            or self.surface.kind in (*DIRECT, SurfaceKind.CLOSED)
            or self.free
        ):
            return False
        return trouble != THREAD_GONE or self.surface.kind is SurfaceKind.HEADLINE or self.surface.ts is None


class Delivery:
    """Brings surfaces to Slack. Raises StorageError alone: whatever else happens is a Delivered."""

    def __init__(
        self,
        slack: Slack,
        addresses: ReplyAddresses,
        clock: SlackClock,
        now: Callable[[], datetime],
        visibility: Visibility,
        names: Names,
        url: str,
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """`names` asks what people are called; `url` is the address of the workspace; `is_known` waits until
        what `clock` says can be believed, for a while: it is written down when a card was shown."""
        self._slack = slack
        self._addresses = addresses
        self._clock = clock
        self._now = now
        self._visibility = visibility
        self._names = names
        self._url = url
        self._is_known = is_known

    async def bring(self, claimed: Claimed) -> AsyncIterator[list[Delivered]]:
        """What came of each, as soon as it is known: a slow headline must not hide that the card is there.

        Changes in place go side by side; new posts one after the other, so that they stand in order.
        """
        if len(claimed.surfaces) == 1:
            yield await self._in_order(claimed, claimed.surfaces)
            return
        posts = [surface for surface in claimed.surfaces if surface.ts is None]
        ways = [self._in_order(claimed, [surface]) for surface in claimed.surfaces if surface.ts is not None]
        if posts:
            ways.append(self._in_order(claimed, posts))
        under_way = {asyncio.ensure_future(way) for way in ways}
        while under_way:
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            yield [outcome for way in done for outcome in way.result()]

    async def _in_order(self, claimed: Claimed, posts: list[Surface]) -> list[Delivered]:
        outcomes: list[Delivered] = []
        for surface in posts:
            if time.monotonic() > claimed.until or any(outcome.keeps_back for outcome in outcomes):
                outcomes.append(Delivered(surface, _still(surface)))
            else:
                outcomes.append(await self._outcome(claimed, surface))
        return outcomes

    async def _outcome(self, claimed: Claimed, surface: Surface) -> Delivered:
        assessment = claimed.assessment
        try:
            return await self._deliver(claimed, surface)
        except TryLater as problem:
            return Delivered(surface, _still(surface), seconds=problem.seconds)
        except InDoubt as problem:
            log.info("%s of %s: no answer (%s)", surface.kind, assessment.id, problem.code)
            return Delivered(surface, DeliveryState.IN_DOUBT, seconds=1.0)
        except MessageGone as problem:
            if surface.kind is SurfaceKind.HEADLINE:
                return self._headline_gone(surface, problem)
            if surface.kind in DIRECT:
                return self._give_up(surface, problem)
            log.info("%s of %s is gone: %s", surface.kind, assessment.id, problem.code)
            return Delivered(surface, DeliveryState.GONE)
        except NoPlace as problem:
            is_past = surface.kind in (SurfaceKind.CLOSED, SurfaceKind.NOTE)
            was_moved = is_past and surface.channel != assessment.channel
            if surface.kind in (*DIRECT, SurfaceKind.TICK) or was_moved:
                return self._give_up(surface, problem)
            code = THREAD_GONE if problem.code in THREAD_LOST else problem.code
            return Delivered(surface, DeliveryState.NO_PLACE, code=code)
        except (NoEntry, Refused) as problem:
            if surface.kind in (*DIRECT, SurfaceKind.TICK):
                return self._give_up(surface, problem)
            if isinstance(problem, Refused):
                return Delivered(surface, _still(surface), put_off=REFUSED_SECONDS)
            log.error("Slack refuses the token: %s. Run balance doctor.", problem)
            return Delivered(surface, _still(surface), seconds=NO_ENTRY_SECONDS)
        except StorageError:
            raise
        except Exception as error:  # else what came of the others in this round would not be written down
            log.error("%s of %s failed", surface.kind, assessment.id, exc_info=error)
            return Delivered(surface, DeliveryState.IN_DOUBT, put_off=REFUSED_SECONDS)

    async def _deliver(self, claimed: Claimed, surface: Surface) -> Delivered:
        assessment = claimed.assessment
        if surface.kind is SurfaceKind.TICK:
            await self._slack.tick(surface.channel, surface.subject)
            return Delivered(surface, DeliveryState.SHOWN)
        if hidden := await self._hidden(claimed, surface):
            return hidden
        if self._is_known:
            await self._is_known()
        now = self._now()
        try:
            card, until = await self._drawn(claimed, surface, now)
        except (SlackProblem, StorageError):
            raise
        except Exception as error:  # nothing was sent, so there is no doubt of it either
            log.error("%s of %s cannot be drawn", surface.kind, assessment.id, exc_info=error)
            return Delivered(surface, _still(surface), put_off=REFUSED_SECONDS)
        if surface.ts is not None:
            since = self._clock.ts()
            patient = not is_waited_for(assessment, surface)
            free = await self._replace(surface.channel, surface.ts, card, patient=patient)
            detail = _detail(assessment, surface, since)
            return Delivered(surface, DeliveryState.SHOWN, detail=detail, free=free, until=until)
        if surface.in_doubt:
            return await self._look_for(surface)
        posted = await self._slack.post(
            surface.channel,
            card,
            token=surface.id,
            thread_ts=surface.thread_ts,
            broadcast=surface.kind is SurfaceKind.SUMMARY,
        )
        if surface.thread_ts and posted.thread_ts != surface.thread_ts:
            # The thread's parent is gone, and Slack put the reply at top level without a word.
            with contextlib.suppress(SlackProblem):
                await self._slack.delete(posted.channel, posted.ts)
            return Delivered(surface, DeliveryState.NO_PLACE, code=THREAD_GONE)
        return Delivered(
            surface,
            DeliveryState.SHOWN,
            channel=posted.channel,
            ts=posted.ts,
            detail=_detail(assessment, surface, posted.ts),
            until=until,
        )

    async def _drawn(self, claimed: Claimed, surface: Surface, now: datetime) -> tuple[Card, datetime | None]:
        """What it is to say, and until when that is so."""
        assessment = claimed.assessment
        # A click within the questions costs no call that counts.
        in_place = surface.kind is SurfaceKind.CARD and surface.ts is not None
        may_ask = not in_place or assessment.state in ENDED
        names = await self._names(people_on(assessment, surface, claimed.earlier), ask=may_ask)
        known = Known(now.date(), names, claimed.earlier, self._url)
        unnamed = surface.kind is SurfaceKind.NOTICE and not await self._may_be_named(assessment, surface)
        card = draw_unnamed(assessment, surface) if unnamed else draw(assessment, surface, known)
        return card, true_until(assessment, surface, now)

    async def _hidden(self, claimed: Claimed, surface: Surface) -> Delivered | None:
        """Who was removed from a private channel is not told what is said there, nor shown how its panel
        answered; nor is anybody while Slack does not say where they are."""
        assessment = claimed.assessment
        if surface.kind is SurfaceKind.CARD and claimed.of_others:
            reader, channel = assessment.owner, claimed.of_others
        elif surface.kind is SurfaceKind.TOLD and not holds_alone(assessment, surface.reader):
            reader, channel = surface.reader, assessment.channel
        else:
            return None
        sees = await self._visibility.can_see(reader, channel)
        if sees:
            return None
        if sees is None:
            return Delivered(surface, _still(surface), seconds=NO_ENTRY_SECONDS)
        log.info("%s of %s was left out: its reader is not in the channel", surface.kind, assessment.id)
        return Delivered(surface, DeliveryState.SHOWN)

    async def _may_be_named(self, assessment: Assessment, notice: Surface) -> bool:
        """Who may no longer be in a private channel learns that there is trouble, not with what."""
        reader = str(notice.detail.get("reader", ""))  # nobody, where an earlier version told them
        if holds_alone(assessment, reader):
            return True
        return bool(reader) and await self._visibility.is_or_was_there(reader, assessment.channel)

    async def _replace(self, channel: str, ts: str, card: Card, *, patient: bool) -> bool:
        """True if a click's own address served: that counts against no limit."""
        if url := self._addresses.use(channel, ts):
            if await self._slack.respond(url, replace_original=True, text=card.text, blocks=card.blocks):
                return True
            self._addresses.forget(channel, ts)
        await self._slack.update(channel, ts, card, patient=patient)
        return False

    async def _look_for(self, surface: Surface) -> Delivered:
        if surface.kind in DIRECT:
            # A second direct message would be worse than one that got lost: App Home says the same.
            return Delivered(surface, DeliveryState.SHOWN)
        since = surface.posting_since.timestamp() if surface.posting_since else 0.0
        found = await self._slack.find(surface.channel, surface.id, since, surface.thread_ts)
        if found:
            return Delivered(surface, DeliveryState.FOUND, ts=found.ts)
        return Delivered(surface, DeliveryState.LATER, looked=True)

    @staticmethod
    def _headline_gone(surface: Surface, problem: MessageGone) -> Delivered:
        if problem.code == "message_not_found":
            return Delivered(surface, DeliveryState.NO_PLACE, code=THREAD_GONE)
        # It is there, but this workspace does not let messages be edited any more: it stays as it is.
        log.warning("The headline cannot be changed: %s", problem)
        return Delivered(surface, DeliveryState.SHOWN)

    @staticmethod
    def _give_up(surface: Surface, problem: SlackProblem) -> Delivered:
        log.warning("%s was left out: %s", surface.kind, problem)
        return Delivered(surface, DeliveryState.SHOWN, code=problem.code)


def _still(surface: Surface) -> DeliveryState:
    """What could not be tried leaves a doubt where it was."""
    return DeliveryState.IN_DOUBT if surface.in_doubt else DeliveryState.LATER


def _detail(assessment: Assessment, surface: Surface, since: str) -> dict[str, Any] | None:
    """What is remembered of the card: which question it shows, and since when, on Slack's clock, people
    could see it. Drawing the same turn again changes nothing about that."""
    if surface.kind is not SurfaceKind.CARD:
        return None
    if surface.ts is not None and surface.detail.get("turn") == assessment.turn:
        since = str(surface.detail.get("since", since))
    question = assessment.progress.question
    return {"question": question.id if question else "", "turn": assessment.turn, "since": since}
