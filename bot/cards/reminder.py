"""A reminder: one direct message for all that is due for one person, with a section for each matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block, Card, first_whole
from bot.cards.home import hidden_words, where
from bot.cards.parts import about
from bot.cards.retention import KEEP, to_be_erased
from bot.cards.scores import in_short
from bot.cards.text import channel_link, count, day, escape, in_quotes, mention, people, shorten
from bot.cards.words import and_more, which_look
from flows.assessment import Assessment
from flows.conditions import InForce, in_force
from flows.scoring import assess
from flows.waiting import Matter, Waiting

MOST = 10
WHAT_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter. `today` is the reader's day; `link` leads to where it is; `is_last`: after this one
    there is silence. `leads` are those of the workspace's governance."""

    waiting: Waiting
    assessment: Assessment
    today: date
    link: str | None = None
    is_last: bool = False
    leads: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        """The id of what it goes with when that is erased: a ballot goes with its panel."""
        return self.assessment.panel_of or self.assessment.id


def reminder(entries: Sequence[Entry], more: int = 0, hidden: int = 0) -> Card:
    """In this order. What does not fit, and what is beyond these, is counted: App Home lists all of it. Of
    what is `hidden`, because its reader is not in its channel, nothing else is said."""
    total = len(entries) + more
    fewer = range(min(MOST, len(entries)), 0, -1) if entries else [0]
    return first_whole(_drawn(entries[:shown], total, hidden) for shown in fewer)


def settled(message_blocks: Sequence[Block], block_id: str, words: str) -> list[Block]:
    """The same message, with words in place of the buttons of one matter."""
    this = ("actions", block_id)
    return [
        blocks.context(words) | {"block_id": block_id}
        if (block.get("type"), block.get("block_id")) == this
        else block
        for block in message_blocks
    ]


