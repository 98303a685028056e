"""A panel: people answer alone, all of it is revealed at once, and the team settles what it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows import deciding, panel_acts, panel_settling
from flows.actor import Actor
from flows.agreement import View
from flows.answer import Answer, answers_in
from flows.assessment import Assessment
from flows.decision import DecisionForm, Verdict
from flows.own_work import own_part
from flows.panel import MOST, Dissent, Panel, Round
from flows.refusals import NotAllowed, NotPossible, OutOfDate, OwnWork, Refusal, Why
from flows.seen_otherwise import holding, on_question
from flows.settings import ChannelRules, ChannelSettings
from flows.states import State
from flows.triggers import Trigger
from flows.waiting import Matter, waits_of
from tests.storage.samples import AMINA, HOUSING, NOW, PRIYA, TOM, assessment

PEOPLE = (TOM, AMINA, PRIYA)
GRACE = "U0GRACE"
FIVE = (*PEOPLE, "U0SAM", "U0OWEN")
QUESTIONS = ("a-1", "a-2", "b-1", "b-2")


class Room:
    """An assessment with a panel, and the ballots of its people."""

    def __init__(
        self, people: Sequence[str] = PEOPLE, *, named: bool = False, until: date | None = None
    ) -> None:
        self.clock = NOW
        self.assessment: Assessment = assessment()
        self.ballots: dict[str, Assessment] = {}
        panel_acts.seat(self.assessment, people, self.by(AMINA), named=named, until=until)
        self.assessment.updated_at = NOW

    @property
    def panel(self) -> Panel:
        assert self.assessment.panel is not None
        return self.assessment.panel

    @property
    def unexplained(self) -> list[str]:
        return [question.id for question in self.assessment.unexplained]

    def by(self, person: str, channel: str = "") -> Actor:
        self.clock += timedelta(minutes=1)
        return Actor(person, self.clock, channel=channel or HOUSING)

    def begin(self, person: str) -> Assessment:
        ballot = panel_acts.begin(self.assessment, f"of {person}", self.by(person, f"D{person}"))
        self.ballots[ballot.id] = ballot
        return ballot

    def answer(self, person: str, *ratings: int) -> Assessment:
        """All of it; 0 stands for not sure."""
        ballot = self.begin(person)
        for rating in ratings:
            trigger = Trigger.ANSWER if rating else Trigger.NOT_SURE
            answer = Answer.rated(rating, f"{person} says {rating}") if rating else Answer.not_sure()
            ballot.fire(trigger, self.by(person), answer=answer)
        panel_acts.finish(self.assessment, ballot, self.by(person))
        return ballot

    def reveal(self, person: str = AMINA) -> Round:
        return panel_acts.reveal(self.assessment, self.ballots, self.by(person))

    def all_answer(self) -> None:
        self.answer(AMINA, 1, 4, 4, 2)
        self.answer(TOM, 5, 4, 4, 3)
        self.answer(PRIYA, 2, 4, 5, 0)

    def settle(self, question: str, rating: int, reason: str = "") -> None:
        self.assessment.fire(Trigger.GO_TO, self.by(TOM), to=question)
        self.assessment.fire(Trigger.ANSWER, self.by(TOM), answer=Answer.rated(rating, reason))


def refused(why: Why, kind: type[Refusal] = NotPossible) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(kind, match=why.value)


def test_nothing_of_what_people_answer_stands_in_the_assessment_before_the_reveal() -> None:
    room, other = Room(), Room()
    room.all_answer()
    for person, ratings in ((AMINA, (5, 5, 5, 5)), (TOM, (1, 1, 1, 1)), (PRIYA, (3, 0, 3, 3))):
        other.answer(person, *ratings)
    assert room.assessment == other.assessment
    assert room.assessment.given == {}
    assert not room.panel.is_revealed


def test_a_ballot_knows_of_a_reveal_until_its_question_is_rated_again() -> None:
    room = Room()
    room.answer(AMINA, 1, 4, 4, 2)
    room.answer(TOM, 5, 4, 4, 3)
    last = room.answer(PRIYA, 2, 4, 5, 0)
    panel_acts.tell_revealed(room.assessment, last)
    assert not panel_acts.knows_it_is_revealed(last)
    room.reveal()
    panel_acts.tell_revealed(room.assessment, last)
    assert panel_acts.knows_it_is_revealed(last)
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    panel_acts.tell_revealed(room.assessment, last)
    assert not panel_acts.knows_it_is_revealed(last)


def test_all_of_it_is_revealed_at_once() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    assert room.assessment.state == State.REVIEW
    assert room.assessment.given == {}
    views = {question: room.panel.view(question) for question in QUESTIONS}
    assert views == {"a-1": View.SPLIT, "a-2": View.AGREED, "b-1": View.AGREED, "b-2": View.AGREED}
    with refused(Why.REVEALED_ALREADY):
        room.reveal()


def test_only_its_owner_reveals_before_all_are_done_and_what_is_not_done_stays_unseen() -> None:
    room = Room()
    room.answer(AMINA, 1, 1, 1, 1)
    begun = room.begin(PRIYA)
    begun.fire(Trigger.ANSWER, room.by(PRIYA), answer=Answer.rated(5))
    with refused(Why.TOO_FEW_DONE):
        room.reveal()
    room.answer(TOM, 2, 2, 2, 2)
    with refused(Why.ONLY_OWNER_REVEALS, NotAllowed):
        room.reveal(TOM)
    room.reveal(AMINA)
    assert [one.person for one in room.panel.heard] == [TOM, AMINA]
    assert room.panel.agreement("a-1").ratings == (1, 2)
    assert begun.state == State.ABANDONED


def test_until_the_reveal_people_go_back_to_their_answers() -> None:
    room = Room()
    ballot = room.answer(TOM, 1, 1, 1, 1)
    assert [one.person for one in room.panel.done] == [TOM]
    panel_acts.go_back(room.assessment, ballot, room.by(TOM))
    assert room.panel.done == ()
    assert ballot.state == State.REVIEW
    panel_acts.finish(room.assessment, ballot, room.by(TOM))
    room.answer(AMINA, 1, 1, 1, 1)
    room.reveal()
    with refused(Why.REVEALED_ALREADY):
        panel_acts.go_back(room.assessment, ballot, room.by(TOM))


def test_each_answers_once_in_their_own_messages() -> None:
    room = Room()
    with refused(Why.NOT_IN_PANEL, NotAllowed):
        panel_acts.begin(room.assessment, "x", room.by("U0GRACE", "D0GRACE"))
    with refused(Why.BALLOT_IN_DIRECT_MESSAGE):
        panel_acts.begin(room.assessment, "x", room.by(TOM))
    ballot = room.begin(TOM)
    with refused(Why.BALLOT_BEGUN):
        room.begin(TOM)
    with refused(Why.NOT_IN_A_BALLOT):
        ballot.submit(room.by(TOM), ChannelSettings())


def test_the_medians_are_the_answers_of_the_team_where_the_panel_agrees() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    given = {question: one.answer.rating for question, one in room.assessment.given.items()}
    assert given == {"a-2": 4, "b-1": 4}, "not the split one, and not where the median is no level"
    assert {one.by for one in room.assessment.given.values()} == {TOM}
    assert [question.id for question in panel_settling.to_settle(room.assessment)] == ["a-1", "b-2"]
    with refused(Why.NO_MEDIANS_TO_TAKE):
        panel_settling.take_medians(room.assessment, room.by(TOM))


def test_a_median_that_was_taken_is_no_rating_of_whoever_took_it_until_they_rate_it_themselves() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    room.settle("a-1", 3)
    room.assessment.explain("a-2", room.by(AMINA), "It is written down.")
    assert {question: one.is_median for question, one in room.assessment.given.items()} == {
        "a-1": False,
        "a-2": True,
        "b-1": True,
    }
    room.settle("a-2", 4)
    assert not room.assessment.given["a-2"].is_median
    assert own_part(room.assessment, TOM), "who took them takes part all the same"


def test_of_several_answers_in_one_moment_nobody_knows_which_was_the_last() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    with refused(Why.ANSWERED_AT_ONCE, Refusal):
        room.assessment.last_answered_by(TOM)
    room.assessment.fire(Trigger.GO_TO, room.by(TOM), to="a-2")
    assert room.assessment.last_answered_by(TOM) == "a-2", "the one that they went to"
    room.settle("a-1", 3)
    assert room.assessment.last_answered_by(TOM) == "a-1"


def test_why_one_of_a_panel_may_not_decide_tells_nothing_of_what_they_rated_unless_names_were_agreed_on() -> (
    None
):
    for named in (False, True):
        room = Room(FIVE, named=named)
        for person in FIVE:
            ballot = room.begin(person)
            for _ in QUESTIONS[: 2 if person == FIVE[-1] else 1]:
                ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(1))
            ballot.fire(Trigger.GO_TO, room.by(person), to=State.REVIEW)
            panel_acts.finish(room.assessment, ballot, room.by(person))
        room.reveal()
        parts = [own_part(room.assessment, person) for person in FIVE if person != AMINA]
        assert all(parts)
        assert len({(one.part, one.numbers) for one in parts if one}) == 1 + named


def test_an_answer_between_two_levels_needs_a_reason_before_it_is_submitted() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    room.settle("a-1", 2)
    room.settle("b-2", 3)
    with refused(Why.SETTLED_WITHOUT_REASON):
        room.assessment.submit(room.by(TOM), ChannelSettings())
    room.assessment.explain("b-2", room.by(TOM), "We asked the legal team.")
    room.assessment.submit(room.by(TOM), ChannelSettings())


def test_a_question_is_rated_again_by_those_who_were_heard_and_both_rounds_stand() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    with refused(Why.BEING_RATED_AGAIN):
        room.settle("a-1", 2)
    room.assessment.fire(Trigger.GO_TO, room.by(TOM), to=State.REVIEW)
    for ballot, rating in zip(room.ballots.values(), (2, 3, 2), strict=True):
        assert ballot.state == "a-1"
        assert ballot.panel is not None
        assert ballot.panel.agreement("a-1").ratings == (1, 2, 5), "the first round is in sight"
        assert ballot.panel.people == (), "and not whose it is"
        person = ballot.owner
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(rating))
        panel_acts.finish(room.assessment, ballot, room.by(person))
    room.reveal()
    assert [one.agreement["a-1"].ratings for one in room.panel.rounds_of("a-1")] == [(1, 2, 5), (2, 2, 3)]
    assert room.panel.view("a-1") is View.AGREED
    with refused(Why.RATED_TWICE):
        panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))


def test_of_one_who_rated_it_again_nobody_hears_and_it_can_be_asked_once_more() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    alone = next(iter(room.ballots.values()))
    alone.fire(Trigger.ANSWER, room.by(alone.owner), answer=Answer.rated(3))
    panel_acts.finish(room.assessment, alone, room.by(alone.owner))
    with refused(Why.ONLY_OWNER_REVEALS, NotAllowed):
        room.reveal(PRIYA)
    assert room.reveal(AMINA).answers == {}
    assert room.panel.agreement("a-1").ratings == (1, 2, 5), "the first answers stand"
    assert room.panel.open_round is None
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    for ballot in room.ballots.values():
        ballot.fire(Trigger.ANSWER, room.by(ballot.owner), answer=Answer.rated(2))
        panel_acts.finish(room.assessment, ballot, room.by(ballot.owner))
    room.reveal()
    assert room.panel.agreement("a-1").ratings == (2, 2, 2)


def test_a_second_round_that_nobody_can_finish_is_ended_by_the_owner() -> None:
    """A record that came from elsewhere brings no ballots along."""
    room = Room()
    room.all_answer()
    room.reveal()
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    room.ballots.clear()
    room.reveal(AMINA)
    room.settle("a-1", 2)


def test_where_ballots_did_not_come_along_nothing_is_rated_again() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    for left in (dict(list(room.ballots.items())[:1]), {}):
        with refused(Why.BALLOTS_LEFT_BEHIND):
            panel_acts.check_ballots_there(room.assessment, left)
    panel_acts.check_ballots_there(room.assessment, room.ballots)


def test_who_was_heard_stands_in_every_round_so_that_nobody_is_told_from_who_rated_again() -> None:
    room = Room(FIVE)
    for number, person in enumerate(FIVE, start=1):
        room.answer(person, number, 4, 4, 4)
    room.reveal()
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    for person in (TOM, PRIYA):
        ballot = room.ballots[f"of {person}"]
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(3))
        panel_acts.finish(room.assessment, ballot, room.by(person))
    unsaid = room.ballots["of U0SAM"]
    unsaid.fire(Trigger.ANSWER, room.by("U0SAM"), answer=Answer.rated(5))
    assert not room.panel.tells_who_is_done
    room.reveal()
    first, second = (one.answers["a-1"] for one in room.panel.rounds_of("a-1"))
    assert set(first) == set(second)
    assert [second[number].rating for number in (1, 2, 3, 4, 5)] == [3, 2, 3, 4, 5]
    assert [one.person for one in room.panel.done] == [*FIVE], "all were done with what was revealed first"
    assert unsaid.state == State.SUBMITTED


def test_no_names_is_kept_where_few_are_done_and_where_others_are_asked() -> None:
    room = Room(FIVE)
    for person in PEOPLE:
        room.answer(person, 1, 2, 3, 4)
    with refused(Why.TOO_FEW_DONE):
        room.reveal()
    assert not panel_acts.is_ready(room.assessment)
    with refused(Why.NAMELESS_WITH_SO_FEW):
        panel_acts.seat_anew(room.assessment, room.ballots, PEOPLE, room.by(AMINA))
    panel_acts.seat_anew(room.assessment, room.ballots, FIVE[:4], room.by(AMINA))
    room.answer("U0SAM", 1, 2, 3, 4)
    room.reveal()


def test_where_names_were_agreed_on_two_are_enough() -> None:
    room = Room(FIVE, named=True)
    for person in (TOM, PRIYA):
        room.answer(person, 1, 2, 3, 4)
    room.reveal()
    assert [one.person for one in room.panel.heard] == [TOM, PRIYA]


def test_who_was_done_elsewhere_is_not_done_here_until_they_are() -> None:
    """A record brings along who was done, and nobody's ballot."""
    room = Room()
    elsewhere = tuple(replace(one, done_at=NOW) for one in room.panel.people)
    room.assessment.panel = replace(room.panel, people=elsewhere)
    assert room.panel.not_begun == room.panel.awaited == elsewhere
    for person in (TOM, PRIYA):
        room.answer(person, 1, 2, 3, 4)
        assert [one.person for one in room.panel.awaited] != []
    assert panel_acts.is_ready(room.assessment)
    room.reveal()
    assert [one.person for one in room.panel.people if one.done_at] == [TOM, PRIYA]


