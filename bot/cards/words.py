"""Phrases that several cards share, and short messages made of one of them."""

from datetime import date

from bot.cards import blocks
from bot.cards.card import Card
from bot.cards.refs import Do, Ref
from bot.text import count, escape, listed, mention, people, shorten
from flows.assessment import Assessment, Given
from flows.decision import Verdict
from flows.framework import Question
from flows.listing import Listed
from flows.progress import Answer
from flows.scoring import PrincipleScore, Status, one_decimal
from flows.states import State

REASON_SHOWN = 300


def answer_word(answer: Answer | None) -> str:
    """An answer in a word or two."""
    return answer.word if answer else "not answered"


def answer_line(question: Question, given: Given) -> str:
    return f"{escape(question.label)}: {answer_word(given.answer)} · {mention(given.by)}"


def quoted(reason: str, limit: int = REASON_SHOWN) -> str:
    """A reason as people typed it, cut to a length that a phone can bear."""
    return f"“{shorten(' '.join(reason.split()), limit)}”"


def rated_phrase(score: PrincipleScore) -> str:
    """`5 of 6 rated`, with what does not apply."""
    total = len(score.principle.questions)
    away = total - score.applicable
    return f"{score.rated} of {score.applicable} rated" + (
        f" · {count(away, 'does not apply', 'do not apply')}" if away else ""
    )


def score_phrase(score: PrincipleScore) -> str:
    """`4.2 of 5`, or why there is none."""
    if score.status is Status.NOT_APPLICABLE:
        return "not applicable"
    return "no score" if score.score is None else f"{one_decimal(score.score)} of 5"


def band_phrase(score: PrincipleScore) -> str:
    if score.status is Status.TOO_OPEN:
        return "too many open questions"
    return escape(score.band.name) if score.band else ""


def range_phrase(score: PrincipleScore) -> str:
    """Where the score can still go, while questions are open."""
    if not score.open or score.low is None or score.high is None:
        return ""
    return (
        f"between {one_decimal(score.low)} and {one_decimal(score.high)} "
        f"once {count(len(score.open), 'open question is', 'open questions are')} settled"
    )


def day(moment: date) -> str:
    """`3 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


VERDICT_WORDS = {
    Verdict.APPROVE: "Approved",
    Verdict.CONDITIONS: "Approved with conditions",
    Verdict.CHANGES: "Changes asked for",
    Verdict.DECLINE: "Declined",
}


def state_line(assessment: Assessment) -> str:
    """Where a submitted assessment stands: waiting for whom, decided by whom and when. Our own words."""
    progress = assessment.progress
    if progress.is_abandoned:
        return "Abandoned."
    if progress.is_closed:
        return "Closed."
    present = assessment.present_decisions
    if not progress.awaits_decision and present:
        last = present[-1]
        by = listed(list(dict.fromkeys(mention(decision.by) for decision in present)))
        verdict = assessment.verdict or last.verdict
        return f"{VERDICT_WORDS[verdict]} by {by} on {day(last.at)}."
    if not progress.awaits_decision:
        return "Answers are being changed."
    again = " The decision was withdrawn." if progress.state == State.WITHDRAWN else ""
    if not assessment.reviewers:
        return f"Waiting for a decision. No reviewer is chosen yet.{again}"
    decided = f" {people(sorted({d.by for d in present}))} decided already." if present else ""
    who = people(assessment.yet_to_decide)
    which = "all of " if assessment.all_decide and len(assessment.yet_to_decide) > 1 else ""
    one_of = "one of " if not which and len(assessment.yet_to_decide) > 1 else ""
    return f"Waiting for a decision by {which}{one_of}{who}.{decided}{again}"


def note(words: str) -> Card:
    """A short message in our own words; names and labels in it are escaped already."""
    return Card(words, [blocks.section(words)])


def note_with_change(words: str, change: tuple[str, str]) -> Card:
    """The same, with a way to change the answer that it speaks of."""
    assessment_id, question = change
    ref = Ref(assessment_id, 0, question)
    return Card(
        words, [blocks.section(words), blocks.actions(blocks.button("Change", Do.CHANGE, ref.encode()))]
    )


def position(assessment: Assessment | Listed, question: Question) -> str:
    """`Question 7 of 18 · Proportionate`."""
    framework = assessment.framework
    return (
        f"Question {framework.number(question.id)} of {len(framework.questions)} · "
        f"{escape(framework.principle_of(question.id).name)}"
    )
