"""One row of a list: an assessment, or something that waits for somebody."""

from datetime import datetime
from typing import Any

from bot.cards import blocks, erasing, menus
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block
from bot.cards.condition_words import NOT_YET, met_words, of_words
from bot.cards.retention import KEEP
from bot.cards.text import channel_link, count, day, escape, link, people, permalink, shorten
from bot.cards.words import decided_word, stands_at, which_look
from flows.listing import Listed, ListedWait
from flows.stages import Stage
from flows.states import ENDED
from flows.waiting import LEADS, Matter, Waiting

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
    Matter.ACT: "To do",
    Matter.MEET: "To meet",
    Matter.CONFIRM: "To confirm that it is met",
    Matter.LOOK: "To look at again",
    Matter.ERASE: "To be erased",
}
_SINCE_OR_ON = {Matter.LOOK: "since", Matter.ERASE: "on"}
_ALONE = "To answer alone"
_LEADS_CHOOSE = "Governance leads are to choose who decides"
_DONE_HERE = {
    Matter.ACT: ("Done", Do.TICK_ACTION),
    Matter.MEET: ("Mark met", Do.MEET_CONDITION),
    Matter.CONFIRM: ("Look at it", Do.CONDITIONS),
}
"""What is about one thing of an assessment, which is named in its title's place; with what can be done."""
SPOKEN_TITLE = 60
WHAT_SHOWN = 170
ROW_TEXT = 170
"""Characters after escaping: ten rows must fit into a message. Only a title made of & and < is longer."""


def row(
    listed: Listed,
    now: datetime,
    url: str,
    *,
    may_resume: bool = False,
    to_conditions: bool = False,
    may_erase: bool = False,
) -> list[Block]:
    """An assessment with where it stands, its scores and its age. `url` is the workspace's. `to_conditions`:
    it stands there because of these, and leads to them. `may_erase`: a governance lead looks at it, who has
    no other way to that where there is no summary."""
    if may_erase and not listed.handed_in_at:
        accessory: dict[str, Any] | None = _open_or_erase(listed, url)
    elif to_conditions:
        accessory = _button("Conditions", Do.CONDITIONS, listed)
    else:
        resume = may_resume and listed.state not in ENDED
        accessory = resume_button(listed) if resume else open_button(listed, url)
    return [_typed(listed.title, accessory), blocks.context(facts(listed, now))]


def waiting_row(wait: ListedWait, now: datetime, url: str = "") -> list[Block]:
    """The same for what waits for somebody, with what they can do about it. `url`: see `resume_button`."""
    listed, waiting = wait.listed, wait.waiting
    if waiting.matter in _DONE_HERE:
        label, do = _DONE_HERE[waiting.matter]
        done = blocks.button(
            label,
            do,
            Ref(listed.id, 0, waiting.subject).encode(),
            spoken=f"{label}: {shorten(wait.what, SPOKEN_TITLE)}",
        )
        elements = [blocks.mrkdwn(f"{_by(waiting, now)} For:"), blocks.plain(listed.title, ROW_TEXT)]
        return [
            _typed(shorten(wait.what, WHAT_SHOWN), done),
            blocks.context_of(*elements, blocks.mrkdwn(_where(listed))),
        ]
    button: dict[str, Any] | None
    match waiting.matter:
        case Matter.DECIDE:
            button = _button("Decide", Do.DECIDE, listed)
        case Matter.CHOOSE if waiting.subject == LEADS:
            button = None  # the way to the summary is below
        case Matter.CHOOSE:
            button = _button("Choose", Do.REVIEWERS, listed)
        case Matter.ERASE:
            button = _button(KEEP, Do.KEEP_LONGER, listed)
        case Matter.LOOK:
            button = _button("Look again", Do.LOOK_AGAIN, listed)
        case _ if listed.is_alone:
            button = _button("Begin", Do.BALLOT, listed)
        case _:
            button = resume_button(listed, url)
    # Where the button does something else, the way to read it first is a link below.
    address = (
        _address(listed, url, listed.summary_ts) if url and waiting.matter is not Matter.ANSWER else None
    )
    why = _why(wait, now) + (f" · {link(address, 'Open the summary')}" if address else "")
    return [_typed(listed.title, button), blocks.context(why)]


def spoken(listed: Listed, now: datetime) -> str:
    return f"{escape(listed.title)}: {facts(listed, now)}"