def test_what_the_team_answers_otherwise_than_the_median_is_asked_why() -> None:
    room = Room()
    room.answer(AMINA, 3, 4, 4, 0)
    room.answer(TOM, 3, 4, 4, 0)
    room.answer(PRIYA, 3, 4, 3, 3)
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    room.settle("b-2", 3)
    assert room.unexplained == [], "those of the panel say why; of b-2 most are not sure"
    room.settle("a-1", 4)
    room.settle("b-1", 3)
    assert room.unexplained == ["a-1", "b-1"]
    room.assessment.explain("a-1", room.by(TOM), "The contract was changed since.")
    assert room.unexplained == ["b-1"]
    room.assessment.submit(room.by(TOM), ChannelSettings())


def test_nothing_is_handed_in_while_a_question_is_rated_again() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    panel_settling.take_medians(room.assessment, room.by(TOM))
    room.settle("b-2", 3)
    room.assessment.explain("b-2", room.by(TOM), "We asked the legal team.")
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    with refused(Why.BEING_RATED_AGAIN):
        room.assessment.submit(room.by(TOM), ChannelSettings())
    room.reveal(AMINA)
    room.assessment.submit(room.by(TOM), ChannelSettings())


def test_nothing_is_handed_in_while_people_answer_alone_and_it_is_not_called_rated_again() -> None:
    room = Room()
    with refused(Why.ANSWERED_ALONE):
        room.assessment.submit(room.by(TOM), ChannelSettings())
    room.assessment.abandon(room.by(AMINA))
    with refused(Why.ABANDONED):
        room.assessment.submit(room.by(TOM), ChannelSettings())


