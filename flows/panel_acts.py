"""What a panel does: answer alone, be revealed, and rate a question again.

Each act checks first, and raises Refusal. Should one of several ballots refuse a step after that, others are
changed already: whoever calls it saves nothing then, neither the assessment nor its ballots.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from flows import permissions
from flows.actor import Acting, Actor, is_taken_out
from flows.answer import Answer
from flows.assessment import Assessment
from flows.changes import Moved
from flows.days import begun_everywhere, is_too_far
from flows.framework import Question
from flows.machine import can
from flows.panel import FEWEST, MOST, NAMELESS_FROM, Panel, Panellist, Round
from flows.particulars import ASSESSORS
from flows.progress import Progress
from flows.refusals import NotAllowed, NotPossible, OutOfDate, Refusal, Why, raise_first
from flows.settings import ChannelRules
from flows.states import State
from flows.triggers import Trigger

BY_DAY = "the reveal day"
"""Who reveals where nobody did: no id of Slack's, so it is shown as it stands."""
IN_A_BALLOT: Final = frozenset(
    {
        *(Trigger.ANSWER, Trigger.NOT_SURE, Trigger.NOT_APPLICABLE),
        *(Trigger.BACK, Trigger.GO_TO, Trigger.KEEP, Trigger.PAUSE, Trigger.RESUME),
    }
)
"""What whoever answers alone does by themselves; all else changes the assessment that it is for as well."""
PANEL_MEMBER = "a panel member"
"""Who sees it otherwise, where to say who would tell whose rating is whose. No id of Slack's either."""


def errors(people: Collection[str], until: date | None, today: date) -> dict[str, Refusal]:
    """What is wrong with a panel that somebody wants, by field. `today` is the day where its owner is."""
    wrong = {}
    if size := _wrong_size(people):
        wrong[ASSESSORS] = size
    if until is not None and until <= today:
        wrong["until"] = Refusal(Why.REVEAL_DAY_NOT_TO_COME)
    elif until is not None and is_too_far(until, today):
        wrong["until"] = Refusal(Why.DAY_TOO_FAR)
    return wrong


def _wrong_size(people: Collection[str]) -> Refusal | None:
    if FEWEST <= len(people) <= MOST:
        return None
    return Refusal(Why.PANEL_SIZE, length=len(people), most=MOST)


def seat(
    assessment: Assessment, people: Sequence[str], by: Actor, *, named: bool, until: date | None
) -> None:
    """Have these people answer alone first, before anything was answered. In the order of their numbers,
    which is to be drawn by lot."""
    everything = tuple(question.id for question in assessment.framework.questions)
    assessment.panel = Panel(
        people=tuple(Panellist(person, number) for number, person in enumerate(people, start=1)),
        named=named,
        until=until,
        rounds=(Round(1, everything, by.person, by.at),),
    )
    assessment.assessors, assessment.everyone = frozenset(people), False
    assessment.progress = Progress(assessment.framework, State.ALONE)


def check_may_convene(assessment: Assessment, by: Acting) -> None:
    """For its owner, while nobody has answered anything."""
    permissions.check_owns(assessment, by, Why.ONLY_OWNER_CONVENES)
    begun = assessment.given or assessment.submissions or assessment.panel
    if begun or assessment.is_over or assessment.panel_of:
        raise NotPossible(Why.ANSWERED_TOGETHER)


def convene(
    assessment: Assessment,
    people: Sequence[str],
    by: Actor,
    rules: ChannelRules,
    *,
    named: bool,
    until: date | None,
) -> None:
    """The same of an assessment that began otherwise, such as another look: people answer it alone first."""
    check_may_convene(assessment, by)
    raise_first(errors(people, until, begun_everywhere(by.at)))
    permissions.check_may_be_chosen_to_answer(assessment, people, rules, alone=True)
    seat(assessment, people, by, named=named, until=until)
    assessment.turn += 1


