"""The review card: every answer by principle, the open ones first, and the way to submit."""

from collections.abc import Iterable

from bot.cards import ballot, blocks, inviting, just_answered, menus, rounds, settling
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card, first_whole
from bot.cards.known import Known
from bot.cards.text import count, escape, few, listed
from bot.cards.words import answer_line, given_word, rated_phrase, score_phrase
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import Trigger, can
from flows.rounds import moves_now, untouched
from flows.scoring import PrincipleScore, assess

WISH_SHOWN = 140
MOST_NAMED = 8
"""Questions, before somebody submits; fewer where Slack's dialog has no room for them."""
CONFIRM_ROOM = 300
"""Characters of that dialog."""
NOBODY_CHOSEN = "Nobody is chosen to decide yet. Somebody can be chosen on the summary."
NOBODY_CAN = "Nobody decides on their own work, so somebody else has to be chosen to decide, on the summary."
NO_REASON = "No reason yet"
MOST_REASONS = (blocks.SELECT_LIMIT, 10, 0)
"""Answers to whose reasons a menu leads: as many as Slack takes of a card."""
_ROUND_LEFT = "Only these can be changed."
_ROUND_DONE = "That is done: submit, or change them once more."


def review_card(assessment: Assessment, known: Known) -> Card:
    """Of all answers; within a round, of those that a reviewer asked for. Above it, if there is room, what
    was just answered."""
    if assessment.progress.asked and assessment.panel_of:
        cards = [_rated_again(assessment, known)]
    elif assessment.progress.asked:
        cards = [_round_review(assessment)]
    else:
        cards = [_whole_review(assessment, known, most) for most in MOST_REASONS]
    fullest = cards[0]
    spoken = "\n".join(text for text in (fullest.text, just_answered.spoken(assessment, known)) if text)
    return first_whole([Card(spoken, [*just_answered.line(assessment, known), *fullest.blocks]), *cards])


def _round_review(assessment: Assessment) -> Card:
    """What became of each question, and the way to the next one. What the reviewer wrote stands here as a
    reminder only: it is whole among the decisions."""
    left = untouched(assessment)
    head = f"{rounds.asked_line(assessment)} {_ROUND_LEFT if left else _ROUND_DONE}"
    wish = rounds.wish(assessment, WISH_SHOWN)
    lines = rounds.move_lines(moves_now(assessment), so_far=True)
    so_far = [_head(score) for score in assess(assessment.framework, assessment.progress.answers).principles]
    reason = just_answered.button(assessment)
    drawn = [
        blocks.section(f"*Review your changes*\n{head}"),
        *wish.blocks,
        *blocks.sections(lines),
        *blocks.contexts([f"*{line}*" for line in so_far]),
        rounds.choice(assessment),
        _buttons(assessment, left[0] if left else None),
        *([blocks.actions(reason)] if reason else []),
    ]
    return Card("\n".join(["Review your changes.", head, wish.text, *lines, *so_far]), drawn)


def _rated_again(assessment: Assessment, known: Known) -> Card:
    """Of a ballot, when the panel rates a question once more: no reviewer asked for it."""
    head, given = "Look over your answer", assessment.given
    lines = [
        f"• {answer_line(question, given[question.id], known)}"
        for question in rounds.asked_questions(assessment)
        if question.id in given
    ]
    reason = just_answered.button(assessment)
    drawn = [
        blocks.section(f"*{head}*\n{ballot.AGAIN}"),
        *blocks.contexts(lines),
        rounds.choice(assessment),
        *([blocks.actions(reason)] if reason else []),
        _buttons(assessment),
    ]
    return Card("\n".join([f"{head}.", ballot.AGAIN, *lines]), drawn)


def _whole_review(assessment: Assessment, known: Known, most_reasons: int) -> Card:
    """The answers in small type: all of it stands on one screen of a phone, with the way to submit."""
    framework = assessment.framework
    if first := settling.to_begin_with(assessment):
        asks = blocks.section("*What does the team say?*")
        ways = [_menus(assessment, 0), _buttons(assessment)]
        return Card(f"What does the team say? {first.text}", [asks, *first.blocks, *ways])
    open_questions = assessment.progress.open_questions
    intro, unexplained = _intro(assessment), _unexplained(assessment)
    to_settle = settling.settling(assessment)
    drawn: list[Block] = [blocks.section("*Review your answers*"), blocks.context(intro), *to_settle.blocks]
    spoken = [f"Review your answers. {intro}", *([to_settle.text] if to_settle.text else [])]
    if open_questions:
        lines = [
            f"• {escape(question.label)}: {given_word(assessment.given.get(question.id))}"
            for question in open_questions
        ]
        drawn += blocks.contexts(["*Open*", *lines])
        spoken += ["Open:", *lines]
    for score in assess(framework, assessment.progress.answers).principles:
        head = _head(score)
        lines = [
            f"• {answer_line(question, assessment.given[question.id], known)}"
            for question in score.principle.questions
            if question.id in assessment.given and question not in open_questions
        ]
        drawn += blocks.contexts([f"*{head}*", *lines])
        spoken += [head, *lines]
    drawn += [*unexplained.blocks, _menus(assessment, most_reasons), _buttons(assessment)]
    return Card("\n".join(filter(None, [*spoken, unexplained.text])), drawn)