def test_what_nobody_rated_is_not_rated_again() -> None:
    room = Room()
    for person in (AMINA, TOM):
        ballot = room.begin(person)
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(4))
        ballot.fire(Trigger.GO_TO, room.by(person), to=State.REVIEW)
        panel_acts.finish(room.assessment, ballot, room.by(person))
    room.reveal()
    assert room.panel.can_rate_again("a-1")
    assert not room.panel.can_rate_again("b-2")
    with refused(Why.RATED_BY_NOBODY):
        panel_acts.rate_again(room.assessment, room.ballots, "b-2", room.by(TOM))


def test_what_was_revealed_is_not_closed_unseen() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    assert panel_acts.end_ballots(room.assessment, room.ballots, room.by(AMINA)) == []
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    assert len(panel_acts.end_ballots(room.assessment, room.ballots, room.by(AMINA))) == 3
    assert {one.state for one in room.ballots.values()} == {State.SUBMITTED}
    before = Room()
    before.answer(TOM, 1, 2, 3, 4)
    before.begin(PRIYA)
    panel_acts.end_ballots(before.assessment, before.ballots, before.by(AMINA))
    assert {one.state for one in before.ballots.values()} == {State.ABANDONED}


def test_who_does_not_rate_again_is_done_as_they_were() -> None:
    room = Room()
    for person, rating in ((TOM, 1), (AMINA, 5), (PRIYA, 5)):
        room.answer(person, rating, 4, 4, 4)
    room.reveal()
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    for person in (AMINA, TOM):
        ballot = room.ballots[f"of {person}"]
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(4))
        panel_acts.finish(room.assessment, ballot, room.by(person))
    room.reveal()
    assert room.ballots[f"of {PRIYA}"].state == State.SUBMITTED
    assert {one.person for one in room.panel.done} == set(PEOPLE)
    assert set(room.panel.heard) == set(room.panel.people)