def seats(assessment: Assessment, chosen: Collection[str]) -> list[str]:
    """Whom to draw lots for, so that these answer alone. All who were taken out have one name, and each of
    them has a seat: what they answered is the team's. They can get no new one."""
    had = [one.person for one in panel_of(assessment).people if is_taken_out(one.person)]
    return [*(one for one in chosen if not is_taken_out(one)), *(one for one in had if one in chosen)]


def seat_anew(
    assessment: Assessment,
    ballots: Mapping[str, Assessment],
    people: Sequence[str],
    by: Actor,
) -> tuple[list[str], list[Assessment]]:
    """Have these answer alone instead, as long as nothing is revealed: who is new, and the ballots of those
    who are out, which are closed unseen. `people` are as `seats` names them, in the order of their numbers,
    which are drawn anew by lot for all: of the next number in a row everybody would know whose it is."""
    panel = panel_of(assessment)
    if wrong := _wrong_size(people):
        raise wrong
    if panel.promises_no_names and len(people) < NAMELESS_FROM:
        raise NotPossible(Why.NAMELESS_WITH_SO_FEW, most=NAMELESS_FROM)
    left, seated, new = list(panel.people), list[Panellist](), list[str]()
    for number, person in enumerate(people, start=1):
        one = next((one for one in left if one.person == person), None)
        if one is None:
            new.append(person)
        else:
            left.remove(one)
        seated.append(replace(one or Panellist(person, number), number=number))
    assessment.panel = replace(panel, people=tuple(seated))
    out = [ballots[one.ballot] for one in left if one.ballot and one.ballot in ballots]
    for ballot in out:
        close_unseen(ballot, by)
    return sorted(new), out


def end_ballots(assessment: Assessment, ballots: Mapping[str, Assessment], by: Actor) -> Sequence[Assessment]:
    """Those that are still answered in, or could be, now that the assessment is over. What was revealed
    stands."""
    was_revealed = assessment.panel is not None and assessment.panel.is_revealed
    left = [
        one for one in ballots.values() if not (one.is_over or (was_revealed and one.progress.is_handed_in))
    ]
    for ballot in left:
        end = leave_as_it_was if was_revealed else close_unseen
        end(ballot, by)
    return left


def close_unseen(ballot: Assessment, by: Actor) -> None:
    """Nobody is to see what was answered in it."""
    if can(ballot.progress, Trigger.REOPEN):
        ballot.fire(Trigger.REOPEN, by)
    ballot.fire(Trigger.ABANDON, by)


def leave_as_it_was(ballot: Assessment, by: Actor) -> None:
    """They did not rate again: what they answered before was shown already, and stands."""
    if can(ballot.progress, Trigger.RESUME):
        ballot.fire(Trigger.RESUME, by)
    if not ballot.progress.at_review:
        ballot.fire(Trigger.GO_TO, by, to=State.REVIEW)
    ballot.fire(Trigger.DONE, by)


def check_may_begin(assessment: Assessment, by: Actor) -> tuple[Panel, Panellist]:
    """For whoever is asked, once, until the reveal."""
    panel, one = _seated(assessment, by)
    if not assessment.progress.is_alone:
        raise NotPossible(Why.ABANDONED if assessment.is_over else Why.REVEALED_ALREADY)
    if one.ballot:
        raise NotPossible(Why.BALLOT_BEGUN)
    return panel, one


def begin(assessment: Assessment, ballot: str, by: Actor) -> Assessment:
    """This person's ballot, in the direct message in which they begin."""
    panel, one = check_may_begin(assessment, by)
    if not (by.channel or "").startswith("D"):
        raise NotPossible(Why.BALLOT_IN_DIRECT_MESSAGE)
    assessment.panel = panel.with_(replace(one, ballot=ballot, done_at=None))
    return Assessment(
        id=ballot,
        title=assessment.title,
        about=assessment.about,
        recipients=assessment.recipients,
        owner=by.person,
        channel=by.channel or "",
        progress=Progress.start(assessment.framework),
        everyone=False,
        panel_of=assessment.id,
    )


