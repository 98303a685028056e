"""One row of a list: an assessment, or something that waits for somebody."""

from datetime import datetime
from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block
from bot.cards.text import channel_link, count, day, escape, people, permalink, shorten
from bot.cards.words import decided_word, position, which_look
from flows.listing import Listed, ListedWait
from flows.stages import Stage
from flows.states import ENDED
from flows.waiting import Matter, Waiting

STAGE_WORDS = {
    Stage.ANSWERING: "Being answered",
    Stage.PAUSED: "Paused",
    Stage.CHANGES: "Changes asked for",
    Stage.AWAITING: "Waiting for a decision",
    Stage.APPROVED: "Approved",
    Stage.CONDITIONS: "Approved with conditions",
    Stage.DECLINED: "Declined",
    Stage.CLOSED: "Closed",
    Stage.ABANDONED: "Abandoned",
}
_MATTER_WORDS = {
    Matter.ANSWER: "To answer",
    Matter.DECIDE: "To decide",
    Matter.CHOOSE: "To choose who decides",
    Matter.LOOK: "To look at again",
}
SPOKEN_TITLE = 60
WHAT_SHOWN = 170
ROW_TEXT = 170
"""Characters after escaping: ten rows must fit into a message. Only a title made of & and < is longer."""


def row(listed: Listed, now: datetime, url: str, *, may_resume: bool = False) -> list[Block]:
    """An assessment with where it stands, its scores and its age. `url` is the workspace's."""
    resume = may_resume and listed.state not in ENDED
    accessory = resume_button(listed) if resume else open_button(listed, url)
    return [_typed(listed.title, accessory), blocks.context(facts(listed, now))]


def waiting_row(wait: ListedWait, now: datetime, url: str = "") -> list[Block]:
    """The same for what waits for somebody, with what they can do about it. `url`: see `resume_button`."""
    listed, waiting = wait.listed, wait.waiting
    if waiting.matter is Matter.ACT:
        done = blocks.button(
            "Done",
            Do.TICK_ACTION,
            Ref(listed.id, 0, waiting.subject).encode(),
            spoken=f"Done: {shorten(wait.what, SPOKEN_TITLE)}",
        )
        elements = [blocks.mrkdwn(f"{_by(waiting, now)} For:"), blocks.plain(listed.title, ROW_TEXT)]
        return [
            _typed(shorten(wait.what, WHAT_SHOWN), done),
            blocks.context_of(*elements, blocks.mrkdwn(_where(listed))),
        ]
    match waiting.matter:
        case Matter.DECIDE:
            button = _button("Decide", Do.DECIDE, listed)
        case Matter.CHOOSE:
            button = _button("Choose", Do.REVIEWERS, listed)
        case Matter.LOOK:
            button = _button("Look again", Do.LOOK_AGAIN, listed)
        case _:
            button = resume_button(listed, url)
    # Where the button does something else, the way to read it first is a link below.
    link = _link(listed, url, listed.summary_ts) if url and waiting.matter is not Matter.ANSWER else None
    why = _why(wait, now) + (f" · <{link}|Open the summary>" if link else "")
    return [_typed(listed.title, button), blocks.context(why)]


def spoken(listed: Listed, now: datetime) -> str:
    return f"{escape(listed.title)}: {facts(listed, now)}"


def spoken_waiting(wait: ListedWait, now: datetime) -> str:
    if wait.waiting.matter is Matter.ACT:
        title, where = escape(wait.listed.title), _where(wait.listed)
        why = _by(wait.waiting, now).replace("*", "")
        return f"{escape(shorten(wait.what, WHAT_SHOWN))}: {why} For: {title}. {where}"
    return f"{escape(wait.listed.title)}: {_why(wait, now).replace('*', '')}"


def _why(wait: ListedWait, now: datetime) -> str:
    """What somebody is waited for; that a decision waits for them need not be said twice."""
    listed, matter = wait.listed, wait.waiting.matter
    alone = matter is Matter.DECIDE and len(listed.yet_to_decide) == 1
    since = f" since {day(wait.waiting.on)}" if matter is Matter.LOOK and wait.waiting.on else ""
    return f"*{_MATTER_WORDS[matter]}*{since} · {facts(listed, now, where_it_stands=not alone)}"