def test_who_sees_it_otherwise_than_the_team_leaves_a_sentence() -> None:
    room = Room()
    room.all_answer()
    room.reveal()
    with refused(Why.TEAM_HAS_NOT_ANSWERED):
        panel_settling.dissent(room.assessment, "a-1", "I do not agree.", room.by(PRIYA))
    room.settle("a-1", 2)
    with refused(Why.NOTHING_TO_DISSENT):
        panel_settling.dissent(room.assessment, "a-1", "I agree.", room.by(PRIYA))
    with refused(Why.ONLY_RATERS_DISSENT, NotAllowed):
        panel_settling.dissent(room.assessment, "a-1", "Me too.", room.by("U0GRACE"))
    for words in ("It is clear enough.", "It is clear enough to me."):
        panel_settling.dissent(room.assessment, "a-1", words, room.by(TOM))
    assert [one.words for one in room.panel.dissents] == ["It is clear enough to me."]


def seen_otherwise(room: Room) -> list[tuple[str, int | None, str, bool]]:
    """Each sentence to the first question, with the rating and the team's answer beside which it is shown."""
    team = answers_in(room.assessment.given)["a-1"]
    return [
        (
            one.said.words,
            one.rating.rating if one.rating else None,
            one.team.word if one.team else "",
            one.holds,
        )
        for one in on_question(room.panel, "a-1", team)
    ]


