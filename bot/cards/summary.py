"""The summary card: what managers read, on one screen of a phone. Drawn from what was submitted, never from
later answers."""

from datetime import date
from functools import partial

from bot.cards import action_plan, blocks, evidence, look_again, record, rounds, splits, voices
from bot.cards.card import Block, Card, first_whole
from bot.cards.scores import scores, with_sign
from bot.cards.summary_actions import buttons
from bot.cards.text import escape, listed, shorten
from bot.cards.words import answer_word, decided_line, reasons_of
from flows.answer import Answer, Mark
from flows.assessment import Assessment
from flows.framework import Question
from flows.scoring import Result, assess
from flows.submission import Submission

ONE_LINE = 44
"""Characters of small type that stand in one line on a phone, about."""
ABOUT_SHOWN = WORDS_SHOWN = 2 * ONE_LINE
"""Characters of what is shared, and of each piece of what a reviewer wrote, where there is room for it."""
FEW = 3
"""So many answers against or open stand in full size, with room for what the reviewer wrote."""
LINES_OF_FEW, LINE_OF_FEW, MOST_OF_FEW = 6, 38, 3
"""Lines of full size for all of them, characters in each, and the most lines of a single one."""
LINES = 10
"""Lines of small type for more than a few; each part of what was decided takes the place of one, and so does
for how many answers there is evidence. Voices from outside take as many as they have, and what was written
for open questions makes room for them, and for a decision on many answers."""
TITLES = 2
"""Lines above these lists: they stand there whatever is decided."""
LEAST_REASON = 10
SHORTER = (1, 2, None)
"""What the room of a reason is divided by until Slack takes the card; None: no reason stands there."""


def summary(assessment: Assessment, today: date = date.min) -> Card:
    """Every name always stands there; the more there are, the less of each reason does. Of `today` depends
    what is overdue, and whether it is time to look again."""
    submission = assessment.last_submission
    assert submission is not None, "a summary is drawn only of what was submitted"
    result = assess(assessment.framework, submission.answers)
    return first_whole(_drawn(assessment, submission, result, today, divisor) for divisor in SHORTER)