def hand_over(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    return blocks.modal(
        "Hand over",
        View.HAND_OVER,
        [
            blocks.typed(assessment.title),
            blocks.section("Who looks after this assessment from now on? They are told in a direct message."),
            fields.person("New owner", "person", placeholder="Choose a person"),
        ],
        metadata=ref.encode(),
        submit="Hand over",
    )


def handed_over(assessment: Assessment, by: str, link: str | None) -> Card:
    """To the new owner."""
    words = (
        f"{mention(by)} handed this assessment over to you. {which_look(assessment, '. ')}{where(assessment)}"
    )
    buttons = [_open_link("Open the thread", assessment, link)] if link else []
    return Card(
        f"{escape(assessment.title)}: {words}",
        [
            blocks.typed(assessment.title),
            blocks.section(words),
            *([blocks.actions(*buttons)] if buttons else []),
        ],
    )


def handed_over_unseen(by: str) -> Card:
    """To the new owner, who may not see what it is about."""
    words = (
        f"{mention(by)} handed an assessment over to you. It is in a private channel that you are not in, so "
        f"nothing of it is shown here. {mention(by)} can invite you."
    )
    return Card(words, [blocks.section(words)])


def _drawn(entries: Sequence[Entry], total: int, hidden: int) -> Card:
    head = "This is waiting for you." if total == 1 else f"{count(total, 'thing')} are waiting for you."
    drawn: list[Block] = [blocks.section(f"*{head}*")] if total else []
    spoken = [head] if total else []
    for entry in entries:
        words = which_look(entry.assessment, ". ") + _words(entry)
        part = [
            blocks.divider(),
            blocks.typed(entry.assessment.title),
            *_what(entry),
            blocks.section(words),
            *_buttons(entry),
        ]
        drawn += about(entry.whole, part, drawn)
        spoken.append(" ".join([f"{escape(entry.assessment.title)}:", *_what_spoken(entry), words]))
    if more := and_more(total - len(entries)):
        drawn.append(blocks.context(more))
        spoken.append(more)
    if hidden:
        words = hidden_words(hidden, more=total > 0)
        drawn.append(blocks.context(words) if total else blocks.section(words))
        spoken.append(words)
    return Card("\n".join(spoken), drawn)


def _words(entry: Entry) -> str:
    waiting, assessment = entry.waiting, entry.assessment
    place = f"In {channel_link(assessment.channel)}."
    silence = _silence(entry)
    match waiting.matter:
        case Matter.ANSWER if assessment.panel_of:
            idle = f"You have not gone on since {day(waiting.since)}."
            return f"You answer this alone. {where(assessment)} {idle}{silence}"
        case Matter.ANSWER if assessment.progress.is_alone:
            return f"You are asked to answer this alone first, and have not begun. {place}{silence}"
        case Matter.ANSWER:
            idle = f"Nobody has gone on since {day(waiting.since)}."
            return f"{where(assessment)} {idle} {place}{silence}"
        case Matter.DECIDE:
            waits = f"Waiting for your decision since {day(waiting.since)}."
            return f"{waits} {_handed_in(assessment)}{place}{silence}"
        case Matter.CHOOSE:
            return f"Submitted, and nobody can decide on it yet. {_who_chooses(entry)} {place}{silence}"
        case Matter.ACT:
            assert waiting.on is not None
            late = waiting.on < entry.today
            due = f"This was to be done by {day(waiting.on)}." if late else f"To do by {day(waiting.on)}."
            return f"{due} {place}{silence}"
        case Matter.MEET | Matter.UNMET:
            return f"{_to_meet(entry)} {place}{silence}"
        case Matter.CONFIRM:
            since = f"Since {day(waiting.since)} this condition is said to be met."
            return f"{since} You set it, so please confirm it, or say what is missing. {place}{silence}"
        case Matter.LOOK:
            late = waiting.on is not None and waiting.on < entry.today
            today = f"{day(waiting.on)} was" if late and waiting.on else "Today is"
            return f"{today} the day to look at this again, as agreed. {where(assessment)} {place}{silence}"
        case Matter.ERASE:
            assert waiting.on is not None
            return f"{to_be_erased(waiting.on)} {where(assessment)} {place}{silence}"
        case Matter.SILENT:
            who = mention(waiting.subject)
            return (
                f"{who} was asked to decide on {day(waiting.since)} and has not. Balance does not remind "
                f"them any more. {'You' if _may_choose(entry) else 'A governance lead'} can choose somebody "
                f"else. {place}{silence}"
            )
        case Matter.LEFT:
            return f"{_who_left(entry)} {place}{silence}"


def _to_meet(entry: Entry) -> str:
    """Of a condition; for who did not take it on, with whose it is."""
    waiting = entry.waiting
    assert waiting.on is not None
    if waiting.matter is Matter.MEET:
        late = waiting.on < entry.today
        return f"This condition {'was' if late else 'is'} to be met by {day(waiting.on)}."
    owners = [one.condition.terms.owner for one in _conditions(entry) if one.condition.terms]
    sees_to_it = "".join(f" {mention(owner)} sees to it." for owner in owners)
    return f"This condition was to be met by {day(waiting.on)}, and is not.{sees_to_it}"


def _conditions(entry: Entry) -> list[InForce]:
    """The condition that it is about, if it is about one."""
    return [one for one in in_force(entry.assessment) if one.key == entry.waiting.subject]


def _handed_in(assessment: Assessment) -> str:
    """The summary in a line: what somebody is to decide on they can weigh before they open it."""
    submission = assessment.last_submission
    return f"{in_short(assess(assessment.framework, submission.answers))} " if submission else ""


def _silence(entry: Entry) -> str:
    if not entry.is_last:
        return ""
    unless = ", unless you choose Tomorrow" if _can_wait(entry) else ""
    return f" Balance does not remind you of this again{unless}."


def _can_wait(entry: Entry) -> bool:
    return entry.waiting.matter not in (Matter.LEFT, Matter.SILENT, Matter.ERASE)


def _may_choose(entry: Entry) -> bool:
    """Its owner, who is told beside the governance leads, by the rules that it was submitted under; and where
    nobody leads any more."""
    person, assessment = entry.waiting.person, entry.assessment
    if person != assessment.owner or person in entry.leads:
        return True
    return assessment.owner_may_replace or not entry.leads


def _who_chooses(entry: Entry) -> str:
    if _may_choose(entry):
        return "Choose who does."
    return f"By the rules, you cannot choose who does. {people(sorted(entry.leads))} can."


def _who_left(entry: Entry) -> str:
    gone, assessment = entry.waiting.subject, entry.assessment
    left = f"{mention(gone)} has left the workspace"
    if gone == assessment.owner:
        return f"{left} and was its owner. Hand it over to somebody, or to yourself."
    if any(one.set_by == gone and one.condition.to_confirm for one in in_force(assessment)):
        return f"{left} and was to confirm that a condition is met. A governance lead can do that."
    for one in in_force(assessment):
        terms = one.condition.terms
        if terms and terms.owner == gone and one.condition.is_due:
            can = f"{mention(one.set_by)} can give it to somebody else."
            return f"{left} and was to see to a condition. {can}"
    if assessment.progress.is_alone:
        return f"{left} and is not done with answering alone. You can reveal without them, in the thread."
    if gone in assessment.reviewers:
        return f"{left} and was to decide on it. Choose another reviewer."
    return f"{left} and had something to do here. Somebody else should take it on."


def _what(entry: Entry) -> list[Block]:
    return [blocks.typed(in_quotes(words)) for words in _what_is_to_be_done(entry)]


def _what_spoken(entry: Entry) -> list[str]:
    return [f"{escape(in_quotes(words))}." for words in _what_is_to_be_done(entry)]


def _what_is_to_be_done(entry: Entry) -> list[str]:
    found = [action.what for action in entry.assessment.actions if action.id == entry.waiting.subject]
    found += [one.condition.text for one in _conditions(entry)]
    return [shorten(" ".join(what.split()), WHAT_SHOWN) for what in found]


def _buttons(entry: Entry) -> list[Block]:
    """After the last reminder of something there is nothing left to stop."""
    waiting, assessment = entry.waiting, entry.assessment
    ref = Ref.of(assessment)
    this = Ref.of(assessment, waiting.key).encode()
    drawn = _first_buttons(entry, ref)
    if _can_wait(entry):
        drawn.append(blocks.button("Tomorrow", Do.TOMORROW, this))
    if not entry.is_last:
        drawn.append(blocks.button("Stop reminding me", Do.STOP_REMINDING, this))
    owns = waiting.person == assessment.owner and not assessment.panel_of
    if owns and waiting.matter is Matter.ANSWER:
        drawn += [
            blocks.button("Hand over", Do.HAND_OVER, ref.encode()),
            blocks.button("Abandon", Do.ABANDON, ref.encode()),
        ]
    return [blocks.actions(*drawn)] if drawn else []


def _first_buttons(entry: Entry, ref: Ref) -> list[dict[str, Any]]:
    waiting, assessment = entry.waiting, entry.assessment
    match waiting.matter:
        case Matter.ANSWER if assessment.progress.is_alone:
            return [blocks.button("Begin", Do.BALLOT, ref.encode(), style="primary")]
        case Matter.ANSWER:
            return [blocks.button("Resume", Do.BRING, ref.encode(), style="primary")]
        case Matter.DECIDE:
            return [_open_link("Decide", assessment, entry.link)] if entry.link else []
        case Matter.CHOOSE | Matter.SILENT if not _may_choose(entry):
            return [_open_link("Open", assessment, entry.link)] if entry.link else []
        case Matter.CHOOSE | Matter.SILENT:
            return [blocks.button("Choose who decides", Do.REVIEWERS, ref.encode(), style="primary")]
        case Matter.ACT:
            tick = Ref.of(assessment, waiting.subject).encode()
            done = blocks.button("Done", Do.TICK_ACTION, tick, style="primary")
            opens = [_open_link("Open", assessment, entry.link, style=None)] if entry.link else []
            return [done, *opens]
        case Matter.MEET:
            this = Ref.of(assessment, waiting.subject).encode()
            met = blocks.button("Mark met", Do.MEET_CONDITION, this, style="primary")
            return [met, blocks.button("Conditions", Do.CONDITIONS, ref.encode())]
        case Matter.CONFIRM | Matter.UNMET:
            return [blocks.button("Conditions", Do.CONDITIONS, ref.encode(), style="primary")]
        case Matter.LOOK:
            return [
                blocks.button("Look again", Do.LOOK_AGAIN, ref.encode(), style="primary"),
                blocks.button("Put it off", Do.LOOK_AGAIN_ON, ref.encode()),
                blocks.button("Give it to…", Do.GIVE_LOOK, ref.encode()),
            ]
        case Matter.ERASE:
            keep = blocks.button(KEEP, Do.KEEP_LONGER, ref.encode(), style="primary")
            opens = [_open_link("Open", assessment, entry.link, style=None)] if entry.link else []
            return [keep, *opens]
        case Matter.LEFT if waiting.subject == assessment.owner:
            return [blocks.button("Hand over", Do.HAND_OVER, ref.encode(), style="primary")]
        case Matter.LEFT:
            return [_open_link("Open", assessment, entry.link)] if entry.link else []


def _open_link(
    label: str, assessment: Assessment, link: str | None, style: str | None = "primary"
) -> dict[str, Any]:
    return blocks.button(label, Do.LINK, Ref.of(assessment).encode(), url=link, style=style)
