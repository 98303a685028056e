"""Assessments for the tests of the store."""

from datetime import UTC, datetime, timedelta

from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.evidence import standing
from flows.progress import Progress
from flows.submission import Submission
from flows.triggers import Trigger
from storage.workspace import Workspace
from tests.flows.frameworks import framework

FRAMEWORK = framework((1, 1), (1, 1))
"""Two principles with two questions each: a-1, a-2, b-1, b-2."""

HERE = Workspace("T0HERE")
OTHER_TEAM = Workspace("T0OTHER")

AMINA, TOM, PRIYA = "U0AMINA", "U0TOM", "U0PRIYA"
HOUSING, SOCIAL_CARE = "C0HOUSING", "C0SOCIAL"

HOSTILE = "<!channel> <@U0TOM> *bold* `code` & https://x.example 🙂 \u202eright to left\u202c ‘so’\nnew line"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def assessment(
    id: str = "one",
    *,
    owner: str = AMINA,
    channel: str = HOUSING,
    assessors: frozenset[str] = frozenset(),
    title: str = "Falls data",
    about: str = "",
) -> Assessment:
    return Assessment(
        id=id,
        title=title,
        about=about,
        owner=owner,
        channel=channel,
        progress=Progress.start(FRAMEWORK),
        everyone=not assessors,
        assessors=assessors,
        moved_ts="1000.000001",
    )


def answer(
    to: Assessment, answer: Answer, *, by: str = AMINA, at: datetime = NOW, trigger: Trigger = Trigger.ANSWER
) -> None:
    """Answer the question that is being asked, as a use case does."""
    to.fire(trigger, Actor(by, at, "1000.000002"), answer=answer)


def finish(what: Assessment, *, by: str = AMINA) -> None:
    """Answer whatever is left, up to the review."""
    while what.progress.question is not None:
        answer(what, Answer.rated(3), by=by)


def submit(what: Assessment, number: int = 1) -> None:
    what.fire(Trigger.SUBMIT, Actor(AMINA, NOW))
    evidence = {one.number: one.mark for one in standing(what.evidence)}
    what.submissions += (Submission(number, AMINA, NOW, dict(what.given), evidence),)
