"""What a reviewer asks about an answer: it is meant for that answer, and for who gave it."""

from typing import TYPE_CHECKING

from flows.answer import Given
from flows.refusals import OutOfDate, Why

if TYPE_CHECKING:
    from flows.assessment import Assessment
    from flows.decision import Query


def check_still_so(assessment: "Assessment", question: str, seen: int) -> None:
    """Whether a question that somebody read in submission number `seen` has the same answer in the last one.
    Raises OutOfDate."""
    read = next((one for one in assessment.submissions if one.number == seen), None)
    before = read.given.get(question) if read else None
    now = assessment.submissions[-1].given.get(question)
    if not _is_same(before, now):
        asked, people = assessment.framework.question(question), [now.by] if now else []
        answer = now.answer if now else None
        raise OutOfDate(Why.ASKED_ABOUT_ANOTHER, people=people, questions=[asked], answer=answer)


def is_about_another(assessment: "Assessment", query: "Query", shown: Given | None) -> bool:
    """Whether it was asked about another answer than is `shown`."""
    known = any(one.at <= query.at for one in assessment.submissions)
    return known and not _is_same(asked_of(assessment, query), shown)


def asked_of(assessment: "Assessment", query: "Query") -> Given | None:
    """The answer that it was asked about: as it was submitted last by then. None: there was none."""
    by_then = [one for one in assessment.submissions if one.at <= query.at]
    return by_then[-1].given.get(query.question) if by_then else None


def _is_same(one: Given | None, other: Given | None) -> bool:
    """Whether the same person says the same with the same words, or nobody anything."""
    if one is None or other is None:
        return one is other
    return (one.by, one.answer) == (other.by, other.answer)
