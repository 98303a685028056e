"""After the reveal: the team settles what it says, and whoever sees it otherwise can say so.

Each act checks first; it raises Refusal, and then nothing was changed.
"""

from dataclasses import replace

from flows import permissions
from flows.actor import Actor
from flows.agreement import View
from flows.answer import Answer
from flows.assessment import Assessment
from flows.changes import Moved
from flows.framework import Question
from flows.panel import Dissent, Panel, Panellist, Rated
from flows.panel_acts import panel_of
from flows.refusals import NotAllowed, NotPossible, OutOfDate, Why
from flows.triggers import Trigger
from flows.typed import some_words


def to_take(assessment: Assessment) -> dict[str, Answer]:
    """The median of each question on which the panel agrees and the team has said nothing yet."""
    panel, found = assessment.panel, dict[str, Answer]()
    if panel is None or not panel.is_revealed:
        return found
    for question in assessment.framework.questions:
        agreement = panel.agreement(question.id)
        median = agreement.median
        if question.id in assessment.given or agreement.view is not View.AGREED or median is None:
            continue
        if not (agreement.is_between_levels or panel.is_rated_again(question.id)):
            found[question.id] = Answer.rated(int(median))
    return found


def take_medians(assessment: Assessment, by: Actor) -> list[Moved]:
    """Make the median the team's answer wherever the panel agrees."""
    permissions.check_may_answer(assessment, by)
    panel_of(assessment)
    found = to_take(assessment)
    if not found:
        raise NotPossible(Why.NO_MEDIANS_TO_TAKE)
    moves = []
    for question, answer in found.items():
        assessment.fire(Trigger.GO_TO, by, to=question)
        moved = assessment.fire(Trigger.ANSWER, by, answer=answer)
        taken = replace(assessment.progress.given[question], is_median=True)
        assessment.progress.given[question] = taken
        moves.append(replace(moved, new=taken))
    return moves


def to_settle(assessment: Assessment) -> tuple[Question, ...]:
    """What the team has not answered yet: splits first, and within each kind in the order of the
    framework."""
    panel = assessment.panel
    if panel is None or not panel.is_revealed:
        return ()
    order = list(View)
    left = [question for question in assessment.framework.questions if question.id not in assessment.given]
    return tuple(sorted(left, key=lambda question: order.index(panel.view(question.id))))


def check_may_dissent(assessment: Assessment, person: str) -> Panellist:
    """For whoever was heard, until it is decided."""
    panel = panel_of(assessment)
    one = panel.of(person)
    if not panel.is_revealed:
        raise NotPossible(Why.NOT_REVEALED_YET)
    if assessment.is_over or assessment.progress.is_decided:
        raise NotPossible(Why.PANEL_IS_OVER)
    if one is None or one.number is None or one not in panel.heard:
        raise NotAllowed(Why.ONLY_RATERS_DISSENT)
    return one


def may_dissent_on(assessment: Assessment, person: str) -> tuple[Question, ...]:
    """The questions that this person rated otherwise than the team says now."""
    one, panel = check_may_dissent(assessment, person), panel_of(assessment)
    return tuple(
        question
        for question in assessment.framework.questions
        if (given := assessment.given.get(question.id))
        and one.number in who_differs(panel, question.id, given.answer)
    )


def who_differs(panel: Panel, question: str, team: Answer) -> frozenset[int]:
    """The numbers of those who say otherwise than this answer of the team."""
    return frozenset(
        number
        for number, mine in panel.latest(question).items()
        if panel.numbered(number) and not team.says_the_same_as(mine)
    )


def why_nothing_to_dissent(assessment: Assessment, question: str = "") -> Why:
    """`question`: what they would speak to; empty: whatever the team has answered."""
    answered = question in assessment.given if question else assessment.given
    return Why.NOTHING_TO_DISSENT if answered else Why.TEAM_HAS_NOT_ANSWERED


def in_sight(assessment: Assessment, person: str) -> str:
    """Tells what somebody has in sight who sees it otherwise: what the team answered to each question, and
    what they did."""
    return ".".join(_both(assessment, question, person) for question in may_dissent_on(assessment, person))


def _both(assessment: Assessment, question: Question, person: str) -> str:
    one, panel = check_may_dissent(assessment, person), panel_of(assessment)
    both = (assessment.given[question.id].answer, panel.latest(question.id)[one.number or 0])
    said = [answer.word.replace(" ", "_") for answer in both]
    return "-".join([str(assessment.framework.number(question.id)), *said])


def dissent(assessment: Assessment, question: str, words: str, by: Actor, seen: str = "") -> Dissent:
    """A sentence that stays on record, of who sees it otherwise than the team, with what it was said to. One
    for each person and question: a second one takes the place of the first, which is kept with it. `seen`:
    what its author had in sight; empty: not known. Raises OutOfDate where that is something else by now."""
    one, panel = check_may_dissent(assessment, by.person), panel_of(assessment)
    if question not in {may.id for may in may_dissent_on(assessment, by.person)}:
        raise NotPossible(why_nothing_to_dissent(assessment, question))
    if seen and _both(assessment, assessment.framework.question(question), by.person) not in seen.split("."):
        raise OutOfDate(Why.ANSWERED_ANEW_MEANWHILE)
    mine = (question, one.number)
    before = next((said for said in panel.dissents if (said.question, said.number) == mine), None)
    said = Dissent(
        question,
        one.number or 0,
        some_words(words, Why.DISSENT_MISSING),
        by.at,
        Rated.of(assessment.given[question].answer),
        panel.rounds_of(question)[-1].number,
        (*before.earlier, replace(before, earlier=())) if before else (),
    )
    kept = tuple(other for other in panel.dissents if other is not before)
    assessment.panel = replace(panel, dissents=(*kept, said))
    return said
