"""The window of a decision: what it is about, the four ways, and what the one that is chosen needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.cards import blocks, fields, for_the_record, rounds, splits
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.conditions import terms_fields
from bot.cards.scores import scores, with_sign
from bot.cards.text import day, mention, shorten
from bot.cards.words import answer_word, numbered, reasons_of, state_line
from flows.answer import Answer, Given, Mark
from flows.assessment import Assessment
from flows.deciding import InSight, changed_since, facts_since, is_day_set_since, mark_in_sight
from flows.decision import DecisionForm, Verdict
from flows.framework import Framework, Question
from flows.refusals import Why
from flows.rounds import moves
from flows.scoring import Result, assess
from flows.submission import Submission
from flows.typed import WORDS_MAX

LABELS = {
    Verdict.APPROVE: "Approve",
    Verdict.CONDITIONS: "Approve with conditions",
    Verdict.CHANGES: "Ask for changes",
    Verdict.DECLINE: "Decline",
}
_SUBMIT = {**LABELS, Verdict.CONDITIONS: "Approve"}
LENGTH = f"Up to {WORDS_MAX:,} characters."
REASON_SHOWN = 200
TAKEN = "I take this into account"
ABOUT_SHOWN = 200
MOST_OTHERWISE = 20
"""Blocks of those who see it otherwise: room for 36 of them whatever they write, and as a rule for more than
a hundred. Ours."""
EARLIER_OTHERWISE = "What was said before these is in the thread, under All reasons."
VERDICT = "verdict"
"""The field of the four ways."""
_SAID_OTHERWISE = "Somebody on the panel sees it differently, and said so while you had it open."
_NO_LONGER_OTHERWISE = "Nobody on the panel sees it differently any more. That changed while you had it open."
LOOK_AGAIN_ON = "look_again_on"
"""How the name of the field of that day begins."""

NO_DOUBTS = "Nothing is rated 1 or 2, and nothing is open."
_AGAINST = with_sign("Rated 1 or 2", Mark.AGAINST)
_OPEN = with_sign("Open", Mark.OPEN)

_SEP = "\n"

Doubts = tuple[tuple[Question, Answer | None], ...]


def callback(verdict: Verdict | None) -> str:
    """The form tells by its name for which way it was drawn; None: for none yet."""
    return f"{View.DECIDE}_{verdict}" if verdict else View.DECIDE


def decide(
    assessment: Assessment,
    verdict: Verdict | None,
    person: str,
    channel: str,
    *,
    look_again_on: date | None,
    conditions_by: date,
    seen: str = "",
    filled_in: DecisionForm | None = None,
) -> dict[str, Any]:
    """The form of a decision, bound by the mark in its metadata to what it shows: with what is to be decided
    and the four ways, and once one is chosen (`verdict`) with what that needs.

    `look_again_on` is offered with an approval, `conditions_by` as the day of its conditions. `seen` is the
    mark of what was shown before: then it says first what is different now from that, and from what was
    `filled_in` there.
    """
    submission = _submitted(assessment)
    mark = mark_in_sight(assessment, submission)
    result = assess(assessment.framework, submission.answers)
    drawn = [
        *_what(assessment, submission, result),
        *for_the_record.to_decide(assessment, verdict),
    ]
    if person in assessment.involved:
        drawn.append(blocks.context("Self-review: this is your own work. The summary will say so."))
    approves = verdict is not None and verdict.approves
    if not approves:
        drawn += _doubts(submission, result)
    if panel := splits.in_short(assessment):
        drawn.append(blocks.section(panel))
    drawn.append(_ways(verdict))
    if approves:
        drawn += _to_acknowledge(submission, result, InSight.of(mark).answers)
    if verdict is not None:
        conditions = _conditions(assessment, person, conditions_by)
        look = _look_again(look_again_on, InSight.of(mark).day)
        drawn += _needed(assessment, verdict, submission, bool(result.cons), look, conditions)
    if seen:
        room = blocks.MODAL_ROOM - len(drawn)
        drawn = [*_changed(assessment, verdict, person, seen, mark, filled_in, room), *drawn]
    ref = Ref(assessment.id, assessment.turn, "", channel, seen=mark)
    carried = _SEP.join([ref.encode(), seen] if seen not in ("", mark) else [ref.encode()])
    submit = _SUBMIT[verdict] if verdict else "Decide"
    return blocks.modal("Decide", callback(verdict), drawn, metadata=carried, submit=submit)


def told_since(metadata: str, seen: str) -> str:
    """Since when the form that carries this tells what changed: it does so until it is sent, whichever way is
    chosen in it. `seen` is the mark of what it shows."""
    return metadata.partition(_SEP)[2] or seen


def _ways(verdict: Verdict | None) -> Block:
    """The four ways to decide. None is chosen before somebody chooses: a form should not lean to one."""
    options = [blocks.option(label, way.value) for way, label in LABELS.items()]
    return fields.dispatching(
        fields.radio("What do you decide?", VERDICT, options, verdict or ""), Do.VERDICT
    )


def moved_on(assessment: Assessment, words: str, seen: str) -> dict[str, Any]:
    """In place of a form that was open: nothing can be decided just now, and why."""
    drawn = [
        blocks.typed(assessment.title),
        blocks.section(words),
        blocks.section(f"*Where it stands*\n{state_line(assessment)}"),
    ]
    if lines := _differences(assessment, seen, assessment.given):
        drawn += blocks.sections(["*What changed since you opened this*", *lines])
    return blocks.modal("Not recorded", View.READ, drawn)


def question_options(framework: Framework, given: Mapping[str, Given]) -> list[dict[str, Any]]:
    """Each question with its answer, to choose from."""
    return [
        blocks.option(numbered(framework, question, given.get(question.id)), question.id)
        for question in framework.questions
    ]


def _submitted(assessment: Assessment) -> Submission:
    assert assessment.last_submission is not None, "only what was submitted is decided"
    return assessment.last_submission


def _what(assessment: Assessment, submission: Submission, result: Result) -> list[Block]:
    """What is shared, where it stands, what changed since somebody asked for changes, and the scores."""
    words = f"Summary {submission.number}, submitted by {mention(submission.by)} on {day(submission.at)}."
    about = shorten(" ".join(assessment.about.split()), ABOUT_SHOWN)
    shared = [about, f"Who gets it: {assessment.recipients}" if assessment.recipients else ""]
    return [
        blocks.typed(assessment.title),
        *(blocks.typed_context(words) for words in shared if words),
        blocks.context(f"{words} {state_line(assessment)}"),
        *rounds.moved(assessment, submission.number),
        *scores(result).blocks,
    ]


def _doubts(submission: Submission, result: Result) -> list[Block]:
    """What is rated 1 or 2, and what is open, to read."""
    drawn: list[Block] = []
    for title, doubts in ((_AGAINST, result.cons), (_OPEN, result.open)):
        if doubts:
            lines = [f"• {_line(submission, *doubt)}" for doubt in doubts]
            drawn += [blocks.section(f"*{title}*"), *blocks.typed_sections(lines)]
    return drawn or [blocks.section(NO_DOUBTS)]


def _to_acknowledge(submission: Submission, result: Result, mark: str) -> list[Block]:
    """The same, each with a box of its own, so that its reason stands with the box however long it is. After
    a change of answers these are other inputs, so unticked."""
    drawn: list[Block] = []
    groups: tuple[tuple[str, str, Doubts], ...] = (
        (_AGAINST, "ack_low", result.cons),
        (_OPEN, "ack_open", result.open),
    )
    for title, block, doubts in groups:
        if doubts:
            drawn.append(blocks.section(f"*{title}*\nTick each one that you take into account."))
        for number, (question, answer) in enumerate(doubts):
            label, box = f"{question.label}: {answer_word(answer)}", blocks.option(TAKEN, question.id)
            said = _why(submission, question, answer)
            drawn.append(fields.tick(label, f"{block}_{mark}_{number}", box, hint=said))
    return drawn or [blocks.section(NO_DOUBTS)]


def _needed(
    assessment: Assessment,
    verdict: Verdict,
    submission: Submission,
    is_weak: bool,
    look_again: Block,
    conditions: list[Block],
) -> list[Block]:
    """The words that this way needs. `is_weak`: something is rated 1 or 2, so an approval says why."""
    match verdict:
        case Verdict.CHANGES:
            options = question_options(assessment.framework, submission.given)
            return [
                fields.several("Questions to look at again", "questions", options),
                fields.text("What should change, and why?", "words", multiline=True, hint=LENGTH),
            ]
        case Verdict.DECLINE:
            return [fields.text("Why?", "words", multiline=True, hint=LENGTH)]
    label = "Why, knowing what is rated 1 or 2?" if is_weak else "Anything to add?"
    return [
        *(conditions if verdict is Verdict.CONDITIONS else []),
        fields.text(label, "words", multiline=True, optional=not is_weak, hint=LENGTH),
        look_again,
    ]


def _look_again(on: date | None, mark: str) -> Block:
    """Where somebody else sets the day meanwhile, this is another input: so it shows that day, and not the
    one of before."""
    return fields.day(
        "Look again on",
        f"{LOOK_AGAIN_ON}_{mark}" if mark else LOOK_AGAIN_ON,
        initial=on,
        optional=True,
        hint="On this day the owner is asked to look at it again. Leave it empty for never.",
    )


def _conditions(assessment: Assessment, person: str, by: date) -> list[Block]:
    """What they are, and what holds of all of them: each can be changed alone afterwards."""
    owner = assessment.owner if assessment.owner != person else ""
    hint = (
        "One condition on each line. What you choose below holds for all. "
        "You can change it for each one later."
    )
    return [
        fields.text("Conditions", "conditions", multiline=True, hint=hint),
        *terms_fields(owner=owner, by=by),
    ]


def _changed(
    assessment: Assessment,
    verdict: Verdict | None,
    person: str,
    seen: str,
    mark: str,
    filled_in: DecisionForm | None,
    room: int,
) -> list[Block]:
    """What is different now from what was shown, one thing after the other; empty where nothing is. `room`:
    how many blocks may say it."""
    submission = _submitted(assessment)
    changed = changed_since(assessment, submission, person, seen)
    told: list[Block] = []
    if Why.SUBMITTED_MEANWHILE in changed:
        told.append(_head("This was submitted again while you had it open."))
        lines = _differences(assessment, seen, submission.given) or ["• No answer changed."]
        told += blocks.sections(lines)
    if Why.RECORDED_MEANWHILE in changed:
        told.append(_head("Facts were recorded for the record while you had it open."))
        facts = facts_since(assessment, person, seen)
        told += blocks.typed_sections(for_the_record.since_lines(assessment, facts, REASON_SHOWN))
    if verdict is not None and verdict.approves and is_day_set_since(assessment, seen):
        told.append(_head("Somebody else approved while you had it open, and set the day to look again."))
        told += blocks.sections(_other_day(assessment.look_again_on, filled_in))
    if Why.SEEN_OTHERWISE_MEANWHILE in changed:
        otherwise = _otherwise(assessment, submission, room - len(told) - 1)
        if Why.SUBMITTED_MEANWHILE not in changed:
            told.append(_head(_SAID_OTHERWISE if otherwise else _NO_LONGER_OTHERWISE))
        told += otherwise
    if not told:
        return []
    return [
        *told,
        fields.tick(
            "Before you decide", f"changed_{mark}", blocks.option("I have seen what changed", "seen")
        ),
        blocks.divider(),
    ]


def _otherwise(assessment: Assessment, submission: Submission, room: int) -> list[Block]:
    """Of all who see it otherwise, the last to say so first: a mark does not tell who is new, and whoever is
    must stand here. Only what was said long before is left out where there is no room."""
    lines = splits.all_dissent_lines(assessment, submission, REASON_SHOWN)[::-1]
    if not lines:
        return []
    told, most = blocks.typed_sections(lines), max(1, min(room, MOST_OTHERWISE) - 2)
    return [
        blocks.section(f"*{splits.OTHERWISE}, the latest first*" if lines[1:] else f"*{splits.OTHERWISE}*"),
        *told[:most],
        *([blocks.context(EARLIER_OTHERWISE)] if told[most:] else []),
    ]


def _head(words: str) -> Block:
    return blocks.section(f"*{words} Your decision is not recorded yet.*")


def _other_day(stands: date | None, filled_in: DecisionForm | None) -> list[str]:
    """The day that stands, and the one that stood in the form."""
    lines = [f"• It is to be looked at again {f'on {day(stands)}' if stands else 'never'}."]
    if filled_in and (mine := filled_in.look_again_on) != stands:
        lines.append(f"• Your form said {day(mine) if mine else 'never'}. Below you can choose it again.")
    return lines


def _differences(assessment: Assessment, seen: str, after: Mapping[str, Given]) -> list[str]:
    """Each answer that is not what it was when this form was opened. Our own words, escaped."""
    framework, mark = assessment.framework, InSight.of(seen).submission
    shown = next((one for one in assessment.submissions if one.mark(framework) == mark), None)
    return rounds.move_lines(list(moves(framework, shown.given, after))) if shown else []


def _line(submission: Submission, question: Question, answer: Answer | None) -> str:
    said = _why(submission, question, answer)
    return f"{question.label}: {answer_word(answer)}. {said}".removesuffix(". ")


def _why(submission: Submission, question: Question, answer: Answer | None) -> str:
    """What people wrote; where nobody wrote anything, what the level says that was chosen."""
    said = reasons_of(submission.given.get(question.id), REASON_SHOWN)
    return said or (question.level(answer.rating) if answer and answer.rating else "")
