"""Phrases that several cards share, and short messages made of one of them."""

from collections.abc import Iterable

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.condition_words import counted_words, not_yet
from bot.cards.known import Known
from bot.cards.text import capital, count, day, escape, in_quotes, listed, mention, people, shorten
from flows import conditions, deciding
from flows.actor import taken_out
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.framework import Framework, Question
from flows.listing import Listed
from flows.particulars import ABOUT, ASSESSORS, RECIPIENTS, TITLE
from flows.scoring import PrincipleScore, ScoreStatus, one_decimal
from flows.standing import Answered
from flows.states import State

REASON_SHOWN = 300
LEAST_SHOWN = 10
"""Characters of one reason, however many there are."""


def answer_word(answer: Answer | None) -> str:
    """An answer in a word or two."""
    return answer.word if answer else "not answered"


def given_word(given: Given | None) -> str:
    """The same of an answer with who gave it."""
    return answer_word(given.answer if given else None)


def answer_line(question: Question, given: Given, known: Known) -> str:
    return escape(known.signed(f"{question.label}: {answer_word(given.answer)}", given))


def numbered(framework: Framework, question: Question, given: Given | None) -> str:
    """`4. Clear limits: 2`, as typed, to choose from."""
    return f"{framework.number(question.id)}. {question.label}: {given_word(given)}"


def answered_phrase(one: Answered) -> str:
    """`5 of 6`, with how many of these nobody knows."""
    unsure = f" ({one.unsure} not sure)" if one.unsure else ""
    return f"{one.answered} of {one.questions}{unsure}"


def quoted(reason: str, limit: int = REASON_SHOWN) -> str:
    """A reason as people typed it, cut to a length that a phone can bear."""
    return in_quotes(shorten(" ".join(reason.split()), limit))


def in_quotes_whole(words: str) -> list[Block]:
    """All of what somebody typed: it may stand nowhere else in Slack any more. In small type where it is
    short."""
    if len(words) <= REASON_SHOWN:
        return [blocks.typed_context(quoted(words))]
    return blocks.typed_quotes([("", words)])


def reasons_of(given: Given | None, limit: int = REASON_SHOWN) -> str:
    """Each person's reason in quotes of its own: nobody's words run on into another's. Together they are cut
    to about `limit` characters."""
    return " ".join(words for _, words in each_reason(given, limit)) if given and limit else ""


