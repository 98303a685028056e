"""Adding evidence to a question, taking it back, and what Slack says of its files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows import permissions
from flows.actor import Actor
from flows.evidence import MOST_FOR_ONE, Evidence, FileRef, Piece, standing
from flows.refusals import NotAllowed, NotPossible, NotTaken, Refusal, Why
from flows.states import ENDED
from flows.triggers import Trigger
from flows.why_not import why_not

if TYPE_CHECKING:
    from flows.assessment import Assessment


def check_open(assessment: "Assessment", question: str) -> None:
    """Evidence is added and taken back as reasons are: until it is submitted, also during a pause; within a
    round, for what a reviewer named. Raises NotPossible."""
    progress = assessment.progress
    if progress.state in ENDED:
        raise NotPossible(why_not(progress, Trigger.ANSWER))
    if progress.asked and question not in progress.asked:
        raise NotPossible(Why.NOT_ASKED)


def is_open(assessment: "Assessment", question: str) -> bool:
    """Whether evidence can be added for this question now."""
    try:
        check_open(assessment, question)
    except NotPossible:
        return False
    return True


def add(assessment: "Assessment", question: str, pieces: Sequence[Piece], by: Actor) -> tuple[Evidence, ...]:
    """Put these on record; returns those that were not there yet. For whoever may answer. Raises Refusal."""
    permissions.check_may_answer(assessment, by)
    if question not in {one.id for one in assessment.framework.questions}:
        raise Refusal(Why.EVIDENCE_QUESTION_MISSING)
    check_open(assessment, question)
    if not pieces:
        raise NotTaken(Why.EVIDENCE_MISSING)
    here = standing(assessment.evidence, question)
    same = [next((one for one in here if piece.is_same_as(one)), None) for piece in pieces]
    new: list[Piece] = []
    for piece, there in zip(pieces, same, strict=True):
        if there is None and not any(piece.is_same_as(other) for other in new):
            new.append(piece)
    if not new:
        raise Refusal(Why.EVIDENCE_THERE, people=dict.fromkeys(one.by for one in same if one))
    if len(here) + len(new) > MOST_FOR_ONE:
        raise NotTaken(Why.TOO_MUCH_EVIDENCE, most=MOST_FOR_ONE)
    first = len(assessment.evidence) + 1
    added = tuple(
        Evidence(
            number=number,
            question=question,
            kind=piece.kind,
            words=piece.words,
            link=piece.link,
            channel=piece.channel,
            by=by.person,
            at=by.at,
            file=piece.file,
            said_by=piece.said_by,
        )
        for number, piece in enumerate(new, start=first)
    )
    assessment.evidence += added
    return added


def may_take_back(assessment: "Assessment", one: Evidence, person: str) -> bool:
    """Who added it, and the owner."""
    return person in (one.by, assessment.owner)


def take_back(assessment: "Assessment", number: int, by: Actor) -> Evidence | None:
    """It stays on record, as taken back. None: that was done before. What was handed in stays handed in."""
    one = next((one for one in assessment.evidence if one.number == number), None)
    if one is None:
        raise Refusal(Why.NO_SUCH_EVIDENCE)
    if not may_take_back(assessment, one, by.person):
        raise NotAllowed(Why.ONLY_THESE_TAKE_BACK, people=dict.fromkeys([one.by, assessment.owner]))
    check_open(assessment, one.question)
    if not one.stands:
        return None
    taken_back = replace(one, taken_back_by=by.person, taken_back_at=by.at)
    _put(assessment, lambda other: taken_back if other.number == number else other)
    return taken_back


def file_deleted(assessment: "Assessment", file: str, at: datetime) -> tuple[Evidence, ...]:
    """Slack says that a file is gone. Returns the evidence that this was said of for the first time."""
    return _of_file(assessment, file, lambda one: replace(one, deleted_at=one.deleted_at or at))


def file_read(assessment: "Assessment", file: str, sha256: str) -> tuple[Evidence, ...]:
    """What a file holds is known by its digest; the first one that was learnt stays. Returns what changed."""
    return _of_file(assessment, file, lambda one: replace(one, sha256=one.sha256 or sha256))


def _of_file(
    assessment: "Assessment", file: str, change: Callable[[FileRef], FileRef]
) -> tuple[Evidence, ...]:
    before = assessment.evidence

    def changed(one: Evidence) -> Evidence:
        if one.file is None or one.file.id != file or (new := change(one.file)) == one.file:
            return one
        return replace(one, file=new)

    _put(assessment, changed)
    pairs = zip(before, assessment.evidence, strict=True)
    return tuple(new for old, new in pairs if new is not old)


def _put(assessment: "Assessment", change: Callable[[Evidence], Evidence]) -> None:
    assessment.evidence = tuple(change(one) for one in assessment.evidence)
