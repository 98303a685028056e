"""Statement 4: nobody is left without a way on. Whoever acted saw it taken, or was told."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row

from flows.decision import Verdict
from flows.hearing import hear
from flows.intents import Offer, Resume
from flows.machine import Trigger
from flows.panel_acts import PANEL_MEMBER
from tests.crash.buttons import TO_READ
from tests.crash.mishaps import Mishaps
from tests.crash.people import CLOCKS, Act, People
from tests.crash.store import MOVED, Store

C = TypeVar("C")
R = TypeVar("R")

LOGGED: dict[str, str] = {
    **{kind: kind for kind in ("back", "keep", "pause", "resume", "submit", "reopen", "abandon", "reason")},
    **{verdict.value.replace("_", " "): verdict.value for verdict in Verdict},
    "withdraw": Trigger.WITHDRAW,
    "close": Trigger.CLOSE,
    "change": Trigger.GO_TO,
    "change after all": Trigger.GO_TO,
    "go to": Trigger.GO_TO,
    "review": Trigger.GO_TO,
    "submit after all": Trigger.SUBMIT,
    "because": "reason",
    "move": MOVED,
    "done": Trigger.DONE,
    "begin": "begin_ballot",
    "ballot done": Trigger.DONE,
    "change answers": Trigger.REOPEN,
    "reveal": "reveal",
    "medians": Trigger.ANSWER,
    "rate again": "rate_again",
    "otherwise": "dissent",
}
"""What an act is called in the activity log."""
ALSO = {"change answers": Trigger.ASK_FOR_CHANGES}
"""What it is called there while one question is rated again."""


class Broken(AssertionError):
    """One of the five statements does not hold."""


def must(holds: object, statement: int, words: str) -> None:
    if not holds:
        raise Broken(f"statement {statement}: {words}")


async def holds_after(calms: Sequence[C], rest: Callable[[C], Awaitable[R]], check: Callable[[R], None]) -> R:
    """Rest, and check what `rest` found. A private word may be on its way, or the bot still look back: what
    does not hold after a moment's calm must hold after a longer one. Raises Broken."""
    for calm in calms:
        found = await rest(calm)
        try:
            check(found)
        except Broken:
            if calm == calms[-1]:
                raise
        else:
            break
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """How many acts this statement was asked of, and for how many a mishap was taken as an excuse."""

    acts: int
    excused: int


def everybody_answered(store: Store, people: People, mishaps: Mishaps) -> Answered:
    """Whoever acted saw it taken (a check mark, a row in the log, and so a card), or was told: in private, in
    the form, in a window, or by Slack's own warning. Each act needs a private word of its own."""
    return all_answered([(people, act, store) for act in people.acts], mishaps)


def all_answered(acts: Sequence[tuple[People, Act, Store]], mishaps: Mishaps) -> Answered:
    """The same of acts in several places; each with who did it, and the store of what it was done to."""
    untold: list[tuple[People, Act]] = []
    excused, ticks = 0, acts[0][0].ticked() if acts else set()
    for people, act, store in acts:
        if _is_answered(act, store, ticks, mishaps):
            continue
        if mishaps.excuse_silence(act):
            excused += 1
        else:
            untold.append((people, act))
    windows = dict(window for people, _, _ in acts for window in people.windows.items())
    for people, act in untold:
        words = [*people.told(act.person), *people.told_directly(act.person)]
        moments = [float(word.ts) for word in words]
        moments += [at for person, at in windows.values() if person == act.person]
        later = sum(at >= act.began - CLOCKS for at in moments)
        need = sum(other.person == act.person and other.began >= act.began for _, other in untold)
        must(later >= need, 4, f"neither taken nor told: {act}")
    return Answered(len(acts), excused)


def _is_answered(act: Act, store: Store, ticks: set[str], mishaps: Mishaps) -> bool:
    if act.told or (act.ts in ticks and act.typed):
        return True
    if act.typed:
        if f"message:{act.channel}:{act.ts}" not in store.heard:
            must(_is_talk(act) or _may_be_unheard(store, mishaps), 4, f"never heard: {act}")
            return True
        moved = any(_is_later(row.at, act) for row in store.moves)
        no_tick = moved or mishaps.excuse_no_tick(act)
        if no_tick and isinstance(hear(act.what), Resume):
            return True  # they asked for a card, and one stands there; their tick was left behind, or refused
        return no_tick and was_done(act, store)
    if act.what in TO_READ or not act.acknowledged:
        return act.acknowledged
    return was_done(act, store)


def _is_talk(act: Act) -> bool:
    """What is only offered back is not taken either."""
    heard = hear(act.what.replace("#", act.tag))
    return heard is None or isinstance(heard, Offer)


def _may_be_unheard(store: Store, mishaps: Mishaps) -> bool:
    """In a thread that was left; or in that of an ended assessment, while nobody listened."""
    ends = (Trigger.SUBMIT, Trigger.ABANDON, Trigger.DONE)
    ended = any(row.what in ends for row in store.activity)
    return mishaps.excuse_deafness() or bool(store.moves) or (mishaps.interrupted and ended)


def was_done(act: Act, store: Store) -> bool:
    """Whether the log has it. A double click counts: this very answer of theirs stood already."""
    if act.answers:
        mine = [row for row in store.answered if row.answered_by == act.person and word_of(row) == act.word]
        return row_of(act, store.answered) is not None or any(r.question_id == act.question for r in mine)
    what = LOGGED.get(act.what.partition(" #")[0])
    who = (act.person, PANEL_MEMBER) if what == "dissent" else (act.person,)
    called = (what, ALSO.get(act.what))
    return any(row.user_id in who and row.what in called and _is_later(row.at, act) for row in store.activity)


def row_of(act: Act, given: list[Row[Any]]) -> Row[Any] | None:
    fits = (
        row
        for row in given
        if row.answered_by == act.person
        and word_of(row) == act.word
        and _is_later(row.answered_at, act)
        and (not act.tag or act.tag in row.reason.split())
        and (act.question is None or act.question == row.question_id)
    )
    return next(fits, None)


def _is_later(moment: datetime, act: Act) -> bool:
    """Whether the store may have dated so what came of this act."""
    return moment.timestamp() >= act.began - act.clocks


def word_of(row: Row[Any]) -> str:
    return str(row.rating) if row.rating is not None else row.kind.replace("_", " ")
