"""The review card: every answer by principle, the open ones first, and the way to submit."""

from collections.abc import Iterable

from bot.cards import blocks, just_answered, rounds
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card, first_whole
from bot.cards.known import Known
from bot.cards.text import count, escape, listed, shorten
from bot.cards.words import answer_line, answer_word, rated_phrase, score_phrase
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import Trigger, can
from flows.rounds import moves_now, untouched
from flows.scoring import PrincipleScore, assess

WISH_SHOWN = 140
_ROUND_LEFT = "Only these can be changed."
_ROUND_DONE = "That is done: submit, or change them once more."


def review_card(assessment: Assessment, known: Known) -> Card:
    """Of all answers; within a round, of those that a reviewer asked for. Above it, if there is room, what
    was just answered."""
    card = _round_review(assessment) if assessment.progress.asked else _whole_review(assessment, known)
    spoken = "\n".join(text for text in (card.text, just_answered.spoken(assessment, known)) if text)
    reason = just_answered.button(assessment)
    more = [blocks.actions(reason)] if reason else []
    return first_whole([Card(spoken, [*just_answered.line(assessment, known), *card.blocks, *more]), card])


def _round_review(assessment: Assessment) -> Card:
    """What became of each question, and the way to the next one. What the reviewer wrote stands here as a
    reminder only: it is whole on the summary, and on each question that it is about."""
    left = untouched(assessment)
    head = f"{rounds.asked_line(assessment)} {_ROUND_LEFT if left else _ROUND_DONE}"
    wish = rounds.wish(assessment, WISH_SHOWN)
    lines = rounds.move_lines(moves_now(assessment), so_far=True)
    so_far = [_head(score) for score in assess(assessment.framework, assessment.progress.answers).principles]
    drawn = [
        blocks.section(f"*Review your changes*\n{head}"),
        *wish.blocks,
        *blocks.sections(lines),
        *blocks.sections([f"*{line}*" for line in so_far]),
        rounds.choice(assessment),
        _buttons(assessment, left[0] if left else None),
    ]
    return Card("\n".join(["Review your changes.", head, wish.text, *lines, *so_far]), drawn)


def _whole_review(assessment: Assessment, known: Known) -> Card:
    framework = assessment.framework
    open_questions = assessment.progress.open_questions
    intro = _intro(assessment)
    drawn: list[Block] = [blocks.section(f"*Review your answers*\n{intro}")]
    spoken = [f"Review your answers. {intro}"]
    if open_questions:
        lines = [
            f"• {escape(question.label)}: {answer_word(assessment.progress.answers.get(question.id))}"
            for question in open_questions
        ]
        drawn += blocks.sections(["*Open*", *lines])
        spoken += ["Open:", *lines]
    for score in assess(framework, assessment.progress.answers).principles:
        head = _head(score)
        lines = [
            f"• {answer_line(question, assessment.given[question.id], known)}"
            for question in score.principle.questions
            if question.id in assessment.given and question not in open_questions
        ]
        drawn += blocks.sections([f"*{head}*", *lines])
        spoken += [head, *lines]
    unexplained = _unexplained(assessment)
    drawn += [_jump(assessment), _buttons(assessment), *unexplained.blocks]
    return Card("\n".join(filter(None, [*spoken, unexplained.text])), drawn)


def _unexplained(assessment: Assessment) -> Card:
    """The answers that a reader will ask about, each with a button that leads to its reason."""
    questions = assessment.progress.unexplained
    if not questions:
        return Card("", [])
    buttons = [
        blocks.button(
            shorten(f"{question.label}: {answer_word(assessment.progress.answers[question.id])}", 75),
            f"{Do.REASON}_{number}",
            Ref.of(assessment, question.id).encode(),
            spoken=f"Add a reason for {question.label}",
        )
        for number, question in enumerate(questions, start=1)
    ]
    words = "Whoever reads the summary will ask why. These have no reason yet:"
    names = listed([escape(one.label) for one in questions])
    return Card(f"{words} {names}.", [blocks.section(words), *blocks.rows_of(buttons)])


def _head(score: PrincipleScore) -> str:
    return f"{escape(score.principle.name)} · {score_phrase(score)} so far · {rated_phrase(score)}"


def _intro(assessment: Assessment) -> str:
    still_open = len(assessment.progress.open_questions)
    if not still_open:
        return "Every question is answered. Change any of them, or submit."
    unanswered = len(assessment.progress.unanswered)
    unsure = still_open - unanswered
    parts = []
    if unanswered:
        parts.append(f"{count(unanswered, 'question is', 'questions are')} not answered yet")
    if unsure:
        parts.append(f"{count(unsure, 'answer is', 'answers are')} “not sure”")
    return (
        f"{listed(parts)}. That is fine if nobody knows: the summary says so. Go to any question, or submit."
    )


def _jump(assessment: Assessment) -> Block:
    options = [
        blocks.option(
            shorten(
                f"{number}. {question.label}: {answer_word(assessment.progress.answers.get(question.id))}", 75
            ),
            Ref.of(assessment, question.id).encode(),
        )
        for number, question in enumerate(assessment.framework.questions, start=1)
    ]
    return blocks.actions(blocks.select("Go to a question", Do.GO_TO, options[: blocks.SELECT_LIMIT]))


def _buttons(assessment: Assessment, following: Question | None = None) -> Block:
    """`following` is what a round goes on with, before it is time to submit."""
    ref = Ref.of(assessment).encode()
    ask = None
    if doubts := before_submitting(assessment):
        ask = blocks.confirm("Submit like this?", " ".join(doubts), "Submit")
    go_on = rounds.to_question("Next:", assessment, following) if following else None
    return blocks.actions(
        go_on,
        blocks.button("Submit", Do.SUBMIT, ref, style=None if go_on else "primary", confirm=ask),
        blocks.button("Back", Do.BACK, ref) if can(assessment.progress, Trigger.BACK) else None,
        blocks.button("Pause", Do.PAUSE, ref),
    )


def before_submitting(assessment: Assessment) -> list[str]:
    """What a team may have overlooked: questions that are open, and in a round those that are as before."""
    doubts = []
    if questions := assessment.progress.open_questions:
        doubts.append(
            f"{count(len(questions), 'question is', 'questions are')} still open: {_labels(questions)}. "
            f"The summary will list {'it' if len(questions) == 1 else 'them'} as open."
        )
    if questions := tuple(untouched(assessment)):
        doubts.append(f"Not changed, though a reviewer asked for it: {_labels(questions)}.")
    return doubts


def _labels(questions: Iterable[Question]) -> str:
    return listed([question.label for question in questions])
