"""What cards and windows say of voices from outside: no median hides a split, and there is room for them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import dots, inviting, voices
from bot.cards.answers import all_answers
from bot.cards.callbacks import Ref
from bot.cards.happened import in_words
from bot.cards.notes import drawn
from bot.cards.summary import ONE_LINE, summary
from flows.activity import Happened
from flows.agreement import Agreement, View
from flows.answer import AnswerKind
from flows.assessment import Assessment
from flows.notes import Note
from flows.voices import MOST_GROUPS, WORDS_LIMIT, VoiceAnswer, VoiceGroup, Voices
from tests.bot.cards.drawn import texts
from tests.bot.cards.samples import AMINA, HOSTILE, MARK, NOW, VICTIM
from tests.bot.cards.samples import assessment as sample
from tests.flows.record.samples import evidence

PANEL = "tenants’ panel"


def rated(*ratings: int, whose: str = PANEL, number: int = 1, words: str = "") -> VoiceGroup:
    """All of them rated the first question."""
    first = sample("submitted").framework.questions[0].id
    said = tuple({first: VoiceAnswer(AnswerKind.RATING, rating, words)} for rating in ratings)
    return VoiceGroup(number, whose, said, (), AMINA, NOW - timedelta(days=1))


def with_voices(*groups: VoiceGroup) -> Assessment:
    return replace(sample("submitted"), voices=groups)


def on_summary(*groups: VoiceGroup) -> str:
    what = with_voices(*groups)
    assert what.last_submission is not None
    return voices.on_summary(what, what.last_submission)


def team() -> int:
    what = sample("submitted")
    assert what.last_submission is not None
    rating = what.last_submission.given[what.framework.questions[0].id].answer.rating
    assert rating is not None
    return rating


def test_the_summary_says_how_many_they_are_who_and_where_they_and_the_team_differ() -> None:
    other = 1 if team() > 2 else 5
    words = on_summary(rated(other, other, other))
    label = sample("submitted").framework.questions[0].label
    assert "3 voices" in words
    assert PANEL in words
    assert f"{label} (they {other}, the team {team()})" in words
    assert words in summary(with_voices(rated(other, other, other))).text


def test_of_several_groups_the_summary_says_who_they_are_and_how_many_each() -> None:
    words = on_summary(rated(3, 3), rated(3, whose="partner staff", number=2))
    assert words.startswith("3 voices: tenants’ panel (2) and partner staff (1).")


def test_of_many_groups_the_summary_names_a_few_and_stays_short_enough_for_a_phone() -> None:
    many = [rated(3, 3, whose=f"{number} " + "p" * 57, number=number) for number in range(1, MOST_GROUPS + 1)]
    words = on_summary(*many)
    assert words.startswith(f"{2 * MOST_GROUPS} voices: 1 ppp")
    assert f"and {MOST_GROUPS - 2} more groups." in words
    assert len(words.partition(" Furthest")[0]) <= 2 * ONE_LINE


def test_a_split_is_shown_by_its_dots_and_never_by_a_median() -> None:
    words = on_summary(rated(1, 1, 5, 5))
    assert "1 ●● · 5 ●●" in words
    assert "they 3" not in words
    assert "median" not in voices.picture(Agreement((2, 0, 0, 0, 2)))


def test_a_split_comes_before_a_single_rating_that_is_less_far_away() -> None:
    label = sample("submitted").framework.questions[0].label
    ends = (abs(team() - 1), abs(team() - 5))
    away = max(ends) - 1  # further than the median of 1, 1, 5 and 5
    assert away > abs(team() - 3)
    nearer = rated(team() - away if ends[0] > ends[1] else team() + away, whose="patients")
    words = on_summary(nearer, rated(1, 1, 5, 5, number=2))
    assert f"Furthest from the team: {PANEL}, on {label} (they 1 ●● · 5 ●● (split)" in words


def test_where_they_are_spread_it_is_shown_by_its_dots_with_the_median() -> None:
    spread = (1, 1, 1, 3, 5) if team() > 2 else (5, 5, 5, 3, 1)
    assert Agreement.of(VoiceAnswer(AnswerKind.RATING, one) for one in spread).view is View.SPREAD
    assert f"(median {spread[0]}, spread)" in on_summary(rated(*spread))


def test_where_most_are_not_sure_nobody_is_furthest_from_the_team() -> None:
    first = sample("submitted").framework.questions[0].id
    one = rated(1 if team() > 2 else 5)
    unsure = ({first: VoiceAnswer(AnswerKind.NOT_SURE)},) * 11
    assert on_summary(replace(one, voices=(*one.voices, *unsure))) == f"12 voices: {PANEL}."


@pytest.mark.parametrize(
    ("found", "picture", "counted"),
    [
        (Agreement((0, 1, 0, 0, 0)), "2 ●", "1 at 2"),
        (Agreement((0, 2, 1, 0, 0)), "2 ●● · 3 ● (median 2, agreed)", "2 at 2, 1 at 3"),
        (Agreement((0, 1, 1, 0, 0)), "2 ● · 3 ● (median between 2 and 3, agreed)", "1 at 2, 1 at 3"),
        (Agreement((0, 0, 0, 30, 0)), "4 ●×30 (median 4, agreed)", "30 at 4"),
        (
            Agreement((0, 0, 0, 0, 1), 2, 1),
            "5 ●, 2 not sure, 1 says it does not apply (open)",
            "1 at 5, 2 not sure, 1 says it does not apply",
        ),
    ],
)
def test_each_rating_is_a_dot(found: Agreement, picture: str, counted: str) -> None:
    assert voices.picture(found) == picture
    assert dots.spoken(found) == counted


def test_what_came_in_after_it_was_submitted_says_so() -> None:
    late = replace(rated(team()), at=NOW + timedelta(days=1))
    assert "after this was submitted" in on_summary(late)
    assert "after this was submitted" not in on_summary(rated(team()))
    words = on_summary(rated(team()), replace(late, number=2, whose="patients"))
    assert words.startswith(f"2 voices: tenants’ panel (1) and patients (1{voices.AFTERWARDS}).")
    assert "after this was submitted" in str(
        voices.behind_it(with_voices(late), sample("submitted").last_submission)
    )


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_what_people_typed_is_never_markup(typed: str) -> None:
    group = rated(1, 5, whose=typed[:60], words=typed[:WORDS_LIMIT])
    what = with_voices(group)
    note = drawn(what, {"note": Note.BROUGHT_VOICES, "by": AMINA, "group": 1})
    happened = Happened(NOW, AMINA, "bring_in_voices", None, {"number": 1})
    window = all_answers(what, Ref.of(what))
    for text in (note.text, in_words(what, happened), *texts(window["blocks"], "mrkdwn")):
        assert "<!" not in text
        assert f"<@{VICTIM}" not in text
        assert f"<https://evil.example|{MARK}>" not in text


def test_what_was_kept_with_marks_or_an_address_is_drawn_in_plain_words() -> None:
    """As it may have been before such words were refused."""
    kept = "*now* _or_ `never` www.evil.example http://a"
    group, second = rated(1, 5, whose=kept), rated(1, whose="*~", number=2)
    what = with_voices(group, second)
    drawn_in = [
        drawn(what, {"note": Note.BROUGHT_VOICES, "by": AMINA, "group": 1}).text,
        in_words(what, Happened(NOW, AMINA, "bring_in_voices", None, {"number": 1})),
        on_summary(group, second),
        inviting.comment(kept),
        inviting.found(what, Voices(kept, group.voices, ("ab" * 32,)), "seen").text,
        *texts(all_answers(what, Ref.of(what))["blocks"], "mrkdwn"),
    ]
    saying = [text for text in drawn_in if "now or" in text]
    assert len(saying) >= 6
    for text in saying:
        assert not re.search(r"[_`~]|\*now\*|\w\.\w|://", text), text
    assert "(people from outside)" in voices.how_many(what, 2)


def windows(what: Assessment) -> Sequence[dict[str, object]]:
    pages = [all_answers(what, Ref.of(what).on_page(page)) for page in range(len(what.framework.questions))]
    return list({str(page["blocks"]): page for page in pages}.values())


def test_as_many_as_can_be_have_room_in_the_window_of_all_answers() -> None:
    what = sample("submitted")
    everything = {
        question.id: VoiceAnswer(AnswerKind.RATING, 1, "w" * WORDS_LIMIT)
        for question in what.framework.questions
    }
    what.evidence = evidence(what) * 2
    what.voices = tuple(
        VoiceGroup(number, f"{number} " + "p" * 57, (everything,) * 20, (), AMINA, NOW)
        for number in range(1, MOST_GROUPS + 1)
    )
    pages = windows(what)
    assert len(pages) > 1
    for page in pages:
        blocks = page["blocks"]
        assert isinstance(blocks, list)
        assert len(blocks) <= 100
        assert all(len(text) <= 3_000 for kind in ("mrkdwn", "plain_text") for text in texts(blocks, kind))
    assert summary(what).is_whole


def test_brought_in_at_a_terminal_nobody_is_named() -> None:
    what = with_voices(replace(rated(2), by=""))
    assert drawn(what, {"note": Note.BROUGHT_VOICES, "by": "", "group": 1}).text.startswith(
        "Whoever runs Balance"
    )
    assert "<@" not in str(voices.behind_it(what, what.last_submission))