def rated_again(room: Room, **ratings: int) -> None:
    """The first question, by these people; the others stay with what they said."""
    panel_acts.rate_again(room.assessment, room.ballots, "a-1", room.by(TOM))
    for person, rating in ratings.items():
        ballot = room.ballots[f"of {person}"]
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(rating))
        panel_acts.finish(room.assessment, ballot, room.by(person))
    room.reveal()


def split_and_settled() -> Room:
    """Tom says 5, and the team 2."""
    room = Room()
    room.all_answer()
    room.reveal()
    room.settle("a-1", 2)
    return room


def test_a_sentence_is_shown_with_the_ratings_that_it_was_written_with() -> None:
    room = split_and_settled()
    panel_settling.dissent(room.assessment, "a-1", "It is clearly a 5.", room.by(TOM))
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "", True)]
    room.settle("a-1", 3)
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "2", True)]
    rated_again(room, **{TOM: 4, AMINA: 3})
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "2", False)], "he rates it 4 by now"
    panel_settling.dissent(room.assessment, "a-1", "It is a 4 at least.", room.by(TOM))
    assert seen_otherwise(room) == [
        ("It is clearly a 5.", 5, "2", False),
        ("It is a 4 at least.", 4, "", True),
    ]


def test_nobody_sees_it_otherwise_where_the_team_has_come_round_to_them() -> None:
    room = split_and_settled()
    panel_settling.dissent(room.assessment, "a-1", "2 is far too low.", room.by(TOM))
    room.settle("a-1", 5)
    assert seen_otherwise(room) == [("2 is far too low.", 5, "2", False)]
    assert holding(room.panel, answers_in(room.assessment.given)) == []


