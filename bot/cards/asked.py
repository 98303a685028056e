"""What is answered to a question about an assessment: where that one stands, and who decides. Never whether
data may be shared: that is for people to say."""

from collections.abc import Sequence
from datetime import date

from bot.cards import ballot, blocks
from bot.cards.card import Block, Card
from bot.cards.condition_words import held_up
from bot.cards.home import INCOMPLETE, where
from bot.cards.rows import open_button
from bot.cards.text import channel_link, count, escape, mention, people, shorten
from bot.cards.words import and_more, cannot_decide, decided_line, note, state_line, which_look
from flows.actor import still_there
from flows.assessment import Assessment
from flows.framework import minutes_for
from flows.listing import Listed
from flows.states import ENDED

MOST_NAMED = 3
MAY_MEAN = "You may mean this one."
WHICH = "Which one do you mean? Say a word of its title."
NOBODY_YET = "Nobody sees this until the reveal."
_ALONE = "What somebody answers alone nobody sees until the reveal."
_ASK = "Whoever looks after information governance where you work can help."

Found = tuple[Listed, Assessment]


def standing(
    found: Sequence[Found], reader: str, today: date, url: str, *, lead: str = "", more: int = 0
) -> Card:
    """Where each of these stands, who looks after it and who decides, with the way there. `more` are not
    among them."""
    drawn: list[Block] = [blocks.section(lead)] if lead else []
    aloud = [lead] if lead else []
    for listed, assessment in found:
        words = stands(assessment, reader, today)
        drawn += [blocks.typed(listed.title, open_button(listed, url)), blocks.context(words)]
        aloud.append(f"{escape(listed.title)}: {words.replace('*', '')}")
    if left := and_more(more):
        drawn.append(blocks.context(left))
        aloud.append(left)
    return Card("\n".join(aloud), drawn)


def stands(assessment: Assessment, reader: str, today: date) -> str:
    """What was decided, or that nothing is; what is to be met first; whose it is."""
    ended, owner = assessment.state in ENDED, assessment.owner
    parts = [
        which_look(assessment, "."),
        "" if ended else "Not decided yet.",
        decided_line(assessment) if ended else where(assessment),
        held_up(assessment, today),
        "You look after it." if owner == reader else f"{mention(owner)} looks after it.",
        "" if ended else who_decides(assessment, reader),  # else it is said above
    ]
    return " ".join(part for part in parts if part)


def stands_here(assessment: Assessment, reader: str, today: date, *, named: bool) -> Card:
    """The same in its own thread. `named`: the question names nothing else."""
    words = " ".join([*([] if named else [MAY_MEAN]), stands(assessment, reader, today)])
    return Card(words.replace("*", ""), [blocks.section(words)])


def who_decides(assessment: Assessment, reader: str) -> str:
    """Who decides on it; of what is decided, who did."""
    progress, reviewers = assessment.progress, sorted(assessment.reviewers)
    if progress.is_decided or progress.is_closed or progress.is_abandoned:
        return state_line(assessment)
    if not reviewers:
        return "Nobody is chosen to decide yet."
    deciders = sorted(still_there(assessment.needed or assessment.deciders))
    if not deciders:
        return cannot_decide(assessment)
    if len(deciders) == 1:
        return "You decide." if deciders == [reader] else f"{mention(deciders[0])} decides."
    return f"{people(deciders)} decide." if assessment.needed else f"One of {people(deciders)} decides."


def who_decides_in(found: Sequence[Assessment], reader: str) -> Card:
    """The same in a direct message, of what is theirs."""
    if not found:
        return note("Nobody decides on anything of yours just now.")
    drawn: list[Block] = []
    aloud = []
    for assessment in found:
        words = who_decides(assessment, reader)
        drawn += [blocks.typed(assessment.title), blocks.context(words)]
        aloud.append(f"{escape(assessment.title)}: {words}")
    return Card("\n".join(aloud), drawn)


def how_long(assessment: Assessment) -> Card:
    """How many questions are left, and about how long they take; where none is to be answered, why."""
    progress = assessment.progress
    left = [one for one in progress.unanswered if not progress.asked or one.id in progress.asked]
    if progress.state in ENDED or progress.is_alone or progress.changes_asked:
        return note(where(assessment))
    if not left:
        return note("No question is left.")
    return note(f"{count(len(left), 'question')} left, about {minutes_for(left)} minutes.")


def who_sees(assessment: Assessment) -> Card:
    """Who can see what is answered in it."""
    if assessment.panel_of:
        return note(ballot.CLOSED if assessment.progress.is_abandoned else NOBODY_YET)
    if assessment.channel.startswith("D"):
        return note("Only you can see this.")
    alone = f" {_ALONE}" if assessment.progress.is_alone else ""
    return note(f"Everybody in {channel_link(assessment.channel)} can see this.{alone}")


def who_sees_any() -> Card:
    """The same where nothing is at hand."""
    return note(f"Everybody in the channel of an assessment can see it. {_ALONE}")


def not_found(words: Sequence[str], questions: int, *, again: bool, complete: bool, start: Block) -> Card:
    """No title that they may see has these words. Nothing else is answered in its place."""
    missed = f"No assessment that you can see has these words in its title: {shorten(', '.join(words), 200)}."
    lines = [] if complete else [INCOMPLETE]
    if not again:
        lines.append(
            f"Balance asks a team {count(questions, 'question')}, and people decide once they have the "
            f"answers. {_ASK}"
        )
    drawn = [blocks.typed(missed), *blocks.sections(lines), blocks.actions(start)]
    return Card("\n".join([escape(missed), *lines]), drawn)