def spoken_waiting(wait: ListedWait, now: datetime) -> str:
    if wait.waiting.matter in _DONE_HERE:
        title, where = escape(wait.listed.title), _where(wait.listed)
        why = _by(wait.waiting, now).replace("*", "")
        return f"{escape(shorten(wait.what, WHAT_SHOWN))}: {why} For: {title}. {where}"
    return f"{escape(wait.listed.title)}: {_why(wait, now).replace('*', '')}"


def _why(wait: ListedWait, now: datetime) -> str:
    """What somebody is waited for; that a decision waits for them need not be said twice."""
    listed, matter = wait.listed, wait.waiting.matter
    alone = matter is Matter.DECIDE and len(listed.yet_to_decide) == 1
    words = _LEADS_CHOOSE if wait.waiting.subject == LEADS else _MATTER_WORDS[matter]
    if matter is Matter.ANSWER and (listed.is_ballot or listed.is_alone):
        words = _ALONE
    on = wait.waiting.on if matter in _SINCE_OR_ON else None
    when = f" {_SINCE_OR_ON[matter]} {day(on)}" if on else ""
    return f"*{words}*{when} · {facts(listed, now, where_it_stands=not alone)}"


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
    """Where it stands, in a few words of our own; first, where it is so, that nothing is to be shared yet.
    That conditions are met or not says then by itself that it was approved."""
    if not listed.conditions_first:
        return _standing(listed)
    stands = _standing(listed)
    if listed.stage is Stage.CONDITIONS and listed.conditions_met is not None:
        stands = of_words(listed.conditions, listed.conditions_met)
    return f"{NOT_YET} · {stands}"


def _standing(listed: Listed) -> str:
    if listed.stage is Stage.AWAITING and listed.yet_to_decide:
        return f"Waiting for a decision by {people(listed.yet_to_decide)}"
    if listed.stage is Stage.CONDITIONS and listed.conditions_met is not None:
        return met_words(listed.conditions, listed.conditions_met)
    if listed.stage is Stage.CLOSED:
        when = f" {day(listed.decided_at)}" if listed.decided_at else ""
        verdict = decided_word(listed.verdict)
        return f"Closed · was {verdict}{when}" if listed.verdict else f"Closed {verdict}"
    if listed.stage not in (Stage.ANSWERING, Stage.PAUSED):
        return STAGE_WORDS[listed.stage]
    return stands_at(listed, listed.place, paused=listed.stage is Stage.PAUSED)


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
    address = _address(listed, url, summary or listed.card_ts)
    return _button("Open", Do.LINK, listed, address) if address else None


def _open_or_erase(listed: Listed, url: str) -> dict[str, Any]:
    ref, address = Ref(listed.id, listed.turn), _address(listed, url, listed.card_ts)
    return menus.behind_dots(
        *([menus.MenuItem("Open", Do.LINK, ref, address)] if address else []),
        menus.MenuItem(erasing.LABEL, Do.ERASE, ref),
    )


def _address(listed: Listed, url: str, ts: str | None) -> str | None:
    """To this message in its thread, else to the thread; None: there is no thread yet."""
    if not listed.thread_ts:
        return None
    return permalink(url, listed.channel, ts or listed.thread_ts, listed.thread_ts)


def resume_button(listed: Listed, url: str = "") -> dict[str, Any]:
    """With the workspace's `url` it is a link to the card: for what is drawn anew whenever somebody looks, as
    the card may stand elsewhere later. Else the card is brought, and they are told where it stands."""
    address = _address(listed, url, listed.card_ts) if url and listed.card_ts else None
    return _button("Resume", Do.GO_ON, listed, address) if address else _button("Resume", Do.BRING, listed)


def _button(label: str, do: Do, listed: Listed, url: str | None = None) -> dict[str, Any]:
    ref = Ref(listed.id, listed.turn).encode()
    return blocks.button(label, do, ref, url=url, spoken=f"{label}: {shorten(listed.title, SPOKEN_TITLE)}")


def _typed(text: str, accessory: dict[str, Any] | None) -> Block:
    return blocks.typed(text, accessory) | {"text": blocks.plain(text, ROW_TEXT)}


def _where(listed: Listed) -> str:
    """Of the assessment of an action or a condition."""
    return f"{which_look(listed, '. ')}In {channel_link(listed.channel)}."


def _by(waiting: Waiting, now: datetime) -> str:
    words = f"*{_MATTER_WORDS[waiting.matter]}*"
    if waiting.on is None:
        return f"{words}."
    late = " Overdue." if waiting.on < now.date() else ""
    return f"{words} by {day(waiting.on)}.{late}"
