"""All answers with their reasons, a few a page: as they were handed in last, or at any time before."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from bot.cards import blocks, evidence, for_the_record, look_again, rounds, voices
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.happened import SHOWS
from bot.cards.known import whose
from bot.cards.pages import in_pages
from bot.cards.text import count, day, escape, link, mention, people
from bot.cards.words import VERDICT_WORDS, given_word, in_quotes_whole
from flows.answer import Given
from flows.asking import asked_of, is_about_another
from flows.assessment import Assessment
from flows.evidence import Evidence
from flows.framework import Question
from flows.reason import AUTHOR_NOT_RECORDED, Reason
from flows.scoring import would_have_to_be_true
from flows.submission import Submission

QUESTIONS_A_PAGE = 6
_NONE: Mapping[str, str] = MappingProxyType({})


def all_answers(
    assessment: Assessment,
    ref: Ref,
    exchanges: Mapping[str, str] = _NONE,
    without_access: Collection[str] = (),
) -> dict[str, Any]:
    """What was submitted, with reasons and evidence. `seen` of the ref is the number of a submission; without
    it, it is the last one. `exchanges` are the addresses of what reviewers asked, by the query's id. Channels
    that its reader cannot see are `without_access`."""
    submission = _chosen(assessment, ref.seen)
    given = submission.given if submission else assessment.given
    pieces: dict[str, list[Evidence]] = {}
    for one in assessment.evidence_of(submission):
        pieces.setdefault(one.question, []).append(one)
    in_full = (
        [
            *_answer_in_full(assessment, question, given.get(question.id)),
            *evidence.in_full(pieces.get(question.id, ()), assessment.channel, without_access),
            *voices.in_full(assessment, question.id),
            *_asked_about(assessment, question, given.get(question.id), exchanges),
        ]
        for question in assessment.framework.questions
    )
    pages = in_pages(in_full, QUESTIONS_A_PAGE)
    page = min(ref.page, len(pages) - 1)
    seen = str(submission.number) if submission else ""
    here = Ref(assessment.id, assessment.turn, "", ref.channel, seen=seen).on_page(page)
    drawn: list[Block] = _versions(assessment, submission, here) if submission else []
    if submission and page == 0:
        drawn += _behind_it(assessment, submission)
    if page == 0:
        drawn += voices.behind_it(assessment, submission)
    drawn += [blocks.context(f"Page {page + 1} of {len(pages)}"), *pages[page]]
    turn = [
        blocks.button("Previous page", Do.PAGE_BACK) if page > 0 else None,
        blocks.button("Next page", Do.PAGE_ON) if page < len(pages) - 1 else None,
        blocks.button("History", Do.HISTORY),
    ]
    drawn.append(blocks.actions(*turn))
    return blocks.modal("All answers", View.READ, drawn, metadata=here.encode())


def _chosen(assessment: Assessment, number: str) -> Submission | None:
    """The submission of this number; the last one if there is no such."""
    known = {str(submission.number): submission for submission in assessment.submissions}
    return known.get(number, assessment.last_submission)


def _versions(assessment: Assessment, submission: Submission, here: Ref) -> list[Block]:
    """Which summary this is, what was decided on it, a way to the others, and on the first page what it
    changed."""
    submissions = assessment.submissions
    if len(submissions) == 1:
        return []
    line = f"{_name(submission)} of {len(submissions)}, by {mention(submission.by)} on {day(submission.at)}."
    drawn = [blocks.context(" ".join([line, *_said_of(assessment, submission)]))]
    options = {
        one.number: blocks.option(
            f"{_name(one)}, {day(one.at)}",
            Ref(here.assessment, here.turn, "", here.channel, seen=str(one.number)).encode(),
        )
        for one in submissions[-blocks.SELECT_LIMIT :]
    }
    menu = blocks.select("Another summary", Do.VERSION, list(options.values()))
    if submission.number in options:
        menu["initial_option"] = options[submission.number]
    drawn.append(blocks.actions(menu))
    if here.page == 0:
        drawn += rounds.moved(assessment, submission.number)
    return drawn


def _behind_it(assessment: Assessment, submission: Submission) -> list[Block]:
    """On the first page: who handed it in, who answered, which questions, and what another look found."""
    found = (submission.given.get(question.id) for question in assessment.framework.questions)
    answered = [given for given in found if given]
    by = people(dict.fromkeys(given.by for given in answered if not given.is_median))
    took = people(dict.fromkeys(given.by for given in answered if given.is_median))
    handed_in = f"Submitted by {mention(submission.by)} on {day(submission.at)}."
    parts = [
        handed_in,
        f"Answered by {by}." if by else "",
        f"The panel’s medians were taken by {took}." if took else "",
        source(assessment),
        for_the_record.counted_words(assessment),
    ]
    drawn = [blocks.context(" ".join(part for part in parts if part))]
    return [*drawn, *look_again.moved_since(assessment)]


def source(assessment: Assessment) -> str:
    """Which questions these are, and whose words. Escaped."""
    framework = assessment.framework
    own = framework.wording == "paraphrase"
    wording = ", worded for Balance after the published framework" if own else ""
    weights = " Questions have different weights." if framework.has_weights else ""
    total = count(len(framework.questions), "question")
    return f"{escape(framework.name)}, version {escape(framework.version)}, {total}{wording}.{weights}"


def _name(submission: Submission) -> str:
    return f"Summary {submission.number}"


def _said_of(assessment: Assessment, submission: Submission) -> list[str]:
    return [
        f"{VERDICT_WORDS[one.verdict]} by {mention(one.by)}{'' if one.stands else ', withdrawn later'}."
        for one in assessment.decisions
        if one.submission == submission.number
    ]


def _answer_in_full(assessment: Assessment, question: Question, given: Given | None) -> list[Block]:
    framework = assessment.framework
    head = (
        f"*{framework.number(question.id)}. {escape(question.label)}* · "
        f"{escape(framework.principle_of(question.id).name)}\n{escape(question.text)}"
    )
    word = given_word(given).capitalize()
    if given and given.answer.rating is not None:
        word = f"{given.answer.rating} of 5: {question.level(given.answer.rating)}"
    by = f" · {whose(given, mention(given.by))}" if given else ""
    drawn: list[Block] = [blocks.divider(), blocks.section(f"{head}\n*{escape(word)}*{by}")]
    if given:
        drawn += [block for reason in given.reasons for block in _reason(given, reason)]
    drawn += blocks.sections(_needed(question, given))
    drawn += look_again.in_full(assessment, question)
    return drawn


def _needed(question: Question, given: Given | None) -> list[str]:
    """Of what speaks against, and of what is open: what would have to be true."""
    needed = would_have_to_be_true(question, given.answer if given else None)
    return [f"_For a better case, this would have to be true:_ {escape(needed)}"] if needed else []


def _reason(given: Given, reason: Reason) -> list[Block]:
    """One person's words, under their name where not all are of who gave the answer."""
    drawn: list[Block] = []
    if given.names_reasons:
        is_known = reason.by != AUTHOR_NOT_RECORDED
        whose = f"{mention(reason.by)}, on {day(reason.at)}" if is_known else "Author not recorded"
        drawn.append(blocks.context(f"{whose}:"))
    parts = [("Reason: ", reason.words), (SHOWS, reason.evidence)]
    return [*drawn, *blocks.typed_quotes((head, words) for head, words in parts if words)]


def _asked_about(
    assessment: Assessment, question: Question, shown: Given | None, exchanges: Mapping[str, str]
) -> list[Block]:
    """What reviewers asked about an answer, with a link to where it is talked about: after a move, that is
    somewhere else than here. Where it was about another answer than is `shown`, that is said."""
    drawn: list[Block] = []
    for query in assessment.queries:
        if query.question == question.id:
            is_other = is_about_another(assessment, query, shown)
            then = f", when it was {_then(asked_of(assessment, query))}" if is_other else ""
            who = f"{mention(query.by)} asked about this on {day(query.at)}{then}."
            address = exchanges.get(query.id)
            head = f"{who} {link(address, 'Read it in the thread')}." if address else who
            drawn += [blocks.section(head), *in_quotes_whole(query.words)]
    return drawn


def _then(given: Given | None) -> str:
    return f"{escape(given_word(given))} · {whose(given, mention(given.by))}" if given else "not answered"