@pytest.mark.parametrize(
    "again", [{AMINA: 1, PRIYA: 2}, {AMINA: 1, PRIYA: 2, TOM: 5}], ids=["not", "as before"]
)
def test_who_did_not_rate_it_otherwise_since_still_sees_it_otherwise(again: dict[str, int]) -> None:
    """Whoever asks for another round takes nobody's words away."""
    room = split_and_settled()
    panel_settling.dissent(room.assessment, "a-1", "It breaks the law.", room.by(TOM))
    before = in_sight_of_who_decides(room)
    rated_again(room, **again)
    assert seen_otherwise(room) == [("It breaks the law.", 5, "", True)]
    assert in_sight_of_who_decides(room) == before


def test_who_was_not_sure_and_is_now_does_not_say_what_they_said() -> None:
    room = split_and_settled()
    room.settle("b-2", 3, "We asked.")
    panel_settling.dissent(room.assessment, "b-2", "Nobody can know.", room.by(PRIYA))
    panel_acts.rate_again(room.assessment, room.ballots, "b-2", room.by(TOM))
    for person, rating in ((PRIYA, 1), (AMINA, 2)):
        ballot = room.ballots[f"of {person}"]
        ballot.fire(Trigger.ANSWER, room.by(person), answer=Answer.rated(rating))
        panel_acts.finish(room.assessment, ballot, room.by(person))
    room.reveal()
    assert holding(room.panel, answers_in(room.assessment.given)) == []


def in_sight_of_who_decides(room: Room) -> list[str]:
    return [one.said.words for one in holding(room.panel, answers_in(room.assessment.given))]


def kept_as_before(room: Room, words: str) -> None:
    """By Tom, on the first question: with its moment, and not with the ratings."""
    old = Dissent("a-1", number_of(room, TOM), words, room.by(TOM).at)
    room.assessment.panel = replace(room.panel, dissents=(old,))


def test_what_is_from_before_the_ratings_were_kept_is_of_the_round_that_was_revealed_by_then() -> None:
    room = split_and_settled()
    kept_as_before(room, "It is clearly a 5.")
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "", True)]
    rated_again(room, **{TOM: 4, AMINA: 3})
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "", False)], "he rates it 4 by now"
    kept_as_before(room, "It is a 4 at least.")
    assert seen_otherwise(room) == [("It is a 4 at least.", 4, "", True)]
    room.settle("a-1", 4)
    assert seen_otherwise(room) == [("It is a 4 at least.", 4, "", False)]


def test_what_is_from_before_still_holds_where_its_author_did_not_rate_it_again() -> None:
    room = split_and_settled()
    kept_as_before(room, "It is clearly a 5.")
    rated_again(room, **{AMINA: 3, PRIYA: 3})
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "", True)]


def test_what_is_from_before_is_of_the_first_round_where_the_clock_ran_backwards() -> None:
    """Nobody sees it otherwise before it is revealed."""
    room = split_and_settled()
    old = Dissent("a-1", number_of(room, TOM), "It is clearly a 5.", NOW - timedelta(days=1))
    room.assessment.panel = replace(room.panel, dissents=(old,))
    rated_again(room, **{TOM: 4, AMINA: 3})
    assert seen_otherwise(room) == [("It is clearly a 5.", 5, "", False)]


def test_a_sentence_that_another_took_the_place_of_is_kept() -> None:
    room = split_and_settled()
    for words in ("This would break the law.", "It might break the law.", "Fine by me, nearly."):
        panel_settling.dissent(room.assessment, "a-1", words, room.by(TOM))
    said = [(words, holds) for words, _, _, holds in seen_otherwise(room)]
    assert said == [
        ("This would break the law.", False),
        ("It might break the law.", False),
        ("Fine by me, nearly.", True),
    ]


def test_a_sentence_is_not_said_to_an_answer_that_its_author_had_not_in_sight() -> None:
    room = split_and_settled()
    room.settle("b-2", 1, "We asked.")
    seen = panel_settling.in_sight(room.assessment, TOM)
    room.settle("b-2", 2, "We asked.")
    panel_settling.dissent(room.assessment, "a-1", "2 is far too low.", room.by(TOM), seen)
    room.settle("a-1", 4)
    with pytest.raises(OutOfDate, match=Why.ANSWERED_ANEW_MEANWHILE.value):
        panel_settling.dissent(room.assessment, "a-1", "2 is still too low.", room.by(TOM), seen)
    seen = panel_settling.in_sight(room.assessment, TOM)
    rated_again(room, **{TOM: 3, AMINA: 3})
    with pytest.raises(OutOfDate, match=Why.ANSWERED_ANEW_MEANWHILE.value):
        panel_settling.dissent(room.assessment, "a-1", "It is a 5.", room.by(TOM), seen)