def _unexplained(assessment: Assessment) -> Card:
    """That a reader will ask about some answers. The menu of reasons begins with these."""
    questions = assessment.unexplained
    if not questions:
        return Card("", [])
    have = count(len(questions), "answer has", "answers have")
    words = f"{have} no reason. Readers will ask why."
    names = listed([escape(question.label) for question in questions])
    return Card(f"{words} {names}.", [blocks.context(words)])


def _head(score: PrincipleScore) -> str:
    return f"{escape(score.principle.name)} · {score_phrase(score)} so far · {rated_phrase(score)}"


def _intro(assessment: Assessment) -> str:
    still_open = len(assessment.progress.open_questions)
    if not still_open:
        return "Every question is answered."
    unanswered = len(assessment.progress.unanswered)
    unsure = still_open - unanswered
    parts = []
    if unanswered:
        parts.append(f"{count(unanswered, 'question is', 'questions are')} not answered yet")
    if unsure:
        parts.append(f"{count(unsure, 'answer is', 'answers are')} “not sure”")
    return f"{listed(parts)}. The summary will say so."


def _menus(assessment: Assessment, most_reasons: int) -> Block:
    """To each question, and to the reason of each answer: first of those that have none."""
    questions, unexplained = assessment.framework.questions, assessment.unexplained
    explained = [one for one in questions if one.id in assessment.given and one not in unexplained]
    reasons = [
        *(menus.to_question(assessment, one, NO_REASON) for one in unexplained),
        *(menus.to_question(assessment, one) for one in explained),
    ]
    shown = reasons[:most_reasons]
    return blocks.actions(
        menus.go_to(assessment, questions),
        blocks.select("Add a reason", Do.REASON, shown) if shown else None,
    )


def _buttons(assessment: Assessment, following: Question | None = None) -> Block:
    """`following` is what a round goes on with, before it is time to submit."""
    ref = Ref.of(assessment).encode()
    ask = None
    if doubts := before_submitting(assessment):
        ask = blocks.confirm("Submit like this?", " ".join(doubts), "Submit")
    go_on = rounds.to_question("Next:", assessment, following) if following else None
    is_next = not (go_on or assessment.progress.unanswered)
    if assessment.panel_of:
        back = blocks.button("Back", Do.BACK, ref) if can(assessment.progress, Trigger.BACK) else None
        return blocks.actions(ballot.done_button(assessment), back, blocks.button("Pause", Do.PAUSE, ref))
    return blocks.actions(
        go_on,
        blocks.button("Submit", Do.SUBMIT, ref, style="primary" if is_next else None, confirm=ask),
        blocks.button("Back", Do.BACK, ref) if can(assessment.progress, Trigger.BACK) else None,
        blocks.button("Pause", Do.PAUSE, ref),
        menus.behind_dots(
            menus.MenuItem("Add evidence", Do.EVIDENCE, Ref.of(assessment)), *inviting.offers(assessment)
        ),
    )


def before_submitting(assessment: Assessment) -> list[str]:
    """What a team may have overlooked: questions that are open, and in a round those that are as before. Who
    is asked because of these is told as well that there is nobody to decide."""
    found = [_doubts(assessment, most) for most in range(MOST_NAMED, 1, -1)]
    return next((one for one in found if len(escape(" ".join(one))) <= CONFIRM_ROOM), found[-1])


def _doubts(assessment: Assessment, most_named: int) -> list[str]:
    doubts = []
    if questions := assessment.progress.open_questions:
        doubts.append(
            f"{count(len(questions), 'question is', 'questions are')} still open: "
            f"{_labels(questions, most_named)}. "
            f"The summary will list {'it' if len(questions) == 1 else 'them'} as open."
        )
    if questions := tuple(untouched(assessment)):
        doubts.append(f"Not changed, though a reviewer asked for it: {_labels(questions, most_named)}.")
    if doubts and not assessment.deciders:
        doubts.append(NOBODY_CAN if assessment.reviewers else NOBODY_CHOSEN)
    return doubts


def _labels(questions: Iterable[Question], most: int) -> str:
    return listed(few([question.label for question in questions], most))