def facts(listed: Listed, now: datetime, *, where_it_stands: bool = True) -> str:
    """`Approved · Purposeful 4.2, Proportionate 3.1, Responsible no score · handed in 3 days ago · #here`;
    before it, of another look, that it is one."""
    age = (
        f"submitted {ago(listed.handed_in_at, now)}"
        if listed.handed_in_at
        else f"begun {ago(listed.created_at, now)}"
    )
    stands = standing(listed) if where_it_stands else ""
    parts = [which_look(listed), stands, scores(listed), age, channel_link(listed.channel)]
    return " · ".join(part for part in parts if part)


def standing(listed: Listed) -> str:
    """Where it stands, in a few words of our own."""
    if listed.stage is Stage.AWAITING and listed.yet_to_decide:
        return f"Waiting for a decision by {people(listed.yet_to_decide)}"
    if listed.stage is Stage.CLOSED:
        when = f" {day(listed.decided_at)}" if listed.decided_at else ""
        verdict = decided_word(listed.verdict)
        return f"Closed · was {verdict}{when}" if listed.verdict else f"Closed {verdict}"
    if listed.stage not in (Stage.ANSWERING, Stage.PAUSED):
        return STAGE_WORDS[listed.stage]
    question = None if listed.place == "review" else listed.framework.question(listed.place)
    place = position(listed, question) if question else "At the review"
    return f"{place}, paused" if listed.stage is Stage.PAUSED else place


def scores(listed: Listed) -> str:
    """The score of each principle, if it was handed in."""
    if not listed.scores:
        return ""
    shown = ((p.name, listed.scores.get(p.id)) for p in listed.framework.principles)
    return ", ".join(
        f"{escape(name)} {'no score' if tenths is None else f'{tenths // 10}.{tenths % 10}'}"
        for name, tenths in shown
    )


def ago(moment: datetime, now: datetime) -> str:
    """`today`, `yesterday`, `12 days ago`, `3 months ago`. A day is one in the time zone of `now`."""
    days = (now.date() - moment.astimezone(now.tzinfo).date()).days
    if days < 1:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{length(days)} ago"


def length(days: int) -> str:
    """`12 days`, `5 months`, `2 years`: as exactly as it matters."""
    if days < 60:
        return count(days, "day")
    return count(days // 30, "month") if days < 730 else count(days // 365, "year")


def open_button(listed: Listed, url: str) -> dict[str, Any] | None:
    """To the summary if there is one, else to the card."""
    summary = listed.summary_ts if listed.handed_in_at else None
    link = _link(listed, url, summary or listed.card_ts)
    return _button("Open", Do.LINK, listed, link) if link else None


def _link(listed: Listed, url: str, ts: str | None) -> str | None:
    """To this message in its thread, else to the thread; None: there is no thread yet."""
    if not listed.thread_ts:
        return None
    return permalink(url, listed.channel, ts or listed.thread_ts, listed.thread_ts)


def resume_button(listed: Listed, url: str = "") -> dict[str, Any]:
    """With the workspace's `url` it is a link to the card: for what is drawn anew whenever somebody looks, as
    the card may stand elsewhere later. Else the card is brought, and they are told where it stands."""
    link = _link(listed, url, listed.card_ts) if url and listed.card_ts else None
    return _button("Resume", Do.GO_ON, listed, link) if link else _button("Resume", Do.BRING, listed)


def _button(label: str, do: Do, listed: Listed, url: str | None = None) -> dict[str, Any]:
    ref = Ref(listed.id, listed.turn).encode()
    return blocks.button(label, do, ref, url=url, spoken=f"{label}: {shorten(listed.title, SPOKEN_TITLE)}")


def _typed(text: str, accessory: dict[str, Any] | None) -> Block:
    return blocks.typed(text, accessory) | {"text": blocks.plain(text, ROW_TEXT)}


def _where(listed: Listed) -> str:
    """Of the assessment of an action."""
    return f"{which_look(listed, '. ')}In {channel_link(listed.channel)}."


def _by(waiting: Waiting, now: datetime) -> str:
    if waiting.on is None:
        return "*To do*."
    late = " Overdue." if waiting.on < now.date() else ""
    return f"*To do* by {day(waiting.on)}.{late}"