def _drawn(
    assessment: Assessment, submission: Submission, result: Result, today: date, divisor: int | None
) -> Card:
    """`divisor`: see SHORTER."""
    split = splits.split_lines(assessment)
    doubts = len(result.cons) + len(result.open) + len(split)
    is_few = doubts <= FEW
    outside = -(-len(voices.on_summary(assessment, submission)) // ONE_LINE)
    is_full = False
    words = max(0, WORDS_SHOWN - outside * ONE_LINE) if is_few and divisor == 1 else 0
    decided = record.on_summary(assessment, words, today)
    if is_few:
        room = LINE_OF_FEW * min(MOST_OF_FEW, max(0, LINES_OF_FEW - outside) // max(1, doubts))
    else:
        others = len(decided.blocks) + bool(evidence.on_summary(assessment, submission))
        room = ONE_LINE * max(1, (LINES - others - outside) // doubts)
        is_full = bool(decided.blocks) and doubts + TITLES + others > LINES
    room = room // divisor if divisor else 0

    def line(question: Question, answer: Answer | None) -> str:
        """With what the team wrote; where it wrote nothing, with what the level that it chose says."""
        rating = answer.rating if answer else None
        head = f"• {question.label}:" if rating is None else f"• {question.label}: {rating}."
        left = room - len(head) - 3
        said = reasons_of(submission.given.get(question.id), left) if left >= LEAST_REASON else ""
        if not said and rating is not None and left >= LEAST_REASON:
            said = shorten(question.level(rating), left)
        return f"{head} {said or (f'{answer_word(answer)}.' if rating is None else '')}".rstrip()

    against, still_open = ([line(*doubt) for doubt in part] for part in (result.cons, result.open))
    if (outside or is_full) and not is_few and still_open:  # a row of names, without what was written
        still_open = [f"{listed([question.label for question, _ in result.open])}."]
    listing = partial(_list, is_few=is_few, is_tight=bool(outside))
    parts = [
        _shared(assessment, ABOUT_SHOWN if is_few else ONE_LINE),
        _standing(assessment, submission),
        decided,
        scores(result, splits.agreed_on(assessment)),
        listing(splits.SPLIT, split),
        listing(splits.OTHERWISE, splits.dissent_lines(assessment, submission, WORDS_SHOWN)),
        listing(with_sign("Against", Mark.AGAINST), against or [_nothing(assessment)]),
        listing(with_sign("Open", Mark.OPEN), still_open),
        _rest(assessment, submission, result, today),
    ]
    drawn = [blocks.header(assessment.title)]
    spoken = [f"Summary: {escape(assessment.title)}."]
    for part in parts:
        drawn += part.blocks
        spoken.append(part.text)
    return Card("\n".join(text for text in spoken if text), [*drawn, buttons(assessment, today)])


def _shared(assessment: Assessment, limit: int) -> Card:
    """What is shared with whom, as people typed it. A long description leaves room for who gets it."""
    who = shorten(" ".join(assessment.recipients.split()), limit // 2)
    what = shorten(" ".join(assessment.about.split()), limit - len(who))
    words = " → ".join(part for part in (what, who) if part)
    return Card(escape(words), [blocks.typed_context(words)] if words else [])


def _standing(assessment: Assessment, submission: Submission) -> Card:
    """Where it stands: for many the only thing that they look for."""
    number = f"Summary {submission.number}. " if submission.number > 1 else ""
    state = f"{number}{_state(assessment)}"
    return Card(state, [blocks.section(f"*{state}*")])


def _state(assessment: Assessment) -> str:
    if assessment.progress.is_abandoned:
        return "The assessment was abandoned later."
    if not assessment.progress.is_handed_in and not assessment.progress.changes_asked:
        why = f"{rounds.asked_line(assessment)} " if assessment.progress.asked else ""
        return f"{why}Answers are being changed; this card shows what was submitted last."
    return decided_line(assessment)


def _nothing(assessment: Assessment) -> str:
    """In place of what speaks against. Dots of a panel may stand above, and show that people saw some."""
    low = splits.some_are_low(assessment)
    return "The team settled on nothing at 1 or 2." if low else "Nothing is rated 1 or 2."


def _list(title: str, lines: list[str], *, is_few: bool, is_tight: bool) -> Card:
    """A titled list, small where it is long; nothing for no lines. `is_tight`: its title is no more than the
    first line."""
    if not lines:
        return Card("", [])
    drawn: list[Block] = [blocks.section(f"*{title}*"), *blocks.typed_sections(lines)]
    if not is_few:
        tight = blocks.context_of(*blocks.typed_chunks([title, *lines]))
        drawn = [tight] if is_tight else blocks.small(f"*{title}*", lines)
    return Card(f"{title}:\n" + escape("\n".join(lines)), drawn)


def _rest(assessment: Assessment, submission: Submission, result: Result, today: date) -> Card:
    """What needs no name, what is still to be done, and the next date; with All answers one tap away."""
    away = result.not_applicable
    counted = [
        f"{len(result.pros)} {with_sign('for sharing', Mark.FOR)}",
        *([f"{len(result.between)} {with_sign('in between', Mark.BETWEEN)}"] if result.between else []),
        *([f"{len(away)} {with_sign('not applicable', Mark.NOT_APPLICABLE)}"] if away else []),
    ]
    waits = assessment.progress.awaits_decision
    lines = [
        f"{', '.join(counted)}.",
        evidence.on_summary(assessment, submission),
        voices.on_summary(assessment, submission),
        rounds.moved_in_short(assessment, submission.number) if waits else "",
        look_again.since_last_look(assessment),
        action_plan.counted(assessment, today),
        look_again.when(assessment, today),
    ]
    words = " ".join(line for line in lines if line)
    return Card(words, [blocks.context(words)])