def each_reason(given: Given, limit: int) -> list[tuple[str, str]]:
    """Who wrote it, and the words in quotes, which share `limit`."""
    said = [reason for reason in given.reasons if reason.words]
    return [(one.by, quoted(one.words, max(LEAST_SHOWN, limit // len(said)))) for one in said]


def signed_reasons(given: Given, known: Known) -> str:
    """The same beside the name of who answered: once somebody else wrote, too, each has a name in front. As
    typed."""
    quotes = each_reason(given, REASON_SHOWN)
    if not given.names_reasons:
        return " ".join(words for _, words in quotes)
    return " ".join(f"{known.plain_name(by)}: {words}" for by, words in quotes)


def rated_phrase(score: PrincipleScore) -> str:
    """`5 of 6 rated`, with what does not apply."""
    total = len(score.principle.questions)
    away = total - score.applicable
    return f"{score.rated} of {score.applicable} rated" + (
        f" · {count(away, 'does not apply', 'do not apply')}" if away else ""
    )


def score_phrase(score: PrincipleScore) -> str:
    """`4.2 of 5`, or why there is none."""
    if score.status is ScoreStatus.NOT_APPLICABLE:
        return "not applicable"
    return "no score" if score.score is None else f"{one_decimal(score.score)} of 5"


def band_phrase(score: PrincipleScore) -> str:
    if score.status is ScoreStatus.TOO_OPEN:
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


VERDICT_WORDS = {
    Verdict.APPROVE: "Approved",
    Verdict.CONDITIONS: "Approved with conditions",
    Verdict.CHANGES: "Changes asked for",
    Verdict.DECLINE: "Declined",
}


def decided_word(verdict: Verdict | None) -> str:
    """Within a sentence: `approved with conditions`."""
    words = VERDICT_WORDS[verdict] if verdict else "Without a decision"
    return f"{words[:1].lower()}{words[1:]}"


_DID = {
    Verdict.APPROVE: "approved",
    Verdict.CONDITIONS: "approved with",
    Verdict.CHANGES: "asked for changes",
    Verdict.DECLINE: "declined",
}
_ENDS_IT = {Verdict.CHANGES: "asks for changes", Verdict.DECLINE: "declines"}


_VERDICT_OF = {
    State.APPROVED: Verdict.APPROVE,
    State.APPROVED_WITH_CONDITIONS: Verdict.CONDITIONS,
    State.DECLINED: Verdict.DECLINE,
    State.CHANGES_ASKED: Verdict.CHANGES,
}


def state_line(assessment: Assessment) -> str:
    """Where a submitted assessment stands: waiting for whom, decided by whom and when. Where nothing is to be
    shared yet, that comes first: nobody is to read of an approval alone. Our own words."""
    return f"{not_yet(assessment)} {decided_line(assessment)}".lstrip()


def decided_line(assessment: Assessment) -> str:
    """The same without that, for what says it beside it with what is overdue."""
    progress = assessment.progress
    if progress.is_abandoned:
        return "Abandoned."
    if progress.is_closed:
        closed = assessment.verdict
        return f"Closed. {_decided(assessment, closed)}" if closed else "Closed without a decision."
    if verdict := _VERDICT_OF.get(progress.state):
        return _decided(assessment, verdict)
    return _waiting(assessment) if progress.awaits_decision else "Answers are being changed."


def _decided(assessment: Assessment, verdict: Verdict) -> str:
    """Whose word made it so; what others said stands in the record."""
    words = VERDICT_WORDS[verdict]
    made_it = deciding.made_it(assessment, verdict)
    if not made_it:
        return f"{words}."
    counted, joined = conditions.counted(assessment), ""
    if counted:
        words, joined = counted_words(counted), ". By" if counted.is_recorded else ""
    by = people(dict.fromkeys(decision.by for decision in made_it))
    own_work = " Self-review: on their own work." if any(one.is_self_review for one in made_it) else ""
    more = f"{_each(assessment)}{_enough(assessment, verdict)}"
    return f"{words}{joined or ' by'} {by} on {day(made_it[-1].at)}.{own_work}{more}"


def _each(assessment: Assessment) -> str:
    """What each of several reviewers decided, where that is not the same."""
    present = assessment.present_decisions
    if len({(decision.verdict, len(decision.conditions)) for decision in present}) < 2:
        return ""
    return f" {_all_said(present)}"


def _all_said(decisions: Iterable[Decision]) -> str:
    return f"{capital(listed([_said(one) for one in decisions]))}."


def _said(decision: Decision) -> str:
    """`@Grace approved with 2 conditions`."""
    how = f" {count(len(decision.conditions), 'condition')}" if decision.conditions else ""
    return f"{mention(decision.by)} {_DID[decision.verdict]}{how}"


def _enough(assessment: Assessment, verdict: Verdict) -> str:
    """Why it is settled though others approved, or had not decided; and who these are."""
    reviewers, present = assessment.deciders, assessment.present_decisions
    if verdict.approves or len(reviewers) < 2 or sum(one.verdict is verdict for one in present) != 1:
        return ""
    silent = sorted(reviewers - {decision.by for decision in present})
    others = f" {people(silent)} had not decided." if silent else ""
    why = "All must approve, so one" if len(assessment.needed) > 1 else "One"
    return f"{others} {why} who {_ENDS_IT[verdict]} is enough."


NOBODY_LEFT = "Whoever still had to decide is no longer here, so somebody else has to be chosen."
"""Where those who had to were forgotten."""
ONE_IS_GONE = "Somebody who has to decide as well is no longer here, so somebody else has to be chosen."


def cannot_decide(assessment: Assessment) -> str:
    """Why none of its reviewers can."""
    if taken_out(assessment.reviewers):
        return NOBODY_LEFT
    reviewers = people(sorted(assessment.reviewers))
    return f"{reviewers} cannot decide on their own work, so somebody else has to be chosen."


def _waiting(assessment: Assessment) -> str:
    again = " A decision was withdrawn." if assessment.state == State.WITHDRAWN else ""
    if not assessment.reviewers:
        return f"Waiting for a decision. Nobody is chosen to decide yet.{again}"
    present = assessment.present_decisions
    decided = f" {_all_said(present)}" if present else ""
    waiting = assessment.yet_to_decide
    if not waiting:
        return f"Waiting for a decision. {cannot_decide(assessment)}{decided}{again}"
    several = len(waiting) > 1
    which = "" if not several else "all of " if assessment.needed else "one of "
    gone = f" {ONE_IS_GONE}" if assessment.lacks_decider else ""
    return f"Waiting for a decision by {which}{people(waiting)}.{gone}{decided}{again}"


def which_look(assessment: Assessment | Listed, then: str = "") -> str:
    """What tells another look, or what was started again, from what it looks at, which has the same title.
    Else empty, and `then` is not said either."""
    if assessment.previous is None:
        return ""
    declined = assessment.previous_verdict is Verdict.DECLINE
    on = f" {'on' if declined else 'of'} {day(assessment.created_at)}" if assessment.created_at else ""
    return f"{'Started again' if declined else 'Another look'}{on}{then}"


_PARTICULARS = {
    TITLE: "the title",
    ABOUT: "the description",
    RECIPIENTS: "who gets it",
    ASSESSORS: "who answers",
}


def changed_particulars(changed: Iterable[str]) -> str:
    """`the title and who answers`."""
    return listed([_PARTICULARS[name] for name in changed if name in _PARTICULARS])


def and_more(more: int) -> str:
    """What a message has no room for. Empty for nothing."""
    return f"And {more} more. App Home shows all of them." if more > 0 else ""


def with_reference(text: str, reference: str) -> str:
    """What went wrong, and the number, if there is one, under which the log says more of it."""
    return f"{text} Reference: {reference}." if reference else text


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
    """`Question 7 of 18 · Proportionate`, as the heading of a card and in rows."""
    return f"Question {_number(assessment, question)} · {_principle(assessment, question)}"


ALONE_FIRST = "Everybody answers alone first"


def stands_at(assessment: Assessment | Listed, place: str, *, paused: bool) -> str:
    """`At question 7 of 18 (Proportionate)`, or `Paused at the review`: to be read aloud."""
    at = "Paused at" if paused else "At"
    if place == State.ALONE:
        return ALONE_FIRST
    if place == State.REVIEW:
        return f"{at} the review"
    question = assessment.framework.question(place)
    return f"{at} question {_number(assessment, question)} ({_principle(assessment, question)})"


def _number(assessment: Assessment | Listed, question: Question) -> str:
    framework = assessment.framework
    return f"{framework.number(question.id)} of {len(framework.questions)}"


def _principle(assessment: Assessment | Listed, question: Question) -> str:
    return escape(assessment.framework.principle_of(question.id).name)
