"""The first page of a pack: what a manager reads, in full."""

import re

from bot.cards import answers, condition_words, for_the_record, method
from bot.cards import record as decisions
from bot.cards.scores import SIGNS, counted
from bot.cards.text import count, day
from bot.cards.words import (
    VERDICT_WORDS,
    answer_word,
    band_phrase,
    range_phrase,
    rated_phrase,
    score_phrase,
    state_line,
    which_look,
)
from bot.exports import panels
from bot.exports.pack import ActionLine, ConditionLine, DecisionEntry, Fact, PrincipleLine, Statement
from bot.exports.source import NOT_RECORDED, Source, moment
from flows.action_plan import question_of
from flows.answer import Answer
from flows.conditions import InForce
from flows.decision import Action, Decision
from flows.framework import Question
from flows.scoring import PrincipleScore, Result, assess


def state(source: Source) -> str:
    assessment, progress = source.assessment, source.assessment.progress
    if progress.is_abandoned or progress.is_handed_in or progress.changes_asked:
        return source.plain(state_line(assessment))
    if source.submission:
        return "Answers are being changed. What follows was submitted last."
    total = len(assessment.framework.questions)
    return f"Not submitted. {len(assessment.given)} of {count(total, 'question')} have an answer."


def facts(source: Source) -> tuple[Fact, ...]:
    """What is decided about."""
    assessment, submission = source.assessment, source.submission
    reviewers = [source.name(person) for person in sorted(assessment.reviewers)]
    found = (
        _typed("What is shared", assessment.about),
        _typed("With whom", assessment.recipients),
        Fact("Submitted", source.by(submission.by, submission.at) if submission else "Not submitted."),
        Fact("Chosen to decide", ", ".join(reviewers) or NOT_RECORDED),
        Fact("To be looked at again", _again(source)),
        Fact("Answered alone first", panels.in_short(source)),
    )
    return tuple(fact for fact in found if fact.words)


def _typed(label: str, words: str) -> Fact:
    return Fact(label, words or NOT_RECORDED, is_typed=bool(words))


def about(source: Source) -> tuple[Fact, ...]:
    """What tells of the record itself."""
    assessment, record = source.assessment, source.record
    given, questions = source.given, assessment.framework.questions
    # Not in the order in which they were answered: a record does not hold that.
    those = [given[question.id] for question in questions if question.id in given]
    answered = dict.fromkeys(one.by for one in those if not one.is_median)
    took = dict.fromkeys(one.by for one in those if one.is_median)
    found = (
        Fact("Record", record.id),
        Fact("Owner", source.name(assessment.owner)),
        Fact("Answered by", ", ".join(map(source.name, answered)) or ("" if took else NOT_RECORDED)),
        Fact("Medians taken by", ", ".join(map(source.name, took))),
        Fact("Started", moment(record.created_at)),
        Fact("Last changed", moment(record.changed_at)),
        Fact("Another look", which_look(assessment)),
        Fact("The look before", assessment.previous or ""),
        Fact("The next look", assessment.next or ""),
        Fact("Last digest", last_digest(source)),
    )
    return tuple(fact for fact in found if fact.words)


def last_digest(source: Source) -> str:
    """By this the record is known again, see docs/record.md; empty where it is from before there were any."""
    head = source.kept.head
    return f"{head.digest}, of row {head.number}" if head.number else ""


def principles(source: Source, result: Result) -> tuple[PrincipleLine, ...]:
    return tuple(_principle(source, score) for score in result.principles)


def result(source: Source) -> Result:
    answered = {question: given.answer for question, given in source.given.items()}
    return assess(source.assessment.framework, answered)


def doubts(found: tuple[tuple[Question, Answer | None], ...]) -> tuple[str, ...]:
    return tuple(weakness(question, answer) for question, answer in found)


def weakness(question: Question, answer: Answer | None) -> str:
    """`Kept secure: 2 of 5. Some of it is …`."""
    rating = answer.rating if answer else None
    if rating is None:
        return f"{question.label}: {answer_word(answer)}."
    return f"{question.label}: {rating} of 5. {question.level(rating)}"


def decision(source: Source, made: Decision) -> DecisionEntry:
    assessment = source.assessment
    asked = {question.id: question for question in assessment.framework.questions}
    seen = assessment.submissions[made.submission - 1].answers
    return DecisionEntry(
        head=f"{VERDICT_WORDS[made.verdict]} {source.plain(decisions.by_whom(assessment, made), made.at)}",
        words=made.words,
        conditions=tuple(_condition(source, InForce(made, number)) for number in range(len(made.conditions))),
        acknowledged=tuple(weakness(asked[one], seen.get(one)) for one in made.acknowledged if one in asked),
        withdrawn=made.withdrawn_why,
        recorded=source.plain(for_the_record.when_decided(assessment, made)),
    )


def action(source: Source, one: Action) -> ActionLine:
    question = question_of(source.assessment, one)
    return ActionLine(
        what=one.what,
        about=question.label if question else one.about,
        is_about_condition=question is None,
        who=source.name(one.who, one.made_at),
        due=day(one.by),
        state=_action_state(source, one),
    )


def explained(source: Source) -> tuple[str, ...]:
    """The method: which questions, whose words, how scores are made."""
    framework = source.assessment.framework
    parts = [f"{title}. {words}" for title, words in method.explained(framework)]
    lines = [answers.source(source.assessment), *parts]
    return tuple(source.plain(re.sub("[`*]", "", line)).replace("\n", " ") for line in lines)


def _again(source: Source) -> str:
    day_set = source.assessment.look_again_on
    return day(day_set) if day_set else NOT_RECORDED


def _principle(source: Source, score: PrincipleScore) -> PrincipleLine:
    behind = (band_phrase(score), rated_phrase(score), range_phrase(score))
    return PrincipleLine(
        name=score.principle.name,
        score=score_phrase(score),
        behind=source.plain(", ".join(words for words in behind if words)),
        marks="".join(SIGNS[mark] for mark in score.marks),
        counted=counted(score),
    )


def _condition(source: Source, one: InForce) -> ConditionLine:
    """Whose it is and how far it is, with what they wrote, and what is done about it."""
    condition = one.condition
    ours = f"{condition_words.terms_words(condition)} {condition_words.state_words(one)}"
    written = (condition.said, condition.sent_back, condition.confirmed)
    about_it = [action for action in source.assessment.actions if action.about == condition.text]
    return ConditionLine(
        condition.text,
        source.plain(ours.replace("*", "")),
        (
            *(Statement(source.by(said.by, said.at), said.words) for said in written if said and said.words),
            *(Statement(_to_do(source, action), action.what) for action in about_it),
        ),
    )


def _to_do(source: Source, one: Action) -> str:
    return f"To do, {_action_state(source, one)}. Added by {source.by(one.made_by, one.made_at)}"


def _action_state(source: Source, one: Action) -> str:
    if one.done_at is None:
        return f"open, due {day(one.by)}, {source.name(one.who, one.made_at)}"
    return f"done by {source.name(one.done_by or '', one.done_at)} on {day(one.done_at)}"
