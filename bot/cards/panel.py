"""A panel on the cards of the assessment before the reveal: who is asked, who has begun and who is done.

Nothing here depends on any answer."""

from typing import Any

from bot.cards import blocks, inviting
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.known import Known
from bot.cards.menus import MenuItem, behind_dots
from bot.cards.text import count, day, escape, few, listed, mention
from bot.cards.words import ALONE_FIRST
from flows.assessment import Assessment
from flows.panel import FEWEST, MOST, NAMELESS_FROM, Panel, Panellist

UNSEEN = "What they answered so far is not shown."
MOST_NAMED = 8
"""People, before somebody reveals: Slack's dialog has room for 300 characters."""


def needed(assessment: Assessment) -> Panel:
    assert assessment.panel is not None, "it has a panel"
    return assessment.panel


def alone_card(assessment: Assessment, known: Known) -> Card:
    """The living card while everybody answers alone. Who is not done stands above it, on the headline."""
    panel = needed(assessment)
    head = f"*{ALONE_FIRST}*\n{when_revealed(panel)}"
    lines = _lines(("Done", panel.done), known=known)
    ref = Ref.of(assessment)
    drawn: list[Block] = [
        blocks.section(head),
        *blocks.sections(lines),
        blocks.context(f"Nobody sees an answer before the reveal. {names_rule(panel)}"),
        blocks.actions(
            blocks.button("Answer alone", Do.BALLOT, ref.encode(), style="primary"),
            reveal_button(assessment, known),
            behind_dots(*inviting.offers(assessment), MenuItem("Abandon", Do.ABANDON, ref)),
        ),
    ]
    return Card(" ".join([head.replace("\n", ". "), *lines]).replace("*", ""), drawn)


def invitation(assessment: Assessment, by: str, reader: str) -> Card:
    """To each who is asked, as it stands with them now."""
    panel = needed(assessment)
    one, many = panel.of(reader), len(assessment.framework.questions)
    head = f"{mention(by)} asks you to answer {count(many, 'question')} alone"
    if one is None:
        more, button = "You are no longer asked.", None
    elif panel.is_revealed or assessment.is_over:
        more = "It was revealed." if panel.is_revealed else "It was abandoned."
        button = None
    elif panel.is_done(one):
        more, button = "You are done.", None
    elif one.ballot:
        more, button = "You have begun, in the message below.", None
    else:
        more = f"Nobody sees your answers before the reveal. {when_revealed(panel)} {names_rule(panel)}"
        button = blocks.button("Begin", Do.BALLOT, Ref.of(assessment).encode(), style="primary")
    drawn: list[Block] = [blocks.section(f"{head}."), blocks.typed(assessment.title), blocks.context(more)]
    text = f"{head}: {escape(assessment.title)}. {more}"
    return Card(text, [*drawn, *([blocks.actions(button)] if button else [])])


def unreached(assessment: Assessment, person: str) -> str:
    """To its owner, of somebody whom Slack takes no direct message for."""
    who, one = mention(person), needed(assessment).of(person)
    if one is None or one.ballot or needed(assessment).is_revealed or assessment.is_over:
        return f"Balance could not write to {who} at first, to ask them to answer alone. That is over."
    return (
        f"Balance could not write to {who}, so they were not asked to answer alone. Tell them to open a "
        "conversation with Balance, and then to choose Answer alone in the thread. You can also reveal "
        "without them."
    )


def not_ready(assessment: Assessment) -> str:
    """To its owner, on the day of the reveal."""
    if not assessment.progress.is_alone:
        return "On the day of the reveal, too few people were done. That is over."
    least = needed(assessment).least
    return (
        f"The day of the reveal has come, and fewer than {least} people are done, so nothing is revealed. "
        "Balance tries again each morning."
    )


def missing_lines(panel: Panel, known: Known, most: int) -> list[str]:
    """Who has begun and who has not; of each at most so many by name."""
    return _lines(("Begun", panel.begun), ("Not begun", panel.not_begun), known=known, most=most)


def standing_phrase(panel: Panel) -> str:
    """`2 of 5 are done`."""
    return done_phrase(len(panel.done), len(panel.people))


def done_phrase(done: int, asked: int) -> str:
    return f"{done} of {asked} {'is' if done == 1 else 'are'} done"


def names_rule(panel: Panel) -> str:
    """Whether names stand beside ratings: each is told this before they begin."""
    if panel.named:
        return "After the reveal, names stand beside ratings."
    nameless = "After the reveal, no names stand beside ratings."
    if len(panel.people) < NAMELESS_FROM:
        return f"{nameless} With so few people they can still be guessed."
    return nameless


def when_revealed(panel: Panel) -> str:
    """True before the day of the reveal and after it, on which too few may be done."""
    when = "The answers are revealed when all are done"
    if not panel.until:
        return f"{when}."
    return f"{when}, or from {day(panel.until)} on, on the first morning when at least {panel.least} are."


def reveal_button(assessment: Assessment, known: Known) -> dict[str, Any]:
    """It reveals the round that is open now, and no later one."""
    panel = needed(assessment)
    number = panel.open_round.number if panel.open_round else 0
    ref = Ref.of(assessment).numbered(number)
    return blocks.button("Reveal now", Do.REVEAL, ref.encode(), confirm=_confirm(panel, known))


def _confirm(panel: Panel, known: Known) -> dict[str, Any]:
    """What is asked before somebody reveals without waiting for the others."""
    # In the order of their names: that of the panel is the lot which stands for them beside their ratings.
    missing = listed(few(sorted(known.plain_name(one.person) for one in panel.awaited), MOST_NAMED))
    if not panel.tells_who_is_done:
        missing = count(len(panel.awaited), "person", "people")
    rest = UNSEEN
    if panel.is_revealed:
        few_are_done = len(panel.done) < FEWEST
        rest = "The first answers of all stand." if few_are_done else "Their first answers stand."
    elif len(panel.done) < panel.least:
        rest = f"At least {panel.least} must be done before anything is shown."
    words = f"Not done yet: {missing}. {rest}" if panel.awaited else "All are done."
    return blocks.confirm("Reveal now?", words, "Reveal")


def _lines(*groups: tuple[str, tuple[Panellist, ...]], known: Known, most: int = MOST) -> list[str]:
    return [f"*{label}* ({len(who)}): {_names(who, known, most)}" for label, who in groups if who]


def _names(who: tuple[Panellist, ...], known: Known, most: int) -> str:
    """By name: the order of the panel is the lot which stands for people beside their ratings."""
    return listed(few(sorted(known.name(one.person) for one in who), most))
