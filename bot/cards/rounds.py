"""A round of changes: what a reviewer asked for, what became of it, and the cards on the way."""

from collections.abc import Sequence
from typing import Any

from bot.cards import blocks, menus
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card, first_whole
from bot.cards.known import Known, whose
from bot.cards.text import count, day, escape, few, in_quotes, listed, mention, shorten
from bot.cards.words import answer_line, answer_word, given_word, quoted
from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Decision
from flows.framework import Question
from flows.rounds import Move, moves_of, sent_back

LABEL_SHOWN = 40
MOST_NAMED = 6
MOST_MOVED = 4
LENGTHS = (None, 600, 200, 80)
HOW_IT_GOES = "Only these can be changed. When that is done, submit again from the review."


def changes_card(assessment: Assessment, known: Known) -> Card:
    """The living card while nobody has begun: what is to be looked at again, by whose wish, and the way.
    The more questions there are, the less of what the reviewer wrote stands here."""
    return first_whole(_changes(assessment, limit, known) for limit in LENGTHS)


def _changes(assessment: Assessment, limit: int | None, known: Known) -> Card:
    questions = asked_questions(assessment)
    head = f"{asked_line(assessment)} {HOW_IT_GOES}"
    words = wish(assessment, limit)
    lines = [_standing(question, assessment.given.get(question.id), known) for question in questions]
    first, *more = questions
    begin = to_question("Begin with", assessment, first)
    review = blocks.button("Go to the review", Do.RESUME, Ref.of(assessment).encode())
    drawn = [
        blocks.section(f"*Changes asked for*\n{head}"),
        *words.blocks,
        *blocks.sections(lines),
        blocks.actions(begin, review),
        *([choice(assessment)] if more else []),
    ]
    return Card("\n".join(["Changes asked for.", head, words.text, *lines]), drawn)


def asked_questions(assessment: Assessment) -> list[Question]:
    return [assessment.framework.question(question) for question in assessment.progress.asked]


def to_question(words: str, assessment: Assessment, question: Question) -> dict[str, Any]:
    """A button that leads to one of the questions of this round."""
    label, ref = f"{words} {shorten(question.label, LABEL_SHOWN)}", Ref.of(assessment, question.id)
    return blocks.button(label, Do.CHANGE, ref.encode(), style="primary")


def choice(assessment: Assessment) -> Block:
    """A menu of the questions that can be changed in this round."""
    return blocks.actions(menus.go_to(assessment, asked_questions(assessment)))


def asked_line(assessment: Assessment) -> str:
    """Who wants what to be looked at again in the present round, in our own words."""
    return _asked_line(assessment, _wished(assessment), len(assessment.progress.asked))


def wish(assessment: Assessment, limit: int | None) -> Card:
    """What the reviewer wrote for the present round: whole, or cut to `limit` characters."""
    decision = _wished(assessment)
    return _words_of(decision, limit) if decision else Card("", [])


def moved(assessment: Assessment, submission: int) -> list[Block]:
    """What a submission changed against the one before it, and what had been asked for, in full."""
    if submission < 2:
        return []
    drawn: list[Block] = [blocks.section("*Changed since the summary before*")]
    if decision := sent_back(assessment, submission - 1):
        head = _asked_line(assessment, decision, len(decision.questions), named=True)
        drawn += [*blocks.sections([head]), *_words_of(decision, None).blocks]
    lines = move_lines(moves_of(assessment, submission)) or ["• No answer changed."]
    return [*drawn, *blocks.sections(lines)]


def moved_in_short(assessment: Assessment, submission: int) -> str:
    """The same in one line, for the summary: our own words, escaped. Empty for the first submission."""
    if submission < 2:
        return ""
    moves = moves_of(assessment, submission)
    changed = [f"{escape(one.question.label)}{_became(one, named=False)}" for one in moves if one.is_anything]
    words = f"Changed: {', '.join(few(changed, MOST_MOVED))}." if changed else "No answer changed."
    same = [escape(one.question.label) for one in moves if not one.is_anything]
    return f"{words} Asked for and not changed: {listed(few(same, MOST_MOVED))}." if same else words


def move_lines(moves: Sequence[Move], *, so_far: bool = False) -> list[str]:
    """`Clear limits 2 → 4, by @tom.` for each that changed, and one line for those that stayed as they
    were though they were asked for. Our own words, escaped."""
    lines = [f"• {escape(move.question.label)}{_became(move)}." for move in moves if move.is_anything]
    if same := [
        f"{escape(move.question.label)} ({given_word(move.after)})" for move in moves if not move.is_anything
    ]:
        lines.append(f"• Not changed{' yet' if so_far else ''}: {listed(same)}.")
    return lines


def _became(move: Move, *, named: bool = True) -> str:
    word = given_word(move.after)
    if not move.is_answer:
        return f": still {word}, with other words"
    by = f", {_by(move.after)}" if move.after and named else ""
    return f" {given_word(move.before)} → {word}{by}"


def _by(given: Given) -> str:
    who = mention(given.by)
    return whose(given, who) if given.is_median else f"by {who}"


def _standing(question: Question, given: Given | None, known: Known) -> str:
    if given is None:
        return f"• {escape(question.label)}: {answer_word(None)}"
    return f"• {answer_line(question, given, known)}"


def _wished(assessment: Assessment) -> Decision | None:
    last = assessment.last_submission
    return sent_back(assessment, last.number) if last and assessment.progress.asked else None


def _asked_line(
    assessment: Assessment, decision: Decision | None, number: int, *, named: bool = False
) -> str:
    if named and decision and number <= MOST_NAMED:
        labels = [escape(assessment.framework.question(question).label) for question in decision.questions]
        what = listed(labels)
    else:
        what = count(number, "question")
    if decision is None:
        return f"A reviewer asked to look again at {what}."
    return f"{mention(decision.by)} asked on {day(decision.at)} to look again at {what}."


def _words_of(decision: Decision, limit: int | None) -> Card:
    words = in_quotes(decision.words) if limit is None else quoted(decision.words, limit)
    drawn = blocks.typed_quotes([("", decision.words)]) if limit is None else [blocks.typed(words)]
    return Card(escape(words), drawn) if decision.words else Card("", [])
