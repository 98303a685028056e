"""The summary card: what managers read. Drawn from what was submitted, never from later answers."""

from collections.abc import Mapping
from datetime import date

from bot.cards import action_plan, blocks, deciding, look_again, record, rounds
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.scores import scores
from bot.cards.text import count, day, escape, listed, mention, people
from bot.cards.words import answer_word, reasons_of, state_line
from flows.answer import Answer
from flows.assessment import Assessment
from flows.framework import Question
from flows.scoring import Change, Raise, Result, assess, one_decimal
from flows.states import State
from flows.submission import Submission

MOST_CHANGES = 8
REASON_LENGTHS = (140, 70, 35)
_ASK_TO_CHANGE = blocks.confirm(
    "Change answers?",
    "The team can answer again in the thread. This summary stays as it is until somebody submits again.",
    "Change answers",
    "Leave it",
)
_OVER = (State.CLOSED, State.ABANDONED)


def summary(assessment: Assessment, today: date = date.min) -> Card:
    """Every name always stands there; the more there are, the less of each reason does. Of `today` depends
    what is overdue, and whether it is time to look again."""
    submission = assessment.last_submission
    assert submission is not None, "a summary is drawn only of what was submitted"
    cards = (_drawn(assessment, submission, today, limit) for limit in REASON_LENGTHS)
    if whole := next((card for card in cards if card.is_whole), None):
        return whole
    least = _drawn(assessment, submission, today, 0)
    return _drawn(assessment, submission, today, 0, few=True) if least.is_too_large else least


def _drawn(
    assessment: Assessment, submission: Submission, today: date, limit: int, *, few: bool = False
) -> Card:
    result = assess(assessment.framework, submission.answers)
    by, state = _by(submission), _state(assessment)
    said = {question: reasons_of(given, limit) for question, given in submission.given.items()}
    pros = [_judged(*entry, said) for entry in result.pros]
    cons = [_judged(*entry, said) for entry in result.cons]
    parts = [
        record.decisions(assessment, limit, few=few),
        rounds.moved(assessment, submission.number, limit),
        scores(result),
        look_again.since_last_look(assessment),
        _list("Speaks for sharing", pros, "Nothing was rated 4 or 5."),
        _list("Speaks against", cons, "Nothing was rated 1 or 2."),
        _list("In between", [_judged(*entry, said) for entry in result.between], ""),
        _list("Still open", [_open(*entry, said) for entry in result.open], ""),
        _list("Does not apply", [_judged(*entry, said) for entry in result.not_applicable], ""),
        _list(_change_title(result), [_change(change) for change in result.changes[:MOST_CHANGES]], ""),
        action_plan.on_summary(assessment, today, limit),
        look_again.on_summary(assessment, today),
    ]
    about = f"Answered by {people(_answered_by(assessment, submission))}. {_source(assessment)}"
    ref = Ref.of(assessment).encode()
    buttons = blocks.actions(
        blocks.button("All answers", Do.ALL_ANSWERS, ref),
        blocks.button("How scores work", Do.SCORES, ref),
        blocks.button("History", Do.HISTORY, ref),
        None
        if assessment.progress.state in _OVER
        else blocks.button("Ask about a question", Do.ASK_ABOUT, ref),
        blocks.button("Change answers", Do.REOPEN, ref, confirm=_ASK_TO_CHANGE)
        if assessment.progress.awaits_decision
        else None,
    )
    # Where it stands is what managers look for first.
    drawn = [blocks.header(assessment.title), blocks.context(by), blocks.section(f"*{state}*")]
    spoken = [f"Summary: {escape(assessment.title)}.", f"{by} {state}"]
    for card in parts:
        drawn += card.blocks
        spoken.append(card.text)
    drawn += [blocks.divider(), blocks.context(about), *_deciding(assessment, ref), buttons]
    if more := [*action_plan.buttons(assessment), *look_again.buttons(assessment, today)]:
        drawn.append(blocks.actions(*more))
    return Card("\n".join([*(text for text in spoken if text), about]), drawn)


def _deciding(assessment: Assessment, ref: str) -> list[Block]:
    """What can be done about the decision now."""
    progress, drawn = assessment.progress, []
    if progress.awaits_decision and assessment.deciders:
        drawn.append(deciding.buttons(assessment))
    later = [
        blocks.button("Choose who decides", Do.REVIEWERS, ref, style="primary")
        if progress.awaits_decision and not assessment.deciders
        else None,
        blocks.button("Withdraw decision", Do.WITHDRAW, ref)
        if assessment.present_decisions
        and (progress.awaits_decision or progress.is_decided or progress.changes_asked)
        else None,
        blocks.button("All decisions", Do.DECISIONS, ref) if assessment.decisions else None,
        blocks.button("Close", Do.CLOSE, ref)
        if progress.is_decided or progress.state == State.WITHDRAWN
        else None,
    ]
    return [*drawn, *([blocks.actions(*later)] if any(later) else [])]


def _by(submission: Submission) -> str:
    words = f"Submitted by {mention(submission.by)} on {day(submission.at)}."
    return f"Summary {submission.number}. {words}" if submission.number > 1 else words


def _state(assessment: Assessment) -> str:
    if assessment.progress.is_abandoned:
        return "The assessment was abandoned later."
    if not assessment.progress.is_handed_in and not assessment.progress.changes_asked:
        why = f"{rounds.asked_line(assessment)} " if assessment.progress.asked else ""
        return f"{why}Answers are being changed; this card shows what was submitted last."
    return state_line(assessment)


def _list(title: str, lines: list[str], nothing: str) -> Card:
    """A titled list; without lines it says `nothing`, or is left out."""
    lines = lines or ([nothing] if nothing else [])
    if not lines:
        return Card("", [])
    drawn: list[Block] = [blocks.section(f"*{title}*"), *blocks.typed_sections(lines)]
    return Card(f"{title}:\n" + escape("\n".join(lines)), drawn)


def _judged(question: Question, answer: Answer, said: Mapping[str, str]) -> str:
    rating = f": {answer.rating} of 5." if answer.rating is not None else "."
    return f"• {question.label}{rating} {said.get(question.id, '')}".rstrip()


def _open(question: Question, answer: Answer | None, said: Mapping[str, str]) -> str:
    return f"• {question.label}: {answer_word(answer)}. {said.get(question.id, '')}".rstrip()


def _change_title(result: Result) -> str:
    names = list(dict.fromkeys(escape(change.principle.name) for change in result.changes))
    return (
        f"What would change {listed(names)}, the weakest {'principle' if len(names) == 1 else 'principles'}"
    )


def _change(change: Change) -> str:
    label = change.question.label
    if isinstance(change, Raise):
        raised = f"from {change.rating} to {change.rating + 1}"
        return f"• {label}: {raised} would bring the score to {one_decimal(change.after)}."
    return (
        f"• {label} is still open. Depending on the answer, the score ends between "
        f"{one_decimal(change.low)} and {one_decimal(change.high)}."
    )


def _answered_by(assessment: Assessment, submission: Submission) -> list[str]:
    """Who gave the answers that were handed in, in the order of the questions."""
    given = (submission.given.get(question.id) for question in assessment.framework.questions)
    return list(dict.fromkeys(entry.by for entry in given if entry))


def _source(assessment: Assessment) -> str:
    framework = assessment.framework
    wording = (
        ", worded for Balance after the published framework" if framework.wording == "paraphrase" else ""
    )
    weights = " Questions have different weights." if framework.has_weights else ""
    total = count(len(framework.questions), "question")
    return f"{escape(framework.name)}, version {escape(framework.version)}, {total}{wording}.{weights}"