def finish(assessment: Assessment, ballot: Assessment, by: Actor) -> Moved:
    """This person is done. Until the reveal they can go back to it."""
    panel, one = _seated(assessment, by)
    _open_round(assessment)
    moved = ballot.fire(Trigger.DONE, by)
    assessment.panel = panel.with_(_done(panel, one, by.at))
    return moved


def tell_revealed(assessment: Assessment, ballot: Assessment) -> None:
    """To the ballot of whoever was the last to be done: what they answered is revealed, and stands. One that
    was done before is left as it is, or thirty changes would delay the reveal."""
    panel = assessment.panel
    if panel and panel.is_revealed and panel.open_round is None:
        last = replace(panel.rounds[-1], number=1, questions=(), answers={})
        ballot.panel = Panel((), panel.named, rounds=(last,))


def knows_it_is_revealed(ballot: Assessment) -> bool:
    """While a question is rated again, a ballot holds what was said to it in the first round."""
    panel = ballot.panel
    return panel is not None and panel.is_revealed and not panel.rounds[0].answers


def _done(panel: Panel, one: Panellist, at: datetime | None) -> Panellist:
    """None: not after all."""
    return replace(one, again_at=at) if panel.is_revealed else replace(one, done_at=at)


def go_back(assessment: Assessment, ballot: Assessment, by: Actor) -> Moved:
    """They are not done after all: other answers, before anybody has seen them."""
    panel, one = _seated(assessment, by)
    asked = _open_round(assessment)
    if asked.number > 1:
        moved = ballot.fire(Trigger.ASK_FOR_CHANGES, by, asked=asked.questions)
        ballot.fire(Trigger.GO_TO, by, to=asked.questions[0])
    else:
        moved = ballot.fire(Trigger.REOPEN, by)
    assessment.panel = panel.with_(_done(panel, one, None))
    return moved


def check_may_reveal(assessment: Assessment, by: Actor) -> None:
    """The owner; the day of the reveal, and the last one who is done, do it for everybody."""
    if by.person != BY_DAY and assessment.panel and assessment.panel.awaited:
        permissions.check_owns(assessment, by, Why.ONLY_OWNER_REVEALS)


def check_open(assessment: Assessment, number: int | None) -> None:
    """Raises OutOfDate where another round is open than this one; None: whichever is."""
    asked = assessment.panel.open_round if assessment.panel else None
    if asked and number is not None and asked.number != number:
        raise OutOfDate(Why.CARD_OUT_OF_DATE)


def is_ready(assessment: Assessment) -> bool:
    """Whether so many are done that something can be shown."""
    panel = assessment.panel
    if panel is None or panel.open_round is None:
        return False
    return len(panel.done) >= (FEWEST if panel.is_revealed else panel.least)


def reveal(assessment: Assessment, ballots: Mapping[str, Assessment], by: Actor) -> Round:
    """Show what everybody who is done answered, all at once. `ballots` are those of the panel, by id. What is
    not done is closed unseen. Of whoever did not rate again, the first answer stands; of everybody, where too
    few did, for of one alone all would know who it is."""
    check_may_reveal(assessment, by)
    panel, asked = panel_of(assessment), _open_round(assessment)
    is_first, ready = not panel.is_revealed, is_ready(assessment)
    if is_first and not ready:
        raise NotPossible(Why.TOO_FEW_DONE, length=len(panel.done), most=panel.least)
    asking = asked.questions if ready else ()
    answers = {question: said for question in asking if (said := _said(panel, ballots, question))}
    shown = replace(asked, revealed_by=by.person, revealed_at=by.at, answers=answers)
    people = panel.people
    if is_first:
        assessment.fire(Trigger.REVEAL, by)
        # Of whoever was done elsewhere nothing came along, and nothing is shown.
        people = tuple(one if panel.is_done(one) else replace(one, done_at=None) for one in people)
    assessment.panel = replace(panel, people=people, rounds=(*panel.rounds[:-1], shown))
    for one in panel.awaited:
        unseen = ballots.get(one.ballot or "")
        if unseen and not unseen.is_over:
            end = close_unseen if is_first else leave_as_it_was
            end(unseen, by)
    return shown


