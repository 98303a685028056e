"""Voices from outside: a group of their own, and where it and the team differ."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.actor import Actor
from flows.agreement import Agreement, View
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.progress import Progress
from flows.refusals import Refusal, Why
from flows.triggers import Trigger
from flows.voices import (
    MOST_GROUPS,
    MOST_VOICES,
    WHOSE_LIMIT,
    WORDS_LIMIT,
    Difference,
    Voice,
    VoiceAnswer,
    VoiceGroup,
    Voices,
    bring_in,
    check_may_bring,
    differences,
    taken_whose,
)
from tests.flows.frameworks import framework

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
OWNER, TOM = "U0OWNER", "U0TOM"
ASKED = framework((1, 1), (1, 1))
A1, A2, B1, B2 = (question.id for question in ASKED.questions)


def assessment() -> Assessment:
    return Assessment("one", "Falls data", "", OWNER, "C0HOUSING", Progress.start(ASKED))


def rated(rating: int, words: str = "") -> VoiceAnswer:
    return VoiceAnswer(AnswerKind.RATING, rating, words)


def brought(*voices: Voice, whose: str = "tenants’ panel", files: Sequence[str] = ("ab" * 32,)) -> Voices:
    return Voices(whose, voices or ({A1: rated(2)},), tuple(files))


def group(**ratings: Sequence[int]) -> VoiceGroup:
    """By question, with a line under it instead of in it, what each person rated."""
    people = max(map(len, ratings.values()))
    voices = tuple(
        {
            question.replace("_", "-"): rated(given[person])
            for question, given in ratings.items()
            if person < len(given)
        }
        for person in range(people)
    )
    return VoiceGroup(1, "tenants’ panel", voices, ("ab" * 32,), OWNER, NOW)


def refused(what: Assessment, voices: Voices) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        bring_in(what, voices, OWNER, NOW)
    return refusal.value


def test_they_are_on_record_and_no_answer_or_score_of_the_team_changes() -> None:
    what = assessment()
    made = bring_in(what, brought({A1: rated(2, "We were not asked.")}, {A1: rated(5)}), OWNER, NOW)
    assert what.voices == (made,)
    assert (made.number, made.whose, made.by, made.at) == (1, "tenants’ panel", OWNER, NOW)
    assert made.agreement(A1).ratings == (2, 5)
    assert [one.words for one in made.words(A1)] == ["We were not asked."]
    assert not what.given
    assert what.involved == frozenset({OWNER})


def test_the_same_file_is_refused_a_second_time_and_told_of_when() -> None:
    what = assessment()
    bring_in(what, brought(files=["aa", "bb"]), OWNER, NOW)
    again = refused(what, brought(files=["cc", "bb"]))
    assert (again.why, again.day) == (Why.VOICES_THERE, NOW.date())
    assert len(what.voices) == 1
    assert bring_in(what, brought(files=["cc"]), OWNER, NOW + timedelta(days=1)).number == 2


def test_what_is_over_takes_none_and_what_waits_for_a_decision_does() -> None:
    what = assessment()
    while what.progress.question is not None:
        what.fire(Trigger.ANSWER, Actor(OWNER, NOW), answer=Answer.rated(3))
    what.fire(Trigger.SUBMIT, Actor(OWNER, NOW))
    bring_in(what, brought(), OWNER, NOW)
    ended = assessment()
    ended.abandon(Actor(OWNER, NOW))
    assert refused(ended, brought()).why is Why.OVER_NO_VOICES


def test_only_the_owner_invites() -> None:
    check_may_bring(assessment(), Actor(OWNER, NOW))
    with pytest.raises(Refusal) as refusal:
        check_may_bring(assessment(), Actor(TOM, NOW))
    assert refusal.value.why is Why.ONLY_OWNER_INVITES


@pytest.mark.parametrize(
    ("voices", "why"),
    [
        (Voices("panel", (), ("aa",)), Why.NO_VOICES),
        (Voices("panel", ({},), ("aa",)), Why.NO_VOICES),
        (Voices("panel", ({A1: rated(1)},) * (MOST_VOICES + 1), ("aa",)), Why.TOO_MANY_VOICES),
        (Voices("panel", ({"other": rated(1)},), ("aa",)), Why.NO_SUCH_QUESTION),
        (Voices("", ({A1: rated(1)},), ("aa",)), Why.WHOSE_MISSING),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(voices: Voices, why: Why) -> None:
    what = assessment()
    assert refused(what, voices).why is why
    assert what.voices == ()


def test_there_are_not_more_groups_than_can_be_read() -> None:
    what = assessment()
    for number in range(MOST_GROUPS):
        bring_in(what, brought(files=[f"{number}"]), OWNER, NOW)
    assert refused(what, brought(files=["one more"])).why is Why.TOO_MANY_GROUPS


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.WHOSE_MISSING),
        (" \u200b ", Why.WHOSE_MISSING),
        ("p" * (WHOSE_LIMIT + 1), Why.WHOSE_TOO_LONG),
        ("sam@riverside.example", Why.WHOSE_IS_A_PERSON),
        ("<@U0TOM>", Why.WHOSE_IS_A_PERSON),
        ("see https://riverside.example", Why.WHOSE_IS_A_PERSON),
        ("\x1b\u202e", Why.WHOSE_MISSING),
        ("*now*", Why.WHOSE_NOT_PLAIN),
        ("the _panel_", Why.WHOSE_NOT_PLAIN),
        ("~old~ panel", Why.WHOSE_NOT_PLAIN),
        ("`panel`", Why.WHOSE_NOT_PLAIN),
        ("www.evil.example", Why.WHOSE_NOT_PLAIN),
        ("now: evil.example/x", Why.WHOSE_NOT_PLAIN),
        ("evil.example", Why.WHOSE_NOT_PLAIN),
    ],
)
def test_whose_voices_they_are_is_said_in_words_for_their_part(typed: str, why: Why) -> None:
    with pytest.raises(Refusal) as refusal:
        taken_whose(typed)
    assert refusal.value.why is why
    assert taken_whose("  a partner’s\n staff ") == "a partner’s staff"
    assert taken_whose("St. Mary’s ward 3, night staff.") == "St. Mary’s ward 3, night staff."


def test_what_somebody_wrote_has_a_limit_and_stands_in_one_line() -> None:
    assert VoiceAnswer.taken(AnswerKind.NOT_SURE, None, " Ask\n them. ").words == "Ask them."
    with pytest.raises(Refusal) as refusal:
        VoiceAnswer.taken(AnswerKind.RATING, 3, "w" * (WORDS_LIMIT + 1))
    assert (refusal.value.length, refusal.value.most) == (WORDS_LIMIT + 1, WORDS_LIMIT)
    with pytest.raises(Refusal):
        VoiceAnswer.taken(AnswerKind.RATING, 6, "")


@pytest.mark.parametrize("steers", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_what_people_outside_wrote_cannot_turn_or_steer_the_words_around_it(steers: str) -> None:
    typed = f"Ask{steers} them {steers} all.{steers}"
    assert VoiceAnswer.taken(AnswerKind.NOT_SURE, None, typed).words == "Ask them all."
    assert taken_whose(typed) == "Ask them all."
    beside = "\u200f\u0645\u06cc\u200c\u062e\U0001f469\u200d\U0001f4bb"
    assert taken_whose(beside) == beside, "what joins letters, and marks of direction, are part of writing"


def test_they_differ_by_the_median_most_of_all_first() -> None:
    answers = {A1: Answer.rated(4), A2: Answer.rated(5), B1: Answer.rated(3), B2: Answer.not_sure()}
    found = differences(ASKED, group(a_1=[2, 3, 3], a_2=[1, 2, 2], b_1=[3, 3, 4], b_2=[1, 1, 1]), answers)
    assert [(one.question.id, one.levels) for one in found] == [(A2, Fraction(3)), (A1, Fraction(1))]
    assert [one.voices.median for one in found] == [Fraction(2), Fraction(3)]
    assert [one.team for one in found] == [5, 4]


def test_half_a_level_is_no_difference() -> None:
    found = differences(ASKED, group(a_1=[3, 4]), {A1: Answer.rated(4)})
    assert found == ()
    found = differences(ASKED, group(a_1=[2, 3]), {A1: Answer.rated(4)})
    assert [one.levels for one in found] == [Fraction(3, 2)]


def test_a_split_is_told_also_where_its_median_is_the_teams_rating() -> None:
    found = differences(ASKED, group(a_1=[1, 1, 5, 5]), {A1: Answer.rated(3)})
    assert [(one.levels, one.voices.view) for one in found] == [(Fraction(2), View.SPLIT)]


@pytest.mark.parametrize(("team", "levels"), [(1, 4), (3, 2), (4, 3), (5, 4)])
def test_a_split_is_ranked_by_the_third_that_is_furthest_from_the_team(team: int, levels: int) -> None:
    answers, away = {A1: Answer.rated(team), A2: Answer.rated(3)}, Fraction(1)
    found = differences(ASKED, group(a_1=[1, 1, 5, 5], a_2=[2, 2, 2, 2]), answers)
    assert [(one.question.id, one.levels) for one in found] == [(A1, Fraction(levels)), (A2, away)]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.integers(1, 5))
def test_a_split_always_differs(ratings: list[int], team: int) -> None:
    said = Agreement.of(map(rated, ratings))
    assert Difference(ASKED.questions[0], said, team).differs or said.view is not View.SPLIT


def test_one_rating_does_not_speak_for_a_group() -> None:
    unsure, away = VoiceAnswer(AnswerKind.NOT_SURE), VoiceAnswer(AnswerKind.NOT_APPLICABLE)
    answers = {A1: Answer.rated(5), A2: Answer.rated(5)}
    for others, view in (unsure, View.OPEN), (away, View.NOT_APPLICABLE):
        voices = ({A1: rated(1)}, *({A1: others},) * 11)
        twelve = VoiceGroup(1, "tenants’ panel", voices, ("ab" * 32,), OWNER, NOW)
        assert twelve.agreement(A1).view is view
        assert differences(ASKED, twelve, answers) == ()
        assert differences(ASKED, group(a_1=[1]), answers), "of whom all have rated it, one is heard"


def test_where_the_team_has_no_rating_there_is_nothing_to_differ_from() -> None:
    assert differences(ASKED, group(a_1=[1, 1, 5, 5]), {A1: Answer.not_sure()}) == ()