def number_of(room: Room, person: str) -> int:
    one = room.panel.of(person)
    assert one is not None
    assert one.number is not None
    return one.number


def test_a_decision_is_bound_to_what_those_say_who_see_it_otherwise() -> None:
    room = split_and_settled()
    for question in QUESTIONS[1:]:
        room.settle(question, 4, "We asked.")
    room.assessment.choose_reviewers(frozenset({GRACE}), room.by(AMINA), ChannelRules())
    room.assessment.submit(room.by(TOM), ChannelSettings())
    submission = room.assessment.last_submission
    assert submission is not None
    bare = submission.mark(room.assessment.framework)
    seen = deciding.mark_in_sight(room.assessment, submission)
    assert seen == bare, "as it was before any of that was looked at"
    panel_settling.dissent(room.assessment, "a-1", "This breaks the law.", room.by(TOM))
    form = DecisionForm(Verdict.APPROVE, seen, "We looked.", acknowledged=frozenset({"a-1"}))
    with pytest.raises(deciding.MovedOn, match=Why.SEEN_OTHERWISE_MEANWHILE.value):
        room.assessment.decide(room.by(GRACE), form)
    anew = replace(form, seen=deciding.mark_in_sight(room.assessment, submission))
    panel_settling.dissent(room.assessment, "a-1", "This breaks no law.", room.by(TOM))
    with pytest.raises(deciding.MovedOn, match=Why.SEEN_OTHERWISE_MEANWHILE.value):
        room.assessment.decide(room.by(GRACE), anew)
    anew = replace(form, seen=deciding.mark_in_sight(room.assessment, submission))
    assert room.assessment.decide(room.by(GRACE), anew).decision.mark == bare


def test_people_of_a_panel_do_not_decide_on_it() -> None:
    room = Room()
    with pytest.raises(OwnWork):
        room.assessment.choose_reviewers(frozenset({TOM}), room.by(AMINA), ChannelRules())
    room.all_answer()
    room.reveal()
    room.assessment.assessors = frozenset()
    assert {AMINA, TOM, PRIYA} <= room.assessment.involved


def test_it_waits_for_those_who_have_not_begun() -> None:
    room = Room()
    room.answer(TOM, 1, 1, 1, 1)
    waiting = {(wait.matter, wait.person) for wait in waits_of(room.assessment)}
    assert waiting == {(Matter.ANSWER, AMINA), (Matter.ANSWER, PRIYA)}


@pytest.mark.parametrize("many", [0, 1, MOST + 1])
def test_a_panel_has_from_two_to_thirty_people(many: int) -> None:
    people = [f"U{number}" for number in range(many)]
    assert panel_acts.errors(people, None, NOW.date())["assessors"].why is Why.PANEL_SIZE


def test_who_must_decide_is_not_asked_to_answer_alone_though_they_were_chosen_to_answer() -> None:
    mine, rules = assessment(), ChannelRules(must_decide=(TOM,))
    mine.assessors, mine.everyone = frozenset(PEOPLE), False
    with refused(Why.DECIDES_ON_IT, OwnWork):
        panel_acts.convene(mine, PEOPLE, Actor(AMINA, NOW), rules, named=False, until=None)


def test_the_day_of_the_reveal_is_to_come() -> None:
    today = NOW.date()
    assert panel_acts.errors(PEOPLE, today, today)["until"].why is Why.REVEAL_DAY_NOT_TO_COME
    assert panel_acts.errors(PEOPLE, today + timedelta(days=1), today) == {}


def test_a_day_that_is_to_come_for_its_owner_is_taken_whatever_day_it_is_in_utc() -> None:
    at = datetime(2026, 3, 4, 2, tzinfo=UTC)  # the evening before in the Americas
    with refused(Why.REVEAL_DAY_NOT_TO_COME, Refusal):
        panel_acts.convene(
            assessment(), PEOPLE, Actor(AMINA, at), ChannelRules(), named=False, until=date(2026, 3, 3)
        )
    panel_acts.convene(
        assessment(), PEOPLE, Actor(AMINA, at), ChannelRules(), named=False, until=date(2026, 3, 4)
    )