def check_ballots_there(assessment: Assessment, ballots: Mapping[str, Assessment]) -> None:
    """Raises NotPossible where those who were heard could not answer again: a record brings no ballots along,
    and of one alone nothing is shown."""
    if sum(one.ballot in ballots for one in panel_of(assessment).heard) < FEWEST:
        raise NotPossible(Why.BALLOTS_LEFT_BEHIND)


def rate_again(assessment: Assessment, ballots: Mapping[str, Assessment], question: str, by: Actor) -> Round:
    """Ask everybody who was heard once more, alone, with the reasons of the first round in sight."""
    permissions.check_may_answer(assessment, by)
    panel = panel_of(assessment)
    if not panel.is_revealed:
        raise NotPossible(Why.NOT_REVEALED_YET)
    if assessment.submissions or assessment.is_over:
        raise NotPossible(Why.PANEL_IS_OVER)
    if panel.open_round:
        raise NotPossible(Why.BEING_RATED_AGAIN, questions=_questions(assessment, panel.open_round.questions))
    if not panel.rounds_of(question):
        raise NotPossible(Why.RATED_BY_NOBODY)
    if not panel.can_rate_again(question):
        raise NotPossible(Why.RATED_TWICE)
    asked = Round(len(panel.rounds) + 1, (question,), by.person, by.at)
    people = []
    for one in panel.people:
        ballot = ballots.get(one.ballot or "")
        if ballot and one in panel.heard:
            ballot.fire(Trigger.ASK_FOR_CHANGES, by, asked=(question,))
            ballot.fire(Trigger.GO_TO, by, to=question)
            ballot.panel = _first_round(panel, question)
        people.append(replace(one, again_at=None))
    assessment.panel = replace(panel, people=tuple(people), rounds=(*panel.rounds, asked))
    return asked


def _first_round(panel: Panel, question: str) -> Panel:
    """What somebody who rates it again has in sight: how all rated it, why, and who if that was agreed on."""
    first = panel.rounds[0]
    shown = replace(first, questions=(question,), answers={question: first.answers[question]})
    return Panel(panel.people if panel.named else (), panel.named, rounds=(shown,))


def _said(panel: Panel, ballots: Mapping[str, Assessment], question: str) -> dict[int, Answer]:
    """What each says to a question now, by number: who is not done stays with what they said before, if
    anything."""
    said = dict(panel.latest(question))
    for one in panel.done:
        ballot = ballots.get(one.ballot or "")
        if one.number is not None and ballot and (given := ballot.given.get(question)):
            said[one.number] = given.answer
    return said


def panel_of(assessment: Assessment) -> Panel:
    if assessment.panel is None:
        raise NotPossible(Why.NO_PANEL)
    return assessment.panel


def _seated(assessment: Assessment, by: Actor) -> tuple[Panel, Panellist]:
    panel = panel_of(assessment)
    one = panel.of(by.person)
    if one is None:
        raise NotAllowed(Why.NOT_IN_PANEL, people=[assessment.owner])
    return panel, one


def _open_round(assessment: Assessment) -> Round:
    asked = panel_of(assessment).open_round
    if assessment.progress.is_abandoned:
        raise NotPossible(Why.ABANDONED)
    if asked is None or assessment.is_over:
        raise NotPossible(Why.REVEALED_ALREADY)
    return asked


def _questions(assessment: Assessment, ids: Sequence[str]) -> tuple[Question, ...]:
    return tuple(assessment.framework.question(one) for one in ids)
